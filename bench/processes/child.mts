import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

import { Fields } from './fields.mts';

/** A process of this project's that answers questions (see `serve`). It sees no other process's event loop or memory. */
export class Child {
	private constructor(private readonly process: ChildProcess) {}

	/**
	 * Starts one.
	 *
	 * @param module what it runs
	 * @param nodeOptions options of Node.js for it alone
	 */
	static start(module: URL, args: readonly string[] = [], nodeOptions: readonly string[] = []): Child {
		const execArgv = ['--import', 'tsx', ...nodeOptions];
		return new Child(
			fork(fileURLToPath(module), args, { execArgv, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] }),
		);
	}

	/**
	 * Asks one question; the next may be asked when this one has been answered.
	 *
	 * @throws Error when it ends or fails
	 */
	async ask(question: object): Promise<Fields> {
		const ended = new AbortController();
		const answered = once(this.process, 'message', { signal: ended.signal });
		const gone = once(this.process, 'exit', { signal: ended.signal }).then(() => {
			throw new Error('A process of the benchmark ended before it answered');
		});
		try {
			this.process.send(question);
			const messages: unknown[] = await Promise.race([answered, gone]);
			const answer = new Fields(messages[0]);
			if (answer.field('error') !== undefined) throw new Error(answer.text('error'));
			return answer.object('value');
		} finally {
			ended.abort();
			await Promise.allSettled([answered, gone]);
		}
	}

	/** Ends it and waits for its end. */
	async stop(): Promise<void> {
		if (this.process.exitCode !== null || this.process.signalCode !== null) return;
		const exited = once(this.process, 'exit');
		this.process.kill('SIGKILL');
		await exited;
	}
}
