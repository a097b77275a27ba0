import { MINUTE_MS } from '../../../../simulator/durations.mts';
import {
	heldByGuard,
	heldByOtherMedia,
	heldAsStuck,
} from '../../../../nodes/shared/conversations/close/guards.ts';
import type {
	CommunicationPayload,
	ParticipantPayload,
} from '../../../../nodes/shared/conversations/payloads.ts';
import { USUAL_OPTIONS } from '../../../support/virtual-closes.mts';
import { NOON } from '../../../support/virtual-clock.mts';
import { chat, party, readChat } from '../../../support/virtual-conversation.mts';

const of = (...participants: readonly ParticipantPayload[]) => readChat(chat({ participants }));

describe('The guard for an agent', () => {
	const guarded = { ...USUAL_OPTIONS, skipIfConnected: 'agent' } as const;

	it.each(['connected', 'parked', 'dialing'])('holds while one is in the conversation: %s', (state) => {
		expect(heldByGuard(of(party('customer'), party('agent', {}, { state })), guarded)).toEqual({
			status: 'skippedAgentConnected',
			reason: 'The agent is connected.',
		});
	});

	it.each(['alerting', 'disconnected'])('does not hold while none is: %s', (state) => {
		expect(heldByGuard(of(party('customer'), party('agent', {}, { state })), guarded)).toBeUndefined();
	});

	it.each(['customer', 'external', 'acd', 'workflow', 'botflow'])(
		'does not take a %s for an agent',
		(purpose) => {
			expect(heldByGuard(of(party(purpose)), guarded)).toBeUndefined();
		},
	);

	it.each(['api', 'station'])('takes a user of the organization for one, be he called %s', (purpose) => {
		expect(heldByGuard(of(party(purpose, { userId: 'alex', name: 'Alex' })), guarded)).toMatchObject({
			status: 'skippedAgentConnected',
			reason: 'Alex is connected.',
		});
	});

	it.each(['customer', 'external'])('does not take a %s for one who is a user as well', (purpose) => {
		expect(heldByGuard(of(party(purpose, { userId: 'dana' })), guarded)).toBeUndefined();
	});

	it('does not hold when it is off', () => {
		expect(heldByGuard(of(party('agent')), USUAL_OPTIONS)).toBeUndefined();
	});

	it('names all who are connected, and none who has left or is only being rung', () => {
		const agents = [
			party('agent', { id: 'first', name: 'Alex' }),
			party('user', { id: 'second', name: 'Robin' }, { state: 'parked' }),
			party('agent', { id: 'third', name: 'Sam' }, { state: 'disconnected' }),
			party('agent', { id: 'fourth', name: 'Kim' }, { state: 'alerting' }),
		];

		expect(heldByGuard(of(party('customer', { name: 'Dana' }), ...agents), guarded)?.reason).toBe(
			'Alex (agent) and Robin (agent) are connected.',
		);
	});

	it('names those whom nobody can tell apart once', () => {
		const agents = [party('agent', { id: 'first' }), party('agent', { id: 'second' })];

		expect(heldByGuard(of(...agents), guarded)?.reason).toBe('The agent is connected.');
	});
});

describe('The guard for an agent and the customer', () => {
	const guarded = { ...USUAL_OPTIONS, skipIfConnected: 'agentAndCustomer' } as const;

	it.each(['customer', 'external'])('holds while both are in the conversation: %s', (purpose) => {
		expect(
			heldByGuard(of(party(purpose, { name: 'Dana' }), party('agent', { name: 'Alex' })), guarded),
		).toEqual({
			status: 'skippedAgentConnected',
			reason: 'Dana (customer) and Alex (agent) are connected.',
		});
	});

	it.each(['disconnected', 'alerting'])('does not hold while one of them is not: %s', (state) => {
		expect(heldByGuard(of(party('customer', {}, { state }), party('agent')), guarded)).toBeUndefined();
		expect(heldByGuard(of(party('customer'), party('agent', {}, { state })), guarded)).toBeUndefined();
	});

	it('does not take a queue or a flow for one of them', () => {
		expect(heldByGuard(of(party('acd'), party('agent')), guarded)).toBeUndefined();
		expect(heldByGuard(of(party('customer'), party('workflow')), guarded)).toBeUndefined();
	});
});

