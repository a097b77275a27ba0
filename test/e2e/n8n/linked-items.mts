import type { Execution } from '../../../scripts/n8n/execution.mts';
import { asArray, asObject, isObject, type UnknownObject } from '../../../scripts/n8n/json.mts';

/** An item, and the place among the items that came in of the one that it was made from. */
export interface LinkedItem {
	readonly json: UnknownObject;
	/** From 0; undefined where the node has left it open. */
	readonly from: number | undefined;
}

/** What a node's first output gave, with n8n's item linking. */
export function linkedItems({ runData }: Execution, nodeName: string): readonly LinkedItem[] {
	const run = asObject(asArray(runData[nodeName] ?? [], nodeName).at(-1) ?? {}, nodeName);
	const main = isObject(run['data']) ? asArray(run['data']['main'], nodeName) : [];
	return asArray(main[0] ?? [], nodeName).map((entry) => {
		const item = asObject(entry, nodeName);
		const { pairedItem } = item;
		const from = isObject(pairedItem) ? pairedItem['item'] : pairedItem;
		return { json: asObject(item['json'], nodeName), from: typeof from === 'number' ? from : undefined };
	});
}
