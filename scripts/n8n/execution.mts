import { parse as parseFlatted } from 'flatted';
import { asArray, asObject, isObject, optionalTextField, textField, type UnknownObject } from './json.mts';

/** How a run of a workflow went. */
export interface Execution {
	readonly id: string;
	/** n8n's word: `success`, `error`, `canceled`, `crashed`; `new`, `running` and `waiting` for one that has not ended. */
	readonly status: string;
	/** What went wrong in the run, in n8n's words; undefined when nothing did. */
	readonly errorMessage: string | undefined;
	/** Names of the nodes that ran. */
	readonly nodesRun: readonly string[];
	/** The `json` of the items that a node put out last, all its outputs together; empty for one that did not run. */
	items(nodeName: string): readonly UnknownObject[];
	/** The same, for each output of the node; an output that nothing came out of is empty, or missing after the last used. */
	outputs(nodeName: string): readonly (readonly UnknownObject[])[];
	/** What the editor shows above a node's output: texts that the node has left in its last run. */
	hints(nodeName: string): readonly string[];
	/** What the nodes have left, by name, as n8n keeps it: a partial run is given it. */
	readonly runData: UnknownObject;
}

/** Whether a status means that the execution goes on. */
export function isUnderWay(status: string): boolean {
	return ['new', 'running', 'waiting'].includes(status);
}

/**
 * Reads the answer of `GET /rest/executions/{id}`, whose `data` is text in the "flatted" format.
 * @returns undefined while n8n has not kept all of it: n8n 1.123 writes how a run went before what it has left.
 */
export function readExecution(value: unknown): Execution | undefined {
	const execution = asObject(value, 'execution');
	const status = textField(execution, 'status', 'execution');
	const result = isUnderWay(status) ? {} : resultData(textField(execution, 'data', 'execution'));
	if (result === undefined || !isComplete(status, result)) return undefined;
	const runData = isObject(result['runData']) ? result['runData'] : {};
	const error = result['error'];
	return {
		id: textField(execution, 'id', 'execution'),
		status,
		errorMessage: isObject(error) ? optionalTextField(error, 'message') : undefined,
		nodesRun: Object.keys(runData),
		items: (nodeName) => outputsOf(runData, nodeName).flat(),
		outputs: (nodeName) => outputsOf(runData, nodeName),
		hints: (nodeName) => hintsOf(runData, nodeName),
		runData,
	};
}

/** Until the rest is written, there stands what an execution begins with: no node has run, and nothing has failed. */
function isComplete(status: string, { error, runData }: UnknownObject): boolean {
	if (status === 'error') return isObject(error);
	return status !== 'success' || (isObject(runData) && Object.keys(runData).length > 0);
}

function resultData(flatted: string): UnknownObject | undefined {
	const data: unknown = parseFlatted(flatted);
	if (data === undefined) return undefined;
	return asObject(asObject(data, 'execution.data')['resultData'], 'execution.data.resultData');
}

/** The last run of a node; undefined for one that did not run. */
function lastRunOf(runData: UnknownObject, nodeName: string): UnknownObject | undefined {
	const runs = runData[nodeName];
	return runs === undefined ? undefined : asObject(asArray(runs, nodeName).at(-1), nodeName);
}

function outputsOf(runData: UnknownObject, nodeName: string): readonly (readonly UnknownObject[])[] {
	const data = lastRunOf(runData, nodeName)?.['data'];
	const main = isObject(data) ? data['main'] : undefined;
	if (!Array.isArray(main)) return [];
	// An output that nothing came out of is null.
	return asArray(main, nodeName).map((output) =>
		Array.isArray(output) ? asArray(output, nodeName).map((item) => jsonOf(item, nodeName)) : [],
	);
}

function jsonOf(item: unknown, nodeName: string): UnknownObject {
	return asObject(asObject(item, nodeName)['json'], `${nodeName}.json`);
}

function hintsOf(runData: UnknownObject, nodeName: string): readonly string[] {
	const hints = lastRunOf(runData, nodeName)?.['hints'] ?? [];
	return asArray(hints, `${nodeName}.hints`).map((hint) =>
		textField(asObject(hint, `${nodeName}.hints`), 'message', `${nodeName}.hints`),
	);
}
