import type { IDataObject, INodeExecutionData, INodeParameters } from 'n8n-workflow';

import { endTimeOf, type Conversation } from '../../simulator/world/model.mts';
import type { Execution } from '../harness/engine.mts';
import { NODE } from '../harness/workbench.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import type { Call, Played, Run } from './play.mts';
import { conversationIn } from './seen.mts';

const MINUTE_MS = 60_000;
const LOOK_COUNTS_MS = 2_000;
/** A call takes its time on the fast clock. */
const ON_THE_WAY_MS = 3_000;
/** So many turns of the event loop a request takes to arrive, and each may have to wait. */
const TURNS_ON_THE_WAY = 3;
/** What nobody would call an end: many times what any plan needs. */
const mostCalls = (items: number) => 2_000 + 20 * items;
const GIVEN_ONCE = ['conversation/close', 'conversation/get', 'conversation/setExternalTag', 'message/send'];
const CHANGES = ['conversation/close', 'session/close', 'conversation/setExternalTag', 'message/send'];

/**
 * Judges what came of a plan by what the simulator itself has recorded, and by nothing that the node says of itself unless that is
 * what is judged.
 *
 * @returns what must not be, in sentences; nothing where all is well
 */
export function violations(played: Played): string[] {
	const { plan, chaos, calm } = played;
	const runs = [chaos, ...calm];
	return [
		...runs.flatMap((run) => run.executions.flatMap((execution) => ofExecution(played, run, execution))),
		...runs.flatMap((run) => ofWrites(played, run)),
		...runs.flatMap((run) => ofCancel(played, run)),
		...(plan.isRace ? [] : ofCredit(played, chaos)),
		...ofRepeats(played),
		...ofTrigger(played),
	];
}

/** Whatever else goes on, an event is given once. */
function ofTrigger({ plan, watched }: Played): string[] {
	if (!watched) return [];
	const { given, must, may, unrest } = watched;
	// Who waits for a token waits with all others, in n8n, which has no end for an answer that goes on and on.
	const waitsForToken = plan.faults.some(
		(fault) =>
			fault.kind === 'drip' &&
			fault.ends !== true &&
			new RegExp(fault.match?.path ?? '').test('/oauth/token'),
	);
	if (waitsForToken) return tooMuch(given, may);
	return [
		...must.filter((key) => !given.includes(key)).map((key) => `The trigger has lost ${key}`),
		...tooMuch(given, may),
		...(unrest === undefined ? [] : [`The trigger does not come to rest: ${unrest}`]),
	];
}

function tooMuch(given: readonly string[], may: readonly string[]): string[] {
	return [
		...given.filter((key, i) => given.indexOf(key) !== i).map((key) => `The trigger gave twice ${key}`),
		...given.filter((key) => !may.includes(key)).map((key) => `The trigger has invented ${key}`),
	];
}

function ofExecution(played: Played, run: Run, execution: Execution | undefined): string[] {
	if (!execution) return ['A run has not ended'];
	const { plan, items, secrets } = played;
	const found: string[] = [];
	if (run.calls.length > mostCalls(items.length)) found.push(`A run has made ${run.calls.length} calls`);
	const full = execution.inFull();
	if (secrets.some((secret) => full.includes(secret))) found.push('A secret shows');
	const error = execution.error(NODE);
	if (error) {
		if (!['NodeApiError', 'NodeOperationError'].includes(error.name) && execution.status !== 'canceled')
			found.push(`An error is no node error: ${error.name}: ${error.message}`);
		if (isProgrammers(`${error.message} ${error.description ?? ''}`))
			found.push(`An error is not for people: ${error.message}`);
		if (plan.continueOnFail && execution.status !== 'canceled' && plan.cancelAt === undefined)
			found.push(`It stopped although it may continue: ${error.message}`);
		return found;
	}
	if (execution.status === 'canceled') return found;
	return [...found, ...ofOutput(played, execution.output(NODE), items.length)];
}

