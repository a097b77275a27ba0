import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseJson, shaped } from '../n8n/json.mts';
import type { WorkflowDefinition } from '../n8n/workflow.mts';

const KEPT = v.record(v.string(), v.string());

/**
 * Remembers in a file which examples n8n was given, and tells which of those that are there were given in another form:
 * they are from an older version of this package, and speak of options that there are no more.
 *
 * @param there the names of the workflows that n8n has already; they stay as they are
 * @returns the names of those that are outdated
 */
export async function rememberExamples(
	path: string,
	examples: readonly WorkflowDefinition[],
	there: ReadonlySet<string>,
): Promise<string[]> {
	const text = await readFile(path, 'utf8').catch(() => '{}');
	const kept = shaped(KEPT, parseJson(text, path), path);
	const now = examples.map((example) => ({ name: example.name, print: fingerprint(example) }));
	const outdated = now.filter(({ name, print }) => there.has(name) && kept[name] !== print);
	const isOutdated = new Set(outdated.map(({ name }) => name));
	const given = now.filter(({ name }) => !isOutdated.has(name)).map(({ name, print }) => [name, print]);
	await writeFile(path, JSON.stringify({ ...kept, ...Object.fromEntries(given) }));
	return [...isOutdated];
}

function fingerprint(example: WorkflowDefinition): string {
	return createHash('sha256').update(JSON.stringify(example)).digest('hex');
}
