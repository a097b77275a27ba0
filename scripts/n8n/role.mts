/** What one n8n process does, and by what one can tell that it is ready for it. */
export interface Role {
	/** n8n's command and its options. */
	readonly command: readonly string[];
	/** Settings that make it listen on a port of 127.0.0.1. */
	readonly environment: (port: number) => Readonly<Record<string, string>>;
	/** Paths that answer 2xx once it is ready, and not before. */
	readonly readyPaths: readonly string[];
}

/**
 * Editor, REST interface, triggers and webhooks; all of n8n unless workers execute for it. "Healthy" comes seconds before
 * migrations are done and nodes are loaded; "ready" and an answering REST interface do not.
 */
export const MAIN: Role = {
	command: ['start'],
	environment: (port) => ({ N8N_PORT: String(port) }),
	readyPaths: ['/healthz/readiness', '/rest/settings'],
};

/**
 * Executes what the main process queues in Redis (`n8n worker`).
 * @param concurrency how many executions it takes at a time; n8n's own default is 10.
 */
export function workerRole(concurrency: number): Role {
	return {
		command: ['worker', `--concurrency=${concurrency}`],
		environment: (port) => ({
			QUEUE_HEALTH_CHECK_ACTIVE: 'true',
			QUEUE_HEALTH_CHECK_PORT: String(port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
		}),
		readyPaths: ['/healthz/readiness'],
	};
}
