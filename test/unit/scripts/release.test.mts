import { spawnSync } from 'node:child_process';
import {
	cpSync,
	mkdirSync,
	mkdtempSync,
	readFileSync,
	readdirSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, resolve } from 'node:path';

import { runToEnd } from '../../../scripts/n8n/command.mts';
import { asObject, parseJson } from '../../../scripts/n8n/json.mts';
import { readManifest } from '../../../scripts/release/manifest.mts';
import { unreleasedIn } from '../../../scripts/release/pages.mts';
import { PLACEHOLDERS } from '../../../scripts/release/placeholders.mts';
import { integrityOf } from '../../../scripts/release/published.mts';
import { startHttpStub } from '../../support/http-stub.mts';

const PROJECT = resolve(__dirname, '../../..');
/** What an owner is written into, and prettier looks at. */
const CHECKED = ['package.json', 'credentials', 'nodes/**/*.json', '.github'];

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

describe('In a copy of this checkout', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'release-'));
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

	const run = (script: string, ...args: string[]) =>
		spawnSync(process.execPath, ['--import', 'tsx', `scripts/release/${script}.mts`, ...args], {
			cwd: folder,
			encoding: 'utf8',
		});
	const ready = (...args: string[]) => run('ready', ...args);
	const read = (place: string) => readFileSync(join(folder, place), 'utf8');
	const write = (place: string, text: string) => {
		const file = join(folder, place);
		mkdirSync(dirname(file), { recursive: true });
		writeFileSync(file, text);
	};
	const change = (place: string, of: (text: string) => string) => {
		write(place, of(read(place)));
	};
	const setAuthor = (author: { readonly name: string; readonly email?: string }) => {
		change('package.json', (text) => {
			const manifest = asObject(parseJson(text, 'package.json'), 'package.json');
			return `${JSON.stringify({ ...manifest, author: { email: 'dana@example.dev', ...author } }, null, 2)}\n`;
		});
	};
	/** Stand-ins for what was built. */
	const build = async () => {
		const { main, n8n } = await readManifest(folder);
		for (const place of [main, ...n8n.nodes, ...n8n.credentials]) write(place, '');
	};

	describe('npm run release:unpublished', () => {
		/** Asks a registry that has these versions, each with the same bytes. */
		async function ask(published: (version: string) => readonly string[], more: object = {}) {
			const { name, version } = await readManifest(PROJECT);
			const versions = published(version).map((one) => {
				const dist = { integrity: 'sha512-other', tarball: 'http://127.0.0.1/x' };
				return [one, { name, version: one, dist, ...more }] as const;
			});
			const tags = { latest: versions.at(-1)?.[0] };
			const body = { name, 'dist-tags': tags, versions: Object.fromEntries(versions) };
			const registry = await startHttpStub(() => (versions.length > 0 ? { body } : { status: 404 }));
			try {
				return await runToEnd(
					process.execPath,
					['--import', 'tsx', 'scripts/release/check-unpublished.mts'],
					{
						cwd: folder,
						env: { ...process.env, npm_config_registry: registry.url, npm_config_audit: 'false' },
					},
				);
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

		it('goes on where the registry has only the empty version that holds the name', async () => {
			const { succeeded, both } = await ask(() => ['0.0.0'], { deprecated: 'An empty placeholder' });

			expect(both).toContain('is not published yet');
			expect(succeeded).toBe(true);
		});

		it('ends where the registry has this version with other bytes, and says so only where it has compared them', async () => {
			const unknown = await ask((version) => [version]);
			write('reports/release/integrity.txt', 'sha512-own\n');
			const other = await ask((version) => [version]);

			expect([unknown.succeeded, other.succeeded]).toEqual([false, false]);
			expect(unknown.both).toContain('there is nothing to compare it with');
			expect(unknown.both).not.toContain('with other bytes');
			expect(other.both).toContain('with other bytes');
		});
	});

	describe('npm run release:pack', () => {
		it('leaves what was packed before until there is something in its place', async () => {
			write('reports/release/integrity.txt', 'sha512-before\n');
			const failed = run('pack');

			expect([failed.status, failed.stderr]).toEqual([1, expect.stringContaining('There is no build')]);
			expect(readdirSync(join(folder, 'reports/release'))).toEqual(['integrity.txt']);

			await build();
			const { status, stdout } = run('pack');
			const [, tarball = '', integrity = ''] = stdout.trim().split('\n');

			expect(status).toBe(0);
			expect(read('reports/release/integrity.txt')).toBe(`${integrity}\n`);
			expect(integrityOf(readFileSync(tarball))).toBe(integrity);
			expect(readdirSync(join(folder, 'reports'))).toEqual(['release']);
			expect(readdirSync(join(folder, 'reports/release')).sort()).toEqual(
				['integrity.txt', basename(tarball), 'notes.md'].sort(),
			);
		});
	});

	describe('npm run ready -- --owner', () => {
		it.each([
			['the author, once there is one', 'Dana Example', 'Dana Example'],
			['the owner, while there is no author', PLACEHOLDERS.authorName, 'acme'],
		])(
			'writes the owner into package.json and every page, and into the license %s; and says what an organization needs',
			async (_whom, name, holder) => {
				const { name: packageName } = await readManifest(PROJECT);
				setAuthor({ name });
				const { stdout } = ready('--owner', `acme/${packageName}`);

				expect(stdout).toMatch(/^yes +Code owners and links agree with package\.json/m);
				expect(stdout).not.toContain('LICENSE names');
				expect(stdout).toContain('add --code-owner @acme/<team>');
				expect(read('LICENSE')).toMatch(new RegExp(`^Copyright \\(c\\) \\d{4} ${holder}$`, 'm'));
				expect(read('package.json')).toContain(`github.com/acme/${packageName}.git`);
				expect(read('.github/CODEOWNERS')).toMatch(/^\* @acme$/m);
				expect(read('SECURITY.md')).toContain(`github.com/acme/${packageName}/security/advisories/new`);
				expect(read('SECURITY.md')).not.toContain('does not work');
			},
		);

		it.each(['acmes', 'a-name-of-as-many-letters-as-github-has'])(
			'writes %s the way the format check wants it',
			(place) => {
				ready('--owner', place);
				const { status, stdout, stderr } = spawnSync(
					process.execPath,
					['node_modules/prettier/bin/prettier.cjs', '--check', ...CHECKED],
					{ cwd: folder, encoding: 'utf8' },
				);

				expect(read('credentials/GenesysCloudOAuth2Api.credentials.ts')).toContain(`github.com/${place}`);
				expect([status, stdout + stderr]).toEqual([0, expect.stringContaining('All matched files')]);
			},
		);

		it('leads everybody to another name of the repository as well', () => {
			const { stdout } = ready('--owner', 'acme/nodes');

			expect(stdout).toMatch(/^yes +Code owners and links agree with package\.json/m);
			expect(stdout).toMatch(/^yes +homepage and bugs lead to the repository/m);
			expect(read('nodes/GenesysWebMessaging/GenesysWebMessaging.node.json')).toContain(
				'github.com/acme/nodes#readme',
			);
		});

		it('names a team as code owner where it is told to, and nobody from elsewhere', () => {
			const { stdout } = ready('--owner', 'acme', '--code-owner', '@acme/maintainers');

			expect(stdout).not.toContain('--code-owner');
			expect(read('.github/CODEOWNERS')).toMatch(/^\* @acme\/maintainers$/m);
			expect(ready('--owner', 'acme', '--code-owner', '@kim/team').stderr).toContain('can be no code owner');
		});
	});

	it('the steps of docs/publishing.md lead to a checkout that is ready, and what pages say is one of them', async () => {
		const version = '99.0.0';
		const pages = ['README.md', 'docs/first-close.md', 'docs/publishing.md'];
		const noneYet = /^.*No version (is|has been) released yet.*\n/gm;
		const toTakeOut = unreleasedIn(new Map(pages.map((page) => [page, read(page)])));
		await build();
		setAuthor({ name: 'Dana Example' });
		spawnSync('npm', ['version', version, '--no-git-tag-version'], { cwd: folder });
		change('CHANGELOG.md', (text) =>
			text.replace('## [Unreleased]\n', `## [Unreleased]\n\n## [${version}] - 2026-01-01\n\n- Something.\n`),
		);
		const before = ready('--owner', 'acme');
		for (const page of pages) change(page, (text) => text.replace(noneYet, ''));
		change('README.md', (text) => text.replace(/^## Version history\n/m, `$&\nThe newest is ${version}.\n`));

		expect(before.stdout.match(/^- .*/gm)).toEqual([
			...toTakeOut.map((place) => `- ${place}: take out that no version is released yet.`),
			`- README.md does not say under "Version history" that ${version} is released.`,
		]);
		expect(ready().stdout).toContain('Ready to release.');
	});
});

describe('The version that holds the name on npm', () => {
	it('is published by the commands of docs/publishing.md: empty, of the repository, without provenance, and deprecated', async () => {
		const { name, repository } = await readManifest(PROJECT);
		const [, commands = ''] =
			/```bash bootstrap\n([\s\S]*?)```/.exec(readFileSync(join(PROJECT, 'docs/publishing.md'), 'utf8')) ??
			[];
		const sent: unknown[] = [];
		const registry = await startHttpStub(({ method, body }) => {
			if (method !== 'PUT') return sent.length === 0 ? { status: 404, body: {} } : { body: sent.at(-1) };
			sent.push(body);
			return { status: 201, body: { success: true } };
		});
		try {
			const { both, succeeded } = await runToEnd('bash', ['-e', '-c', commands], {
				cwd: PROJECT,
				env: {
					...process.env,
					CI: '',
					GITHUB_ACTIONS: '',
					GITLAB_CI: '',
					npm_config_registry: registry.url,
					[`npm_config_${registry.url.slice(5)}/:_authToken`]: 'none',
				},
			});

			expect([succeeded, both]).toEqual([true, expect.stringContaining(`+ ${name}@0.0.0`)]);
		} finally {
			await registry.close();
		}
		const [published, deprecated] = sent;
		expect(published).toMatchObject({
			name,
			'dist-tags': { latest: '0.0.0' },
			versions: { '0.0.0': { repository: { url: repository.url } } },
		});
		expect(Object.keys(asObject(asObject(published, 'it')['_attachments'], 'it'))).toEqual([
			`${name}-0.0.0.tgz`,
		]);
		expect(deprecated).toHaveProperty(
			['versions', '0.0.0', 'deprecated'],
			'An empty placeholder: nothing is in it',
		);
	});
});
