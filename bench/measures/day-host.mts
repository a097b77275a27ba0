// A day of a contact center's automations in fast time, all in one process on one credential. Needs --expose-gc.
import type { IDataObject, INode } from 'n8n-workflow';

import { createEngine, type Engine, type WorkflowJson } from '../../test/harness/engine.mts';
import { FastTime } from '../../test/support/fast-time.mts';
import { builtPackage } from '../built-package.mts';
import { serve } from '../processes/serve.mts';
import { CLOSE, closingWorkflow, credentialFor, pollingWorkflow, POLLS } from '../rivals/n8n/workflow.mts';
import type { Task } from '../rivals/rival.mts';
import { heapUsed } from './heap.mts';

const MINUTE_MS = 60_000;
const HOUR_MINUTES = 60;

/** What the process serves. */
export type DayHost = typeof functions;

const functions = { spend };

/** How the day went. */
export interface Day {
	/** The heap in bytes, cleared, after each hour. */
	readonly heap: readonly number[];
	readonly executions: number;
	readonly polls: number;
	readonly events: number;
	/** Conversations of which a verdict says that they are closed by it. */
	readonly closed: readonly string[];
	/** Other verdicts, and errors, and how often each. */
	readonly others: Readonly<Record<string, number>>;
}

/**
 * Lives through so many hours: a trigger polls every minute, every five minutes what is idle is closed, and every hour a big
 * execution closes all that is open in a queue.
 *
 * @param factor how many times as fast as a clock
 */
async function spend(task: Task, hours: number, factor: number): Promise<Day> {
	const time = new FastTime(factor);
	const diary = new Diary(await createEngine(builtPackage(), credentialFor(task)));
	const heap: number[] = [];
	const start = Date.now();
	for (let minute = 1; minute <= hours * HOUR_MINUTES; minute++) {
		await time.pass(Math.max(0, start + minute * MINUTE_MS - Date.now()));
		diary.poll();
		if (minute % 5 === 0) diary.close({ idleForMinutes: 20 });
		if (minute % HOUR_MINUTES !== 0) continue;
		diary.close({});
		await diary.done();
		heap.push(heapUsed());
	}
	time.end();
	return diary.told(heap);
}

/** Begins executions and polls, and notes what came of them. */
class Diary {
	private readonly kept: IDataObject = {};
	private readonly underWay = new Set<Promise<void>>();
	private readonly closed: string[] = [];
	private readonly others: Record<string, number> = {};
	private polling = Promise.resolve();
	private executions = 0;
	private polls = 0;
	private events = 0;

	constructor(private readonly engine: Engine) {}

	/** n8n lets a trigger poll once at a time. */
	poll(): void {
		this.polling = this.polling.then(async () => {
			const events = await this.engine.poll(pollingWorkflow(), POLLS, this.kept);
			this.polls += 1;
			this.events += events?.length ?? 0;
		});
		this.begin(this.polling);
	}

	/** @param filters of the conversations to close */
	close(filters: INode['parameters']): void {
		this.executions += 1;
		this.begin(this.execute(closingWorkflow(filters)));
	}

	/** Waits for all that is under way. */
	async done(): Promise<void> {
		await Promise.all(this.underWay);
	}

	told(heap: readonly number[]): Day {
		const { executions, polls, events, closed, others } = this;
		return { heap, executions, polls, events, closed, others };
	}

	private async execute(workflow: WorkflowJson): Promise<void> {
		const execution = await this.engine.run(workflow);
		for (const { status, conversationId } of execution.json(CLOSE))
			if (status === 'closed' && typeof conversationId === 'string') this.closed.push(conversationId);
			else this.note(typeof status === 'string' ? status : 'error');
	}

	private begin(work: Promise<void>): void {
		const noted = work
			.catch((error: unknown) => {
				this.note(error instanceof Error ? error.message : String(error));
			})
			.finally(() => this.underWay.delete(noted));
		this.underWay.add(noted);
	}

	private note(what: string): void {
		this.others[what] = (this.others[what] ?? 0) + 1;
	}
}

serve(functions);
