type Item<T> = NonNullable<T> extends ReadonlyArray<infer E> ? E : never;
type Name<T> = keyof T & string;

/**
 * Reads fields out of an answer without trusting it: a field that is missing, null or of another type reads as absent.
 * The type parameter only says which names are meant, so that a misspelled name does not compile.
 */
export class Fields<T> {
	private readonly record: Readonly<Record<string, unknown>>;

	constructor(value: unknown) {
		this.record = isRecord(value) ? value : {};
	}

	/** A text, or undefined; an empty text counts as absent. */
	text(name: Name<T>): string | undefined {
		const value = this.record[name];
		return typeof value === 'string' && value !== '' ? value : undefined;
	}

	/** A value of an enumeration in lower case: Genesys spells the same value differently from resource to resource. */
	enumeration(name: Name<T>): string | undefined {
		return this.text(name)?.toLowerCase();
	}

	/** A number, or undefined. */
	number(name: Name<T>): number | undefined {
		const value = this.record[name];
		return typeof value === 'number' ? value : undefined;
	}

	/** Whether the field is there and true. */
	flag(name: Name<T>): boolean {
		return this.record[name] === true;
	}

	/** A nested object; empty where there is none. */
	object<K extends Name<T>>(name: K): Fields<NonNullable<T[K]>> {
		return new Fields(this.record[name]);
	}

	/** The names and values of an object that maps texts to texts. */
	mapOfTexts(name: Name<T>): Array<readonly [name: string, value: string]> {
		const value = this.record[name];
		if (!isRecord(value)) return [];
		return Object.entries(value).flatMap(([key, text]) =>
			typeof text === 'string' ? [[key, text] as const] : [],
		);
	}

	/** Whether the field holds a list. */
	isList(name: Name<T>): boolean {
		return Array.isArray(this.record[name]);
	}

	/** Whether the field holds something that is no list. */
	isNoList(name: Name<T>): boolean {
		const value = this.record[name] ?? undefined;
		return value !== undefined && !Array.isArray(value);
	}

	/** Whether the field holds something that is no object. */
	isNoObject(name: Name<T>): boolean {
		const value = this.record[name] ?? undefined;
		return value !== undefined && !isRecord(value);
	}

	/** The texts of a list; empty where there is none. */
	listOfTexts(name: Name<T>): string[] {
		const value = this.record[name];
		return Array.isArray(value) ? value.filter((entry) => typeof entry === 'string') : [];
	}

	/** Whether the field holds an object. */
	isObject(name: Name<T>): boolean {
		return isRecord(this.record[name]);
	}

	/** The objects of a list; empty where there is none. */
	list<K extends Name<T>>(name: K): Array<Fields<Item<T[K]>>> {
		const value = this.record[name];
		return Array.isArray(value) ? value.map((item) => new Fields(item)) : [];
	}
}

/** Whether a value is a plain object, as a JSON body should be. */
export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