function ofOutput(played: Played, output: readonly INodeExecutionData[], count: number): string[] {
	const found: string[] = [];
	const operation = operationOf(played);
	const linked = output.map(({ pairedItem }) => pairedItem);
	if (linked.includes(undefined)) found.push('An item is linked to no input');
	for (const { json } of output)
		if (Object.values(json).includes(undefined)) found.push('A value of an item is undefined');
	const failed = output.filter(({ json }) => 'error' in json);
	for (const { json } of failed)
		if (Object.keys(json).sort().join() !== 'error,message' || !Object.values(json).every(isWords))
			found.push(`A failed item has not exactly error and message: ${JSON.stringify(json)}`);
	if (parametersOf(played)['output'] === 'summary') {
		const summaries = output.filter(({ json }) => 'total' in json);
		const all = summaries[0]?.pairedItem;
		if (summaries.length !== 1) found.push(`There are ${summaries.length} summaries`);
		if (!Array.isArray(all) || all.length !== count) found.push('The summary is not linked to all inputs');
		return found;
	}
	const places = linked.map((link) => (isObject(link) ? Number(link['item']) : NaN));
	if (places.some((place, i) => !(place >= (places[i - 1] ?? 0)))) found.push('The items are out of order');
	if (GIVEN_ONCE.includes(operation)) {
		const counts = countOf(places);
		for (let item = 0; item < count; item++) {
			const outcomes = counts.get(item) ?? 0;
			if (outcomes !== 1) found.push(`Item ${item} has ${outcomes} outcomes`);
		}
	}
	return found;
}

/** A cancel ends a run, and what is begun after it must not be seen. */
function ofCancel(played: Played, { calls, callsAtCancel, hasEnded }: Run): string[] {
	if (!hasEnded) return ['The node has not ended'];
	const canceledAt = calls[(callsAtCancel ?? 0) - 1]?.record.at;
	const hasJumped = played.plan.happenings.some(({ what }) => what === 'clockJumps');
	if (canceledAt === undefined || hasJumped) return [];
	const slackMs = slackOf(played);
	return calls
		.slice(callsAtCancel)
		.filter(({ record }) => isWrite(record.method, record.path) && record.at > canceledAt + slackMs)
		.map((call) => `After the cancel it has written: ${pathOf(call)}`);
}

/** How late a call may arrive that was sent in time. */
function slackOf({ delayMs }: Played): number {
	return ON_THE_WAY_MS + TURNS_ON_THE_WAY * delayMs;
}

/** Whatever was written must have been asked for, of what was seen. */
function ofWrites(played: Played, run: Run): string[] {
	const parameters = parametersOf(played);
	// Without a token that is valid nothing is written.
	const writes = run.calls.filter(
		({ record }) => isWrite(record.method, record.path) && record.status !== 401,
	);
	if (writes.length === 0) return [];
	const operation = operationOf(played);
	if (!CHANGES.includes(operation)) return [`${operation} has written: ${pathOf(writes[0])}`];
	if (parameters['dryRun'] === true) return [`A dry run has written: ${pathOf(writes[0])}`];
	const named = new Set(played.items.map(({ conversationId }) => conversationId));
	const contacts = new Set(
		[...named].flatMap((id) => (typeof id === 'string' ? contactsOf(played, id) : [])),
	);
	const found: string[] = [];
	for (const call of writes) {
		const { path, body } = call.record;
		const id = conversationIn(path);
		const contact = isObject(body) ? body['externalContactId'] : undefined;
		if (path.endsWith('/agentless')) {
			if (typeof contact !== 'string' || !contacts.has(contact))
				found.push(`A stranger was written to: ${path}`);
		} else if (!named.has(id)) found.push(`Nobody has asked for ${path}`);
	}
	if (operation.endsWith('/close')) found.push(...ofGuards(played, run));
	if (operation === 'session/close' && parameters['closeWhich'] === 'bySessionId') {
		const sessions = new Set(played.items.map(({ sessionId }) => sessionId));
		for (const call of writes.filter(({ record }) => record.path.includes('/communications/')))
			if (![...sessions].some((id) => typeof id === 'string' && pathOf(call).includes(id)))
				found.push(`Another session was closed: ${pathOf(call)}`);
	}
	return found;
}

