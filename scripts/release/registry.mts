import * as v from 'valibot';
import { runToEnd } from '../n8n/command.mts';
import { asArray, parseJson, shaped } from '../n8n/json.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';

const REFUSAL = v.object({ error: v.object({ code: v.string(), summary: v.optional(v.string(), '') }) });
const VERSION = v.strictTuple([v.object({ 'dist.integrity': v.pipe(v.string(), v.startsWith('sha512-')) })]);
const VERSIONS = v.array(v.string());

/** A version that the registry has. */
interface PublishedVersion {
	/** The checksum of the tarball, as in `sha512-…`. */
	readonly integrity: string;
}

/** Environment variables for npm, such as `npm_config_registry`. */
export type NpmSettings = Readonly<Record<string, string>>;

/**
 * Asks the registry for one version of a package.
 * @returns nothing where the registry says that there is no such package or version
 * @throws where the answer is anything else: an unclear answer never counts as "not published"
 */
export async function publishedVersion(
	name: string,
	version: string,
	settings: NpmSettings = {},
): Promise<PublishedVersion | undefined> {
	const answer = await npmView([`${name}@${version}`, 'name', 'dist.integrity'], settings);
	if (answer === undefined) return undefined;
	const [{ 'dist.integrity': integrity }] = shaped(VERSION, answer, 'npm view');
	return { integrity };
}

/**
 * Asks the registry for all versions of a package.
 * @returns none where the registry says that there is no such package
 * @throws where the answer is anything else
 */
export async function publishedVersions(name: string, settings: NpmSettings = {}): Promise<string[]> {
	const answer = await npmView([name, 'versions'], settings);
	return answer === undefined ? [] : shaped(VERSIONS, answer, 'npm view');
}

/**
 * Asks through npm, so that its settings and proxies apply; nothing where the registry says that it is not there.
 * Up to npm 11 one thing comes by itself and several in a list, from npm 12 on they always come in a list.
 */
async function npmView(
	what: readonly string[],
	settings: NpmSettings,
): Promise<readonly unknown[] | undefined> {
	const { succeeded, output, end } = await runToEnd('npm', ['view', ...what, '--json', '--prefer-online'], {
		cwd: PROJECT_FOLDER,
		env: { ...process.env, ...settings },
	});
	// npm says nothing at all where the package is there and the version is not.
	if (succeeded && output.trim() === '') return undefined;
	const answer = parseJson(output, 'npm view');
	if (succeeded) return Array.isArray(answer) ? asArray(answer, 'npm view') : [answer];
	const { error } = shaped(REFUSAL, answer, 'npm view');
	if (error.code === 'E404') return undefined;
	throw new Error(`npm view ended with ${end}: ${error.code} ${error.summary}`.trim());
}
