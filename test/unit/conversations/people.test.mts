import {
	agentOf,
	customerOf,
	listed,
	nameOf,
	queueOf,
	whoIsIn,
} from '../../../nodes/shared/conversations/people.ts';
import { readDetailsRow } from '../../../nodes/shared/conversations/read-details-row.ts';
import type { ParticipantPayload } from '../../../nodes/shared/conversations/payloads.ts';
import { chat, party, readChat } from '../../support/virtual-conversation.mts';
import { indexed, row } from '../../support/virtual-index.mts';

const at = (time: string) => `2026-09-01T${time}:00.000Z`;
const came = (id: string, time: string) => ({ id: `${id}-leg`, connectedTime: at(time) });
const left = (id: string, time: string) => ({
	id: `${id}-leg`,
	state: 'disconnected',
	disconnectedTime: at(time),
});
const of = (...participants: readonly ParticipantPayload[]) => readChat(chat({ participants }));
/** The only one of a conversation. */
function only(participant: ParticipantPayload) {
	const [one] = of(participant).participants;
	if (!one) throw new Error('There is nobody');
	return one;
}

describe('The customer and the agent of a conversation', () => {
	it.each(['customer', 'external'])(
		'are told by what they are: %s, beside agents, queues and flows',
		(purpose) => {
			const conversation = of(party('acd'), party('workflow'), party('agent'), party(purpose));

			expect(customerOf(conversation)?.id).toBe(purpose);
			expect(agentOf(conversation)?.id).toBe('agent');
		},
	);

	it('are nobody where there are none', () => {
		expect(customerOf(of(party('agent')))).toBeUndefined();
		expect(agentOf(of(party('customer'), party('acd'), party('botflow')))).toBeUndefined();
	});

	it('are who is in it, not who was', () => {
		const before = party('agent', { id: 'before' }, left('before', '11:55'));
		const now = party('user', { id: 'now' }, came('now', '11:10'));

		expect(agentOf(of(before, now))?.id).toBe('now');
		expect(agentOf(of(now, before))?.id).toBe('now');
	});

	it('are who left last, where nobody is in it', () => {
		const first = party('customer', { id: 'first' }, left('first', '11:40'));
		const last = party('customer', { id: 'last' }, left('last', '11:55'));

		expect(customerOf(of(first, last))?.id).toBe('last');
		expect(customerOf(of(last, first))?.id).toBe('last');
	});
});

describe('The queue of a conversation', () => {
	it('is that of who is in it now', () => {
		const before = party('acd', { queueId: 'sales', queueName: 'Sales' }, left('acd', '11:30'));
		const now = party('agent', { queueId: 'support', queueName: 'Support' });

		expect(queueOf(of(before, now))).toEqual({ id: 'support', name: 'Support' });
		expect(queueOf(of(now, before))).toEqual({ id: 'support', name: 'Support' });
	});

	it('is none where nobody tells of one', () => {
		expect(queueOf(of(party('customer'), party('agent')))).toBeUndefined();
	});

	it('has no ID where only its name is told, and no name where only its ID is', () => {
		const named = party('acd', { queueName: 'Support' });
		const unnamed = party('agent', { queueId: 'support' });
		const other = party('acd', { queueId: 'sales', queueName: 'Sales' }, left('acd', '11:30'));

		expect(queueOf(of(named))).toEqual({ id: undefined, name: 'Support' });
		expect(queueOf(of(unnamed, other))).toEqual({ id: 'support', name: undefined });
	});

	it('bears the name of who stands for it, where the index tells only the ID of an agent', () => {
		const segments = (queueId: string, segmentEnd?: string) => [
			{ segmentType: 'interact', segmentStart: at('11:00'), queueId, ...(segmentEnd && { segmentEnd }) },
		];
		const participants = [
			indexed('acd', { participantName: 'Support' }, segments('support', at('11:10'))),
			indexed('agent', { participantName: 'Alex' }, segments('support')),
		];
		const conversation = readDetailsRow(row('a', 60, { participants }), undefined);

		expect(conversation && queueOf(conversation)).toEqual({ id: 'support', name: 'Support' });
	});
});

describe('Somebody in a sentence', () => {
	it.each<[ParticipantPayload, string]>([
		[party('customer', { name: 'Dana' }), 'Dana (customer)'],
		[party('external', { name: 'Dana' }), 'Dana (customer)'],
		[party('customer'), 'the customer'],
		[party('agent', { name: 'Alex' }), 'Alex (agent)'],
		[party('user', { name: 'Alex' }), 'Alex (agent)'],
		[party('user'), 'the agent'],
		[party('acd', { name: 'ACD', queueName: 'Support' }), 'the queue Support'],
		[party('acd', { name: 'Support' }), 'the queue Support'],
		[party('acd'), 'the queue'],
		[party('botflow', { name: 'Robby' }), 'the bot'],
		[party('workflow', { name: 'Inbound' }), 'the message flow'],
		[party('inboundmessageflow'), 'the message flow'],
		[party('station', { name: 'Desk 5' }), 'Desk 5'],
		[party('station'), 'a participant (station)'],
	])('is called by name and role: %j', (participant, name) => {
		expect(nameOf(only(participant))).toBe(name);
	});
});

describe('Those who are in a conversation', () => {
	const dana = party('customer', { name: 'Dana' });
	const queue = party('acd', { queueName: 'Support' });

	it('are its people', () => {
		expect(whoIsIn(of(dana, queue, party('agent', { name: 'Alex' })))).toEqual([
			'Dana (customer)',
			'Alex (agent)',
		]);
	});

	it('are not those who have left', () => {
		const gone = party('agent', { name: 'Alex' }, { state: 'disconnected' });

		expect(whoIsIn(of(dana, gone))).toEqual(['Dana (customer)']);
	});

	it('are the queue, the bot or the flow, where no person is in it', () => {
		const gone = party('customer', { name: 'Dana' }, { state: 'disconnected' });

		expect(whoIsIn(of(gone, queue, party('workflow')))).toEqual(['the queue Support', 'the message flow']);
	});

	it('are named once where they cannot be told apart', () => {
		expect(whoIsIn(of(party('agent', { id: 'one' }), party('agent', { id: 'two' })))).toEqual(['the agent']);
	});

	it('are nobody where all have left', () => {
		expect(whoIsIn(of(party('customer', {}, { state: 'disconnected' })))).toEqual([]);
	});
});

describe('A list in a sentence', () => {
	it.each([
		[[], ''],
		[['A'], 'A'],
		[['A', 'B'], 'A and B'],
		[['A', 'B', 'C'], 'A, B, and C'],
		[['A', 'B', 'C', 'D'], 'A, B, C, and D'],
	])('has an "and" before the last: %j', (names, text) => {
		expect(listed(names)).toBe(text);
	});
});
