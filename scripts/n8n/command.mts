import { lastLines, startGroup } from './process-group.mts';

/** Lines of output kept for the message of a failed command. */
const TAIL_LINES = 30;

/** How to run a command. */
interface CommandOptions {
	/** Folder to run in. */
	readonly cwd: string;
	/** The whole environment of the command; default: that of this process. */
	readonly env?: NodeJS.ProcessEnv;
	/** Text for the command's standard input; default: none. */
	readonly input?: string;
	/** Ends the command, and all that it has started, with SIGTERM. */
	readonly signal?: AbortSignal | undefined;
	/** Hears what the command writes to its standard output, as it comes. */
	readonly hear?: ((text: string) => void) | undefined;
}

/** A command that could not be started, was ended by a signal, or left with an exit code other than 0. */
export class CommandError extends Error {
	override readonly name = 'CommandError';
}

/** How a program ended. */
interface CommandEnd {
	/** Its exit code, the signal's name, or why it could not be started. */
	readonly end: string;
	/** Whether it left with exit code 0. */
	readonly succeeded: boolean;
	/** Its standard output. */
	readonly output: string;
	/** Both outputs, as they came. */
	readonly both: string;
}

/**
 * Runs a program to its end and gives its standard output.
 * @throws {CommandError} with the last lines of both outputs.
 */
export async function runCommand(
	program: string,
	args: readonly string[],
	options: CommandOptions,
): Promise<string> {
	const { end, succeeded, output, both } = await runToEnd(program, args, options);
	if (succeeded) return output;
	const command = [program, ...args].join(' ');
	throw new CommandError(`"${command}" ended with ${end}:\n${lastLines(both, TAIL_LINES)}`);
}

/** Runs a program to its end, however it ends. */
export async function runToEnd(
	program: string,
	args: readonly string[],
	{ cwd, env = process.env, input = '', signal, hear }: CommandOptions,
): Promise<CommandEnd> {
	signal?.throwIfAborted();
	const group = startGroup(program, args, { cwd, env, input, hear });
	const interrupt = (): void => {
		group.signal('SIGTERM');
	};
	signal?.addEventListener('abort', interrupt);
	const end = await group.ended;
	signal?.removeEventListener('abort', interrupt);
	return { end, succeeded: end === 'exit code 0', output: group.output(), both: group.log() };
}
