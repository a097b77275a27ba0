import { createHash } from 'node:crypto';

/** How often and how patiently something is asked for. */
export interface Patience {
	readonly tries: number;
	/** Waits between two tries. */
	readonly pause: () => Promise<void>;
}

/**
 * Asks until there is an answer. A registry takes a while to show what was published.
 * @throws after the last try
 */
export async function askUntilThere<T>(
	ask: () => Promise<T | undefined>,
	{ tries, pause }: Patience,
	what: string,
): Promise<T> {
	for (let left = tries; left > 0; left -= 1) {
		const answer = await ask();
		if (answer !== undefined) return answer;
		if (left > 1) await pause();
	}
	throw new Error(`${what}: not there after ${tries} tries`);
}

/** The checksum of a file's bytes, as registries and locks write it. */
export function integrityOf(bytes: Uint8Array): string {
	return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/**
 * Whether n8n's scanner says that a package has passed. Its exit code is 0 in either case, so its words have to be read;
 * anything unexpected counts as not passed.
 */
export function hasPassedScan(output: string, name: string, version: string): boolean {
	return output.includes(`Package ${name}@${version} has passed all security checks`);
}
