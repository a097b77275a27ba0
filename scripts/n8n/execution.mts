import { parse as parseFlatted } from 'flatted';
import { asArray, asObject, isObject, optionalTextField, textField, type JsonObject } from './json.mts';

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
	items(nodeName: string): readonly JsonObject[];
}

/** Whether a status means that the execution goes on. */
export function isUnderWay(status: string): boolean {
	return ['new', 'running', 'waiting'].includes(status);
}

/** Reads the answer of `GET /rest/executions/{id}`, whose `data` is text in the "flatted" format. */
export function readExecution(value: unknown): Execution {
	const execution = asObject(value, 'execution');
	const status = textField(execution, 'status', 'execution');
	const result = isUnderWay(status) ? {} : resultData(textField(execution, 'data', 'execution'));
	const runData = isObject(result['runData']) ? result['runData'] : {};
	const error = result['error'];
	return {
		id: textField(execution, 'id', 'execution'),
		status,
		errorMessage: isObject(error) ? optionalTextField(error, 'message') : undefined,
		nodesRun: Object.keys(runData),
		items: (nodeName) => itemsOf(runData[nodeName], nodeName),
	};
}

function resultData(flatted: string): JsonObject {
	const data: unknown = parseFlatted(flatted);
	return asObject(asObject(data, 'execution.data')['resultData'], 'execution.data.resultData');
}

function itemsOf(runs: unknown, nodeName: string): readonly JsonObject[] {
	if (runs === undefined) return [];
	const lastRun = asObject(asArray(runs, nodeName).at(-1), nodeName);
	const main = isObject(lastRun['data']) ? lastRun['data']['main'] : undefined;
	// An output that nothing came out of is null or missing.
	const outputs = Array.isArray(main) ? asArray(main, nodeName) : [];
	return outputs
		.filter((output) => Array.isArray(output))
		.flatMap((output) => asArray(output, nodeName))
		.map((item) => asObject(asObject(item, nodeName)['json'], `${nodeName}.json`));
}
