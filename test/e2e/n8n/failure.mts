import type { Execution } from '../../../scripts/n8n/execution.mts';
import { asArray, asObject, optionalTextField } from '../../../scripts/n8n/json.mts';

/** An error as n8n shows it at the node. */
export interface NodeFailure {
	readonly message: string;
	readonly description: string;
}

/** The error that a node ended with. @throws JsonShapeError when it ended with none. */
export function failureOf({ runData }: Execution, nodeName: string): NodeFailure {
	const run = asObject(asArray(runData[nodeName], nodeName).at(-1), nodeName);
	const error = asObject(run['error'], `${nodeName}.error`);
	return {
		message: optionalTextField(error, 'message') ?? '',
		description: optionalTextField(error, 'description') ?? '',
	};
}
