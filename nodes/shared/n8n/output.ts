import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { itemOf, type ItemField } from './items';
import type { Parameters } from './parameters';

/** What an item is to have: some fields, or all that Genesys Cloud sent. */
export type Shape<T> = 'raw' | ReadonlyArray<ItemField<T>>;

/** All that a field "Output" may hold: n8n keeps it when the operation is changed. */
const OUTPUTS = ['messages', 'raw', 'selectedFields', 'simplified', 'summary', 'transcript', 'verdicts'];

/**
 * What was chosen in the field "Output" of an operation; its default where another operation's is left there.
 *
 * @throws BadInput
 */
export function chosenOutput<T extends string>(
	parameters: Parameters,
	output: INodeProperties,
	own: readonly T[],
): T {
	const ofOthers = OUTPUTS.filter((value) => !own.some((one) => one === value));
	return parameters.option(output, own, ofOthers);
}

/** The part of a form that chooses what the items look like. */
interface OutputForm<T> {
	readonly fields: readonly INodeProperties[];
	/** @throws BadInput */
	read(parameters: Parameters): Shape<T>;
}

/**
 * Makes the choice of an operation that gives one kind of item.
 *
 * @param fields all that an item can have
 * @param usual what is selected as long as nobody chooses
 */
export function outputForm<T>(fields: ReadonlyArray<ItemField<T>>, usual: readonly string[]): OutputForm<T> {
	const output: INodeProperties = {
		displayName: 'Output',
		name: 'output',
		type: 'options',
		options: [
			{ name: 'Raw', value: 'raw', description: 'Everything, as Genesys Cloud sends it' },
			{ name: 'Selected Fields', value: 'selectedFields', description: 'Only the fields you choose' },
			{ name: 'Simplified', value: 'simplified', description: 'The fields most workflows need' },
		],
		default: 'simplified',
		description: 'What each item contains',
	};
	const chosen: INodeProperties = {
		displayName: 'Fields',
		name: 'fields',
		type: 'multiOptions',
		options: fields
			.map(({ key, name, description }) => ({ name, value: key, description }))
			// By hand: asking for an order of languages would load them.
			.sort((one, other) => (one.name < other.name ? -1 : 1)),
		default: [...usual],
		description: 'The fields each item contains',
		displayOptions: { show: { output: ['selectedFields'] } },
	};
	return {
		fields: [output, chosen],
		read(parameters) {
			const wanted = chosenOutput(parameters, output, ['simplified', 'raw', 'selectedFields']);
			if (wanted === 'raw') return wanted;
			if (wanted === 'simplified') return fields.filter(({ onlySelected }) => !onlySelected);
			const keys: readonly string[] = parameters.options(
				chosen,
				fields.map(({ key }) => key),
			);
			if (keys.length === 0) throw parameters.refused(chosen, 'Choose at least one field.');
			return fields.filter(({ key }) => keys.includes(key));
		},
	};
}

/**
 * Something as an item of the shape that was chosen.
 *
 * @param raw what Genesys Cloud sent about it
 */
export function shaped<T>(of: T, raw: Readonly<Record<string, unknown>>, shape: Shape<T>): IDataObject {
	return shape === 'raw' ? rawItem(raw) : itemOf(of, shape);
}

/** A body of Genesys as an item. It came as JSON, so it goes into an item as it is. */
function rawItem(raw: Readonly<Record<string, unknown>>): IDataObject {
	return { ...raw } as IDataObject;
}
