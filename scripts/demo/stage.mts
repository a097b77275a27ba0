import { createInterface } from 'node:readline/promises';

import type { ICredentialDataDecryptedObject } from 'n8n-workflow';

import type { ConversationHandle } from '../../simulator/world/scenario.mts';
import type { Ref } from '../../simulator/world/directory.mts';
import type { World } from '../../simulator/world/world.mts';
import { messagesOf, openParticipants, type Conversation } from '../../simulator/world/model.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import { genesysCredentialData } from '../n8n/genesys-credential.mts';
import { frame, say, styled } from './print.mts';

/** Where the demo plays: on the simulator, or in a real organization. */
export interface Stage {
	readonly externalId: string;
	readonly credential: ICredentialDataDecryptedObject;
	/** Whether to go on and close what was found. */
	mayClose(): Promise<boolean>;
	/** The customer comes back with a new chat; only where that can be staged. */
	startNewChat?(): void;
	/** Shows the other side of the conversation after the close. */
	showCustomersSide(conversationId: string): void;
	close(): Promise<void>;
}

/** A simulated contact center, in which Dana Example is being helped by Alex Agent. */
export async function simulatedStage(): Promise<Stage> {
	const simulator = await startSimulator();
	const { agents, dana, queues } = seedContactCenter(simulator.world);
	// Off, as Genesys Cloud has it by default, a customer sees nothing of a close.
	const { directory } = simulator.world;
	directory.setOnDisconnect(directory.defaultDeployment().id, 'ReadOnly');
	const all = [...simulator.world.conversations.all()];
	const open = openConversations(simulator);
	say(
		`A simulated contact center: ${all.length} conversations in ${queues.length} queues, ${open.length} of them open, ` +
			`among them ${open.filter(({ medium }) => medium === 'call').length} voice call.`,
	);
	return {
		externalId: 'CRM-100045',
		credential: genesysCredentialData(simulator.url, DEFAULT_CLIENT),
		mayClose: () => Promise.resolve(true),
		startNewChat: () => {
			startChatAgain(simulator.world, dana.open, queues[0]?.id ?? '', agents[1]?.id ?? '');
		},
		showCustomersSide: (conversationId) => {
			showMessenger(simulator, conversationId);
			showOthers(simulator, open.length);
		},
		close: () => simulator.close(),
	};
}

/**
 * A real organization; asks before it closes anything.
 *
 * @throws Error when the environment names no OAuth client
 */
export function liveStage(externalId: string): Stage {
	const { GENESYS_CLIENT_ID, GENESYS_CLIENT_SECRET, GENESYS_ENVIRONMENT = 'mypurecloud.com' } = process.env;
	if (!GENESYS_CLIENT_ID || !GENESYS_CLIENT_SECRET) {
		throw new Error(
			'Set GENESYS_CLIENT_ID and GENESYS_CLIENT_SECRET, and GENESYS_ENVIRONMENT unless it is mypurecloud.com.',
		);
	}
	say(`The organization behind this OAuth client in ${GENESYS_ENVIRONMENT}.`);
	return {
		externalId,
		credential: {
			grantType: 'clientCredentials',
			region: GENESYS_ENVIRONMENT,
			clientId: GENESYS_CLIENT_ID,
			clientSecret: GENESYS_CLIENT_SECRET,
		},
		mayClose: async () => {
			if (!process.stdin.isTTY) return false;
			const terminal = createInterface({ input: process.stdin, output: process.stdout });
			const answer = await terminal.question(
				'\n   Close this conversation for real? This cannot be undone. [y/N] ',
			);
			terminal.close();
			return /^y(es)?$/i.test(answer.trim());
		},
		showCustomersSide: () => {
			say('   What the messenger shows now depends on its setting Conversation Disconnect.');
		},
		close: () => Promise.resolve(),
	};
}

/** The same customer, in the queue again, and answered by another agent. */
function startChatAgain(world: World, before: ConversationHandle, queue: Ref, agent: Ref): void {
	const { id } = world.startNewChat(before.id);
	world.customerWrites(id, 'Hello again, it stopped working.');
	world.transfer(id, queue);
	world.assignAgent(id, agent);
}

function showMessenger({ world }: Simulator, conversationId: string): void {
	const conversation = world.conversation(conversationId);
	const customer = conversation.participants.find(({ purpose }) => purpose === 'customer');
	const names = { customer: customer?.name ?? 'Customer', agent: 'Agent', workflow: 'Bot', api: 'API' };
	const messages = messagesOf(conversation).map(({ from, text }) => `${names[from]}: ${text}`);
	const isOver = openParticipants(conversation).length === 0;
	const deployment = world.directory.deployments.get(conversation.deploymentId ?? '');
	const isReadOnly = isOver && deployment?.onDisconnect === 'ReadOnly';
	frame('Messenger, with Conversation Disconnect set to read-only', [
		...messages,
		'',
		isOver ? '— Your conversation has ended —' : '— The conversation goes on —',
		isReadOnly ? '[ Start new ]' : '[ Type a message … ]',
	]);
}

function showOthers({ world, requests }: Simulator, openBefore: number): void {
	const openNow = openConversations({ world }).length;
	const calls = requests.filter(({ path }) => path.startsWith('/api/')).length;
	say();
	say(
		`   ${openBefore} conversations were open, ${styled('bold', `${openNow} still are`)}: nothing else was touched. ` +
			`${calls} requests to Genesys Cloud.`,
	);
}

/** Those in which somebody still is. */
function openConversations({ world }: Pick<Simulator, 'world'>): readonly Conversation[] {
	return [...world.conversations.all()].filter((conversation) => openParticipants(conversation).length > 0);
}
