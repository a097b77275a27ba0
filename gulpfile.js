// `n8n-node build` compiles and copies icons and output schemas. What it leaves out is done here, and what n8n would
// look for in vain is found here and not by a user.
const { spawn } = require('node:child_process');
const { existsSync, readdirSync, readFileSync, rmSync } = require('node:fs');
const path = require('node:path');

const { dest, series, src, watch } = require('gulp');

const { n8n } = require('./package.json');

const CODEX = 'nodes/**/*.node.json';
/** What `n8n-node build` copies. */
const STATIC = ['{nodes,credentials,icons}/**/*.{png,svg}', 'nodes/**/__schema__/**/*.json'];
/** What is in a whole build. */
const OUTPUT = ['nodes', 'credentials', 'icons', 'index.js', 'tsconfig.tsbuildinfo'];

/** Copies the files that tell n8n's search what a node is for. */
function codex() {
	return copy(CODEX);
}

/** Copies everything that is not compiled. */
function assets() {
	return copy([CODEX, ...STATIC]);
}

function copy(globs) {
	return src(globs, { base: '.', encoding: false }).pipe(dest('dist'));
}

/**
 * Keeps nothing but what is compiled and what n8n looks for: the build copies every picture and every schema of the checkout,
 * wherever it lies, and all of them would be published.
 */
async function prune() {
	const strangers = readdirSync('dist').filter((name) => !OUTPUT.includes(name));
	for (const name of strangers) rmSync(path.join('dist', name), { recursive: true });
}

/** Compiles and copies whatever changes, until it is ended. */
function follow() {
	watch([CODEX, ...STATIC], assets);
	const compiler = [require.resolve('typescript/bin/tsc'), '--watch', '--preserveWatchOutput'];
	const child = spawn(process.execPath, compiler, { stdio: 'inherit' });
	process.on('exit', () => child.kill());
	for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.once(signal, () => process.exit());
	return child;
}

/** Loads what n8n will load, and follows every file that it names. */
async function verify() {
	const problems = [...n8n.nodes, ...n8n.credentials].flatMap((file) =>
		existsSync(file) ? missingBeside(path.resolve(file)) : [`${file} was not built`],
	);
	if (problems.length > 0) throw new Error(problems.join('\n'));
}

function missingBeside(file) {
	const name = path.basename(file).split('.')[0];
	const { [name]: Type } = require(file);
	if (typeof Type !== 'function') return [`${file} exports no class ${name}`];
	const type = new Type();
	const { icon } = type.description ?? type;
	const wanted = Object.values(icon).map((url) =>
		path.resolve(path.dirname(file), url.replace(/^file:/, '')),
	);
	if (type.description)
		wanted.push(file.replace(/\.js$/, '.json'), ...schemas(type.description, path.dirname(file)));
	return wanted
		.filter((wantedFile) => !isFilled(wantedFile))
		.map((wantedFile) => `${wantedFile} is missing or empty`);
}

/** The files in which n8n looks for what each operation of an action node gives, or what a trigger gives. */
function schemas({ group, properties, version }, folder) {
	if (group.includes('trigger')) return [path.join(folder, '__schema__', `v${version}.0.0.json`)];
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap(({ displayOptions, options }) =>
			displayOptions.show.resource.flatMap((resource) =>
				options.map(({ value }) =>
					path.join(folder, '__schema__', `v${version}.0.0`, resource, `${value}.json`),
				),
			),
		);
}

function isFilled(file) {
	return existsSync(file) && readFileSync(file, 'utf8').trim() !== '';
}

exports.default = series(codex, prune, verify);
exports.inPlace = series(assets, verify);
exports.follow = follow;
exports.prune = prune;
exports.verify = verify;
