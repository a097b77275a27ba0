import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CloseRun } from '../../shared/conversations/close/run';
import { Sightings } from '../../shared/conversations/sightings';
import type { GenesysClient, RateLimits } from '../../shared/platform/client';
import { Canceled } from '../../shared/platform/failures';
import { inNumber } from '../../shared/platform/words';
import { genesysClient } from '../../shared/n8n/client';
import { OPTIONS } from '../../shared/n8n/options';
import { rateLimits } from '../../shared/n8n/rate-limit';
import { CloseReport } from './close-report';
import { toItem, toNodeError } from '../../shared/n8n/errors';
import type { ItemContext } from './operation';
import { operationFor } from './operations';
import { Parameters } from '../../shared/n8n/parameters';
import { sideBySide } from '../../shared/n8n/side-by-side';

/** How many items are worked on at the same time; how fast their calls go out is the pacer's business. */
const ITEMS_AT_A_TIME = 10;

/** For an estimate ahead of a run: reading and closing. */
const CALLS_PER_CLOSE = 2;

/** Runs the chosen operation for every item. An item that fails leaves the others alone when the node may continue. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const count = context.getInputData().length;
	const output: INodeExecutionData[][] = Array.from({ length: count }, () => []);
	const hints = new Set<string>();
	const failures = new Map<number, string>();
	let report: CloseReport | undefined;
	let starting: Promise<Run> | undefined;
	let run: Run | undefined;
	let hasFailed = false;
	const onFailure = () => {
		hasFailed = true;
		run?.api.stop();
	};

	const work = async (item: number) => {
		const give = (json: IDataObject) => output[item]?.push({ json, pairedItem: { item } });
		try {
			const parameters = new Parameters(context, item);
			// Those of the first item count, but what is wrong with another's is that one's affair.
			const isSummarized = operationFor(context).isSummarized?.(parameters) ?? false;
			report ??= new CloseReport(isSummarized);
			const limits = rateLimits(parameters.within(OPTIONS));
			run = await (starting ??= startRun(context, limits, count));
			if (hasFailed) run.api.stop();
			run.api.taskBegins();
			const hint = (message: string) => void hints.add(message);
			const itemContext: ItemContext = { ...run, report, parameters, item, hint, isTool: isTool(context) };
			for await (const json of results(operationFor(context).execute(itemContext))) give(json);
		} catch (error) {
			if (error instanceof Canceled || !context.continueOnFail())
				throw toNodeError(context.getNode(), error, item);
			const failed = toItem(error);
			failures.set(item, `${failed.error}. ${failed.message}`);
			give(failed);
		}
	};

	const queueOf = (item: number) => {
		try {
			return operationFor(context).writesInOrderTo?.(new Parameters(context, item));
		} catch {
			// The item itself tells what is wrong with it.
			return undefined;
		}
	};

	try {
		await sideBySide(count, ITEMS_AT_A_TIME, work, { onFailure, queueOf });
	} finally {
		run?.api.end();
	}
	for (const [item, reason] of failures) report?.add(item, { status: 'failed', reason, who: `Item ${item}` });
	const ofRun =
		run && report
			? [...reportHints(run, report, count), ...dryRunHints(run, report), ...pauseHints(run)]
			: [];
	for (const message of [...hints, ...ofRun]) context.addExecutionHints({ message, location: 'outputPane' });
	return [[...output.flat(), ...summaryOf(report, run, count)]];
}

/** In place of verdicts, one item that belongs to all that came in; also where each of them has failed before anything began. */
function summaryOf(
	report: CloseReport | undefined,
	run: Run | undefined,
	count: number,
): INodeExecutionData[] {
	if (!report?.isSummary) return [];
	const effort = {
		requests: run?.api.requests ?? 0,
		waitedSeconds: Math.ceil(run?.api.pauses.seconds ?? 0),
	};
	const pairedItem = Array.from({ length: count }, (_, item) => ({ item }));
	return [{ json: report.summary(effort), pairedItem }];
}

/** A run that closes several things says in one line how it went. */
function reportHints({ api }: Run, report: CloseReport, count: number): string[] {
	const counts = count > 1 ? report.counts() : undefined;
	return counts !== undefined ? [`${counts}; ${inNumber(api.requests, 'request')}.`] : [];
}

interface Run {
	readonly api: GenesysClient;
	readonly sightings: Sightings;
	readonly closes: CloseRun;
}

async function startRun(context: IExecuteFunctions, limits: RateLimits, items: number): Promise<Run> {
	const api = await genesysClient(context, limits, items);
	api.begin();
	const sightings = new Sightings();
	return { api, sightings, closes: new CloseRun(api, sightings) };
}

async function* results(
	given: AsyncGenerator<IDataObject> | Promise<IDataObject[]>,
): AsyncGenerator<IDataObject> {
	yield* Symbol.asyncIterator in given ? given : await given;
}

function isTool(context: IExecuteFunctions): boolean {
	// n8n 1.123 does not have it yet.
	const older: Partial<Pick<IExecuteFunctions, 'isToolExecution'>> = context;
	// Newer agents run a tool as if it were a node of the workflow; then only the type's name tells.
	return older.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/** Nothing waits in silence: the run says what it waited for. */
function pauseHints({ api }: Run): string[] {
	const { count, seconds } = api.pauses;
	if (count === 0) return [];
	return [
		`Genesys Cloud limited the request rate or was not available. This step waited ${Math.ceil(seconds)} s (${inNumber(count, 'pause')}).`,
	];
}

/** Before a long run, its length can be known: a dry run tells it. */
function dryRunHints({ api, closes }: Run, report: CloseReport): string[] {
	const count = closes.dryCloses;
	if (count === 0) return [];
	const seconds = api.estimateSeconds(count * CALLS_PER_CLOSE);
	const duration =
		seconds === undefined || seconds === 0
			? ''
			: ` For real, it would take about ${inWords(seconds)} at the current rate limit.`;
	const isAllDry = !report.hasClosed;
	return isAllDry ? [`Dry run: nothing was closed.${duration}`] : [];
}

function inWords(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
