import { inspect } from 'node:util';

import type { IDataObject } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import type { RecordedRequest } from '../../simulator/index.mts';
import { externalTagOf, messagesOf, type Conversation } from '../../simulator/world/model.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import type { Execution } from '../harness/engine.mts';
import { NODE } from '../harness/workbench.mts';
import { isForPeople, isWrite, outOfBounds, toldBadly, type ToldError } from '../support/bounds.mts';
import { choicesOf, formFields, operationsOf, type FormField } from '../support/form-fields.mts';
import {
	formAround,
	isChange,
	isOfTheRun,
	meaningOf,
	meantFor,
	stageFor,
	type Chat,
	type Meaning,
	type Stage,
} from '../support/hostile-scenes.mts';
import { HOSTILE, someValues, type Hostile, type HostileValue } from '../support/hostile.mts';
import { withNotes, type Noted } from '../support/outgoing.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The same values for the same seed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
const RANDOM_VALUES = Number(process.env['HOSTILE_RUNS'] ?? 10);
/** Every value in every place. Otherwise fields that are read by the same code share the corpus out among them. */
const IS_WHOLE = process.env['HOSTILE_ALL'] === '1';
const SHARE = 30;

const { description } = new GenesysWebMessaging();
const FIELDS = formFields(description).map((field, number) => ({
	field,
	number,
	name: `${field.resource} ${field.operation}: ${field.path}, ${field.way}${field.isChosenByExpression ? ', chosen by an expression' : ''}`,
}));

/** One outcome for an item, whatever it is. */
const GIVEN_ONCE = ['close', 'get', 'setExternalTag', 'send'];
/** What makes no sense without each other may be refused by the name of the other. */
const PARTNERS: Readonly<Record<string, readonly string[]>> = {
	'Wrap-Up Code': ['Skip Wrap-Up', 'Wrap-Up Notes'],
	'Wrap-Up Notes': ['Wrap-Up Code'],
	'Started Before': ['Started After'],
};

/** What came of an item. */
interface Outcome {
	readonly what: string;
	readonly value: HostileValue;
	readonly chat: Chat;
	readonly isRight: boolean;
	readonly items: readonly IDataObject[];
	readonly failure: ToldError | undefined;
}

/** A field as it was played. */
interface Played extends Noted {
	readonly field: FormField;
	readonly meaning: Meaning;
	readonly stage: Stage;
	readonly executions: readonly Execution[];
	readonly outcomes: readonly Outcome[];
	readonly writes: readonly RecordedRequest[];
	readonly before: ReadonlyMap<string, string>;
}

/** What can be changed in a conversation. */
function stateOf(conversation: Conversation): string {
	const legs = conversation.participants.map(({ communication, wrapUp }) => [
		communication.state,
		wrapUp?.code,
	]);
	return JSON.stringify([legs, externalTagOf(conversation), messagesOf(conversation).length]);
}

function statesIn({ conversations }: Stage['world']): Map<string, string> {
	return new Map([...conversations.all()].map((conversation) => [conversation.id, stateOf(conversation)]));
}

describe('Whatever a workflow hands to', () => {
	const bench = withWorkbench();
	const notes = withNotes();

	/** Right values first, so that what is refused is known to be refused for what it is. */
	function valuesFor({ field, number }: (typeof FIELDS)[number], meaning: Meaning, stage: Stage): Hostile[] {
		const [chat] = stage.chats;
		if (!chat) throw new Error('A stage without conversations');
		const own = field.property.type === 'boolean' ? [true, false] : choicesOf(field.property);
		const right: Hostile[] = own.map((value) => ({ what: 'a choice of the form', make: () => value }));
		const random = someValues(meantFor(field, meaning, chat, stage), SEED + number, RANDOM_VALUES);
		const isShared = !IS_WHOLE && isReadElsewhere(field);
		const shared = HOSTILE.filter(
			(_, i) =>
				!isShared || i % Math.ceil(HOSTILE.length / SHARE) === number % Math.ceil(HOSTILE.length / SHARE),
		);
		return [...right, ...shared, ...random];
	}

	async function play(place: (typeof FIELDS)[number]): Promise<Played> {
		const { field } = place;
		const meaning = meaningOf(field);
		if (!meaning) throw new Error(`Nobody has said in hostile-scenes.mts what ${place.name} is for`);
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 1_000_000 } });
		const stage = stageFor(field, simulator.world, HOSTILE.length + RANDOM_VALUES + 60);
		const parameters = field.with('={{ $json.value }}', formAround(field, stage));
		const controls: Hostile[] = [
			...(meaning.isAlwaysRefused ? [] : [{ what: 'THE RIGHT VALUE', make: () => undefined }]),
			...('opens' in meaning ? [{ what: 'THE VALUE THAT OPENS', make: () => meaning.opens }] : []),
		];
		const values = [...controls, ...valuesFor(place, meaning, stage)].map(({ what, make }, i) => {
			const chat = stage.chats[i];
			if (!chat) throw new Error('There are more values than conversations');
			const isRight = i < controls.length;
			const value =
				what === 'THE RIGHT VALUE' ? meaning.good(chat, stage) : make(meantFor(field, meaning, chat, stage));
			return { what, given: value, value: asHandedOn(field, value), chat, isRight };
		});
		const before = statesIn(stage.world);
		notes();
		const groups = isOfTheRun(field) ? values.map((value) => [value]) : [values];
		const executions: Execution[] = [];
		const outcomes: Outcome[] = [];
		for (const group of groups) {
			const items = group.map(({ given, chat }) => ({ ...chat.words, value: given }));
			const execution = await bench().run({
				parameters,
				items,
				settings: { onError: 'continueRegularOutput' },
			});
			executions.push(execution);
			outcomes.push(...outcomesOf(execution, group));
		}
		await new Promise((resolve) => setImmediate(resolve));
		const writes = simulator.requests.filter(
			({ method, path, status }) => isWrite({ method, path }) && status < 400,
		);
		return {
			field,
			meaning,
			stage,
			executions,
			outcomes,
			writes,
			before,
			...notes(),
		};
	}

	it.each(FIELDS)('$name, nothing is done that must not be, and a clear word is said', async (place) => {
		const played = await play(place);

		expect(violations(played, bench().simulator.url, bench().secrets())).toEqual([]);
	});

	it('a parameter, each of them is known here by what it is for', () => {
		const unknown = FIELDS.filter(({ field }) => meaningOf(field) === undefined).map(({ name }) => name);

		expect(unknown).toEqual([]);
		expect(new Set(FIELDS.map(({ field }) => `${field.resource} ${field.operation}`)).size).toBe(
			operationsOf(description).length,
		);
	});
});

