import type { Simulator, World } from '../../../simulator/index.mts';
import type { Communication } from '../../../simulator/world/model.mts';
import type { Stage } from '../../../simulator/world/scenario.mts';

/** How far the open conversations have come, dealt out in turn: with an agent, still waiting, and with the agent alone. */
const STAGES: readonly Stage[] = ['agent', 'queue', 'parked', 'customerLeft', 'alerting'];

/** One leg of a conversation, as the resources address it. */
export interface Leg {
	readonly sessionId: string;
	/** Path of the resource that ends it. */
	readonly path: string;
	/** Its live state in the simulated platform. */
	readonly communication: Communication;
}

/** A customer with one open conversation. */
export interface StormCustomer {
	readonly externalId: string;
	readonly conversationId: string;
	/** All of them, those that had ended before the storm included. */
	readonly legs: readonly Leg[];
}

/** Puts customers into the simulated platform, each known by an external ID and in one open conversation. */
export function addCustomers({ world }: Simulator, count: number): readonly StormCustomer[] {
	world.addExternalSource({ name: 'CRM' });
	const queue = world.addQueue({ name: 'Web Support' });
	const agents = ['Alex Agent', 'Bea Lindholm', 'Chen Wu'].map((name) => world.addUser({ name }));
	return Array.from({ length: count }, (_, index) => {
		const externalId = `CRM-${500_000 + index}`;
		const contact = world.addContact({
			firstName: 'Customer',
			lastName: String(index + 1),
			externalIds: [{ value: externalId }],
		});
		const conversation = world.startConversation({
			customerName: `Customer ${index + 1}`,
			queue,
			contact,
			agent: agents[index % agents.length] ?? '',
			stage: STAGES[index % STAGES.length] ?? 'agent',
		});
		return { externalId, conversationId: conversation.id, legs: legsOf(world, conversation.id) };
	});
}

function legsOf(world: World, conversationId: string): readonly Leg[] {
	return world.conversation(conversationId).participants.map(({ id, communication }) => ({
		sessionId: communication.id,
		path: `/api/v2/conversations/messages/${conversationId}/participants/${id}/communications/${communication.id}`,
		communication,
	}));
}
