import fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { GenesysWebMessagingTrigger } from '../../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import { Answer, genesysCloud, pollContext, type PollScene } from '../../support/n8n-context.mts';
import { answering, held, QUERY, type Started } from '../../support/started-chats.mts';
import { withTimeTravel } from '../../support/time-travel.mts';

type Respond = NonNullable<PollScene['respond']>;
type Engine = 'legacy' | 'scheduler' | 'durable cursors';

/** What somebody does, or n8n. */
interface Move {
	readonly what: 'poll' | 'publish' | 'publishAmidPoll' | 'restart';
	/** Before that. */
	readonly seconds: number;
	readonly chatStarts: boolean;
	/** The name that the trigger is published under, one of a few. */
	readonly name: number;
	/** Of a poll, that it fails; and of the one that is under way when something is published. */
	readonly fails: readonly [boolean, boolean];
}

const trigger = new GenesysWebMessagingTrigger();
const BROKEN = genesysCloud({ [QUERY]: new Answer(500) });

let plays = 0;

/** n8n with a workflow that is published, as its sources say what it hands out, keeps, and discards. */
class N8n {
	/** The conversations of which the workflow was told. */
	readonly given: string[] = [];
	private readonly chats: Started[] = [];
	/** What the database has of the node, by its name; a durable cursor has no name. */
	private readonly saved = new Map<string, IDataObject>();
	private readonly id: string;
	private restarts = 0;
	private name = 'Trigger 0';
	/** Whether a poll of what is published has succeeded: if not, n8n publishes it again. */
	private isActive = false;
	/** The data of the version that is published, for as long as the process runs. */
	private loaded: IDataObject;

	constructor(
		private readonly engine: Engine,
		private readonly pass: (milliseconds: number) => void,
	) {
		plays += 1;
		this.id = `once-${plays}`;
		this.loaded = this.load();
	}

	get started(): string[] {
		return this.chats.map(({ id }) => id);
	}

	async make({ what, seconds, chatStarts, name, fails: [isBroken, isOldBroken] }: Move): Promise<void> {
		this.pass(seconds * 500);
		if (chatStarts) this.startChat();
		this.pass(seconds * 500);
		if (what === 'poll') await this.poll(isBroken);
		else if (what === 'publish') await this.publish(`Trigger ${name}`, isBroken);
		else if (what === 'publishAmidPoll') await this.publishAmidPoll(`Trigger ${name}`, isBroken, isOldBroken);
		else await this.restart();
	}

	async publish(name = this.name, isBroken = false): Promise<void> {
		this.name = name;
		this.loaded = this.load();
		this.isActive = false;
		await this.poll(isBroken);
	}

	/** Polls once; what it gives starts the workflow. */
	async poll(isBroken = false): Promise<void> {
		const kept = this.engine === 'legacy' ? this.loaded : this.load();
		const ids = await this.ask(kept, isBroken ? BROKEN : this.answers());
		if (!ids) return;
		this.given.push(...ids);
		const savesNull = this.engine === 'durable cursors' ? this.isActive : !this.isActive;
		if (ids.length > 0 || savesNull) this.saved.set(this.place(), structuredClone(kept));
		this.isActive = true;
	}

	/** n8n polls the new version at once, and discards what the old one gives. */
	private async publishAmidPoll(name: string, isBroken: boolean, isOldBroken: boolean): Promise<void> {
		const { respond, asked, goOn } = held(isOldBroken ? BROKEN : this.answers());
		const discarded = this.ask(this.engine === 'legacy' ? this.loaded : this.load(), respond);
		// A poll that is read ahead asks for nothing.
		await Promise.race([asked, discarded]);
		await this.publish(name, isBroken);
		goOn();
		await discarded;
	}

	/** To the trigger, another process is another workflow. What is in a process only is lost, so that polls come before and after it. */
	private async restart(): Promise<void> {
		await this.pollInPeace();
		this.restarts += 1;
		this.loaded = this.load();
		this.isActive = this.engine !== 'legacy';
		await this.poll();
	}

	async pollInPeace(): Promise<void> {
		for (let minutes = 0; minutes < 3; minutes++) {
			this.pass(60_000);
			await this.poll();
		}
	}

	private startChat(): void {
		this.chats.push({ id: `c${this.chats.length}`, startTime: new Date(Date.now()).toISOString() });
	}

	private answers(): Respond {
		return this.chats.length > 0
			? answering(...this.chats)
			: genesysCloud({ [QUERY]: { conversations: [], totalHits: 0 } });
	}

	/** @returns the conversations that it gives; undefined where it fails */
	private async ask(kept: IDataObject, respond: Respond): Promise<string[] | undefined> {
		const { context } = pollContext({
			workflowId: `${this.id}-${this.restarts}`,
			credential: { clientId: this.id },
			node: { id: 'node', name: this.name },
			kept,
			parameters: { event: 'conversationStarted', output: 'simplified' },
			respond,
		});
		const given = await trigger.poll.call(context).catch(() => undefined);
		if (given === undefined) return undefined;
		return (given ?? [])
			.flat()
			.flatMap(({ json: { conversationId } }) =>
				typeof conversationId === 'string' ? [conversationId] : [],
			);
	}

	private load(): IDataObject {
		const saved = structuredClone(this.saved.get(this.place()) ?? {});
		return this.engine === 'durable cursors' ? saved : { ...saved, __dataChanged: false };
	}

	private place(): string {
		return this.engine === 'durable cursors' ? 'cursor' : this.name;
	}
}

const move: fc.Arbitrary<Move> = fc.record({
	what: fc.constantFrom('poll', 'poll', 'publish', 'publishAmidPoll', 'publishAmidPoll', 'restart'),
	seconds: fc.constantFrom(10, 60, 60),
	chatStarts: fc.boolean(),
	name: fc.nat(3),
	fails: fc.tuple(rarely(), rarely()),
});

function rarely(): fc.Arbitrary<boolean> {
	return fc.nat(4).map((one) => one === 0);
}

describe('Whatever is published, renamed, and started anew, whenever', () => {
	const travel = withTimeTravel();

	it.each(['legacy', 'scheduler', 'durable cursors'] as const)(
		'the trigger gives each event once (%s)',
		async (engine) => {
			await fc.assert(
				fc.asyncProperty(fc.array(move, { minLength: 3, maxLength: 12 }), async (moves) => {
					const n8n = new N8n(engine, (milliseconds) => {
						travel().pass(milliseconds);
					});
					await n8n.publish();
					for (const one of moves) await n8n.make(one);
					await n8n.pollInPeace();
					expect([...n8n.given].sort()).toEqual([...n8n.started].sort());
				}),
				{ numRuns: 20 },
			);
		},
	);
});
