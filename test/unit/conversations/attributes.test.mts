import { hasAttribute, mayHaveAttribute } from '../../../nodes/shared/conversations/attributes.ts';
import { customersNow } from '../../../nodes/shared/conversations/participants.ts';
import type { ParticipantPayload } from '../../../nodes/shared/conversations/payloads.ts';
import { chat, leg, party, readChat } from '../../support/virtual-conversation.mts';

const left = (time: string) => ({ state: 'disconnected', disconnectedTime: `2026-09-01T${time}:00.000Z` });
/** Somebody who is there, or who left at a time, with an attribute `id` of this value. */
const somebody = (
	purpose: string,
	value: string | undefined,
	time?: string,
	change: ParticipantPayload = {},
): ParticipantPayload =>
	party(
		purpose,
		{ id: `${purpose}-${value ?? ''}`, attributes: value === undefined ? {} : { id: value }, ...change },
		{ id: `${purpose}-${value ?? ''}-leg`, ...(time !== undefined && left(time)) },
	);

/** Both orders: where somebody stands in the list says nothing. */
const ORDERS: ReadonlyArray<readonly [string, <T>(all: readonly T[]) => T[]]> = [
	['as they came', (all) => [...all]],
	['the other way round', (all) => [...all].reverse()],
];

describe.each(ORDERS)('An attribute that several tell, %s,', (_order, order) => {
	const values = (...participants: readonly ParticipantPayload[]) => {
		const conversation = readChat(chat({ participants: order(participants) }));
		return ['one', 'two', 'three'].filter((value) => hasAttribute(conversation, 'id', value));
	};

	it('is that of the customer who is there', () => {
		expect(values(somebody('customer', 'one', '11:30'), somebody('customer', 'two'))).toEqual(['two']);
		expect(values(somebody('agent', 'one'), somebody('customer', 'two'))).toEqual(['two']);
	});

	it('is that of each of two who are there', () => {
		expect(values(somebody('customer', 'one'), somebody('customer', 'two'))).toEqual(['one', 'two']);
	});

	it('is that of somebody else who is there, where no customer there tells it', () => {
		const back = somebody('customer', undefined);

		expect(values(back, somebody('agent', 'one'), somebody('customer', 'two', '11:30'))).toEqual(['one']);
	});

	it('is that of a customer who has left, where nobody who is there tells it', () => {
		const back = somebody('customer', undefined);

		expect(values(back, somebody('customer', 'one', '11:30'), somebody('workflow', 'two', '11:40'))).toEqual([
			'one',
		]);
	});

	it('is that of the flow, where no customer ever told it', () => {
		expect(values(somebody('customer', undefined), somebody('workflow', 'one', '11:30'))).toEqual(['one']);
	});

	it('is that of who left last', () => {
		expect(values(somebody('customer', 'one', '11:30'), somebody('customer', 'two', '11:40'))).toEqual([
			'two',
		]);
		expect(
			values(
				somebody('customer', undefined),
				somebody('workflow', 'one', '11:30'),
				somebody('botflow', 'two', '11:20'),
			),
		).toEqual(['one']);
	});

	it('is none of a customer who is known to be somebody else than those who are there', () => {
		const one = (externalContactId: string | undefined, value: string | undefined, time?: string) =>
			somebody('customer', value, time, {
				id: value ?? 'none',
				externalContactId: externalContactId ?? null,
			});

		expect(values(one('dana', 'one', '11:30'), one('eve', undefined))).toEqual([]);
		expect(values(one('dana', 'one', '11:30'), one('DANA', undefined))).toEqual(['one']);
		expect(values(one('dana', 'one', '11:30'), one(undefined, undefined))).toEqual(['one']);
		expect(values(one(undefined, 'one', '11:30'), one('eve', undefined))).toEqual(['one']);
		expect(values(one('dana', 'one', '11:30'), one('eve', undefined, '11:40'))).toEqual([]);
		// Only where none of those who are there may be the same.
		const several = [one('dana', 'one', '11:30'), one('eve', undefined), one('dana', 'two')];
		expect(values(...several)).toEqual(['two']);
	});

	it('is that of each of two who were there to the end', () => {
		expect(values(somebody('customer', 'one', '11:30'), somebody('customer', 'two', '11:30'))).toEqual([
			'one',
			'two',
		]);
	});

	it('does not live on in a call beside the chat', () => {
		const calls = [{ id: 'call', state: 'connected', connectedTime: '2026-09-01T11:40:00.000Z' }];

		expect(values(somebody('customer', 'one', '11:30', { calls }), somebody('customer', 'two'))).toEqual([
			'two',
		]);
	});

	it('is that of the last visit, whatever went on longer beside a former one', () => {
		const call = (change: object) => [{ id: 'call', connectedTime: '2026-09-01T11:00:00.000Z', ...change }];
		const last = somebody('customer', 'two', '11:40');

		for (const calls of [call({ state: 'connected' }), call(left('11:50'))])
			expect(values(somebody('customer', 'one', '11:00', { calls }), last)).toEqual(['two']);
	});

	it('goes with an agent who has left, whoever the customer is', () => {
		const agent = somebody('agent', 'one', '11:30', { externalContactId: 'of the agent' });

		expect(values(agent, somebody('customer', undefined, undefined, { externalContactId: 'dana' }))).toEqual([
			'one',
		]);
	});
});

