import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';

import * as v from 'valibot';

import { lockFaults } from '../../scripts/release/lock.mts';
import { readManifest } from '../../scripts/release/manifest.mts';
import { lockGaps } from './lock-gaps.mts';

const PROJECT = resolve(__dirname, '../..');
const LOCK = readFileSync(resolve(PROJECT, 'package-lock.json'), 'utf8');

const ANY_LOCK = v.object({ packages: v.record(v.string(), v.unknown()) });

/** The lock as it would be after something was done to it. */
function sabotaged(sabotage: (packages: Record<string, unknown>) => void): unknown {
	const lock = v.parse(ANY_LOCK, JSON.parse(LOCK));
	sabotage(lock.packages);
	return lock;
}

describe('The lock', () => {
	it('holds what every package needs on every platform', () => {
		expect(lockGaps(JSON.parse(LOCK))).toEqual([]);
	});

	it('pins the bytes of every package, leads to no place of its own, and has the version of package.json', async () => {
		const { version } = await readManifest(PROJECT);

		expect(lockFaults(LOCK, version)).toEqual([]);
		expect(readFileSync(resolve(PROJECT, '.npmrc'), 'utf8')).toContain(
			'\nomit-lockfile-registry-resolved=true\n',
		);
	});

	it('would be found out without the binary of another platform', () => {
		const lock = sabotaged((packages) => {
			delete packages['node_modules/@swc/core-win32-arm64-msvc'];
		});

		expect(lockGaps(lock)).toEqual([
			'node_modules/@swc/core needs @swc/core-win32-arm64-msvc, which is not in the lock',
		]);
	});

	it('would be found out with a binary of another version', () => {
		const lock = sabotaged((packages) => {
			packages['node_modules/@swc/core-darwin-arm64'] = { version: '1.0.0' };
		});

		expect(lockGaps(lock)).toEqual([
			expect.stringMatching(
				/^node_modules\/@swc\/core needs @swc\/core-darwin-arm64 \d+\.\d+\.\d+, not 1\.0\.0$/,
			),
		]);
	});

	it('is searched as Node searches: beside a package, or above it', () => {
		const packages = (place: string) => ({
			'node_modules/a': {},
			'node_modules/a/node_modules/b': { version: '1.0.0', optionalDependencies: { c: '^1.0.0' } },
			[place]: { version: '1.0.0' },
		});
		const places = ['a/node_modules/b/node_modules/c', 'a/node_modules/c', 'c', 'd/node_modules/c'];

		expect(places.map((place) => lockGaps({ packages: packages(`node_modules/${place}`) }))).toEqual([
			[],
			[],
			[],
			['node_modules/a/node_modules/b needs c, which is not in the lock'],
		]);
	});
});
