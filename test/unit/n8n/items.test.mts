import { participantSessions } from '../../../nodes/shared/conversations/conversation.ts';
import type {
	ConversationPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import {
	conversationItem,
	foundItem,
	withoutMessageFields,
} from '../../../nodes/shared/n8n/conversation-items.ts';
import { CONVERSATION_FIELDS, itemOf, SESSION_FIELDS } from '../../../nodes/shared/n8n/items.ts';
import { outputForm, shaped } from '../../../nodes/shared/n8n/output.ts';
import { Parameters } from '../../../nodes/shared/n8n/parameters.ts';
import { executeContext } from '../../support/n8n-context.mts';
import { CONVERSATION_KEYS, SESSION_KEYS } from '../../support/item-keys.mts';
import { chat, leg, party, readChat } from '../../support/virtual-conversation.mts';

const DEPLOYMENT = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const at = (time: string) => `2026-09-01T${time}:00.000Z`;
const came = (time: string) => ({ connectedTime: at(time) });
const left = (time: string) => ({ state: 'disconnected', disconnectedTime: at(time) });
/** Everything that an item can have. */
const all = (body: ConversationPayload) => itemOf(readChat(body), CONVERSATION_FIELDS);
const of = (...participants: readonly ParticipantPayload[]) => all(chat({ participants }));
const SIMPLE = CONVERSATION_FIELDS.filter(({ onlySelected }) => !onlySelected);

describe('The item of a conversation', () => {
	const body: ConversationPayload = chat({
		externalTag: 'ticket',
		divisions: [{ division: { id: 'division' } }],
		participants: [
			party(
				'customer',
				{ name: 'Dana', externalContactId: 'dana' },
				{ messages: [{ messageTime: at('11:55') }], toAddress: { addressNormalized: DEPLOYMENT } },
			),
			party('acd', { queueName: 'Support', queueId: 'queue' }, left('11:10')),
			party('agent', { name: 'Alex', userId: 'alex' }),
		],
	});
	const simple = {
		conversationId: 'chat',
		state: 'open',
		customerName: 'Dana',
		customerConnected: true,
		queueName: 'Support',
		agentName: 'Alex',
		agentConnected: true,
		startTime: at('11:00'),
		lastMessageTime: at('11:55'),
		externalTag: 'ticket',
	};

	it('has what people look for first, in this order, and every key', () => {
		const item = itemOf(readChat(body), SIMPLE);

		expect(item).toEqual(simple);
		expect(Object.keys(item)).toEqual(CONVERSATION_KEYS);
	});

	it('has more where it is asked for', () => {
		const item = all(body);

		expect(item).toEqual({
			...simple,
			endTime: null,
			externalContactId: 'dana',
			type: 'webmessaging',
			openSessions: 2,
			idleMinutes: 5,
			lastMessageFrom: 'customer',
			queueId: 'queue',
			agentId: 'alex',
			deploymentId: DEPLOYMENT,
			divisionId: 'division',
		});
		expect(Object.keys(item).slice(SIMPLE.length)).toEqual([
			'endTime',
			'externalContactId',
			'type',
			'openSessions',
			'idleMinutes',
			'lastMessageFrom',
			'queueId',
			'agentId',
			'deploymentId',
			'divisionId',
		]);
	});

	it('has null for what is not known', () => {
		const nobody = {
			id: 'chat',
			participants: [{ id: 'p', messages: [{ id: 'l', state: 'disconnected' }] }],
		};

		expect(all(nobody)).toEqual({
			conversationId: 'chat',
			state: 'closed',
			customerName: null,
			customerConnected: false,
			queueName: null,
			agentName: null,
			agentConnected: false,
			startTime: null,
			lastMessageTime: null,
			externalTag: null,
			endTime: null,
			externalContactId: null,
			type: 'message',
			openSessions: 0,
			idleMinutes: null,
			lastMessageFrom: null,
			queueId: null,
			agentId: null,
			deploymentId: null,
			divisionId: null,
		});
	});

	it.each([
		['connected', true],
		['parked', true],
		['alerting', false],
		['disconnected', false],
	])('says whether the customer and an agent are in it: %s', (state, isIn) => {
		expect(of(party('customer', {}, { state }), party('workflow'))).toMatchObject({
			customerConnected: isIn,
			agentConnected: false,
		});
		expect(of(party('agent', {}, { state }), party('workflow'))).toMatchObject({
			customerConnected: false,
			agentConnected: isIn,
		});
	});

	it.each([
		['11:58', 2],
		['11:59', 1],
		['12:00', 0],
		['12:01', 0],
		['soon', null],
	])('tells whole minutes of silence: the last message came at %s', (time, minutes) => {
		const messages = [{ messageTime: time === 'soon' ? time : at(time) }];

		expect(of(party('customer', {}, { messages }))['idleMinutes']).toBe(minutes);
	});

	it('tells whole minutes of silence, and never more than have passed', () => {
		const messages = [{ messageTime: '2026-09-01T11:58:00.001Z' }];

		expect(of(party('customer', {}, { messages }))['idleMinutes']).toBe(1);
	});

	it('tells the end of what has ended', () => {
		expect(of(party('customer', {}, left('11:55')))).toMatchObject({
			state: 'closed',
			endTime: at('11:55'),
		});
	});

	it('is about the customer, whatever that is called', () => {
		expect(of(party('agent', { name: 'Alex' }), party('external', { name: 'Dana' }))['customerName']).toBe(
			'Dana',
		);
	});

	it('is about the customer who is in it, not the one who was, wherever they stand', () => {
		const before = party('customer', { id: 'before', name: 'Dana' }, { id: 'one', ...left('11:55') });
		const again = party('customer', { id: 'again', name: 'Dana R.' }, { id: 'two', ...came('11:55') });

		expect(of(before, again)['customerName']).toBe('Dana R.');
		expect(of(again, before)['customerName']).toBe('Dana R.');
	});

	it('names the agent who is in it, not the one who was', () => {
		const before = party('agent', { id: 'before', name: 'Alex' }, { id: 'one', ...left('11:55') });
		const now = party('user', { id: 'now', name: 'Robin' }, { id: 'two', ...came('11:55') });

		expect(of(before, now)['agentName']).toBe('Robin');
		expect(of(now, before)['agentName']).toBe('Robin');
	});

	it('names the agent who was in it last, where none is', () => {
		const first = party('agent', { id: 'first', name: 'Alex' }, { id: 'one', ...left('11:40') });
		const last = party('agent', { id: 'last', name: 'Robin' }, { id: 'two', ...left('11:55') });

		expect(of(party('customer'), first, last)['agentName']).toBe('Robin');
		expect(of(party('customer'), last, first)['agentName']).toBe('Robin');
	});

	it('names the queue that it is in, not one that it was in', () => {
		const before = party('acd', { id: 'before', queueName: 'Sales' }, { id: 'one', ...left('11:55') });
		const now = party('acd', { id: 'now', queueName: 'Support' }, { id: 'two', ...came('11:55') });

		expect(of(before, now)['queueName']).toBe('Support');
		expect(of(now, before)['queueName']).toBe('Support');
	});

	it('does not take the customer for somebody in a queue', () => {
		expect(of(party('acd', { queueName: 'Support' }, left('11:55')), party('customer'))['queueName']).toBe(
			'Support',
		);
	});

	it('counts the open sessions of web messaging alone', () => {
		const calls = [{ id: 'call', state: 'connected' }];
		const messages = [leg({ id: 'open' }), leg({ id: 'ended', state: 'disconnected' })];

		expect(of(party('customer', { calls, messages }))['openSessions']).toBe(1);
	});

	it.each([
		['another kind of message', party('customer', {}, { type: 'whatsapp' }), 'whatsapp'],
		['a call', { id: 'p', purpose: 'customer', calls: [{ id: 'c', state: 'connected' }] }, 'call'],
	])('tells the type of what is no web messaging: %s', (_what, participant, type) => {
		expect(of(participant)['type']).toBe(type);
	});
});

describe('The item of a session', () => {
	const sessionOf = (participant: ParticipantPayload) => {
		const conversation = readChat(chat({ participants: [participant] }));
		const [session] = participantSessions(conversation);
		if (!session) throw new Error('No session');
		return itemOf({ ...session, conversationId: conversation.id }, SESSION_FIELDS);
	};

	it('has what people look for first, in this order, and every key', () => {
		const item = sessionOf(
			party(
				'customer',
				{ name: 'Dana', queueName: 'Support', userId: 'user' },
				{
					...came('11:00'),
					...left('11:55'),
					disconnectType: 'PEER',
					messages: [{ messageTime: at('11:20') }],
				},
			),
		);

		expect(item).toEqual({
			purpose: 'customer',
			participantName: 'Dana',
			state: 'disconnected',
			open: false,
			connectedTime: at('11:00'),
			lastMessageTime: at('11:20'),
			disconnectedTime: at('11:55'),
			sessionId: 'customer-leg',
			participantId: 'customer',
			conversationId: 'chat',
			disconnectType: 'peer',
			queueName: 'Support',
			userId: 'user',
			messageType: 'webmessaging',
		});
		expect(Object.keys(item)).toEqual([
			...SESSION_KEYS,
			'disconnectType',
			'queueName',
			'userId',
			'messageType',
		]);
		expect(SESSION_FIELDS.filter(({ onlySelected }) => onlySelected).map(({ key }) => key)).toEqual([
			'disconnectType',
			'queueName',
			'userId',
			'messageType',
		]);
	});

	it('has null for what is not known', () => {
		expect(sessionOf({ id: 'p', messages: [{ id: 'l' }] })).toMatchObject({
			purpose: null,
			participantName: null,
			open: true,
			connectedTime: null,
			lastMessageTime: null,
			disconnectedTime: null,
			disconnectType: null,
			queueName: null,
			userId: null,
			messageType: null,
		});
	});
});

describe('A conversation as an item', () => {
	const live = { conversation: readChat(chat()), raw: { id: 'chat', more: [1] } };

	it('has the fields that were chosen, or is what Genesys Cloud has sent', () => {
		expect(conversationItem(live, SIMPLE)).toEqual(itemOf(live.conversation, SIMPLE));
		expect(conversationItem(live, SIMPLE.slice(0, 2))).toEqual({ conversationId: 'chat', state: 'open' });
		expect(conversationItem(live, 'raw')).toEqual({ id: 'chat', more: [1] });
	});

	it('says first that it was found, where it was looked for', () => {
		const item = foundItem(live, SIMPLE);

		expect(item).toEqual({ found: true, ...itemOf(live.conversation, SIMPLE) });
		expect(Object.keys(item)[0]).toBe('found');
		expect(foundItem(live, 'raw')).toEqual({ id: 'chat', more: [1] });
	});

	it('is a copy of what was sent, and empty where that is nothing', () => {
		expect(shaped(live.conversation, live.raw, 'raw')).toEqual(live.raw);
		expect(shaped(live.conversation, live.raw, 'raw')).not.toBe(live.raw);
		expect(conversationItem({ ...live, raw: undefined }, 'raw')).toEqual({});
	});

	it('has no times of messages where the index is all that is known', () => {
		const left = withoutMessageFields(CONVERSATION_FIELDS);
		const keys = CONVERSATION_FIELDS.map(({ key }) => key);

		expect(left === 'raw' ? left : left.map(({ key }) => key)).toEqual(
			keys.filter((key) => !['lastMessageTime', 'idleMinutes', 'lastMessageFrom'].includes(key)),
		);
		expect(withoutMessageFields('raw')).toBe('raw');
	});
});

describe('The choice of what items look like', () => {
	const form = outputForm(CONVERSATION_FIELDS, ['state']);
	const read = (parameters: object) =>
		form.read(new Parameters(executeContext({ parameters: { ...parameters } }).context, 0));
	const keysOf = (parameters: object) => {
		const shape = read(parameters);
		return shape === 'raw' ? shape : shape.map(({ key }) => key);
	};

	it('is what most workflows need, everything as it was sent, or some fields', () => {
		expect(keysOf({})).toEqual(SIMPLE.map(({ key }) => key));
		expect(keysOf({ output: 'simplified' })).toEqual(SIMPLE.map(({ key }) => key));
		expect(keysOf({ output: 'raw' })).toBe('raw');
		expect(keysOf({ output: 'selectedFields' })).toEqual(['state']);
	});

	it('keeps the order of the fields, in whatever order they were chosen', () => {
		expect(keysOf({ output: 'selectedFields', fields: ['type', 'state', 'conversationId'] })).toEqual([
			'conversationId',
			'state',
			'type',
		]);
	});

	it('refuses none, what there is not, and what is no list', () => {
		expect(() => read({ output: 'selectedFields', fields: [] })).toThrow("'Fields'");
		expect(() => read({ output: 'selectedFields', fields: ['state', 'name'] })).toThrow("'Fields'");
		expect(() => read({ output: 'selectedFields', fields: 'state' })).toThrow("'Fields'");
		expect(() => read({ output: 'other' })).toThrow("'Output'");
	});

	it('offers every field by its name, in the order of the alphabet', () => {
		const offered = form.fields.find(({ name }) => name === 'fields')?.options?.map(({ name }) => name) ?? [];

		expect(offered).toEqual(CONVERSATION_FIELDS.map(({ name }) => name).sort());
	});
});
