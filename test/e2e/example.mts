import { ensureCredential } from '../../scripts/n8n/furnish.mts';
import { genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import { asArray, asObject } from '../../scripts/n8n/json.mts';
import {
	readExample,
	webhookPath,
	withCredential,
	type CredentialReference,
	type WorkflowDefinition,
	type WorkflowNode,
} from '../../scripts/n8n/workflow.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import type { Rig } from './rig.mts';

/** The node in which an example keeps what its user has to set. */
const SETTINGS_NODE = 'Settings';

/** How a user changes an example after the import. */
export interface ExampleChanges {
	/** New values of the fields of its node "Settings". */
	readonly settings?: Readonly<Record<string, unknown>>;
	/** Any other change. */
	readonly change?: (workflow: WorkflowDefinition) => WorkflowDefinition;
}

/** An example that stands in n8n, not active yet. */
export interface ImportedExample {
	readonly workflowId: string;
	/** The path of its first webhook, as in `/webhook/{path}`; empty for one without. */
	readonly webhookPath: string;
	/** Of the suite's simulated Genesys Cloud; chosen in every node of this package. */
	readonly credential: CredentialReference;
}

/**
 * Imports an example as a user does: chooses the credential in its nodes and sets what it wants set.
 * @param file in the folder `examples`, such as `close-by-webhook.json`.
 * @throws Error when a setting is none of the example's.
 */
export async function importExample(
	{ client, packed, simulator }: Rig,
	file: string,
	{ settings = {}, change = (workflow) => workflow }: ExampleChanges = {},
): Promise<ImportedExample> {
	const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
	const credential = await ensureCredential(client, `Genesys Cloud for ${file}`, data);
	const example = change(withSettings(await readExample(file), settings));
	const { id } = await client.createWorkflow(withCredential(example, packed.name, credential));
	return { workflowId: id, webhookPath: webhookPath(example) ?? '', credential };
}

/** The workflow with one of its nodes changed. @throws Error when it has no node of that name. */
export function withNode(
	workflow: WorkflowDefinition,
	name: string,
	change: (node: WorkflowNode) => WorkflowNode,
): WorkflowDefinition {
	if (!workflow.nodes.some((node) => node.name === name)) {
		throw new Error(`"${workflow.name}" has no node "${name}"`);
	}
	return { ...workflow, nodes: workflow.nodes.map((node) => (node.name === name ? change(node) : node)) };
}

function withSettings(
	workflow: WorkflowDefinition,
	settings: Readonly<Record<string, unknown>>,
): WorkflowDefinition {
	if (Object.keys(settings).length === 0) return workflow;
	return withNode(workflow, SETTINGS_NODE, (node) => {
		const parameters = asObject(node['parameters'], node.name);
		const collection = asObject(parameters['assignments'], node.name);
		const assignments = asArray(collection['assignments'], node.name).map((entry) =>
			asObject(entry, node.name),
		);
		const unknown = Object.keys(settings).filter(
			(name) => !assignments.some((field) => field['name'] === name),
		);
		if (unknown.length > 0) throw new Error(`"${workflow.name}" has no setting ${unknown.join(', ')}`);
		const changed = assignments.map((field) => {
			const name = String(field['name']);
			return name in settings ? { ...field, value: settings[name] } : field;
		});
		return { ...node, parameters: { ...parameters, assignments: { ...collection, assignments: changed } } };
	});
}
