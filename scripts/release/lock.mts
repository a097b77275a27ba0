import * as v from 'valibot';
import { parseJson, shaped } from '../n8n/json.mts';

const ENTRY = v.object({
	version: v.optional(v.string()),
	resolved: v.optional(v.string()),
	integrity: v.optional(v.string()),
});
type Entry = v.InferOutput<typeof ENTRY>;
const LOCK = v.object({ version: v.string(), packages: v.record(v.string(), ENTRY) });

/** The package itself, among the packages of its lock. */
const ITSELF = '';

/**
 * What is wrong with a package-lock.json: another version than package.json, a package that comes from a place of its own,
 * or one whose bytes are not pinned. A sentence for each.
 */
export function lockFaults(text: string, version: string): string[] {
	const lock = shaped(LOCK, parseJson(text, 'package-lock.json'), 'package-lock.json');
	const { [ITSELF]: itself, ...others } = lock.packages;
	const versions = [lock.version, itself?.version];
	const isOther = versions.some((locked) => locked !== version);
	return [
		...(isOther
			? [
					`package-lock.json says ${versions.join(' and ')}, and package.json says ${version}. Run: npm install`,
				]
			: []),
		...Object.entries(others).flatMap(([place, entry]) => entryFaults(place, entry)),
	];
}

function entryFaults(place: string, { resolved, integrity }: Entry): string[] {
	// Whoever may change this line of the lock could have developers and workflows install from anywhere.
	const faults = resolved === undefined ? [] : [`package-lock.json takes ${place} from ${resolved}.`];
	return integrity?.startsWith('sha512-') === true
		? faults
		: [...faults, `package-lock.json does not pin the bytes of ${place}.`];
}
