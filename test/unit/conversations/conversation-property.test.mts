import fc from 'fast-check';

import { closeConversation } from '../../../nodes/shared/conversations/close/whole-conversation.ts';
import { CloseRun } from '../../../nodes/shared/conversations/close/run.ts';
import {
	isAgentConnected,
	isCustomerConnected,
	type Side,
} from '../../../nodes/shared/conversations/participants.ts';
import { isOpen, type Conversation } from '../../../nodes/shared/conversations/conversation.ts';
import { Sightings } from '../../../nodes/shared/conversations/sightings.ts';
import { lastMessageTime } from '../../../nodes/shared/conversations/writers.ts';
import { silentSince } from '../../../nodes/shared/conversations/silence.ts';
import { isIdle } from '../../../nodes/shared/conversations/judge.ts';
import { readConversation } from '../../../nodes/shared/conversations/read-conversation.ts';
import type { CloseMethod, VerdictStatus } from '../../../nodes/shared/conversations/close/verdict.ts';
import { USUAL_OPTIONS } from '../../support/virtual-closes.mts';
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
const RUNS = 250;

interface Leg {
	readonly id: string;
	readonly state?: string | null;
	readonly type?: string | null;
	readonly disconnectedTime?: string | null;
	readonly messages?:
		| readonly { readonly messageTime?: string | null; readonly messageStatus?: string | null }[]
		| null;
}

type Party = { readonly id: string; readonly purpose?: string | null } & {
	readonly [Medium in (typeof MEDIA)[number]]?: Leg[] | null;
};

interface Answer {
	readonly id: string;
	readonly endTime?: string | null;
	readonly participants?: readonly Party[] | null;
}

interface LegOf {
	readonly purpose: string;
	readonly medium: (typeof MEDIA)[number];
	readonly leg: Leg;
}

/** Every leg, with the purpose of whom it belongs to. */
function legsOf({ participants }: Answer): LegOf[] {
	const legs: LegOf[] = [];
	for (const party of participants ?? []) {
		for (const medium of MEDIA) {
			for (const leg of party[medium] ?? [])
				legs.push({ purpose: (party.purpose ?? '').toUpperCase(), medium, leg });
		}
	}
	return legs;
}

const said = ({ state }: Leg) => (state ?? '').toUpperCase();

const isOver = (leg: Leg) => said(leg) === 'DISCONNECTED' || said(leg) === 'TERMINATED';

/** Stuck: everybody has left ten minutes ago, and no end was written. */
function isStuckByDefinition(answer: Answer, now: number): boolean {
	const legs = legsOf(answer);
	const ends = legs
		.map(({ leg }) => new Date(leg.disconnectedTime ?? NaN).getTime())
		.filter((end) => end > 0);
	const isLongAgo = ends.length > 0 && now - Math.max(...ends) >= 10 * 60_000;
	// An end that is older than what came after it is one from before a re-opening.
	const isFormer = Math.max(...ends) - new Date(answer.endTime ?? NaN).getTime() > 60_000;
	const hasEnd = typeof answer.endTime === 'string' && !isFormer;
	return legs.every(({ leg }) => isOver(leg)) && !hasEnd && isLongAgo;
}

/** Open: some leg does not say that it is over, or it is stuck. */
function isOpenByDefinition(answer: Answer, now: number): boolean {
	return !legsOf(answer).every(({ leg }) => isOver(leg)) || isStuckByDefinition(answer, now);
}

/** Somebody of such a purpose has a leg that is not over and does not only ring. */
function isInByDefinition(answer: Answer, purposes: readonly string[]): boolean {
	for (const { purpose, leg } of legsOf(answer)) {
		if (purposes.includes(purpose) && !isOver(leg) && said(leg) !== 'ALERTING') return true;
	}
	return false;
}

/** An agent is in it: one of the contact center's people is. */
const isAgentInByDefinition = (answer: Answer) => isInByDefinition(answer, ['AGENT', 'USER']);

/** The customer is in it, as a customer or as somebody outside. */
const isCustomerInByDefinition = (answer: Answer) => isInByDefinition(answer, ['CUSTOMER', 'EXTERNAL']);

const PURPOSES_OF: Readonly<Record<Side, readonly string[] | undefined>> = {
	anyone: undefined,
	customer: ['CUSTOMER', 'EXTERNAL'],
	agent: ['AGENT', 'USER'],
};

function ofSide(answer: Answer, side: Side, more: readonly string[] = []): LegOf[] {
	const purposes = PURPOSES_OF[side];
	return legsOf(answer).filter(
		({ purpose }) => purposes === undefined || [...purposes, ...more].includes(purpose),
	);
}

/**
 * A customer, or who may be one, leaves a trace in the list of messages. Where there is none, nobody knows what they wrote until the
 * end of their leg.
 */
