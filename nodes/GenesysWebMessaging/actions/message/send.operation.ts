import type { INodeProperties } from 'n8n-workflow';

import {
	LONGEST_MESSAGE,
	sendInto,
	type SendResult,
	type Sent,
} from '../../../shared/conversations/send-message';
import { conversationFields, conversationId, ID_PLACEHOLDER } from '../../../shared/n8n/locators';
import { OPTIONS } from '../../../shared/n8n/options';
import {
	itemsForMissing,
	itemsIfNoneCameIn,
	readWhenNotFound,
	whenNotFound,
} from '../../../shared/n8n/when-not-found';
import type { Operation } from '../operation';
import { assertMayAct, misplacedAllowAsTool, toolFields } from '../tool-permission';

const text: INodeProperties = {
	displayName: 'Text',
	name: 'text',
	type: 'string',
	typeOptions: { rows: 3 },
	required: true,
	default: '',
	placeholder: 'e.g. Are you still there?',
	description: `What the customer is to read, up to ${LONGEST_MESSAGE} characters`,
};

const deploymentId: INodeProperties = {
	displayName: 'Deployment ID',
	name: 'deploymentId',
	type: 'string',
	default: '',
	placeholder: ID_PLACEHOLDER,
	description:
		'The messenger deployment that the customer uses. Only needed where the conversation does not tell it, or tells something else.',
};

/** Writes to the customer in the name of the contact center. */
export const send: Operation = {
	resource: 'message',
	value: 'send',
	name: 'Send',
	description: 'Send a message to the customer of an open conversation',
	action: 'Send a message to the customer',
	fields: [
		...toolFields(
			'The AI agent cannot send messages. Turn on Allow as AI Tool to let it.',
			'The AI agent can write to customers in the name of your contact center.',
		),
		...conversationFields,
		text,
	],
	options: [misplacedAllowAsTool, deploymentId, whenNotFound],
	writesInOrderTo: (parameters) => parameters.conversation(conversationId),
	async execute({ api, sightings, parameters, isTool }) {
		assertMayAct(isTool, parameters, 'The AI agent is not allowed to send messages');
		const id = parameters.conversation(conversationId);
		const message = parameters.messageText(text, LONGEST_MESSAGE);
		const options = parameters.within(OPTIONS);
		const deployment = options.added(deploymentId, () => options.uuid(deploymentId));
		const missing = readWhenNotFound(parameters);
		if (id === undefined) return itemsIfNoneCameIn(parameters, missing);
		const result = await sendInto(api, sightings, id, message, deployment);
		return 'missing' in result ? itemsForMissing(result, missing, id) : [sentItem(result, id)];
	},
};

function sentItem(result: SendResult, conversationOfItem: string) {
	return {
		sent: result.sent,
		reason: result.sent ? whereItWent(result) : result.reason,
		conversationId: conversationOfItem,
		messageId: (result.sent && result.messageIds[0]) || null,
		sentAt: (result.sent && result.sentAt) || null,
	};
}

function whereItWent({ elsewhere }: Sent): string {
	return elsewhere === undefined
		? 'Sent into the conversation.'
		: `Genesys Cloud put it into another conversation of the customer, ${elsewhere}, which is left open.`;
}
