import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';

import { runToEnd } from '../../../scripts/n8n/command.mts';
import { readManifest } from '../../../scripts/release/manifest.mts';
import { startHttpStub } from '../../support/http-stub.mts';

const PROJECT = resolve(__dirname, '../../..');

describe('This checkout', () => {
	it('says the same of its owner everywhere, placeholder or not, and its lock and its package.json are in order', () => {
		const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release/ready.mts'], {
			cwd: PROJECT,
			encoding: 'utf8',
		});

		expect(stdout).toMatch(/^yes +Code owners and links agree with package\.json/m);
		expect(stdout).toMatch(/^yes +homepage and bugs lead to the repository/m);
		expect(stdout).toMatch(/^yes +The lock has the same version, and pins every byte/m);
		expect(stdout).toMatch(/^yes +package\.json has no field beyond those/m);
		expect(stdout).toContain(status === 0 ? 'Ready to release.' : 'Not ready:');
	});

	it('cannot be published by hand: npm wants provenance, which it makes only on a build server', async () => {
		const registry = await startHttpStub(() => ({ status: 404, body: { error: 'Not found' } }));
		const onNoServer = { CI: '', GITHUB_ACTIONS: '', GITLAB_CI: '' };
		try {
			const { succeeded, both } = await runToEnd('npm', ['publish', '--registry', registry.url], {
				cwd: PROJECT,
				env: { ...process.env, ...onNoServer, [`npm_config_${registry.url.slice(5)}/:_authToken`]: 'none' },
			});

			expect(both).toContain('Automatic provenance generation not supported');
			expect(succeeded).toBe(false);
			expect(registry.requests.filter(({ method }) => method !== 'GET')).toEqual([]);
		} finally {
			await registry.close();
		}
	});

	it('has the guard of n8n’s template as well, which refuses outside of a release', () => {
		const guard = spawnSync('npm', ['run', '--silent', 'prepublishOnly'], {
			cwd: PROJECT,
			encoding: 'utf8',
			env: { ...process.env, RELEASE_MODE: '' },
		});

		expect(guard.stdout).toContain('npm run release');
		expect(guard.status).toBe(1);
	});
});

describe('npm run release:version', () => {
	it('refuses a workflow of another repository, and a version whose commit no main shows', () => {
		const { status, stderr } = spawnSync(
			process.execPath,
			['--import', 'tsx', 'scripts/release/check-version.mts'],
			{
				cwd: PROJECT,
				encoding: 'utf8',
				env: {
					...process.env,
					GITHUB_REPOSITORY: 'kim/other',
					WORKFLOW_MODE: 'publish',
					GITHUB_REF_TYPE: '',
				},
			},
		);

		expect(status).toBe(1);
		expect(stderr).toContain('this workflow runs in kim/other');
		expect(stderr).toContain('There is no tag to publish');
	});
});

describe('npm run release:unpublished', () => {
	/** Asks a registry that has these versions, each with the same bytes. */
	async function ask(published: (version: string) => readonly string[]) {
		const { name, version } = await readManifest(PROJECT);
		const versions = published(version).map((one) => {
			const dist = { integrity: 'sha512-other', tarball: 'http://127.0.0.1/x' };
			return [one, { name, version: one, dist }] as const;
		});
		const tags = { latest: versions.at(-1)?.[0] };
		const body = { name, 'dist-tags': tags, versions: Object.fromEntries(versions) };
		const registry = await startHttpStub(() => (versions.length > 0 ? { body } : { status: 404 }));
		try {
			return await runToEnd(process.execPath, ['--import', 'tsx', 'scripts/release/check-unpublished.mts'], {
				cwd: PROJECT,
				env: { ...process.env, npm_config_registry: registry.url, npm_config_audit: 'false' },
			});
		} finally {
			await registry.close();
		}
	}

	it('goes on where the registry has older versions only, and ends where it has a newer one', async () => {
		const [older, newer] = await Promise.all([ask(() => ['0.0.1']), ask(() => ['0.0.1', '99.0.0'])]);

		expect(older).toMatchObject({ succeeded: true });
		expect(older.both).toContain('is not published yet');
		expect(newer).toMatchObject({ succeeded: false });
		expect(newer.both).toContain('not above what is published: 99.0.0');
	});

	it('ends where the registry has this version with other bytes', async () => {
		const { succeeded, both } = await ask((version) => [version]);

		expect(succeeded).toBe(false);
		expect(both).toContain('with other bytes');
	});
});

describe('npm run ready -- --owner', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'ready-'));
		const left = ['.git', 'node_modules', 'dist', 'reports'];
		cpSync(PROJECT, folder, {
			recursive: true,
			filter: (place) => resolve(place, '..') !== PROJECT || !left.includes(basename(place)),
		});
		symlinkSync(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
		spawnSync('git', ['init', '--quiet'], { cwd: folder });
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	const ready = (...args: string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release/ready.mts', ...args], {
			cwd: folder,
			encoding: 'utf8',
		});
	const read = (place: string) => readFileSync(join(folder, place), 'utf8');

	it('writes the owner into package.json, the license, and every page, and says what an organization needs', async () => {
		const { name } = await readManifest(PROJECT);
		const { stdout } = ready('--owner', 'acme');

		expect(stdout).toMatch(/^yes +Code owners and links agree with package\.json/m);
		expect(stdout).not.toContain('LICENSE names');
		expect(stdout).toContain('add --code-owner @acme/<team>');
		expect(read('LICENSE')).toMatch(/^Copyright \(c\) \d{4} acme$/m);
		expect(read('package.json')).toContain(`github.com/acme/${name}.git`);
		expect(read('.github/CODEOWNERS')).toMatch(/^\* @acme$/m);
	});

	it('names a team as code owner where it is told to, and nobody from elsewhere', () => {
		const { stdout } = ready('--owner', 'acme', '--code-owner', '@acme/maintainers');

		expect(stdout).not.toContain('--code-owner');
		expect(read('.github/CODEOWNERS')).toMatch(/^\* @acme\/maintainers$/m);
		expect(ready('--owner', 'acme', '--code-owner', '@kim/team').stderr).toContain('can be no code owner');
	});
});
