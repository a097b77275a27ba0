import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import * as v from 'valibot';
import { asObject, parseJson, shaped } from '../n8n/json.mts';

/** A person as an object, or as npm's shorter form: `Name <e-mail> (page)`. */
const PERSON = v.union([
	v.object({ name: v.optional(v.string(), ''), email: v.optional(v.string(), '') }),
	v.pipe(
		v.string(),
		v.transform((text) => {
			const [, name = '', email = ''] = /^([^<(]*)(?:<([^>]*)>)?/.exec(text) ?? [];
			return { name: name.trim(), email };
		}),
	),
]);

const MANIFEST = v.object({
	name: v.string(),
	version: v.string(),
	license: v.optional(v.string(), ''),
	keywords: v.optional(v.array(v.string()), []),
	homepage: v.optional(v.string(), ''),
	bugs: v.optional(v.object({ url: v.optional(v.string(), '') }), { url: '' }),
	author: v.optional(PERSON, { name: '', email: '' }),
	repository: v.optional(v.object({ url: v.optional(v.string(), '') }), { url: '' }),
	engines: v.optional(v.record(v.string(), v.string()), {}),
	main: v.optional(v.string(), ''),
	files: v.optional(v.array(v.string()), []),
	publishConfig: v.optional(v.record(v.string(), v.unknown()), {}),
	scripts: v.optional(v.record(v.string(), v.string()), {}),
	n8n: v.optional(
		v.object({
			n8nNodesApiVersion: v.optional(v.number()),
			strict: v.optional(v.boolean()),
			credentials: v.optional(v.array(v.string()), []),
			nodes: v.optional(v.array(v.string()), []),
		}),
		{ credentials: [], nodes: [] },
	),
	dependencies: v.optional(v.record(v.string(), v.string()), {}),
	optionalDependencies: v.optional(v.record(v.string(), v.string()), {}),
	peerDependencies: v.optional(v.record(v.string(), v.string()), {}),
});

/** What a release asks of package.json. A field that is not there is empty. */
export interface Manifest extends v.InferOutput<typeof MANIFEST> {
	/** The names of all fields that are there. */
	readonly fields: readonly string[];
}

/** A repository on GitHub. */
export interface Repository {
	readonly owner: string;
	readonly name: string;
	/** Without a slash at its end. */
	readonly url: string;
}

/** Reads a package.json. */
export function parseManifest(text: string): Manifest {
	const manifest = asObject(parseJson(text, 'package.json'), 'package.json');
	return { ...shaped(MANIFEST, manifest, 'package.json'), fields: Object.keys(manifest) };
}

/** Reads the package.json of a folder. */
export async function readManifest(folder: string): Promise<Manifest> {
	return parseManifest(await readFile(join(folder, 'package.json'), 'utf8'));
}

/** The repository that package.json names; nothing where it names none on GitHub. */
export function repositoryOf({ repository }: Manifest): Repository | undefined {
	const [, owner, name] =
		/^git\+https:\/\/github\.com\/([\w.-]+)\/([\w.-]+?)\.git$/.exec(repository.url) ?? [];
	if (owner === undefined || name === undefined) return undefined;
	return { owner, name, url: `https://github.com/${owner}/${name}` };
}
