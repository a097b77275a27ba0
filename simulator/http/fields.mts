/*
 * What may be in a body, by its model: whatever is not in it is refused. Values are hostile until they have passed
 * through here.
 */
import * as v from 'valibot';
import { ApiError, badRequest, invalidValue } from './errors.mts';

/** What a schema gives. */
export type Read<S extends v.GenericSchema> = v.InferOutput<S>;

/**
 * Reads a value by its schema.
 * @param name what the value itself is called in the error, such as `body`
 * @throws ApiError 400 that names the field and says what is allowed there
 */
export function read<S extends v.GenericSchema>(schema: S, value: unknown, name: string): Read<S> {
	const { success, output, issues } = v.safeParse(schema, value, {
		abortEarly: true,
		// Where a schema has no words of its own.
		message: ({ expected, type }) => expected ?? type,
	});
	if (success) return output;
	throw refusal(issues[0], name);
}

/** Checks a value that is used as it came, without the defaults of its schema. @throws ApiError 400, as {@link read} */
export function check<S extends v.GenericSchema>(
	schema: S,
	value: unknown,
	name: string,
): asserts value is v.InferInput<S> {
	read(schema, value, name);
}

const NO_DATE = 'Dates must be specified as ISO-8601 strings. For example: yyyy-MM-ddTHH:mm:ss.SSSZ';
const BLANK = 'must not be empty';
const UNKNOWN = 'Unrecognized field';

function refusal(issue: v.BaseIssue<unknown>, name: string): ApiError {
	const { type, expected, message, input } = issue;
	const field = [name, v.getDotPath(issue)]
		.filter((part) => part !== null)
		.join('.')
		.slice(0, 200);
	if (message === NO_DATE) return new ApiError(400, 'invalid.date', `${field}: ${NO_DATE}`);
	if (message === UNKNOWN) return badRequest(`${UNKNOWN} "${field}".`);
	if (expected === 'Object') return badRequest(`${field} must be an object.`);
	if (type === 'max_length' || message === BLANK) return badRequest(`${field} ${message}.`);
	return invalidValue(shown(input), `${field}: ${message}`);
}

function shown(value: unknown): string {
	if (value === undefined) return '';
	return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200);
}

/** Text of at most so many characters; blank text passes only if `blank` is set. */
export function text({ max = 100_000, blank = false }: { max?: number; blank?: boolean } = {}) {
	return v.pipe(
		v.string(),
		v.maxLength(max, `has more than ${String(max)} characters`),
		v.check((written) => blank || written.trim() !== '', BLANK),
	);
}

/** One of the values of an enumeration, exactly spelled. */
export function oneOf<const T extends string>(values: readonly T[]) {
	return v.picklist(values);
}

/** One of the values of an enumeration, spelled as documented or in capitals; gives the documented spelling. */
export function inEitherCase<const T extends string>(values: readonly T[]) {
	const spellings = new Map(
		values.flatMap((value) => [[value, value] as const, [value.toUpperCase(), value] as const]),
	);
	return v.pipe(
		v.picklist([...spellings.keys()]),
		v.transform((written) => spellings.get(written)),
		v.picklist(values),
	);
}

/** True or false, not spelled as text. */
export const flag = v.boolean();

/** A whole number within bounds, both included. */
export function integer(low: number, high: number) {
	const allowed = `Integer from ${String(low)} to ${String(high)}`;
	return v.pipe(v.number(allowed), v.integer(allowed), v.minValue(low, allowed), v.maxValue(high, allowed));
}

/** Any finite number. */
export const decimal = v.pipe(v.number(), v.finite());

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An ISO-8601 date-time; gives epoch milliseconds. A time without zone is UTC. */
export const dateTime = v.pipe(
	text(),
	v.regex(ISO_DATE, NO_DATE),
	v.transform((written) => {
		const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(written) || !written.includes('T');
		return Date.parse(hasZone ? written : `${written}Z`);
	}),
	// NaN is none.
	v.number(NO_DATE),
);

/** What is written as a UUID. */
export const uuid = v.pipe(v.string(), v.uuid('UUID'));

/** Whether this is written as a UUID. */
export function isUuid(value: string): boolean {
	return v.is(uuid, value);
}

/** Whether this is written as the id of a message: a UUID, or one without its hyphens. */
export function isMessageId(value: string): boolean {
	return isUuid(value) || /^[0-9a-f]{32}$/i.test(value);
}

/** A list of such values, at most so many. */
export function listOf<S extends v.GenericSchema>(element: S, max = 1000) {
	return v.pipe(v.array(element), v.maxLength(max, `has more than ${String(max)} elements`));
}

/** An object whose keys are free and whose values are text. */
export const textMap = v.record(v.string(), v.string());

/** Absent, null, or what the schema takes: a field as Genesys Cloud's models have it. */
export function optional<S extends v.GenericSchema>(schema: S) {
	return v.pipe(
		v.nullish(schema),
		v.transform((value) => value ?? undefined),
	);
}

/** An object with these fields and no others. */
export function object<E extends v.ObjectEntries>(fields: E) {
	return v.strictObject(fields, ({ expected, path }) => {
		if (expected === 'never') return UNKNOWN;
		// A field is missing, and what it takes helps more than its name.
		const name = String(path?.at(-1)?.key);
		return fields[name]?.expects ?? 'Object';
	});
}

/** The fields of a model that a call accepts and does not use. */
export function ignoredFields<const K extends string>(names: readonly K[]) {
	return v.entriesFromList(names, v.optional(v.unknown()));
}
