import { spawn } from 'node:child_process';
import { endWithThisProcess, signalGroup } from './process-group.mts';

/** Lines of output kept for the message of a failed command. */
const TAIL_LINES = 30;

/** How to run a command. */
export interface CommandOptions {
	/** Folder to run in. */
	readonly cwd: string;
	/** The whole environment of the command; default: that of this process. */
	readonly env?: NodeJS.ProcessEnv;
	/** Text for the command's standard input; default: none. */
	readonly input?: string;
	/** Ends the command, and all that it has started, with SIGTERM. */
	readonly signal?: AbortSignal | undefined;
}

/** A command that could not be started, was ended by a signal, or left with an exit code other than 0. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
}

/** How a program ended. */
export interface CommandEnd {
	/** Its exit code, or the signal's name. */
	readonly end: number | string;
	/** Its standard output. */
	readonly output: string;
	/** Both outputs, as they came. */
	readonly both: string;
}

/**
 * Runs a program to its end and gives its standard output. No shell comes between: arguments need no quoting.
 * @throws {CommandError} with the last lines of both outputs.
 */
export async function runCommand(
	program: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const { end, output, both } = await runToEnd(program, args, options);
	if (end === 0) return output;
	throw new CommandError(describeFailure(program, args, end, both));
}

/**
 * Runs a program to its end, however it ends.
 * @throws {CommandError} when it cannot be started.
 */
export async function runToEnd(
	program: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<CommandEnd> {
	options.signal?.throwIfAborted();
	return await new Promise((resolve, reject) => {
		const child = spawn(program, args, {
			cwd: options.cwd,
			env: options.env ?? process.env,
			stdio: 'pipe',
			// A process group of its own: a package manager is a chain of processes, and all of them have to end.
			detached: true,
		});
		const letGo = endWithThisProcess(child);
		const interrupt = (): void => {
			signalGroup(child, 'SIGTERM');
		};
		options.signal?.addEventListener('abort', interrupt);
		const forget = (): void => {
			letGo();
			options.signal?.removeEventListener('abort', interrupt);
		};
		let output = '';
		let both = '';
		child.stdout.setEncoding('utf8').on('data', (text: string) => {
			output += text;
			both += text;
		});
		child.stderr.setEncoding('utf8').on('data', (text: string) => {
			both += text;
		});
		child.once('error', (error) => {
			forget();
			reject(new CommandError(`${program} ${args[0] ?? ''}: ${error.message}`, { cause: error }));
		});
		child.once('close', (code, signal) => {
			forget();
			resolve({ end: code ?? signal ?? 'unknown', output, both });
		});
		// A program that ends without reading its input is no failure of ours.
		child.stdin.on('error', () => undefined);
		child.stdin.end(options.input ?? '');
	});
}

function describeFailure(
	program: string,
	args: readonly string[],
	end: number | string,
	both: string,
): string {
	const tail = both.trimEnd().split('\n').slice(-TAIL_LINES).join('\n');
	return `"${program} ${args.join(' ')}" ended with ${end}:\n${tail}`;
}
