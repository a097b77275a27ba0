import type { Manifest, Repository } from './manifest.mts';

/** Files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

export const CODEOWNERS = '.github/CODEOWNERS';

/** The address of a repository, up to a dot that ends a sentence. */
const LINK = /github\.com\/([\w.-]+)\/([\w.-]*[\w-])/g;

/** Where people are led to the form for reporting a vulnerability in private. */
const REPORTING_PAGES = ['SECURITY.md', '.github/ISSUE_TEMPLATE/config.yml'] as const;

/** Files that may link to the repository. package.json is what they are held against, and the lock is npm's. */
export function mayLink(path: string): boolean {
	const isOurs = !['package.json', 'package-lock.json'].includes(path);
	return isOurs && (path === CODEOWNERS || /\.(md|ya?ml|json|m?ts|mjs)$/.test(path));
}

/** What says otherwise than package.json about who owns the repository: a sentence for each place. */
export function ownerFaults(files: Files, repository: Repository, author: Manifest['author']): string[] {
	return [
		...REPORTING_PAGES.flatMap((path) => reportingFault(path, files.get(path) ?? '', repository)),
		...codeOwnerFaults(files.get(CODEOWNERS) ?? '', repository, author.email),
		...[...files].flatMap(([path, text]) => foreignLinks(path, text, repository)),
	];
}

/** Who owns the repository, and who looks after its code. */
export interface Owners {
	readonly owner: string;
	/**
	 * Who has to approve changes, as GitHub writes them in CODEOWNERS: a person, a team of an organization, or an e-mail
	 * address. An organization itself cannot.
	 */
	readonly codeOwner: string;
}

/** The same text with another owner: in links to the repository, and among the code owners. */
export function withOwner(path: string, text: string, repository: Repository, owners: Owners): string {
	const links = text.replaceAll(LINK, (link, owner: string, name: string) =>
		owner === repository.owner && name.replace(/\.git$/, '') === repository.name
			? `github.com/${owners.owner}/${name}`
			: link,
	);
	if (path !== CODEOWNERS) return links;
	return links
		.split('\n')
		.map((line) => (isRule(line) ? `${patternOf(line)} ${owners.codeOwner}` : line))
		.join('\n');
}

/** Whether somebody can be named as a code owner of a repository: its owner, a team of its owner, or the author's address. */
export function isCodeOwner(name: string, owner: string, email: string): boolean {
	const team = name.startsWith(`@${owner}/`) ? name.slice(owner.length + 2) : undefined;
	return name === `@${owner}` || (email !== '' && name === email) || /^[\w-]+$/.test(team ?? '');
}

function reportingFault(path: string, text: string, { url }: Repository): string[] {
	const form = `${url}/security/advisories/new`;
	return text.includes(form) ? [] : [`${path} does not lead to ${form}.`];
}

function codeOwnerFaults(text: string, { owner }: Repository, email: string): string[] {
	const rules = text.split('\n').filter(isRule);
	if (!rules.some((rule) => patternOf(rule) === '*'))
		return [`${CODEOWNERS} names nobody for all files: a line "* @${owner}".`];
	return rules.flatMap((rule) => {
		const owners = ownersOf(rule);
		if (owners.length === 0) return [`${CODEOWNERS} names nobody for ${patternOf(rule)}.`];
		return owners
			.filter((name) => !isCodeOwner(name, owner, email))
			.map((name) => `${CODEOWNERS} names ${name}, and the repository belongs to ${owner}.`);
	});
}

function isRule(line: string): boolean {
	return !/^\s*(#|$)/.test(line);
}

function patternOf(rule: string): string {
	return rule.trim().split(/\s+/)[0] ?? '';
}

/** What follows the pattern, up to a comment. */
function ownersOf(rule: string): string[] {
	return rule.replace(/\s#.*/, '').trim().split(/\s+/).slice(1);
}

function foreignLinks(path: string, text: string, { owner, name }: Repository): string[] {
	const links = [...text.matchAll(LINK)];
	const others = new Set(
		links.flatMap(([, other = '', repository = '']) =>
			repository.replace(/\.git$/, '') === name && other !== owner ? [other] : [],
		),
	);
	return [...others].map((other) => `${path} links to ${other}/${name}, not to ${owner}/${name}.`);
}
