import fc from 'fast-check';

import { closeConversation } from '../../../nodes/shared/conversations/close/whole-conversation.ts';
import { CloseRun } from '../../../nodes/shared/conversations/close/run.ts';
import {
	isAgentConnected,
	isOpen,
	lastMessageTime,
	type Conversation,
	type Side,
} from '../../../nodes/shared/conversations/conversation.ts';
import { isIdle } from '../../../nodes/shared/conversations/get-many.ts';
import { readConversation } from '../../../nodes/shared/conversations/read-conversation.ts';
import type { CloseMethod, VerdictStatus } from '../../../nodes/shared/conversations/close/verdict.ts';
import type { GenesysApi } from '../../../nodes/shared/platform/api.ts';

/*
 * What the words mean, written down once more and as plainly as possible, on the answer of
 * GET /api/v2/conversations/{conversationId} itself; none of the package's code has a part in it.
 */

const MEDIA = [
	'calls',
	'callbacks',
	'chats',
	'cobrowsesessions',
	'emails',
	'internalMessages',
	'messages',
	'screenMonitorings',
	'screenshares',
	'socialExpressions',
	'videos',
] as const;
const SIDES: readonly Side[] = ['anyone', 'customer', 'agent'];
const RUNS = 3_000;

interface Leg {
	readonly state?: string | null;
	readonly type?: string | null;
	readonly messages?: readonly { readonly messageTime?: string | null }[] | null;
}

type Party = { readonly purpose?: string | null } & {
	readonly [Medium in (typeof MEDIA)[number]]?: Leg[] | null;
};

interface Answer {
	readonly id: string;
	readonly endTime?: string | null;
	readonly participants?: readonly Party[] | null;
}

/** Every leg, with the purpose of whom it belongs to. */
function legsOf({ participants }: Answer): { purpose: string; leg: Leg }[] {
	const legs: { purpose: string; leg: Leg }[] = [];
	for (const party of participants ?? []) {
		for (const medium of MEDIA) {
			for (const leg of party[medium] ?? []) legs.push({ purpose: (party.purpose ?? '').toUpperCase(), leg });
		}
	}
	return legs;
}

const said = ({ state }: Leg) => (state ?? '').toUpperCase();

/** Open: some leg does not say that it is over. */
function isOpenByDefinition(answer: Answer): boolean {
	return !legsOf(answer).every(({ leg }) => said(leg) === 'DISCONNECTED' || said(leg) === 'TERMINATED');
}

/** An agent is in it: one of the contact center's people has a leg that was taken, perhaps put aside. */
function isAgentInByDefinition(answer: Answer): boolean {
	for (const { purpose, leg } of legsOf(answer)) {
		const isOurs = purpose === 'AGENT' || purpose === 'USER';
		if (isOurs && (said(leg) === 'CONNECTED' || said(leg) === 'PARKED')) return true;
	}
	return false;
}

/** The last message of a side in milliseconds; -Infinity when there is none. */
function lastByDefinition(answer: Answer, side: Side): number {
	const purposes = { anyone: undefined, customer: ['CUSTOMER', 'EXTERNAL'], agent: ['AGENT', 'USER'] }[side];
	let last = -Infinity;
	for (const { purpose, leg } of legsOf(answer)) {
		if (purposes !== undefined && !purposes.includes(purpose)) continue;
		for (const { messageTime } of leg.messages ?? []) {
			if (typeof messageTime === 'string') last = Math.max(last, new Date(messageTime).getTime());
		}
	}
	return last;
}

/** Idle: open, somebody of that side has written, and nobody of it after this moment. */
function isIdleByDefinition(answer: Answer, side: Side, quietSince: number): boolean {
	const last = lastByDefinition(answer, side);
	return isOpenByDefinition(answer) && last > -Infinity && !(last > quietSince);
}

/** What may be asked of a close, as far as it decides what becomes of it. */
interface Wishes {
	readonly method: CloseMethod;
	readonly skipIfAgentConnected: boolean;
	readonly skipIfMessageWithinMinutes: number;
}

