// One rival in a process of its own: its name on the command line, its task by a call.
import { RIVALS } from '../rivals/all.mts';
import type { Run, Task } from '../rivals/rival.mts';
import { serve } from './serve.mts';

const BYTES_A_MB = 1024 * 1024;
const name = process.argv[2] ?? '';
const load = Object.entries(RIVALS).find(([known]) => known === name)?.[1];
let ready: Run | undefined;

/** What the process of a rival serves. */
export type RivalHost = typeof functions;

const functions = {
	async prepare(task: Task): Promise<void> {
		if (!load) throw new RangeError(`There is no rival "${name}"`);
		ready = await (await load()).ready(task);
	},
	/** Rows that the rival itself calls failed; how long it took; its resident set when loaded, and at its largest. */
	async run(): Promise<{ failed: number; seconds: number; loadedMb: number; peakMb: number }> {
		if (!ready) throw new Error('Not prepared');
		const loadedMb = process.memoryUsage.rss() / BYTES_A_MB;
		const start = performance.now();
		const failed = await ready();
		const seconds = (performance.now() - start) / 1000;
		// Told in kilobytes.
		return { failed, seconds, loadedMb, peakMb: process.resourceUsage().maxRSS / 1024 };
	},
};

serve(functions);
