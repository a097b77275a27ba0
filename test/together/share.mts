import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

const TESTS = resolve(__dirname, '..');
/** Suites that come first, by themselves: they need no build. */
const FIRST = ['repository', 'unit'];
/** Those and the ones for Node's own test runner. */
const ELSEWHERE = [...FIRST, 'browser', 'e2e', 'editor', 'machinery'];
const SHARES = 4;
const FIRST_SHARES = 2;

/**
 * Runs a share of the suites in one file. Jest gives each file modules of its own, and to load n8n's engine takes longer
 * than most suites do. A suite is named by its place, and its hooks stay its own.
 *
 * @param share from 1 to {@link SHARES}; there is a file for each
 */
export function runShare(share: number): void {
	run(
		suites((folder) => !ELSEWHERE.includes(folder)),
		share,
		SHARES,
	);
}

/** The same of the suites that come first: `n8n-workflow` as well takes longer to load than most of them. */
export function runFirstShare(share: number): void {
	run(
		suites((folder) => FIRST.includes(folder)),
		share,
		FIRST_SHARES,
	);
}

function run(places: readonly string[], share: number, shares: number): void {
	const own = places.filter((_, index) => index % shares === share - 1);
	describe.each(own)('test/%s', (place) => {
		jest.requireActual(join(TESTS, place));
	});
}

/** Places of the suites, the biggest first, which deals them out about evenly. */
function suites(isWanted: (folder: string) => boolean): readonly string[] {
	const places = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter(
		(place) => place.endsWith('.test.mts') && isWanted(dirname(place).split(sep)[0] ?? ''),
	);
	const size = (place: string): number => statSync(join(TESTS, place)).size;
	return places.toSorted((one, other) => size(other) - size(one));
}
