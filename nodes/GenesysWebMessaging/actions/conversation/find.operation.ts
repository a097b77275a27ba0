import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { ATTRIBUTES_KEPT_DAYS } from '../../../shared/conversations/attribute-search';
import { findConversations, type Key } from '../../../shared/conversations/find';
import type { LiveConversation } from '../../../shared/conversations/live';
import { ApiFailure, Failure } from '../../../shared/platform/failures';
import { MAX_INTERVAL_DAYS } from '../../../shared/conversations/details-query';
import { simplify, toConversationItem } from '../../../shared/n8n/output';
import { ID_EXAMPLE, locator } from '../../../shared/n8n/locators';
import type { Operation } from '../operation';
import type { Parameters } from '../../../shared/n8n/parameters';

const KEYS = [
	'conversationId',
	'customAttribute',
	'email',
	'externalContactId',
	'externalId',
	'externalTag',
	'messageId',
	'phone',
] as const;

const findBy: INodeProperties = {
	displayName: 'Find By',
	name: 'findBy',
	type: 'options',
	options: [
		{ name: 'Conversation ID', value: 'conversationId', description: 'The ID that Genesys Cloud gave it' },
		{
			name: 'Custom Attribute',
			value: 'customAttribute',
			description: 'Participant data; several requests for each day',
		},
		{ name: 'Email', value: 'email', description: 'The email address of the external contact' },
		{
			name: 'External Contact ID',
			value: 'externalContactId',
			description: 'The ID of the customer in Genesys Cloud',
		},
		{ name: 'External ID', value: 'externalId', description: 'The ID of the customer in your CRM' },
		{
			name: 'External Tag',
			value: 'externalTag',
			description: 'A tag that your own flow has put on the conversation',
		},
		{ name: 'Message ID', value: 'messageId', description: 'The ID of a message of the conversation' },
		{ name: 'Phone', value: 'phone', description: 'The phone number of the external contact' },
	],
	default: 'externalId',
	description: 'What to find the conversation by',
};

function keyField(
	name: string,
	displayName: string,
	placeholder: string,
	description: string,
): INodeProperties {
	return { displayName, name, type: 'string', default: '', placeholder: `e.g. ${placeholder}`, description };
}

const conversationId = keyField(
	'conversationId',
	'Conversation ID',
	ID_EXAMPLE,
	'The ID of the conversation',
);
const email = keyField('email', 'Email', 'dana@example.com', 'The email address of the customer');
const externalContactId = keyField(
	'externalContactId',
	'External Contact ID',
	ID_EXAMPLE,
	'The ID of the external contact',
);
const externalId = keyField('externalId', 'External ID', 'CRM-100045', 'The ID of the customer in your CRM');
const externalTag = keyField('externalTag', 'External Tag', 'ticket-4711', 'The tag of the conversation');
const messageId = keyField('messageId', 'Message ID', ID_EXAMPLE, 'The ID of a message of the conversation');
const attributeName = keyField(
	'attributeName',
	'Attribute Name',
	'customerId',
	'The name of the attribute, with or without the "context." that Genesys Cloud puts before what a page has set',
);
const attributeValue = keyField(
	'attributeValue',
	'Attribute Value',
	'CRM-100045',
	'The value to look for, letter by letter',
);
const phone = keyField(
	'phone',
	'Phone',
	'+1 317 555 0100',
	'The phone number of the customer, with the country code',
);

/** The fields that each way of finding needs. */
const KEY_FIELDS: Readonly<Record<(typeof KEYS)[number], readonly INodeProperties[]>> = {
	conversationId: [conversationId],
	customAttribute: [attributeName, attributeValue],
	email: [email],
	externalContactId: [externalContactId],
	externalId: [externalId],
	externalTag: [externalTag],
	messageId: [messageId],
	phone: [phone],
};

/**
 * Every key twice. The way chosen in the form shows its own, required. An expression in its place shows all of them, and
 * none is required: n8n publishes no workflow in which a required field that is shown is empty.
 */
const keyFields: INodeProperties[] = KEYS.flatMap((key) => {
	const otherKeys = KEYS.filter((other) => other !== key);
	const isExpression = { _cnd: { startsWith: '=' } };
	return KEY_FIELDS[key].flatMap((field) => [
		{ ...field, required: true, displayOptions: { hide: { findBy: [...otherKeys, isExpression] } } },
		{ ...field, displayOptions: { hide: { findBy: [...KEYS] } } },
	]);
});

const state: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Open', value: 'open', description: 'Only what is open right now' },
		{ name: 'Any', value: 'any', description: 'Ended conversations as well' },
	],
	default: 'open',
	description: 'Which conversations to find',
};

