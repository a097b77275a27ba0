import type { Repository } from './manifest.mts';

/** Files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

export const CODEOWNERS = '.github/CODEOWNERS';

/** Where people are led to the form for reporting a vulnerability in private. */
const REPORTING_PAGES = ['SECURITY.md', '.github/ISSUE_TEMPLATE/config.yml'] as const;

/** Files that may link to the repository. package.json is what they are held against, and the lock is npm's. */
export function mayLink(path: string): boolean {
	const isOurs = !['package.json', 'package-lock.json'].includes(path);
	return isOurs && (path === CODEOWNERS || /\.(md|ya?ml|json|m?ts|mjs)$/.test(path));
}

/** What says otherwise than package.json about who owns the repository: a sentence for each place. */
export function ownerFaults(files: Files, repository: Repository): string[] {
	return [
		...REPORTING_PAGES.flatMap((path) => reportingFault(path, files.get(path) ?? '', repository)),
		...ownersFault(files.get(CODEOWNERS) ?? '', repository),
		...[...files].flatMap(([path, text]) => foreignLinks(path, text, repository)),
	];
}

/** The same text with another owner: in links to the repository, and among the code owners. */
export function withOwner(path: string, text: string, repository: Repository, owner: string): string {
	const links = text.replaceAll(
		`github.com/${repository.owner}/${repository.name}`,
		`github.com/${owner}/${repository.name}`,
	);
	return path === CODEOWNERS ? links.replaceAll(`@${repository.owner}`, `@${owner}`) : links;
}

function reportingFault(path: string, text: string, { url }: Repository): string[] {
	const form = `${url}/security/advisories/new`;
	return text.includes(form) ? [] : [`${path} does not lead to ${form}.`];
}

function ownersFault(text: string, { owner }: Repository): string[] {
	const rules = text.split('\n').filter((line) => line.trim() !== '' && !line.startsWith('#'));
	const owners = rules.flatMap((line) => line.trim().split(/\s+/).slice(1));
	if (owners.length === 0) return [`${CODEOWNERS} names nobody.`];
	// In an organization the owners are its teams.
	const strangers = owners.filter((name) => name !== `@${owner}` && !name.startsWith(`@${owner}/`));
	return strangers.map((name) => `${CODEOWNERS} names ${name}, and the repository belongs to ${owner}.`);
}

function foreignLinks(path: string, text: string, { owner, name }: Repository): string[] {
	const links = [...text.matchAll(/github\.com\/([\w.-]+)\/([\w.-]+)/g)];
	const others = new Set(
		links.flatMap(([, other = '', repository = '']) =>
			repository.replace(/\.git$/, '') === name && other !== owner ? [other] : [],
		),
	);
	return [...others].map((other) => `${path} links to ${other}/${name}, not to ${owner}/${name}.`);
}
