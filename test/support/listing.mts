import { listConversations, type Filters } from '../../nodes/shared/conversations/get-many.ts';
import type { LiveConversation } from '../../nodes/shared/conversations/live.ts';
import { row, VirtualIndex } from './virtual-index.mts';
import { VirtualPlatform } from './virtual-platform.mts';

export const ALL: Filters = {
	state: 'open',
	customer: 'any',
	queueIds: [],
	userId: undefined,
	externalContactId: undefined,
	externalTag: undefined,
	flowId: undefined,
	divisionId: undefined,
	startedAfter: undefined,
	startedBefore: undefined,
	idleForMinutes: 0,
	idleSide: 'anyone',
	verifyLive: false,
};

/** So many rows, one a minute; the first is the newest. */
export const rows = (count: number) => Array.from({ length: count }, (_, i) => row(`c${i}`, i + 1));
export const ids = (count: number) => Array.from({ length: count }, (_, i) => `c${i}`);

/** Somebody lists conversations, on a platform of their own. */
export class Listing {
	readonly platform = new VirtualPlatform();
	readonly index = new VirtualIndex(this.platform);

	async list(filters: Partial<Filters> = {}): Promise<LiveConversation[]> {
		const found: LiveConversation[] = [];
		const { client } = this.platform.run();
		const all = async () => {
			for await (const one of listConversations(client, { ...ALL, ...filters })) found.push(one);
		};
		await this.platform.play(all());
		return found;
	}

	async listed(filters: Partial<Filters> = {}): Promise<string[]> {
		return (await this.list(filters)).map(({ conversation }) => conversation.id);
	}
}
