import { inspect } from 'node:util';

import { SECOND_MS, MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import type { Kept, Watch, WatchedEvent } from '../../nodes/shared/conversations/watch/event.ts';
import type { Effort } from '../../nodes/shared/conversations/watch/looks.ts';
import { Tries } from '../../nodes/shared/conversations/watch/tries.ts';
import { poll } from '../../nodes/shared/conversations/watch/watch.ts';
import { Pace } from '../../nodes/shared/platform/pace.ts';
import {
	asRead,
	hasEnded,
	rowsFor,
	silentSince,
	started,
	STEPS,
	trueEvents,
	type Chat,
	type TrueEvent,
} from './tiny-center.mts';
import { NOON, VirtualClock } from './virtual-clock.mts';
import { answer, ok, VirtualPlatform } from './virtual-platform.mts';

/** Genesys Cloud's clock is ahead of that of n8n's machine, in seconds. */
const AHEAD = 200;
/** So long nothing happens at a time; longer than an overlap and an idle time. */
const LONG_MINUTES = 8;
/** What is idle without a new message is found so much later at most. */
const LATE_MINUTES = 15;
const IDS = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'];
const NAMES = ['A', 'B'];

/** What to explore. */
export interface Model {
	readonly watch: Watch;
	readonly overlapMinutes: number;
	/** At most so many conversations. */
	readonly chats: number;
	/** What can happen in them; the others make no difference. */
	readonly steps: readonly string[];
	/** How polls go. */
	readonly polls: readonly Manner[];
	/** For how many minutes nothing happens at a time. */
	readonly pauses: readonly number[];
	/** What has happened before the trigger was activated. */
	readonly before: readonly string[];
	/** What happens after that in any case. */
	readonly opening: readonly string[];
	/** Sequences of so many moves. */
	readonly depth: number;
}

/** How a poll goes, in words; A is the first conversation. */
export type Manner =
	| 'fine'
	| 'with an index that is behind'
	| 'with an index that leaves out A'
	| 'with an index that gives A twice'
	| 'without a list'
	| 'without a single read'
	| 'without reading A'
	| 'without finding A'
	| 'for one event'
	| 'without time to read';

/** The process of n8n's: it is new, or knows what it has tried and what time it is. */
interface Process {
	readonly tries: Tries;
	readonly pace: Pace;
}

/** What the model expects the trigger to know: as of the state that is kept, or of the one that was saved. */
interface Knowledge {
	readonly kept: Kept;
	/** When the lists of the last polls began, the latest last. */
	readonly lists: readonly number[];
	/** What lists have shown so far. */
	readonly shown: readonly string[];
	/** Which conversations lists have had as open. */
	readonly listed: readonly string[];
	/** Until when reading one again is of no use. */
	readonly readUntil: Readonly<Record<string, number>>;
}

/** Everything there is at a moment. */
interface Scene {
	/** Genesys Cloud's time. */
	readonly now: number;
	readonly chats: readonly Chat[];
	/** As the index has them. */
	readonly indexed: readonly Chat[];
	readonly baseline: number;
	readonly known: Knowledge;
	readonly saved: Knowledge;
	readonly process: Process | undefined;
	/** The keys of what was given. */
	readonly given: readonly string[];
	/** How many conversations the last poll has read. */
	readonly reads: number;
	/** A conversation could not be found, so what is idle may come later. */
	readonly wasUnseen: boolean;
}

interface Move {
	readonly name: string;
	readonly make: (scene: Scene) => Promise<Scene>;
}

/** What came of an exploration. */
export interface Explored {
	/** Different scenes, of which none was looked at twice. */
	readonly scenes: number;
	/** Moves that were made from them. */
	readonly moves: number;
	/** Sequences of moves that lead to them. */
	readonly sequences: number;
	/** Events that were given on the way. */
	readonly given: number;
}

/** The trigger has not done what it is to do. */
class Wrong extends Error {}

/**
 * Plays all sequences of moves, the short ones first, each scene once, and from each scene on some quiet polls to its end.
 *
 * @throws Error with the shortest sequence after which something is wrong
 */
export async function explore(model: Model): Promise<Explored> {
	const root = await opened(model);
	const seen = new Map([[fingerprint(model, root), 0]]);
	const settled = new Set<string>();
	const nexts: number[][] = [];
	let layer: { scene: Scene; trail: readonly string[] }[] = [{ scene: root, trail: [] }];
	let moves = 0;
	let given = root.given.length;
	for (let depth = 0; layer.length > 0; depth++) {
		const further: typeof layer = [];
		for (const { scene, trail } of layer) {
			await told(model, trail, async () => {
				await settle(model, scene, settled);
			});
			const next: number[] = [];
			nexts.push(next);
			if (depth === model.depth) continue;
			for (const { name, make } of movesFrom(model, scene)) {
				const trailThen = [...trail, name];
				const then = await told(model, trailThen, async () => await make(scene));
				moves += 1;
				const print = fingerprint(model, then);
				const number = seen.get(print) ?? seen.size;
				next.push(number);
				if (seen.has(print)) continue;
				seen.set(print, number);
				given += then.given.length - scene.given.length;
				further.push({ scene: then, trail: trailThen });
			}
		}
		layer = further;
	}
	return { scenes: seen.size, moves, sequences: sequencesOf(nexts, model.depth), given };
}

async function told<T>(model: Model, trail: readonly string[], work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		const steps = [...model.before, 'the trigger is activated', ...model.opening, ...trail].map(
			(step, i) => `${i + 1}. ${step}`,
		);
		const what = error instanceof Wrong ? error.message : inspect(error);
		throw new Error([`${model.watch.event}: ${what}, after`, ...steps].join('\n'));
	}
}

