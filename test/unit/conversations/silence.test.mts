import type {
	CommunicationPayload,
	MessageDetailsPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { silentMinutes, silentSince } from '../../../nodes/shared/conversations/silence.ts';
import { lastAuthor, lastMessageFrom, lastMessageTime } from '../../../nodes/shared/conversations/writers.ts';
import { chat, party, readChat } from '../../support/virtual-conversation.mts';

describe('Messages that an answer leaves out', () => {
	const at = (time: string) => `2026-09-01T${time}:00.000Z`;
	const left = (time: string) => ({ state: 'disconnected', disconnectedTime: at(time) });
	const of = (formerLeg: CommunicationPayload, ...messageTimes: readonly string[]) =>
		readChat(
			chat({
				participants: [
					party('customer', { id: 'former' }, { id: 'former-leg', messages: null, ...formerLeg }),
					party('customer', {}, { messages: messageTimes.map((time) => ({ messageTime: at(time) })) }),
				],
			}),
		);

	it('may be the last ones, while somebody is there or as long as nothing later is told', () => {
		for (const conversation of [
			of({}, '11:30'),
			of(left('11:31'), '11:30'),
			of(left('11:05')),
			of({ state: 'disconnected' }, '11:30'),
		])
			expect(silentMinutes(conversation)).toBeUndefined();
	});

	it('are older than what is told, where their session had ended by then', () => {
		expect(silentMinutes(of(left('11:05'), '11:30'))).toBe(30);
		expect(silentMinutes(of(left('11:30'), '11:30'), 'customer')).toBe(30);
	});
});

describe('The last message', () => {
	const of = (purpose: string, ...messages: readonly MessageDetailsPayload[]) =>
		party(purpose, {}, { messages });
	const at = (time: string) => ({ messageTime: `2026-09-01T${time}:00.000Z` });

	it('is the latest, in whatever order they come', () => {
		const times = ['2026-09-01T12:00:00.000Z', '2026-09-01T14:00:00.000+01:00', '2026-09-01T12:30:00.000Z'];
		const conversation = readChat(
			chat({ participants: [of('customer', ...times.map((messageTime) => ({ messageTime })))] }),
		);

		expect(lastMessageTime(conversation)).toBe(times[1]);
		expect(silentSince(conversation, 'customer')).toBe(Date.parse(times[1] ?? ''));
		expect(silentSince(conversation, 'agent')).toBeUndefined();
	});

	it.each([
		['customer', 'customer'],
		['external', 'customer'],
		['agent', 'agent'],
		['user', 'agent'],
	] as const)('of a %s is one of the side %s', (purpose, side) => {
		const conversation = readChat(
			chat({ participants: [of(purpose, at('11:30')), of('workflow', at('11:45'))] }),
		);

		expect(silentSince(conversation, side)).toBe(Date.parse('2026-09-01T11:30:00.000Z'));
		expect(lastMessageTime(conversation)).toBe('2026-09-01T11:45:00.000Z');
	});

	it('of any user of the organization is one of the side agent, whatever the purpose is called', () => {
		const user = party('supervisor', { userId: 'u' }, { messages: [at('11:45')] });
		const conversation = readChat(chat({ participants: [of('agent', at('11:30')), user] }));

		expect(silentSince(conversation, 'agent')).toBe(Date.parse('2026-09-01T11:45:00.000Z'));
		expect(silentSince(conversation, 'customer')).toBeUndefined();
	});

	it.each(['event', 'Receipt'])('is none that is but an %s', (type) => {
		const conversation = readChat(
			chat({ participants: [of('customer', at('11:00'), { ...at('11:30'), messageMetadata: { type } })] }),
		);

		expect(lastMessageTime(conversation)).toBe('2026-09-01T11:00:00.000Z');
	});

	it('may be of any other kind', () => {
		const messages = { ...at('11:30'), messageMetadata: { type: 'Structured' } };

		expect(lastMessageTime(readChat(chat({ participants: [of('customer', messages)] })))).toBe(
			messages.messageTime,
		);
	});

	it('is none of what colleagues write to each other, though whoever asks them is at work', () => {
		const asksColleagues = { internalMessages: [{ id: 'leg', state: 'connected', messages: [at('11:50')] }] };
		const agent = { ...of('agent', at('11:20')), name: 'Alex', ...asksColleagues };
		const conversation = readChat(chat({ participants: [of('customer', at('11:30')), agent] }));

		expect(lastMessageTime(conversation)).toBe('2026-09-01T11:30:00.000Z');
		expect(lastMessageFrom(conversation)).toBe('customer');
		expect(silentMinutes(conversation)).toBe(10);
		expect(lastAuthor(conversation)?.who?.name).toBe('Alex');
	});

	it('tells for how long a side has been silent, by the clock of Genesys Cloud', () => {
		const conversation = readChat(
			chat({ participants: [of('customer', at('11:30')), of('agent', at('11:50'))] }),
		);

		expect(silentMinutes(conversation)).toBe(10);
		expect(silentMinutes(conversation, 'customer')).toBe(30);
	});

	it('does not tell it where a message has no time that can be read', () => {
		const conversation = readChat(
			chat({
				participants: [of('customer', at('11:30'), { messageTime: 'soon' }), of('agent', at('11:50'))],
			}),
		);

		expect(silentMinutes(conversation)).toBeUndefined();
		expect(silentMinutes(conversation, 'customer')).toBeUndefined();
		expect(silentMinutes(conversation, 'agent')).toBe(10);
	});

	it('does not mind a receipt without a time', () => {
		const receipt = { messageMetadata: { type: 'receipt' } };

		expect(silentMinutes(readChat(chat({ participants: [of('customer', at('11:30'), receipt)] })))).toBe(30);
	});

	it('does not tell it where nobody knows the time of now', () => {
		expect(
			silentMinutes(readChat(chat({ participants: [of('customer', at('11:30'))] }), 'unknown')),
		).toBeUndefined();
	});

	it('was never, where nobody wrote', () => {
		expect(silentMinutes(readChat(chat(), 'unknown'))).toBe(Infinity);
	});

	describe('where an agent has replied', () => {
		const silent = (...participants: readonly ParticipantPayload[]) =>
			silentMinutes(readChat(chat({ participants })), 'customerAfterAgent');
		const gone = (purpose: string, ...messages: readonly MessageDetailsPayload[]) =>
			party(purpose, {}, { messages, state: 'disconnected' });
		const shared = (time: string) => ({ ...at(time), messageId: 'm' });

		it.each([
			['from the last reply on', [of('customer', at('11:00')), of('agent', at('11:20'), at('11:50'))], 10],
			['whoever of the agents it was', [of('agent', at('11:20')), of('user', at('11:10'))], 40],
			[
				'also from that of an agent who has gone, where another one waits, too',
				[of('agent', at('11:20')), gone('agent', at('11:50'))],
				10,
			],
			[
				'not where colleagues write to each other',
				[{ ...of('user'), internalMessages: [{ id: 'leg', state: 'connected', messages: [at('11:50')] }] }],
				Infinity,
			],
			[
				'not where the agent has gone: the customer waits for the next one',
				[of('customer', at('11:00')), gone('agent', at('11:20'))],
				Infinity,
			],
			[
				'from the reply of the agent who has taken over',
				[of('customer', at('11:00')), gone('agent', at('11:20')), of('user', at('11:50'))],
				10,
			],
			['also to a customer who never wrote', [of('customer'), of('agent', at('11:20'))], 40],
			['not where the customer answered', [of('customer', at('11:30')), of('agent', at('11:20'))], Infinity],
			['not where they wrote at once', [of('customer', at('11:30')), of('agent', at('11:30'))], Infinity],
			['not for a bot', [of('customer', at('11:00')), of('botflow', at('11:20'))], Infinity],
			['not for a flow', [of('customer', at('11:00')), of('workflow', at('11:20'))], Infinity],
			['whatever a flow has said since', [of('agent', at('11:20')), of('workflow', at('11:50'))], 40],
			[
				'not where somebody unknown may have answered',
				[of('agent', at('11:20')), of('visitor', at('11:50'))],
				Infinity,
			],
			[
				'not where both list the last message',
				[of('customer', shared('11:50')), of('agent', at('11:20'), shared('11:50'))],
				Infinity,
			],
			[
				'not where a message that both list may be the reply',
				[of('customer', shared('11:20')), of('agent', shared('11:20'))],
				Infinity,
			],
		])('counts %s', (_what, participants, minutes) => {
			expect(silent(...participants)).toBe(minutes);
		});

		it.each(['failed', 'Delivery-Failed', 'queued', 'removed'])(
			'takes what has not arrived for no reply, and its sender for busy (%s)',
			(messageStatus) => {
				const last = { ...at('11:50'), messageStatus };
				expect(silent(of('agent', last))).toBe(Infinity);
				expect(silent(of('agent', at('11:20'), last))).toBe(10);
			},
		);

		it('is not told where any message has no time that can be read', () => {
			expect(silent(of('agent', at('11:20')), of('workflow', { messageTime: 'soon' }))).toBeUndefined();
		});
	});
});
