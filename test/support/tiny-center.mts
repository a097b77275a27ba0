import { MINUTE_MS } from '../../simulator/durations.mts';
import type { EventType, Watch } from '../../nodes/shared/conversations/watch/event.ts';
import type {
	ConversationPayload,
	DetailsRowPayload,
	DetailsSegmentPayload,
} from '../../nodes/shared/conversations/payloads.ts';
import { indexed } from './virtual-index.mts';
import { party } from './virtual-conversation.mts';

/*
 * A contact center of one or two conversations, as small as it can be, in which nothing is ever changed: each step gives another one.
 * What is an event in it is written down once more here, as plainly as possible; none of the package's code has a part in it.
 */

/** All that has ever happened in a conversation; times are in milliseconds since 1970, by Genesys Cloud's clock. */
export interface Chat {
	readonly id: string;
	readonly start: number;
	/** The oldest first. */
	readonly messages: readonly Written[];
	readonly legs: readonly Leg[];
	readonly endings: readonly Ending[];
}

type Who = 'customer' | 'agent';

interface Written {
	readonly from: Who;
	readonly at: number;
}

interface Leg {
	readonly who: Who;
	readonly from: number;
	readonly to?: number;
}

interface Ending {
	readonly at: number;
	readonly reopenedAt?: number;
}

/** What can happen in a conversation. */
export interface Step {
	readonly what: string;
	/** Whether it can happen now. */
	readonly isPossible: (chat: Chat) => boolean;
	readonly happen: (chat: Chat, at: number) => Chat;
}

/** A customer comes, is answered by an agent, and writes. */
export function started(id: string, at: number): Chat {
	return { id, start: at, messages: [{ from: 'customer', at }], legs: bothJoin(at), endings: [] };
}

export const STEPS: readonly Step[] = [
	{
		what: 'the customer writes',
		isPossible: (chat) => isThere(chat, 'customer'),
		happen: (chat, at) => ({ ...chat, messages: [...chat.messages, { from: 'customer', at }] }),
	},
	{
		what: 'the agent writes',
		isPossible: (chat) => isThere(chat, 'agent'),
		happen: (chat, at) => ({ ...chat, messages: [...chat.messages, { from: 'agent', at }] }),
	},
	{
		what: 'the customer leaves',
		isPossible: (chat) => isThere(chat, 'customer'),
		happen: (chat, at) => ({ ...chat, legs: left(chat.legs, ['customer'], at) }),
	},
	{
		what: 'the customer comes back',
		isPossible: (chat) => !hasEnded(chat) && !isThere(chat, 'customer'),
		happen: (chat, at) => ({ ...chat, legs: [...chat.legs, { who: 'customer', from: at }] }),
	},
	{
		what: 'the conversation ends',
		isPossible: (chat) => !hasEnded(chat),
		happen: (chat, at) => ({
			...chat,
			legs: left(chat.legs, ['customer', 'agent'], at),
			endings: [...chat.endings, { at }],
		}),
	},
	{
		what: 'the conversation is reopened',
		isPossible: hasEnded,
		happen: (chat, at) => ({
			...chat,
			legs: [...chat.legs, ...bothJoin(at)],
			endings: chat.endings.map((ending) => ({ reopenedAt: at, ...ending })),
		}),
	},
];

function bothJoin(from: number): Leg[] {
	return [
		{ who: 'customer', from },
		{ who: 'agent', from },
	];
}

function left(legs: readonly Leg[], who: readonly Who[], to: number): Leg[] {
	return legs.map((leg) => (leg.to === undefined && who.includes(leg.who) ? { ...leg, to } : leg));
}

function isThere({ legs }: Chat, wanted: Who): boolean {
	return legs.some(({ who, to }) => who === wanted && to === undefined);
}

export function hasEnded({ endings }: Chat): boolean {
	return endings.some(({ reopenedAt }) => reopenedAt === undefined);
}

/** Something that is an event as long as it is true. */
export interface TrueEvent {
	/** As the trigger has to name it. */
	readonly key: string;
	/** As the trigger has to date it. */
	readonly time: number;
	/** From when on it was an event. */
	readonly from: number;
	/** When it was none any more. */
	readonly until: number;
}

