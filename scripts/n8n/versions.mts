/** The packages of an installation, as "name@version", each with the beginning of its checksum. */
export type Versions = ReadonlyMap<string, string>;

/** Base64 digits of the checksum (SHA-512) that are kept: 96 bits, which nobody can forge. */
const CHECKSUM_DIGITS = 16;
/** An entry under "packages" in pnpm's lock (version 9). */
const ENTRY = /^ {2}'?((?:@[^/'\s]+\/)?[^@'\s]+@[^:'\s]+)'?:\n {4}resolution: \{(.*)\}$/gm;
const CHECKSUM = /\bintegrity: sha\d+-([^,}\s]+)/;
/** How many packages a message names. */
const EXAMPLES = 5;

/** What would be installed is not what versions.txt lists. */
export class DriftError extends Error {
	override readonly name = 'DriftError';
}

/**
 * Reads the versions out of a pnpm-lock.yaml.
 * @throws Error for a lock of another format, or with a package that is not from a registry.
 */
export function versionsInLock(lock: string): Versions {
	const entries = [...lock.matchAll(ENTRY)].map(([, id = '', resolution = '']) => {
		const checksum = CHECKSUM.exec(resolution)?.[1];
		if (checksum === undefined) throw new Error(`pnpm-lock.yaml has no checksum of ${id}`);
		return [id, checksum.slice(0, CHECKSUM_DIGITS)] as const;
	});
	if (entries.length === 0 || entries.length !== lock.split('resolution: ').length - 1)
		throw new Error('pnpm-lock.yaml is of a format that is not known here');
	return new Map(entries);
}

/** Reads a versions.txt: a line for each package, with its versions, each followed by a colon and the checksum. */
export function versionsInList(list: string): Versions {
	return new Map(
		list
			.trim()
			.split('\n')
			.flatMap((line) => {
				const [name = '', ...versions] = line.split(' ');
				return versions.map((version) => {
					const [number = '', checksum = ''] = version.split(':');
					return [`${name}@${number}`, checksum] as const;
				});
			}),
	);
}

/** Writes what {@link versionsInList} reads. */
export function listOf(versions: Versions): string {
	const byName = new Map<string, string[]>();
	for (const [id, checksum] of versions) {
		const at = id.lastIndexOf('@');
		const name = id.slice(0, at);
		byName.set(name, [...(byName.get(name) ?? []), `${id.slice(at + 1)}:${checksum}`]);
	}
	return [...byName].map(([name, ...all]) => `${[name, ...all.flat()].join(' ')}\n`).join('');
}

/**
 * Compares what would be installed with what is listed. What is listed and would not be installed is no drift: a registry
 * may lack the binary of another platform.
 * @throws {DriftError} which names some of the packages that are not listed, or not with that checksum.
 */
export function assertNoDrift(installed: Versions, listed: Versions): void {
	const drifted = [...installed].flatMap(([id, checksum]) => {
		const expected = listed.get(id);
		if (expected === undefined) return [`${id} is not listed`];
		return checksum === expected ? [] : [`${id} has another checksum`];
	});
	if (drifted.length === 0) return;
	const more = drifted.length > EXAMPLES ? `, and ${drifted.length - EXAMPLES} more` : '';
	throw new DriftError(`Not what versions.txt lists: ${drifted.slice(0, EXAMPLES).join(', ')}${more}`);
}
