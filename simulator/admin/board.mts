import type { Simulation } from '../simulation.mts';
import type { Conversation } from '../world/model.mts';
import { endTimeOf, lastParticipant } from '../world/model.mts';
import { isFoundBy } from './search.mts';
import { conversationSummary } from './summary.mts';

const NO_QUEUE = 'With the bot';
const ENDED_SHOWN = 8;
const SECONDS_SHOWN = 60;
const CALLS_SHOWN = 10;

/**
 * Everything that the board page shows, in one answer.
 * @param search what the conversations are to be found by; all of them where it is blank
 */
export function boardView(simulation: Simulation, shownAQueue: number, search = '') {
	const { world, requests, rateLimits, faults } = simulation;
	const all = [...world.conversations.all()];
	const found = all.filter((conversation) => isFoundBy(world, conversation, search));
	const open = found.filter((conversation) => endTimeOf(conversation) === undefined);
	const now = world.now();
	return {
		now,
		openTotal: all.filter((conversation) => endTimeOf(conversation) === undefined).length,
		ended: latestEnds(found)
			.slice(0, ENDED_SHOWN)
			.map((conversation) => conversationSummary(world, conversation)),
		queues: byQueue(simulation, open).map(([name, conversations]) => ({
			name,
			open: conversations.length,
			conversations: newestFirst(conversations)
				.slice(0, shownAQueue)
				.map((conversation) => conversationSummary(world, conversation)),
		})),
		windows: rateLimits.standing(),
		foreign: rateLimits.foreign,
		recentCalls: callsPerSecond(requests.entries, now),
		latestCalls: requests.entries
			.slice(-CALLS_SHOWN)
			.reverse()
			.map(({ method, path, status }) => ({ method, path, status })),
		faults: faults.list().map(({ id, fault, hits }) => ({ id, fault, hits })),
	};
}

function byQueue({ world }: Simulation, open: readonly Conversation[]): [string, Conversation[]][] {
	const groups = new Map<string, Conversation[]>();
	for (const conversation of open) {
		const queueId = lastParticipant(conversation, 'customer')?.queueId ?? '';
		const name = world.directory.queues.get(queueId)?.name ?? NO_QUEUE;
		const group = groups.get(name);
		if (group === undefined) groups.set(name, [conversation]);
		else group.push(conversation);
	}
	return [...groups].sort(([one], [other]) => one.localeCompare(other));
}

function latestEnds(conversations: readonly Conversation[]): Conversation[] {
	const endOf = (conversation: Conversation): number => endTimeOf(conversation) ?? 0;
	return conversations
		.filter((conversation) => endOf(conversation) > 0)
		.toSorted((one, other) => endOf(other) - endOf(one));
}

function newestFirst(conversations: readonly Conversation[]): Conversation[] {
	return conversations.toSorted((one, other) => other.changedAt - one.changedAt);
}

/** Calls in each of the last sixty seconds, oldest first. */
function callsPerSecond(entries: readonly { readonly at: number }[], now: number): number[] {
	const counts = new Array<number>(SECONDS_SHOWN).fill(0);
	for (let index = entries.length - 1; index >= 0; index -= 1) {
		const secondsAgo = Math.floor((now - (entries[index]?.at ?? 0)) / 1000);
		if (secondsAgo >= SECONDS_SHOWN) break;
		const place = SECONDS_SHOWN - 1 - Math.max(0, secondsAgo);
		counts[place] = (counts[place] ?? 0) + 1;
	}
	return counts;
}
