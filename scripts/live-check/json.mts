import { isObject } from '../n8n/json.mts';

/** JSON that somebody else has written, to be walked through by keys: what is not there, or of another type, is undefined. */
export class Json {
	readonly value: unknown;

	constructor(value: unknown) {
		this.value = value;
	}

	/** What stands at the end of this path. */
	at(...path: readonly (number | string)[]): Json {
		return path.reduce<Json>((json, key) => new Json(step(json.value, key)), this);
	}

	/** Whether there is anything, null included. */
	get isThere(): boolean {
		return this.value !== undefined;
	}

	/** Itself if it is text that is not blank. */
	get text(): string | undefined {
		return typeof this.value === 'string' && this.value.trim() !== '' ? this.value : undefined;
	}

	/** A time, in milliseconds since 1970. */
	get time(): number | undefined {
		const millis = Date.parse(this.text ?? '');
		return Number.isNaN(millis) ? undefined : millis;
	}

	/** Itself if it is a number. */
	get number(): number | undefined {
		return typeof this.value === 'number' && Number.isFinite(this.value) ? this.value : undefined;
	}

	/** Its elements; none if it is no list. */
	get list(): readonly Json[] {
		return Array.isArray(this.value) ? this.value.map((element: unknown) => new Json(element)) : [];
	}
}

function step(value: unknown, key: number | string): unknown {
	if (Array.isArray(value)) return typeof key === 'number' ? value[key] : undefined;
	// Only own keys: an answer must not be able to name what every object inherits.
	return isObject(value) && Object.hasOwn(value, key) ? value[key] : undefined;
}
