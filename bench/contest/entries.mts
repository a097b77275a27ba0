import type { RivalName } from '../rivals/all.mts';

/** A rival in the contest. */
export interface Entry {
	readonly rival: RivalName;
	readonly title: string;
	/** Calls that a close takes it when nothing goes wrong; its floor is reckoned with them. */
	readonly callsPerClose: number;
	/** Whether it is this package's. */
	readonly ours: boolean;
}

/** Who takes part. */
export const ENTRIES: readonly Entry[] = [
	{ rival: 'thisNode', title: 'this node, Check First off', callsPerClose: 1, ours: true },
	{ rival: 'thisNodeCheckFirst', title: 'this node, as it comes', callsPerClose: 2, ours: true },
	{
		rival: 'httpRequestInLoop',
		title: 'HTTP Request in a loop, Retry On Fail',
		callsPerClose: 1,
		ours: false,
	},
	{
		rival: 'httpRequestInBatches',
		title: 'HTTP Request in batches, Retry On Fail',
		callsPerClose: 1,
		ours: false,
	},
	{ rival: 'retryOn429', title: 'retry_on_429 loop', callsPerClose: 1, ours: false },
	{ rival: 'fixedRate', title: 'fixed 280/min, shared pause', callsPerClose: 1, ours: false },
	{ rival: 'greedy', title: 'greedy, full jitter', callsPerClose: 1, ours: false },
	{ rival: 'officialSdk', title: 'official SDK, no retry', callsPerClose: 1, ours: false },
];