/** What belongs to a chat and goes with it. */
const COMPANIONS: readonly string[] = [
	'cobrowsesessions',
	'screenshares',
	'screenMonitorings',
	'internalMessages',
];

/** What is to become of a close, in the order in which it is promised to users. */
function verdictByDefinition(answer: Answer, wishes: Wishes, now: number): VerdictStatus {
	const isWeb = (medium: string, leg: Leg) =>
		medium === 'messages' && (leg.type ?? '').toUpperCase() === 'WEBMESSAGING';
	let hasWeb = false;
	let hasForeign = false;
	for (const party of answer.participants ?? []) {
		for (const medium of MEDIA) {
			for (const leg of party[medium] ?? []) {
				const isOver = said(leg) === 'DISCONNECTED' || said(leg) === 'TERMINATED';
				if (isWeb(medium, leg)) hasWeb = true;
				else if (!isOver && !COMPANIONS.includes(medium)) hasForeign = true;
			}
		}
	}
	if (!hasWeb || hasForeign) return 'skippedNotWebMessaging';
	if (!isOpenByDefinition(answer)) return 'alreadyClosed';
	if (wishes.skipIfAgentConnected && isAgentInByDefinition(answer)) return 'skippedAgentConnected';
	const minutesQuiet = (now - lastByDefinition(answer, 'anyone')) / 60_000;
	if (minutesQuiet < wishes.skipIfMessageWithinMinutes) return 'skippedRecentMessage';
	return 'wouldClose';
}

const START = Date.parse('2026-09-01T12:00:00.000Z');
const minute = fc.integer({ min: 0, max: 120 });
const maybe = <T,>(value: fc.Arbitrary<T>) => fc.option(value, { nil: null });

/** One of some words, as documented, in capitals as in events, or somewhere in between. */
function spelled(...words: string[]): fc.Arbitrary<string> {
	return fc
		.tuple(fc.constantFrom(...words), fc.constantFrom('asIs', 'upper', 'title'))
		.map(([word, spelling]) =>
			spelling === 'upper'
				? word.toUpperCase()
				: spelling === 'title'
					? word.charAt(0).toUpperCase() + word.slice(1)
					: word,
		);
}

/** The same moment as Genesys writes it, or with an offset. */
const time = fc.tuple(minute, fc.boolean()).map(([minutes, withOffset]) => {
	const millis = START + minutes * 60_000;
	if (!withOffset) return new Date(millis).toISOString();
	return new Date(millis + 3_600_000).toISOString().replace('Z', '+01:00');
});

const ENDED = ['disconnected', 'disconnected', 'terminated'];
const leg: fc.Arbitrary<Leg> = fc.record(
	{
		state: maybe(spelled(...ENDED, ...ENDED, ...ENDED, 'connected', 'connected', 'alerting', 'parked', 'held')),
		type: maybe(spelled('webmessaging', 'open', 'whatsapp')),
		messages: maybe(
			fc.array(fc.record({ messageTime: maybe(time) }, { requiredKeys: [] }), { maxLength: 2 }),
		),
	},
	{ requiredKeys: [] },
);
const legs = maybe(fc.array(leg, { maxLength: 2 }));
/** Most have legs on one or two media; which ones, chance says. */
const party: fc.Arbitrary<Party> = fc
	.tuple(
		fc.record(
			{
				purpose: maybe(spelled('customer', 'external', 'agent', 'agent', 'user', 'workflow', 'acd')),
				messages: legs,
			},
			{ requiredKeys: [] },
		),
		fc.constantFrom(...MEDIA),
		legs,
	)
	.map(([bare, medium, more]) => ({ ...bare, [medium]: more }));
