import { fork, type ChildProcess, type Serializable } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { createBirpc, type BirpcReturn } from 'birpc';

/** A process of this project's whose functions can be called (see `serve`). It sees no other process's event loop or memory. */
export class Child<Functions extends object> {
	/** What it serves. A call fails when the function does, or when the process ends before it has answered. */
	readonly call: BirpcReturn<Functions>;
	private readonly process: ChildProcess;

	/**
	 * Starts one.
	 *
	 * @param module what it runs
	 * @param nodeOptions options of Node.js for it alone
	 */
	constructor(module: URL, args: readonly string[] = [], nodeOptions: readonly string[] = []) {
		const child = fork(fileURLToPath(module), args, {
			execArgv: ['--import', 'tsx', ...nodeOptions],
			// Errors come as errors.
			serialization: 'advanced',
			stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
		});
		const call = createBirpc<Functions>(
			{},
			{
				post: (message: Serializable) => child.send(message),
				on: (receive) => child.on('message', receive),
				// Some take minutes.
				timeout: -1,
			},
		);
		child.once('exit', () => {
			call.$close(new Error('A process of the benchmark ended before it answered'));
		});
		this.call = call;
		this.process = child;
	}

	/** Ends it and waits for its end. */
	async stop(): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const exited = once(this.process, 'exit');
		this.process.kill('SIGKILL');
		await exited;
	}
}
