import type { INode, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { BadInput } from '../platform/failures';
import { isRecord } from '../platform/fields';
import { showsNothing } from '../platform/words';

export type Property = INodeProperties;

/** Among what was added to a collection, what n8n puts there of a text that stands for all of it. */
export const AS_TEXT = '0';

/** What was added to a collection of the form, such as "Options" or "Filters". */
interface Collection {
	readonly name: string;
	readonly values: Readonly<Record<string, unknown>>;
}

/** Where parameters come from: a node that runs, for an item, or one that polls, without any. */
interface ParameterSource {
	getNode(): INode;
	getTimezone(): string;
	getInputData(): INodeExecutionData[];
	/** A parameter as it is for an item, its expressions worked out. */
	getNodeParameter(name: string, itemIndex: number, usual: unknown): unknown;
}

/**
 * What stands in the form for one item, as n8n works it out, and how what cannot be used is refused: by the name that the user sees.
 * What it has to be is not known here.
 */
export class FormValues {
	private readonly values = new Map<string, unknown>();

	constructor(
		protected readonly context: ParameterSource,
		protected readonly itemIndex: number,
		/** Without one, parameters are those of the form itself. */
		protected readonly collection?: Collection,
	) {}

	/** The time zone of the workflow. */
	get timezone(): string {
		return this.context.getTimezone();
	}

	/** Whether something was added to the collection. */
	has(property: Property): boolean {
		return this.collection !== undefined && Object.hasOwn(this.collection.values, property.name);
	}

	/** What cannot be used, told by the name in the form; where an expression gave nothing, that is told instead. */
	refused(property: Property, why: string): BadInput {
		const value = this.raw(property);
		const isEmpty = isBlank(value) || (Array.isArray(value) && value.length === 0);
		const whatToDo =
			isEmpty && this.isExpression(property)
				? `The expression returned nothing for item ${this.itemIndex}. Check that the item has the field that the expression uses.`
				: isEmpty && this.has(property)
					? 'It was added but is empty. Enter a value, or remove it.'
					: why;
		return new BadInput(property.displayName, whatToDo);
	}

	/** A value that must be there. */
	protected given(property: Property): unknown {
		const value = this.raw(property);
		if (isBlank(value)) throw this.refused(property, 'It is empty. Enter a value.');
		return value;
	}

	/** Worked out once: an expression takes longer than everything else here, and two looks at a clock may differ. */
	protected raw(property: Property): unknown {
		const { name } = property;
		if (!this.values.has(name)) this.values.set(name, this.read(property));
		return this.values.get(name);
	}

	private read(property: Property): unknown {
		const { name, type, default: usual } = property;
		const value = this.collection
			? // What was added counts even where it turned out empty: a dry run must not become a real one.
				this.has(property)
				? this.collection.values[name]
				: usual
			: this.fromForm(property);
		// Whoever goes through a list passes over its holes.
		if (Array.isArray(value)) return Array.from<unknown>(value);
		// For anything else, an object is what was not meant, whatever it looks like.
		return type === 'resourceLocator' && isLocator(value) ? value.value : value;
	}

	private fromForm({ name, displayName, default: usual }: Property): unknown {
		let why = '';
		try {
			return this.context.getNodeParameter(name, this.itemIndex, usual);
		} catch (error) {
			if (error instanceof Error) [why = ''] = error.message.split('\n');
		}
		throw new BadInput(displayName, `n8n cannot work out its expression: ${why}. Correct the expression.`);
	}

	protected isExpression(property: Property): boolean {
		return this.savedText(property).startsWith('=');
	}

	/** What stands in the form, before n8n works expressions out; empty for what is no text. */
	protected savedText({ name }: Property): string {
		const { parameters } = this.context.getNode();
		const place: unknown = this.collection ? parameters[this.collection.name] : parameters;
		const saved: unknown = isRecord(place) ? place[name] : place;
		const text = isLocator(saved) ? saved.value : saved;
		return typeof text === 'string' ? text : '';
	}
}

/** Saved ones carry a mark, the defaults of a form do not. */
function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'mode' in value && 'value' in value;
}

/** Whether a value shows nothing. */
export function isBlank(value: unknown): boolean {
	return value === undefined || value === null || (typeof value === 'string' && showsNothing(value));
}

/** What a value is, in words. */
export function typeInWords(value: unknown): string {
	return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
