// One rival in a process of its own: its name on the command line, its task by message.
import { RIVALS } from '../rivals/all.mts';
import type { Run } from '../rivals/rival.mts';
import type { Fields } from './fields.mts';
import { serve } from './serve.mts';

const BYTES_A_MB = 1024 * 1024;
const name = process.argv[2] ?? '';
const load = Object.entries(RIVALS).find(([known]) => known === name)?.[1];
let run: Run | undefined;

serve(async (question) => {
	if (!load) throw new RangeError(`There is no rival "${name}"`);
	if (question.text('do') === 'prepare') {
		run = await (await load()).ready(readTask(question));
		return {};
	}
	if (!run) throw new Error('Not prepared');
	return await measured(run);
});

function readTask(question: Fields) {
	return {
		url: question.text('url'),
		token: question.text('token'),
		conversationIds: question.texts('conversationIds'),
		factor: question.number('factor'),
	};
}

async function measured(run: Run): Promise<object> {
	const loadedMb = process.memoryUsage.rss() / BYTES_A_MB;
	const start = performance.now();
	const failed = await run();
	const seconds = (performance.now() - start) / 1000;
	// Told in kilobytes.
	return { failed, seconds, loadedMb, peakMb: process.resourceUsage().maxRSS / 1024 };
}
