import * as v from 'valibot';
import { runToEnd } from '../n8n/command.mts';
import { parseJson, shaped } from '../n8n/json.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';

const ANSWER = v.record(v.string(), v.unknown());
const REFUSAL = v.object({ error: v.object({ code: v.string(), summary: v.optional(v.string(), '') }) });
const INTEGRITY = v.pipe(v.string(), v.startsWith('sha512-'));

/** A version that the registry has. */
export interface PublishedVersion {
	/** The checksum of the tarball, as in `sha512-…`. */
	readonly integrity: string;
}

/**
 * Asks the registry for one version of a package, through npm, so that its settings and proxies apply.
 * @param settings environment variables for npm, such as `npm_config_registry`
 * @returns nothing where the registry says that there is no such package or version
 * @throws where the answer is anything else: an unclear answer never counts as "not published"
 */
export async function publishedVersion(
	name: string,
	version: string,
	settings: Readonly<Record<string, string>> = {},
): Promise<PublishedVersion | undefined> {
	const args = ['view', `${name}@${version}`, 'name', 'dist.integrity', '--json', '--prefer-online'];
	const { succeeded, output, end } = await runToEnd('npm', args, {
		cwd: PROJECT_FOLDER,
		env: { ...process.env, ...settings },
	});
	// npm says nothing at all where the package is there and the version is not.
	if (succeeded && output.trim() === '') return undefined;
	const answer = shaped(ANSWER, parseJson(output, 'npm view'), 'npm view');
	if (succeeded) return { integrity: shaped(INTEGRITY, answer['dist.integrity'], 'dist.integrity') };
	const { error } = shaped(REFUSAL, answer, 'npm view');
	if (error.code === 'E404') return undefined;
	throw new Error(`npm view ended with ${end}: ${error.code} ${error.summary}`.trim());
}
