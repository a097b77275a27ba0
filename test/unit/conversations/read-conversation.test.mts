import fc from 'fast-check';
import {
	closedAt,
	isOpen,
	isWebMessaging,
	lastMessageTime,
	participantSessions,
} from '../../../nodes/shared/conversations/conversation.ts';
import { conversationItem, sessionItem } from '../../../nodes/shared/n8n/items.ts';
import { rawSessions } from '../../../nodes/shared/conversations/raw-sessions.ts';
import { readConversation } from '../../../nodes/shared/conversations/read-conversation.ts';

const json = fc.jsonValue();
/** Bodies that look like a conversation from afar. */
const leg = fc.record(
	{ id: json, state: json, type: json, messages: json, afterCallWork: json, disconnectedTime: json },
	{ requiredKeys: [] },
);
const participant = fc.record(
	{
		id: json,
		purpose: json,
		name: json,
		wrapup: json,
		calls: fc.oneof(json, fc.array(leg)),
		messages: fc.oneof(json, fc.array(leg)),
	},
	{ requiredKeys: [] },
);
const body = fc.record(
	{
		id: fc.constant('x'),
		startTime: json,
		endTime: json,
		participants: fc.oneof(json, fc.array(participant)),
	},
	{ requiredKeys: ['id'] },
);

const chat = (participants: unknown[], more = {}) => ({ id: 'x', participants, ...more });
const message = (state: string, more = {}) => ({ id: 'leg', state, type: 'webmessaging', ...more });

describe('Reading a conversation', () => {
	it('never throws, whatever comes, and neither does what is made of it', () => {
		fc.assert(fc.property(json, (value) => readConversation(value) === undefined));
		fc.assert(
			fc.property(body, (value) => {
				const conversation = readConversation(value);
				if (!conversation) throw new Error('It has an ID');
				const sessions = participantSessions(conversation).map((session) =>
					sessionItem(conversation, session),
				);
				const item = conversationItem(conversation);
				expect(sessions.filter(({ open }) => open).length >= item.openSessions).toBe(true);
				expect(item.state).toBe(isOpen(conversation) ? 'open' : 'closed');
				expect(rawSessions(value)).toBeInstanceOf(Map);
			}),
		);
	});

	it.each([null, undefined, '', 'text', 5, true, [], {}, { id: '' }, { id: 5 }, [{ id: 'x' }]])(
		'is no conversation: %j',
		(value) => {
			expect(readConversation(value)).toBeUndefined();
		},
	);

	it('takes a state that nobody knows yet as open', () => {
		const conversation = readConversation(chat([{ messages: [message('HIBERNATING')] }]));

		expect(conversation && isOpen(conversation)).toBe(true);
	});

	it.each(['disconnected', 'DISCONNECTED', 'terminated'])('takes %s as ended', (state) => {
		const conversation = readConversation(chat([{ messages: [message(state)] }]));

		expect(conversation && isOpen(conversation)).toBe(false);
	});

	it('is open by its legs, whatever its end time says', () => {
		const endTime = '2026-09-01T12:00:00.000Z';
		const [open, ended] = ['connected', 'disconnected'].map((state) =>
			readConversation(chat([{ messages: [message(state)] }], { endTime })),
		);

		expect(open && [isOpen(open), closedAt(open)]).toEqual([true, undefined]);
		expect(ended && [isOpen(ended), closedAt(ended)]).toEqual([false, endTime]);
	});

	it('has ended with its last leg where it has no end time', () => {
		const legs = ['2026-09-01T12:00:00.000Z', '2026-09-01T12:00:05.000Z', '2026-09-01T11:00:00.000Z'];
		const conversation = readConversation(
			chat(legs.map((disconnectedTime) => ({ messages: [message('disconnected', { disconnectedTime })] }))),
		);

		expect(conversation && closedAt(conversation)).toBe(legs[1]);
	});

	it.each(['webmessaging', 'WEBMESSAGING', 'WebMessaging'])(
		'is web messaging however it is spelled (%s)',
		(type) => {
			const conversation = readConversation(chat([{ messages: [{ type, state: 'connected' }] }]));

			expect(conversation && isWebMessaging(conversation)).toBe(true);
		},
	);

	it('is not web messaging by a leg of another medium', () => {
		const conversation = readConversation(chat([{ calls: [{ type: 'webmessaging', state: 'connected' }] }]));

		expect(conversation && isWebMessaging(conversation)).toBe(false);
	});

	it('takes the latest message, in whatever order they come', () => {
		const times = ['2026-09-01T12:00:00.000Z', '2026-09-01T14:00:00.000+01:00', '2026-09-01T12:30:00.000Z'];
		const messages = times.map((messageTime) => ({ messageTime }));
		const conversation = readConversation(
			chat([{ purpose: 'customer', messages: [message('connected', { messages })] }]),
		);

		expect(conversation && lastMessageTime(conversation)).toBe(times[1]);
		expect(conversation && lastMessageTime(conversation, 'customer')).toBe(times[1]);
		expect(conversation && lastMessageTime(conversation, 'agent')).toBeUndefined();
	});
});
