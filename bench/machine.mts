import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';

/** What a figure depends on besides the code. */
export interface Machine {
	readonly cores: number;
	readonly processor: string;
	/** In GiB. */
	readonly memory: number;
	/** Such as "v20.20.2". */
	readonly node: string;
	readonly platform: string;
	/** Processes that were running or waiting on average over the last minute: how busy the machine was. */
	readonly load: number;
}

/** This machine as it is now. */
export function thisMachine(): Machine {
	return {
		cores: availableParallelism(),
		processor: cpus()[0]?.model ?? 'unknown',
		memory: Math.round(totalmem() / 1024 ** 3),
		node: process.version,
		platform: `${process.platform} ${process.arch}`,
		load: loadavg()[0] ?? 0,
	};
}