/** Before the first write to a conversation there was a look, a moment ago, at which no guard held. */
function ofGuards(played: Played, run: Run): string[] {
	const options = optionsOf(played);
	const { skipIfConnected = 'nobody', skipIfMessageWithinMinutes = 0 } = options;
	if (skipIfConnected === 'nobody' && skipIfMessageWithinMinutes === 0) return [];
	const slackMs = slackOf(played);
	const found: string[] = [];
	const written = new Set<string>();
	const looksAt = new Map<string, Call[]>();
	for (const call of run.calls) {
		const { record, seen } = call;
		if (!seen) continue;
		const before = looksAt.get(seen.id) ?? [];
		if (record.method === 'GET') looksAt.set(seen.id, [...before, call]);
		if (!isClosing(record.method, record.path) || written.has(seen.id)) continue;
		written.add(seen.id);
		const looks = before.filter((look) => record.at - look.record.at < LOOK_COUNTS_MS + slackMs);
		const isFree = looks.some(({ seen: then }) => {
			if (!then) return false;
			const holdsConnected =
				skipIfConnected !== 'nobody' && then.hasAgent && (skipIfConnected === 'agent' || then.hasCustomer);
			const window = Number(skipIfMessageWithinMinutes) * MINUTE_MS - slackMs;
			return !holdsConnected && !(window > 0 && then.at - then.lastOfPeople < window);
		});
		if (!isFree) found.push(`A guard should have held: ${record.method} ${record.path}`);
	}
	return found;
}

/** What a verdict says of the server must be so. */
function ofCredit(played: Played, run: Run): string[] {
	const operation = operationOf(played);
	const [execution] = run.executions;
	if (!execution || execution.error(NODE)) return [];
	const found: string[] = [];
	const verdicts = execution.json(NODE).filter((json) => typeof json['status'] === 'string');
	const counts = countOf(played.items.map(({ conversationId }) => conversationId));
	const acceptedIn = new Set(
		run.calls
			.filter(
				({ record: { method, path, status } }) => isClosing(method, path) && status >= 200 && status < 300,
			)
			.map(({ record }) => conversationIn(record.path)),
	);
	for (const json of operation.endsWith('/close') ? verdicts : []) {
		const conversation = conversationOf(played, json['conversationId']);
		const isOfNoSession = operation === 'session/close' && json['sessionId'] === null;
		const hasEndedThere =
			conversation &&
			(isOfNoSession
				? hadNoSession(run, conversation.id, parametersOf(played)['closeWhich'])
				: hasEnded(conversation, json['sessionId']));
		if (json['closed'] === true && hasEndedThere !== true)
			found.push(`It says closed and is not: ${JSON.stringify(json)}`);
		const isAlone = counts.get(json['conversationId']) === 1 && operation === 'conversation/close';
		const status = statusOf(json);
		const isUntouched = ['notAttempted', 'wouldClose', 'notFound'].includes(status);
		if (isAlone && isUntouched && conversation && acceptedIn.has(conversation.id))
			found.push(`It says ${status}, and a close was accepted: ${JSON.stringify(json)}`);
		if (!isAnswer(json)) found.push(`A verdict is not whole: ${JSON.stringify(json)}`);
	}
	const { maxCloses } = optionsOf(played);
	const items = new Set(
		execution
			.output(NODE)
			.filter(({ json }) => ['closed', 'closing'].includes(statusOf(json)))
			.map(({ pairedItem }) => (isObject(pairedItem) ? pairedItem['item'] : undefined)),
	);
	if (typeof maxCloses === 'number' && operation.endsWith('/close') && items.size > maxCloses)
		found.push(`${items.size} items were closed, and the cap is ${maxCloses}`);
	if (operation === 'message/send') found.push(...ofMessages(played, run, execution));
	return found;
}