const match: INodeProperties = {
	displayName: 'Match',
	name: 'match',
	type: 'options',
	options: [
		{ name: 'Newest', value: 'newest', description: 'The one that started last' },
		{ name: 'All', value: 'all', description: 'Every match, the newest first' },
		{ name: 'Only', value: 'only', description: 'The single match; stop when there are several' },
	],
	default: 'newest',
	description: 'Which of several matches to return',
};

const whenNotFound: INodeProperties = {
	displayName: 'When Not Found',
	name: 'whenNotFound',
	type: 'options',
	options: [
		{ name: 'Return an Item', value: 'item', description: 'Go on with { found: false }' },
		{ name: 'Return Nothing', value: 'none', description: 'Go on without an item' },
		{ name: 'Stop', value: 'error', description: 'Stop with a message' },
	],
	default: 'item',
	description: 'What to do when no conversation matches',
};

const externalSourceId = locator({
	displayName: 'External Source',
	name: 'externalSourceId',
	description: 'The system that the external ID belongs to, when several systems use the same IDs',
	search: 'searchExternalSources',
});

/** Six queries of the index. */
const LONGEST_LOOK_BACK_DAYS = 186;

const lookbackDays: INodeProperties = {
	displayName: 'Look Back (Days)',
	name: 'lookbackDays',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: LONGEST_LOOK_BACK_DAYS },
	default: MAX_INTERVAL_DAYS,
	description:
		'How many days ago the conversation may have started. Genesys Cloud is asked once more for every 31 days; attributes are kept for 30 days only.',
};

const options: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [externalSourceId, lookbackDays],
};

/** Finds web messaging conversations by what is known of the customer or the conversation. */
export const find: Operation = {
	resource: 'conversation',
	value: 'find',
	name: 'Find',
	description: 'Find the conversation of a customer',
	action: 'Find a conversation',
	fields: [findBy, ...keyFields, state, match, whenNotFound, simplify, options],
	async *execute({ api, parameters, hint }) {
		const key = readKey(parameters);
		const chosenState = parameters.option(state, ['open', 'any']);
		const chosenMatch = parameters.option(match, ['newest', 'all', 'only']);
		const missing = parameters.option(whenNotFound, ['item', 'none', 'error']);
		const simple = parameters.flag(simplify);
		const days = parameters.within(options).number(lookbackDays);
		const search = { key, state: chosenState, lookbackDays: days };
		if (key.by === 'customAttribute' && days > MAX_INTERVAL_DAYS)
			hint(
				`Genesys Cloud keeps attributes for ${ATTRIBUTES_KEPT_DAYS} days, so it was not looked back further.`,
			);

		const hits: LiveConversation[] = [];
		for await (const hit of findConversations(api, search)) {
			hits.push(hit);
			if (chosenMatch === 'newest' || (chosenMatch === 'only' && hits.length > 1)) break;
		}
		if (chosenMatch === 'only' && hits.length > 1) {
			throw new Failure(
				'More than one conversation matches',
				`Find by something that only one conversation has, or set '${match.displayName}' to Newest or All.`,
			);
		}
		yield* hits.map((hit) => toConversationItem(hit, simple));
		if (hits.length === 0) yield* nothing(missing);
	},
};

function readKey(parameters: Parameters): Key {
	const by = parameters.option(findBy, KEYS);
	switch (by) {
		case 'conversationId':
			return { by, conversationId: parameters.uuid(conversationId) };
		case 'customAttribute':
			return { by, name: parameters.text(attributeName), value: parameters.exactText(attributeValue) };
		case 'externalContactId':
			return { by, externalContactId: parameters.uuid(externalContactId) };
		case 'externalTag':
			return { by, externalTag: parameters.text(externalTag) };
		case 'messageId':
			return { by, messageId: parameters.messageId(messageId) };
		case 'externalId': {
			const value = parameters.text(externalId);
			return {
				by: 'identifier',
				type: 'ExternalId',
				value,
				externalSourceId: parameters
					.within(options)
					.added(externalSourceId, (given) => given.uuid(externalSourceId)),
			};
		}
		case 'email':
			return { by: 'identifier', type: 'Email', value: parameters.text(email), externalSourceId: undefined };
		case 'phone':
			return { by: 'identifier', type: 'Phone', value: parameters.phone(phone), externalSourceId: undefined };
	}
}

function nothing(missing: 'item' | 'none' | 'error'): IDataObject[] {
	if (missing === 'item') return [{ found: false }];
	if (missing === 'none') return [];
	throw new ApiFailure(
		'No conversation matches',
		'Check the value, and whether the customer has a conversation open. A new one can take a minute to show up.',
		{ status: 404 },
	);
}
