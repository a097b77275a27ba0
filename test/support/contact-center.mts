import type { ConversationHandle, ConversationInit, World } from '../../simulator/index.mts';
import type { Contact, ExternalSource, Queue, User } from '../../simulator/world/directory.mts';
import { ImpossibleStep } from '../../simulator/world/life.mts';
import { openParticipants, type Participant } from '../../simulator/world/model.mts';

/** An ID that nothing has. */
export const NOBODYS_ID = '00000000-0000-4000-8000-000000000000';

/** The organization in which the tests play: one queue, one agent, one customer whom the CRM knows. */
export interface ContactCenter {
	readonly queue: Queue;
	readonly agent: User;
	readonly crm: ExternalSource;
	readonly dana: Contact;
	/** Starts a conversation of Dana; with an agent, unless `stage` says otherwise. */
	chat(init?: Partial<ConversationInit>): ConversationHandle;
}

/** Furnishes an empty world. */
export function openContactCenter(world: World): ContactCenter {
	const crm = world.addExternalSource({ name: 'CRM' });
	const queue = world.addQueue({ name: 'Support' });
	const agent = world.addUser({ name: 'Alex Agent' });
	const dana = world.addContact({
		firstName: 'Dana',
		externalIds: [{ source: crm, value: 'CRM-1' }],
		emails: ['dana@example.com'],
		phones: ['+13175550100'],
	});
	return {
		queue,
		agent,
		crm,
		dana,
		chat: (init = {}) =>
			world.startConversation({
				customerName: 'Dana Example',
				queue,
				agent,
				contact: dana,
				stage: 'agent',
				...init,
			}),
	};
}

/** Ids of the conversations in which somebody still is. */
export function openConversations(world: World): string[] {
	world.catchUp();
	return [...world.conversations.all()]
		.filter((conversation) => openParticipants(conversation).length > 0)
		.map(({ id }) => id);
}

/** The purposes of those who are still in a conversation. */
export function whoIsIn(world: World, { id }: ConversationHandle): string[] {
	return openParticipants(world.conversation(id)).map(({ purpose }) => purpose);
}

/** When a conversation ended, as an ISO time; undefined while it goes on. */
export function endOf(world: World, { id }: ConversationHandle): string | undefined {
	const end = world.conversation(id).endings.at(-1)?.value;
	return end === undefined ? undefined : new Date(end).toISOString();
}

/** The agent calls the customer beside the chat: the same conversation has an open voice leg. */
export function callBeside(world: World, { id }: ConversationHandle): Participant {
	const [customer] = world.conversation(id).participants;
	if (!customer) throw new RangeError('A conversation without a customer');
	return phones(world, id, { ...customer, id: world.random.uuid() });
}

/** The agent is on the phone beside the chat, as the same participant of the conversation. */
export function agentCalls(world: World, id: string): Participant {
	const agent = openParticipants(world.conversation(id)).find(
		({ purpose, communication }) => purpose === 'agent' && communication.medium === 'message',
	);
	if (!agent) throw new ImpossibleStep('The conversation has no agent');
	return phones(world, id, agent);
}

function phones(world: World, id: string, participant: Participant): Participant {
	const leg: Participant = {
		...participant,
		communication: {
			id: world.random.uuid(),
			medium: 'call',
			startTime: world.now(),
			state: 'connected',
			initialState: 'connected',
			connectedTime: world.now(),
			segments: [{ kind: 'interact', start: world.now() }],
			messages: [],
		},
	};
	world.conversation(id).participants.push(leg);
	return leg;
}
