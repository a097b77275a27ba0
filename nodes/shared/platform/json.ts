/** What JSON can hold. */
export type JsonValue = string | number | boolean | null | readonly JsonValue[] | JsonObject;

/** An object of JSON; a key whose value is undefined is not sent. */
export interface JsonObject {
	readonly [key: string]: JsonValue | undefined;
}
