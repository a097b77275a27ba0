import { sectionOf } from './changelog.mts';
import { repositoryOf, type Manifest } from './manifest.mts';
import { placeholdersIn } from './placeholders.mts';
import { ownerFaults, type Files } from './public-files.mts';

/** All that is looked at; nothing is run and nobody is asked. */
export interface State {
	readonly manifest: Manifest;
	readonly changelog: string;
	readonly readme: string;
	/** The files that may name the repository's owner. */
	readonly files: Files;
}

/**
 * How a point stands: seen here to be so, or not; a command shows it; or it can only be done once the repository is
 * public.
 */
export type Standing = 'yes' | 'no' | 'run' | 'later';

/** A demand of n8n's verification, or one of a release. */
export interface Point {
	readonly demand: string;
	readonly standing: Standing;
	/** What shows it, or what to do. */
	readonly how: string;
	/** What is wrong, a sentence for each. */
	readonly faults: readonly string[];
}

const PACKAGE_NAME = /^(@[\w.-]+\/)?n8n-nodes-[\w.-]+$/;
const READY = 'npm run ready';
/** Those of n8n's template, in its order. */
const HEADINGS = [
	'Installation',
	'Operations',
	'Credentials',
	'Compatibility',
	'Usage',
	'Resources',
	'Version history',
];

/** The checklist, in the order in which n8n's reviewers ask. */
export function checklist(state: State): Point[] {
	return [
		...packagePoints(state),
		...ownerPoints(state),
		...releasePoints(state),
		...commandPoints(),
		...laterPoints(),
	];
}

/** All that keeps the package from being published. */
export function faultsOf(points: readonly Point[]): string[] {
	return points.flatMap(({ faults }) => faults);
}

function packagePoints({ manifest, readme }: State): Point[] {
	const { name, keywords, n8n, license, engines, files } = manifest;
	const { dependencies, optionalDependencies, bundledDependencies, peerDependencies } = manifest;
	const atRunTime = [
		...Object.keys(dependencies),
		...Object.keys(optionalDependencies),
		...bundledDependencies,
	];
	const isBuilt = (path: string): boolean => path.startsWith('dist/') && path.endsWith('.js');
	const entries = [...n8n.nodes, ...n8n.credentials];
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
		seen(
			'engines names Node',
			/^>=\d/.test(engines['node'] ?? ''),
			'engines.node has to say from which Node on.',
		),
		seen(
			'No runtime dependency',
			atRunTime.length === 0,
			`There are dependencies at run time: ${atRunTime.join(', ')}.`,
		),
		seen(
			'n8n-workflow is the only peer dependency',
			JSON.stringify(peerDependencies) === '{"n8n-workflow":"*"}',
			'peerDependencies has to be {"n8n-workflow": "*"}.',
		),
		seen(
			'Only dist is in the package',
			JSON.stringify(files) === '["dist","!dist/*.tsbuildinfo"]',
			'files has to be ["dist", "!dist/*.tsbuildinfo"].',
		),
		seen(
			'README has the headings of n8n’s template',
			JSON.stringify(templateHeadings(readme)) === JSON.stringify(HEADINGS),
			`README.md has to have these headings in this order: ${HEADINGS.join(', ')}.`,
		),
	];
}

function templateHeadings(readme: string): string[] {
	const all = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
	return all.filter((heading) => HEADINGS.includes(heading));
}

function ownerPoints({ manifest, files }: State): Point[] {
	const repository = repositoryOf(manifest);
	if (repository === undefined)
		return [
			point('repository is on GitHub', [
				'repository.url has to be git+https://github.com/<owner>/<name>.git, with the public repository in it.',
			]),
		];
	const { url } = repository;
	return [
		point('Owner and e-mail are real', placeholdersIn(manifest)),
		seen(
			'homepage and bugs lead to the repository',
			manifest.homepage === `${url}#readme` && manifest.bugs.url === `${url}/issues`,
			`homepage has to be ${url}#readme, and bugs.url ${url}/issues.`,
		),
		point('Code owners and links agree with package.json', ownerFaults(files, repository)),
	];
}

function releasePoints({ manifest, changelog }: State): Point[] {
	const { version, scripts, publishConfig } = manifest;
	return [
		seen(
			'The version has a section in CHANGELOG.md',
			sectionOf(changelog, version) !== undefined,
			`CHANGELOG.md has no section "## [${version}]". Give the section "Unreleased" this name and a date.`,
		),
		// The guard above all others: .npmrc switches install scripts off, and with them npm skips prepublishOnly.
		seen(
			'npm refuses to publish without provenance',
			publishConfig.provenance === true,
			'publishConfig.provenance has to be true, so that nobody publishes by hand.',
		),
		seen(
			'release and prepublishOnly are those of n8n',
			scripts['release'] === 'n8n-node release' && scripts['prepublishOnly'] === 'n8n-node prerelease',
			'scripts.release has to be "n8n-node release", and scripts.prepublishOnly "n8n-node prerelease".',
		),
	];
}

/** What takes longer than a look; `.ci/run` runs all of it. */
function commandPoints(): Point[] {
	return [
		command('Lint clean, with n8n’s own configuration', 'npm run lint'),
		command('Scanner clean, source and tarball', 'npm run scan'),
		command('Two builds give the same bytes', 'npm run reproduce'),
		command('Icons, codex, credential test, forms', 'npm test'),
		command('Works in every line of n8n that is promised', 'npm run test:versions'),
		command('All of the above and more', '.ci/run everything'),
		command('This version is not published yet', 'npm run release:unpublished'),
	];
}

function laterPoints(): Point[] {
	return [
		later('The repository is public', 'Settings of the repository'),
		later('Published from GitHub Actions with provenance', '.github/workflows/release.yml'),
		later('Scan of the published version', 'npm run release:published'),
		later('Demo video', 'docs/publishing.md'),
	];
}

function point(demand: string, faults: readonly string[]): Point {
	return { demand, standing: faults.length === 0 ? 'yes' : 'no', how: READY, faults };
}

function seen(demand: string, isSo: boolean, fault: string): Point {
	return point(demand, isSo ? [] : [fault]);
}

function command(demand: string, how: string): Point {
	return { demand, standing: 'run', how, faults: [] };
}

function later(demand: string, how: string): Point {
	return { demand, standing: 'later', how, faults: [] };
}

/** The checklist as a table for a terminal. */
export function tableOf(points: readonly Point[]): string {
	const rows = [
		['', 'Demand', 'Shown by'],
		...points.map(({ standing, demand, how }) => [standing, demand, how]),
	];
	const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
	const widths = [width(0), width(1), 0];
	return rows
		.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
		.map((line) => line.trimEnd())
		.join('\n');
}
