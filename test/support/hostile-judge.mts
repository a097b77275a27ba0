import { inspect } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import type { RecordedRequest } from '../../simulator/index.mts';
import type { Conversation } from '../../simulator/world/model.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import { isWrite, outOfBounds, toldBadly, type ToldError } from './bounds.mts';
import { choicesOf, type FormField } from './form-fields.mts';
import { isChange, meantFor, type Chat, type Meaning, type Stage } from './hostile-scenes.mts';
import type { Hostile, HostileValue } from './hostile.mts';
import { outcomesOfEach } from './operations.mts';
import type { Noted } from './outgoing.mts';

/*
 * What may come of a value that nobody has meant, however it has come into a field of the node.
 */

/** What makes no sense without each other may be refused by the name of the other. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
	'Wrap-Up Code': ['Skip Wrap-Up', 'Wrap-Up Notes'],
	'Wrap-Up Notes': ['Wrap-Up Code'],
	'Started Before': ['Started After'],
};

/** A value for an item, and the conversation of that item. */
export interface Asked {
	readonly what: string;
	/** As it is handed to n8n. */
	readonly given: HostileValue;
	/** As n8n hands it on. */
	readonly value: HostileValue;
	readonly chat: Chat;
	readonly isRight: boolean;
}

/** What came of an item. */
export interface Outcome extends Asked {
	readonly items: readonly IDataObject[];
	readonly failure: ToldError | undefined;
}

/** A field as it was played. */
export interface Played extends Noted {
	readonly field: FormField;
	readonly meaning: Meaning;
	readonly stage: Stage;
	/** The run has ended before its last item. */
	readonly hasStopped: boolean;
	readonly outcomes: readonly Outcome[];
	/** What was asked of Genesys Cloud. */
	readonly requests: readonly RecordedRequest[];
	readonly before: ReadonlyMap<string, string>;
}

const THE_RIGHT_VALUE = 'THE RIGHT VALUE';

/** Right values first, so that what is refused is known to be refused for what it is. */
function controlsOf(meaning: Meaning): Hostile[] {
	return [
		...(meaning.isAlwaysRefused ? [] : [{ what: THE_RIGHT_VALUE, make: () => undefined }]),
		...('opens' in meaning ? [{ what: 'THE VALUE THAT OPENS', make: () => meaning.opens }] : []),
	];
}

/**
 * Values for a field, each with a conversation of its own: those that are right, and then the others.
 *
 * @param asHandedOn what n8n makes of a value before it hands it to the node
 */
export function askedOf(
	field: FormField,
	meaning: Meaning,
	stage: Stage,
	others: readonly Hostile[],
	asHandedOn: (value: HostileValue) => HostileValue,
): Asked[] {
	const controls = controlsOf(meaning);
	const own = field.property.type === 'boolean' ? [true, false] : choicesOf(field.property);
	const choices: Hostile[] = own.map((value) => ({ what: 'a choice of the form', make: () => value }));
	return [...controls, ...choices, ...others].map(({ what, make }, i) => {
		const chat = stage.chats[i];
		if (!chat) throw new Error('There are more values than conversations');
		const given =
			what === THE_RIGHT_VALUE ? meaning.good(chat, stage) : make(meantFor(field, meaning, chat, stage));
		return { what, given, value: asHandedOn(given), chat, isRight: i < controls.length };
	});
}

/** All that is known of each conversation, by its ID. */
export function statesIn({ conversations }: Stage['world']): Map<string, string> {
	const inFull = (_key: string, value: unknown) => (value instanceof Map ? [...value] : value);
	return new Map([...conversations.all()].map((one) => [one.id, JSON.stringify(one, inFull)]));
}

/** What must not be, in sentences; nothing where all is well. */
export function violations(played: Played, url: string): string[] {
	return [
		...played.unhandled.map((reason) => `Nobody has handled ${String(reason)}`),
		...outOfBounds(played.outgoing, url),
		...played.outcomes.flatMap((outcome) =>
			[...ofFailure(played, outcome), ...ofCount(played, outcome), ...ofItems(played, outcome)].map(
				(found) => `${outcome.what} (${shortly(outcome.value)}): ${found}`,
			),
		),
		...ofWrites(played),
		...ofControls(played),
	];
}

