import { setTimeout as sleep } from 'node:timers/promises';
import { spawnN8n, type N8nProcess } from './n8n-process.mts';
import { findFreePort } from './ports.mts';
import { MAIN, type Role } from './role.mts';
import type { Runtime } from './runtime.mts';

const DEFAULT_READY_WITHIN_MS = 120_000;
const POLL_MS = 200;
const PORT_ATTEMPTS = 3;

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
	const { runtime, userFolder, role = MAIN } = options;
	for (let attempt = 1; ; attempt += 1) {
		const port = options.port ?? (await findFreePort());
		const place = { runtime, userFolder, role, port };
		const n8n = spawnN8n(place, options.environment ?? {}, options.secrets ?? []);
		const url = `http://127.0.0.1:${port}`;
		try {
			await waitUntilReady(
				role.readyPaths.map((path) => url + path),
				n8n,
				options,
			);
			return { ...n8n, url };
		} catch (error) {
			await n8n.stop();
			// Somebody else took the port between the search for it and its use.
			const unlucky = options.port === undefined && n8n.log().includes('already in use');
			if (!unlucky || attempt === PORT_ATTEMPTS) throw error;
		}
	}
}

async function waitUntilReady(urls: readonly string[], n8n: N8nProcess, options: N8nOptions): Promise<void> {
	const withinMs = options.readyWithinMs ?? DEFAULT_READY_WITHIN_MS;
	const stopPolling = new AbortController();
	const signals = [
		stopPolling.signal,
		AbortSignal.timeout(withinMs),
		...(options.signal ? [options.signal] : []),
	];
	const signal = AbortSignal.any(signals);
	const outcome = await Promise.race([pollUntilReady(urls, signal), n8n.ended.then((end) => ({ end }))]);
	stopPolling.abort();
	if (outcome === 'ready') return;
	options.signal?.throwIfAborted();
	const what =
		outcome === 'gave up' ? `was not ready within ${withinMs / 1000} s` : `ended with ${outcome.end}`;
	throw new N8nStartError(`n8n ${options.runtime.version} ${what}. The end of its log:\n${n8n.logTail()}`);
}

async function pollUntilReady(urls: readonly string[], signal: AbortSignal): Promise<'ready' | 'gave up'> {
	while (!signal.aborted) {
		const answered = await Promise.all(urls.map((url) => answers(url, signal)));
		if (answered.every(Boolean)) return 'ready';
		await sleep(POLL_MS, undefined, { signal }).catch(() => undefined);
	}
	return 'gave up';
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
