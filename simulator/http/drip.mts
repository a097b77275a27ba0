import { Readable } from 'node:stream';

const BLANK = Buffer.from(' ');

/**
 * A body that comes byte by byte: the first one at once, the others so many milliseconds apart. Unless it ends,
 * blanks follow for ever, so that nobody can tell the whole has been seen.
 */
export class Drip extends Readable {
	readonly #body: Buffer;
	readonly #ms: number;
	readonly #ends: boolean;
	#sent = 0;
	#timer: NodeJS.Timeout | undefined;

	constructor(body: string, { ms, ends }: { readonly ms: number; readonly ends: boolean }) {
		super({ highWaterMark: 1 });
		this.#body = Buffer.from(body);
		this.#ms = ms;
		this.#ends = ends;
	}

	override _read(): void {
		if (this.#sent === 0) this.#drop();
		else {
			this.#timer ??= setTimeout(() => {
				this.#timer = undefined;
				this.#drop();
			}, this.#ms);
		}
	}

	override _destroy(error: Error | null, done: (error?: Error | null) => void): void {
		clearTimeout(this.#timer);
		done(error);
	}

	#drop(): void {
		const byte = this.#body.subarray(this.#sent, this.#sent + 1);
		this.#sent += 1;
		if (byte.length > 0) this.push(byte);
		else this.push(this.#ends ? null : BLANK);
	}
}
