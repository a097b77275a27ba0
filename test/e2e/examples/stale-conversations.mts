import { MINUTE_MS } from '../../../simulator/durations.mts';
import type { Queue } from '../../../simulator/world/directory.mts';
import type { Stage } from '../../../simulator/world/scenario.mts';
import type { World } from '../../../simulator/world/world.mts';

/** Ids of the conversations that a schedule has to tell apart; in all but one nobody has written for two hours. */
export interface StaleConversations {
	/** Waiting in a queue. */
	readonly idle: readonly [string, string, string];
	/** With an agent in it. */
	readonly withAgent: string;
	/** Waiting in a queue; the customer wrote five minutes ago. */
	readonly talkative: string;
	/** A voice call, as old as the others. */
	readonly call: string;
}

/** Puts conversations into an empty world, of which three are idle and nobody's. */
export function stageStaleConversations(world: World): StaleConversations {
	const queue = world.addQueue({ name: 'Web Support' });
	world.addUser({ name: 'Alex Agent' });
	const idle = (customerName: string, stage: Stage = 'queue'): string =>
		start(world, queue, { customerName, stage, wroteMinutesAgo: 120 });
	return {
		idle: [idle('Ana Idle'), idle('Ben Idle'), idle('Cleo Idle')],
		withAgent: idle('Dora Advised', 'agent'),
		talkative: start(world, queue, { customerName: 'Emil Talking', stage: 'queue', wroteMinutesAgo: 5 }),
		call: world.startConversation({
			customerName: 'Fay Caller',
			queue,
			stage: 'queue',
			medium: 'call',
			startedAt: world.now() - 180 * MINUTE_MS,
		}).id,
	};
}

interface Init {
	readonly customerName: string;
	readonly stage: Stage;
	readonly wroteMinutesAgo: number;
}

function start(world: World, queue: Queue, { customerName, stage, wroteMinutesAgo }: Init): string {
	return world.startConversation({
		customerName,
		queue,
		stage,
		startedAt: world.now() - 180 * MINUTE_MS,
		messages: [
			{ from: 'customer', text: 'Hello?', at: world.now() - 175 * MINUTE_MS },
			{ from: 'customer', text: 'Is anybody there?', at: world.now() - wroteMinutesAgo * MINUTE_MS },
		],
	}).id;
}
