import { readFile, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { asArray, asObject, parseJson, textField, type JsonObject } from './json.mts';
import { EXAMPLES_FOLDER } from './project.mts';

/** A node of a workflow, as n8n exports it; fields that nothing here looks at are kept. */
export interface WorkflowNode extends JsonObject {
	readonly name: string;
	/** Such as `n8n-nodes-base.webhook`. */
	readonly type: string;
}

/** A workflow, as n8n exports and imports it. */
export interface WorkflowDefinition extends JsonObject {
	readonly name: string;
	readonly nodes: readonly WorkflowNode[];
}

/** What a node's `credentials` field says about one credential. */
export interface CredentialReference {
	readonly id: string;
	readonly name: string;
	/** Such as `genesysCloudOAuth2Api`. */
	readonly type: string;
}

/** Reads one importable workflow of this project, such as `close-by-webhook.json`. */
export async function readExample(file: string): Promise<WorkflowDefinition> {
	return toWorkflow(parseJson(await readFile(join(EXAMPLES_FOLDER, file), 'utf8'), file), file);
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
	return textField(asObject(node['parameters'], node.name), 'path', node.name);
}

function toWorkflow(value: unknown, place: string): WorkflowDefinition {
	const workflow = asObject(value, place);
	const nodes = asArray(workflow['nodes'], `${place}.nodes`).map((entry) => {
		const node = asObject(entry, `${place}.nodes[]`);
		const name = textField(node, 'name', `${place}.nodes[]`);
		return { ...node, name, type: textField(node, 'type', name) };
	});
	return { ...workflow, name: textField(workflow, 'name', place), nodes };
}
