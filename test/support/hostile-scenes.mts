import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import type { ConversationHandle, ConversationInit, World } from '../../simulator/index.mts';
import type { Contact } from '../../simulator/world/directory.mts';
import {
	endTimeOf,
	externalTagOf,
	messagesOf,
	openParticipants,
	type Conversation,
} from '../../simulator/world/model.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import { NOBODYS_ID } from './contact-center.mts';
import { choicesOf, type FormField } from './form-fields.mts';
import type { HostileValue, Meant } from './hostile.mts';
import { FIND_KEYS } from './parameters.mts';

/** What an input item is about: a conversation of its own, so that whatever is done to it is the doing of that item. */
export interface Chat {
	readonly handle: ConversationHandle;
	readonly contact: Contact;
	/** What comes in with the item, besides the value. */
	readonly words: IDataObject;
}

/** An organization in which each item has a conversation, and somebody else has one that no item is about. */
export interface Stage {
	readonly world: World;
	readonly chats: readonly Chat[];
	readonly bystander: Chat;
	readonly wrapUpCodeId: string;
}

/** What a parameter is for, and so what it must not do with a value that nobody has meant. */
export interface Meaning {
	/** The right value for an item. */
	readonly good: (chat: Chat, stage: Stage) => HostileValue;
	/** One that is right for somebody else. */
	readonly others?: (stage: Stage) => string;
	/** How the conversation of each item is, so that the value decides. */
	readonly chat?: Partial<ConversationInit>;
	/** What else stands in the form. */
	readonly form?: INodeParameters | ((stage: Stage) => INodeParameters);
	/** Whether somebody can have meant this value; one that nobody can must be refused by the name of the field. */
	readonly canMean: (value: HostileValue) => boolean;
	/** Whether something may be changed with it, in the conversation of the item. */
	readonly lets?: (value: HostileValue) => boolean;
	/** A value with which it must be changed, so that the others are known to stand in its way. */
	readonly opens?: HostileValue;
	/** Whether the conversation that was given, or changed, is one that the value stands for; the item's own by default. */
	readonly fits?: (conversation: Conversation, value: HostileValue, chat: Chat, world: World) => boolean;
	/** Whether what was given for an item, or written for it, is what the value stands for. */
	readonly gives?: (items: readonly IDataObject[], value: HostileValue, world: World) => boolean;
	/** Whether the body of a request that changes something says what the value says. */
	readonly writes?: (body: unknown, value: HostileValue) => boolean;
	/** With the good value there is nothing to find, or to change. */
	readonly isVain?: true;
	/** No value is right: the field only stands there to be refused. */
	readonly isAlwaysRefused?: true;
}

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi;
/** What n8n makes of a date that is none. */
const LOST_DATE = /^Invalid Date(?:Time)?$/;
const INVISIBLE = /^[\s\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]*$/u;

const isBlank = (value: HostileValue) =>
	value === undefined || value === null || (typeof value === 'string' && INVISIBLE.test(value));

/** What somebody has written, or picked from a list. */
function textIn(value: HostileValue): string {
	if (typeof value === 'object' && value !== null && 'mode' in value && 'value' in value)
		return typeof value.value === 'string' ? value.value : '';
	if (typeof value === 'number') return Number.isSafeInteger(value) ? String(value) : '';
	return typeof value === 'string' ? value : '';
}

const isText = (value: HostileValue) =>
	(typeof value === 'string' && !isBlank(value) && !LOST_DATE.test(value)) || Number.isSafeInteger(value);

/** The only ID in a text; undefined where there is none, or more than one. */
function idIn(value: HostileValue): string | undefined {
	const ids = new Set((textIn(value).match(UUID) ?? []).map((id) => id.toLowerCase()));
	return ids.size === 1 ? [...ids][0] : undefined;
}

const isId = (value: HostileValue) => idIn(value) !== undefined;
const isIdAsText = (value: HostileValue) => typeof value === 'string' && isId(value);
const isYes = (value: HostileValue) => value === true || value === 'true';
const isNo = (value: HostileValue) => value === false || value === 'false';
const isFlag = (value: HostileValue) => isYes(value) || isNo(value);

