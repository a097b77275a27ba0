import type { Models } from 'purecloud-platform-client-v2';
import { isoTime } from '../world/clock.mts';
import type { Conversation, Participant } from '../world/model.mts';
import type { ViewContext } from './conversation.mts';
import {
	customerAddresses,
	directionOf,
	division,
	messageDetails,
	time,
	wrapUpDuty,
} from './conversation.mts';
import { defined } from './defined.mts';
import { spelling } from './spelling.mts';

/**
 * The answer of GET /api/v2/conversations/messages/{conversationId}: flattened participants, and neither
 * communication ids nor an end time.
 */
export function messageConversationView(
	conversation: Conversation,
	context: ViewContext,
): Models.MessageConversation {
	return defined({
		id: conversation.id,
		participants: conversation.participants.map((participant) =>
			flatParticipant(conversation, participant, context),
		),
		otherMediaUris: [],
		recentTransfers: [],
		utilizationLabelId: '',
		inactivityTimeout: time(conversation.inactivityTimeout),
		divisions: conversation.divisionIds.map((id) => ({ division: division(id), entities: [] })),
		selfUri: `/api/v2/conversations/messages/${conversation.id}`,
	});
}

function flatParticipant(
	conversation: Conversation,
	participant: Participant,
	{ directory, assumptions }: ViewContext,
): Models.MessageMediaParticipant {
	const { communication, purpose, userId, queueId } = participant;
	const spell = spelling(assumptions);
	const isCustomer = purpose === 'customer';
	const contactId = isCustomer ? conversation.externalContactId : undefined;
	return defined({
		id: participant.id,
		name: participant.name,
		purpose: spell(purpose),
		state: spell(communication.state),
		direction: spell(directionOf(communication)),
		type: spell(conversation.messageType),
		held: false,
		startTime: isoTime(participant.startTime),
		startAlertingTime: time(communication.alertingSince),
		connectedTime: time(participant.connectedTime),
		endTime: time(participant.endTime),
		disconnectType:
			communication.disconnectType === undefined ? undefined : spell(communication.disconnectType),
		provider: 'PureCloud Messaging',
		authenticated: isCustomer ? conversation.authenticated : undefined,
		peer: communication.peerId,
		user: reference('/api/v2/users', userId),
		queue: reference('/api/v2/routing/queues', queueId),
		externalContact: reference('/api/v2/externalcontacts/contacts', contactId),
		attributes: Object.fromEntries(participant.attributes),
		messages: communication.messages.map((message) => messageDetails(conversation, message)),
		mediaRoles: ['full'],
		...(isCustomer ? customerAddresses(conversation, directory, assumptions) : {}),
		...wrapUpDuty(participant, directory),
		parkTime: time(communication.parkTime),
		resumeTime: time(communication.resumeTime),
	});
}

function reference(collection: string, id: string | undefined): Models.DomainEntityRef | undefined {
	return id === undefined ? undefined : { id, selfUri: `${collection}/${id}` };
}
