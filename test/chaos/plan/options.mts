import type { INodeParameters } from 'n8n-workflow';

/** What would stop a long run after a part of it. */
export const STOPS: ReadonlySet<string> = new Set(['maxCloses', 'maxWaitSeconds']);

/** And what is sent before the close, and would be interrupted in its place. */
export const DELAYS: ReadonlySet<string> = new Set([...STOPS, 'goodbyeMessage']);

/** The options of a step, but for some. */
export function without(names: ReadonlySet<string>, parameters: INodeParameters): INodeParameters {
	return Object.fromEntries(Object.entries(optionsIn(parameters)).filter(([name]) => !names.has(name)));
}

function optionsIn({ options }: INodeParameters): INodeParameters {
	return isOptions(options) ? options : {};
}

function isOptions(value: INodeParameters[string]): value is INodeParameters {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Where something always fails, all items fare alike. */
export const MOST_TIMES_USUALLY = 5;
