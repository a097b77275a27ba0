import { randomUUID } from 'node:crypto';
import type { CredentialData } from '../../scripts/n8n/client.mts';
import { isObject, type UnknownObject } from '../../scripts/n8n/json.mts';
import type { CredentialReference, WorkflowDefinition, WorkflowNode } from '../../scripts/n8n/workflow.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';

/** Name of the trigger of every {@link flow}. */
export const START = 'Start';

/** How a node is set apart from its parameters: `onError`, `retryOnFail`, `executeOnce`, `disabled` and the like. */
export type NodeSettings = UnknownObject;

/** A way from a node to the next: names, and the output that it leaves by (0, the first, if not given). */
export type Link = readonly [from: string, to: string, output?: number];

/** A node of n8n's own. @param type without `n8n-nodes-base.` */
export function builtIn(
	name: string,
	type: string,
	typeVersion: number,
	parameters: UnknownObject = {},
): WorkflowNode {
	return {
		id: randomUUID(),
		name,
		type: `n8n-nodes-base.${type}`,
		typeVersion,
		position: [0, 0],
		parameters,
	};
}

/** What n8n's own OAuth2 credential holds for the simulator's client, with the token from some address. */
export function ownOAuth2Data(accessTokenUrl: string): CredentialData {
	return {
		grantType: 'clientCredentials',
		accessTokenUrl,
		clientId: DEFAULT_CLIENT.id,
		clientSecret: DEFAULT_CLIENT.secret,
		authentication: 'header',
	};
}

/** n8n's own HTTP Request node with n8n's own OAuth2 credential. */
export function requestByOAuth2(
	name: string,
	url: string,
	{ id, name: credentialName }: CredentialReference,
): WorkflowNode {
	return {
		...builtIn(name, 'httpRequest', 4.2, {
			url,
			authentication: 'genericCredentialType',
			genericAuthType: 'oAuth2Api',
		}),
		credentials: { oAuth2Api: { id, name: credentialName } },
	};
}

/** A node of the package, with its credential chosen. @param settings see {@link NodeSettings} */
export function genesysNode(
	packageName: string,
	name: string,
	parameters: UnknownObject,
	{ id, name: credentialName, type }: CredentialReference,
	settings: NodeSettings = {},
): WorkflowNode {
	return {
		id: randomUUID(),
		name,
		type: `${packageName}.genesysWebMessaging`,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { [type]: { id, name: credentialName } },
		...settings,
	};
}

/** A place where items arrive and stay as they are. */
export function place(name: string): WorkflowNode {
	return builtIn(name, 'noOp', 1);
}

/** An "Edit Fields" node that keeps its input and sets more fields. */
export function editFields(name: string, fields: Readonly<Record<string, string>>): WorkflowNode {
	const assignments = Object.entries(fields).map(([field, value]) => ({
		id: randomUUID(),
		name: field,
		value,
		type: 'string',
	}));
	return builtIn(name, 'set', 3.4, {
		mode: 'manual',
		assignments: { assignments },
		includeOtherFields: true,
		options: {},
	});
}

/**
 * A workflow with a manual trigger that gives the items.
 * @param nodes all but the trigger. Without links they are a chain behind the trigger, in their order.
 * @param items what the trigger gives; one empty item if not given.
 */
export function flow(
	nodes: readonly WorkflowNode[],
	items: readonly UnknownObject[] = [{}],
	links: readonly Link[] = chain([START, ...nodes.map(({ name }) => name)]),
): WorkflowDefinition {
	return {
		name: `Test ${randomUUID()}`,
		settings: { executionOrder: 'v1' },
		nodes: [builtIn(START, 'manualTrigger', 1), ...nodes],
		connections: connections(links),
		pinData: { [START]: items.map((json) => ({ json })) },
	};
}

/** The workflow with items pinned to one of its nodes, as the editor does it. */
export function withPinned(
	workflow: WorkflowDefinition,
	name: string,
	items: readonly UnknownObject[],
): WorkflowDefinition {
	const pinned = isObject(workflow['pinData']) ? workflow['pinData'] : {};
	return { ...workflow, pinData: { ...pinned, [name]: items.map((json) => ({ json })) } };
}

/** Links that lead from each node to the next. */
export function chain(names: readonly string[]): readonly Link[] {
	return names.slice(1).map((name, index) => [names[index] ?? '', name]);
}

type Target = { readonly node: string; readonly type: 'main'; readonly index: 0 };

function connections(links: readonly Link[]): Record<string, { main: Target[][] }> {
	const ways: Record<string, { main: Target[][] }> = {};
	for (const [from, to, output = 0] of links) {
		const { main } = (ways[from] ??= { main: [] });
		while (main.length <= output) main.push([]);
		main[output]?.push({ node: to, type: 'main', index: 0 });
	}
	return ways;
}