describe('The guard for a message', () => {
	const guarded = { ...USUAL_OPTIONS, skipIfMessageWithinMinutes: 5 };
	const at = (millis: number) => chat({ participants: [wrote(new Date(millis).toISOString())] });
	const wrote = (messageTime: string) => party('customer', {}, { messages: [{ messageTime }] });

	it.each([
		['now', NOON, 'less than a minute ago'],
		['a little less than a minute ago', NOON - MINUTE_MS + 1, 'less than a minute ago'],
		['a minute ago', NOON - MINUTE_MS, '1 minute ago'],
		['two minutes ago', NOON - 2 * MINUTE_MS, '2 minutes ago'],
		['a little less than the minutes ago', NOON - 5 * MINUTE_MS + 1, '4 minutes ago'],
		['just the minutes ago', NOON - 5 * MINUTE_MS, undefined],
		['an hour ago', NOON - 60 * MINUTE_MS, undefined],
		['in the future: somebody is writing', NOON + MINUTE_MS, 'less than a minute ago'],
	])('holds by the age of the last one, which came %s', (_when, millis, told) => {
		expect(heldByGuard(readChat(at(millis)), guarded)).toEqual(
			told === undefined
				? undefined
				: { status: 'skippedRecentMessage', reason: `The customer wrote ${told}.` },
		);
	});

	it('says who wrote last', () => {
		const said = (purpose: string, time: string, change: ParticipantPayload = {}) =>
			party(purpose, change, { messages: [{ messageTime: `2026-09-01T${time}:00.000Z` }] });
		const conversation = of(
			said('customer', '11:57'),
			said('agent', '11:58', { name: 'Alex' }),
			said('workflow', '11:56'),
		);

		expect(heldByGuard(conversation, guarded)?.reason).toBe('Alex (agent) wrote 2 minutes ago.');
		expect(heldByGuard(of(said('workflow', '11:58')), guarded)?.reason).toBe(
			'The message flow wrote 2 minutes ago.',
		);
	});

	it('names nobody where the customer or the flow may have written', () => {
		const messages = [{ messageId: 'one', messageTime: '2026-09-01T11:58:00.000Z' }];
		const both = of(party('customer', {}, { messages }), party('workflow', {}, { messages }));

		expect(heldByGuard(both, guarded)?.reason).toBe('Someone wrote 2 minutes ago.');
	});

	it('holds where it cannot judge: nobody knows the time of now, or that of a message', () => {
		const unknown = {
			status: 'skippedRecentMessage',
			reason: 'It could not be read when somebody wrote last, so that may be recent.',
		};
		const untold = (purpose: string) =>
			of(wrote('2026-09-01T11:00:00.000Z'), party(purpose, { id: 'x' }, { messages: null }));

		expect(heldByGuard(readChat(at(NOON - 60 * MINUTE_MS), 'unknown'), guarded)).toEqual(unknown);
		expect(heldByGuard(of(wrote('soon')), guarded)).toEqual(unknown);
		expect(heldByGuard(untold('customer'), guarded)).toEqual(unknown);
		expect(heldByGuard(untold('external'), guarded)).toEqual(unknown);
		expect(heldByGuard(untold('visitor'), guarded)).toEqual(unknown);
		// Who has not written yet may have no list at all.
		expect(heldByGuard(untold('agent'), guarded)).toBeUndefined();
	});

	it('does not hold where nobody ever wrote, or when it is off', () => {
		expect(heldByGuard(of(party('customer')), guarded)).toBeUndefined();
		expect(heldByGuard(readChat(at(NOON)), USUAL_OPTIONS)).toBeUndefined();
		expect(heldByGuard(of(wrote('soon')), USUAL_OPTIONS)).toBeUndefined();
	});
});

describe('What only a teardown can end', () => {
	const left = { state: 'disconnected', disconnectedTime: new Date(NOON - 11 * MINUTE_MS).toISOString() };
	const stuck = of(party('customer', {}, left));

	it.each(['disconnect', 'graceful', undefined] as const)('holds another close (%s)', (method) => {
		expect(heldAsStuck(stuck, method)?.status).toBe('stuck');
	});

	it('does not hold a teardown', () => {
		expect(heldAsStuck(stuck, 'teardown')).toBeUndefined();
	});

	it('is nothing that is open', () => {
		expect(heldAsStuck(of(party('customer')), 'disconnect')).toBeUndefined();
	});
});

describe('Other media', () => {
	const beside = (list: keyof ParticipantPayload, ofLeg: CommunicationPayload) =>
		of(party('customer', { [list]: [{ id: 'beside', ...ofLeg }] }));

	it.each([
		['calls', 'call'],
		['callbacks', 'callback'],
		['chats', 'chat'],
		['emails', 'email'],
		['socialExpressions', 'social'],
		['videos', 'video'],
	] as const)('hold the whole conversation while open: %s', (list, medium) => {
		expect(heldByOtherMedia(beside(list, { state: 'connected' }))).toEqual({
			status: 'skippedNotWebMessaging',
			reason: `Another channel (${medium}) is open in the same conversation and would be cut off. Use Session → Close to end only the web messaging sessions.`,
		});
		expect(heldByOtherMedia(beside(list, { state: 'disconnected' }))).toBeUndefined();
	});

	it('are told by the kind of message', () => {
		const whatsapp = party('external', {}, { type: 'whatsapp' });

		expect(heldByOtherMedia(of(party('customer'), whatsapp))?.reason).toContain('(whatsapp) is open');
	});

	it.each(['cobrowsesessions', 'screenshares', 'screenMonitorings', 'internalMessages'] as const)(
		'that belong to a chat do not: %s',
		(list) => {
			expect(heldByOtherMedia(beside(list, { state: 'connected' }))).toBeUndefined();
		},
	);

	it('hold where there is no web messaging at all', () => {
		expect(heldByOtherMedia(of(party('customer', {}, { type: 'whatsapp' })))).toEqual({
			status: 'skippedNotWebMessaging',
			reason: 'This is not a web messaging conversation (whatsapp).',
		});
	});
});
