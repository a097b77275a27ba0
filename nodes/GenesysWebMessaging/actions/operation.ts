import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { CloseRun } from '../../shared/conversations/close/run';
import type { GenesysApi } from '../../shared/platform/api';
import type { Parameters } from '../../shared/n8n/parameters';

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

/** An operation of the node: how the form shows it, its part of the form, and what it does for one item. */
export interface Operation {
	/** What it works on, as saved workflows name it. */
	readonly resource: 'conversation' | 'session';
	/** Its own name in saved workflows. */
	readonly value: string;
	readonly name: string;
	readonly description: string;
	/** As the panel of nodes offers it. */
	readonly action: string;
	/** The fields of the form, without their display conditions. */
	readonly fields: INodeProperties[];
	/**
	 * Carries the operation out.
	 *
	 * @returns the items to give, one after the other
	 * @throws BadInput before any request; ApiFailure; Canceled
	 */
	execute(context: ItemContext): AsyncGenerator<IDataObject> | Promise<IDataObject[]>;
}