/** All that was an event in a conversation up to now, or will be if nothing else happens. */
export function trueEvents(chat: Chat, { event, idleForMinutes, idleSide }: Watch): TrueEvent[] {
	const named = (at: number) => `${event}:${chat.id}:${new Date(at).toISOString()}`;
	const found: Record<EventType, () => TrueEvent[]> = {
		conversationStarted: () => [
			{ key: `${event}:${chat.id}`, time: chat.start, from: chat.start, until: Infinity },
		],
		conversationEnded: () =>
			chat.endings.map(({ at, reopenedAt = Infinity }) => ({
				key: named(at),
				time: at,
				from: at,
				until: reopenedAt,
			})),
		customerLeft: () =>
			chat.legs
				.filter(({ who }) => who === 'customer')
				.flatMap(({ to }, i, legs) =>
					to === undefined
						? []
						: [
								{
									key: named(to),
									time: to,
									from: to,
									until: Math.min(legs[i + 1]?.from ?? Infinity, endAfter(chat, to)),
								},
							],
				)
				// Whom the end has sent away has not left.
				.filter(({ from, until }) => from < until),
		conversationIdle: () =>
			silences(chat, idleSide).flatMap(({ since, until }) => {
				const time = since + idleForMinutes * MINUTE_MS;
				return timesOpen(chat)
					.map((open) => ({
						key: named(since),
						time,
						from: Math.max(time, open.from),
						until: Math.min(until, open.until),
					}))
					.filter((one) => one.from < one.until);
			}),
	};
	return found[event]();
}

function endAfter({ endings }: Chat, time: number): number {
	return endings.find(({ at }) => at >= time)?.at ?? Infinity;
}

function timesOpen({ start, endings }: Chat): { from: number; until: number }[] {
	const begun = [start, ...endings.flatMap(({ reopenedAt = [] }) => reopenedAt)];
	return begun.map((from, i) => ({ from, until: endings[i]?.at ?? Infinity }));
}

function silences({ messages }: Chat, side: Watch['idleSide']): { since: number; until: number }[] {
	const isReply = side === 'customerAfterAgent';
	const wanted = messages.filter(({ from }) => side === 'anyone' || from === (isReply ? 'agent' : side));
	const breaks = isReply ? messages : wanted;
	return wanted.map(({ at }) => ({ since: at, until: breaks.find((one) => one.at > at)?.at ?? Infinity }));
}

/** Since when there is silence by now, also where it has ended. */
export function silentSince(chat: Chat, side: Watch['idleSide']): number | undefined {
	return silences(chat, side).find(({ until }) => until === Infinity)?.since;
}

/** A conversation as it is read. */
export function asRead({ id, start, legs, messages, endings }: Chat): ConversationPayload {
	const endTime = endings.find(({ reopenedAt }) => reopenedAt === undefined)?.at;
	return {
		id,
		startTime: iso(start),
		...(endTime !== undefined && { endTime: iso(endTime) }),
		participants: legs.map(({ who, from, to }, i) => {
			const written = messages.filter(
				(one) => one.from === who && one.at >= from && one.at < (to ?? Infinity),
			);
			return party(
				who,
				{ id: `${who}-${i}` },
				{
					id: `leg-${i}`,
					connectedTime: iso(from),
					...(to !== undefined && { state: 'disconnected', disconnectedTime: iso(to) }),
					messages: written.map(({ at }) => ({ messageId: `at-${at}`, messageTime: iso(at) })),
				},
			);
		}),
	};
}

/** A conversation as a row of the index. */
export function asRow({ id, start, legs, endings }: Chat): DetailsRowPayload {
	const endTime = endings.find(({ reopenedAt }) => reopenedAt === undefined)?.at;
	return {
		conversationId: id,
		conversationStart: iso(start),
		...(endTime !== undefined && { conversationEnd: iso(endTime) }),
		participants: legs.map(({ who, from, to }, i) => {
			const segment: DetailsSegmentPayload = {
				segmentType: 'interact',
				segmentStart: iso(from),
				...(to !== undefined && { segmentEnd: iso(to) }),
			};
			return indexed(who, { participantId: `${who}-${i}` }, [segment]);
		}),
	};
}

/** The rows that a query of the index asks for, by its interval, its filters, and its order. */
export function rowsFor(chats: readonly Chat[], body: unknown): DetailsRowPayload[] {
	const asked = JSON.stringify(body);
	const [, from = '', to = ''] = /"interval":"([^/"]+)\/([^"]+)"/.exec(asked) ?? [];
	const about = (dimension: string, operator: string) =>
		asked.includes(`"dimension":"${dimension}","operator":"${operator}"`);
	const isByEnd = asked.includes('"orderBy":"conversationEnd"');
	const sign = asked.includes('"order":"desc"') ? -1 : 1;
	const by = (chat: Chat) => (isByEnd ? (chat.endings.at(-1)?.at ?? 0) : chat.start);
	return chats
		.filter(({ start }) => start >= Date.parse(from) && start <= Date.parse(to))
		.filter((chat) => !about('conversationEnd', 'exists') || hasEnded(chat))
		.filter((chat) => !about('conversationEnd', 'notExists') || !hasEnded(chat))
		.filter(
			(chat) =>
				!about('segmentEnd', 'exists') ||
				chat.legs.some(({ who, to: end }) => who === 'customer' && end !== undefined),
		)
		.sort((one, other) => sign * (by(one) - by(other)))
		.map(asRow);
}

function iso(time: number): string {
	return new Date(time).toISOString();
}
