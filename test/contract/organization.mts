import type { ConversationHandle, Stage, World } from '../../simulator/index.mts';

/** What the contract tests have in their simulated organization and ask for by name. */
export interface Organization {
	readonly world: World;
	readonly queueId: string;
	readonly agentId: string;
	readonly wrapUpCodeId: string;
	readonly externalSourceId: string;
	readonly deploymentId: string;
	/** Holds every kind of identifier. */
	readonly contactId: string;
	/** Was merged into {@link contactId}. */
	readonly mergedContactId: string;
	/** Puts a web messaging conversation of that contact into the organization. */
	start(stage: Stage): ConversationHandle;
}

/** The customer's identifiers, and the tag of the conversations. */
export const DANA = {
	externalId: 'CRM-100045',
	email: 'dana@example.com',
	phone: '+13175550100',
	tag: 'ticket-4711',
} as const;

/** Fills an empty world; the same ids every time, as a world draws them from its seed. */
export function foundOrganization(world: World): Organization {
	const source = world.addExternalSource({ name: 'CRM' });
	const code = world.addWrapUpCode({ name: 'Resolved' });
	const deployment = world.addDeployment({ name: 'Web Messaging' });
	const queue = world.addQueue({ name: 'Web Support', wrapUpPrompt: 'MANDATORY', inactivityMinutes: 60 });
	const agent = world.addUser({ name: 'Alex Agent' });
	const contact = world.addContact({
		firstName: 'Dana',
		lastName: 'Example',
		externalIds: [{ source, value: DANA.externalId }],
		emails: [DANA.email],
		phones: [DANA.phone],
	});
	const merged = world.addContact({ firstName: 'Guest', type: 'Ephemeral', mergedInto: contact });
	return {
		world,
		queueId: queue.id,
		agentId: agent.id,
		wrapUpCodeId: code.id,
		externalSourceId: source.id,
		deploymentId: deployment.id,
		contactId: contact.id,
		mergedContactId: merged.id,
		start: (stage) =>
			world.startConversation({
				customerName: 'Dana Example',
				queue,
				agent,
				contact,
				deployment,
				stage,
				externalTag: DANA.tag,
				attributes: { 'context.customerId': DANA.externalId },
			}),
	};
}

/** The agent's leg of a conversation. @throws RangeError before an agent was alerted */
export function agentOf({ agent }: ConversationHandle): NonNullable<ConversationHandle['agent']> {
	if (agent === undefined) throw new RangeError('The conversation has not come to an agent');
	return agent;
}
