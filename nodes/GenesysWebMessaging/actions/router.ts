import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { CloseRun } from '../../shared/conversations/close-run';
import type { GenesysClient } from '../../shared/platform/client';
import { Cancelled } from '../../shared/platform/failures';
import { genesysClient } from '../../shared/platform/n8n';
import { rateLimit, rateLimits } from '../descriptions/rate-limit';
import { toItem, toNodeError } from './errors';
import { operationFor } from './operations';
import { Parameters } from './parameters';

/** Runs the chosen operation for every item. An item that fails leaves the others alone when the node may continue. */
export async function router(context: IExecuteFunctions): Promise<INodeExecutionData[][]> {
	const operation = operationFor(context);
	const output: INodeExecutionData[] = [];
	let run: Run | undefined;
	for (let item = 0; item < context.getInputData().length; item++) {
		try {
			run ??= await startRun(context);
			const parameters = new Parameters(context, item);
			for await (const json of results(operation.execute({ ...run, parameters, isTool: isTool(context) }))) {
				output.push({ json, pairedItem: { item } });
			}
		} catch (error) {
			if (error instanceof Cancelled || !context.continueOnFail()) throw toNodeError(context.getNode(), error, item);
			output.push({ json: toItem(error), pairedItem: { item } });
		}
	}
	if (run) tellPauses(context, run.api);
	return [output];
}

interface Run {
	readonly api: GenesysClient;
	readonly closes: CloseRun;
}

async function startRun(context: IExecuteFunctions): Promise<Run> {
	const api = await genesysClient(context, rateLimits(new Parameters(context, 0).within(rateLimit)));
	return { api, closes: new CloseRun(api) };
}

async function* results(given: AsyncGenerator<IDataObject> | Promise<IDataObject[]>): AsyncGenerator<IDataObject> {
	yield* Symbol.asyncIterator in given ? given : await given;
}

function isTool(context: IExecuteFunctions): boolean {
	// n8n before 2.2 does not tell, but names the node that it makes for agents after the tool.
	return context.isToolExecution?.() ?? context.getNode().type.endsWith('Tool');
}

/** Nothing waits in silence: the run says what it waited for. */
function tellPauses(context: IExecuteFunctions, { pauses }: GenesysClient): void {
	if (pauses.count === 0) return;
	const times = pauses.count === 1 ? 'once' : `${pauses.count} times`;
	context.addExecutionHints({
		message: `Genesys Cloud refused requests for the moment; this step waited ${times}, ${Math.ceil(pauses.seconds)} s in all, and went on.`,
		location: 'outputPane',
	});
}
