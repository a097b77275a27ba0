import { readdirSync, statSync } from 'node:fs';
import { dirname, join, resolve, sep } from 'node:path';

const TESTS = resolve(__dirname, '..');
/** Suites that come first, by themselves, and those for Node's own test runner. */
const ELSEWHERE = ['repository', 'unit', 'browser', 'e2e', 'editor', 'machinery'];
const SHARES = 4;

/**
 * Runs a share of the suites in one file. Jest gives each file modules of its own, and to load n8n's engine takes longer
 * than most suites do. A suite is named by its place, and its hooks stay its own.
 *
 * @param share from 1 to {@link SHARES}; there is a file for each
 */
export function runShare(share: number): void {
	const own = suites().filter((_, index) => index % SHARES === share - 1);
	describe.each(own)('test/%s', (place) => {
		jest.requireActual(join(TESTS, place));
	});
}

/** Places of the suites, the biggest first, which deals them out about evenly. */
function suites(): readonly string[] {
	const places = readdirSync(TESTS, { recursive: true, encoding: 'utf8' }).filter(
		(place) => place.endsWith('.test.mts') && !ELSEWHERE.includes(dirname(place).split(sep)[0] ?? ''),
	);
	const size = (place: string): number => statSync(join(TESTS, place)).size;
	return places.toSorted((one, other) => size(other) - size(one));
}
