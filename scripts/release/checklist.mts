import { changelogFaults } from './changelog.mts';
import { contentFaults } from './contents.mts';
import { lockFaults } from './lock.mts';
import { repositoryOf, type Manifest } from './manifest.mts';
import { manifestPoints } from './manifest-points.mts';
import { pageFaults } from './pages.mts';
import { SECURITY, placeholdersIn } from './placeholders.mts';
import { command, look, point, seen, type Point } from './point.mts';
import { ownerFaults, type Files } from './public-files.mts';

/** All that is looked at; nothing is run and nobody is asked. */
export interface State {
	readonly manifest: Manifest;
	/** The package-lock.json. */
	readonly lock: string;
	readonly changelog: string;
	readonly now: Date;
	readonly license: string;
	/** The files that may name the repository's owner, all pages among them. */
	readonly files: Files;
	/** The files that npm would publish. */
	readonly packed: readonly string[];
}

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
		...manifestPoints(state.manifest),
		...packagePoints(state),
		...ownerPoints(state),
		point(
			'CHANGELOG.md has a section of the version, on top and with a date',
			changelogFaults(state.changelog, state.manifest.version, state.now),
		),
		point(
			'README names the version, and no page says that none is released',
			pageFaults(state.files, state.manifest.version),
		),
		...commandPoints(),
		...lookPoints(),
	];
}

function packagePoints({ manifest, lock, packed, files }: State): Point[] {
	return [
		point('Nothing but what belongs there is in the package', contentFaults(packed, manifest)),
		point('The lock has the same version, and pins every byte', lockFaults(lock, manifest.version)),
		seen(
			'README has the headings of n8n’s template',
			JSON.stringify(templateHeadings(files.get('README.md') ?? '')) === JSON.stringify(HEADINGS),
			`README.md has to have these headings in this order: ${HEADINGS.join(', ')}.`,
		),
	];
}

function templateHeadings(readme: string): string[] {
	const all = [...readme.matchAll(/^## (.+)$/gm)].map(([, heading = '']) => heading);
	return all.filter((heading) => HEADINGS.includes(heading));
}

function ownerPoints({ manifest, files, license }: State): Point[] {
	const repository = repositoryOf(manifest);
	if (repository === undefined)
		return [
			point('repository is on GitHub', [
				'repository.url has to be git+https://github.com/<owner>/<name>.git, with the public repository in it.',
			]),
		];
	const { url } = repository;
	return [
		point(
			'Owner, author, license and SECURITY.md hold no placeholder',
			placeholdersIn(manifest, { license, security: files.get(SECURITY) ?? '' }),
		),
		seen(
			'homepage and bugs lead to the repository',
			manifest.homepage === `${url}#readme` && manifest.bugs.url === `${url}/issues`,
			`homepage has to be ${url}#readme, and bugs.url ${url}/issues.`,
		),
		point('Code owners and links agree with package.json', ownerFaults(files, repository, manifest.author)),
	];
}

/** What takes longer than a look; `.ci/run everything` runs what does not ask npm what is published. */
function commandPoints(): Point[] {
	return [
		command('Lint clean, with n8n’s own configuration', 'npm run lint'),
		command('Scanner clean, source and tarball', 'npm run scan'),
		command('Two builds give the same bytes', 'npm run reproduce'),
		command('Icons, codex, credential test, forms', 'npm test'),
		command('Works in every line of n8n that is promised', 'npm run test:versions'),
		command('All of the above and more', '.ci/run everything'),
		command('Neither this version nor a newer one is published', 'npm run release:unpublished'),
	];
}

/** What no file of the checkout shows. */
function lookPoints(): Point[] {
	return [
		look('The repository is public, and vulnerabilities can be reported in private', 'GitHub, Settings'),
		look('GitHub finds no error in CODEOWNERS: an organization needs a team', 'GitHub, .github/CODEOWNERS'),
		look(
			'The environment release is there: somebody approves, and only tags v* deploy',
			'GitHub, Settings → Environments',
		),
		look('The workflow Release has checked the commit that is tagged', 'GitHub, Actions'),
		look('The trusted publisher is set up, and tokens may not publish', 'npm, Settings of the package'),
		look('Published with provenance, and the scan of it is clean', 'npm run release:published'),
		look('Demo video', 'docs/publishing.md'),
	];
}
