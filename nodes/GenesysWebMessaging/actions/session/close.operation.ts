import type { INodeProperties } from 'n8n-workflow';

import { closeSessions, type SessionChoice } from '../../../shared/conversations/close/sessions';
import { allowAsTool, closeNotice, closeOptions, dryRun, readCloseOptions } from '../close-options';
import { conversationId, ID_PLACEHOLDER } from '../../../shared/n8n/locators';
import { assertMayClose } from '../tool-permission';
import { verdictItem } from '../verdict-item';
import type { Operation } from '../operation';
import type { Parameters } from '../../../shared/n8n/parameters';

const closeWhich: INodeProperties = {
	displayName: 'Close Which',
	name: 'closeWhich',
	type: 'options',
	options: [
		{ name: 'Session by ID', value: 'bySessionId', description: 'A single session' },
		{
			name: "Customer's Sessions",
			value: 'customerSessions',
			description: 'Every open session of the customer',
		},
		{
			name: 'All Open Sessions',
			value: 'allOpenSessions',
			description: 'Every open session, one after the other',
		},
	],
	default: 'bySessionId',
	description: 'Which sessions of the conversation to close',
};

const sessionId: INodeProperties = {
	displayName: 'Session ID',
	name: 'sessionId',
	type: 'string',
	required: true,
	default: '={{ $json.sessionId }}',
	placeholder: ID_PLACEHOLDER,
	description: 'The ID of the session, as "List" gives it',
	displayOptions: { show: { closeWhich: ['bySessionId'] } },
};

const participantId: INodeProperties = {
	displayName: 'Participant ID',
	name: 'participantId',
	type: 'string',
	default: '',
	placeholder: ID_PLACEHOLDER,
	description:
		'The ID of the participant, if you have it: with the option "Check First" off it saves a request',
	displayOptions: { show: { closeWhich: ['bySessionId'] } },
};

/** Closes sessions of a conversation and gives a verdict for each. */
export const close: Operation = {
	resource: 'session',
	value: 'close',
	name: 'Close',
	description: 'End single sessions and leave the others alone',
	action: 'Close sessions of a conversation',
	fields: [
		closeNotice,
		conversationId,
		closeWhich,
		sessionId,
		participantId,
		dryRun,
		allowAsTool,
		closeOptions,
	],
	async *execute({ closes, parameters, isTool }) {
		const id = parameters.locator(conversationId);
		const choice = readChoice(parameters);
		const options = readCloseOptions(parameters);
		assertMayClose(isTool, options);
		for await (const verdict of closeSessions(closes, id, choice, options))
			yield verdictItem(verdict, options);
	},
};

function readChoice(parameters: Parameters): SessionChoice {
	const which = parameters.option(closeWhich, ['bySessionId', 'customerSessions', 'allOpenSessions']);
	if (which !== 'bySessionId') return { which };
	return {
		which,
		sessionId: parameters.uuid(sessionId),
		participantId: parameters.optionalUuid(participantId),
	};
}
