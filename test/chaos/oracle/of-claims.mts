import type { IDataObject } from 'n8n-workflow';

import type { Call, Played, Run } from '../play.mts';
import { closingCalls, hasSurelyEnded, isOfWhatWasOpen } from './closing-calls.mts';
import { endOfSession, endsOf } from './of-ends.mts';
import {
	allOutcomesOf,
	conversationOf,
	hasJumped,
	idOf,
	isCloseOf,
	namedBy,
	operationOf,
	outcomesOf,
	parametersOf,
	pathOf,
	sessionIn,
	SLACK_MS,
	statusOf,
	type Outcome,
} from './reading.mts';

const NOTHING_DONE = [
	'skippedAgentConnected',
	'skippedRecentMessage',
	'skippedNotWebMessaging',
	'stuck',
	'notFound',
	'notAttempted',
	'wouldClose',
];
/** Of what ended so long before a close was sent, nobody can think that the close has ended it. */
const SURELY_BEFORE_MS = 60_000;

/** What a run says to have done itself it has done, and what it has done it says. */
export function ofClaims(played: Played, run: Run): string[] {
	if (!isCloseOf(played) || parametersOf(played)['output'] === 'summary') return [];
	const byTarget = closingCalls(played, run);
	const credit = run.executions
		.flatMap((execution) => outcomesOf(execution) ?? [])
		.filter(({ json }) => json['status'] === 'closed')
		.flatMap(({ json }) => ofCredit(played, json, byTarget.get(subjectOf(json) ?? '') ?? []));
	const outcomes = allOutcomesOf(run);
	if (!outcomes) return credit;
	return [
		...credit,
		...[...byTarget].flatMap(([target, calls]) => ofDeeds(played, run, outcomes, target, calls)),
	];
}

/** What a verdict is about, as calls name it. */
function subjectOf(json: IDataObject): string | undefined {
	return idOf(json['sessionId']) ?? idOf(json['conversationId']);
}

/** @param calls those that may have ended what the verdict is about */
function ofCredit(played: Played, json: IDataObject, calls: readonly Call[]): string[] {
	const told = JSON.stringify(json);
	const first = calls[0]?.record.at;
	if (first === undefined) return [`It says closed, and nothing was sent for that: ${told}`];
	const conversation = conversationOf(played, json['conversationId']);
	// By how much a clock jumps between two looks, nobody can tell.
	if (!conversation || hasJumped(played)) return [];
	const session = idOf(json['sessionId']);
	const before = first - SURELY_BEFORE_MS - SLACK_MS;
	const last = calls.at(-1)?.record.at ?? first;
	const wasOver =
		session === undefined
			? endsOf(conversation).some(({ from, until }) => from < before && until > last)
			: endOfSession(conversation, session) < before;
	return wasOver ? [`It says closed of what had ended long before: ${told}`] : [];
}

/** @param calls those that may have ended the target */
function ofDeeds(
	played: Played,
	run: Run,
	outcomes: readonly Outcome[],
	target: string,
	calls: readonly Call[],
): string[] {
	const done = calls.find(isOfWhatWasOpen);
	if (!done) return [];
	const concerned = outcomes.filter((outcome) => concerns(played, outcome, target, done));
	// An error does not say that nothing was done.
	if (concerned.some(({ json }) => 'error' in json)) return [];
	const statuses = concerned.map(({ json }) => statusOf(json));
	const told = `${statuses.join()} of ${target}`;
	if (statuses.every((status) => NOTHING_DONE.includes(status)))
		return [`A close was accepted, and the run says ${told}: ${pathOf(done)}`];
	const isOnlyKnown = statuses.every((status) => [...NOTHING_DONE, 'alreadyClosed'].includes(status));
	return isOnlyKnown && calls.some((call) => hasSurelyEnded(played, run, call))
		? [`This run has ended it, and says ${told}: ${pathOf(done)}`]
		: [];
}

/** Whether an outcome is about what was closed. */
function concerns(played: Played, { item, json }: Outcome, target: string, { record }: Call): boolean {
	if (operationOf(played) === 'conversation/close') return namedBy(played, item) === target;
	if ('error' in json) return record.path.toLowerCase().includes(namedBy(played, item) ?? ' ');
	return idOf(json['sessionId']) === sessionIn(record.path);
}
