import type { DisplayCondition, IDataObject, INodeProperties } from 'n8n-workflow';

import { ATTRIBUTES_KEPT_DAYS } from '../../../shared/conversations/attribute-search';
import { isOpen } from '../../../shared/conversations/conversation';
import { findConversations, type Key, type Miss } from '../../../shared/conversations/find';
import type { LiveConversation } from '../../../shared/conversations/live';
import { ApiFailure, Failure } from '../../../shared/platform/failures';
import { MAX_INTERVAL_DAYS } from '../../../shared/conversations/details-query';
import { externalContactId } from '../../../shared/n8n/conversation-filters';
import { conversationOutput, foundItem } from '../../../shared/n8n/conversation-items';
import { conversationFields, conversationId, locator } from '../../../shared/n8n/locators';
import { OPTIONS } from '../../../shared/n8n/options';
import { whenNotFound, type WhenNotFound } from '../../../shared/n8n/when-not-found';
import type { Operation } from '../operation';
import { MISSES } from './misses';
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
		{
			name: 'Conversation',
			value: 'conversationId',
			description: 'Its ID, or its address (URL) in Genesys Cloud',
		},
		{
			name: 'Custom Attribute',
			value: 'customAttribute',
			description:
				'Participant data set by a flow or the web page. Slow: several requests per day searched, and if no open one matches, one per open conversation.',
		},
		{ name: 'Email', value: 'email', description: "The customer's email address in External Contacts" },
		{
			name: 'External Contact',
			value: 'externalContactId',
			description: 'The customer in External Contacts',
		},
		{ name: 'External ID', value: 'externalId', description: "The customer's ID in your CRM" },
		{
			name: 'External Tag',
			value: 'externalTag',
			description: 'A tag set by Set External Tag or your flow',
		},
		{ name: 'Message ID', value: 'messageId', description: 'The ID of one message of the conversation' },
		{ name: 'Phone', value: 'phone', description: "The customer's phone number in External Contacts" },
	],
	default: 'externalId',
	description: 'How to find the conversation',
};

function keyField(
	name: string,
	displayName: string,
	placeholder: string,
	description: string,
): INodeProperties {
	return { displayName, name, type: 'string', default: '', placeholder: `e.g. ${placeholder}`, description };
}

const email = keyField('email', 'Email', 'dana@example.com', 'The email address of the customer');
const externalId = keyField('externalId', 'External ID', 'CRM-100045', "The customer's ID in your CRM");
const externalTag = keyField(
	'externalTag',
	'External Tag',
	'ticket-4711',
	'The exact tag of the conversation. Upper and lower case matter.',
);
const messageId = keyField(
	'messageId',
	'Message ID',
	'5befde6373a23f32f20b59b4e1cba0e6',
	'The ID of a message of the conversation',
);
const attributeName = keyField(
	'attributeName',
	'Attribute Name',
	'customerId',
	'The name of the attribute. You can leave out the "context." prefix that Genesys Cloud adds to attributes set by a web page.',
);
const attributeValue = keyField(
	'attributeValue',
	'Attribute Value',
	'CRM-100045',
	'The exact value. Upper and lower case matter.',
);
const phone = keyField(
	'phone',
	'Phone',
	'+1 317 555 0100',
	'The phone number of the customer, with the country code',
);

/** The fields that each way of finding needs. */
const KEY_FIELDS: Readonly<Record<(typeof KEYS)[number], readonly INodeProperties[]>> = {
	conversationId: conversationFields,
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
		{ ...hiddenFor(field, [...otherKeys, isExpression]), required: true },
		{ ...hiddenFor(field, [...KEYS]), required: false },
	]);
});

function hiddenFor(field: INodeProperties, findBys: Array<string | DisplayCondition>): INodeProperties {
	const { show, hide } = field.displayOptions ?? {};
	return { ...field, displayOptions: { ...(show && { show }), hide: { ...hide, findBy: findBys } } };
}

const state: INodeProperties = {
	displayName: 'State',
	name: 'state',
	type: 'options',
	options: [
		{ name: 'Open', value: 'open', description: 'Only conversations that are open right now' },
		{ name: 'Any', value: 'any', description: 'Ended conversations too' },
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
		{ name: 'All', value: 'all', description: 'Every match, newest first' },
		{
			name: 'Exactly One (Stop if Several)',
			value: 'only',
			description: 'The only match; an error if there are several',
		},
	],
	default: 'newest',
	description: 'Which conversation to return if several match',
};

const whenNothingMatches: INodeProperties = {
	...whenNotFound,
	default: 'item',
	description: 'What to do when no conversation matches',
};