/** A whole number, or a text that is one; NaN for all else. */
function whole(value: HostileValue): number {
	const number = typeof value === 'string' && /^\s*[+-]?\d+\s*$/.test(value) ? Number(value) : value;
	return typeof number === 'number' && Number.isSafeInteger(number) ? number : NaN;
}

/** A time, as exactly as a day: which zone is meant is not the question here. */
function timeIn(value: HostileValue): number {
	if (value instanceof Date) return value.getTime();
	if (typeof value === 'object' && value !== null && 'isLuxonDateTime' in value && 'ts' in value)
		return 'isValid' in value && value.isValid === true ? Number(value.ts) : NaN;
	const text = typeof value === 'string' ? value.trim() : '';
	return /^\d{4}-\d\d-\d\d([T ][\d:.]+)?( ?(Z|[+-]\d\d:?\d\d))?$/i.test(text)
		? Date.parse(text.replace(' ', 'T').replace(' ', ''))
		: NaN;
}

const isTime = (value: HostileValue) => timeIn(value) > Date.UTC(2000, 0) - DAY_MS;
const whichIs =
	(...values: string[]) =>
	(value: HostileValue) =>
		values.some((one) => one === value);

function isSomeOf(choices: readonly string[], least: number): (value: HostileValue) => boolean {
	return (value) =>
		Array.isArray(value) &&
		value.length >= least &&
		Array.from(value, (one: unknown) => choices.some((choice) => choice === one)).every(Boolean);
}

/** What is open right now. */
export function isOpen(conversation: Conversation): boolean {
	return openParticipants(conversation).length > 0 && endTimeOf(conversation) === undefined;
}

function contactOf({ directory }: World, { externalContactId = '' }: Conversation): Contact | undefined {
	return directory.contacts.get(directory.canonicalContactId(externalContactId));
}

const legs = ({ participants }: Conversation) => participants.map(({ communication }) => communication);
const isOf = (purpose: string) => (conversation: Conversation) =>
	openParticipants(conversation).some((participant) => participant.purpose === purpose);
const hasCustomer = isOf('customer');
const word = (name: string) => (chat: Chat) => chat.words[name];

/** A field of a text, and how to see in a conversation that it was meant. */
const key = (name: string, fits: NonNullable<Meaning['fits']>): Meaning => ({
	good: word(name),
	others: ({ bystander }) => textIn(bystander.words[name]),
	canMean: isText,
	fits,
});

const conversation: Meaning = {
	good: word('conversationId'),
	others: ({ bystander }) => bystander.handle.id,
	canMean: isId,
	lets: isId,
	fits: ({ id }, value) => id === idIn(value),
};

export const flag = (good: boolean): Meaning => ({ good: () => good, canMean: isFlag, lets: isFlag });

export function number(good: number, from: number, to = Infinity): Meaning {
	const isWithin = (value: HostileValue) => whole(value) >= from && whole(value) <= to;
	return { good: () => good, canMean: isWithin, lets: isWithin };
}

const choice = (good: string, ...others: string[]): Meaning => ({
	good: () => good,
	canMean: whichIs(good, ...others),
	lets: whichIs(good, ...others),
});

const alwaysRefused: Meaning = {
	good: () => false,
	canMean: () => false,
	lets: () => false,
	isAlwaysRefused: true,
};

/** A message with a time is one of half a minute ago, see `stageFor`. */
const WRITTEN_JUST_NOW = {
	messages: [{ from: 'customer', text: 'Hello', at: 0 }],
} as const satisfies Partial<ConversationInit>;

/** Every shape that an operation knows; n8n keeps what the field held when the operation was changed. */
const output = choice('simplified', 'raw', 'selectedFields', 'summary', 'verdicts', 'messages', 'transcript');

const OF_EVERY_OPERATION: Readonly<Record<string, Meaning>> = {
	conversationId: conversation,
	output,
	'options.headroomPercent': number(5, 0, 90),
	'options.maxRetries': number(5, 0, 100),
	'options.maxWaitSeconds': number(300, 0),
	'options.allowAsTool': alwaysRefused,
};

