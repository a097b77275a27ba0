import { repositoryOf, type Manifest } from './manifest.mts';

/**
 * What stood in package.json before the project had an owner. Nothing may be published with these, because n8n compares
 * the author on the registry with the owner of the repository. This is the only list of them.
 */
const PLACEHOLDERS = {
	owner: 'n8n-nodes-genesys-web-messaging',
	authorName: 'The maintainers of n8n-nodes-genesys-web-messaging',
	authorEmail: 'n8n-nodes-genesys-web-messaging@users.noreply.github.com',
} as const;

/** The placeholders that package.json still holds, each with what to do about it. */
export function placeholdersIn(manifest: Manifest): string[] {
	const { author } = manifest;
	const owner = repositoryOf(manifest)?.owner;
	const faults: string[] = [];
	if (owner === PLACEHOLDERS.owner)
		faults.push(
			`The owner of the repository is the placeholder "${owner}". Run: npm run ready -- --owner <your GitHub account>`,
		);
	if (author.name === PLACEHOLDERS.authorName || author.name === '')
		faults.push('author.name is a placeholder. Run: npm pkg set author.name="<your name>"');
	if (author.email === PLACEHOLDERS.authorEmail || author.email === '')
		faults.push('author.email is a placeholder. Run: npm pkg set author.email="<your e-mail>"');
	return faults;
}
