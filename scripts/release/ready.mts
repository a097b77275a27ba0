// npm run ready: whether this checkout may be released, as a checklist of what n8n's verification demands. Ends with 1 and says
// what to do while it may not. Owner, author and repository stand in package.json; everything else is held against it.
//   -- --owner <account>[/<name>]   writes another owner, and another name of the repository, into package.json and into every
//                                   file that is held against it
//      --code-owner <@owner/team>   who looks after the code; needed where the owner is an organization (default: @<account>)
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { format, getFileInfo, resolveConfig } from 'prettier';
import { runCommand } from '../n8n/command.mts';
import { pathsToPack } from '../n8n/package.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { checklist } from './checklist.mts';
import { parseManifest, readManifest, repositoryOf } from './manifest.mts';
import { SECURITY, withHolder, withoutNote } from './placeholders.mts';
import { faultsOf, tableOf } from './point.mts';
import { CODEOWNERS, isCodeOwner, mayLink, placeOf, withOwner, type Files } from './public-files.mts';

const { values } = parseArgs({ options: { owner: { type: 'string' }, 'code-owner': { type: 'string' } } });
const { owner: place, 'code-owner': codeOwner } = values;
if (place !== undefined) await changeOwner(place, codeOwner);
else if (codeOwner !== undefined) throw new Error('--code-owner goes with --owner');
await tell();

/** Prints the checklist, and below it what is wrong. */
async function tell(): Promise<void> {
	const points = checklist({
		manifest: await readManifest(PROJECT_FOLDER),
		lock: await read('package-lock.json'),
		changelog: await read('CHANGELOG.md'),
		now: new Date(),
		license: await read('LICENSE'),
		files: await filesWithLinks(),
		packed: await pathsToPack(PROJECT_FOLDER),
	});
	const faults = faultsOf(points);
	console.log(tableOf(points));
	console.log('\nyes: seen just now   run: this command shows it   look: only GitHub and npm show it');
	if (faults.length === 0) console.log('\nReady to release.');
	else {
		console.log(`\nNot ready:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
		process.exitCode = 1;
	}
}

/** @param place `<account>`, or `<account>/<name>` where the repository is called otherwise than before */
async function changeOwner(place: string, codeOwner: string | undefined): Promise<void> {
	const { owner, name } = placeOf(place);
	const manifest = parseManifest(await read('package.json'));
	const repository = repositoryOf(manifest);
	if (repository === undefined) throw new Error('package.json names no repository on GitHub');
	const owners = { owner, name: name ?? repository.name, codeOwner: codeOwner ?? `@${owner}` };
	if (!isCodeOwner(owners.codeOwner, owner, manifest.author.email))
		throw new Error(
			`"${owners.codeOwner}" can be no code owner: write @${owner}/<team>, @${owner}, or the author's e-mail`,
		);
	const files = [['package.json', await read('package.json')] as const, ...(await filesWithLinks())];
	for (const [path, text] of files) {
		const moved = withOwner(path, text, repository, owners);
		await writeChanged(path, text, path === SECURITY ? withoutNote(moved) : moved);
	}
	const license = await read('LICENSE');
	await writeChanged('LICENSE', license, withHolder(license, manifest, owner));
	if (owners.codeOwner === `@${owner}`)
		console.log(
			`${CODEOWNERS} names @${owner}, which is right for a person. GitHub knows no organization there: for one, add --code-owner @${owner}/<team>\n`,
		);
}

async function writeChanged(path: string, before: string, after: string): Promise<void> {
	if (after !== before) await writeFile(join(PROJECT_FOLDER, path), await formatted(path, after));
}

/** A text as prettier wants it, because a name of another length breaks lines elsewhere. */
async function formatted(path: string, text: string): Promise<string> {
	const filepath = join(PROJECT_FOLDER, path);
	const ignorePath = join(PROJECT_FOLDER, '.prettierignore');
	const { ignored, inferredParser } = await getFileInfo(filepath, { ignorePath });
	if (ignored || inferredParser === null) return text;
	return await format(text, { ...(await resolveConfig(filepath, { editorconfig: true })), filepath });
}

/** What git knows of, and what it will know of: everything that is not ignored. */
async function filesWithLinks(): Promise<Files> {
	const args = ['ls-files', '-z', '--cached', '--others', '--exclude-standard'];
	const paths = (await runCommand('git', args, { cwd: PROJECT_FOLDER })).split('\0').filter(mayLink);
	return new Map(await Promise.all(paths.map(async (path) => [path, await read(path)] as const)));
}

function read(path: string): Promise<string> {
	return readFile(join(PROJECT_FOLDER, path), 'utf8');
}
