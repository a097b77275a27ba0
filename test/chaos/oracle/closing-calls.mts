import type { Call, Played, Run } from '../play.mts';
import { conversationIn } from '../seen.mts';
import { idOf, isAccepted, isClosing, isUnheard, mayBeDone, operationOf, sessionIn } from './reading.mts';

/** The calls of a run that have ended, or for all that it knows may have ended, what they are about: a conversation, or a session of it. */
export function closingCalls(played: Played, run: Run): Map<string, Call[]> {
	const byTarget = new Map<string, Call[]>();
	for (const call of run.calls) {
		const { record } = call;
		if (!isClosing(record) || !(mayBeDone(record) || isUnheard(record))) continue;
		const target = targetOf(played, call);
		if (target !== undefined) byTarget.set(target, [...(byTarget.get(target) ?? []), call]);
	}
	return byTarget;
}

/** What a call is to close. */
function targetOf(played: Played, { record: { path } }: Call): string | undefined {
	return operationOf(played) === 'session/close' ? sessionIn(path) : idOf(conversationIn(path));
}

/**
 * Whether a call was accepted for what was open as it arrived. What came late may have been carried out when it was open no more.
 */
export function isOfWhatWasOpen({ record, seen }: Call): boolean {
	if (!seen || !isAccepted(record) || record.fault === 'slow') return false;
	const session = sessionIn(record.path);
	return session === undefined ? seen.open.length > 0 : seen.openSessions.includes(session);
}

/** Whether a call has surely ended what it was about: nobody else can have done so between the call and its effect. */
export function hasSurelyEnded({ plan, chaos }: Played, run: Run, call: Call): boolean {
	const { method, path } = call.record;
	const isSlow = run === chaos && plan.settings.asyncCloseMs > 0;
	const isLater = path.endsWith('/disconnect') && isSlow;
	const isStep = /\/participants\/[^/]+$/.test(path);
	return isOfWhatWasOpen(call) && !isStep && !isLater && (method !== 'POST' || path.endsWith('/disconnect'));
}
