// npm run ready: whether this checkout may be released, as a checklist of what n8n's verification demands. Ends with 1 and says
// what to do while it may not. Owner, author and repository stand in package.json; everything else is held against it.
//   -- --owner <account>            writes another owner into package.json and into every file that is held against it
//      --code-owner <@owner/team>   who looks after the code; needed where the owner is an organization (default: @<account>)
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../n8n/command.mts';
import { pathsToPack } from '../n8n/package.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { checklist } from './checklist.mts';
import { parseManifest, readManifest, repositoryOf } from './manifest.mts';
import { withHolder } from './placeholders.mts';
import { faultsOf, tableOf } from './point.mts';
import { CODEOWNERS, isCodeOwner, mayLink, withOwner, type Files, type Owners } from './public-files.mts';

const { values } = parseArgs({ options: { owner: { type: 'string' }, 'code-owner': { type: 'string' } } });
const { owner, 'code-owner': codeOwner = `@${owner ?? ''}` } = values;
if (owner !== undefined) await changeOwner({ owner, codeOwner });
else if (values['code-owner'] !== undefined) throw new Error('--code-owner goes with --owner');
await tell();

/** Prints the checklist, and below it what is wrong. */
async function tell(): Promise<void> {
	const points = checklist({
		manifest: await readManifest(PROJECT_FOLDER),
		lock: await read('package-lock.json'),
		changelog: await read('CHANGELOG.md'),
		now: new Date(),
		readme: await read('README.md'),
		license: await read('LICENSE'),
		files: await filesWithLinks(),
		packed: await pathsToPack(PROJECT_FOLDER),
	});
	const faults = faultsOf(points);
	console.log(tableOf(points));
	console.log('\nyes: seen just now   run: this command shows it   later: waits for the public repository');
	if (faults.length === 0) console.log('\nReady to release.');
	else {
		console.log(`\nNot ready:\n${faults.map((fault) => `- ${fault}`).join('\n')}`);
		process.exitCode = 1;
	}
}

async function changeOwner(owners: Owners): Promise<void> {
	if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/.test(owners.owner))
		throw new Error(`"${owners.owner}" is no account on GitHub`);
	const manifest = parseManifest(await read('package.json'));
	const repository = repositoryOf(manifest);
	if (repository === undefined) throw new Error('package.json names no repository on GitHub');
	if (!isCodeOwner(owners.codeOwner, owners.owner, manifest.author.email))
		throw new Error(
			`"${owners.codeOwner}" can be no code owner: write @${owners.owner}/<team>, @${owners.owner}, or the author's e-mail`,
		);
	const files = [['package.json', await read('package.json')] as const, ...(await filesWithLinks())];
	for (const [path, text] of files) await writeChanged(path, text, withOwner(path, text, repository, owners));
	const license = await read('LICENSE');
	await writeChanged('LICENSE', license, withHolder(license, manifest, owners.owner));
	if (owners.codeOwner === `@${owners.owner}`)
		console.log(
			`${CODEOWNERS} names @${owners.owner}, which is right for a person. GitHub knows no organization there: for one, add --code-owner @${owners.owner}/<team>\n`,
		);
}

async function writeChanged(path: string, before: string, after: string): Promise<void> {
	if (after !== before) await writeFile(join(PROJECT_FOLDER, path), after);
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