/** What was sent is there, once for each item, and what was not is not. */
function ofMessages(played: Played, run: Run, execution: Execution): string[] {
	const text = parametersOf(played)['text'];
	const accepted = run.calls.filter(
		({ record }) => record.path.endsWith('/agentless') && record.status === 200,
	);
	const sent = execution.json(NODE).filter((json) => json['sent'] === true);
	const there = [...played.world.conversations.all()]
		.flatMap(({ participants }) => participants)
		.flatMap(({ communication }) => communication.messages)
		.filter((message) => message.text === text);
	const found: string[] = [];
	if (sent.length > there.length)
		found.push(`${sent.length} messages are said to be sent, and ${there.length} are there`);
	const unclear = execution.json(NODE).filter((json) => 'error' in json).length;
	if (there.length > sent.length + unclear)
		found.push(
			`${there.length} messages are there, ${sent.length} are said to be sent, ${accepted.length} were accepted`,
		);
	return found;
}

/** What had ended before a run began is not written to again. What a guard had held until then, it may close. */
function ofRepeats(played: Played): string[] {
	// Who does not look first asks again for what is done already.
	if (optionsOf(played)['checkFirst'] === false) return [];
	const calls = played.calm[1]?.calls ?? [];
	const hadEnded = (id: string) => calls.find(({ seen }) => seen?.id === id)?.seen?.hasEnded;
	const wrong = calls.find(
		({ record, seen }) =>
			seen && isClosing(record.method, record.path) && record.status < 300 && hadEnded(seen.id) === true,
	);
	return wrong ? [`The third run has closed what had ended: ${pathOf(wrong)}`] : [];
}

function countOf<T>(values: readonly T[]): Map<T, number> {
	const counts = new Map<T, number>();
	for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1);
	return counts;
}

function statusOf({ status }: IDataObject): string {
	return typeof status === 'string' ? status : '';
}

function isAnswer(json: IDataObject): boolean {
	return isWords(json['reason']) && typeof json['closed'] === 'boolean';
}

function isWords(value: unknown): boolean {
	return typeof value === 'string' && value.trim() !== '' && !isProgrammers(value);
}

/** Whether it shows what only programs know; what is quoted is the server's. */
function isProgrammers(text: string): boolean {
	return /undefined|\[object|NaN/.test(text.replace(/says: ".*"|Correlation ID: \S+/g, ''));
}

function hasEnded({ participants, ...conversation }: Conversation, sessionId: unknown): boolean {
	if (typeof sessionId === 'string') {
		const leg = participants.find(({ communication }) => communication.id === sessionId);
		return leg?.communication.state === 'disconnected';
	}
	const hasEnd = endTimeOf({ participants, ...conversation }) !== undefined;
	return (
		hasEnd ||
		conversation.endings.length > 0 ||
		participants.every(({ communication }) => communication.state === 'disconnected')
	);
}

/** When it was looked at, no session was open that was to be closed; others may have come since. */
function hadNoSession({ calls }: Run, id: string, closeWhich: unknown): boolean {
	const isMeant = (purpose: string) => closeWhich !== 'customerSessions' || purpose === 'customer';
	return calls.some(({ seen }) => seen?.id === id && !seen.open.some((purpose) => isMeant(purpose)));
}

function isWrite(method: string, path: string): boolean {
	return isClosing(method, path) || /\/wrapup$|\/tags$|\/agentless$/.test(path);
}

function isClosing(method: string, path: string): boolean {
	return (
		(method === 'PATCH' && path.includes('/conversations/')) ||
		path.endsWith('/disconnect') ||
		method === 'DELETE'
	);
}

function pathOf(call: Call | undefined): string {
	return `${call?.record.method ?? ''} ${call?.record.path ?? ''}`;
}

function operationOf({ plan }: Played): string {
	return `${plan.step.resource}/${plan.step.operation}`;
}

function parametersOf({ plan }: Played): INodeParameters {
	return plan.step.parameters;
}

function optionsOf(played: Played): Readonly<Record<string, unknown>> {
	const { options } = parametersOf(played);
	return isObject(options) ? options : {};
}

function conversationOf({ world }: Played, id: unknown): Conversation | undefined {
	return typeof id === 'string' ? world.conversations.byId(id) : undefined;
}

function contactsOf({ world }: Played, id: string): string[] {
	const contact = world.conversations.byId(id)?.externalContactId;
	return contact === undefined ? [] : [contact, world.directory.canonicalContactId(contact)];
}
