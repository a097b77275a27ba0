import { isObject } from '../../../scripts/n8n/json.mts';
import type { RecordedRequest } from '../../../simulator/index.mts';
import type { Call, Played, Run } from '../play.mts';
import { conversationIn } from '../seen.mts';
import {
	contactsOf,
	conversationOf,
	hasJumped,
	idOf,
	isClosing,
	isMessage,
	isWrite,
	mayBeDone,
	operationOf,
	optionsOf,
	parametersOf,
	pathOf,
	sessionIn,
	SLACK_MS,
} from './reading.mts';

/** A cancel ends a run, and what is begun after it must not be seen. */
export function ofCancel(played: Played, { calls, callsAtCancel, hasEnded }: Run): string[] {
	if (!hasEnded) return ['The node has not ended'];
	const canceledAt = calls[(callsAtCancel ?? 0) - 1]?.record.at;
	if (canceledAt === undefined || hasJumped(played)) return [];
	return calls
		.slice(callsAtCancel)
		.filter(({ record }) => isWrite(record) && record.at > canceledAt + SLACK_MS)
		.map((call) => `After the cancel it has written: ${pathOf(call)}`);
}

/** Whatever was written must have been asked for, of what was seen. */
export function ofWrites(played: Played, run: Run): string[] {
	// Without a token that is valid nothing is written.
	const writes = run.calls.filter(({ record }) => isWrite(record) && record.status !== 401);
	if (writes.length === 0) return [];
	if (parametersOf(played)['dryRun'] === true) return [`A dry run has written: ${pathOf(writes[0])}`];
	return [
		...writes
			.filter(({ record }) => !isAskedFor(played, record))
			.map((call) => `${operationOf(played)} has written: ${pathOf(call)}`),
		...ofStrangers(played, writes),
		...(operationOf(played) === 'session/close' ? ofSessions(played, writes) : []),
	];
}

/** Whether the step does such a thing at all. */
function isAskedFor(played: Played, record: RecordedRequest): boolean {
	const { goodbyeMessage, skipWrapUp, wrapUpCodeId } = optionsOf(played);
	const isSession = sessionIn(record.path) !== undefined;
	const mayWrapUp = skipWrapUp === true || wrapUpCodeId !== undefined;
	switch (operationOf(played)) {
		case 'conversation/setExternalTag':
			return record.path.endsWith('/tags');
		case 'message/send':
			return isMessage(record);
		case 'conversation/close':
			if (isMessage(record)) return goodbyeMessage !== undefined && goodbyeMessage !== '';
			return isClosing(record) ? !isSession : mayWrapUp && !record.path.endsWith('/tags');
		case 'session/close':
			if (isMessage(record)) return false;
			return isClosing(record) ? isSession : mayWrapUp && !record.path.endsWith('/tags');
		default:
			return false;
	}
}

/** Nobody is written to of whom no item speaks. */
function ofStrangers(played: Played, writes: readonly Call[]): string[] {
	const named = new Set(played.items.map(({ conversationId }) => conversationId));
	const contacts = new Set(
		[...named].flatMap((id) => (typeof id === 'string' ? contactsOf(played, id) : [])),
	);
	return writes.flatMap(({ record }) => {
		const { path, body } = record;
		if (!isMessage(record)) return named.has(conversationIn(path)) ? [] : [`Nobody has asked for ${path}`];
		const contact = isObject(body) ? body['externalContactId'] : undefined;
		return typeof contact === 'string' && contacts.has(contact) ? [] : [`A stranger was written to: ${path}`];
	});
}

/** No other session is closed than those that were meant. */
function ofSessions(played: Played, writes: readonly Call[]): string[] {
	const { closeWhich } = parametersOf(played);
	const named = played.items.map(({ sessionId }) => idOf(sessionId));
	return writes.flatMap((call) => {
		const session = sessionIn(call.record.path);
		if (session === undefined) return [];
		if (closeWhich === 'bySessionId')
			return named.includes(session) ? [] : [`Another session was closed: ${pathOf(call)}`];
		const { participants = [] } = conversationOf(played, conversationIn(call.record.path)) ?? {};
		const leg = participants.find(({ communication }) => communication.id === session);
		if (leg && closeWhich === 'customerSessions' && leg.purpose !== 'customer')
			return [`The session of the ${leg.purpose} was closed: ${pathOf(call)}`];
		return leg && leg.communication.medium !== 'message'
			? [`A ${leg.communication.medium} was closed: ${pathOf(call)}`]
			: [];
	});
}

/** What had ended before a run began is not written to again. What a guard had held until then, it may close. */
export function ofRepeats(played: Played): string[] {
	// Who does not look first asks again for what is done already.
	if (optionsOf(played)['checkFirst'] === false) return [];
	const calls = played.calm[1]?.calls ?? [];
	const hadEnded = (id: string) => calls.find(({ seen }) => seen?.id === id)?.seen?.hasEnded;
	const wrong = calls.find(
		({ record, seen }) => seen && isClosing(record) && mayBeDone(record) && hadEnded(seen.id) === true,
	);
	return wrong ? [`The third run has closed what had ended: ${pathOf(wrong)}`] : [];
}