/** How many sequences there are of so many moves at most; scenes are numbered in the order in which they were found. */
function sequencesOf(nexts: readonly number[][], depth: number): number {
	let ways = new Map([[0, 1]]);
	let sum = 0;
	for (let made = 0; made < depth; made++) {
		const then = new Map<number, number>();
		for (const [from, count] of ways)
			for (const to of nexts[from] ?? []) then.set(to, (then.get(to) ?? 0) + count);
		ways = then;
		for (const count of ways.values()) sum += count;
	}
	return sum;
}

async function opened(model: Model): Promise<Scene> {
	let scene = await activated(model);
	for (const name of model.opening) scene = await moved(movesFrom(model, scene), name, scene);
	return scene;
}

async function moved(moves: readonly Move[], name: string, scene: Scene): Promise<Scene> {
	const move = moves.find((one) => one.name === name);
	if (!move) throw new Error(`Not possible: ${name}`);
	return await move.make(scene);
}

async function activated(model: Model): Promise<Scene> {
	const start = NOON + AHEAD * SECOND_MS + MINUTE_MS;
	const nothing = { kept: {}, lists: [], shown: [], listed: [], readUntil: {} };
	let scene: Scene = {
		...{ now: start, chats: [], indexed: [], baseline: 0, known: nothing, saved: nothing },
		...{ process: undefined, given: [], reads: 0, wasUnseen: false },
	};
	const anything = { ...model, steps: STEPS.map(({ what }) => what) };
	for (const name of model.before) scene = await moved(centerMoves(anything, scene), name, scene);
	scene = later(scene, 1);
	const { polled, calls, process } = await played(model, scene, undefined, 'fine');
	if (!polled) throw new Wrong('It cannot be activated');
	check(polled.events.length === 0, 'It gives something at its activation');
	// The clock of the machine is another one, so that it takes two answers to know the time.
	check(calls.lists <= 2, 'It lists more than twice');
	const known: Knowledge = {
		...{ kept: polled.state, lists: [scene.now], shown: [], readUntil: {} },
		listed: scene.chats.filter((chat) => !hasEnded(chat)).map(({ id }) => id),
	};
	return later({ ...scene, process, baseline: scene.now, indexed: scene.chats, known, saved: known }, 1);
}

function movesFrom(model: Model, scene: Scene): Move[] {
	const { known, saved, process } = scene;
	const restarts: Move[] = [
		{
			name: 'n8n restarts',
			make: async () => await Promise.resolve(later({ ...scene, process: undefined }, 1)),
		},
		{
			name: 'n8n restarts, and what gave nothing was not saved',
			make: async () => await Promise.resolve(later({ ...scene, process: undefined, known: saved }, 1)),
		},
	];
	const isNew = process === undefined;
	return [
		...centerMoves(model, scene),
		...pollMoves(model, scene),
		...(isNew ? [] : restarts.slice(0, 1)),
		...(known === saved ? [] : restarts.slice(1)),
	];
}

