import type { IDataObject, INode } from 'n8n-workflow';

import { genesysCredentialData } from '../../../scripts/n8n/genesys-credential.mts';
import { DEFAULT_CLIENT } from '../../../simulator/settings.mts';
import type { SavedCredential } from '../../../test/harness/credentials.mts';
import type { WorkflowJson } from '../../../test/harness/engine.mts';
import type { Task } from '../rival.mts';

/** The credential type that this package brings. */
export const CREDENTIAL_TYPE = 'genesysCloudOAuth2Api';
const CREDENTIAL = { id: 'bench', name: 'Simulator' };
/** The name of the node that closes. */
export const CLOSE = 'Close';
const TRIGGER = 'Trigger';
const FIND = 'Find';

/** The node of this package. */
const NODE = { type: 'n8n-nodes-genesys-web-messaging.genesysWebMessaging', typeVersion: 1, parameters: {} };

/** A node that calls the Platform API, without name and place. */
export type CallingNode = Pick<INode, 'type' | 'typeVersion' | 'parameters'> & Partial<INode>;

/** The saved credential for a task, with the token in it as n8n keeps one. */
export function credentialFor({ url, token }: Task): Readonly<Record<string, SavedCredential>> {
	const data = {
		...genesysCredentialData(url, DEFAULT_CLIENT),
		oauthTokenData: { access_token: token, token_type: 'bearer' },
	};
	return { [CREDENTIAL.id]: { type: CREDENTIAL_TYPE, data } };
}

/** All conversations as items into one node; a row that fails leaves the others alone. */
export function straightWorkflow(close: CallingNode, conversationIds: readonly string[]): WorkflowJson {
	return {
		name: 'Close many',
		nodes: [trigger(), closing(close)],
		connections: { [TRIGGER]: { main: [[{ node: CLOSE, type: 'main', index: 0 }]] } },
		pinData: { [TRIGGER]: items(conversationIds) },
	};
}

/** Finds one conversation by its tag, and closes it. */
export function findAndCloseWorkflow(close: CallingNode, externalTag: string): WorkflowJson {
	const find: INode = {
		...closing(close),
		id: '3',
		name: FIND,
		position: [100, 0],
		parameters: { resource: 'conversation', operation: 'find', findBy: 'externalTag', externalTag },
	};
	return {
		name: 'Find and close',
		nodes: [trigger(), find, closing(close)],
		connections: {
			[TRIGGER]: { main: [[{ node: FIND, type: 'main', index: 0 }]] },
			[FIND]: { main: [[{ node: CLOSE, type: 'main', index: 0 }]] },
		},
		pinData: { [TRIGGER]: [{ json: {} }] },
	};
}

/** The name of the node whose first output has all rows once the loop is done. */
export const LOOP = 'Loop Over Items';

/** One conversation after the other through "Loop Over Items". */
export function loopWorkflow(close: CallingNode, conversationIds: readonly string[]): WorkflowJson {
	const loop: INode = {
		id: '3',
		name: LOOP,
		type: 'n8n-nodes-base.splitInBatches',
		typeVersion: 3,
		position: [100, 0],
		parameters: { batchSize: 1 },
	};
	return {
		name: 'Close one after the other',
		nodes: [trigger(), loop, closing(close)],
		connections: {
			[TRIGGER]: { main: [[{ node: LOOP, type: 'main', index: 0 }]] },
			[LOOP]: { main: [[], [{ node: CLOSE, type: 'main', index: 0 }]] },
			[CLOSE]: { main: [[{ node: LOOP, type: 'main', index: 0 }]] },
		},
		pinData: { [TRIGGER]: items(conversationIds) },
	};
}

/** The name of the node that polls. */
export const POLLS = 'Idle';

/** A trigger for idle conversations, and nothing behind it. */
export function pollingWorkflow(): WorkflowJson {
	return {
		id: 'polling',
		name: 'Polling',
		nodes: [
			{
				id: '1',
				name: POLLS,
				type: 'n8n-nodes-genesys-web-messaging.genesysWebMessagingTrigger',
				typeVersion: 1,
				position: [0, 0],
				parameters: { event: 'conversationIdle', idleForMinutes: 10 },
				credentials: { [CREDENTIAL_TYPE]: CREDENTIAL },
			},
		],
		connections: {},
	};
}

/** Lists open conversations and closes them, each for who is left in it. */
export function closingWorkflow(filters: INode['parameters']): WorkflowJson {
	const list: INode = {
		...closing(NODE),
		id: '3',
		name: FIND,
		position: [100, 0],
		parameters: { resource: 'conversation', operation: 'getAll', returnAll: true, filters },
	};
	const close: CallingNode = {
		...NODE,
		parameters: {
			resource: 'conversation',
			operation: 'close',
			conversationId: '={{ $json.conversationId }}',
			method: 'graceful',
		},
	};
	return {
		name: 'Close all of them',
		nodes: [trigger(), list, closing(close)],
		connections: {
			[TRIGGER]: { main: [[{ node: FIND, type: 'main', index: 0 }]] },
			[FIND]: { main: [[{ node: CLOSE, type: 'main', index: 0 }]] },
		},
		pinData: { [TRIGGER]: [{ json: {} }] },
	};
}

function trigger(): INode {
	return {
		id: '1',
		name: TRIGGER,
		type: 'n8n-nodes-base.manualTrigger',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};
}

function closing(node: CallingNode): INode {
	return {
		id: '2',
		name: CLOSE,
		position: [200, 0],
		credentials: { [CREDENTIAL_TYPE]: CREDENTIAL },
		onError: 'continueRegularOutput',
		...node,
	};
}

function items(conversationIds: readonly string[]): { json: IDataObject }[] {
	return conversationIds.map((conversationId) => ({ json: { conversationId } }));
}
