// The simulator in a process of its own, so that it shares neither event loop nor memory with what is measured.
import { startSimulator } from '../../simulator/index.mts';
import { Traffic } from '../../simulator/traffic.mts';
import { endTimeOf } from '../../simulator/world/model.mts';
import { FastTime } from '../../test/support/fast-time.mts';
import type { LimitSettings } from '../scale.mts';
import { serve } from './serve.mts';
import type { Tally } from './simulator.mts';

const STEP_MS = 4_000;

const simulator = await startSimulator();

/** What the process of a simulator serves. */
export type SimulatorHost = typeof functions;

const functions = { stage, stageWithTags, openForADay, stillOpen, tally };

/** An organization with so many open conversations and nothing else, and a token that nobody has used yet. */
function stage(conversations: number, limit: LimitSettings): { url: string; conversationIds: string[] } {
	const { allowed, windowSeconds, latencyMs, foreignCallsPerMinute } = limit;
	simulator.reset();
	simulator.configure({
		rateLimit: { allowed, windowSeconds, enabled: true },
		latencyMs,
		foreignCallsPerMinute,
	});
	const { world } = simulator;
	const queue = world.addQueue({ name: 'Support' });
	const agent = world.addUser({ name: 'Alex Agent' });
	const conversationIds = Array.from(
		{ length: conversations },
		(_, index) =>
			world.startConversation({ customerName: `Customer ${index}`, queue, agent, stage: 'agent' }).id,
	);
	return { url: simulator.url, conversationIds };
}

/** The same, and a few conversations more that can be found by a tag. */
function stageWithTags(
	conversations: number,
	tagged: number,
	limit: LimitSettings,
): { url: string; conversationIds: string[]; tags: string[] } {
	const staged = stage(conversations, limit);
	const { world } = simulator;
	const queue = world.addQueue({ name: 'Tagged' });
	// Long enough ago for the index to have them.
	const startedAt = world.now() - 600_000;
	const tags = Array.from({ length: tagged }, (_, index) => `ticket-${index}`);
	for (const externalTag of tags)
		world.startConversation({ customerName: externalTag, queue, stage: 'queue', externalTag, startedAt });
	return { ...staged, tags };
}

/** The usual limit, in an organization in which somebody does something every four seconds. */
function openForADay(factor: number): { url: string } {
	simulator.reset();
	const time = new FastTime(factor);
	const { world } = simulator;
	const traffic = new Traffic(world);
	traffic.populate({ open: 50, ended: 200, queues: 3, agents: 20, days: 1 });
	const goOn = async (): Promise<never> => {
		for (;;) {
			await time.pass(STEP_MS);
			traffic.step();
		}
	};
	void goOn();
	return { url: simulator.url };
}

function stillOpen(conversationIds: readonly string[]): number {
	const { world } = simulator;
	return conversationIds.filter((id) => endTimeOf(world.conversation(id)) === undefined).length;
}

function tally(): Tally {
	const { requests, foreignCalls, world } = simulator;
	const calls = requests.filter(({ path }) => path.startsWith('/api/'));
	world.catchUp();
	return {
		calls: calls.length,
		refused: calls.filter(({ status }) => status === 429).length,
		open: [...world.conversations.all()].filter((conversation) => endTimeOf(conversation) === undefined)
			.length,
		foreignSent: foreignCalls.sent,
		foreignRefused: foreignCalls.refused,
	};
}

serve(functions);
