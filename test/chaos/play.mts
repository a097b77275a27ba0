import type { IDataObject } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import type { ConversationHandle, RecordedRequest, Simulator, World } from '../../simulator/index.mts';
import { ImpossibleStep } from '../../simulator/world/life.mts';
import type { Execution } from '../harness/engine.mts';
import type { Workbench } from '../harness/workbench.mts';
import { agentCalls, callBeside, NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { FROM_ITEM, get } from '../support/parameters.mts';
import type { PlayTime } from './play-time.mts';
import { isMadeUp, type Chat, type Happening, type Hitch, type Item, type Move, type Plan } from './plan.mts';
import { isWrite } from './oracle/reading.mts';
import { conversationIn, seenNow, type Seen } from './seen.mts';
import { Watching, type Watched } from './watching.mts';

/** Of the fast time: a run that has not ended by then waits without an end. Each item may wait for the rate limit. */
const LONGEST_RUN_MS = 4_000_000;
const LONGEST_ITEM_MS = 600_000;
/** At these stages a chat is over, and no call goes on beside it. */
const OVER: ReadonlySet<Chat['stage']> = new Set(['afterCallWork', 'ended', 'stuck']);
const NO_ANSWER = { answeredAt: undefined, seenAtAnswer: undefined };
/** A call that a cancel breaks off may be on its way, and would be taken for one of the next plan. */
const TURNS_TO_ARRIVE = 50;

/** A call, and the conversation that it was about as it was when the call arrived, and when its answer was sent. */
export interface Call {
	readonly record: RecordedRequest;
	readonly seen: Seen | undefined;
	readonly seenAtAnswer: Seen | undefined;
	/** How many calls had arrived when its answer was sent; undefined where it had none that says something. */
	readonly answeredAt: number | undefined;
}

/** An execution with all the calls that arrived while it went on. */
export interface Run {
	/** When it began and ended, by the simulator's clock. */
	readonly from: number;
	readonly until: number;
	/** Undefined where it did not end. */
	readonly executions: ReadonlyArray<Execution | undefined>;
	/** Whether the node itself has ended, too. */
	readonly hasEnded: boolean;
	/** The calls that had arrived when it was canceled. */
	readonly callsAtCancel: number | undefined;
	readonly calls: readonly Call[];
}

/** A plan, and what came of it. */
export interface Played {
	readonly plan: Plan;
	readonly world: World;
	readonly items: readonly IDataObject[];
	readonly chaos: Run;
	/** The same step twice more, one after the other, when all trouble is over; for steps that close. */
	readonly calm: readonly Run[];
	/** What the trigger beside it gave. */
	readonly watched: Watched | undefined;
	readonly secrets: readonly string[];
}

/** Plays a plan in n8n's engine, on the simulator. */
export async function play(bench: Workbench, time: PlayTime, plan: Plan): Promise<Played> {
	bench.reset();
	const { simulator } = bench;
	const { world } = simulator;
	const { settings, faults, step, isRace, continueOnFail } = plan;
	const { allowed, ...others } = settings;
	simulator.configure({ ...others, rateLimit: { allowed } });
	const chats = stage(world, plan.chats);
	const items = plan.items.map((item) => inputOf(item, chats));
	// A step before has read them, where an answer is to show how they were then.
	if (plan.happenings.some(({ what }) => typeof what !== 'string' && what.hits === 'reads'))
		await bench.run({ parameters: get(FROM_ITEM), items: chats.map(({ id }) => ({ conversationId: id })) });
	const watching = plan.watcher && (await Watching.begin(bench, plan.watcher));
	for (const fault of faults) simulator.faults.add(fault);
	const node = {
		parameters: { resource: step.resource, operation: step.operation, ...step.parameters },
		items,
		settings: { onError: continueOnFail ? 'continueRegularOutput' : 'stopWorkflow' } as const,
	};
	const run = async (
		count: number,
		meanwhile: (call: RecordedRequest, calls: number, cancel: () => void) => void,
	): Promise<Run> => {
		const from = world.now();
		const calls: Array<Pick<Call, 'record' | 'seen'>> = [];
		const answers = new Map<RecordedRequest, Pick<Call, 'answeredAt' | 'seenAtAnswer'>>();
		const cancels: Array<() => void> = [];
		let callsAtCancel: number | undefined;
		simulator.whenCalled((record) => {
			time.stir();
			meanwhile(record, calls.length, () => {
				callsAtCancel = calls.length + 1;
				for (const cancel of cancels) cancel();
			});
			calls.push({ record, seen: seenNow(world, record) });
		});
		simulator.whenAnswered((record) => {
			time.stir();
			answers.set(record, { answeredAt: calls.length, seenAtAnswer: seenNow(world, record) });
		});
		const running = Array.from({ length: count }, () => bench.start(node));
		for (const execution of running)
			cancels.push(() => {
				execution.cancel();
			});
		const longestMs = LONGEST_RUN_MS + items.length * LONGEST_ITEM_MS;
		const executions = await Promise.all(running.map(async ({ done }) => await time.within(longestMs, done)));
		// What it does after a cancel belongs to it, too.
		const hasEnded = await time.within(
			longestMs,
			bench.engine.idle().then(() => true),
		);
		for (let turn = 0; turn < TURNS_TO_ARRIVE; turn++) await new Promise(setImmediate);
		return {
			from,
			until: world.now(),
			executions,
			calls: calls.map((call) => ({ ...call, ...(answers.get(call.record) ?? NO_ANSWER) })),
			callsAtCancel,
			hasEnded: hasEnded === true,
		};
	};
	const counted = plan.happenings.map((happening) => ({
		happening,
		isNow: counterFor(world, chats, happening),
	}));
	const chaos = await run(isRace ? 2 : 1, (call, count, cancel) => {
		for (const { happening, isNow } of counted) if (isNow(call)) happen(simulator, chats, happening);
		if (plan.cancelAt === count) cancel();
		watching?.called(count);
	});
	// All is well again: what has not happened by now, would happen in the middle of the trigger's last polls.
	simulator.whenCalled(time.stir);
	simulator.faults.clear();
	// n8n keeps the answer to a sign-in also where no token is in it, and sends nothing until somebody connects the credential anew.
	if (!bench.hasToken()) bench.setCredential({});
	simulator.configure({ rateLimit: { allowed: 300 }, foreignCallsPerMinute: 0, asyncCloseMs: 0 });
	const calm: Run[] = [];
	if (step.operation === 'close')
		for (let again = 0; again < 2; again++) calm.push(await run(1, () => undefined));
	const watched = await watching?.end(time, settings.analyticsLagMs, (scene) => {
		happen(simulator, chats, scene);
	});
	// n8n waits for its sign-in without an end. What such a run does when that breaks belongs to no other plan.
	simulator.cutEndless();
	await time.within(LONGEST_RUN_MS, bench.engine.idle());
	// An odd answer to the sign-in, which n8n keeps as the token, is a word like any other.
	const secrets = bench.secrets().filter((secret) => !isMadeUp(secret, plan));
	return { plan, world, items, chaos, calm, watched, secrets };
}

function stage(world: World, chats: readonly Chat[]): ConversationHandle[] {
	const center = openContactCenter(world);
	world.addQueue({ name: 'Sales' });
	world.addUser({ name: 'Kim Agent' });
	const contacts = new Map<number, ReturnType<World['addContact']>>();
	return chats.map(({ stage: reached, contact, channel, silentMinutes, hasCall }, i) => {
		const known =
			contact === undefined
				? undefined
				: (contacts.get(contact) ?? world.addContact({ firstName: `C${contact}` }));
		if (contact !== undefined && known) contacts.set(contact, known);
		const at = world.now() - silentMinutes * MINUTE_MS;
		const handle = world.startConversation({
			customerName: `Customer ${i}`,
			queue: center.queue,
			agent: center.agent,
			stage: reached,
			externalTag: `tag-${i % 3}`,
			startedAt: world.now() - 120 * MINUTE_MS,
			messages: [{ from: 'customer', text: 'Hello', at }],
			...(known && { contact: known }),
			...(channel === 'call' ? { medium: 'call' as const } : { messageType: channel }),
		});
		if (hasCall && !OVER.has(reached)) callBeside(world, handle);
		return handle;
	});
}

function inputOf(item: Item, chats: readonly ConversationHandle[]): IDataObject {
	switch (item.kind) {
		case 'chat': {
			const i = item.chat % chats.length;
			const handle = chats[i];
			const leg = handle?.legs[item.chat % handle.legs.length];
			return { conversationId: handle?.id, sessionId: leg?.sessionId, tag: `tag-${i % 3}` };
		}
		case 'nobody':
			return { conversationId: NOBODYS_ID, sessionId: NOBODYS_ID, tag: 'nobody' };
		case 'notFound':
			return { found: false, conversationId: null, tag: 'none' };
		case 'junk':
			return { conversationId: '../../users', sessionId: '%2e%2e', tag: '  ' };
		case 'nothing':
			return {};
	}
}

/** Counts calls. @returns tells of each call whether it is the one as which something happens */
function counterFor(
	world: World,
	chats: readonly ConversationHandle[],
	{ at, of, chat }: Happening,
): (call: RecordedRequest) => boolean {
	const id = idOf(chats, chat);
	const counts = (call: RecordedRequest) =>
		of === 'calls' || (isAbout(world, call, id) && isWrite(call) === (of === 'writes'));
	let count = -1;
	return (call) => {
		if (!counts(call)) return false;
		count += 1;
		return count === at;
	};
}

/** Whether a call is about a conversation; a message is addressed to its customer. */
function isAbout(world: World, { path, body }: RecordedRequest, id: string): boolean {
	if (!path.endsWith('/agentless')) return conversationIn(path) === id;
	const contact = world.conversation(id).externalContactId;
	return contact !== undefined && isObject(body) && body['externalContactId'] === contact;
}

function idOf(chats: readonly ConversationHandle[], chat: number): string {
	return chats[chat % chats.length]?.id ?? '';
}

/** The calls that read a conversation, and those that change something in it. */
const PATHS: Readonly<Record<Hitch['hits'], (id: string) => string>> = {
	reads: (id) => `/v2/conversations/${id}$`,
	writes: (id) => `/conversations/messages/${id}($|/participants/)|/${id}/disconnect$|/agentless$`,
};

/** Somebody does something, if that is possible. */
function happen(
	{ world, faults }: Simulator,
	chats: readonly ConversationHandle[],
	{ what, chat }: Pick<Happening, 'chat' | 'what'>,
): void {
	const id = idOf(chats, chat);
	if (typeof what !== 'string') {
		faults.add({ ...what.fault, match: { path: PATHS[what.hits](id) } });
		return;
	}
	const agent = [...world.directory.users.keys()].at(-1) ?? '';
	const queue = [...world.directory.queues.keys()].at(-1) ?? '';
	const acts: Readonly<Record<Move, () => void>> = {
		agentAnswers: () => {
			world.assignAgent(id, agent);
		},
		agentCalls: () => {
			agentCalls(world, id);
		},
		agentLeaves: () => {
			world.agentLeaves(id);
		},
		agentWrites: () => {
			world.agentWrites(id);
		},
		customerLeaves: () => {
			world.customerLeaves(id);
		},
		customerReturns: () => {
			world.customerReturns(id);
		},
		customerWrites: () => {
			world.customerWrites(id);
		},
		ends: () => {
			world.end(id);
		},
		reopens: () => {
			world.reopen(id);
		},
		starts: () => {
			world.startConversation({ customerName: 'Robin', queue, stage: 'queue' });
		},
		transferred: () => {
			world.transfer(id, queue);
		},
		clockJumps: () => {
			world.clock.advance(10 * MINUTE_MS);
		},
	};
	try {
		acts[what]();
	} catch (error) {
		// Not everything can happen to everybody.
		if (!(error instanceof ImpossibleStep) && !(error instanceof RangeError) && !isReadOnly(error))
			throw error;
	}
}

function isReadOnly(error: unknown): boolean {
	return error instanceof Error && error.message.includes('read-only');
}
