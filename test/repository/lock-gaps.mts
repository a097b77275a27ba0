import * as v from 'valibot';

const LOCK = v.object({
	packages: v.record(
		v.string(),
		v.object({
			version: v.optional(v.string()),
			optionalDependencies: v.optional(v.record(v.string(), v.string())),
		}),
	),
});

/** A whole version: this one and no other. */
const EXACT = /^\d+\.\d+\.\d+(-[\w.]+)?$/;

/**
 * The optional packages that a package-lock.json leaves out: the binaries of other platforms, which npm drops when it
 * writes the lock while they are not installed. On those platforms `npm install` would add them, and `npm ci` would go without.
 *
 * @param lock what stands in the package-lock.json
 * @returns a sentence for each
 */
export function lockGaps(lock: unknown): string[] {
	const { packages } = v.parse(LOCK, lock);
	return Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
		Object.entries(optionalDependencies).flatMap(([name, wanted]) => {
			const found = lookUp(place, name).find((candidate) => candidate in packages);
			const version = found === undefined ? undefined : packages[found]?.version;
			if (version === undefined) return [`${place} needs ${name}, which is not in the lock`];
			if (EXACT.test(wanted) && version !== wanted)
				return [`${place} needs ${name} ${wanted}, not ${version}`];
			return [];
		}),
	);
}

/** Where Node looks for a package that another one asks for, nearest first. */
function lookUp(place: string, name: string): string[] {
	const inside = `${place === '' ? '' : `${place}/`}node_modules/${name}`;
	if (place === '') return [inside];
	return [inside, ...lookUp(place.slice(0, Math.max(place.lastIndexOf('/node_modules/'), 0)), name)];
}
