import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

import { checklist } from '../../../scripts/release/checklist.mts';
import { parseManifest } from '../../../scripts/release/manifest.mts';
import { tableOf } from '../../../scripts/release/point.mts';
import {
	FILES,
	PACKED,
	README,
	faultsWith,
	lockWith,
	manifestWith,
	stateWith,
} from '../../support/release-state.mts';

const PROJECT = resolve(__dirname, '../../..');

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
		['no engines', { engines: {} }, 'engines has to be {"node":">=20.19"}'],
		['a Node that nobody has', { engines: { node: '>=99' } }, 'engines has to be'],
		['an engine besides Node', { engines: { node: '>=20.19', n8n: '>=2' } }, 'engines has to be'],
		['a runtime dependency', { dependencies: { axios: '1' } }, 'at run time: axios'],
		['an optional dependency', { optionalDependencies: { axios: '1' } }, 'at run time: axios'],
		['a bundle', { bundleDependencies: ['axios'] }, 'at run time: bundleDependencies'],
		['a bundle of everything', { bundledDependencies: true }, 'at run time: bundledDependencies'],
		['another peer dependency', { peerDependencies: { 'n8n-core': '*' } }, 'peerDependencies has to be'],
		['more files in the package', { files: ['dist', 'nodes'] }, 'files has to be'],
		['no repository', { repository: {} }, 'repository.url has to be'],
		['another homepage', { homepage: 'https://example.com' }, 'homepage has to be'],
		['another page for bugs', { bugs: { url: 'https://example.com' } }, 'bugs.url'],
		['a version that the changelog does not have', { version: '9.0.0' }, 'no section "## [9.0.0]"'],
		['no demand for provenance', { publishConfig: {} }, 'publishConfig has to be {"provenance":true}'],
		[
			'another registry',
			{ publishConfig: { provenance: true, registry: 'https://example.com' } },
			'publishConfig has to be',
		],
		['another tag', { publishConfig: { provenance: true, tag: 'next' } }, 'publishConfig has to be'],
		[
			'access for few',
			{ publishConfig: { provenance: true, access: 'restricted' } },
			'publishConfig has to be',
		],
		['a release by hand', { scripts: { release: 'npm publish' } }, 'scripts.release has to be'],
		[
			'a script that runs at users',
			{ scripts: { postinstall: 'curl' } },
			'run scripts.postinstall by itself',
		],
		['a script that runs at packing', { scripts: { prepack: 'curl' } }, 'run scripts.prepack by itself'],
		['no main', { main: undefined }, 'The package lacks .'],
		['a node that was not built', { main: 'dist/other.js' }, 'The package lacks dist/other.js'],
	])('refuses a package.json with %s', (_what, changes, told) => {
		expect(faultsWith({ manifest: manifestWith(changes) }).join('\n')).toContain(told);
	});

	it.each(['private', 'bin', 'overrides', 'peerDependenciesMeta', 'workspaces', 'exports'])(
		'refuses a package.json with the field %s',
		(field) => {
			expect(faultsWith({ manifest: manifestWith({ [field]: {} }) })).toEqual([
				`package.json has fields that a release does not know: ${field}.`,
			]);
		},
	);

	it.each([
		['lacks a heading of the template', README.replace('## Compatibility\n', '')],
		['has them in another order', README.replace('## Usage', '## Resources')],
		['has them only deeper', README.replaceAll('## ', '### ')],
	])('refuses a README that %s', (_what, readme) => {
		const files = new Map([...FILES, ['README.md', readme]]);

		expect(faultsWith({ files }).join()).toContain('README.md has to have these headings in this order');
	});

	const pages = (changes: Readonly<Record<string, string>>) =>
		faultsWith({ files: new Map([...FILES, ...Object.entries(changes)]) });

	it.each([
		['another version', 'The newest version is 0.1.0.'],
		['a longer version', 'The newest version is 10.2.0, or 0.2.01.'],
		['nothing', ''],
	])('refuses a README whose history names %s', (_what, history) => {
		expect(pages({ 'README.md': README.replace('The newest version is 0.2.0.', history) })).toEqual([
			'README.md does not say under "Version history" that 0.2.0 is released.',
		]);
	});

	it('refuses a page that still says that there is no release, and names each place', () => {
		const readme = `${README}\nNo version has been released yet.`;
		const guide = '# Guide\n\n## 1. Install\n\n**No version\nis released yet.** Wait.\n\n## 2. Use\n';

		expect(pages({ 'README.md': readme, 'docs/guide.md': guide })).toEqual([
			'README.md, "Version history": take out that no version is released yet.',
			'docs/guide.md, "1. Install": take out that no version is released yet.',
		]);
	});

	it.each([
		['a picture of an example', 'dist/examples/pics/x.svg'],
		['a picture beside a node', 'dist/nodes/Example/x.png'],
		['what npm takes for a README', 'README.secret'],
		['what npm takes for a license', 'LICENSE.key'],
		['notes of the compiler', 'dist/tsconfig.tsbuildinfo'],
		['a source', 'nodes/Example/Example.node.ts'],
		['data', 'dist/nodes/Example/data.json'],
	])('refuses %s in the package', (_what, path) => {
		expect(faultsWith({ packed: [...PACKED, path] })).toEqual([`${path} does not belong in the package.`]);
	});

	it.each(['LICENSE', 'README.md', 'dist/index.js', 'dist/nodes/Example/Example.node.js'])(
		'refuses a package without %s',
		(missing) => {
			const packed = PACKED.filter((path) => path !== missing);

			expect(faultsWith({ packed })).toEqual([expect.stringContaining(`The package lacks ${missing}.`)]);
		},
	);

	it.each([
		['of another version', { version: '0.1.0' }, 'package-lock.json says 0.1.0 and 0.1.0'],
		[
			'that leads to another place',
			{ entry: { resolved: 'https://example.com/a.tgz' } },
			'takes node_modules/a from https://example.com/a.tgz',
		],
		['without a checksum', { entry: { integrity: undefined } }, 'does not pin the bytes of node_modules/a'],
		['with a weak checksum', { entry: { integrity: 'sha1-AAAA' } }, 'does not pin the bytes'],
	])('refuses a lock %s', (_what, changes, told) => {
		expect(faultsWith({ lock: lockWith(changes) })).toEqual([expect.stringContaining(told)]);
	});

	it('is printed as a table, one line for each demand', () => {
		const points = checklist(stateWith());
		const lines = tableOf(points).split('\n');

		expect(lines).toHaveLength(points.length + 1);
		expect(lines).toContainEqual(expect.stringMatching(/^yes +n8n\.strict +npm run ready$/));
	});

	it('names only commands that there are', () => {
		const { scripts } = parseManifest(readFileSync(join(PROJECT, 'package.json'), 'utf8'));
		const commands = checklist(stateWith()).flatMap(({ how }) => /^npm run (\S+)/.exec(how)?.[1] ?? []);

		expect(commands.filter((name) => !(name in scripts))).toEqual([]);
	});
});
