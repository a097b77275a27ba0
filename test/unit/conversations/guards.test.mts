import type { CloseOptions } from '../../../nodes/shared/conversations/close/options.ts';
import type { Conversation, Session } from '../../../nodes/shared/conversations/conversation.ts';
import { holdsGuard, holdsOtherMedia } from '../../../nodes/shared/conversations/close/guards.ts';

const NOW = Date.parse('2026-09-01T12:00:00Z');
const MINUTE_MS = 60_000;

const OPTIONS: CloseOptions = {
	checkFirst: true,
	dryRun: false,
	skipIfAgentConnected: false,
	skipIfMessageWithinMinutes: 0,
	waitUntilClosed: true,
	waitTimeoutSeconds: 15,
	wrapUp: undefined,
	maxCloses: 0,
};

function session(change: Partial<Session> = {}): Session {
	return {
		id: 'leg',
		medium: 'message',
		messageType: 'webmessaging',
		state: 'connected',
		connectedTime: undefined,
		disconnectedTime: undefined,
		disconnectType: undefined,
		lastMessageTime: undefined,
		...change,
	};
}

function conversation(
	...participants: readonly (readonly [purpose: string, ...sessions: Session[]])[]
): Conversation {
	const nothing = {
		name: undefined,
		userId: undefined,
		queueId: undefined,
		queueName: undefined,
		externalContactId: undefined,
	};
	return {
		id: 'x',
		startTime: undefined,
		endTime: undefined,
		externalTag: undefined,
		participants: participants.map(([purpose, ...sessions]) => ({
			id: purpose,
			purpose,
			attributes: [],
			owesWrapUp: false,
			sessions,
			...nothing,
		})),
	};
}

describe('The guard for an agent', () => {
	const guarded = { ...OPTIONS, skipIfAgentConnected: true };

	it.each([
		['connected', true],
		['parked', true],
		['alerting', false],
		['dialing', false],
		['disconnected', false],
	])('holds by the state of the leg: %s, %s', (state, holds) => {
		for (const purpose of ['agent', 'user']) {
			const held = holdsGuard(
				conversation(['customer', session()], [purpose, session({ state })]),
				guarded,
				NOW,
			);
			expect(held?.status).toBe(holds ? 'skippedAgentConnected' : undefined);
		}
	});

	it.each(['customer', 'external', 'acd', 'workflow', 'botflow'])(
		'does not take a %s for an agent',
		(purpose) => {
			expect(holdsGuard(conversation([purpose, session()]), guarded, NOW)).toBeUndefined();
		},
	);

	it('does not hold when it is off', () => {
		expect(holdsGuard(conversation(['agent', session()]), OPTIONS, NOW)).toBeUndefined();
	});
});

describe('The guard for a message', () => {
	const guarded = { ...OPTIONS, skipIfMessageWithinMinutes: 5 };
	const at = (millis: number) =>
		conversation(['customer', session({ lastMessageTime: new Date(millis).toISOString() })]);

	it.each([
		[NOW, true],
		[NOW - 5 * MINUTE_MS + 1, true],
		[NOW - 5 * MINUTE_MS, false],
		[NOW - 60 * MINUTE_MS, false],
		// A message from the future: the clocks run apart, and somebody is writing.
		[NOW + MINUTE_MS, true],
	])('holds by the age of the last one (%s, %s)', (millis, holds) => {
		expect(holdsGuard(at(millis), guarded, NOW)?.status).toBe(holds ? 'skippedRecentMessage' : undefined);
	});

	it('does not hold where nobody ever wrote, or when it is off', () => {
		expect(holdsGuard(conversation(['customer', session()]), guarded, NOW)).toBeUndefined();
		expect(holdsGuard(at(NOW), OPTIONS, NOW)).toBeUndefined();
	});
});

describe('Other media', () => {
	it.each(['call', 'callback', 'chat', 'email', 'social', 'video'] as const)(
		'hold the whole conversation while open: %s',
		(medium) => {
			const beside = (state: string) =>
				conversation(['customer', session(), session({ medium, messageType: undefined, state })]);

			expect(holdsOtherMedia(beside('connected'))?.status).toBe('skippedNotWebMessaging');
			expect(holdsOtherMedia(beside('disconnected'))).toBeUndefined();
		},
	);

	it.each(['cobrowse', 'screenShare', 'screenMonitoring', 'internalMessage'] as const)(
		'that belong to a chat do not: %s',
		(medium) => {
			const companion = session({ medium, messageType: undefined });

			expect(holdsOtherMedia(conversation(['customer', session(), companion]))).toBeUndefined();
		},
	);

	it('hold where there is no web messaging at all', () => {
		expect(holdsOtherMedia(conversation())?.status).toBe('skippedNotWebMessaging');
		expect(holdsOtherMedia(conversation(['customer', session({ messageType: 'whatsapp' })]))?.status).toBe(
			'skippedNotWebMessaging',
		);
	});
});
