import { participantSessions } from '../../../nodes/shared/conversations/conversation.ts';
import type {
	ConversationPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { conversationItem, sessionItem } from '../../../nodes/shared/n8n/items.ts';
import { rawItem, toConversationItem } from '../../../nodes/shared/n8n/output.ts';
import { chat, leg, party, readChat } from '../../support/virtual-conversation.mts';

const at = (time: string) => `2026-09-01T${time}:00.000Z`;
const came = (time: string) => ({ connectedTime: at(time) });
const left = (time: string) => ({ state: 'disconnected', disconnectedTime: at(time) });
const itemOf = (...participants: readonly ParticipantPayload[]) =>
	conversationItem(readChat(chat({ participants })));

describe('The item of a conversation', () => {
	it('has what people look for first, in this order, and every key', () => {
		const body: ConversationPayload = chat({
			externalTag: 'ticket',
			participants: [
				party(
					'customer',
					{ name: 'Dana', externalContactId: 'dana' },
					{ messages: [{ messageTime: at('11:55') }] },
				),
				party('acd', { queueName: 'Support' }, left('11:10')),
				party('agent', { name: 'Alex' }),
			],
		});

		const item = conversationItem(readChat(body));

		expect(item).toEqual({
			found: true,
			state: 'open',
			customerName: 'Dana',
			queueName: 'Support',
			agentName: 'Alex',
			startTime: at('11:00'),
			lastMessageTime: at('11:55'),
			openSessions: 2,
			agentConnected: true,
			conversationId: 'chat',
			type: 'webmessaging',
			endTime: null,
			externalContactId: 'dana',
			externalTag: 'ticket',
		});
		expect(Object.keys(item)).toEqual([
			'found',
			'state',
			'customerName',
			'queueName',
			'agentName',
			'startTime',
			'lastMessageTime',
			'openSessions',
			'agentConnected',
			'conversationId',
			'type',
			'endTime',
			'externalContactId',
			'externalTag',
		]);
	});

	it('has null for what is not known', () => {
		const body = { id: 'chat', participants: [{ id: 'p', messages: [{ id: 'l', state: 'disconnected' }] }] };

		expect(conversationItem(readChat(body))).toEqual({
			found: true,
			state: 'closed',
			customerName: null,
			queueName: null,
			agentName: null,
			startTime: null,
			lastMessageTime: null,
			openSessions: 0,
			agentConnected: false,
			conversationId: 'chat',
			type: 'message',
			endTime: null,
			externalContactId: null,
			externalTag: null,
		});
	});

	it('tells the end of what has ended', () => {
		expect(itemOf(party('customer', {}, left('11:55')))).toMatchObject({
			state: 'closed',
			endTime: at('11:55'),
		});
	});

	it('is about the customer, whatever that is called', () => {
		expect(itemOf(party('agent', { name: 'Alex' }), party('external', { name: 'Dana' })).customerName).toBe(
			'Dana',
		);
	});

	it('is about the customer who is in it, not the one who was, wherever they stand', () => {
		const before = party('customer', { id: 'before', name: 'Dana' }, { id: 'one', ...left('11:55') });
		const again = party('customer', { id: 'again', name: 'Dana R.' }, { id: 'two', ...came('11:55') });

		expect(itemOf(before, again).customerName).toBe('Dana R.');
		expect(itemOf(again, before).customerName).toBe('Dana R.');
	});

	it('names the agent who is in it, not the one who was', () => {
		const before = party('agent', { id: 'before', name: 'Alex' }, { id: 'one', ...left('11:55') });
		const now = party('user', { id: 'now', name: 'Robin' }, { id: 'two', ...came('11:55') });

		expect(itemOf(before, now).agentName).toBe('Robin');
		expect(itemOf(now, before).agentName).toBe('Robin');
	});

	it('names the agent who was in it last, where none is', () => {
		const first = party('agent', { id: 'first', name: 'Alex' }, { id: 'one', ...left('11:40') });
		const last = party('agent', { id: 'last', name: 'Robin' }, { id: 'two', ...left('11:55') });

		expect(itemOf(party('customer'), first, last).agentName).toBe('Robin');
		expect(itemOf(party('customer'), last, first).agentName).toBe('Robin');
	});

	it('names the queue that it is in, not one that it was in', () => {
		const before = party('acd', { id: 'before', queueName: 'Sales' }, { id: 'one', ...left('11:55') });
		const now = party('acd', { id: 'now', queueName: 'Support' }, { id: 'two', ...came('11:55') });

		expect(itemOf(before, now).queueName).toBe('Support');
		expect(itemOf(now, before).queueName).toBe('Support');
	});

	it('does not take the customer for somebody in a queue', () => {
		expect(itemOf(party('acd', { queueName: 'Support' }, left('11:55')), party('customer')).queueName).toBe(
			'Support',
		);
	});

	it('counts the open sessions of web messaging alone', () => {
		const calls = [{ id: 'call', state: 'connected' }];
		const messages = [leg({ id: 'open' }), leg({ id: 'ended', state: 'disconnected' })];

		expect(itemOf(party('customer', { calls, messages })).openSessions).toBe(1);
	});

	it.each([
		['another kind of message', party('customer', {}, { type: 'whatsapp' }), 'whatsapp'],
		['a call', { id: 'p', purpose: 'customer', calls: [{ id: 'c', state: 'connected' }] }, 'call'],
	])('tells the type of what is no web messaging: %s', (_what, participant, type) => {
		expect(itemOf(participant).type).toBe(type);
	});
});

describe('The item of a session', () => {
	const sessionOf = (participant: ParticipantPayload) => {
		const conversation = readChat(chat({ participants: [participant] }));
		const [session] = participantSessions(conversation);
		if (!session) throw new Error('No session');
		return sessionItem(conversation, session);
	};

	it('has what people look for first, in this order, and every key', () => {
		const item = sessionOf(
			party(
				'customer',
				{ name: 'Dana' },
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
			disconnectType: 'peer',
			sessionId: 'customer-leg',
			participantId: 'customer',
			conversationId: 'chat',
		});
		expect(Object.keys(item)[0]).toBe('purpose');
	});

	it('has null for what is not known', () => {
		expect(sessionOf({ id: 'p', messages: [{ id: 'l' }] })).toMatchObject({
			purpose: '',
			participantName: null,
			open: true,
			connectedTime: null,
			lastMessageTime: null,
			disconnectedTime: null,
			disconnectType: null,
		});
	});
});

describe('A conversation as an item', () => {
	const live = { conversation: readChat(chat()), raw: { id: 'chat', more: [1] } };

	it('is simple, or as Genesys Cloud has sent it', () => {
		expect(toConversationItem(live, true)).toMatchObject({ found: true, conversationId: 'chat' });
		expect(toConversationItem(live, false)).toEqual({ id: 'chat', more: [1] });
	});

	it('is simple where there is nothing else', () => {
		expect(toConversationItem({ ...live, raw: undefined }, false)).toMatchObject({ found: true });
	});

	it('is a copy of what was sent', () => {
		expect(rawItem(live.raw)).toEqual(live.raw);
		expect(rawItem(live.raw)).not.toBe(live.raw);
	});
});