/** What people do, or nothing for a while. */
function centerMoves({ chats: most, steps, pauses }: Model, { chats }: Scene): Move[] {
	const moves: Move[] = chats.flatMap((chat, i) =>
		STEPS.filter(({ what, isPossible }) => steps.includes(what) && isPossible(chat)).map(
			({ what, happen }) => ({
				name: `${NAMES[i] ?? ''}: ${what}`,
				make: async (scene) =>
					await Promise.resolve(
						later(
							{ ...scene, chats: scene.chats.map((one) => (one === chat ? happen(one, soon(scene)) : one)) },
							1,
						),
					),
			}),
		),
	);
	if (chats.length < most)
		moves.push({
			name: `${NAMES[chats.length] ?? ''}: the conversation starts`,
			make: async (scene) =>
				await Promise.resolve(
					later({ ...scene, chats: [...scene.chats, started(IDS[chats.length] ?? '', soon(scene))] }, 1),
				),
		});
	for (const minutes of pauses)
		moves.push({
			name: `${minutes} minutes pass`,
			make: async (scene) => await Promise.resolve(later(scene, minutes)),
		});
	return moves;
}

/** Half a minute from now: nothing happens in the moment in which the trigger polls. */
function soon({ now }: Scene): number {
	return now + MINUTE_MS / 2;
}

function later(scene: Scene, minutes: number): Scene {
	return { ...scene, now: scene.now + minutes * MINUTE_MS };
}

/** Polls, in all manners that can make a difference. */
function pollMoves(whole: Model, { chats, indexed }: Scene): Move[] {
	const isBehind = JSON.stringify(chats) !== JSON.stringify(indexed);
	return whole.polls
		.filter((manner) => (manner.includes('behind') ? isBehind : !/A\b/.test(manner) || chats.length > 0))
		.map((manner) => ({
			name: `the trigger polls, ${manner}`,
			make: async (scene) =>
				later(await (manner === 'fine' ? polledWell(whole, scene) : polledOnce(whole, scene, manner)), 1),
		}));
}

interface Calls {
	readonly lists: number;
	/** The conversations that were read. */
	readonly reads: readonly string[];
}

interface Played {
	/** Nothing where the poll has failed. */
	readonly polled: { readonly events: readonly WatchedEvent[]; readonly state: Kept } | undefined;
	readonly calls: Calls;
	readonly process: Process;
}

/** Lets the trigger poll on the virtual platform as the scene is now. */
async function played(
	{ watch, overlapMinutes }: Model,
	scene: Scene,
	kept: Kept | undefined,
	manner: Manner,
): Promise<Played> {
	const platform = new VirtualPlatform();
	const { server } = platform;
	const process = copied(scene.process);
	platform.pace = process.pace;
	server.clockAhead = AHEAD;
	const [first] = scene.chats;
	const listed = shownBy(scene, manner);
	server.always('POST /api/v2/analytics/conversations/details/query', ({ body }) => {
		if (manner === 'without a list') return answer(500);
		const rows = rowsFor(listed, body);
		const conversations =
			manner === 'with an index that gives A twice' ? [...rows, ...rows.slice(0, 1)] : rows;
		return ok({ conversations, totalHits: conversations.length });
	});
	for (const chat of scene.chats)
		server.always(`GET /api/v2/conversations/${chat.id}`, () => {
			const isMeant =
				manner === 'without a single read' || (chat === first && manner === 'without reading A');
			if (isMeant) return answer(500);
			return chat === first && manner === 'without finding A' ? answer(404) : ok(asRead(chat));
		});
	await platform.pass((scene.now - NOON) / SECOND_MS - AHEAD);
	const effort: Effort = {
		mayList: () => true,
		mayGoOn: () => manner !== 'without time to read',
		most: manner === 'for one event' ? 1 : 500,
	};
	const run = platform.run({ maxRetries: 0, maxWaitSeconds: 0 });
	const options = { alreadyIdle: false, overlapMinutes };
	let polled: Played['polled'];
	try {
		polled = await platform.play(poll(run.client, watch, options, kept, effort, process.tries));
	} catch (error) {
		// Only what people are told is no mistake of the trigger's.
		if (!(error instanceof Error && 'whatToDo' in error)) throw error;
	} finally {
		run.client.end();
	}
	const reads = server.lines
		.filter((line) => line.startsWith('GET'))
		.map((line) => line.split('/').at(-1) ?? '');
	const lists = server.lines.length - reads.length;
	return { polled, calls: { lists, reads }, process };
}

