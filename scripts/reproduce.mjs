// npm run reproduce: builds and packs what is committed a second time, in another folder, and compares the two tarballs byte
// by byte. Whoever checks out a release can see in the same way that what is published was made from it.
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const folder = mkdtempSync(join(tmpdir(), 'reproduce-'));
try {
	const copy = join(folder, 'copy');
	run('git', ['clone', '--quiet', '--no-hardlinks', resolve('.'), copy]);
	symlinkSync(resolve('node_modules'), join(copy, 'node_modules'));
	// `build.mjs` would find its record of the last build here, in the shared folder.
	for (const command of ['n8n-node build', 'gulp --silent'])
		run('npx', ['--no-install', ...command.split(' ')], copy);
	const [here, there] = [pack('.'), pack(copy)];
	if (!here.equals(there)) throw new Error('Two builds of the same sources differ. Is everything committed?');
	console.log(`two builds, the same ${(here.length / 1000).toFixed(1)} kB`);
} finally {
	rmSync(folder, { recursive: true, force: true });
}

function pack(cwd) {
	const [{ filename }] = JSON.parse(
		run('npm', ['pack', '--json', '--ignore-scripts', '--pack-destination', folder], cwd),
	);
	return readFileSync(join(folder, filename));
}

function run(command, args, cwd = '.') {
	return execFileSync(command, args, { cwd, encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] });
}
