import { repositoryOf, type Manifest } from './manifest.mts';

/**
 * What stood in package.json and in the pages before the project had an owner. Nothing may be published with these,
 * because n8n compares the author on the registry with the owner of the repository. This is the only list of them.
 */
export const PLACEHOLDERS = {
	owner: 'n8n-nodes-genesys-web-messaging',
	authorName: 'The maintainers of n8n-nodes-genesys-web-messaging',
	/** How the paragraph of SECURITY.md begins that is about the owner in its link. */
	security: '**This link does not work yet**',
} as const;

/** Mail to these addresses reaches nobody, and n8n asks for a form to be sent from the author's. */
const UNREACHABLE = /@(users\.noreply\.github\.com|example\.(com|net|org))$/i;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}$/i;

const HOLDER = /^(Copyright \(c\) \d{4} )(.*)$/m;

/** The page on security, from the root of the repository. */
export const SECURITY = 'SECURITY.md';

/** The pages with placeholders in them. */
interface OwnedPages {
	readonly license: string;
	readonly security: string;
}

/** The placeholders that are left, each with what to do about it. */
export function placeholdersIn(manifest: Manifest, { license, security }: OwnedPages): string[] {
	const { author } = manifest;
	const owner = repositoryOf(manifest)?.owner ?? '';
	const faults: string[] = [];
	if (isPlaceholder(owner))
		faults.push(
			`The owner of the repository is the placeholder "${owner}". Run: npm run ready -- --owner <your GitHub account>`,
		);
	if (!isName(author.name))
		faults.push('author.name is a placeholder. Run: npm pkg set author.name="<your name>"');
	if (!EMAIL.test(author.email) || UNREACHABLE.test(author.email))
		faults.push(
			`author.email "${author.email}" is no address that reaches you. Run: npm pkg set author.email="<your e-mail>"`,
		);
	const holder = HOLDER.exec(license)?.[2] ?? '';
	if (isPlaceholder(holder) || ![author.name, owner].includes(holder))
		faults.push(
			`LICENSE names "${holder}", neither the author nor the owner. Run: npm run ready -- --owner <your GitHub account>`,
		);
	if (!isPlaceholder(owner) && security.includes(PLACEHOLDERS.security))
		faults.push(
			`${SECURITY} says that its link does not work. Run: npm run ready -- --owner <your GitHub account>`,
		);
	return faults;
}

/** SECURITY.md without the paragraph about a link that leads nowhere. */
export function withoutNote(security: string): string {
	const paragraphs = security.split('\n\n');
	return paragraphs.filter((paragraph) => !paragraph.startsWith(PLACEHOLDERS.security)).join('\n\n');
}

/** The license with somebody else as its holder: the author, or the owner of the repository while there is none. */
export function withHolder(license: string, { author }: Manifest, owner: string): string {
	const holder = isName(author.name) ? author.name : owner;
	// A function, because a name may hold what means something in a replacement.
	return license.replace(HOLDER, (_line, copyright: string) => `${copyright}${holder}`);
}

function isName(name: string): boolean {
	return name.trim() !== '' && !/[<>]/.test(name) && !isPlaceholder(name);
}

/** Whether somebody is a placeholder, however it is written. */
export function isPlaceholder(text: string): boolean {
	const plain = text.trim().replace(/\s+/g, ' ').toLowerCase();
	return [PLACEHOLDERS.owner, PLACEHOLDERS.authorName].some((known) => known.toLowerCase() === plain);
}
