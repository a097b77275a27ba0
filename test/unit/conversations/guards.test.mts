import { holdsGuard, holdsOtherMedia, holdsStuck } from '../../../nodes/shared/conversations/close/guards.ts';
import type {
	CommunicationPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { USUAL_OPTIONS } from '../../support/virtual-closes.mts';
import { NOON } from '../../support/virtual-clock.mts';
import { chat, party, readChat } from '../../support/virtual-conversation.mts';

const MINUTE_MS = 60_000;

const of = (...participants: readonly ParticipantPayload[]) => readChat(chat({ participants }));

describe('The guard for an agent', () => {
	const guarded = { ...USUAL_OPTIONS, skipIfAgentConnected: true };

	it.each(['connected', 'parked', 'dialing'])('holds while one is in the conversation: %s', (state) => {
		expect(holdsGuard(of(party('customer'), party('agent', {}, { state })), guarded)).toEqual({
			status: 'skippedAgentConnected',
			reason: 'An agent is in the conversation.',
		});
	});

	it.each(['alerting', 'disconnected'])('does not hold while none is: %s', (state) => {
		expect(holdsGuard(of(party('customer'), party('agent', {}, { state })), guarded)).toBeUndefined();
	});

	it.each(['customer', 'external', 'acd', 'workflow', 'botflow'])(
		'does not take a %s for an agent',
		(purpose) => {
			expect(holdsGuard(of(party(purpose)), guarded)).toBeUndefined();
		},
	);

	it('does not hold when it is off', () => {
		expect(holdsGuard(of(party('agent')), USUAL_OPTIONS)).toBeUndefined();
	});
});

describe('The guard for a message', () => {
	const guarded = { ...USUAL_OPTIONS, skipIfMessageWithinMinutes: 5 };
	const at = (millis: number) => chat({ participants: [wrote(new Date(millis).toISOString())] });
	const wrote = (messageTime: string) => party('customer', {}, { messages: [{ messageTime }] });

	it.each([
		['now', NOON, true],
		['a little less than the minutes ago', NOON - 5 * MINUTE_MS + 1, true],
		['just the minutes ago', NOON - 5 * MINUTE_MS, false],
		['an hour ago', NOON - 60 * MINUTE_MS, false],
		['in the future: somebody is writing', NOON + MINUTE_MS, true],
	])('holds by the age of the last one, which came %s', (_when, millis, holds) => {
		expect(holdsGuard(readChat(at(millis)), guarded)).toEqual(
			holds
				? {
						status: 'skippedRecentMessage',
						reason: `The last message came at ${new Date(millis).toISOString()}.`,
					}
				: undefined,
		);
	});

	it('holds where it cannot judge: nobody knows the time of now, or that of a message', () => {
		const unknown = {
			status: 'skippedRecentMessage',
			reason: 'It cannot be told when the last message came.',
		};

		expect(holdsGuard(readChat(at(NOON - 60 * MINUTE_MS), 'unknown'), guarded)).toEqual(unknown);
		expect(holdsGuard(of(wrote('soon')), guarded)).toEqual(unknown);
	});

	it('does not hold where nobody ever wrote, or when it is off', () => {
		expect(holdsGuard(of(party('customer')), guarded)).toBeUndefined();
		expect(holdsGuard(readChat(at(NOON)), USUAL_OPTIONS)).toBeUndefined();
		expect(holdsGuard(of(wrote('soon')), USUAL_OPTIONS)).toBeUndefined();
	});
});

describe('What only a teardown can end', () => {
	const left = { state: 'disconnected', disconnectedTime: new Date(NOON - 11 * MINUTE_MS).toISOString() };
	const stuck = of(party('customer', {}, left));

	it.each(['disconnect', 'graceful', undefined] as const)('holds another close (%s)', (method) => {
		expect(holdsStuck(stuck, method)?.status).toBe('stuck');
	});

	it('does not hold a teardown', () => {
		expect(holdsStuck(stuck, 'teardown')).toBeUndefined();
	});

	it('is nothing that is open', () => {
		expect(holdsStuck(of(party('customer')), 'disconnect')).toBeUndefined();
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
		expect(holdsOtherMedia(beside(list, { state: 'connected' }))).toEqual({
			status: 'skippedNotWebMessaging',
			reason: `Beside web messaging, the conversation has an open ${medium}. Close the single sessions instead.`,
		});
		expect(holdsOtherMedia(beside(list, { state: 'disconnected' }))).toBeUndefined();
	});

	it('are told by the kind of message', () => {
		const whatsapp = party('external', {}, { type: 'whatsapp' });

		expect(holdsOtherMedia(of(party('customer'), whatsapp))?.reason).toContain('an open whatsapp.');
	});

	it.each(['cobrowsesessions', 'screenshares', 'screenMonitorings', 'internalMessages'] as const)(
		'that belong to a chat do not: %s',
		(list) => {
			expect(holdsOtherMedia(beside(list, { state: 'connected' }))).toBeUndefined();
		},
	);

	it('hold where there is no web messaging at all', () => {
		expect(holdsOtherMedia(of(party('customer', {}, { type: 'whatsapp' })))).toEqual({
			status: 'skippedNotWebMessaging',
			reason: 'The conversation has no web messaging session.',
		});
	});
});