/** A process that knows the same: several moves go on from one scene. */
function copied(process: Process | undefined): Process {
	const copy = { tries: new Tries(), pace: new Pace() };
	if (!process) return copy;
	Object.assign(copy.tries, structuredClone(process.tries));
	Object.assign(copy.pace.clock, structuredClone(process.pace.clock));
	return copy;
}

/** What the index shows to a poll. */
function shownBy({ chats, indexed }: Scene, manner: Manner): readonly Chat[] {
	if (manner === 'with an index that is behind') return indexed;
	return manner === 'with an index that leaves out A' ? chats.slice(1) : chats;
}

/** What a fine poll makes of a scene: it is a move, and what comes when all is quiet. */
const afterFinePoll = new WeakMap<Scene, Promise<Scene>>();

async function polledWell(model: Model, scene: Scene): Promise<Scene> {
	const known = afterFinePoll.get(scene);
	if (known) return await known;
	const then = polledOnce(model, scene, 'fine');
	afterFinePoll.set(scene, then);
	return await then;
}

/** Lets the trigger poll, and sees whether it did what it is to do. */
async function polledOnce(model: Model, scene: Scene, manner: Manner): Promise<Scene> {
	const before = JSON.stringify(scene.known.kept);
	const { polled, calls, process } = await played(model, scene, scene.known.kept, manner);
	check(JSON.stringify(scene.known.kept) === before, 'It changes what was kept');
	const indexed = manner === 'with an index that is behind' ? scene.indexed : scene.chats;
	const now: Scene = { ...scene, process, indexed, reads: calls.reads.length };
	checkCalls(model, scene, calls);
	if (!polled) {
		check(/without/.test(manner), 'A poll fails in which nothing went wrong');
		return { ...now, wasUnseen: scene.wasUnseen || manner === 'without finding A' };
	}
	check(manner !== 'without a list' || calls.lists === 0, 'It takes a list that failed for one');
	const { events, state } = polled;
	checkEvents(model, scene, events);
	check(manner !== 'for one event' || events.length <= 1, 'It gives more than it may');
	const known: Knowledge = {
		...listedThen(model, scene, calls, shownBy(scene, manner)),
		kept: state,
		readUntil: { ...scene.known.readUntil, ...readUntil(model, scene, manner, calls) },
	};
	const then: Scene = {
		...{ ...now, known, saved: events.length > 0 ? known : scene.saved },
		given: [...scene.given, ...events.map(({ id }) => id)],
		wasUnseen: scene.wasUnseen || manner === 'without finding A',
	};
	const isFine = !/without|for one/.test(manner);
	if (isFine) {
		const missed = dueNow(model, scene, then, shownBy(scene, manner)).find(
			({ key }) => !then.given.includes(key),
		);
		check(missed === undefined, `${missed?.key ?? ''} is not given although it can be seen`);
	}
	check(
		isFine || events.every(({ live }) => !isUnread(scene, manner, live.conversation.id)),
		'It gives what it has not read',
	);
	return then;
}

function isUnread({ chats: [first] }: Scene, manner: Manner, id: string): boolean {
	const isOfA = manner === 'without reading A' || manner === 'without finding A';
	return (
		manner === 'without a single read' || manner === 'without time to read' || (isOfA && id === first?.id)
	);
}

/** What the documentation says of requests. */
function checkCalls({ watch }: Model, { now, known, chats, process }: Scene, { lists, reads }: Calls): void {
	check(new Set(reads).size === reads.length, 'It reads a conversation twice in a poll');
	check(lists <= 1, 'It lists more than once in a poll');
	if (watch.event === 'conversationIdle') {
		const everyMs = Math.min(watch.idleForMinutes / 2, LATE_MINUTES) * MINUTE_MS;
		const age = process ? now - (known.lists.at(-1) ?? 0) : Infinity;
		check(lists === 1 || age < everyMs, 'It does not list the open conversations in time');
		check(lists === 0 || age >= everyMs, 'It lists the open conversations more often than it has to');
	} else check(lists === 1, 'It does not list once in a poll');
	for (const chat of chats)
		check(
			!reads.includes(chat.id) || now >= (known.readUntil[chat.id] ?? 0),
			'It reads a conversation for nothing',
		);
}

