import type { Models } from 'purecloud-platform-client-v2';
import { agentlessToEphemeral, badRequest, usualError } from '../http/errors.mts';
import { flag, ignoredFields, isUuid, object, oneOf, optional, text } from '../http/fields.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { messageData, messageUri } from '../views/message-data.mts';
import { spelling } from '../views/spelling.mts';
import { isoTime } from '../world/clock.mts';
import type { Contact, Deployment } from '../world/directory.mts';
import type { Conversation, MessageRecord } from '../world/model.mts';
import { MESSAGE_TYPES, messagesOf } from '../world/model.mts';
import { checkDivision } from './conversations.mts';

const CREATE: Need = { any: ['conversation:message:create'] };
/** The longest text of web messaging. */
const LONGEST_TEXT = 2_000;

/** SendAgentlessOutboundMessageRequest. */
const agentlessRequest = object({
	fromAddress: text(),
	toAddress: optional(text()),
	externalContactId: optional(text()),
	toAddressMessengerType: oneOf(MESSAGE_TYPES),
	textBody: optional(text({ max: LONGEST_TEXT })),
	useExistingActiveConversation: optional(flag),
	...ignoredFields(['messagingTemplate']),
});

/** A message that can be sent, and to whom. */
interface Errand {
	readonly contact: Contact;
	readonly deployment: Deployment;
	readonly text: string;
	readonly useExistingActiveConversation: boolean;
}

/** @throws ApiError 400 for what web messaging does not take, 404 for a contact that does not exist */
function errandOf(call: Call): Errand {
	const request = bodyOf(call, agentlessRequest);
	const { fromAddress, toAddress, externalContactId, textBody, useExistingActiveConversation } = request;
	if (request.toAddressMessengerType !== 'webmessaging') {
		throw badRequest('The simulator sends agentless messages by webmessaging only.');
	}
	if (toAddress !== undefined) {
		throw badRequest('toAddress cannot be used with webmessaging. Use externalContactId.');
	}
	if (externalContactId === undefined) throw badRequest('externalContactId is required with webmessaging.');
	if (textBody === undefined) throw badRequest('textBody is required with webmessaging.');
	return {
		deployment: deploymentOf(call, fromAddress),
		contact: contactOf(call, externalContactId),
		text: textBody,
		useExistingActiveConversation: useExistingActiveConversation ?? false,
	};
}

function deploymentOf({ world }: Call, fromAddress: string): Deployment {
	const deployment = world.directory.deployments.get(fromAddress.toLowerCase());
	if (deployment === undefined) throw badRequest('fromAddress must be the id of a web deployment.');
	return deployment;
}

/** The contact that is meant after all merges. */
function contactOf({ world: { directory }, assumptions }: Call, id: string): Contact {
	if (!isUuid(id)) throw badRequest(`externalContactId "${id.slice(0, 100)}" is not a valid UUID.`);
	const contact = directory.contacts.get(directory.canonicalContactId(id.toLowerCase()));
	if (contact === undefined) throw usualError(404);
	if (contact.type === 'Ephemeral' && assumptions.agentlessNeedsKnownContact) throw agentlessToEphemeral();
	return contact;
}

function send(call: Call): Models.SendAgentlessOutboundMessageResponse {
	// Documented: "In order to call this endpoint you will need OAuth token generated using OAuth client credentials".
	if (call.token.userId !== undefined) throw usualError(403);
	const errand = errandOf(call);
	const { contact, deployment, text: written, useExistingActiveConversation } = errand;
	const active = useExistingActiveConversation ? call.world.activeConversation(errand) : undefined;
	if (active === undefined) {
		const conversation = call.world.startAgentless({ contact, deployment, text: written });
		return answerOf(call, errand, conversation, messagesOf(conversation));
	}
	checkDivision(call, active, CREATE);
	return answerOf(call, errand, active, [call.world.writeAgentless(active, written)]);
}

function answerOf(
	call: Call,
	{ deployment, useExistingActiveConversation }: Errand,
	conversation: Conversation,
	[message]: readonly MessageRecord[],
): Models.SendAgentlessOutboundMessageResponse {
	if (message === undefined) throw usualError(500);
	const { assumptions, world } = call;
	const isListed = assumptions.agentlessMessageId === 'listed';
	return {
		id: isListed ? message.id : world.random.messageId(assumptions.messageId),
		conversationId: conversation.id,
		fromAddress: deployment.id,
		messengerType: spelling(assumptions)('webmessaging'),
		useExistingActiveConversation,
		message: messageData(conversation, message, call),
		timestamp: isoTime(message.at),
		selfUri: messageUri(conversation, message),
	};
}

/** Messages that a call sends to a customer without an agent. */
export const agentlessOperations: readonly Operation[] = [
	{
		method: 'POST',
		path: '/api/v2/conversations/messages/agentless',
		needs: CREATE,
		answer: (call) => ok(send(call)),
	},
];
