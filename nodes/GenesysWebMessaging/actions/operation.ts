import type { IDataObject, INodeProperties } from 'n8n-workflow';

import type { CloseRun } from '../../shared/conversations/close/run';
import type { Sightings } from '../../shared/conversations/sightings';
import type { GenesysApi } from '../../shared/platform/api';
import type { CloseReport } from './close-report';
import type { Parameters } from '../../shared/n8n/parameters';

/** What an operation gets to work with for one item. */
export interface ItemContext {
	readonly api: GenesysApi;
	/** What the run has seen of conversations. */
	readonly sightings: Sightings;
	readonly parameters: Parameters;
	/** Which item, from 0. */
	readonly item: number;
	/** What the closes of this run share. */
	readonly closes: CloseRun;
	/** What the run has closed and why, for those who want it told as a whole. */
	readonly report: CloseReport;
	/** Leaves a remark for the user in the output panel. */
	readonly hint: (message: string) => void;
	/** The node runs as a tool of an AI agent. */
	readonly isTool: boolean;
}

/** An operation of the node: how the form shows it, its part of the form, and what it does for one item. */
export interface Operation {
	/** What it works on, as saved workflows name it. */
	readonly resource: 'conversation' | 'message' | 'session';
	/** Its own name in saved workflows. */
	readonly value: string;
	readonly name: string;
	readonly description: string;
	/** As the panel of nodes offers it. */
	readonly action: string;
	/** The fields of the form, without the options and without the condition that this operation is chosen. */
	readonly fields: readonly INodeProperties[];
	/** What it has in the collection "Options", besides what every operation has there. */
	readonly options: readonly INodeProperties[];
	/** Whether the run is to give one item that sums up, in place of what its items give. */
	readonly isSummarized?: (parameters: Parameters) => boolean;
	/** The conversation to which an item writes what has to come in the order of the items. */
	readonly writesInOrderTo?: (parameters: Parameters) => string | undefined;
	/**
	 * Carries the operation out.
	 *
	 * @returns the items to give, one after the other
	 * @throws BadInput before any request; ApiFailure; Canceled
	 */
	execute(context: ItemContext): AsyncGenerator<IDataObject> | Promise<IDataObject[]>;
}