/** The last two lists, and what they and those before had. */
function listedThen(
	{ watch }: Model,
	{ now, known }: Scene,
	{ lists }: Calls,
	rows: readonly Chat[],
): Pick<Knowledge, 'lists' | 'listed' | 'shown'> {
	if (lists === 0) return known;
	const open = rows.filter((chat) => !hasEnded(chat)).map(({ id }) => id);
	return {
		lists: [...known.lists, now].slice(-2),
		listed: [...new Set([...known.listed, ...open])],
		shown: [...new Set([...known.shown, ...rows.flatMap((row) => shownIn(row, watch))])],
	};
}

function shownIn(row: Chat, watch: Watch): string[] {
	return trueEvents(row, watch)
		.filter(({ until }) => until === Infinity)
		.map(({ key }) => key);
}

/** Until when the conversations that were read now need not be read again. */
function readUntil(
	{ watch }: Model,
	{ now, chats }: Scene,
	manner: Manner,
	{ reads }: Calls,
): Record<string, number> {
	if (watch.event !== 'conversationIdle') return {};
	const limitMs = watch.idleForMinutes * MINUTE_MS;
	const read = chats.filter(({ id }) => reads.includes(id));
	return Object.fromEntries(
		read.map((chat) => {
			if (/without/.test(manner)) return [chat.id, 0];
			if (hasEnded(chat)) return [chat.id, now + Math.min(limitMs, LATE_MINUTES * MINUTE_MS)];
			const next = trueEvents(chat, watch).find(({ from }) => from > now);
			return [chat.id, next?.from ?? now + limitMs];
		}),
	);
}

/** Each is true now, new, named and dated as it is documented, and in order. */
function checkEvents(
	{ watch }: Model,
	{ now, chats, given, baseline }: Scene,
	events: readonly WatchedEvent[],
): void {
	const keys = [...given, ...events.map(({ id }) => id)];
	check(new Set(keys).size === keys.length, 'It gives an event twice');
	for (const [i, { id, type, time, live }] of events.entries()) {
		const truth = chats.flatMap((chat) => trueEvents(chat, watch).map((event) => ({ chat, event })));
		const one = truth.find(({ event }) => event.key === id && event.from <= now && now < event.until);
		check(one !== undefined, `${id} is not true`);
		check(one?.event.time === time && type === watch.event, `${id} has another time or type`);
		check(one?.chat.id === live.conversation.id, `${id} has another conversation`);
		check(time > baseline, `${id} is from before the activation`);
		check(time >= (events[i - 1]?.time ?? 0), 'It does not give the oldest first');
	}
}

/** What has to have been given by now, if the poll went well. */
function dueNow(model: Model, scene: Scene, then: Scene, shown: readonly Chat[]): TrueEvent[] {
	const { watch } = model;
	const { now, baseline, known } = scene;
	return scene.chats.flatMap((chat) => {
		const isTrue = ({ from, until, time }: TrueEvent) => from <= now && now < until && time > baseline;
		const events = trueEvents(chat, watch).filter(isTrue);
		if (watch.event === 'conversationIdle') return events.filter((event) => isWatched(then, chat, event));
		const row = shown.find(({ id }) => id === chat.id);
		const isShown = ({ key }: TrueEvent) => row !== undefined && shownIn(row, watch).includes(key);
		return events.filter(
			(event) => known.shown.includes(event.key) || (isShown(event) && !isTooLate(model, known, event)),
		);
	});
}

/**
 * Whether the trigger knows that it may be idle: it has seen it in the index, and it has not fallen silent by a re-opening, which takes
 * longer to be noticed.
 */
function isWatched({ known, wasUnseen }: Scene, { id, endings }: Chat, { from, time }: TrueEvent): boolean {
	return known.listed.includes(id) && endings.length === 0 && from === time && !wasUnseen;
}

