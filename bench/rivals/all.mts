import type { Rival } from './rival.mts';

/**
 * Everything that can be run, by the name under which it is asked for. Each is loaded only when it is its turn, so that
 * nobody's memory is charged to another.
 */
export const RIVALS = {
	thisNode: async () => (await import('./n8n/this-node.mts')).thisNode({ checkFirst: false }),
	thisNodeCheckFirst: async () => (await import('./n8n/this-node.mts')).thisNode({ checkFirst: true }),
	thisNodeTwice: async () =>
		(await import('./n8n/this-node.mts')).thisNode({ checkFirst: false, executions: 2 }),
	httpRequestInLoop: async () => (await import('./n8n/http-request.mts')).httpRequestInLoop,
	httpRequestInBatches: async () => (await import('./n8n/http-request.mts')).httpRequestInBatches,
	retryOn429: async () => (await import('./retry-on-429.mts')).retryOn429,
	fixedRate: async () => (await import('./fixed-rate.mts')).fixedRate,
	greedy: async () => (await import('./greedy.mts')).greedy,
	officialSdk: async () => (await import('./sdk.mts')).officialSdk,
	bareHelper: async () => (await import('./n8n/bare-helper.mts')).bareHelper,
} satisfies Record<string, () => Promise<Rival>>;

export type RivalName = keyof typeof RIVALS;
