/** Reads what another process has sent. */
export class Fields {
	/** @throws TypeError for anything but an object */
	constructor(private readonly value: unknown) {
		if (typeof value !== 'object' || value === null) throw new TypeError(`Not an object: ${String(value)}`);
	}

	/** @throws TypeError when there is no such number */
	number(name: string): number {
		const value = this.field(name);
		if (typeof value !== 'number') throw new TypeError(`"${name}" is no number`);
		return value;
	}

	/** @throws TypeError when there is no such text */
	text(name: string): string {
		const value = this.field(name);
		if (typeof value !== 'string') throw new TypeError(`"${name}" is no text`);
		return value;
	}

	/** @throws TypeError when there is no such list of texts */
	texts(name: string): string[] {
		const value = this.field(name);
		if (!Array.isArray(value)) throw new TypeError(`"${name}" is no list`);
		return value.map((entry: unknown) => {
			if (typeof entry !== 'string') throw new TypeError(`"${name}" has something else than texts`);
			return entry;
		});
	}

	/** @throws TypeError when there is no such object */
	object(name: string): Fields {
		return new Fields(this.field(name));
	}

	/** Undefined when there is no such field. */
	field(name: string): unknown {
		return Object.entries(this.value ?? {}).find(([key]) => key === name)?.[1];
	}
}
