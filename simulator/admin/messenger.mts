import { isoTime } from '../world/clock.mts';
import { endTimeOf, lastParticipant, messagesOf } from '../world/model.mts';
import type { World } from '../world/world.mts';

/**
 * What the customer's messenger shows of a conversation.
 * @throws RangeError if there is no such conversation
 */
export function messengerView(world: World, conversationId: string) {
	const conversation = world.conversation(conversationId);
	const { directory } = world;
	const customer = lastParticipant(conversation, 'customer');
	const agent = lastParticipant(conversation, 'agent');
	const onDisconnect = directory.deployments.get(conversation.deploymentId ?? '')?.onDisconnect ?? 'off';
	// The customer's own leg decides: an agent may still be wrapping up what the customer has left.
	const endTime = customer?.endTime ?? endTimeOf(conversation);
	return {
		conversationId,
		customerName: customer?.name ?? '',
		queueName: directory.queues.get(customer?.queueId ?? '')?.name ?? null,
		agentName: agent?.connectedTime === undefined ? null : agent.name,
		isOpen: endTime === undefined,
		showsEnd: onDisconnect !== 'off',
		canWrite: endTime === undefined || (onDisconnect !== 'ReadOnly' && endTimeOf(conversation) !== undefined),
		endTime: endTime === undefined ? null : isoTime(endTime),
		messages: messagesOf(conversation).map(({ from, text, at }) => ({ from, text, at: isoTime(at) })),
	};
}