/** What is not web messaging is closed only by who says that it need not be looked at. */
const unchecked: Meaning = {
	...flag(true),
	chat: { messageType: 'whatsapp' },
	lets: isNo,
	opens: false,
	isVain: true,
};

const GUARDS: Readonly<Record<string, Meaning>> = {
	dryRun: { ...flag(true), lets: isNo, opens: false, isVain: true },
	'options.checkFirst': unchecked,
	'options.dryRun': alwaysRefused,
	'options.maxCloses': { ...number(0, 0), lets: (value) => whole(value) > 0, opens: 10_000, isVain: true },
	'options.skipIfConnected': {
		...choice('agent', 'agentAndCustomer', 'nobody'),
		lets: whichIs('nobody'),
		opens: 'nobody',
		isVain: true,
	},
	'options.skipIfMessageWithinMinutes': {
		...number(10, 0),
		chat: WRITTEN_JUST_NOW,
		lets: (value) => whole(value) === 0,
		opens: 0,
		isVain: true,
	},
	'options.skipWrapUp': flag(true),
	'options.waitTimeoutSeconds': number(15, 0, 600),
	'options.waitUntilClosed': flag(true),
	'options.whenNotFound': { ...choice('item', 'error'), form: { conversationId: NOBODYS_ID }, isVain: true },
	'options.wrapUpCodeId': {
		good: (_chat, { wrapUpCodeId }) => wrapUpCodeId,
		canMean: (value) => isId(value) || isBlank(value) || isBlankLocator(value),
		lets: () => true,
		writes: (body, value) =>
			!isObject(body) || !('wrapup' in body) || JSON.stringify(body).includes(idIn(value) ?? 'no ID'),
	},
	'options.wrapUpNotes': {
		good: () => 'Solved',
		canMean: (value) => typeof value === 'string' || isBlank(value),
		form: ({ wrapUpCodeId }) => ({ options: { wrapUpCodeId } }),
		lets: () => true,
		writes: (body, value) =>
			!isObject(body) ||
			!isObject(body['wrapup']) ||
			(body['wrapup']['notes'] ?? '') === (isBlank(value) ? '' : textIn(value)) ||
			(body['wrapup']['notes'] === undefined && textIn(value).trim() === ''),
	},
};

function isBlankLocator(value: HostileValue): boolean {
	return typeof value === 'object' && value !== null && 'mode' in value && 'value' in value
		? value.value === '' || value.value === null
		: false;
}

const byCondition = (
	name: string,
	fits: NonNullable<Meaning['fits']>,
	more: Partial<Meaning> = {},
): Meaning => ({
	...key(name, fits),
	canMean: isId,
	...more,
});

const hasUser: NonNullable<Meaning['fits']> = ({ participants }, value) =>
	participants.some(({ userId }) => userId === idIn(value));
const lastWritten = (of: Conversation) => Math.max(...messagesOf(of).map(({ at }) => at));