/** A value as a report shows it. */
export function shortly(value: HostileValue): string {
	let text: string;
	try {
		text = inspect(value);
	} catch {
		text = 'not to be shown';
	}
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function ofFailure({ field, meaning }: Played, { failure, value, items }: Outcome): string[] {
	const { displayName } = field.property;
	const refusals = [displayName, ...(PARTNERS[displayName] ?? [])].map(
		(name) => `The value of '${name}' cannot be used`,
	);
	if (!meaning.canMean(value)) {
		if (failure?.title !== refusals[0])
			return [`it was not refused by the name of the field: ${failure?.title ?? shortly([...items])}`];
	}
	if (!failure) return [];
	return toldBadly(failure, refusals);
}

function ofCount({ field, hasStopped }: Played, { items, failure, value }: Outcome): string[] {
	if (hasStopped) return [];
	const count = items.length + (failure ? 1 : 0);
	if (failure && items.length > 0) return ['there are items beside a failure'];
	const { resource, operation, path } = field;
	const isOne =
		outcomesOfEach(resource, operation).least === 1 &&
		!(path === 'closeWhich') &&
		!(path.endsWith('whenNotFound') && value === 'none');
	if (isOne && count !== 1) return [`there are ${count} outcomes`];
	const mayBeNone = (resource === 'conversation' && operation === 'getAll') || path.endsWith('whenNotFound');
	return count === 0 && !mayBeNone ? ['there is no outcome'] : [];
}

/** What was given must be what the value stands for. */
function ofItems({ meaning, stage, field }: Played, { items, value, chat }: Outcome): string[] {
	const found: string[] = [];
	for (const item of items) {
		const id = item['conversationId'] ?? item['id'];
		const conversation = typeof id === 'string' ? stage.world.conversations.byId(id) : undefined;
		const isNone = item['found'] === false || item['status'] === 'notFound' || item['sent'] === false;
		const isLimited = field.path === 'fields' && conversation === undefined;
		if (!isNone && !isLimited && !isMeant(meaning, conversation, value, chat, stage))
			found.push(`it gave ${shortly(item)}`);
		if (item['closed'] === true && conversation && !hasEnded(conversation, item['sessionId']))
			found.push(`it says closed and is not: ${shortly(item)}`);
	}
	// Only what the world says of an item that did not fail counts.
	if (items.length > 0 && meaning.gives && !meaning.gives(items, value, stage.world))
		found.push(`it gave ${items.length} items: ${shortly([...items])}`);
	return found;
}

function isMeant(
	{ fits }: Meaning,
	conversation: Conversation | undefined,
	value: HostileValue,
	chat: Chat,
	{ world }: Stage,
): boolean {
	if (!conversation) return false;
	return fits ? fits(conversation, value, chat, world) : conversation.id === chat.handle.id;
}

function hasEnded({ participants }: Conversation, sessionId: unknown): boolean {
	return participants
		.filter(({ communication }) => typeof sessionId !== 'string' || communication.id === sessionId)
		.every(({ communication }) => communication.state === 'disconnected');
}

/** Whatever was changed, an item has asked for it, by a value that says so. */
function ofWrites({ field, meaning, stage, outcomes, requests, before }: Played): string[] {
	const found: string[] = [];
	const touched = new Set<string>();
	for (const { method, path, body } of requests.filter(hasChanged)) {
		const conversation = writtenIn(stage, path, body);
		const call = `${method} ${path}`;
		if (!conversation) {
			found.push(`${call} is about nobody`);
			continue;
		}
		touched.add(conversation.id);
		const asking = outcomes.filter(({ value, chat }) => isMeant(meaning, conversation, value, chat, stage));
		const letting = asking.filter(({ value }) => meaning.lets?.(value) ?? false);
		if (letting.length === 0)
			found.push(
				`${call} must not be, by ${asking.map(({ what, value }) => `${what} (${shortly(value)})`).join(', ')}`,
			);
		if (letting.length > 0 && letting.every(({ failure }) => failure !== undefined))
			found.push(`${call} was sent, and all that is told of it is ${letting[0]?.failure?.title ?? ''}`);
		if (meaning.writes && !letting.some(({ value }) => meaning.writes?.(body, value)))
			found.push(`${call} does not say what was meant: ${shortly(JSON.stringify(body))}`);
		const session = /communications\/([^/]+)/.exec(path)?.[1];
		const isChosen = field.path === 'sessionId' || field.path === 'closeWhich';
		if (session !== undefined && !isChosen && field.resource === 'session' && !path.endsWith('/wrapup'))
			if (!asking.some(({ chat }) => chat.words['sessionId'] === session))
				found.push(`${call} is another session`);
	}
	for (const [id, state] of statesIn(stage.world))
		if (!touched.has(id) && before.get(id) !== state) found.push(`The conversation ${id} has changed`);
	return found;
}

/** Whether a request has changed something. */
export function hasChanged({ method, path, status }: RecordedRequest): boolean {
	return isWrite({ method, path }) && status < 400;
}

function writtenIn(
	{ world, chats, bystander }: Stage,
	path: string,
	body: unknown,
): Conversation | undefined {
	const id = /\/conversations\/(?:messages\/)?([0-9a-f-]{36})(?:\/|$)/.exec(path)?.[1];
	if (id !== undefined) return world.conversations.byId(id);
	const contact = isObject(body) ? body['externalContactId'] : undefined;
	const addressed = [...chats, bystander].find((chat) => chat.contact.id === contact);
	return addressed && world.conversations.byId(addressed.handle.id);
}

/** With the right value it works, and with one that opens a guard something is closed: nothing above is so by accident. */
function ofControls({ field, meaning, outcomes, requests, stage }: Played): string[] {
	const changes = isChange(field);
	const writes = requests.filter(hasChanged);
	return outcomes
		.filter(({ isRight }) => isRight)
		.flatMap(({ what, value, chat, failure, items }) => {
			const hasWritten = writes.some(({ path, body }) => writtenIn(stage, path, body)?.id === chat.handle.id);
			const isVain = meaning.isVain === true && what === THE_RIGHT_VALUE;
			if (failure) return [`${what} (${shortly(value)}) was refused: ${failure.title}. ${failure.text}`];
			if (changes && hasWritten === isVain)
				return [`${what} (${shortly(value)}) has ${hasWritten ? '' : 'not '}written: ${shortly([...items])}`];
			if (
				!changes &&
				!isVain &&
				(items.length === 0 || items.some((item) => item['found'] === false)) &&
				!field.path.endsWith('whenNotFound')
			)
				return [`${what} (${shortly(value)}) has found nothing`];
			return [];
		});
}
