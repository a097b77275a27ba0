import { rawSessions } from '../../../nodes/shared/conversations/raw-sessions.ts';
import { chat, leg, party } from '../../support/virtual-conversation.mts';

describe('The raw legs of a conversation', () => {
	it('are those of messages, by ID, with what they belong to', () => {
		const raw = chat({ participants: [party('customer', { calls: [{ id: 'call' }] }), party('agent')] });

		expect([...rawSessions(raw).entries()]).toEqual([
			[
				'customer-leg',
				{
					conversationId: 'chat',
					participantId: 'customer',
					purpose: 'customer',
					sessionId: 'customer-leg',
					...leg({ id: 'customer-leg' }),
				},
			],
			[
				'agent-leg',
				{
					conversationId: 'chat',
					participantId: 'agent',
					purpose: 'agent',
					sessionId: 'agent-leg',
					...leg({ id: 'agent-leg' }),
				},
			],
		]);
	});

	it.each([
		undefined,
		null,
		'text',
		[],
		{},
		{ participants: 'x' },
		{ participants: [null, 'x', { messages: 5 }] },
	])('are none in %j', (raw) => {
		expect(rawSessions(raw).size).toBe(0);
	});
});