/** Within a collection, n8n makes a text of what is a DateTime before a node is given it. */
function asHandedOn({ path }: FormField, value: HostileValue): HostileValue {
	const isDateTime = typeof value === 'object' && value !== null && 'isLuxonDateTime' in value;
	if (!isDateTime || !path.includes('.')) return value;
	const text: unknown = JSON.parse(JSON.stringify(value));
	return typeof text === 'string' ? text : 'Invalid DateTime';
}

/** The same code reads the same field in another place as well; and six requests for each value are many. */
function isReadElsewhere(field: FormField): boolean {
	const isOtherWay = field.property.type === 'resourceLocator' && field.way !== 'id';
	const isDear = field.path.startsWith('attribute');
	return field.isChosenByExpression || isOfTheRun(field) || isOtherWay || isDear;
}

type Value = Pick<Outcome, 'what' | 'value' | 'chat' | 'isRight'>;

function outcomesOf(execution: Execution, values: readonly Value[]): Outcome[] {
	const output = execution.output(NODE);
	return values.map((value, i) => {
		const items = output
			.filter(({ pairedItem }) => isObject(pairedItem) && pairedItem['item'] === i)
			.map(({ json }) => json);
		const { error: title, message: text } = items.find((json) => 'error' in json) ?? {};
		const isFailure = typeof title === 'string' && typeof text === 'string';
		return {
			...value,
			items: items.filter((json) => !('error' in json)),
			failure: isFailure ? { title, text } : undefined,
		};
	});
}

/** What must not be, in sentences; nothing where all is well. */
function violations(played: Played, url: string, secrets: readonly string[]): string[] {
	return [
		...played.unhandled.map((reason) => `Nobody has handled ${String(reason)}`),
		...outOfBounds(played.outgoing, url),
		...played.executions.flatMap((execution) => ofExecution(played, execution, secrets)),
		...played.outcomes.flatMap((outcome) =>
			[...ofFailure(played, outcome), ...ofCount(played, outcome), ...ofItems(played, outcome)].map(
				(found) => `${outcome.what} (${shortly(outcome.value)}): ${found}`,
			),
		),
		...ofWrites(played),
		...ofControls(played),
	];
}

function shortly(value: HostileValue): string {
	let text: string;
	try {
		text = inspect(value);
	} catch {
		text = 'not to be shown';
	}
	return text.length > 80 ? `${text.slice(0, 80)}…` : text;
}

function ofExecution({ executions }: Played, execution: Execution, secrets: readonly string[]): string[] {
	const found: string[] = [];
	const error = execution.error(NODE);
	if (error) found.push(`A run stopped although it may continue: ${error.message}`);
	const output = execution.output(NODE);
	const shown = JSON.stringify([output.map(({ json }) => json), execution.hints(NODE)]);
	if (secrets.some((secret) => shown.includes(secret))) found.push('A secret shows');
	const hints = execution.hints(NODE).filter((hint) => !isForPeople(hint));
	found.push(...hints.map((hint) => `A hint is not for people: ${hint}`));
	const places = output.map(({ pairedItem }) => (isObject(pairedItem) ? Number(pairedItem['item']) : NaN));
	if (places.some((place, i) => !(place >= (places[i - 1] ?? 0)))) found.push('The items are out of order');
	if (executions.length === 0) found.push('Nothing was run');
	return found;
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

function ofCount({ field, executions }: Played, { items, failure, value }: Outcome): string[] {
	if (executions.some((execution) => execution.error(NODE))) return [];
	const count = items.length + (failure ? 1 : 0);
	if (failure && items.length > 0) return ['there are items beside a failure'];
	const { resource, operation, path } = field;
	const isOne =
		GIVEN_ONCE.includes(operation) &&
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
function ofWrites({ field, meaning, stage, outcomes, writes, before }: Played): string[] {
	const found: string[] = [];
	const touched = new Set<string>();
	for (const { method, path, body } of writes) {
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
function ofControls({ field, meaning, outcomes, writes, stage }: Played): string[] {
	const changes = isChange(field);
	return outcomes
		.filter(({ isRight }) => isRight)
		.flatMap(({ what, value, chat, failure, items }) => {
			const hasWritten = writes.some(({ path, body }) => writtenIn(stage, path, body)?.id === chat.handle.id);
			const isVain = meaning.isVain === true && what === 'THE RIGHT VALUE';
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
