import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { isObject } from '../../../scripts/n8n/json.mts';
import type { Fault, RecordedRequest } from '../../../simulator/index.mts';
import type { Conversation } from '../../../simulator/world/model.mts';
import type { Execution } from '../../harness/engine.mts';
import { NODE } from '../../harness/node-run.mts';
import { LONGEST_LEAP_MS } from '../play-time.mts';
import { faultsOf, isMadeUp } from '../plan.mts';
import type { Call, Played, Run } from '../play.mts';
import { conversationIn } from '../seen.mts';

/** A call takes its time on the fast clock. */
const ON_THE_WAY_MS = 3_000;
/** So many turns of the event loop a request takes to arrive, and the time may leap in each. */
const TURNS_ON_THE_WAY = 3;
/** So late a call may arrive that was sent in time. */
export const SLACK_MS = ON_THE_WAY_MS + TURNS_ON_THE_WAY * LONGEST_LEAP_MS;
/** Genesys Cloud's own refusals: the call has surely changed nothing. */
const SURELY_REFUSED = [400, 401, 403, 404, 409, 413, 415, 429];
/** Answers of something in between, which may say 200: Genesys Cloud has never seen the call. */
const NOT_THE_PLATFORMS = ['html', 'gateway'];

/** With them, an answer may not come to whoever waits for it. */
const UNHEARD = ['drip', 'resetAfter', 'silence', 'slow', 'truncatedJson'];

/** With them, an answer shows something else than there was when the call arrived. */
const UNFAITHFUL = ['oddValue', 'slow', 'stale', 'stub'];

/** What shows where a program has put something that is no text into one. */
const PROGRAMMERS = ['undefined', '[object', 'NaN'];

/** An item that an execution gave, and the place of the input that it is linked to; NaN where it is linked to none, or to several. */
export interface Outcome {
	readonly item: number;
	readonly json: IDataObject;
}

/** What an execution gave; undefined where it did not come to its end. */
export function outcomesOf(execution: Execution | undefined): Outcome[] | undefined {
	if (!execution || execution.status === 'canceled' || execution.error(NODE)) return undefined;
	return execution.output(NODE).map(({ json, pairedItem }) => ({
		json,
		item: isObject(pairedItem) ? Number(pairedItem['item']) : NaN,
	}));
}

/** The outcomes of all executions of a run; undefined where one did not come to its end, so that nobody knows all. */
export function allOutcomesOf({ executions }: Run): Outcome[] | undefined {
	const all = executions.map(outcomesOf);
	return all.some((one) => one === undefined) ? undefined : all.flatMap((one) => one ?? []);
}

export function countOf<T>(values: readonly T[]): Map<T, number> {
	const counts = new Map<T, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}

export function statusOf({ status }: IDataObject): string {
	return typeof status === 'string' ? status : '';
}

/** An ID as it is compared. */
export function idOf(value: unknown): string | undefined {
	return typeof value === 'string' ? value.toLowerCase() : undefined;
}

export function isWrite({ method, path }: RecordedRequest): boolean {
	return isOfEnding(method, path) || /\/wrapup$|\/tags$|\/agentless$/.test(path);
}

/** A participant's wrap-up is changed by the same call that ends a leg. */
function isOfEnding(method: string, path: string): boolean {
	return (
		(method === 'PATCH' && path.includes('/conversations/')) ||
		path.endsWith('/disconnect') ||
		method === 'DELETE'
	);
}

/** Whether a call is to end somebody's part in a conversation. */
export function isClosing({ method, path, body }: RecordedRequest): boolean {
	const isOnlyWrapUp = isObject(body) && body['state'] === undefined && Object.keys(body).length > 0;
	return isOfEnding(method, path) && !(method === 'PATCH' && isOnlyWrapUp);
}

export function isMessage({ path }: RecordedRequest): boolean {
	return path.endsWith('/agentless');
}

