import { Child } from '../processes/child.mts';
import type { RivalHost } from '../processes/rival-host.mts';
import type { SimulatorProcess } from '../processes/simulator.mts';
import type { RivalName } from '../rivals/all.mts';
import type { LimitSettings } from '../scale.mts';

/** What one rival is to do, and under which limit. */
interface Race {
	readonly rival: RivalName;
	readonly conversations: number;
	readonly limit: LimitSettings;
	/** What a rival's wait of one real second is cut to, in seconds. */
	readonly factor: number;
}

/** How it went. */
export interface Finish {
	readonly seconds: number;
	/** Rows that the rival itself calls failed. */
	readonly failed: number;
	/** Conversations that were open afterwards. */
	readonly open: number;
	/** Calls to the Platform API, refused ones among them. */
	readonly calls: number;
	readonly own429s: number;
	/** Calls that others made until the window was over in which the rival ended, and how many of them were refused. */
	readonly foreignSent: number;
	readonly foreignRefused: number;
	/** The largest resident set of the rival's process, and what it was when everything was loaded. */
	readonly peakMb: number;
	readonly loadedMb: number;
}

/** Runs one rival, in a process of its own, against a simulator that starts from nothing. */
export async function race(
	simulator: SimulatorProcess,
	{ rival, conversations, limit, factor }: Race,
): Promise<Finish> {
	const site = await simulator.stage(conversations, limit);
	const child = new Child<RivalHost>(new URL('../processes/rival-host.mts', import.meta.url), [rival]);
	try {
		await child.call.prepare({ ...site, factor });
		const told = await child.call.run();
		const own = await simulator.tally();
		if (limit.foreignCallsPerMinute > 0) await simulator.outlastWindow(site);
		const { foreignSent, foreignRefused } = await simulator.tally();
		return {
			...told,
			open: own.open,
			calls: own.calls,
			own429s: own.refused,
			foreignSent,
			foreignRefused,
		};
	} finally {
		await child.stop();
	}
}
