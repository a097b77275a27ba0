import { readdirSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';

const TESTS = resolve(__dirname, '..');
const FOLDERS = ['contract', 'simulator', 'workflow'];
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
	const places = FOLDERS.flatMap((folder) =>
		readdirSync(join(TESTS, folder))
			.filter((name) => name.endsWith('.test.mts'))
			.map((name) => `${folder}/${name}`),
	);
	const size = (place: string): number => statSync(join(TESTS, place)).size;
	return places.toSorted((one, other) => size(other) - size(one));
}