/** What the parameters of each operation are for, by `resource/operation`. */
const MEANINGS: Readonly<Record<string, Readonly<Record<string, Meaning>>>> = {
	'conversation/close': {
		...GUARDS,
		method: choice('disconnect', 'graceful', 'teardown'),
		'options.goodbyeMessage': {
			good: () => 'Goodbye!',
			canMean: (value) => typeof value === 'string' && !isBlank(value),
			lets: () => true,
			writes: (body, value) => !isObject(body) || !('textBody' in body) || body['textBody'] === value,
		},
	},
	'session/close': {
		...GUARDS,
		'options.checkFirst': {
			...unchecked,
			// Without it, the session has to be looked for, which is as good as a check.
			form: { options: { participantId: '={{ $json.participantId }}' } },
		},
		closeWhich: choice('bySessionId', 'customerSessions', 'allOpenSessions'),
		sessionId: {
			good: word('sessionId'),
			others: ({ bystander }) => bystander.handle.customer.sessionId,
			canMean: isId,
			lets: isId,
			fits: (given, value) => legs(given).some(({ id }) => id === idIn(value)),
		},
		'options.participantId': {
			good: word('participantId'),
			others: ({ bystander }) => bystander.handle.customer.participantId,
			canMean: (value) => isIdAsText(value) || isBlank(value),
			lets: () => true,
		},
	},
	'conversation/find': {
		findBy: choice(
			'externalId',
			...[
				'conversationId',
				'customAttribute',
				'email',
				'externalContactId',
				'externalTag',
				'messageId',
				'phone',
			],
		),
		attributeName: key('attributeName', ({ participants }, value) =>
			participants.some(({ attributes }) => attributes.has(textIn(value).trim())),
		),
		attributeValue: key('attributeValue', ({ participants }, value) =>
			participants.some(({ attributes }) => [...attributes.values()].includes(textIn(value))),
		),
		email: key('email', (given, value, _chat, world) =>
			(contactOf(world, given)?.emails ?? []).includes(textIn(value).trim().toLowerCase()),
		),
		externalContactId: byCondition(
			'externalContactId',
			({ externalContactId }, value) => externalContactId === idIn(value),
		),
		externalId: key('externalId', (given, value, _chat, world) =>
			(contactOf(world, given)?.externalIds ?? []).some((one) => one.value === textIn(value).trim()),
		),
		externalTag: key(
			'externalTag',
			(given, value) => externalTagOf(given) === textIn(value).trim().toLowerCase(),
		),
		messageId: key('messageId', (given, value) =>
			messagesOf(given).some(({ id }) => id === textIn(value).trim().toLowerCase()),
		),
		phone: key('phone', (given, value, _chat, world) =>
			(contactOf(world, given)?.phones ?? []).some(
				(phone) => phone.replaceAll(/\D/g, '') === textIn(value).replaceAll(/\D/g, '').replace(/^00/, ''),
			),
		),
		state: {
			...choice('any', 'open'),
			chat: { stage: 'ended' },
			fits: (given, value) => value === 'any' || isOpen(given),
		},
		match: {
			...choice('newest', 'all', 'only'),
			fits: ({ externalContactId }, _value, { contact }) => externalContactId === contact.id,
			gives: (items, value) => value === 'only' || items.length === (value === 'all' ? 2 : 1),
		},
		whenNotFound: {
			...choice('item', 'none', 'error'),
			form: { externalId: 'nobody' },
			fits: () => false,
			gives: (items, value) => items.length === (value === 'none' ? 0 : 1),
		},
		fields: fieldsMeaning(['conversationId']),
		'options.externalSourceId': byCondition(
			'sourceId',
			(given, value, _chat, world) =>
				(contactOf(world, given)?.externalIds ?? []).some(({ source }) => source.id === idIn(value)),
			{ form: { externalId: '={{ $json.sharedId }}' } },
		),
		'options.lookbackDays': {
			...number(31, 1, 186),
			// As old as Genesys Cloud would still show it, and out of reach for whoever looks back no further than two weeks.
			chat: { startedAt: -20 * DAY_MS },
			fits: (_given, value) => whole(value) >= 20,
		},
	},
	'conversation/get': {
		fields: fieldsMeaning(['conversationId']),
		'options.whenNotFound': missing('none'),
	},
	'conversation/getAll': {
		state: { ...choice('open', 'any'), fits: (given, value) => value === 'any' || isOpen(given) },
		returnAll: {
			...flag(true),
			gives: (items, value) => isYes(value) || items.length <= 50,
			fits: () => true,
		},
		limit: { ...number(2, 1), gives: (items, value) => items.length <= whole(value), fits: isOpen },
		'filters.userId': byCondition('userId', hasUser),
		'filters.customer': {
			...choice('left', 'connected', 'any'),
			fits: (given, value) => value === 'any' || hasCustomer(given) === (value === 'connected'),
		},
		'filters.divisionId': byCondition('divisionId', ({ divisionIds }, value) =>
			divisionIds.some((id) => id === idIn(value)),
		),
		'filters.externalContactId': byCondition(
			'externalContactId',
			({ externalContactId }, value) => externalContactId === idIn(value),
		),
		'filters.externalTag': key(
			'tag',
			(given, value) => externalTagOf(given) === textIn(value).trim().toLowerCase(),
		),
		'filters.flowId': byCondition('flowId', ({ participants }, value) =>
			participants.some(({ flowId }) => flowId === idIn(value)),
		),
		'filters.idleForMinutes': {
			...number(30, 1),
			fits: (given, value, _chat, world) =>
				world.now() - lastWritten(given) >= whole(value) * MINUTE_MS - MINUTE_MS,
		},
		'filters.idleSide': {
			...choice('anyone', 'agent', 'customer', 'customerAfterAgent'),
			form: { filters: { idleForMinutes: 30 } },
			fits: (given, value, _chat, world) =>
				value !== 'anyone' || world.now() - lastWritten(given) >= 29 * MINUTE_MS,
		},
		'filters.queueIds': byCondition(
			'queueId',
			({ participants }, value) =>
				participants.some(
					({ queueId }) => queueId !== undefined && JSON.stringify(value).toLowerCase().includes(queueId),
				),
			{
				// Among those that are open, a look at each of them would hide that the filter is gone.
				form: { state: 'any' },
				canMean: (value) => {
					const list: unknown[] = Array.isArray(value) ? Array.from(value) : [value];
					return list.length > 0 && list.every((one) => typeof one === 'string' && isId(one));
				},
			},
		),
		'filters.startedAfter': {
			good: () => new Date(Date.now() - 5 * DAY_MS).toISOString(),
			canMean: isTime,
			fits: ({ startTime }, value) => startTime >= timeIn(value) - DAY_MS,
		},
		'filters.startedBefore': {
			good: () => new Date(Date.now() - 5 * DAY_MS).toISOString(),
			canMean: isTime,
			fits: ({ startTime }, value) => startTime <= timeIn(value) + DAY_MS,
		},
		fields: { ...fieldsMeaning(['conversationId']), fits: isOpen },
		output: { ...output, fits: isOpen },
		'options.headroomPercent': { ...number(5, 0, 90), fits: isOpen },
		'options.maxRetries': { ...number(5, 0, 100), fits: isOpen },
		'options.maxWaitSeconds': { ...number(300, 0), fits: isOpen },
		'options.verifyLive': { ...flag(true), fits: isOpen },
	},
	'conversation/setExternalTag': {
		externalTag: {
			good: () => 'ticket-1',
			canMean: isText,
			lets: isText,
			writes: (body, value) => isObject(body) && body['externalTag'] === textIn(value).trim(),
		},
		'options.whenNotFound': missing('none'),
	},
	'message/getAll': { 'options.whenNotFound': missing('none') },
	'message/send': {
		text: {
			good: () => 'Are you still there?',
			canMean: (value) => typeof value === 'string' && !isBlank(value),
			lets: () => true,
			writes: (body, value) => isObject(body) && body['textBody'] === value,
		},
		'options.deploymentId': {
			good: word('deploymentId'),
			canMean: isIdAsText,
			lets: isIdAsText,
			writes: (body, value) => isObject(body) && body['fromAddress'] === idIn(value),
		},
		'options.whenNotFound': missing('none'),
	},
	'session/list': {
		sessionState: {
			...choice('open', 'closed', 'any'),
			gives: (items, value) =>
				value === 'any' || items.every(({ open }) => open === undefined || open === (value === 'open')),
		},
		purposes: {
			good: () => ['customer'],
			canMean: isSomeOf(['acd', 'agent', 'botflow', 'customer', 'external', 'user', 'workflow'], 0),
			gives: (items, value) =>
				Array.isArray(value) &&
				(value.length === 0 ||
					items.every(
						({ purpose }) =>
							purpose === undefined || Array.from(value, (one: unknown) => one).includes(purpose),
					)),
		},
		fields: fieldsMeaning(['sessionId', 'conversationId']),
		'options.whenNotFound': missing('none'),
	},
};

