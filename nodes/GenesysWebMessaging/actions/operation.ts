import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { CloseRun } from '../../shared/conversations/close-run';
import type { GenesysApi } from '../../shared/platform/api';
import type { Parameters } from './parameters';

/** What an operation gets to work with for one item. */
export interface ItemContext {
	readonly api: GenesysApi;
	readonly parameters: Parameters;
	/** What the closes of this run share. */
	readonly closes: CloseRun;
	/** Leaves a remark for the user in the output panel. */
	hint(message: string): void;
	/** The node runs as a tool of an AI agent. */
	readonly isTool: boolean;
}

/** An operation of the node: its part of the form, and what it does for one item. */
export interface Operation {
	/** The fields of the form, without their display conditions. */
	readonly fields: INodeProperties[];
	/**
	 * Carries the operation out.
	 *
	 * @returns the items to give, one after the other
	 * @throws BadInput before any request; ApiFailure; Cancelled
	 */
	execute(context: ItemContext): AsyncGenerator<IDataObject> | Promise<IDataObject[]>;
}

/** Puts the fields of an operation under the condition that it is chosen. */
export function fieldsFor(resource: string, operation: string, fields: INodeProperties[]): INodeProperties[] {
	return fields.map((field) => ({
		...field,
		displayOptions: {
			...field.displayOptions,
			show: { ...field.displayOptions?.show, resource: [resource], operation: [operation] },
		},
	}));
}
