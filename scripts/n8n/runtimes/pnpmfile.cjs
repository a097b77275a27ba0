// How pnpm finds the versions of a runtime again: of each package that another one asks for, the newest that the line's
// versions.txt lists. pnpm is run in a folder with a copy of that file.
const { readFileSync } = require('node:fs');

const { maxSatisfying, validRange } = require('semver');

const listed = new Map(
	readFileSync('versions.txt', 'utf8')
		.trim()
		.split('\n')
		.map((line) => {
			const [name, ...versions] = line.split(' ');
			return [name, versions.map((version) => version.split(':')[0])];
		}),
);

/** Puts a version in the place of each range that one is listed for. */
function pin(wanted = {}) {
	for (const [name, specifier] of Object.entries(wanted)) {
		const [, alias = '', target = name, range = specifier] = /^(npm:(.+)@)([^@]+)$/.exec(specifier) ?? [];
		const version = maxSatisfying(listed.get(target) ?? [], rangeOf(range), { loose: true });
		if (version !== null) wanted[name] = alias + version;
	}
}

/** A tag, such as "latest", means something else every day. */
function rangeOf(specifier) {
	return validRange(specifier) === null && /^[\w-]+$/.test(specifier) ? '*' : specifier;
}

/** What nobody has tried is left out where it can be. */
function dropUnlisted(optional = {}) {
	for (const name of Object.keys(optional)) if (!listed.has(name)) delete optional[name];
}

function readPackage(manifest) {
	dropUnlisted(manifest.optionalDependencies);
	pin(manifest.dependencies);
	pin(manifest.optionalDependencies);
	// pnpm installs those too where nobody has.
	pin(manifest.peerDependencies);
	return manifest;
}

module.exports = { hooks: { readPackage } };
