// npm run ready: whether this checkout may be released, as a checklist of what n8n's verification demands. Ends with 1 and says
// what to do while it may not. Owner, author and repository stand in package.json; everything else is held against it.
//   -- --owner <account>   writes another owner into package.json and into every file that is held against it
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runCommand } from '../n8n/command.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { checklist, faultsOf, tableOf } from './checklist.mts';
import { parseManifest, readManifest, repositoryOf } from './manifest.mts';
import { mayLink, withOwner, type Files } from './public-files.mts';

const { values } = parseArgs({ options: { owner: { type: 'string' } } });
if (values.owner !== undefined) await changeOwner(values.owner);
await tell();

/** Prints the checklist, and below it what is wrong. */
async function tell(): Promise<void> {
	const points = checklist({
		manifest: await readManifest(PROJECT_FOLDER),
		changelog: await read('CHANGELOG.md'),
		readme: await read('README.md'),
		files: await filesWithLinks(),
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

async function changeOwner(owner: string): Promise<void> {
	if (!/^[A-Za-z0-9][A-Za-z0-9-]{0,38}$/.test(owner)) throw new Error(`"${owner}" is no account on GitHub`);
	const repository = repositoryOf(parseManifest(await read('package.json')));
	if (repository === undefined) throw new Error('package.json names no repository on GitHub');
	const files = [['package.json', await read('package.json')] as const, ...(await filesWithLinks())];
	for (const [path, text] of files) {
		const changed = withOwner(path, text, repository, owner);
		if (changed !== text) await writeFile(join(PROJECT_FOLDER, path), changed);
	}
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