/** Whether Genesys Cloud has carried a call out, and said so. */
export function isAccepted({ status, fault }: RecordedRequest): boolean {
	return status >= 200 && status < 300 && !NOT_THE_PLATFORMS.includes(fault ?? '');
}

/** Whether a call was, or may have been, carried out: also where the answer was lost, or came from somebody else. */
export function mayBeDone({ status }: RecordedRequest): boolean {
	return !SURELY_REFUSED.includes(status);
}

/** Whether whoever sent a call may not have heard that it was refused. */
export function isUnheard({ fault }: RecordedRequest): boolean {
	return fault !== undefined && UNHEARD.includes(fault);
}

/** The session that a call ends; undefined where it is not about a single one. */
export function sessionIn(path: string): string | undefined {
	return /\/communications\/([^/]+)$/.exec(path)?.[1]?.toLowerCase();
}

/** The participant whom a call is about; undefined where it is about the whole conversation. */
export function participantIn(path: string): string | undefined {
	return /\/participants\/([^/]+)/.exec(path)?.[1]?.toLowerCase();
}

/** What a call is to do: when it is sent again, it is the same. */
export function errandOf(call: Call): string {
	return `${pathOf(call)} ${JSON.stringify(call.record.body)}`;
}

/** Whether a look shows how it was when it arrived. What came late may show what has changed since. */
export function isFaithful({ record: { fault } }: Call): boolean {
	return !UNFAITHFUL.includes(fault ?? '');
}

export function pathOf(call: Call | undefined): string {
	return `${call?.record.method ?? ''} ${call?.record.path ?? ''}`;
}

/** The calls of a run that are about a conversation. */
export function callsAbout({ calls }: Run, id: string | undefined): Call[] {
	return id === undefined ? [] : calls.filter(({ record }) => idOf(conversationIn(record.path)) === id);
}

/** Whether all calls of a run are of one execution: of two, and of a trigger that polls beside it, nobody knows who has seen what. */
export function isAlone({ plan }: Played, { executions }: Run): boolean {
	return executions.length === 1 && !plan.watcher;
}

export function operationOf({ plan }: Played): string {
	return `${plan.step.resource}/${plan.step.operation}`;
}

export function parametersOf({ plan }: Played): INodeParameters {
	return plan.step.parameters;
}

export function optionsOf(played: Played): Readonly<Record<string, unknown>> {
	const { options } = parametersOf(played);
	return isObject(options) ? options : {};
}

export function isCloseOf({ plan }: Played): boolean {
	return plan.step.operation === 'close';
}

/** The conversation that an input item names; undefined where it names none. */
export function namedBy({ items }: Played, item: number): string | undefined {
	return idOf(items[item]?.['conversationId']);
}

export function conversationOf({ world }: Played, id: unknown): Conversation | undefined {
	return typeof id === 'string' ? world.conversations.byId(id) : undefined;
}

/** The contacts of the customer of a conversation, by each of their IDs. */
export function contactsOf({ world }: Played, id: string): string[] {
	const contact = world.conversations.byId(id)?.externalContactId;
	return contact === undefined ? [] : [contact, world.directory.canonicalContactId(contact)];
}

/** All that may have gone wrong with calls. */
export function faultsIn({ plan }: Played): Fault[] {
	return faultsOf(plan);
}

/** Whether the clock has jumped, so that nobody knows how long something took. */
export function hasJumped({ plan }: Played): boolean {
	return plan.happenings.some(({ what }) => what === 'clockJumps');
}

export function isWords(played: Played, value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '' && !isProgrammers(played, value);
}

/** Whether it shows what only programs know; what is quoted is the server's, and so is a word that an odd answer has put in. */
export function isProgrammers(played: Played, text: string): boolean {
	const ownWords = text.replace(/says: ".*"|Correlation ID: \S+/g, '');
	return PROGRAMMERS.filter((word) => ownWords.includes(word)).some((word) => !isMadeUp(word, played.plan));
}
