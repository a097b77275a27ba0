import { MINUTE_MS } from '../../simulator/durations.mts';
import type { Watch } from '../../nodes/shared/conversations/watch/event.ts';
import type { World } from '../../simulator/index.mts';
import type { Conversation, Participant } from '../../simulator/world/model.mts';

/** Something that has happened in a simulated contact center. */
export interface Happened {
	/** As the trigger should name it. */
	readonly key: string;
	/** When it became an event; milliseconds since 1970. */
	readonly from: number;
	/** When it was none any more: the conversation has ended, say, in which nobody wrote. */
	readonly until: number;
}

/** All that has happened of a kind, as the simulator's own records tell. */
export function happened(world: World, { event, idleForMinutes, idleSide }: Watch): Happened[] {
	const of = {
		conversationStarted: started,
		conversationEnded: ended,
		customerLeft: left,
		conversationIdle: (conversation: Conversation) =>
			idle(conversation, idleForMinutes * MINUTE_MS, idleSide),
	}[event];
	return [...world.conversations.all()].flatMap((conversation) =>
		of(conversation).map(({ at, ...one }) => ({
			...one,
			key: [event, conversation.id, ...(at === undefined ? [] : [new Date(at).toISOString()])].join(':'),
		})),
	);
}

/** `at` is the moment in the key. */
interface Moment extends Omit<Happened, 'key'> {
	readonly at?: number;
}

function started({ startTime }: Conversation): Moment[] {
	return [{ from: startTime, until: Infinity }];
}

function ended({ endings }: Conversation): Moment[] {
	return endings.flatMap(({ value }, i) =>
		value === undefined ? [] : [{ at: value, from: value, until: endings[i + 1]?.at ?? Infinity }],
	);
}

function left(conversation: Conversation): Moment[] {
	const customers = conversation.participants.filter(({ purpose }) => purpose === 'customer');
	return customers.flatMap(({ communication: { disconnectedTime } }) => {
		if (disconnectedTime === undefined || customers.some((one) => isThereAfter(one, disconnectedTime)))
			return [];
		const until = Math.min(
			endAfter(conversation, disconnectedTime),
			...returnsAfter(conversation, disconnectedTime),
		);
		return until > disconnectedTime ? [{ at: disconnectedTime, from: disconnectedTime, until }] : [];
	});
}

/** Whether somebody who had come by then is still there, on whatever medium. */
function isThereAfter(
	{ communication: { startTime, disconnectedTime } }: Participant,
	time: number,
): boolean {
	return startTime <= time && (disconnectedTime ?? Infinity) > time;
}

function returnsAfter({ participants }: Conversation, time: number): number[] {
	return participants
		.filter(({ purpose, communication }) => purpose === 'customer' && communication.startTime > time)
		.map(({ communication }) => communication.startTime);
}

/** A silence that is long enough; interrupted by an end and a re-opening it goes on. */
function idle(conversation: Conversation, limitMs: number, side: Watch['idleSide']): Moment[] {
	return silences(conversation, side).flatMap(({ at, broken }) =>
		openFrom(conversation, at + limitMs)
			.map(({ from, until }) => ({ at, from, until: Math.min(until, broken) }))
			.filter(({ from, until }) => until > from),
	);
}

/** Since when there was silence, and until when. */
function silences(
	conversation: Conversation,
	side: Watch['idleSide'],
): Array<{ readonly at: number; readonly broken: number }> {
	const timesOf = (wanted: 'agent' | 'anyone' | 'customer') =>
		conversation.participants
			.filter(({ purpose }) => wanted === 'anyone' || purpose === wanted)
			.flatMap(({ communication }) => communication.messages)
			.filter(({ kind }) => kind !== 'Event' && kind !== 'Receipt')
			.map(({ at }) => at)
			.sort((one, other) => one - other);
	const isReply = side === 'customerAfterAgent';
	const times = timesOf(isReply ? 'agent' : side);
	const answers = isReply ? timesOf('customer') : [];
	return times.map((at, i) => ({
		at,
		broken: Math.min(times[i + 1] ?? Infinity, answers.find((answer) => answer >= at) ?? Infinity),
	}));
}

/** When the conversation was open, from a moment on. */
function openFrom({ startTime, endings }: Conversation, moment: number): Array<Omit<Moment, 'at'>> {
	// By their order: somebody may come back in the very moment of the end.
	const reopenings = endings.flatMap(({ at, value }, i) => (value === undefined ? [{ at, after: i }] : []));
	return [{ at: startTime, after: -1 }, ...reopenings].map(({ at, after }) => ({
		from: Math.max(at, moment),
		until: endings.slice(after + 1).find(({ value }) => value !== undefined)?.at ?? Infinity,
	}));
}

/** When the conversation ended that went on at a time. */
function endAfter({ endings }: Conversation, time: number): number {
	return endings.find(({ value }) => value !== undefined && value >= time)?.value ?? Infinity;
}
