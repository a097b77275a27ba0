/*
 * Reads request bodies the way Genesys Cloud does: by the documented model, refusing what is not in it.
 * Values are hostile until they have passed through here.
 */
import { badRequest, invalidValue } from './errors.mts';

/** Takes a value from outside and the name it goes by; gives it back typed, or refuses it with a 400. */
export type Reader<T> = (value: unknown, name: string) => T;

/** The type that an object reader gives. */
export type Read<R> = R extends Reader<infer T> ? T : never;

type Shape = Readonly<Record<string, Reader<unknown>>>;
type ReadShape<S extends Shape> = { [K in keyof S]: Read<S[K]> };

const shown = (value: unknown): string => {
	if (value === undefined) return '';
	return (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, 200);
};

/** Text of at most so many characters; blank text passes only if `blank` is set. */
export function text(options: { max?: number; blank?: boolean } = {}): Reader<string> {
	const { max = 100_000 } = options;
	return (value, name) => {
		if (typeof value !== 'string') throw invalidValue(shown(value), `${name}: String`);
		if (value.length > max) {
			throw badRequest(`The value of ${name} is longer than ${String(max)} characters.`);
		}
		if (options.blank !== true && value.trim() === '') throw badRequest(`${name} must not be empty.`);
		return value;
	};
}

/** One of the values of an enumeration, exactly spelled. */
export function oneOf<const T extends string>(values: readonly T[]): Reader<T> {
	return (value, name) => {
		const found = values.find((candidate) => candidate === value);
		if (found === undefined) throw invalidValue(shown(value), name, values);
		return found;
	};
}

/** True or false, not spelled as text. */
export const flag: Reader<boolean> = (value, name) => {
	if (typeof value !== 'boolean') throw invalidValue(shown(value), `${name}: Boolean`);
	return value;
};

/** A whole number within bounds, both included. */
export function integer(low: number, high: number): Reader<number> {
	return (value, name) => {
		if (typeof value !== 'number' || !Number.isInteger(value) || value < low || value > high) {
			throw invalidValue(shown(value), `${name}: Integer from ${String(low)} to ${String(high)}`);
		}
		return value;
	};
}

/** Any finite number. */
export const decimal: Reader<number> = (value, name) => {
	if (typeof value !== 'number' || !Number.isFinite(value))
		throw invalidValue(shown(value), `${name}: Number`);
	return value;
};

const ISO_DATE = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** An ISO-8601 date-time; gives epoch milliseconds. A time without zone is UTC. */
export const dateTime: Reader<number> = (value, name) => {
	const written = text()(value, name);
	const hasZone = /(Z|[+-]\d{2}:?\d{2})$/.test(written) || !written.includes('T');
	const millis = ISO_DATE.test(written) ? Date.parse(hasZone ? written : `${written}Z`) : Number.NaN;
	if (Number.isNaN(millis)) throw invalidDate();
	return millis;
};

function invalidDate() {
	const error = badRequest(
		'Dates must be specified as ISO-8601 strings. For example: yyyy-MM-ddTHH:mm:ss.SSSZ',
	);
	return Object.assign(error, { code: 'invalid.date' });
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i;

/** Whether this is written as a UUID. */
export function isUuid(value: string): boolean {
	return UUID.test(value);
}

/** A list of such values, at most so many. */
export function listOf<T>(reader: Reader<T>, max = 1000): Reader<T[]> {
	return (value, name) => {
		if (!Array.isArray(value)) throw invalidValue(shown(value), `${name}: Array`);
		if (value.length > max) throw badRequest(`${name} has more than ${String(max)} elements.`);
		return value.map((element: unknown, index) => reader(element, `${name}[${String(index)}]`));
	};
}

/** An object whose keys are free and whose values are text. */
export const textMap: Reader<Map<string, string>> = (value, name) => {
	const readText = text({ blank: true });
	return new Map(entries(value, name).map(([key, element]) => [key, readText(element, `${name}.${key}`)]));
};

/** Absent, null, or what the reader takes. */
export function optional<T>(reader: Reader<T>): Reader<T | undefined> {
	return (value, name) => (value === undefined || value === null ? undefined : reader(value, name));
}

/** Anything at all, for the parts of a model that a call ignores. */
export const ignored: Reader<undefined> = () => undefined;

/** An object with these fields and no others. */
export function object<S extends Shape>(shape: S): Reader<ReadShape<S>> {
	const read = (value: unknown, name: string): Partial<ReadShape<S>> => {
		const given = new Map(entries(value, name));
		for (const key of given.keys()) {
			if (!Object.hasOwn(shape, key))
				throw badRequest(`Unrecognized field "${key.slice(0, 100)}" in ${name}.`);
		}
		const fields = Object.entries(shape).map(([key, reader]) => [key, reader(given.get(key), key)] as const);
		return Object.fromEntries(fields) as Partial<ReadShape<S>>;
	};
	// Every key of the shape was read just above, so the object is complete.
	return (value, name) => read(value, name) as ReadShape<S>;
}

function entries(value: unknown, name: string): [string, unknown][] {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		throw badRequest(`${name} must be an object.`);
	}
	return Object.entries(value);
}

/** The fields of a model that a call accepts and does not use. */
export function ignoredFields<const K extends string>(names: readonly K[]): Record<K, Reader<undefined>> {
	return Object.fromEntries(names.map((name) => [name, ignored])) as Record<K, Reader<undefined>>;
}
