type OptionalKeys<T> = { [K in keyof T]-?: undefined extends T[K] ? K : never }[keyof T];

/** The type without properties that may be undefined: those become optional instead. */
type Defined<T> = { [K in Exclude<keyof T, OptionalKeys<T>>]: T[K] } & {
	[K in OptionalKeys<T>]?: Exclude<T[K], undefined>;
};

/** The same object without its undefined properties, as it will look in JSON. */
export function defined<T extends object>(record: T): Defined<T> {
	const kept: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(record)) {
		if (value !== undefined) kept[name] = value;
	}
	// Exactly the properties with a value were copied, which is what the type says.
	return kept as Defined<T>;
}
