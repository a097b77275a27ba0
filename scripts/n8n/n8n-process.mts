import { n8nEnvironment, type N8nPlace } from './environment.mts';
import { lastLines, startGroup, type ProcessGroup } from './process-group.mts';
import { redact } from './redact.mts';

const LOG_CHARACTERS = 200_000;
const TAIL_LINES = 40;

/** Every Node that n8n is run with takes TypeScript as it is (`oldestNode` in `lines.mts`). */
const END_WITH_PARENT = new URL('./end-with-parent.mts', import.meta.url).href;

/** One n8n process and those that it starts. */
export interface N8nProcess extends Pick<ProcessGroup, 'end' | 'ended'> {
	/** Everything that n8n wrote lately, secrets taken out. */
	log(): string;
	/** The last lines of {@link log}. */
	logTail(): string;
	/** Asks n8n to end, makes it after 10 s, and comes back when it has ended. Does nothing the second time. */
	stop(): Promise<void>;
	/** Ends n8n as a power cut does: it is told nothing, and saves nothing. */
	kill(): Promise<void>;
}

/**
 * Starts an n8n process. It is not ready then; see `startN8n`.
 * @param extraEnvironment settings on top of the quiet and offline ones.
 * @param secrets texts never to show in a log.
 */
export function spawnN8n(
	place: N8nPlace,
	extraEnvironment: Readonly<Record<string, string>>,
	secrets: readonly string[],
): N8nProcess {
	const args = ['--import', END_WITH_PARENT, place.runtime.n8n, ...place.role.command];
	const group = startGroup(place.runtime.node, args, {
		cwd: place.userFolder,
		env: { ...n8nEnvironment(place), ...extraEnvironment },
		keep: LOG_CHARACTERS,
	});
	const log = (): string => redact(group.log(), secrets);
	return {
		ended: group.ended,
		end: group.end,
		log,
		logTail: () => lastLines(log(), TAIL_LINES),
		stop: () => group.stop('SIGTERM'),
		kill: () => group.stop('SIGKILL'),
	};
}
