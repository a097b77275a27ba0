import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Call, Played, Run } from '../play.mts';
import type { Seen } from '../seen.mts';
import {
	errandOf,
	hasJumped,
	isAccepted,
	isClosing,
	isCloseOf,
	isFaithful,
	operationOf,
	optionsOf,
	parametersOf,
	participantIn,
	pathOf,
	SLACK_MS,
} from './reading.mts';

const LOOK_COUNTS_MS = 2_000;

/** Before anything is closed there was a look, a moment ago and after the last try, at which nothing held it. */
export function ofLooks(played: Played, run: Run): string[] {
	if (!isCloseOf(played)) return [];
	const byConversation = new Map<string, Call[]>();
	for (const call of run.calls)
		if (call.seen) byConversation.set(call.seen.id, [...(byConversation.get(call.seen.id) ?? []), call]);
	return [...byConversation.values()].flatMap((calls) =>
		calls.flatMap((call, i) => ofClose(played, run, call, calls.slice(0, i))),
	);
}

/** @param earlier the calls about the same conversation that arrived before */
function ofClose(played: Played, run: Run, call: Call, earlier: readonly Call[]): string[] {
	const sent = earlier.filter(({ record }) => isClosing(record));
	const latest = sent.at(-1);
	// n8n itself sends again what a token was refused for, with another one.
	const isOfN8n = latest?.record.status === 401 && errandOf(latest) === errandOf(call);
	if (!isClosing(call.record) || isOfN8n) return [];
	// Of two runs nobody knows which has sent what.
	const own = run.executions.length > 1 ? [] : sent;
	const before = own.findLast((one) => errandOf(one) === errandOf(call));
	const looks = looksFor(played, call, earlier, { before, last: own.at(-1) });
	if (!looks) return [];
	const isGraceful = parametersOf(played)['method'] === 'graceful';
	// Half of it would leave the agent alone in the conversation.
	const isGoingOn = isGraceful && sent.some(({ record }) => isAccepted(record));
	const isGuarded = hasGuard(played) && !isGoingOn;
	const isFree = (then: Seen) =>
		!(isGuarded && holds(played, then)) && !isInCall(played, then, call, isGraceful && sent.length > 0);
	if (looks.some((look) => !isFaithful(look) || (look.seen && isFree(look.seen)))) return [];
	if (before && looks.length === 0) return [`It was sent again without a look: ${pathOf(call)}`];
	return [
		isGuarded ? `A guard should have held: ${pathOf(call)}` : `A call was to be spared: ${pathOf(call)}`,
	];
}

/** The looks that a close may go by; undefined where it need not. */
function looksFor(
	played: Played,
	{ record }: Call,
	earlier: readonly Call[],
	{ before, last }: { readonly before: Call | undefined; readonly last: Call | undefined },
): readonly Call[] | undefined {
	const looks = earlier.filter((call) => call.record.method === 'GET' && isAccepted(call.record));
	const since = (call: Call | undefined) =>
		call ? looks.filter((look) => earlier.indexOf(look) > earlier.indexOf(call)) : [];
	const isGraceful = parametersOf(played)['method'] === 'graceful';
	const isLooked = hasGuard(played) || optionsOf(played)['checkFirst'] !== false || isGraceful;
	if (!isLooked) return undefined;
	if (before) return since(before);
	// By how much a clock jumps between two calls, nobody can tell.
	const isFresh = (look: Call) => hasJumped(played) || record.at - look.record.at < LOOK_COUNTS_MS + SLACK_MS;
	if (hasGuard(played)) return looks.filter(isFresh);
	// Where answers take long, the last one is as fresh as it gets.
	return isGraceful && last ? [...new Set([...looks.filter(isFresh), ...since(last)])] : looks;
}

function hasGuard(played: Played): boolean {
	const { skipIfConnected = 'nobody', skipIfMessageWithinMinutes = 0 } = optionsOf(played);
	return skipIfConnected !== 'nobody' || skipIfMessageWithinMinutes !== 0;
}

/** Whether a guard holds a conversation as it was. */
function holds(played: Played, { at, hasAgent, hasCustomer, lastOfPeople }: Seen): boolean {
	const { skipIfConnected = 'nobody', skipIfMessageWithinMinutes = 0 } = optionsOf(played);
	const isConnected =
		skipIfConnected !== 'nobody' && hasAgent && (skipIfConnected === 'agent' || hasCustomer);
	const window = Number(skipIfMessageWithinMinutes) * MINUTE_MS - SLACK_MS;
	return isConnected || (window > 0 && at - lastOfPeople < window);
}

/** Whether a call would be ended beside the chat; once some have left, that of whoever is to leave. */
function isInCall(played: Played, { calling }: Seen, { record }: Call, isStep: boolean): boolean {
	if (operationOf(played) !== 'conversation/close') return false;
	const participant = participantIn(record.path);
	return isStep && participant !== undefined ? calling.includes(participant) : calling.length > 0;
}
