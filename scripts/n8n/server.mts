import { spawnN8n, type N8nProcess } from './n8n-process.mts';
import { pollUntil } from './poll.mts';
import { onFreePort } from './ports.mts';
import { MAIN, type Role } from './role.mts';
import type { Runtime } from './runtime.mts';

const DEFAULT_READY_WITHIN_MS = 120_000;

/** What to start and where. */
export interface N8nOptions {
	readonly runtime: Runtime;
	/** n8n keeps its data in the folder `.n8n` in here; packages have to be in it before the start. */
	readonly userFolder: string;
	/** What the process does; default: {@link MAIN}. */
	readonly role?: Role;
	/** The port that it listens on, on 127.0.0.1; default: a free one. */
	readonly port?: number;
	/** Settings on top of the quiet and offline ones. */
	readonly environment?: Readonly<Record<string, string>>;
	/** Texts that must never be shown with n8n's log. */
	readonly secrets?: readonly string[];
	/** How long n8n may take to get ready; default two minutes. */
	readonly readyWithinMs?: number;
	readonly signal?: AbortSignal;
}

/** A running n8n that answers. */
export interface N8nServer extends N8nProcess {
	/** Such as `http://127.0.0.1:5678`, without a trailing slash. */
	readonly url: string;
}

/** n8n did not get ready; the message ends with the tail of its log, without secrets. */
export class N8nStartError extends Error {
	override readonly name = 'N8nStartError';
}

/**
 * Starts n8n and waits until it is ready for its role. No process is left when this fails.
 * @throws {N8nStartError} when n8n ends by itself or takes too long.
 */
export async function startN8n(options: N8nOptions): Promise<N8nServer> {
	const start = (port: number): Promise<N8nServer> => startOn(port, options);
	return await (options.port === undefined ? onFreePort(start) : start(options.port));
}

async function startOn(port: number, options: N8nOptions): Promise<N8nServer> {
	const { runtime, userFolder, role = MAIN, readyWithinMs = DEFAULT_READY_WITHIN_MS, signal } = options;
	const place = { runtime, userFolder, role, port };
	const n8n = spawnN8n(place, options.environment ?? {}, options.secrets ?? []);
	const url = `http://127.0.0.1:${port}`;
	const giveUp = AbortSignal.any([AbortSignal.timeout(readyWithinMs), ...(signal ? [signal] : [])]);
	try {
		await pollUntil('it is ready', readyWithinMs, async () => {
			signal?.throwIfAborted();
			const end = n8n.end();
			if (end !== undefined) throw new Error(`It ended with ${end}`);
			const answered = await Promise.all(role.readyPaths.map((path) => answers(url + path, giveUp)));
			return answered.every(Boolean) || undefined;
		});
		return { ...n8n, url };
	} catch (error) {
		await n8n.stop();
		signal?.throwIfAborted();
		const why = error instanceof Error ? error.message : String(error);
		throw new N8nStartError(`n8n ${runtime.version}: ${why}. The end of its log:\n${n8n.logTail()}`);
	}
}

async function answers(url: string, signal: AbortSignal): Promise<boolean> {
	try {
		const response = await fetch(url, { signal });
		await response.body?.cancel();
		return response.ok;
	} catch {
		// Nobody listens yet.
		return false;
	}
}
