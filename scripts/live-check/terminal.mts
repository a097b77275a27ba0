import { createInterface } from 'node:readline/promises';
import type { Person } from './person.mts';
import { Stopped, Unanswered } from './trouble.mts';

/** Nobody is waited for longer than this. */
const PATIENCE_MS = 30 * 60_000;

/**
 * The person at this terminal. What is said to them goes to standard error, so that standard output has the report alone.
 * @param stop is called when they press Ctrl-C at a question, or when there is nobody any more
 */
export function personAtTerminal(signal: AbortSignal, stop: () => void): Person {
	return {
		tell: (line) => {
			process.stderr.write(`${line}\n`);
		},
		ask: async (question) => {
			const patience = AbortSignal.timeout(PATIENCE_MS);
			const terminal = createInterface({ input: process.stdin, output: process.stderr });
			const ended = new AbortController();
			const end = (): void => {
				ended.abort();
			};
			terminal.once('SIGINT', stop);
			terminal.once('close', end);
			try {
				const given = AbortSignal.any([signal, patience, ended.signal]);
				return await terminal.question(`${question} `, { signal: given });
			} catch (error) {
				if (patience.aborted) throw new Unanswered('nobody answered for 30 minutes');
				stop();
				throw new Stopped('Stopped.', { cause: error });
			} finally {
				terminal.off('close', end);
				terminal.close();
			}
		},
	};
}
