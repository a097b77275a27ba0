import { MINUTE_MS } from '../../simulator/durations.mts';
import type { Workbench } from '../harness/workbench.mts';
import type { ConversationHandle, World } from '../../simulator/index.mts';
import { openContactCenter } from './contact-center.mts';
import { withTimeTravel, type TimeTravel } from './time-travel.mts';
import { withWorkbench } from './workbench.mts';

type Chat = Parameters<ReturnType<typeof openContactCenter>['chat']>[0];

/** A contact center with a trigger to look at it, where minutes take no time. */
export interface TriggerScene {
	readonly bench: () => Workbench;
	readonly travel: () => TimeTravel;
	readonly world: () => World;
	/** So many minutes pass. */
	readonly minutes: (count: number) => void;
	/** A chat that starts right now, a minute before anybody looks. */
	readonly startsNow: (more?: Chat) => ConversationHandle;
	/** Something happens, in a conversation that begins a minute before. */
	readonly happensNow: (event: string) => string;
}

/** The scene for each test of a suite. */
export function withTriggerScene(): TriggerScene {
	const bench = withWorkbench();
	const travel = withTimeTravel();
	const world = () => bench().simulator.world;
	const minutes = (count: number) => {
		travel().pass(count * MINUTE_MS);
	};
	const startsNow = (more: Chat = {}) => {
		const handle = openContactCenter(world()).chat({ startedAt: world().now(), ...more });
		minutes(1);
		return handle;
	};
	const happensNow = (event: string) => {
		const { id } = startsNow();
		if (event === 'conversationEnded') world().end(id);
		if (event === 'customerLeft') world().customerLeaves(id);
		return id;
	};
	return { bench, travel, world, minutes, startsNow, happensNow };
}

/** What a piece of work throws. @throws Error when it throws nothing */
export async function thrownBy(work: Promise<unknown>): Promise<unknown> {
	try {
		await work;
	} catch (error) {
		return error;
	}
	throw new Error('It did not throw');
}
