import { createHash } from 'node:crypto';
import { isAbove } from './version.mts';

/** How often and how patiently something is asked for. */
interface Patience {
	readonly tries: number;
	/** Waits between two tries. */
	readonly pause: () => Promise<void>;
}

/**
 * Asks until there is an answer. A registry takes a while to show what was published, and now and then gives no clear
 * answer: while something is waited for, that is no more than "not yet".
 * @throws after the last try, with what the last one met
 */
export async function askUntilThere<T>(
	ask: () => Promise<T | undefined>,
	{ tries, pause }: Patience,
	what: string,
): Promise<T> {
	let trouble: unknown;
	for (let left = tries; left > 0; left -= 1) {
		try {
			const answer = await ask();
			if (answer !== undefined) return answer;
			trouble = undefined;
		} catch (error) {
			trouble = error;
		}
		if (left > 1) await pause();
	}
	const reason = trouble instanceof Error ? `: ${trouble.message}` : '';
	throw new Error(`${what}: not there after ${tries} tries${reason}`, { cause: trouble });
}

/** The checksum of a file's bytes, as registries and locks write it. */
export function integrityOf(bytes: Uint8Array): string {
	return `sha512-${createHash('sha512').update(bytes).digest('base64')}`;
}

/** What the registry and this checkout have of a package. */
export interface Holdings {
	readonly version: string;
	/** Every version that the registry has. */
	readonly versions: readonly string[];
	/** The checksum that the registry has of this version; nothing where it does not have it. */
	readonly published: string | undefined;
	/** The checksum of what was packed here; nothing where nothing was. */
	readonly packed: string | undefined;
}

/**
 * Whether a version may go to the registry, or is there already: `done` where it has these very bytes, which a run sees
 * that is repeated after it published and lost the answer; else why not.
 */
export function mayBePublished({
	version,
	versions,
	published,
	packed,
}: Holdings): 'new' | 'done' | { readonly fault: string } {
	if (published !== undefined) return samenessOf(version, published, packed);
	const newer = versions.filter((other) => !isAbove(version, other));
	return newer.length === 0
		? 'new'
		: { fault: `${version} is not above what is published: ${newer.join(', ')}. Raise it in package.json.` };
}

function samenessOf(
	version: string,
	published: string,
	packed: string | undefined,
): 'done' | { readonly fault: string } {
	if (packed === undefined)
		return {
			fault: `${version} is published already, and there is nothing to compare it with. Run: npm run release:pack. If the bytes are others, raise the version in package.json.`,
		};
	return published === packed
		? 'done'
		: { fault: `${version} is published already, with other bytes. Raise the version in package.json.` };
}

/**
 * Whether n8n's scanner says that a package has passed. Its exit code is 0 in either case, so its words have to be read;
 * anything unexpected counts as not passed.
 */
export function hasPassedScan(output: string, name: string, version: string): boolean {
	return output.includes(`Package ${name}@${version} has passed all security checks`);
}
