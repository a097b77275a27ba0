import type { IDataObject } from 'n8n-workflow';
import { router } from '../../nodes/GenesysWebMessaging/actions/router.ts';
import { executeContext, genesysCloud, type N8nScene } from './n8n-context.mts';

let clients = 0;

/** What the node gave for one item, and what it asked of Genesys Cloud: lines such as `GET conversations/…`. */
export interface NodeOutcome {
	readonly items: IDataObject[];
	readonly calls: string[];
	readonly bodies: unknown[];
	readonly hints: string[];
}

/**
 * Runs the node for one item on a Genesys Cloud that answers so; parameters are its own, without n8n's engine.
 *
 * @throws what the node throws
 */
export async function runNode(
	parameters: NonNullable<N8nScene['parameters']>,
	answers: Parameters<typeof genesysCloud>[0],
	scene: Omit<N8nScene, 'parameters' | 'respond'> = {},
): Promise<NodeOutcome> {
	clients += 1;
	const { context, sent, hints } = executeContext({
		...scene,
		parameters,
		respond: genesysCloud(answers),
		credential: { clientId: `node-${clients}` },
	});
	const [output = []] = await router(context);
	return {
		items: output.map(({ json }) => json),
		calls: sent.map(({ method, url }) => `${method ?? ''} ${url.replace(/^.*\/api\/v2\//, '')}`),
		bodies: sent.map(({ body }): unknown => body),
		hints,
	};
}
