import { liveCheck, type Result } from '../../scripts/live-check/program.mts';
import type { Surroundings } from '../../scripts/live-check/platform.mts';
import { Stopped } from '../../scripts/live-check/trouble.mts';
import {
	DEFAULT_CLIENT,
	startSimulator,
	type ConversationInit,
	type Simulator,
} from '../../simulator/index.mts';

export const NOW = '2026-11-27T10:00:00.000Z';

/** What somebody answers to a question of the program; undefined where it is none of theirs. */
export type Answering = (question: string) => string | Promise<string> | undefined;

/** A run of the program, as its user has seen it. */
export interface Played extends Result {
	/** All that was said at the terminal, questions included. */
	readonly said: readonly string[];
}

/** How a run differs from the usual one. */
export interface Play {
	readonly argv?: readonly string[];
	readonly env?: Readonly<Record<string, string>>;
	readonly answers?: Answering;
	readonly around?: Partial<Surroundings>;
	readonly isInteractive?: boolean;
}

/** One simulator for a suite, empty and at the same time of day before each test. */
export function withSimulator(): () => Simulator {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await startSimulator();
	});

	beforeEach(() => {
		simulator.reset();
		simulator.world.clock.set(NOW);
	});

	afterAll(async () => {
		await simulator.close();
	});

	return () => simulator;
}

/** Runs the program on a simulator whose clock goes on while it waits, so that minutes take no time. */
export async function play(simulator: Simulator, how: Play = {}): Promise<Played> {
	const { world, url } = simulator;
	const said: string[] = [];
	const around: Surroundings = {
		now: () => world.now(),
		sleep: (ms) => {
			world.clock.advance(ms);
			world.catchUp();
			return Promise.resolve();
		},
		signal: new AbortController().signal,
		requestTimeoutMs: 20_000,
		...how.around,
	};
	const result = await liveCheck({
		argv: ['--api', url, '--login', url, ...(how.argv ?? [])],
		env: {
			GENESYS_CLIENT_ID: DEFAULT_CLIENT.id,
			GENESYS_CLIENT_SECRET: DEFAULT_CLIENT.secret,
			...how.env,
		},
		version: '0.1.0',
		isInteractive: how.isInteractive ?? true,
		around,
		checkWritable: () => Promise.resolve(),
		person: {
			tell: (line) => said.push(line),
			ask: async (question) => {
				said.push(question);
				const answer = await how.answers?.(question);
				if (around.signal.aborted) throw new Stopped('Stopped.');
				if (answer === undefined) throw new Error(`Nobody answers: ${question}`);
				return answer;
			},
		},
	});
	return { ...result, said };
}

/** The guest of a chat, and the agent, as the program asks for them. */
export class Helper {
	/** IDs of the chats that they opened. */
	readonly chats: string[] = [];
	/** Each step that was asked for. */
	readonly steps: string[] = [];
	readonly #simulator: Simulator;
	readonly #chat: Partial<ConversationInit>;

	/** @param chat what is different about the chats */
	constructor(simulator: Simulator, chat: Partial<ConversationInit> = {}) {
		this.#simulator = simulator;
		this.#chat = chat;
	}

	/** Does what is asked for, and says yes to everything. */
	readonly obliging: Answering = (question) => {
		const { world } = this.#simulator;
		const marker = /write exactly "(live-check \d{4})"/.exec(question)?.[1];
		if (marker !== undefined) return this.#open(marker);
		const newest = this.chats.at(-1) ?? '';
		if (question.includes('let an agent answer')) world.assignAgent(newest, this.#agent());
		else if (question.includes('write into the same chat'))
			world.customerWrites(newest, /"(.*)"/.exec(question)?.[1] ?? '');
		else if (question.endsWith('[yes/no]')) {
			this.steps.push(question);
			return 'yes';
		} else return undefined;
		return '';
	};

	#open(marker: string): string {
		const { world } = this.#simulator;
		const queue = world.addQueue({ name: 'Guests', wrapUpPrompt: 'MANDATORY' });
		const contact = world.addContact({ firstName: 'Guest', type: 'Ephemeral' });
		const { id } = world.startConversation({
			customerName: 'Testing Tess',
			queue,
			contact,
			stage: 'queue',
			startedAt: world.now(),
			messages: [{ from: 'customer', text: marker }],
			...this.#chat,
		});
		this.chats.push(id);
		return '';
	}

	#agent() {
		const [agent] = this.#simulator.world.directory.users.values();
		if (agent === undefined) throw new Error('The organization has no agent');
		return agent;
	}
}

/** The calls that changed something, or were meant to. */
export function changesIn({ requests }: Simulator): string[] {
	return requests
		.filter(({ method, path }) => method !== 'GET' && !/\/(query|search|bulk|token)$/.test(path))
		.map(({ method, path, status }) => `${method} ${path} ${status}`);
}

/** The lines of a report under a heading. */
export function linesUnder(report: string, heading: string): string[] {
	const part = report.split(/^## /m).find((one) => one.startsWith(`${heading}\n`)) ?? '';
	return part.split('\n').filter((line) => line.startsWith('- '));
}