const externalSourceId = locator({
	displayName: 'External Source',
	name: 'externalSourceId',
	description: 'The system the external ID belongs to, if several systems use the same IDs',
	search: 'searchExternalSources',
});

/** Six queries of the index. */
const LONGEST_LOOK_BACK_DAYS = 6 * MAX_INTERVAL_DAYS;

const lookbackDays: INodeProperties = {
	displayName: 'Look Back (Days)',
	name: 'lookbackDays',
	type: 'number',
	typeOptions: { minValue: 1, maxValue: LONGEST_LOOK_BACK_DAYS },
	default: MAX_INTERVAL_DAYS,
	description:
		'How many days back the conversation may have started. By conversation or message ID, it is found at any age. Every 31 days take one more request. Attributes are kept for only 30 days.',
};

/** Finds web messaging conversations by what is known of the customer or the conversation. */
export const find: Operation = {
	resource: 'conversation',
	value: 'find',
	name: 'Find',
	description: "Find a customer's open conversation",
	action: 'Find a conversation',
	fields: [findBy, ...keyFields, state, match, whenNothingMatches, ...conversationOutput.fields],
	options: [externalSourceId, lookbackDays],
	async *execute({ api, parameters, hint }) {
		const key = readKey(parameters);
		const chosenState = parameters.option(state, ['open', 'any']);
		const chosenMatch = parameters.option(match, ['newest', 'all', 'only']);
		const missing = parameters.option(whenNothingMatches, ['item', 'none', 'error']);
		const shape = conversationOutput.read(parameters);
		const days = parameters.within(OPTIONS).number(lookbackDays);
		if (!key) {
			yield* nothing(missing);
			return;
		}
		const misses = new Set<Miss>();
		const onMiss = (miss: Miss) => void misses.add(miss);
		const search = { key, state: chosenState, lookbackDays: days, onMiss };
		if (key.by === 'customAttribute' && days > MAX_INTERVAL_DAYS)
			hint(
				`Genesys Cloud keeps attributes for ${ATTRIBUTES_KEPT_DAYS} days, so the search by attribute went back no further.`,
			);

		const hits: LiveConversation[] = [];
		for await (const hit of findConversations(api, search)) {
			hits.push(hit);
			if (chosenMatch === 'newest' || (chosenMatch === 'only' && hits.length > 1)) break;
		}
		if (chosenMatch === 'only' && hits.length > 1) {
			throw new Failure(
				'More than one conversation matches',
				`Search by something only one conversation has, or set '${match.displayName}' to Newest or All.`,
			);
		}
		yield* hits.map((hit) => foundItem(hit, shape));
		const mayMissOpen =
			key.by === 'customAttribute' &&
			chosenState === 'any' &&
			!hits.some(({ conversation }) => isOpen(conversation));
		if (mayMissOpen) hint(MAY_MISS_OPEN);
		if (hits.length > 0) return;
		const why = [...misses].map((miss) => MISSES[miss]);
		why.forEach(hint);
		yield* nothing(missing, why);
	},
};

const ONLY_FOR_EXTERNAL_ID = `It says whose external ID it is. Set '${findBy.displayName}' to External ID, or remove it.`;

/** @returns undefined where the incoming item says that there is no conversation to look for */
function readKey(parameters: Parameters): Key | undefined {
	const by = parameters.option(findBy, KEYS);
	const options = parameters.within(OPTIONS);
	if (by !== 'externalId') options.refuse(externalSourceId, ONLY_FOR_EXTERNAL_ID);
	switch (by) {
		case 'conversationId': {
			const id = parameters.conversation(conversationId);
			return id === undefined ? undefined : { by, conversationId: id };
		}
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
				externalSourceId: options.added(externalSourceId, () => options.uuid(externalSourceId)),
			};
		}
		case 'email':
			return { by: 'identifier', type: 'Email', value: parameters.text(email), externalSourceId: undefined };
		case 'phone':
			return { by: 'identifier', type: 'Phone', value: parameters.phone(phone), externalSourceId: undefined };
	}
}

const MAY_MISS_OPEN =
	'It is not known whether the search by attribute shows conversations that are still open. To be sure of those, set State to Open.';

function nothing(missing: WhenNotFound, why: readonly string[] = []): IDataObject[] {
	if (missing === 'item') return [{ found: false }];
	if (missing === 'none') return [];
	throw new ApiFailure(
		'No conversation matches',
		why.length > 0
			? why.join(' ')
			: 'Check the value, and that the customer has an open conversation. A new one can take a minute to show up.',
		{ status: 404 },
	);
}