function fieldsMeaning(good: string[]): Meaning {
	return {
		good: () => good,
		canMean: (value) => Array.isArray(value) && value.length > 0 && Array.from(value, isName).every(Boolean),
		gives: (items, value) =>
			Array.isArray(value) &&
			items.every((item) =>
				Object.keys(item).every((name) => name === 'found' || Array.from(value, String).includes(name)),
			),
	};
}

/** Which names there are, the form tells; here it is enough that it is one. */
function isName(value: unknown): boolean {
	return typeof value === 'string' && /^[a-z][A-Za-z]+$/.test(value);
}

function missing(good: string): Meaning {
	return {
		...choice(good, 'item', 'error'),
		form: { conversationId: NOBODYS_ID },
		fits: () => false,
		gives: (items, value) => items.length === (value === 'none' ? 0 : 1),
		isVain: true,
	};
}

/** Where a parameter stands. */
export type Where = Pick<FormField, 'resource' | 'operation' | 'path'>;

/** What a parameter is for; undefined where nobody has said so yet. */
export function meaningOf({ resource, operation, path }: Where): Meaning | undefined {
	return MEANINGS[`${resource}/${operation}`]?.[path] ?? OF_EVERY_OPERATION[path];
}

/** A parameter that is worked out once in a run, for its first item. */
export function isOfTheRun({ path }: FormField): boolean {
	return ['options.headroomPercent', 'options.maxRetries', 'options.maxWaitSeconds'].includes(path);
}

