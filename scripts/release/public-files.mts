import type { Manifest, Repository } from './manifest.mts';
import { SECURITY, isPlaceholder } from './placeholders.mts';

/** Files by their path in the repository. */
export type Files = ReadonlyMap<string, string>;

export const CODEOWNERS = '.github/CODEOWNERS';

/** The address of an account or of a repository, up to a dot that ends a sentence. */
const LINK = /github\.com([/:])([\w.-]*[\w-])(?:\/([\w.-]*[\w-]))?/g;

/** How the address of a clone ends. */
const GIT = '.git';

/** Where people are led to the form for reporting a vulnerability in private. */
const REPORTING_PAGES = [SECURITY, '.github/ISSUE_TEMPLATE/config.yml'] as const;

/** Files that may link to the repository. package.json is what they are held against, and the lock is npm's. */
export function mayLink(path: string): boolean {
	const isOurs = !['package.json', 'package-lock.json'].includes(path);
	return isOurs && (path === CODEOWNERS || /\.(md|ya?ml|json|html|[cm]?[jt]s)$/.test(path));
}

/** What says otherwise than package.json about where the repository is, and who owns it: a sentence for each place. */
export function ownerFaults(files: Files, repository: Repository, author: Manifest['author']): string[] {
	return [
		...REPORTING_PAGES.flatMap((path) => reportingFault(path, files.get(path) ?? '', repository)),
		...codeOwnerFaults(files.get(CODEOWNERS) ?? '', repository, author.email),
		...[...files].flatMap(([path, text]) => foreignLinks(path, text, repository)),
	];
}

/** Who owns the repository, what it is called, and who looks after its code. */
interface Owners {
	readonly owner: string;
	readonly name: string;
	/**
	 * Who has to approve changes, as GitHub writes them in CODEOWNERS: a person, a team of an organization, or an e-mail
	 * address. An organization itself cannot.
	 */
	readonly codeOwner: string;
}

/**
 * Reads where a repository is to be: `<account>`, or `<account>/<name>` where its name is to be another one, too.
 * @throws where GitHub would know no such account or repository, or the account is the placeholder
 */
export function placeOf(text: string): Pick<Owners, 'owner'> & Partial<Pick<Owners, 'name'>> {
	const [, owner, name] = /^([A-Za-z0-9][A-Za-z0-9-]{0,38})(?:\/([\w.-]*[\w-]))?$/.exec(text) ?? [];
	if (owner === undefined || isPlaceholder(owner) || name?.endsWith(GIT) === true)
		throw new Error(`"${text}" is no account on GitHub of yours, and no <account>/<repository>`);
	return name === undefined ? { owner } : { owner, name };
}

/** The same text with the repository elsewhere: in links to it or to the placeholder, and among the code owners. */
export function withOwner(path: string, text: string, repository: Repository, owners: Owners): string {
	const links = text.replaceAll(LINK, (link, separator: string, owner: string, linked?: string) => {
		const isOurs = owner === repository.owner && plain(linked) === repository.name;
		if (!isOurs && !isPlaceholder(owner)) return link;
		const account = `github.com${separator}${owners.owner}`;
		if (linked === undefined) return account;
		return `${account}/${owners.name}${linked.endsWith(GIT) ? GIT : ''}`;
	});
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
	const others = new Set(
		[...text.matchAll(LINK)].flatMap(([, , other = '', linked]) => {
			const isOurs = other === owner && plain(linked) === name;
			// Whatever the placeholder is linked for, there is nobody.
			const isMeant = plain(linked) === name || isPlaceholder(other);
			return isOurs || !isMeant ? [] : [[other, plain(linked)].filter((part) => part !== '').join('/')];
		}),
	);
	return [...others].map((other) => `${path} links to ${other}, not to ${owner}/${name}.`);
}

/** The name of a repository that is linked, also by the address of a clone; empty for an account. */
function plain(linked = ''): string {
	return linked.endsWith(GIT) ? linked.slice(0, -GIT.length) : linked;
}
