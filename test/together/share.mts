import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

const TESTS = resolve(__dirname, '..');
/** Suites that come first, by themselves: they need no build. */
const FIRST = ['repository', 'unit'];
/** Those, the ones for Node's own test runner, and the one that takes as long as it is told to. */
const ELSEWHERE = [...FIRST, 'browser', 'chaos', 'e2e', 'editor', 'machinery'];
const SHARES = 4;
const SOAK_BYTES = 40_000;
const DOMAIN = join('unit', 'conversations');

/**
 * Runs a share of the suites in one file. Jest gives each file modules of its own, and to load n8n's engine takes longer
 * than most suites do. A suite is named by its place, and its hooks stay its own.
 *
 * @param share from 1 to {@link SHARES}; there is a file for each
 */
export function runShare(share: number): void {
	const shares = Array.from({ length: SHARES }, () => ({ size: 0, places: new Array<string>() }));
	const biggestFirst = suites((folder) => !ELSEWHERE.includes(folder)).toSorted(
		(one, other) => sizeOf(other) - sizeOf(one),
	);
	for (const place of biggestFirst) {
		const least = shares.reduce((one, other) => (other.size < one.size ? other : one));
		least.size += sizeOf(place);
		least.places.push(place);
	}
	run(shares[share - 1]?.places ?? []);
}

/** How long a suite takes, as far as its size tells; those in scaled time take longer. */
function sizeOf(place: string): number {
	return statSync(join(TESTS, place)).size + (place.startsWith('soak') ? SOAK_BYTES : 0);
}

/**
 * The same of the suites that come first. The second half is what loads `n8n-workflow`, which takes longer than most of
 * them; the domain, in the first, needs nothing of n8n.
 */
export function runFirstShare(share: 1 | 2): void {
	const half = suites((folder) => FIRST.includes(folder)).filter(
		(place) => place.startsWith(DOMAIN) === (share === 1),
	);
	run(half);
}

function run(places: readonly string[]): void {
	describe.each(places)('test/%s', (place) => {
		jest.requireActual(join(TESTS, place));
	});
}

function suites(isWanted: (folder: string) => boolean): readonly string[] {
	return readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter(
		(place) => place.endsWith('.test.mts') && isWanted(dirname(place).split(sep)[0] ?? ''),
	);
}