/** What stands in the form besides the field; every value of it is right. */
export function formAround(field: FormField, stage: Stage): INodeParameters {
	const { resource, operation, path } = field;
	const from = (name: string) => `={{ $json.${name} }}`;
	const { form = {} } = meaningOf(field) ?? {};
	const special = typeof form === 'function' ? form(stage) : form;
	const usual: INodeParameters =
		operation === 'find'
			? {
					...Object.fromEntries(FIND_KEYS.map((name) => [name, from(name)])),
					attributeName: from('attributeName'),
					attributeValue: from('attributeValue'),
					options: path === 'options.lookbackDays' ? {} : { lookbackDays: 1 },
				}
			: operation === 'getAll' && resource === 'conversation'
				? { returnAll: true, filters: {}, options: {} }
				: {
						conversationId: from('conversationId'),
						...(operation === 'setExternalTag' && { externalTag: 'ticket-1' }),
						...(operation === 'send' && { text: 'Are you still there?' }),
						...(resource === 'session' && operation === 'close' && { sessionId: from('sessionId') }),
						options: {},
					};
	return { ...usual, ...special };
}

/** Furnishes an empty world for a run of so many items. */
export function stageFor(field: Where, world: World, count: number): Stage {
	const meaning = meaningOf(field);
	// Where nothing is changed, all items may be about the same one.
	const isOnlyRead = !isChange(field);
	const isListed = field.resource === 'conversation' && field.operation === 'getAll';
	const crm = world.addExternalSource({ name: 'CRM' });
	const shop = world.addExternalSource({ name: 'Shop' });
	const queue = world.addQueue({ name: 'Support' });
	const wrapUpCodeId = world.addWrapUpCode({ name: 'Solved' }).id;
	const agent = world.addUser({ name: 'Alex Agent' });
	const deployment = world.addDeployment({ name: 'Shop' });
	const begin = (i: number, init: Partial<ConversationInit>): Chat => {
		const contact = world.addContact({
			firstName: `Customer ${i}`,
			externalIds: [
				{ source: crm, value: `CRM-${i}` },
				{ source: crm, value: `SAME-${i}` },
			],
			emails: [`customer.${i}@example.com`],
			phones: [`+1317555${String(1_000 + i)}`],
		});
		const { startedAt, messages, ...others } = init;
		const at = world.now() - 40 * MINUTE_MS;
		const handle = world.startConversation({
			customerName: `Customer ${i}`,
			queue,
			agent,
			contact,
			deployment,
			stage: 'agent',
			externalTag: `tag-${i}`,
			attributes: { [`order${i}`]: `A-${i}` },
			startedAt: world.now() + (typeof startedAt === 'number' ? startedAt : -60 * MINUTE_MS),
			messages: (messages ?? [{ from: 'customer', text: 'Hello' }]).map((message) => ({
				...message,
				at: message.at === undefined ? at : world.now() - 30_000,
			})),
			...others,
		});
		const there = world.conversation(handle.id);
		return {
			handle,
			contact,
			words: {
				conversationId: handle.id,
				sessionId: handle.customer.sessionId,
				participantId: handle.customer.participantId,
				deploymentId: deployment.id,
				externalContactId: contact.id,
				externalId: `CRM-${i}`,
				sharedId: `SAME-${i}`,
				sourceId: crm.id,
				email: `customer.${i}@example.com`,
				phone: `+1317555${String(1_000 + i)}`,
				externalTag: `tag-${i}`,
				tag: `tag-${i}`,
				attributeName: `order${i}`,
				attributeValue: `A-${i}`,
				messageId: handle.messageIds[0],
				userId: there.participants.find(({ userId }) => userId !== undefined)?.userId,
				flowId: there.participants.find(({ flowId }) => flowId !== undefined)?.flowId,
				queueId: there.participants.find(({ queueId }) => queueId !== undefined)?.queueId,
				divisionId: there.divisionIds[0],
			},
		};
	};
	const bystander = begin(999, {
		queue: world.addQueue({ name: 'Sales', divisionId: world.addDivision({ name: 'North' }).id }),
		agent: world.addUser({ name: 'Kim Agent' }),
		deployment: world.addDeployment({ name: 'Blog' }),
		...(meaning?.chat?.messageType === undefined ? {} : { messageType: meaning.chat.messageType }),
	});
	if (isListed) {
		// They differ in whatever can be filtered by.
		const chat = begin(0, { startedAt: -10 * DAY_MS });
		begin(1, { stage: 'queue', startedAt: -2 * DAY_MS, ...WRITTEN_JUST_NOW });
		begin(2, { stage: 'ended' });
		begin(3, { stage: 'customerLeft' });
		return { world, chats: Array.from({ length: count }, () => chat), bystander, wrapUpCodeId };
	}
	if (isOnlyRead) {
		const chat = begin(0, meaning?.chat ?? {});
		begin(1, {});
		begin(2, { stage: 'ended' });
		// Somebody else has the same ID in another system, and the customer has an older conversation.
		if (field.path === 'options.externalSourceId') {
			const externalIds = [{ source: shop, value: 'SAME-0' }];
			const twin = world.addContact({ firstName: 'Twin', externalIds });
			world.startConversation({ customerName: 'Twin', queue, agent, contact: twin, stage: 'agent' });
		}
		if (field.path === 'match')
			world.startConversation({
				customerName: 'Customer 0',
				queue,
				agent,
				contact: chat.contact,
				stage: 'agent',
				startedAt: world.now() - 90 * MINUTE_MS,
			});
		return { world, chats: Array.from({ length: count }, () => chat), bystander, wrapUpCodeId };
	}
	const chats = Array.from({ length: count }, (_, i) => begin(i, meaning?.chat ?? {}));
	return { world, chats, bystander, wrapUpCodeId };
}

/** Whether the operation changes something in Genesys Cloud: such a one asks before an AI agent may use it. */
export function isChange({ resource, operation }: Where): boolean {
	const { fields = [] } =
		OPERATIONS.find((one) => one.resource === resource && one.value === operation) ?? {};
	return fields.some(({ name }) => name === 'allowAsTool');
}

/** What is right for an item, and for somebody else, as texts. */
export function meantFor(
	field: Pick<FormField, 'property'>,
	meaning: Meaning,
	chat: Chat,
	stage: Stage,
): Meant {
	const good = meaning.good(chat, stage);
	const [other = 'other'] = choicesOf(field.property).filter((value) => value !== good);
	const list: unknown[] = Array.isArray(good) ? Array.from(good, (one: unknown) => one) : [good];
	return { good: String(list[0]), others: meaning.others?.(stage) ?? other };
}
