import { DAY_MS } from './durations.mts';
import type { Queue, User } from './world/directory.mts';
import type { Conversation } from './world/model.mts';
import { endTimeOf, lastParticipant } from './world/model.mts';
import { Random } from './world/random.mts';
import type { Stage } from './world/scenario.mts';
import type { World } from './world/world.mts';

/** How large a contact center is to be. */
export interface Crowd {
	/** Conversations that are open. */
	readonly open: number;
	/** Conversations that have ended; default none. */
	readonly ended?: number;
	/** Queues to be made if the world has fewer; default 12. */
	readonly queues?: number;
	/** Agents to be made if the world has fewer; default 40. */
	readonly agents?: number;
	/** Days back over which the starts are spread; default 20. */
	readonly days?: number;
}

/** Shares of the stages among open conversations. */
const OPEN_STAGES: readonly (readonly [stage: Stage, share: number])[] = [
	['agent', 0.55],
	['queue', 0.2],
	['customerLeft', 0.1],
	['parked', 0.08],
	['flow', 0.05],
	['alerting', 0.02],
];

const NAMES = [
	'Ada',
	'Bo',
	'Cleo',
	'Dev',
	'Eva',
	'Finn',
	'Gil',
	'Hua',
	'Ines',
	'Jon',
	'Kai',
	'Liv',
	'Mia',
	'Noor',
	'Ole',
	'Pia',
];
const WORDS = [
	'Hello?',
	'One moment, please.',
	'Thank you!',
	'Is there any news?',
	'That solved it.',
	'I will check.',
];

/**
 * Plays a contact center of any size. With the same seed and the same world it plays the same; it uses its
 * own random numbers and the world's clock.
 */
export class Traffic {
	readonly #world: World;
	readonly #random: Random;
	readonly #open: string[] = [];
	#arrived = 0;

	constructor(world: World, options: { seed?: number } = {}) {
		this.#world = world;
		this.#random = new Random(options.seed ?? 1);
	}

	/** Fills the world with so many conversations at once. */
	populate(crowd: Crowd): void {
		const queues = this.#queues(crowd.queues ?? 12);
		const agents = this.#agents(crowd.agents ?? 40);
		const span = (crowd.days ?? 20) * DAY_MS;
		for (let count = 0; count < crowd.open; count += 1) this.#arrive(this.#openStage(), queues, agents, span);
		for (let count = 0; count < (crowd.ended ?? 0); count += 1) this.#arrive('ended', queues, agents, span);
	}

	/** Lets one thing happen: somebody arrives, writes, is answered, or a conversation ends. */
	step(): void {
		const conversation = this.#someOpen();
		if (conversation === undefined || this.#random.chance(0.25)) {
			this.#arrive('queue', this.#queues(1), this.#agents(1), 0);
			return;
		}
		if (this.#isWaiting(conversation))
			this.#world.assignAgent(conversation.id, this.#random.pick(this.#agents(1)));
		else if (this.#random.chance(0.2)) this.#world.end(conversation.id);
		else this.#speak(conversation);
	}

	#speak(conversation: Conversation): void {
		const purpose = this.#random.chance(0.5) ? 'customer' : 'agent';
		const leg = lastParticipant(conversation, purpose);
		if (leg?.communication.state !== 'connected') return;
		this.#world.write(conversation, leg, this.#random.pick(WORDS));
	}

	#isWaiting({ participants }: Conversation): boolean {
		const open = participants.filter(({ communication }) => communication.state !== 'disconnected');
		return open.some(({ purpose }) => purpose === 'acd') && open.every(({ purpose }) => purpose !== 'agent');
	}

	/** A conversation that is still open; those found ended are forgotten. */
	#someOpen(): Conversation | undefined {
		while (this.#open.length > 0) {
			const index = this.#random.between(0, this.#open.length - 1);
			const conversation = this.#world.conversations.byId(this.#open[index] ?? '');
			if (conversation !== undefined && endTimeOf(conversation) === undefined) return conversation;
			this.#open[index] = this.#open.at(-1) ?? '';
			this.#open.pop();
		}
		return undefined;
	}

	#arrive(stage: Stage, queues: readonly Queue[], agents: readonly User[], spanMs: number): void {
		this.#arrived += 1;
		const crmId = `CRM-${String(200_000 + this.#arrived)}`;
		const { id } = this.#world.startConversation({
			customerName: `${this.#random.pick(NAMES)} ${String(this.#arrived)}`,
			queue: this.#random.pick(queues),
			agent: this.#random.pick(agents),
			stage,
			startedAt: this.#world.now() - Math.floor(this.#random.fraction() * spanMs),
			externalTag: crmId,
			attributes: { 'context.customerId': crmId },
		});
		if (stage !== 'ended') this.#open.push(id);
	}

	#openStage(): Stage {
		let left = this.#random.fraction();
		for (const [stage, share] of OPEN_STAGES) {
			left -= share;
			if (left < 0) return stage;
		}
		return 'agent';
	}

	#queues(atLeast: number): Queue[] {
		const { queues } = this.#world.directory;
		while (queues.size < atLeast) this.#world.addQueue({ name: `Queue ${String(queues.size + 1)}` });
		return [...queues.values()];
	}

	#agents(atLeast: number): User[] {
		const { users } = this.#world.directory;
		while (users.size < atLeast) this.#world.addUser({ name: `Agent ${String(users.size + 1)}` });
		return [...users.values()];
	}
}
