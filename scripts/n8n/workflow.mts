import { readFile, readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { parseJson, shaped } from './json.mts';
import { EXAMPLES_FOLDER } from './project.mts';

const NODE = v.looseObject({
	name: v.string(),
	/** Such as `n8n-nodes-base.webhook`. */
	type: v.string(),
});
const WORKFLOW = v.looseObject({ name: v.string(), nodes: v.array(NODE) });
/** How n8n speaks of a credential. */
export const CREDENTIAL = v.object({
	id: v.string(),
	name: v.string(),
	/** Such as `genesysCloudOAuth2Api`. */
	type: v.string(),
});

/** A node of a workflow, as n8n exports it; fields that nothing here looks at are kept. */
export type WorkflowNode = Readonly<v.InferOutput<typeof NODE>>;

/** A workflow, as n8n exports and imports it. */
export type WorkflowDefinition = Readonly<v.InferOutput<typeof WORKFLOW>>;

/** What a node's `credentials` field says about one credential. */
export type CredentialReference = Readonly<v.InferOutput<typeof CREDENTIAL>>;

/** Reads one importable workflow of this project, such as `close-by-webhook.json`. */
export async function readExample(file: string): Promise<WorkflowDefinition> {
	return await readWorkflow(join(EXAMPLES_FOLDER, file));
}

/** Reads a workflow from a file. */
export async function readWorkflow(file: URL | string): Promise<WorkflowDefinition> {
	const name = basename(String(file));
	return shaped(WORKFLOW, parseJson(await readFile(file, 'utf8'), name), name);
}

/** Reads every importable workflow of this project, in the order of their file names. */
export async function readExamples(): Promise<readonly WorkflowDefinition[]> {
	const files = (await readdir(EXAMPLES_FOLDER)).filter((file) => file.endsWith('.json'));
	return await Promise.all(files.toSorted().map(readExample));
}

/** The workflow with a credential chosen in every node of a package, as a user does it after an import. */
export function withCredential(
	workflow: WorkflowDefinition,
	packageName: string,
	{ id, name, type }: CredentialReference,
): WorkflowDefinition {
	const nodes = workflow.nodes.map((node) =>
		node.type.startsWith(`${packageName}.`) ? { ...node, credentials: { [type]: { id, name } } } : node,
	);
	return { ...workflow, nodes };
}

/** The path of the workflow's webhook, as in `/webhook/{path}`; undefined for a workflow without one. */
export function webhookPath(workflow: WorkflowDefinition): string | undefined {
	const node = workflow.nodes.find(({ type }) => type === 'n8n-nodes-base.webhook');
	if (node === undefined) return undefined;
	return shaped(v.object({ path: v.string() }), node['parameters'], node.name).path;
}
