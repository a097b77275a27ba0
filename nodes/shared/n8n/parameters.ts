import type { IDataObject } from 'n8n-workflow';

import { isId, isUuid } from '../platform/ids';
import { BadInput } from '../platform/failures';
import { isRecord } from '../platform/fields';
import { conversationIdOf, exactText, phoneNumber, timeIn, wholeNumber } from './exact';
import { AS_TEXT, FormValues, isBlank, typeInWords, type Property } from './form-values';
import { ID_EXAMPLE } from './locators';

/** The longest identifier that Genesys accepts. */
const LONGEST_TEXT = 255;

/** The conversation of the item that comes in, as forms have it by default. */
const FROM_ITEM =
	/^=\s*\{\{\s*(?:\$json|\$input\.item\.json)(?:\??\.conversationId|(?:\?\.)?\[(["'])conversationId\1\])\s*;?\s*\}\}\s*$/;

/** How an incoming item says that nothing was found; databases and tables on the way write it so. */
const NO: ReadonlySet<string> = new Set(['false', 'f', '0', 'no', 'n', 'off']);

const NOTHING_IN_WORDS =
	'Its expression gives nothing, written out as a word. Check that the item has the field that the expression uses.';

/**
 * Reads the parameters of one item and lets through only what the form means: the values come from webhooks and other
 * nodes, so they can be anything. Whatever is missing, blank, inexact or of another kind is refused by the name that the
 * user sees, for taken as nothing it would widen what is acted on.
 */
export class Parameters extends FormValues {
	/** The parameters of a collection; those that were not added read as their defaults. @throws BadInput */
	within(collection: Property): Parameters {
		const given = this.raw(collection);
		// Of an expression that gives nothing, nobody knows which guard or filter it was to give.
		const values = this.isExpression(collection) ? given : (given ?? {});
		if (!isRecord(values))
			throw this.refused(collection, `It must be an object, not ${typeInWords(values)}.`);
		if (Object.hasOwn(values, AS_TEXT))
			throw new BadInput(
				collection.displayName,
				'One text or expression for all of it does not reach this node. Delete the node, add it again, and add what you need one by one; each can have an expression of its own.',
			);
		return new Parameters(this.context, this.itemIndex, { name: collection.name, values });
	}

	/** What a collection was given, read by one of the other methods; undefined where it was not added. */
	added<T>(property: Property, read: (parameters: Parameters) => T): T | undefined {
		return this.has(property) ? read(this) : undefined;
	}

	/** A text that must not be blank. A whole number is taken as a text: IDs of other systems often are numbers. */
	text(property: Property): string {
		return this.exactText(property).trim();
	}

	/** A text that must not be blank, with the blanks that it begins or ends with. */
	exactText(property: Property): string {
		return this.textWithin(property, LONGEST_TEXT, /\p{Cc}/u);
	}

	/** A text for somebody to read, with line breaks, that must not be blank. */
	messageText(property: Property, longest: number): string {
		const value = this.given(property);
		// A number that an expression gave by mistake says nothing to anybody.
		if (typeof value !== 'string')
			throw this.refused(property, `It must be text, not ${typeInWords(value)}.`);
		return this.textWithin(property, longest, /(?![\n\r\t])[\p{Cc}\p{Cs}]/u);
	}

	private textWithin(property: Property, longest: number, forbidden: RegExp): string {
		const value = this.given(property);
		const text = exactText(value);
		if (text === undefined)
			throw this.refused(
				property,
				typeof value === 'number'
					? 'This number is not exact. Enter it as text.'
					: `It must be text, not ${typeInWords(value)}.`,
			);
		if (text.length > longest) throw this.refused(property, `It is longer than ${longest} characters.`);
		// Typed into the form it was to be an expression. What an expression gives may say anything.
		if (/\{\{[^]*\}\}/.test(this.savedText(property)) && !this.isExpression(property))
			throw this.refused(
				property,
				'It contains {{ }}, which n8n did not evaluate. Switch the field from Fixed to Expression.',
			);
		if (forbidden.test(text)) throw this.refused(property, 'It contains control characters.');
		return this.withoutLostValue(text, property);
	}

	/** A text of any length and with line breaks, or undefined when it is blank. */
	notes(property: Property): string | undefined {
		const value = this.raw(property) ?? '';
		if (typeof value !== 'string')
			throw this.refused(property, `It must be text, not ${typeInWords(value)}.`);
		return value.trim() === '' ? undefined : this.withoutLostValue(value, property);
	}

	/**
	 * n8n makes such a text of a date that is none, of an object, or of nothing, before anybody can tell that it was one. In a longer text, only
	 * what nobody writes by hand is taken for one.
	 */
	private withoutLostValue(text: string, property: Property): string {
		if (/Invalid DateTime|^\s*Invalid Date\s*$/.test(text))
			throw this.refused(property, 'Its expression gives a date that does not exist.');
		if (/\[object [A-Z]\w*\]/.test(text) && this.isExpression(property))
			throw this.refused(property, 'Its expression gives an object where a text belongs.');
		if (/^\s*(?:undefined|null|NaN)\s*$/.test(text) && this.isExpression(property))
			throw this.refused(property, NOTHING_IN_WORDS);
		return text;
	}

	/** An ID of Genesys Cloud, which is a UUID; in lower case. */
	uuid(property: Property): string {
		return this.asUuid(this.text(property), property);
	}

	/** An ID of Genesys Cloud that comes with the item. @param ifNone what to say besides where its expression gives nothing */
	uuidOfItem(property: Property, ifNone: string): string {
		if (!isBlank(this.raw(property)) || !this.isExpression(property)) return this.uuid(property);
		throw new BadInput(property.displayName, `${this.refused(property, '').whatToDo} ${ifNone}`);
	}

	/** An ID of Genesys Cloud, or undefined when it is blank: for what widens nothing when it is left out. */
	optionalUuid(property: Property): string | undefined {
		return isBlank(this.raw(property)) ? undefined : this.uuid(property);
	}

	/** Some IDs of Genesys Cloud, at least one, each once. A blank one among good ones is refused as well. */
	uuids(property: Property): string[] {
		const value = this.given(property);
		const list: unknown[] = Array.isArray(value) ? value : [value];
		if (list.length === 0) throw this.refused(property, 'It is empty. Choose at least one, or remove it.');
		const ids = list.map((entry) => {
			if (typeof entry !== 'string' || isBlank(entry))
				throw this.refused(property, `It must be a list of IDs such as ${ID_EXAMPLE}.`);
			return this.asUuid(entry.trim(), property);
		});
		return [...new Set(ids)];
	}

	/** The ID of a message: letters, digits and hyphens. */
	messageId(property: Property): string {
		const text = this.text(property);
		if (!isId(text))
			throw this.refused(property, 'It must be a message ID, which has only letters, digits, and hyphens.');
		return text;
	}

	/** A phone number in the form +13175550100. */
	phone(property: Property): string {
		const number = phoneNumber(this.text(property));
		if (number === undefined)
			throw this.refused(
				property,
				'It must be a phone number with its country code, such as +1 317 555 0100.',
			);
		return number;
	}

	/** A point in time in milliseconds since 1970. One without a zone is in the time zone of the workflow. */
	time(property: Property): number {
		const time = timeIn(this.given(property), this.context.getTimezone());
		if (time === undefined)
			throw this.refused(
				property,
				'It must be a date such as 2026-09-01T08:00:00Z, or 2026-09-01 08:00 in the time zone of the workflow. An hour that a change of clocks repeats or leaves out needs its offset, such as 2026-11-01T01:30:00-05:00.',
			);
		return time;
	}

	/**
	 * The conversation to work on: that of the incoming item, unless the form says otherwise.
	 *
	 * @returns undefined where the item itself says that none was found
	 */
	conversation(property: Property): string | undefined {
		if (!FROM_ITEM.test(this.savedText(property))) return this.conversationIdFrom(property);
		const item = this.context.getInputData()[this.itemIndex]?.json ?? {};
		if (saysNo(item['found'])) return undefined;
		if (!isBlank(this.raw(property))) return this.conversationIdFrom(property);
		const id = conversationIdOfRaw(item);
		if (id !== undefined) return id;
		throw new BadInput(
			property.displayName,
			'The incoming item has no conversationId. Put this step after Find, Get Many, or List, or choose a conversation. With Selected Fields, select the conversation ID there as well.',
		);
	}

	/** Of an item that says that nothing was found: the conversation in which nothing was; null where it names none. */
	conversationOfNone(property: Property): string | null {
		const id = this.raw(property);
		return (typeof id === 'string' ? conversationIdOf(id.trim()) : undefined) ?? null;
	}

	/** The ID out of a resource locator, whichever way it was given; a plain text from an expression works as well. */
	conversationIdFrom(property: Property): string {
		const value = this.raw(property);
		if (isBlank(value)) throw this.refused(property, `It is empty. Enter an ID such as ${ID_EXAMPLE}.`);
		if (typeof value !== 'string')
			throw this.refused(property, `It must be text, not ${typeInWords(value)}.`);
		const text = value.trim();
		const id = conversationIdOf(text);
		if (id !== undefined) return id;
		throw this.refused(
			property,
			`It must be an ID such as ${ID_EXAMPLE}, or an address that contains the ID of exactly one conversation.`,
		);
	}

	/**
	 * One of the values of an options field.
	 *
	 * @param ofNamesake values of another operation's field of the same name. n8n keeps what a field holds when the operation is
	 * changed, so such a one was not chosen here, and the default counts.
	 */
	option<T extends string>(property: Property, values: readonly T[], ofNamesake: readonly string[] = []): T {
		const raw = this.raw(property);
		const chosen = ofNamesake.some((other) => other === raw) ? property.default : raw;
		const value = values.find((candidate) => candidate === chosen);
		if (value === undefined) throw this.refused(property, `It must be one of: ${values.join(', ')}.`);
		return value;
	}

	/** Some of the values of a multiple choice; none at all is a choice, too, but not that of an expression. */
	options<T extends string>(property: Property, values: readonly T[]): T[] {
		const raw = this.raw(property);
		if (!Array.isArray(raw))
			throw this.refused(property, `It must be a list of values from: ${values.join(', ')}.`);
		if (raw.length === 0 && this.isExpression(property)) throw this.refused(property, 'It is empty.');
		return raw.map((entry) => {
			const value = values.find((candidate) => candidate === entry);
			if (value === undefined)
				throw this.refused(property, `It must be a list of values from: ${values.join(', ')}.`);
			return value;
		});
	}

	/** A whole number within the bounds of the form. */
	number(property: Property): number {
		const { minValue = -Infinity, maxValue = Infinity } = property.typeOptions ?? {};
		const value = wholeNumber(this.given(property));
		if (value === undefined || value < minValue || value > maxValue) {
			const bounds = maxValue === Infinity ? `${minValue} or more` : `from ${minValue} to ${maxValue}`;
			throw this.refused(property, `It must be a whole number, ${bounds}.`);
		}
		return value;
	}

	/** Yes or no. The text "false" is no: an expression easily gives it, and it must never count as yes. */
	flag(property: Property): boolean {
		const raw = this.raw(property);
		if (raw === true || raw === 'true') return true;
		if (raw === false || raw === 'false') return false;
		throw this.refused(property, 'It must be true or false.');
	}

	/** A switch that only the form can set: an expression sees what a model or a webhook has sent. */
	fixedFlag(property: Property): boolean {
		const raw = this.raw(property);
		if (typeof raw === 'boolean' && !this.isExpression(property)) return raw;
		throw new BadInput(
			property.displayName,
			'Set this switch by hand. Expressions and text are not allowed here.',
		);
	}

	/** @throws BadInput when something was added that must not be there: a switch that would do nothing where it stands */
	refuse(property: Property, whatToDo: string): void {
		if (this.has(property)) throw new BadInput(property.displayName, whatToDo);
	}

	private asUuid(text: string, property: Property): string {
		if (!isUuid(text)) throw this.refused(property, `It must be an ID such as ${ID_EXAMPLE}.`);
		return text.toLowerCase();
	}
}

/** The ID of a conversation as the Platform API gives it (`Conversation`), which is what Raw passes on. */
function conversationIdOfRaw(item: IDataObject): string | undefined {
	const { id, participants } = item;
	const isRaw = !('conversationId' in item) && Array.isArray(participants) && participants.length > 0;
	return isRaw && typeof id === 'string' ? conversationIdOf(id) : undefined;
}

function saysNo(value: unknown): boolean {
	return value === false || NO.has(exactText(value)?.trim().toLowerCase() ?? '');
}