function hiddenUntilByDefinition(answer: Answer, side: Side): number[] {
	return ofSide(answer, side)
		.filter(({ purpose, medium }) => medium === 'messages' && ['CUSTOMER', 'EXTERNAL', ''].includes(purpose))
		.filter(({ leg }) => !leg.messages)
		.map(({ leg }) => (isOver(leg) ? new Date(leg.disconnectedTime ?? NaN).getTime() : NaN))
		.map((end) => (Number.isNaN(end) ? Infinity : end));
}

/** The times of all messages of a side in milliseconds; NaN for one that is, or may be, not told. */
function messagesByDefinition(answer: Answer, side: Side): number[] {
	const told = toldByDefinition(answer, side);
	const last = Math.max(...told.filter((time) => !Number.isNaN(time)), -Infinity);
	return [...told, ...hiddenUntilByDefinition(answer, side).flatMap((end) => (end > last ? NaN : []))];
}

/** The times of those that are told, in milliseconds; NaN where it is not told. */
function toldByDefinition(answer: Answer, side: Side, more: readonly string[] = []): number[] {
	return ofSide(answer, side, more)
		.flatMap(({ leg }) => leg.messages ?? [])
		.map(({ messageTime }) => new Date(messageTime ?? NaN).getTime());
}

/** Somebody with only those messages that have come to the customer. */
function withoutWhatDidNotArrive(party: Party): Party {
	const hasArrived = ({ messageStatus }: { readonly messageStatus?: string | null }) =>
		!NOT_DELIVERED.includes((messageStatus ?? '').toLowerCase());
	const arrived = (medium: (typeof MEDIA)[number]) =>
		(party[medium] ?? []).map((ofParty) => ({
			...ofParty,
			messages: medium === 'internalMessages' ? [] : (ofParty.messages ?? []).filter(hasArrived),
		}));
	return { ...party, ...Object.fromEntries(MEDIA.map((medium) => [medium, arrived(medium)])) };
}

/** The last message of a side in milliseconds; -Infinity when there is none that tells its time. */
function lastByDefinition(answer: Answer, side: Side): number {
	return Math.max(...messagesByDefinition(answer, side).filter((time) => !Number.isNaN(time)), -Infinity);
}

/** Idle: open, somebody of that side has written, all of that at least so long ago, and nothing that nobody can date. */
function isIdleByDefinition(answer: Answer, side: Side, minutes: number, now: number): boolean {
	const times = messagesByDefinition(answer, side);
	const isLongAgo = times.every((time) => now - time >= minutes * 60_000);
	return isOpenByDefinition(answer, now) && times.length > 0 && isLongAgo;
}

/** What may be asked of a close, as far as it decides what becomes of it. */
interface Wishes {
	readonly method: CloseMethod;
	readonly skipIfConnected: 'nobody' | 'agent' | 'agentAndCustomer';
	readonly skipIfMessageWithinMinutes: number;
}

/** What belongs to a chat and goes with it. */
const COMPANIONS: readonly string[] = [
	'cobrowsesessions',
	'screenshares',
	'screenMonitorings',
	'internalMessages',
];

/** The types of message that the legs tell; a leg that tells none is web messaging where any other is. */
function typesByDefinition(answer: Answer): Set<string> {
	const legs = (answer.participants ?? []).flatMap(({ messages }) => messages ?? []);
	return new Set(legs.flatMap(({ type }) => (typeof type === 'string' ? [type.toUpperCase()] : [])));
}

