import { currentOf, isAgentConnected } from '../../../nodes/shared/conversations/participants.ts';
import {
	foreignOpenSession,
	hasTag,
	hasTagInOtherCase,
} from '../../../nodes/shared/conversations/conversation.ts';
import { isId, isUuid } from '../../../nodes/shared/platform/ids.ts';
import { hasBeenInOneOf, isInOneOf } from '../../../nodes/shared/conversations/judge.ts';
import { latest, timeOf } from '../../../nodes/shared/conversations/time.ts';
import type {
	CommunicationPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { chat, leg, party, readChat } from '../../support/virtual-conversation.mts';

describe('Who is there now', () => {
	const someone = (id: string, ...legs: readonly CommunicationPayload[]) =>
		party('agent', { id, messages: legs.map((one, i) => leg({ id: `${id}-${i}`, ...one })) });
	const came = (time: string) => ({ connectedTime: `2026-09-01T${time}:00.000Z` });
	const left = (time: string) => ({ state: 'disconnected', disconnectedTime: `2026-09-01T${time}:00.000Z` });
	const current = (...participants: readonly ParticipantPayload[]) =>
		currentOf(readChat(chat({ participants })).participants)?.id;

	it('is nobody where there is nobody', () => {
		expect(currentOf([])).toBeUndefined();
	});

	it('is who has an open leg, in whatever order they stand', () => {
		expect(current(someone('a', came('11:00')), someone('b', left('11:50')))).toBe('a');
		expect(current(someone('b', left('11:50')), someone('a', came('11:00')))).toBe('a');
	});

	it('is who came last of those', () => {
		expect(current(someone('a', came('11:30')), someone('b', came('11:00')))).toBe('a');
		expect(current(someone('b', came('11:00')), someone('a', came('11:30')))).toBe('a');
	});

	it('is who left last, where all have left', () => {
		expect(current(someone('a', left('11:30')), someone('b', left('11:00')))).toBe('a');
		expect(current(someone('b', left('11:00')), someone('a', left('11:30')))).toBe('a');
	});

	it('goes by the open leg alone of who has several', () => {
		const back = someone('a', { ...left('11:59'), ...came('11:58') }, came('11:00'));

		expect(current(back, someone('b', came('11:30')))).toBe('b');
	});

	it('is who stands last, where nobody can tell', () => {
		expect(current(someone('a', { connectedTime: null }), someone('b', { connectedTime: null }))).toBe('b');
		expect(current(someone('a', came('11:30')), someone('b', { connectedTime: null }))).toBe('a');
	});
});

describe('What a conversation is asked', () => {
	it.each([
		['connected', true],
		['parked', true],
		['dialing', true],
		['hibernating', true],
		['alerting', false],
		['disconnected', false],
	])('is whether an agent is in it: %s, %s', (state, isThere) => {
		expect(isAgentConnected(readChat(chat({ participants: [party('agent', {}, { state })] })))).toBe(isThere);
		expect(isAgentConnected(readChat(chat({ participants: [party('user', {}, { state })] })))).toBe(isThere);
		const user = party('supervisor', { userId: 'u' }, { state });
		expect(isAgentConnected(readChat(chat({ participants: [user] })))).toBe(isThere);
		expect(isAgentConnected(readChat(chat({ participants: [party('customer', {}, { state })] })))).toBe(
			false,
		);
		const known = party('customer', { userId: 'u' }, { state });
		expect(isAgentConnected(readChat(chat({ participants: [known] })))).toBe(false);
	});

	it('is whether it is, or has been, in a queue, whose ID may be told in capitals', () => {
		const conversation = readChat(chat({ participants: [party('customer', { queueId: 'QUEUE-A' })] }));

		expect(isInOneOf(conversation, ['queue-b', 'queue-a'])).toBe(true);
		expect(isInOneOf(conversation, ['queue-b'])).toBe(false);
		expect(hasBeenInOneOf(conversation, ['queue-a'])).toBe(true);
		expect(hasBeenInOneOf(conversation, ['queue-b'])).toBe(false);
	});

	it('is which leg of another kind is open', () => {
		const beside = (state: string) =>
			readChat(chat({ participants: [party('customer', { calls: [{ id: 'call', state }] })] }));

		expect(foreignOpenSession(beside('connected'))?.id).toBe('call');
		expect(foreignOpenSession(beside('terminated'))).toBeUndefined();
	});

	it('is whether it has a tag, and whether one in other letters', () => {
		const tagged = (externalTag: string | null = null) => readChat(chat({ externalTag }));
		expect(hasTag(tagged('Ticket'), 'Ticket')).toBe(true);
		expect(hasTagInOtherCase(tagged('Ticket'), 'Ticket')).toBe(false);
		expect(hasTag(tagged('Ticket'), 'tICKET')).toBe(false);
		expect(hasTagInOtherCase(tagged('Ticket'), 'tICKET')).toBe(true);
		for (const other of [tagged('Ticket-1'), tagged()]) {
			expect(hasTag(other, 'ticket')).toBe(false);
			expect(hasTagInOtherCase(other, 'ticket')).toBe(false);
		}
	});
});

describe('Times and IDs', () => {
	it('is the latest time of those that can be read', () => {
		expect(latest([])).toBeUndefined();
		expect(latest([undefined, 'soon', ''])).toBeUndefined();
		expect(latest(['2026-09-01T12:00:00Z', 'soon', undefined, '2026-09-01T11:00:00Z'])).toBe(
			'2026-09-01T12:00:00Z',
		);
	});

	it('is a time, in whatever zone', () => {
		expect(timeOf('2026-09-01T12:00:00Z')).toBe(NOON);
		expect(timeOf('2026-09-01T14:00+02:00')).toBe(NOON);
		expect(timeOf('2028-02-29T00:00:00.5Z')).toBe(Date.UTC(2028, 1, 29) + 500);
	});

	it.each([
		undefined,
		'',
		'soon',
		'5',
		'01/02/2026',
		'2026-09-01',
		'0001-01-01T00:00:00Z',
		// Without a zone it would be in that of this machine.
		'2026-09-01T12:00:00',
		'2026-02-30T12:00:00Z',
		'2026-02-29T12:00:00Z',
		'2026-13-01T12:00:00Z',
		'2026-09-01T25:00:00Z',
	])('is no time that everybody reads alike: %j', (text) => {
		expect(timeOf(text)).toBeUndefined();
	});

	it.each(['a', 'A-1', '3fa85f64-5717-4562-b3fc-2c963f66afa6', 'x'.repeat(100)])('is an ID: %s', (text) => {
		expect(isId(text)).toBe(true);
	});

	it.each([undefined, '', '..', 'a/b', 'a b', 'a_b', 'a%', 'x'.repeat(101)])('is no ID: %j', (text) => {
		expect(isId(text)).toBe(false);
	});
});

describe('A UUID', () => {
	const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';

	it.each([ID, ID.toUpperCase()])('is what most IDs of Genesys Cloud are: %s', (text) => {
		expect(isUuid(text)).toBe(true);
	});

	it.each(['', ID.slice(1), `${ID}0`, `x${ID}`, `{${ID}}`, ID.replaceAll('-', ''), ` ${ID}`, `${ID}\n`])(
		'is nothing else: %j',
		(text) => {
			expect(isUuid(text)).toBe(false);
		},
	);
});