describe('An attribute of a page', () => {
	it('is found with and without what Genesys Cloud puts before it, unless there is one of exactly that name', () => {
		const of = (attributes: Readonly<Record<string, string>>) =>
			readChat(chat({ participants: [party('customer', { attributes })] }));
		const page = of({ 'context.id': 'one' });
		const both = of({ 'context.id': 'one', id: 'two' });

		expect(hasAttribute(page, 'id', 'one')).toBe(true);
		expect(hasAttribute(page, 'context.id', 'one')).toBe(true);
		expect(hasAttribute(both, 'id', 'one')).toBe(false);
		expect(hasAttribute(both, 'id', 'two')).toBe(true);
		expect(hasAttribute(both, 'context.id', 'one')).toBe(true);
		expect(hasAttribute(page, 'context', 'one')).toBe(false);
	});

	it('is looked at live wherever one of a search may be it', () => {
		const attributes = [
			['context.id', 'one'],
			['id', 'two'],
		] as const;

		for (const value of ['one', 'two']) expect(mayHaveAttribute(attributes, 'id', value)).toBe(true);
		expect(mayHaveAttribute(attributes, 'context.id', 'two')).toBe(false);
		expect(mayHaveAttribute(attributes, 'id', 'three')).toBe(false);
		expect(mayHaveAttribute([], 'id', 'one')).toBe(false);
	});
});

describe.each(ORDERS)('The customers whose conversation it is now, %s,', (_order, order) => {
	const now = (...participants: readonly ParticipantPayload[]) =>
		customersNow(readChat(chat({ participants: order(participants) })).participants)
			.map(({ id }) => id)
			.sort();
	const customer = (id: string, ofLeg = {}, change: ParticipantPayload = {}) =>
		party('customer', { id, ...change }, { id: `${id}-leg`, ...ofLeg });
	const call = (state: string, time: string) => ({
		calls: [{ id: `call-${time.replace(':', '')}`, state, connectedTime: `2026-09-01T${time}:00.000Z` }],
	});

	it('are all who are in the chat', () => {
		expect(now(customer('a'), customer('b'), customer('c', left('11:30')), party('agent'))).toEqual([
			'a',
			'b',
		]);
	});

	it('are not those who are in a call beside it only', () => {
		const caller = customer('a', left('11:30'), call('connected', '11:50'));

		expect(now(caller, customer('b'))).toEqual(['b']);
		expect(now(caller, customer('b', left('11:40')))).toEqual(['b']);
	});

	it('are whoever left the chat last', () => {
		expect(now(customer('a', left('11:30')), customer('b', left('11:40')), party('agent'))).toEqual(['b']);
	});

	it('are all who were there to its end', () => {
		const [first, second, before] = ['11:30:00.000', '11:30:01.900', '11:29:59.800'].map((time, i) =>
			customer('abc'.charAt(i), { state: 'disconnected', disconnectedTime: `2026-09-01T${time}Z` }),
		);

		expect(first && second && before && now(first, second, before)).toEqual(['a', 'b']);
	});

	it('are those of another channel, where there is no chat', () => {
		const caller = (id: string, state: string) =>
			party('customer', { id, messages: [], ...call(state, id === 'a' ? '11:10' : '11:20') });

		expect(now(caller('a', 'connected'), caller('b', 'terminated'))).toEqual(['a']);
	});

	it('may be nobody', () => {
		expect(now(party('agent'))).toEqual([]);
		expect(now(party('agent', { messages: [leg({ id: 'x' })] }))).toEqual([]);
	});
});
