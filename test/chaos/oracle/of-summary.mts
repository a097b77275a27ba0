import type { IDataObject } from 'n8n-workflow';

import { NODE } from '../../harness/node-run.mts';
import type { Played, Run } from '../play.mts';
import { closingCalls, hasSurelyEnded } from './closing-calls.mts';
import { allOutcomesOf, isCloseOf, operationOf, optionsOf, parametersOf } from './reading.mts';

const COUNTS = [
	'closed',
	'alreadyClosed',
	'closing',
	'wouldClose',
	'skipped',
	'notFound',
	'notAttempted',
	'failed',
];

/** The counts of a summary fit each other, the inputs and the calls. */
export function ofSummary(played: Played, run: Run): string[] {
	if (!isCloseOf(played) || parametersOf(played)['output'] !== 'summary') return [];
	if (!allOutcomesOf(run)) return [];
	const summaries = run.executions.flatMap((execution) => execution?.json(NODE) ?? []);
	return [
		...summaries.filter((json) => 'total' in json).flatMap((json) => ofCounts(played, run, json)),
		...ofDeeds(played, run, summaries),
	];
}

function ofCounts(played: Played, run: Run, json: IDataObject): string[] {
	const told = JSON.stringify(json);
	const counts = COUNTS.map((name) => json[name]);
	if (!counts.every((count) => typeof count === 'number' && Number.isInteger(count) && count >= 0))
		return [`A count of the summary is none: ${told}`];
	const of = (...names: readonly string[]) => names.reduce((sum, name) => sum + Number(json[name]), 0);
	const items = played.items.length;
	const isOneEach = operationOf(played) === 'conversation/close';
	const { dryRun } = parametersOf(played);
	const reopenings = played.plan.happenings.filter(({ what }) => what === 'reopens').length;
	const { maxCloses } = optionsOf(played);
	const found: string[] = [];
	if (of(...COUNTS) !== json['total']) found.push(`The counts do not make the total: ${told}`);
	if (isOneEach ? json['total'] !== items : of('total') < items)
		found.push(`The summary of ${items} inputs has another total: ${told}`);
	if (of('closed') > closingCalls(played, run).size + reopenings)
		found.push(`The summary counts more closes than were sent: ${told}`);
	if (dryRun === true ? of('closed', 'closing') > 0 : of('wouldClose') > 0)
		found.push(`The summary takes the run for dry, or not, and it is otherwise: ${told}`);
	if (isOneEach && typeof maxCloses === 'number' && of('closed', 'closing') > maxCloses)
		found.push(`The summary counts more closes than the cap of ${maxCloses}: ${told}`);
	return found;
}

/** What was surely closed is counted as such. */
function ofDeeds(played: Played, run: Run, summaries: readonly IDataObject[]): string[] {
	const done = [...closingCalls(played, run).values()].filter((calls) =>
		calls.some((call) => hasSurelyEnded(played, run, call)),
	).length;
	const counted = summaries.reduce(
		(sum, json) =>
			sum + ['closed', 'closing', 'failed'].reduce((all, name) => all + Number(json[name] ?? 0), 0),
		0,
	);
	return done > counted ? [`${done} were closed, and the summary counts ${counted}`] : [];
}
