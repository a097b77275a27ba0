import { repositoryOf, type Manifest } from './manifest.mts';

/**
 * What stood in package.json and in the pages before the project had an owner and a release. Nothing may be published with
 * these, because n8n compares the author on the registry with the owner of the repository. This is the only list of them.
 */
const PLACEHOLDERS = {
	owner: 'n8n-nodes-genesys-web-messaging',
	authorName: 'The maintainers of n8n-nodes-genesys-web-messaging',
	history: 'No version has been released yet',
} as const;

/** Mail to these addresses reaches nobody, and n8n asks for a form to be sent from the author's. */
const UNREACHABLE = /@(users\.noreply\.github\.com|example\.(com|net|org))$/i;
const EMAIL = /^[^\s@<>]+@[^\s@<>]+\.[a-z]{2,}$/i;

const HOLDER = /^(Copyright \(c\) \d{4} )(.*)$/m;

/** The pages that are published with the placeholders in them. */
export interface PublishedPages {
	readonly readme: string;
	readonly license: string;
}

/** The placeholders that are left, each with what to do about it. */
export function placeholdersIn(manifest: Manifest, { readme, license }: PublishedPages): string[] {
	const { author, version } = manifest;
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
	const history = /^## Version history$([\s\S]*?)(?=^## |(?![\s\S]))/m.exec(readme)?.[1] ?? '';
	if (history.includes(PLACEHOLDERS.history) || !namesVersion(history, version))
		faults.push(`README.md does not say under "Version history" that ${version} is released.`);
	return faults;
}

/** The license with somebody else as its holder: the author, or the owner of the repository while there is none. */
export function withHolder(license: string, { author }: Manifest, owner: string): string {
	const holder = isName(author.name) ? author.name : owner;
	// A function, because a name may hold what means something in a replacement.
	return license.replace(HOLDER, (_line, copyright: string) => `${copyright}${holder}`);
}

/** Whether a text names this version, and not only one that begins or ends with it. */
function namesVersion(text: string, version: string): boolean {
	return text.split(/[^\w.-]+/).some((word) => word.replace(/^v|\.$/g, '') === version);
}

function isName(name: string): boolean {
	return name.trim() !== '' && !/[<>]/.test(name) && !isPlaceholder(name);
}

/** However it is written. */
function isPlaceholder(text: string): boolean {
	const plain = text.trim().replace(/\s+/g, ' ').toLowerCase();
	return [PLACEHOLDERS.owner, PLACEHOLDERS.authorName].some((known) => known.toLowerCase() === plain);
}
