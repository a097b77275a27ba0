import { isoTime } from '../world/clock.mts';
import { endTimeOf, lastParticipant, messagesOf, type Conversation } from '../world/model.mts';
import type { MessengerOnDisconnect } from '../world/directory.mts';
import type { World } from '../world/world.mts';
import { shownMessage } from './shown.mts';

/**
 * What a messenger shows of the end: nothing of it (`open`), that the conversation has ended (`ended`), or that and no
 * input any more (`readOnly`).
 */
type Shown = 'ended' | 'open' | 'readOnly';

/**
 * What the customer's messenger shows of a conversation.
 * @throws RangeError if there is no such conversation
 */
export function messengerView(world: World, conversationId: string) {
	const conversation = world.conversation(conversationId);
	const { directory } = world;
	const customer = lastParticipant(conversation, 'customer');
	const agent = lastParticipant(conversation, 'agent');
	const deployment = directory.deployments.get(conversation.deploymentId ?? '');
	// The customer's own leg decides: an agent may still be wrapping up what the customer has left.
	const endTime = customer?.endTime ?? endTimeOf(conversation);
	const shown = endTime === undefined ? 'open' : afterTheEnd(conversation, deployment?.onDisconnect ?? 'off');
	return {
		conversationId,
		customerName: customer?.name ?? '',
		queueName: directory.queues.get(customer?.queueId ?? '')?.name ?? null,
		agentName: agent?.connectedTime === undefined ? null : agent.name,
		/** Nothing for a conversation on another channel, whose app is not configured here. */
		onDisconnect: deployment?.onDisconnect ?? null,
		hasEnded: endTime !== undefined,
		shown,
		endTime: endTime === undefined || shown === 'open' ? null : isoTime(endTime),
		messages: messagesOf(conversation)
			.filter(({ goneAt }) => goneAt === undefined)
			.map((message) => ({ from: message.from, ...shownMessage(message), at: isoTime(message.at) })),
	};
}

/** Nobody can write into a conversation that the customer alone has left; what writes would not be heard. */
function afterTheEnd(conversation: Conversation, onDisconnect: MessengerOnDisconnect): Shown {
	if (onDisconnect === 'ReadOnly' || endTimeOf(conversation) === undefined) return 'readOnly';
	return onDisconnect === 'off' ? 'open' : 'ended';
}

/**
 * Changes what the messenger shows at the end, for every conversation of the same deployment.
 * @throws RangeError if there is no such conversation, or it is none of web messaging
 */
export function configureMessenger(
	world: World,
	conversationId: string,
	onDisconnect: MessengerOnDisconnect,
): void {
	world.directory.setOnDisconnect(world.conversation(conversationId).deploymentId ?? '', onDisconnect);
}
