import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { runToEnd } from '../../../scripts/n8n/command.mts';
import { sectionOf } from '../../../scripts/release/changelog.mts';
import { checklist, faultsOf, tableOf, type State } from '../../../scripts/release/checklist.mts';
import { parseManifest, repositoryOf } from '../../../scripts/release/manifest.mts';
import { mayLink, ownerFaults, withOwner } from '../../../scripts/release/public-files.mts';
import { askUntilThere, hasPassedScan, integrityOf } from '../../../scripts/release/published.mts';
import { publishedVersion } from '../../../scripts/release/registry.mts';
import { versionFaults, type Plan } from '../../../scripts/release/version.mts';
import { startHttpStub, type StubAnswer } from '../../support/http-stub.mts';

const PROJECT = resolve(__dirname, '../../..');
const OWN_MANIFEST = readFileSync(join(PROJECT, 'package.json'), 'utf8');

const CHANGELOG = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- One thing, see [a link](https://example.com).

## [0.1.0] - 2026-11-01

- The first.

## [0.0.9] - 2026-10-01

[0.2.0]: https://example.com/0.2.0
`;

/** A package.json of somebody who has done everything, with what a test changes in it. */
function manifestWith(changes: object = {}) {
	const manifest: object = {
		name: 'n8n-nodes-example',
		version: '0.2.0',
		license: 'MIT',
		keywords: ['n8n-community-node-package'],
		homepage: 'https://github.com/dana/n8n-nodes-example#readme',
		bugs: { url: 'https://github.com/dana/n8n-nodes-example/issues' },
		author: { name: 'Dana Example', email: 'dana@example.com' },
		repository: { type: 'git', url: 'git+https://github.com/dana/n8n-nodes-example.git' },
		engines: { node: '>=20.19' },
		files: ['dist', '!dist/*.tsbuildinfo'],
		publishConfig: { provenance: true },
		scripts: { release: 'n8n-node release', prepublishOnly: 'n8n-node prerelease' },
		n8n: { n8nNodesApiVersion: 1, strict: true, credentials: [], nodes: ['dist/nodes/Example.node.js'] },
		peerDependencies: { 'n8n-workflow': '*' },
	};
	return parseManifest(JSON.stringify({ ...manifest, ...changes }));
}

const FORM = 'https://github.com/dana/n8n-nodes-example/security/advisories/new';
const FILES = new Map([
	['SECURITY.md', `Use [the form](${FORM}).`],
	['.github/ISSUE_TEMPLATE/config.yml', `url: ${FORM}`],
	['.github/CODEOWNERS', '# All of it\n* @dana\n'],
]);

const README = `# Example
${['Installation', 'Demo', 'Operations', 'Credentials', 'Compatibility', 'Usage', 'Resources', 'Version history'].map((heading) => `## ${heading}`).join('\n')}
`;

function stateWith(changes: Partial<State> = {}): State {
	return { manifest: manifestWith(), changelog: CHANGELOG, readme: README, files: FILES, ...changes };
}

function faultsWith(changes: Partial<State>): string[] {
	return faultsOf(checklist(stateWith(changes)));
}

describe('The changelog', () => {
	it('gives the section of a version, without its heading and the links at the end of the file', () => {
		expect(sectionOf(CHANGELOG, '0.2.0')).toBe(
			'### Added\n\n- One thing, see [a link](https://example.com).',
		);
		expect(sectionOf(CHANGELOG, '0.1.0')).toBe('- The first.');
	});

	it('gives nothing for a version that it does not name, or says nothing about', () => {
		expect(sectionOf(CHANGELOG, '0.2')).toBeUndefined();
		expect(sectionOf(CHANGELOG, '0.0.9')).toBeUndefined();
		expect(sectionOf(CHANGELOG, 'Unreleased')).toBeUndefined();
		expect(sectionOf('', '0.2.0')).toBeUndefined();
	});
});

describe('The version of a release', () => {
	const plan = (changes: Partial<Plan> = {}): Plan => ({
		version: '0.2.0',
		changelog: CHANGELOG,
		tag: 'v0.2.0',
		publishes: true,
		...changes,
	});

	it('is good where package.json, tag, and changelog agree', () => {
		expect(versionFaults(plan())).toEqual([]);
		expect(versionFaults(plan({ tag: undefined, publishes: false }))).toEqual([]);
	});

	it.each([
		['another tag', { tag: 'v0.2.1' }, 'The tag is v0.2.1'],
		['a tag without its v', { tag: '0.2.0' }, 'The tag is 0.2.0'],
		['no tag to publish', { tag: undefined }, 'There is no tag to publish'],
		['no section', { version: '0.3.0', tag: 'v0.3.0' }, 'no section "## [0.3.0]"'],
		['a pre-release', { version: '0.2.0-beta.1', tag: 'v0.2.0-beta.1' }, 'not of the form 1.2.3'],
	])('is refused with %s', (_what, changes, told) => {
		expect(versionFaults(plan(changes))[0]).toContain(told);
	});
});

describe('The registry', () => {
	const NAME = 'n8n-nodes-example';
	const INTEGRITY = integrityOf(Buffer.from('a tarball'));
	const PACKUMENT = {
		name: NAME,
		'dist-tags': { latest: '0.1.0' },
		versions: {
			'0.1.0': {
				name: NAME,
				version: '0.1.0',
				dist: { integrity: INTEGRITY, tarball: 'http://127.0.0.1/x' },
			},
		},
	};

	/** Asks a registry on this machine, which gives every request the same answer. */
	async function ask(version: string, answer: StubAnswer) {
		const stub = await startHttpStub(() => answer);
		try {
			return await publishedVersion(NAME, version, {
				npm_config_registry: stub.url,
				npm_config_fetch_retries: '0',
				npm_config_audit: 'false',
			});
		} finally {
			await stub.close();
		}
	}

	it('knows what is published, with the checksum of its tarball', async () => {
		expect(await ask('0.1.0', { body: PACKUMENT })).toEqual({ integrity: INTEGRITY });
	});

	it('knows that another version of the package is not', async () => {
		expect(await ask('0.2.0', { body: PACKUMENT })).toBeUndefined();
	});

	it('knows that a package which is not there has no version', async () => {
		expect(await ask('0.1.0', { status: 404, body: { error: 'Not found' } })).toBeUndefined();
	});

	it.each([
		['an error', { status: 500, body: { error: 'Internal' } }],
		['a refusal', { status: 403, body: { error: 'Forbidden' } }],
		['a foreign page', { body: '<html>Sign in</html>' }],
	])('does not count as empty because of %s', async (_what, answer) => {
		await expect(ask('0.1.0', answer)).rejects.toThrow();
	});
});

describe('What was published', () => {
	const noPause = () => Promise.resolve();

	it('is asked for until it is there', async () => {
		const answers = [undefined, undefined, 'there'];
		const ask = () => Promise.resolve(answers.shift());

		expect(await askUntilThere(ask, { tries: 3, pause: noPause }, 'It')).toBe('there');
	});

	it('is not waited for without an end', async () => {
		const nothing = () => Promise.resolve(undefined);
		const asked = askUntilThere(nothing, { tries: 2, pause: noPause }, 'It');

		await expect(asked).rejects.toThrow('It: not there after 2 tries');
	});

	it('has passed n8n’s scanner only if the scanner says so of this very version', () => {
		const passed = '✅ Package n8n-nodes-example@0.2.0 has passed all security checks';

		expect(hasPassedScan(passed, 'n8n-nodes-example', '0.2.0')).toBe(true);
		expect(hasPassedScan(passed, 'n8n-nodes-example', '0.2.1')).toBe(false);
		expect(hasPassedScan(passed.replace('passed all', 'failed'), 'n8n-nodes-example', '0.2.0')).toBe(false);
		expect(hasPassedScan('', 'n8n-nodes-example', '0.2.0')).toBe(false);
	});

	it('is still judged by the words that the scanner in the lock uses', () => {
		const scanner = readFileSync(
			join(PROJECT, 'node_modules/@n8n/scan-community-package/scanner/cli.mjs'),
			'utf8',
		);

		expect(scanner).toContain('Package ${packageName}@${result.version} has passed all security checks');
	});
});

describe('The checklist', () => {
	it('finds nothing wrong where everything is done', () => {
		expect(faultsWith({})).toEqual([]);
	});

	it.each([
		['another name', { name: 'genesys-nodes' }, 'does not begin with n8n-nodes-'],
		['no keyword', { keywords: ['n8n'] }, 'keywords lacks'],
		[
			'sources in place of built files',
			{ n8n: { n8nNodesApiVersion: 1, strict: true, nodes: ['a.ts'] } },
			'n8n block',
		],
		['n8n.strict off', { n8n: { n8nNodesApiVersion: 1, nodes: ['dist/a.js'] } }, 'n8n.strict'],
		['another license', { license: 'ISC' }, 'license is "ISC"'],
		['no engines', { engines: {} }, 'engines.node'],
		['a runtime dependency', { dependencies: { axios: '1' } }, 'at run time: axios'],
		['an optional dependency', { optionalDependencies: { axios: '1' } }, 'at run time: axios'],
		['another peer dependency', { peerDependencies: { 'n8n-core': '*' } }, 'peerDependencies has to be'],
		['more files in the package', { files: ['dist', 'nodes'] }, 'files has to be'],
		['no repository', { repository: {} }, 'repository.url has to be'],
		['no name', { author: { email: 'dana@example.com' } }, 'author.name is a placeholder'],
		['no e-mail', { author: { name: 'Dana' } }, 'author.email is a placeholder'],
		['another homepage', { homepage: 'https://example.com' }, 'homepage has to be'],
		['another page for bugs', { bugs: { url: 'https://example.com' } }, 'bugs.url'],
		['a version that the changelog does not have', { version: '9.0.0' }, 'no section "## [9.0.0]"'],
		['no demand for provenance', { publishConfig: {} }, 'publishConfig.provenance'],
		['a release by hand', { scripts: { release: 'npm publish' } }, 'scripts.release has to be'],
	])('refuses a package.json with %s', (_what, changes, told) => {
		expect(faultsWith({ manifest: manifestWith(changes) }).join('\n')).toContain(told);
	});

	it.each([
		['lacks a heading of the template', README.replace('## Compatibility\n', '')],
		['has them in another order', README.replace('## Usage', '## Resources')],
		['has them only deeper', README.replaceAll('## ', '### ')],
	])('refuses a README that %s', (_what, readme) => {
		expect(faultsWith({ readme }).join()).toContain('README.md has to have these headings in this order');
	});

	it('refuses code owners, links, and forms that lead to somebody else', () => {
		const files = new Map([
			...FILES,
			['.github/CODEOWNERS', '* @somebody'],
			['README.md', 'https://github.com/somebody/n8n-nodes-example.git and https://github.com/somebody/else'],
			['SECURITY.md', 'Write to us.'],
		]);

		expect(faultsWith({ files })).toEqual([
			`SECURITY.md does not lead to ${FORM}.`,
			'.github/CODEOWNERS names @somebody, and the repository belongs to dana.',
			'README.md links to somebody/n8n-nodes-example, not to dana/n8n-nodes-example.',
		]);
	});

	it('refuses code owners that are nobody, and takes a team of the organization', () => {
		const owners = (text: string) => faultsWith({ files: new Map([...FILES, ['.github/CODEOWNERS', text]]) });

		expect(owners('# Nobody\n')).toEqual(['.github/CODEOWNERS names nobody.']);
		expect(owners('* @dana/maintainers')).toEqual([]);
	});

	it('is printed as a table, one line for each demand', () => {
		const points = checklist(stateWith());
		const lines = tableOf(points).split('\n');

		expect(lines).toHaveLength(points.length + 1);
		expect(lines).toContainEqual(expect.stringMatching(/^yes {4}n8n\.strict +npm run ready$/));
	});

	it('names only commands that there are', () => {
		const { scripts } = parseManifest(OWN_MANIFEST);
		const commands = checklist(stateWith()).flatMap(({ how }) => /^npm run (\S+)/.exec(how)?.[1] ?? []);

		expect(commands.filter((name) => !(name in scripts))).toEqual([]);
	});
});

describe('The owner', () => {
	it('is read from an address on GitHub, and from no other', () => {
		expect(repositoryOf(manifestWith())).toEqual({
			owner: 'dana',
			name: 'n8n-nodes-example',
			url: 'https://github.com/dana/n8n-nodes-example',
		});
		expect(repositoryOf(manifestWith({ repository: { url: 'https://gitlab.com/dana/x' } }))).toBeUndefined();
	});

	it('is changed everywhere at once, and what belongs to others stays', () => {
		const dana = {
			owner: 'dana',
			name: 'n8n-nodes-example',
			url: 'https://github.com/dana/n8n-nodes-example',
		};
		const kim = { owner: 'kim', name: 'n8n-nodes-example', url: 'https://github.com/kim/n8n-nodes-example' };
		const moved = new Map([...FILES].map(([path, text]) => [path, withOwner(path, text, dana, 'kim')]));

		expect(ownerFaults(FILES, dana)).toEqual([]);
		expect(ownerFaults(moved, kim)).toEqual([]);
		expect(withOwner('README.md', 'https://github.com/dana/other, @dana', dana, 'kim')).toBe(
			'https://github.com/dana/other, @dana',
		);
	});

	it('is looked for in code and pages, not in package.json and its lock', () => {
		const paths = [
			'package.json',
			'package-lock.json',
			'nodes/a.node.json',
			'README.md',
			'.github/CODEOWNERS',
		];

		expect(paths.filter(mayLink)).toEqual(['nodes/a.node.json', 'README.md', '.github/CODEOWNERS']);
	});
});

describe('This checkout', () => {
	it('says the same of its owner everywhere, placeholder or not', () => {
		const { status, stdout } = spawnSync(process.execPath, ['--import', 'tsx', 'scripts/release/ready.mts'], {
			cwd: PROJECT,
			encoding: 'utf8',
		});

		expect(stdout).toMatch(/^yes +Code owners and links agree with package\.json/m);
		expect(stdout).toMatch(/^yes +homepage and bugs lead to the repository/m);
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