/** Up to the overlap nothing is missed; and all is read twice, also after a long time without a poll. What was shown once is known. */
function isTooLate(
	{ overlapMinutes }: Model,
	{ lists, shown }: Knowledge,
	{ key, time }: TrueEvent,
): boolean {
	const [last = 0, other] = lists;
	return other !== undefined && !shown.includes(key) && time <= last - overlapMinutes * MINUTE_MS;
}

/**
 * Some quiet polls: whatever is an event by now, and was not shown too late, has been given then, and nothing more is asked for. What
 * cannot be told at once may take some of them more.
 */
async function settle(model: Model, from: Scene, settled: Set<string>): Promise<void> {
	let scene = from;
	for (const [i, minutes] of [0, LONG_MINUTES, 1, LATE_MINUTES + 1, 1].entries()) {
		if (i > 0) scene = later(scene, minutes);
		const print = `${i} ${fingerprint(model, scene)}`;
		if (settled.has(print)) return;
		settled.add(print);
		scene = await polledWell(model, scene);
		if (i > 1 && scene.reads === 0 && !neverGiven(model, from, scene)) return;
	}
	check(scene.reads === 0, 'It goes on reading what is over');
	check(false, `${neverGiven(model, from, scene)?.key ?? ''} is never given`);
}

function neverGiven(
	model: Model,
	from: Scene,
	{ chats, baseline, given, now }: Scene,
): TrueEvent | undefined {
	const { watch } = model;
	const mayBeTooLate = watch.event !== 'conversationIdle';
	return chats
		.flatMap((chat) => trueEvents(chat, watch))
		.filter(({ time, from: since, until }) => time > baseline && since < now && until === Infinity)
		.filter((event) => !(mayBeTooLate && isTooLate(model, from.known, event)))
		.find(({ key }) => !given.includes(key));
}

function check(isRight: boolean, otherwise: string): void {
	if (!isRight) throw new Wrong(otherwise);
}

/**
 * The same for scenes from which everything goes on in the same way, whatever time it is and whatever has been before: what is over
 * makes no difference.
 */
function fingerprint({ watch }: Model, scene: Scene): string {
	const { now, chats, indexed, known, saved, process, given, wasUnseen } = scene;
	const isIdle = watch.event === 'conversationIdle';
	const limitMs = watch.idleForMinutes * MINUTE_MS;
	const trueIn = (chat: Chat) => trueEvents(chat, watch).filter(({ until }) => until > now);
	const isAllGiven = chats.flatMap(trueIn).every(({ key }) => given.includes(key));
	const ofChat = (chat: Chat) => [
		...[hasEnded(chat), chat.legs.flatMap(({ who, to }) => (to === undefined ? [who] : []))],
		trueIn(chat).map((event) => [event, given.includes(event.key)]),
		isIdle && [
			chat.start + limitMs > now && chat.start,
			chat.endings.length > 0,
			silentSince(chat, watch.idleSide),
		],
	];
	const ofKnowledge = ({ kept, lists, shown, listed, readUntil }: Knowledge) => [
		{ ...kept, baseline: undefined },
		...[lists.length, !isAllGiven && lists[0], listed, shown.filter((key) => !given.includes(key))],
		Object.entries(readUntil).filter(([, until]) => until > now),
	];
	return relative(
		JSON.stringify([
			...[chats.map(ofChat), indexed.map(ofChat), ofKnowledge(known), saved !== known && ofKnowledge(saved)],
			...[wasUnseen, process === undefined],
			process && !process.tries.isEmpty && triedSoFar(process.tries, now),
		]),
		now,
	);
}

/** What was tried when is told by a clock that has nothing to do with the time of day. */
function triedSoFar(tries: Tries, now: number): string {
	const start = NOON + AHEAD * SECOND_MS - new VirtualClock().elapsed();
	return inspect(tries, { depth: 5 }).replace(
		/(at): (\d+)/gi,
		(_, at, time) => `${at} ${start + Number(time) - now}`,
	);
}

const TIMES = /\b\d{13}\b|\d{4}-\d\d-\d\dT[\d:.]+Z|(?<![\w-])[0-9a-z]{8}(?![\w-])/g;

function relative(text: string, now: number): string {
	return text.replace(TIMES, (found) => {
		const time = found.includes('T')
			? Date.parse(found)
			: found.length === 13
				? Number(found)
				: parseInt(found, 36);
		return Math.abs(time - now) < DAY_MS ? `@${time - now}` : found;
	});
}
