import { checklist, type State } from '../../scripts/release/checklist.mts';
import { parseManifest, type Manifest } from '../../scripts/release/manifest.mts';
import { faultsOf } from '../../scripts/release/point.mts';

/** A changelog whose newest version is 0.2.0. */
export const CHANGELOG = `# Changelog

## [Unreleased]

## [0.2.0] - 2026-12-01

### Added

- One thing, see [a link](https://example.com).

## [0.1.0] - 2026-11-01

- The first.

## [0.0.9] - 2026-10-01

[0.2.0]: https://example.com/0.2.0
`;

/** The day on which 0.2.0 is released. */
export const RELEASE_DAY = new Date('2026-12-01T12:00:00Z');

/** Where vulnerabilities are reported. */
export const FORM = 'https://github.com/dana/n8n-nodes-example/security/advisories/new';

/** A README with everything that is asked of one. */
export const README = `# Example
${['Installation', 'Demo', 'Operations', 'Credentials', 'Compatibility', 'Usage', 'Resources', 'Version history'].map((heading) => `## ${heading}`).join('\n')}

The newest version is 0.2.0.
`;

/** The files that name the owner, and the pages. */
export const FILES: ReadonlyMap<string, string> = new Map([
	['README.md', README],
	['SECURITY.md', `Use [the form](${FORM}).`],
	['.github/ISSUE_TEMPLATE/config.yml', `url: ${FORM}`],
	['.github/CODEOWNERS', '# All of it\n* @dana\n'],
]);

/** The head of a license. */
export const LICENSE = 'MIT License\n\nCopyright (c) 2026 Dana Example\n\nPermission is hereby granted';

/** The files of a package with everything in it, and nothing else. */
export const PACKED = [
	'LICENSE',
	'README.md',
	'package.json',
	'dist/index.js',
	'dist/nodes/Example/Example.node.js',
	'dist/nodes/Example/Example.node.json',
	'dist/icons/example.dark.svg',
];

/** A package.json of somebody who has done everything, with what a test changes in it. */
export function manifestWith(changes: object = {}): Manifest {
	const manifest: object = {
		name: 'n8n-nodes-example',
		version: '0.2.0',
		license: 'MIT',
		keywords: ['n8n-community-node-package'],
		homepage: 'https://github.com/dana/n8n-nodes-example#readme',
		bugs: { url: 'https://github.com/dana/n8n-nodes-example/issues' },
		author: { name: 'Dana Example', email: 'dana@example.dev' },
		repository: { type: 'git', url: 'git+https://github.com/dana/n8n-nodes-example.git' },
		engines: { node: '>=20.19' },
		main: 'dist/index.js',
		files: ['dist', '!dist/*.tsbuildinfo'],
		publishConfig: { provenance: true },
		scripts: { release: 'n8n-node release', prepublishOnly: 'n8n-node prerelease' },
		n8n: {
			n8nNodesApiVersion: 1,
			strict: true,
			credentials: [],
			nodes: ['dist/nodes/Example/Example.node.js'],
		},
		peerDependencies: { 'n8n-workflow': '*' },
		devDependencies: {},
	};
	return parseManifest(JSON.stringify({ ...manifest, ...changes }));
}

/** A package-lock.json of that package, with one package in it. */
export function lockWith({
	version = '0.2.0',
	entry = {},
}: { version?: string; entry?: object } = {}): string {
	const pinned = { version: '1.0.0', integrity: 'sha512-AAAA', ...entry };
	return JSON.stringify({ version, packages: { '': { version }, 'node_modules/a': pinned } });
}

/** A checkout that may be released, with what a test changes in it. */
export function stateWith(changes: Partial<State> = {}): State {
	return {
		manifest: manifestWith(),
		lock: lockWith(),
		changelog: CHANGELOG,
		now: RELEASE_DAY,
		license: LICENSE,
		files: FILES,
		packed: PACKED,
		...changes,
	};
}

/** What the checklist finds wrong with such a checkout. */
export function faultsWith(changes: Partial<State>): string[] {
	return faultsOf(checklist(stateWith(changes)));
}
