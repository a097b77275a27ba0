import type { Manifest } from './manifest.mts';
import { point, seen, type Point } from './point.mts';

const PACKAGE_NAME = /^(@[\w.-]+\/)?n8n-nodes-[\w.-]+$/;
/** The oldest Node that is promised; the workflow CI tests it. */
export const ENGINES = { node: '>=20.19' } as const;
const PEERS = { 'n8n-workflow': '*' } as const;
/** npm makes provenance only on a build server: this is the guard against publishing by hand. */
const PUBLISH_CONFIG = { provenance: true } as const;
const PUBLISHED_FILES = ['dist', '!dist/*.tsbuildinfo'] as const;
const SCRIPTS = { release: 'n8n-node release', prepublishOnly: 'n8n-node prerelease' } as const;
const BUNDLED = ['bundleDependencies', 'bundledDependencies'];
/** npm runs these where the package is installed, packed, or published. */
const LIFE_CYCLE =
	/^(pre|post)?(install|prepare|pack|publish|version)$|^(prepublishOnly|dependencies|preprepare|postprepare)$/;
/** What may stand in package.json. Each other field changes what npm or n8n does with the package, or says nothing. */
const FIELDS = [
	'name',
	'version',
	'description',
	'keywords',
	'license',
	'homepage',
	'bugs',
	'author',
	'repository',
	'engines',
	'main',
	'files',
	'publishConfig',
	'n8n',
	'scripts',
	'peerDependencies',
	'devDependencies',
	// Judged by a point of their own, which says more.
	'dependencies',
	'optionalDependencies',
	...BUNDLED,
];

/** What package.json has to say of the package itself, whoever owns it. */
export function manifestPoints(manifest: Manifest): Point[] {
	const { name, keywords, n8n, license, engines, files, fields, publishConfig } = manifest;
	const { dependencies, optionalDependencies, peerDependencies } = manifest;
	const atRunTime = [
		...Object.keys(dependencies),
		...Object.keys(optionalDependencies),
		...fields.filter((field) => BUNDLED.includes(field)),
	];
	const isBuilt = (path: string): boolean => path.startsWith('dist/') && path.endsWith('.js');
	const entries = [...n8n.nodes, ...n8n.credentials];
	const strangers = fields.filter((field) => !FIELDS.includes(field));
	return [
		seen('Named n8n-nodes-…', PACKAGE_NAME.test(name), `The name ${name} does not begin with n8n-nodes-.`),
		seen(
			'Keyword n8n-community-node-package',
			keywords.includes('n8n-community-node-package'),
			'keywords lacks n8n-community-node-package.',
		),
		seen(
			'n8n block: API version, built nodes and credentials',
			n8n.n8nNodesApiVersion === 1 && n8n.nodes.length > 0 && entries.every(isBuilt),
			'The n8n block has to name API version 1 and files in dist.',
		),
		seen('n8n.strict', n8n.strict === true, 'n8n.strict is not true.'),
		seen('MIT license', license === 'MIT', `The license is "${license}", and n8n accepts MIT only.`),
		exactly('engines names the oldest Node that is tested', 'engines', engines, ENGINES),
		seen(
			'No runtime dependency',
			atRunTime.length === 0,
			`There are dependencies at run time: ${atRunTime.join(', ')}.`,
		),
		exactly('n8n-workflow is the only peer dependency', 'peerDependencies', peerDependencies, PEERS),
		exactly('Only dist is published', 'files', files, PUBLISHED_FILES),
		exactly('npm refuses to publish without provenance', 'publishConfig', publishConfig, PUBLISH_CONFIG),
		point('release and prepublishOnly are those of n8n, and npm runs nothing else', scriptFaults(manifest)),
		seen(
			'package.json has no field beyond those',
			strangers.length === 0,
			`package.json has fields that a release does not know: ${strangers.join(', ')}.`,
		),
	];
}

function scriptFaults({ scripts }: Manifest): string[] {
	const foreign = Object.keys(scripts).filter((name) => LIFE_CYCLE.test(name) && !(name in SCRIPTS));
	return [
		...Object.entries(SCRIPTS)
			.filter(([name, wanted]) => scripts[name] !== wanted)
			.map(([name, wanted]) => `scripts.${name} has to be "${wanted}".`),
		...foreign.map((name) => `npm would run scripts.${name} by itself.`),
	];
}

/** A field that has to hold this and nothing more. */
function exactly(demand: string, field: string, value: object, wanted: object): Point {
	const [is, shouldBe] = [value, wanted].map((one) => JSON.stringify(one));
	return seen(demand, is === shouldBe, `${field} has to be ${shouldBe ?? ''}.`);
}
