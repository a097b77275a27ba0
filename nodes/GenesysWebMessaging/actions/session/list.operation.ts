import type { INodeProperties } from 'n8n-workflow';

import {
	isSessionOpen,
	isWebMessagingSession,
	participantSessions,
} from '../../../shared/conversations/conversation';
import { lookUpConversation } from '../../../shared/conversations/live';
import { rawSessions } from '../../../shared/conversations/raw-sessions';
import { SESSION_FIELDS } from '../../../shared/n8n/items';
import { conversationFields, conversationId } from '../../../shared/n8n/locators';
import { outputForm, shaped } from '../../../shared/n8n/output';
import {
	itemsForMissing,
	itemsIfNoneCameIn,
	itemsForNothing,
	readWhenNotFound,
	whenNotFound,
} from '../../../shared/n8n/when-not-found';
import type { Operation } from '../operation';

const PURPOSES = ['acd', 'agent', 'botflow', 'customer', 'external', 'user', 'workflow'] as const;

const sessionState: INodeProperties = {
	displayName: 'Session State',
	name: 'sessionState',
	type: 'options',
	options: [
		{ name: 'Any', value: 'any' },
		{ name: 'Closed', value: 'closed' },
		{ name: 'Open', value: 'open' },
	],
	default: 'open',
	description: 'Which sessions to list',
};

const purposes: INodeProperties = {
	displayName: 'Participants',
	name: 'purposes',
	type: 'multiOptions',
	options: [
		{ name: 'Agent', value: 'agent', description: 'An agent of the contact center' },
		{ name: 'Bot', value: 'botflow', description: 'A bot inside the message flow' },
		{ name: 'Customer', value: 'customer', description: 'The guest in the messenger' },
		{
			name: 'External',
			value: 'external',
			description: 'Someone outside your organization, such as the recipient of an outbound message',
		},
		{ name: 'Flow', value: 'workflow', description: 'The inbound message flow' },
		{ name: 'Queue', value: 'acd', description: 'Waiting in a queue' },
		{ name: 'User', value: 'user', description: 'Someone in your organization, without a queue' },
	],
	default: [],
	description: "Whose sessions to list. Leave empty for everyone's.",
};

const sessionOutput = outputForm(SESSION_FIELDS, [
	'purpose',
	'participantName',
	'sessionId',
	'conversationId',
]);

/** Lists the web messaging sessions of a conversation. */
export const list: Operation = {
	resource: 'session',
	value: 'list',
	name: 'List',
	description: 'List who is, or was, in a conversation',
	action: 'List sessions of a conversation',
	fields: [...conversationFields, sessionState, purposes, ...sessionOutput.fields],
	options: [whenNotFound],
	async execute({ api, parameters }) {
		const id = parameters.conversation(conversationId);
		const state = parameters.option(sessionState, ['any', 'closed', 'open']);
		const whose: readonly string[] = parameters.options(purposes, PURPOSES);
		const shape = sessionOutput.read(parameters);
		const missing = readWhenNotFound(parameters);
		if (id === undefined) return itemsIfNoneCameIn(parameters, missing);
		const live = await lookUpConversation(api, id);
		if ('missing' in live) return itemsForMissing(live, missing, id);
		const chosen = participantSessions(live.conversation).filter(
			({ participant, session }) =>
				isWebMessagingSession(session) &&
				(state === 'any' || isSessionOpen(session) === (state === 'open')) &&
				(whose.length === 0 || whose.includes(participant.purpose)),
		);
		if (chosen.length === 0) return itemsForNothing(missing, id);
		const raw = rawSessions(live.raw);
		return chosen.map((one) => shaped({ ...one, conversationId: id }, raw.get(one.session.id) ?? {}, shape));
	},
};
