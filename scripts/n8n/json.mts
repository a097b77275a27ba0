import { inspect } from 'node:util';
import * as v from 'valibot';

/** An object as it comes out of JSON: nothing is known about its fields yet. */
export type UnknownObject = Readonly<Record<string, unknown>>;

/** JSON that is not shaped as it should be; the message names the place. */
export class JsonShapeError extends Error {
	override readonly name = 'JsonShapeError';
}

/**
 * Reads a value by its schema; fields that it does not name are left out.
 * @param place names the value in the error.
 * @throws {JsonShapeError}
 */
export function shaped<S extends v.GenericSchema>(
	schema: S,
	value: unknown,
	place: string,
): v.InferOutput<S> {
	const { success, output, issues } = v.safeParse(schema, value, { abortEarly: true });
	if (success) return output;
	const path = v.getDotPath(issues[0]);
	throw new JsonShapeError(`${path === null ? place : `${place}.${path}`}: ${issues[0].message}`);
}

/** Whether a value is a JSON object (not an array, not null). */
export function isObject(value: unknown): value is UnknownObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value as a JSON object; `place` names it in the error. */
export function asObject(value: unknown, place: string): UnknownObject {
	if (isObject(value)) return value;
	throw new JsonShapeError(`${place} is no JSON object: ${preview(value)}`);
}

/** The value as a JSON array; `place` names it in the error. */
export function asArray(value: unknown, place: string): readonly unknown[] {
	if (Array.isArray(value)) return value.map((entry: unknown) => entry);
	throw new JsonShapeError(`${place} is no JSON array: ${preview(value)}`);
}

/** A field that must be text. */
export function textField(object: UnknownObject, name: string, place: string): string {
	const value = object[name];
	if (typeof value === 'string') return value;
	throw new JsonShapeError(`${place}.${name} is no text: ${preview(value)}`);
}

/** A field that is text, or is not there at all. */
export function optionalTextField(object: UnknownObject, name: string): string | undefined {
	const value = object[name];
	return typeof value === 'string' ? value : undefined;
}

/** Parses JSON text; `place` names it in the error. */
export function parseJson(text: string, place: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch (error) {
		throw new JsonShapeError(`${place} is no JSON: ${preview(text)}`, { cause: error });
	}
}

/** The text as JSON; itself where it is none. */
export function jsonOrText(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		return value;
	} catch {
		return text;
	}
}

function preview(value: unknown): string {
	const text = typeof value === 'string' ? value : inspect(value);
	return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}
