import { spawnSync } from 'node:child_process';
import {
	chmodSync,
	copyFileSync,
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	statSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';

import { packPackage, pathsToPack } from '../../scripts/n8n/package.mts';
import { contentFaults } from '../../scripts/release/contents.mts';
import { parseManifest } from '../../scripts/release/manifest.mts';
import { integrityOf } from '../../scripts/release/published.mts';

const PROJECT = resolve(__dirname, '../..');
const NODE = 'dist/nodes/GenesysWebMessaging';

let folder = '';
let checkout = '';

/** A checkout with the build of this one, and with what says what is built and packed. */
beforeEach(() => {
	folder = mkdtempSync(join(tmpdir(), 'build-'));
	checkout = join(folder, 'checkout');
	mkdirSync(checkout);
	for (const name of ['package.json', 'gulpfile.js', 'README.md', 'LICENSE'])
		copyFileSync(join(PROJECT, name), join(checkout, name));
	cpSync(join(PROJECT, 'dist'), join(checkout, 'dist'), { recursive: true });
	symlinkSync(join(PROJECT, 'node_modules'), join(checkout, 'node_modules'));
});
afterEach(() => {
	rmSync(folder, { recursive: true });
});

function write(place: string): void {
	const file = join(checkout, place);
	mkdirSync(dirname(file), { recursive: true });
	writeFileSync(file, 'something');
}

/** Runs a step of the build in that checkout. */
function step(name: string): { readonly passed: boolean; readonly told: string } {
	const gulp = join(PROJECT, 'node_modules/gulp/bin/gulp.js');
	const { status, stdout, stderr } = spawnSync(process.execPath, [gulp, name], {
		cwd: checkout,
		encoding: 'utf8',
	});
	return { passed: status === 0, told: `${stdout}${stderr}` };
}

describe('The build', () => {
	it('keeps nothing that was copied from elsewhere in the checkout', () => {
		const kept = readdirSync(join(PROJECT, 'dist')).sort();
		for (const place of [
			'docs/images/a.png',
			'examples/pics/x.svg',
			'test/__schema__/x.json',
			'package.json',
		])
			write(`dist/${place}`);

		expect(step('prune').passed).toBe(true);
		expect(readdirSync(join(checkout, 'dist')).sort()).toEqual(kept);
	});

	it('is whole as it is', () => {
		expect(step('verify').passed).toBe(true);
	});

	it.each([
		['the schema of an operation', `${NODE}/__schema__/v1.0.0/session/list.json`],
		['the schema of the trigger', 'dist/nodes/GenesysWebMessagingTrigger/__schema__/v1.0.0.json'],
		['the codex of a node', `${NODE}/GenesysWebMessaging.node.json`],
		['the icon for dark pages', 'dist/icons/genesys-web-messaging.dark.svg'],
	])('fails without %s, and names it', (_what, place) => {
		rmSync(join(checkout, place));

		const { passed, told } = step('verify');
		expect(passed).toBe(false);
		expect(told).toContain(`${place} is missing or empty`);
	});
});

describe('The package', () => {
	const manifest = parseManifest(readFileSync(join(PROJECT, 'package.json'), 'utf8'));

	it('holds what belongs in it, and nothing else', async () => {
		expect(contentFaults(await pathsToPack(PROJECT), manifest)).toEqual([]);
	});

	it('would be found out with what npm adds by itself, and with a stray file in the build', async () => {
		write('README.secret');
		write('dist/nodes/shared/customers.json');

		expect(contentFaults(await pathsToPack(checkout), manifest)).toEqual([
			'README.secret does not belong in the package.',
			'dist/nodes/shared/customers.json does not belong in the package.',
		]);
	});

	it('has the same bytes whoever may read the files that it is made of', async () => {
		const pack = async (name: string, project: string) => {
			const destination = join(folder, name);
			mkdirSync(destination);
			const { tarball, paths } = await packPackage(destination, project);
			return { integrity: integrityOf(readFileSync(tarball)), paths };
		};
		const { integrity, paths } = await pack('here', PROJECT);
		for (const path of paths) chmodSync(join(checkout, path), 0o700);

		expect((await pack('there', checkout)).integrity).toBe(integrity);
		expect(statSync(join(checkout, 'LICENSE')).mode & 0o777).toBe(0o700);
	});

	it('tells the workflow its checksum, and is refused where nothing, or something else, was tested', () => {
		const pack = (settings: Readonly<Record<string, string>>) =>
			spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release/pack.mts'], {
				cwd: PROJECT,
				encoding: 'utf8',
				env: { ...process.env, ...settings },
			});
		const output = join(folder, 'output');
		const integrity = pack({ GITHUB_OUTPUT: output }).stdout.trim().split('\n').at(-1) ?? '';

		expect(readFileSync(output, 'utf8')).toBe(`integrity=${integrity}\n`);
		expect(pack({ EXPECTED_INTEGRITY: integrity }).status).toBe(0);
		const refused = pack({ EXPECTED_INTEGRITY: '' });
		expect(refused.status).toBe(1);
		expect(refused.stderr).toContain('what was tested is ""');
		// What was refused takes the place of nothing: what is there is what succeeded last, whole.
		const release = join(PROJECT, 'reports/release');
		expect(readFileSync(join(release, 'integrity.txt'), 'utf8')).toBe(`${integrity}\n`);
		const tarballs = readdirSync(release).filter((name) => name.endsWith('.tgz'));
		expect(tarballs.map((name) => integrityOf(readFileSync(join(release, name))))).toEqual([integrity]);
	});
});
