const HEX: readonly string[] = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, '0'));

/** How ids of messages look. */
export type MessageIdSpelling = 'hex32' | 'uuid';

/**
 * A small seedable generator (mulberry32). The same seed plays the same contact center, ids included,
 * which is what makes a failing test repeatable. Never for secrets.
 */
export class Random {
	#state: number;

	constructor(seed: number) {
		this.#state = seed >>> 0;
	}

	/** A whole number from 0 to 2^32 - 1. */
	uint32(): number {
		this.#state = (this.#state + 0x6d2b79f5) >>> 0;
		let mixed = Math.imul(this.#state ^ (this.#state >>> 15), this.#state | 1);
		mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
		return (mixed ^ (mixed >>> 14)) >>> 0;
	}

	/** A fraction, 0 included, 1 not. */
	fraction(): number {
		return this.uint32() / 2 ** 32;
	}

	/** A whole number from `low` to `high`, both included. */
	between(low: number, high: number): number {
		return low + Math.floor(this.fraction() * (high - low + 1));
	}

	/** True in `share` of the cases. */
	chance(share: number): boolean {
		return this.fraction() < share;
	}

	/**
	 * One element of the list.
	 * @throws RangeError if the list is empty
	 */
	pick<T>(list: readonly T[]): T {
		const picked = list[this.between(0, list.length - 1)];
		if (picked === undefined) throw new RangeError('Nothing to pick from');
		return picked;
	}

	/** The id of a message: a UUID, or its digits without the hyphens. */
	messageId(spelling: MessageIdSpelling): string {
		const uuid = this.uuid();
		return spelling === 'uuid' ? uuid : uuid.replaceAll('-', '');
	}

	/** A version 4 UUID, as Genesys Cloud uses for every id. */
	uuid(): string {
		const word = () => {
			const bits = this.uint32();
			return [bits >>> 24, (bits >>> 16) & 255, (bits >>> 8) & 255, bits & 255] as const;
		};
		const hex = (byte: number) => HEX[byte] ?? '';
		const [a, b, c, d] = [word(), word(), word(), word()];
		const version = (b[2] & 0x0f) | 0x40;
		const variant = (c[0] & 0x3f) | 0x80;
		return (
			`${a.map(hex).join('')}-${hex(b[0])}${hex(b[1])}-${hex(version)}${hex(b[3])}` +
			`-${hex(variant)}${hex(c[1])}-${hex(c[2])}${hex(c[3])}${d.map(hex).join('')}`
		);
	}
}
