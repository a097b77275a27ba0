import type { IExecuteFunctions, INodeProperties } from 'n8n-workflow';

import { BadInput } from '../platform/failures';
import { isRecord } from '../platform/fields';
import { ID_EXAMPLE } from './locators';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;
/** An ID within an address of Genesys Cloud, such as …/engage/admin/interactions/{conversationId}. */
const UUID_IN_URL =
	/^https:\/\/[^\s]+\/(?:interactions|conversations(?:\/messages)?)\/([0-9a-f-]{36})(?:[/?#]|$)/i;
/** The longest identifier that Genesys accepts. */
const LONGEST_TEXT = 255;

type Property = INodeProperties;

/**
 * Reads the parameters of one item and lets through only what the form means: the values come from webhooks and other
 * nodes, so they can be anything. What cannot be used is refused by the name that the user sees.
 */
export class Parameters {
	constructor(
		private readonly context: IExecuteFunctions,
		private readonly itemIndex: number,
		/** The values of a collection; without them, parameters are those of the form itself. */
		private readonly collected?: Readonly<Record<string, unknown>>,
	) {}

	/** The parameters of a collection such as "Options"; those that were not added read as their defaults. */
	within(collection: Property): Parameters {
		const values = this.raw(collection);
		return new Parameters(this.context, this.itemIndex, isRecord(values) ? values : {});
	}

	/** A text that must not be blank. A number is taken as a text: IDs of other systems often are numbers. */
	text(property: Property): string {
		const value = this.optionalText(property);
		if (value === undefined) throw new BadInput(property.displayName, 'It is empty. Give it a value.');
		return value;
	}

	/** A text, or undefined when it is blank. */
	optionalText(property: Property): string | undefined {
		const value = this.raw(property) ?? '';
		if (typeof value !== 'string' && typeof value !== 'number') {
			throw new BadInput(property.displayName, `It must be a text, and is ${nameOf(value)}.`);
		}
		const text = String(value).trim();
		if (text.length > LONGEST_TEXT)
			throw new BadInput(property.displayName, `It is longer than ${LONGEST_TEXT} characters.`);
		if (/\p{Cc}/u.test(text)) throw new BadInput(property.displayName, 'It contains control characters.');
		return text === '' ? undefined : text;
	}

	/** A text of any length and with line breaks, or undefined when it is blank. */
	notes(property: Property): string | undefined {
		const value = this.raw(property) ?? '';
		if (typeof value !== 'string')
			throw new BadInput(property.displayName, `It must be a text, and is ${nameOf(value)}.`);
		return value.trim() === '' ? undefined : value;
	}

	/** An ID of Genesys Cloud, which is a UUID; in lower case. */
	uuid(property: Property): string {
		return asUuid(this.text(property), property);
	}

	/** An ID of Genesys Cloud, or undefined when it is blank. */
	optionalUuid(property: Property): string | undefined {
		const text = this.optionalText(property);
		return text === undefined ? undefined : asUuid(text, property);
	}

	/** Some IDs of Genesys Cloud; blank ones do not count. */
	uuids(property: Property): string[] {
		const raw = this.raw(property) ?? [];
		const list: unknown[] = Array.isArray(raw) ? raw : [raw];
		return list
			.filter((item) => item !== '')
			.map((item) => {
				if (typeof item !== 'string')
					throw new BadInput(property.displayName, `It must be a list of IDs such as ${ID_EXAMPLE}.`);
				return asUuid(item.trim(), property);
			});
	}

	/** A point in time in milliseconds since 1970, or undefined when it is blank. */
	optionalTime(property: Property): number | undefined {
		const raw = this.raw(property) ?? '';
		// Dates of n8n's expressions come as objects that know their text.
		const text =
			typeof raw === 'object' && 'toISO' in raw && typeof raw.toISO === 'function'
				? String(raw.toISO())
				: raw;
		if (text === '') return undefined;
		const time = typeof text === 'string' ? Date.parse(text) : NaN;
		if (Number.isNaN(time))
			throw new BadInput(property.displayName, 'It must be a date such as 2026-09-01T08:00:00Z.');
		return time;
	}

	/** The ID out of a resource locator, whichever way it was given; a plain text from an expression works as well. */
	locator(property: Property): string {
		const value = this.raw(property);
		if (typeof value !== 'string' || value.trim() === '') {
			const what =
				value === '' || value === undefined || value === null
					? 'It is empty'
					: `It must be a text, and is ${nameOf(value)}`;
			throw new BadInput(property.displayName, `${what}. Give it an ID such as ${ID_EXAMPLE}.`);
		}
		const text = value.trim();
		return asUuid(UUID_IN_URL.exec(text)?.[1] ?? text, property);
	}

	/** One of the values of an options field. */
	option<T extends string>(property: Property, values: readonly T[]): T {
		const raw = this.raw(property);
		const value = values.find((candidate) => candidate === raw);
		if (value === undefined)
			throw new BadInput(property.displayName, `It must be one of: ${values.join(', ')}.`);
		return value;
	}

	/** Some of the values of a multiple choice. */
	options<T extends string>(property: Property, values: readonly T[]): T[] {
		const raw = this.raw(property) ?? [];
		const list: unknown[] = Array.isArray(raw) ? raw : [raw];
		return list.map((item) => {
			const value = values.find((candidate) => candidate === item);
			if (value === undefined)
				throw new BadInput(property.displayName, `It must be a list out of: ${values.join(', ')}.`);
			return value;
		});
	}

	/** A number within the bounds that the form sets. */
	number(property: Property): number {
		const raw = this.raw(property);
		const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
		const { minValue = 0, maxValue = Number.MAX_SAFE_INTEGER } = property.typeOptions ?? {};
		if (typeof value !== 'number' || !Number.isFinite(value) || value < minValue || value > maxValue) {
			const bounds =
				property.typeOptions?.maxValue === undefined
					? `from ${minValue} up`
					: `from ${minValue} to ${maxValue}`;
			throw new BadInput(property.displayName, `It must be a number ${bounds}.`);
		}
		return value;
	}

	/** Yes or no. The text "false" is no: an expression easily gives it, and it must never count as yes. */
	flag(property: Property): boolean {
		const raw = this.raw(property);
		if (raw === true || raw === 'true') return true;
		if (raw === false || raw === 'false') return false;
		throw new BadInput(property.displayName, 'It must be true or false.');
	}

	private raw(property: Property): unknown {
		const value = this.collected ? this.given(this.collected, property) : this.read(property);
		return isLocator(value) ? value.value : value;
	}

	/** What was added to a collection counts even where it turned out empty: a dry run must not become a real one. */
	private given(collected: Readonly<Record<string, unknown>>, { name, default: usual }: Property): unknown {
		return Object.hasOwn(collected, name) ? collected[name] : usual;
	}

	private read({ name, default: usual }: Property): unknown {
		return this.context.getNodeParameter(name, this.itemIndex, usual);
	}
}

function asUuid(text: string, property: Property): string {
	if (!UUID.test(text)) throw new BadInput(property.displayName, `It must be an ID such as ${ID_EXAMPLE}.`);
	return text.toLowerCase();
}

/** Saved ones carry a mark, the defaults of a form do not. */
function isLocator(value: unknown): value is { value: unknown } {
	return typeof value === 'object' && value !== null && 'mode' in value && 'value' in value;
}

function nameOf(value: unknown): string {
	if (value === null) return 'empty';
	return Array.isArray(value) ? 'a list' : typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}
