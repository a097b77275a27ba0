// npm run build: n8n's own build and what it leaves out (gulpfile.js); nothing at all where dist is up to date.
//   --in-place   compiles what has changed and takes nothing away, for whoever has dist in use
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

const SOURCES = [
	'nodes',
	'credentials',
	'icons',
	'index.ts',
	'tsconfig.json',
	'package.json',
	'package-lock.json',
	'gulpfile.js',
	'scripts/build.mjs',
];
const OUTPUT = 'dist';
/** What the last build was made from, and what came out. */
const RECORD = 'node_modules/.cache/build.json';

const inPlace = process.argv.includes('--in-place');
/** Spinners and colors are for people; a log wants to know what went wrong, and else nothing. */
const isWatched = process.stdout.isTTY && !inPlace;

process.chdir(join(import.meta.dirname, '..'));
if (isUpToDate()) console.log('dist is up to date');
else build();

function build() {
	const started = performance.now();
	if (inPlace) {
		run('tsc');
		run('gulp inPlace -L');
	} else {
		run('n8n-node build');
		run('gulp -L');
	}
	mkdirSync(dirname(RECORD), { recursive: true });
	writeFileSync(RECORD, JSON.stringify({ ...state(), isWhole: !inPlace }));
	if (!isWatched) console.log(`Built dist in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** What was compiled in place may hold files whose source is gone: good enough to be tried, not to be published. */
function isUpToDate() {
	if (!existsSync(RECORD)) return false;
	const { sources, output, isWhole } = JSON.parse(readFileSync(RECORD, 'utf8'));
	const now = state();
	return sources === now.sources && output === now.output && (isWhole || inPlace);
}

function state() {
	return { sources: digest(SOURCES), output: digest([OUTPUT]) };
}

function digest(places) {
	const hash = createHash('sha256');
	for (const file of places.flatMap(filesIn)) hash.update(`${file}\n`).update(readFileSync(file));
	return hash.digest('hex');
}

function filesIn(place) {
	if (!existsSync(place)) return [];
	if (statSync(place).isFile()) return [place];
	return readdirSync(place)
		.sort()
		.flatMap((name) => filesIn(join(place, name)));
}

/** Runs a command of an installed package; ends this process where it fails. */
function run(command) {
	const { status, stdout, stderr } = spawnSync(command, {
		encoding: 'utf8',
		env: {
			...process.env,
			PATH: [join('node_modules', '.bin'), process.env.PATH].join(delimiter),
			// Without it, n8n's build writes its spinner into logs as well.
			...(!isWatched && { CI: 'true' }),
		},
		shell: true,
		stdio: isWatched ? 'inherit' : 'pipe',
	});
	if (status === 0) return;
	process.stderr.write(`${stdout ?? ''}${stderr ?? ''}`);
	process.exit(status ?? 1);
}