const conversation: fc.Arbitrary<Answer> = fc
	.record(
		{ endTime: maybe(time), participants: maybe(fc.array(party, { maxLength: 4 })) },
		{ requiredKeys: [] },
	)
	.map((answer) => ({ id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', ...answer }));

const wishes: fc.Arbitrary<Wishes> = fc.record({
	method: fc.constantFrom('disconnect', 'graceful', 'teardown'),
	skipIfAgentConnected: fc.boolean(),
	skipIfMessageWithinMinutes: fc.constantFrom(0, 5, 60),
});

/** An API in which there is this one conversation, and which notes what it is asked to do. */
function serving(answer: Answer, now: number, sent: string[]): GenesysApi {
	return {
		request: ({ method }) => {
			sent.push(method);
			return Promise.resolve({
				status: 200,
				headers: {},
				body: answer,
				earlierTryUnclear: false,
				withdrawn: false,
			});
		},
		wait: () => Promise.resolve(),
		now: () => now,
	};
}

describe('Whatever a conversation looks like', () => {
	/** Holds the package's reading of random conversations against a definition. */
	const agree = (claim: (answer: Answer, read: Conversation) => void) => {
		fc.assert(
			fc.property(conversation, (answer) => {
				const read = readConversation(answer);
				if (!read) throw new Error('It has an ID');
				claim(answer, read);
			}),
			{ numRuns: RUNS },
		);
	};

	it('it is open exactly while a leg is', () => {
		agree((answer, read) => {
			expect(isOpen(read)).toBe(isOpenByDefinition(answer));
		});
	});

	it('an agent is connected exactly while one has taken it', () => {
		agree((answer, read) => {
			expect(isAgentConnected(read)).toBe(isAgentInByDefinition(answer));
		});
	});

	it.each(SIDES)('the last message is the latest of that side (%s)', (side) => {
		agree((answer, read) => {
			expect(Date.parse(lastMessageTime(read, side) ?? '') || -Infinity).toBe(lastByDefinition(answer, side));
		});
	});

	it.each(SIDES)('it is idle exactly when that side has written, and not since (%s)', (side) => {
		fc.assert(
			fc.property(conversation, minute, (answer, minutes) => {
				const read = readConversation(answer);
				if (!read) throw new Error('It has an ID');
				const quietSince = START + minutes * 60_000;
				expect(isIdle(read, side, quietSince)).toBe(isIdleByDefinition(answer, side, quietSince));
			}),
			{ numRuns: RUNS },
		);
	});

	it('a close is decided as it is promised, and a dry run sends nothing but the look', async () => {
		const seen = new Map<VerdictStatus, number>();
		await fc.assert(
			fc.asyncProperty(conversation, wishes, minute, async (answer, asked, minutes) => {
				const now = START + minutes * 60_000;
				const sent: string[] = [];
				const verdict = await closeConversation(
					new CloseRun(serving(answer, now, sent)),
					answer.id,
					asked.method,
					{
						...asked,
						checkFirst: true,
						dryRun: true,
						waitUntilClosed: true,
						waitTimeoutSeconds: 15,
						wrapUp: undefined,
						maxCloses: 0,
					},
				);
				seen.set(verdict.status, (seen.get(verdict.status) ?? 0) + 1);
				expect(verdict.status).toBe(verdictByDefinition(answer, asked, now));
				expect(sent).toEqual(['GET']);
			}),
			{ numRuns: RUNS },
		);
		expect([...seen.keys()].sort()).toEqual([
			'alreadyClosed',
			'skippedAgentConnected',
			'skippedNotWebMessaging',
			'skippedRecentMessage',
			'wouldClose',
		]);
	});

	it('both answers come up often enough to mean something', () => {
		const sample = fc.sample(conversation, { numRuns: 1_000, seed: 1 });
		const quietSince = START + 60 * 60_000;
		const shares = [
			isOpenByDefinition,
			isAgentInByDefinition,
			(answer: Answer) => lastByDefinition(answer, 'agent') > -Infinity,
			(answer: Answer) => isIdleByDefinition(answer, 'anyone', quietSince),
		].map((holds) => sample.filter(holds).length / sample.length);

		expect(shares.filter((share) => share < 0.05 || share > 0.95)).toEqual([]);
	});
});
