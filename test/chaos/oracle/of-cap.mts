import type { Played, Run } from '../play.mts';
import { conversationIn } from '../seen.mts';
import { closingCalls, isOfWhatWasOpen } from './closing-calls.mts';
import { isCloseOf, optionsOf, outcomesOf, parametersOf, sessionIn, statusOf } from './reading.mts';

/** No more is closed than Max Closes allows, neither by what is said nor by what was accepted. */
export function ofCap(played: Played, run: Run): string[] {
	const { maxCloses } = optionsOf(played);
	if (typeof maxCloses !== 'number' || !isCloseOf(played)) return [];
	const said = run.executions.map((execution) => {
		const outcomes = outcomesOf(execution) ?? [];
		const closed = outcomes.filter(({ json }) => ['closed', 'closing'].includes(statusOf(json)));
		return new Set(closed.map(({ item }) => item)).size;
	});
	const most = maxCloses * run.executions.length;
	const done = closedIn(played, run);
	return [
		...said
			.filter((items) => items > maxCloses)
			.map((items) => `${items} items were closed, and the cap is ${maxCloses}`),
		...(done > most ? [`${done} closes were accepted, and the cap is ${maxCloses}`] : []),
	];
}

/** How many items at least it takes to close what was closed: each names one conversation, or one session of it. */
function closedIn(played: Played, run: Run): number {
	const isBySession = parametersOf(played)['closeWhich'] === 'bySessionId';
	const calls = [...closingCalls(played, run).values()].flat().filter(isOfWhatWasOpen);
	return new Set(calls.map(({ record: { path } }) => (isBySession ? sessionIn(path) : conversationIn(path))))
		.size;
}