/** What is to become of a close, in the order in which it is promised to users. */
function verdictByDefinition(answer: Answer, wishes: Wishes, now: number): VerdictStatus {
	const types = typesByDefinition(answer);
	const isWeb = (medium: string, leg: Leg) =>
		medium === 'messages' &&
		(typeof leg.type === 'string' ? leg.type.toUpperCase() === 'WEBMESSAGING' : types.has('WEBMESSAGING'));
	let hasWeb = false;
	let hasForeign = false;
	for (const party of answer.participants ?? []) {
		for (const medium of MEDIA) {
			for (const leg of party[medium] ?? []) {
				if (isWeb(medium, leg)) hasWeb = true;
				else if (!isOver(leg) && !COMPANIONS.includes(medium)) hasForeign = true;
			}
		}
	}
	if (!hasWeb || hasForeign) return 'skippedNotWebMessaging';
	if (!isOpenByDefinition(answer, now)) return 'alreadyClosed';
	if (isStuckByDefinition(answer, now) && wishes.method !== 'teardown') return 'stuck';
	// One without a purpose may be anybody.
	const isAnybodyIn = isInByDefinition(answer, ['']);
	const mayAgentBeIn = isAgentInByDefinition(answer) || isAnybodyIn;
	const isHeldBy = {
		nobody: false,
		agent: mayAgentBeIn,
		agentAndCustomer: mayAgentBeIn && (isCustomerInByDefinition(answer) || isAnybodyIn),
	};
	if (isHeldBy[wishes.skipIfConnected]) return 'skippedAgentConnected';
	const times = messagesByDefinition(answer, 'anyone');
	// What cannot be dated may be the latest.
	const isQuiet = times.every((time) => now - time >= wishes.skipIfMessageWithinMinutes * 60_000);
	if (wishes.skipIfMessageWithinMinutes > 0 && !isQuiet) return 'skippedRecentMessage';
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

const NOT_DELIVERED = ['queued', 'failed', 'delivery-failed', 'removed'];
const ENDED = ['disconnected', 'disconnected', 'terminated'];
const leg: fc.Arbitrary<Leg> = fc.record(
	{
		id: fc.uuid(),
		state: maybe(
			spelled(...ENDED, ...ENDED, ...ENDED, 'connected', 'connected', 'alerting', 'parked', 'held'),
		),
		type: maybe(spelled('webmessaging', 'webmessaging', 'webmessaging', 'open', 'whatsapp')),
		disconnectedTime: maybe(time),
		messages: maybe(
			fc.array(
				fc.record(
					{
						messageTime: fc.oneof(time, time, time, maybe(time)),
						messageStatus: maybe(spelled('sent', 'sent', 'delivery-success', ...NOT_DELIVERED)),
					},
					{ requiredKeys: ['messageTime'] },
				),
				{
					maxLength: 2,
				},
			),
		),
	},
	{ requiredKeys: ['id'] },
);
const legs = maybe(fc.array(leg, { maxLength: 2 }));
/** Most have legs on one or two media; which ones, chance says. */
const party: fc.Arbitrary<Party> = fc
	.tuple(
		fc.record(
			{
				id: fc.uuid(),
				purpose: maybe(spelled('customer', 'external', 'agent', 'agent', 'user', 'workflow', 'acd')),
				messages: legs,
			},
			{ requiredKeys: ['id'] },
		),
		fc.constantFrom(...MEDIA, 'messages' as const, 'messages' as const, 'messages' as const),
		legs,
	)
	.map(([bare, medium, more]) => ({ ...bare, [medium]: more }));
/** The same with everybody gone. */
function deserted({ participants, ...answer }: Answer): Answer {
	const gone = (ofParty: Leg): Leg => ({ ...ofParty, state: 'disconnected' });
	return {
		...answer,
		participants: (participants ?? []).map((one) => ({
			...one,
			...Object.fromEntries(MEDIA.map((medium) => [medium, one[medium]?.map(gone) ?? null])),
		})),
	};
}

const conversation: fc.Arbitrary<Answer> = fc
	.record(
		{
			endTime: fc.option(time, { nil: null, freq: 1 }),
			participants: maybe(fc.array(party, { maxLength: 4 })),
		},
		{ requiredKeys: [] },
	)
	.map((answer) => ({ id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', ...answer }))
	.filter((answer) => legsOf(answer).length > 0)
	.chain((answer) => fc.constantFrom(answer, answer, deserted(answer)));
/** When the answer was given. */
const moment = minute.map((minutes) => START + minutes * 60_000);

const wishes: fc.Arbitrary<Wishes> = fc.record({
	method: fc.constantFrom('disconnect', 'graceful', 'teardown'),
	skipIfConnected: fc.constantFrom('nobody', 'agent', 'agentAndCustomer'),
	skipIfMessageWithinMinutes: fc.constantFrom(0, 5, 60),
});

/** An API in which there is this one conversation, and which notes what it is asked to do. */
function serving(answer: Answer, now: number, sent: string[]): GenesysApi {
	return {
		request: ({ method }) => {
			sent.push(method);
			return Promise.resolve({
				status: 200,
				headers: { date: new Date(now).toUTCString() },
				body: answer,
				earlierTryUnclear: false,
				toldAt: now,
				sentAt: 0,
				withdrawn: false,
			});
		},
		wait: () => Promise.resolve(),
		toTheEnd() {
			return this;
		},
		elapsed: () => 0,
		now: () => now,
		isTimeKnown: () => true,
		isTimeSure: () => true,
		timeAhead: () => undefined,
		recallTime: () => undefined,
	};
}

/** Reads a conversation that can be read. */
function readAt(answer: Answer, now: number): Conversation {
	const read = readConversation(answer, now, now);
	if (!read) throw new Error('It has a leg');
	return read;
}

describe('Whatever a conversation looks like', () => {
	/** Holds the package's reading of random conversations against a definition. */
	const agree = (claim: (answer: Answer, read: Conversation, now: number) => void) => {
		fc.assert(
			fc.property(conversation, moment, (answer, now) => {
				claim(answer, readAt(answer, now), now);
			}),
			{ numRuns: RUNS },
		);
	};

	it('it is open exactly while a leg is, or while it is stuck', () => {
		agree((answer, read, now) => {
			expect(isOpen(read)).toBe(isOpenByDefinition(answer, now));
			expect(read.state === 'stuck').toBe(isStuckByDefinition(answer, now));
		});
	});

	it('an agent is connected exactly while one has a leg that does not only ring', () => {
		agree((answer, read) => {
			expect(isAgentConnected(read)).toBe(isAgentInByDefinition(answer));
		});
	});

	it('the customer is connected exactly while one has a leg that does not only ring', () => {
		agree((answer, read) => {
			expect(isCustomerConnected(read)).toBe(isCustomerInByDefinition(answer));
		});
	});

	it.each(SIDES)('a side is silent since the latest of its messages (%s)', (side) => {
		agree((answer, read) => {
			expect(silentSince(read, side) ?? -Infinity).toBe(lastByDefinition(answer, side));
		});
	});

	it('the last message is the latest that is not among colleagues', () => {
		agree((answer, read) => {
			const withoutInternal = (answer.participants ?? []).map((one) => ({ ...one, internalMessages: [] }));
			const last = lastMessageTime(read);
			expect(last === undefined ? -Infinity : Date.parse(last)).toBe(
				lastByDefinition({ ...answer, participants: withoutInternal }, 'anyone'),
			);
		});
	});

	it.each(SIDES)('it is idle exactly when that side has written, and not since (%s)', (side) => {
		fc.assert(
			fc.property(conversation, moment, minute, (answer, now, minutes) => {
				expect(isIdle(readAt(answer, now), side, minutes)).toBe(
					isIdleByDefinition(answer, side, minutes, now),
				);
			}),
			{ numRuns: RUNS },
		);
	});

	it('a reply waits for an answer exactly while no later message may be an answer', () => {
		fc.assert(
			fc.property(conversation, moment, minute, (answer, now, minutes) => {
				const all = toldByDefinition(answer, 'anyone');
				const answers = toldByDefinition(answer, 'customer', ['']);
				const unanswered = (ofThem: Answer) =>
					toldByDefinition(ofThem, 'agent').filter((at) => !answers.some((other) => other >= at));
				const isReplied = (answer.participants ?? []).some((one) => {
					const alone = { ...answer, participants: [withoutWhatDidNotArrive(one)] };
					return isAgentInByDefinition(alone) && unanswered(alone).length > 0;
				});
				const last = Math.max(...unanswered(answer), -Infinity);
				const isHidden = hiddenUntilByDefinition(answer, 'anyone').some((end) => end > last);
				const isDated = !isHidden && all.every((time) => !Number.isNaN(time));
				expect(isIdle(readAt(answer, now), 'customerAfterAgent', minutes)).toBe(
					isDated &&
						isOpenByDefinition(answer, now) &&
						isReplied &&
						unanswered(answer).every((at) => now - at >= minutes * 60_000),
				);
			}),
			{ numRuns: RUNS },
		);
	});

	it('a close is decided as it is promised, and a dry run sends nothing but the look', async () => {
		const seen = new Map<VerdictStatus, number>();
		await fc.assert(
			fc.asyncProperty(conversation, wishes, moment, async (answer, asked, now) => {
				const sent: string[] = [];
				const run = new CloseRun(serving(answer, now, sent), new Sightings());
				const verdict = await closeConversation(run, answer.id, asked.method, {
					...USUAL_OPTIONS,
					...asked,
					dryRun: true,
				});
				seen.set(verdict.status, (seen.get(verdict.status) ?? 0) + 1);
				expect(verdict.status).toBe(verdictByDefinition(answer, asked, now));
				expect(sent).toEqual(['GET']);
			}),
			{ numRuns: 3 * RUNS },
		);
		expect([...seen.keys()].sort()).toEqual([
			'alreadyClosed',
			'skippedAgentConnected',
			'skippedNotWebMessaging',
			'skippedRecentMessage',
			'stuck',
			'wouldClose',
		]);
	});

	it('both answers come up often enough to mean something', () => {
		const sample = fc.sample(conversation, { numRuns: 1_000, seed: 1 });
		const now = START + 60 * 60_000;
		const shares = [
			(answer: Answer) => isOpenByDefinition(answer, now),
			(answer: Answer) => isStuckByDefinition(answer, now),
			isAgentInByDefinition,
			isCustomerInByDefinition,
			(answer: Answer) => isAgentInByDefinition(answer) && isCustomerInByDefinition(answer),
			(answer: Answer) => lastByDefinition(answer, 'agent') > -Infinity,
			(answer: Answer) => isIdleByDefinition(answer, 'anyone', 10, now),
		].map((holds) => sample.filter(holds).length / sample.length);

		expect(shares.filter((share) => share < 0.02 || share > 0.95)).toEqual([]);
	});
});
