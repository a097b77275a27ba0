import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CloseRun } from '../../shared/conversations/close/run';
import type { GenesysClient } from '../../shared/platform/client';
import { Canceled } from '../../shared/platform/failures';
import { genesysClient } from '../../shared/n8n/client';
import { rateLimit, rateLimits } from '../../shared/n8n/rate-limit';
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
	let starting: Promise<Run> | undefined;
	let run: Run | undefined;

	const work = async (item: number) => {
		const give = (json: IDataObject) => output[item]?.push({ json, pairedItem: { item } });
		try {
			starting ??= startRun(context, count);
			run = await starting;
			run.api.taskBegins();
			const parameters = new Parameters(context, item);
			const hint = (message: string) => void hints.add(message);
			const itemContext: ItemContext = { ...run, parameters, hint, isTool: isTool(context) };
			for await (const json of results(operationFor(context).execute(itemContext))) give(json);
		} catch (error) {
			if (error instanceof Canceled || !context.continueOnFail())
				throw toNodeError(context.getNode(), error, item);
			give(toItem(error));
		}
	};

	try {
		await sideBySide(count, ITEMS_AT_A_TIME, work, () => run?.api.stop());
	} finally {
		run?.api.end();
	}
	for (const message of [...hints, ...dryRunHints(run), ...pauseHints(run)])
		context.addExecutionHints({ message, location: 'outputPane' });
	return [output.flat()];
}

interface Run {
	readonly api: GenesysClient;
	readonly closes: CloseRun;
}

async function startRun(context: IExecuteFunctions, items: number): Promise<Run> {
	const limits = rateLimits(new Parameters(context, 0).within(rateLimit));
	const api = await genesysClient(context, limits, items);
	api.begin();
	return { api, closes: new CloseRun(api) };
}

async function* results(
	given: AsyncGenerator<IDataObject> | Promise<IDataObject[]>,
): AsyncGenerator<IDataObject> {
	yield* Symbol.asyncIterator in given ? given : await given;
}

function isTool(context: IExecuteFunctions): boolean {
	// Newer agents run a tool as if it were a node of the workflow; then only the type's name tells.
	return context.isToolExecution?.() === true || context.getNode().type.endsWith('Tool');
}

/** Nothing waits in silence: the run says what it waited for. */
function pauseHints(run: Run | undefined): string[] {
	if (!run || run.api.pauses.count === 0) return [];
	const { count, seconds } = run.api.pauses;
	const pauses = count === 1 ? '1 pause' : `${count} pauses`;
	return [
		`Genesys Cloud limited the request rate or was not available; this step waited ${Math.ceil(seconds)} s in ${pauses}.`,
	];
}

/** Before a long run, its length can be known: a dry run tells it. */
function dryRunHints(run: Run | undefined): string[] {
	if (!run || run.closes.dryCloses === 0) return [];
	const count = run.closes.dryCloses;
	const seconds = run.api.estimateSeconds(count * CALLS_PER_CLOSE);
	const duration =
		seconds === undefined || seconds === 0
			? ''
			: `, which would take about ${inWords(seconds)} at the rate limit of now`;
	return [`Dry run: ${count} to close${duration}.`];
}

function inWords(seconds: number): string {
	const minutes = Math.floor(seconds / 60);
	return minutes === 0 ? `${seconds} s` : `${minutes} min ${seconds % 60} s`;
}
