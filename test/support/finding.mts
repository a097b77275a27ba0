import { findConversations, type Key, type Search } from '../../nodes/shared/conversations/find.ts';
import type { LiveConversation } from '../../nodes/shared/conversations/live.ts';
import { chat, party, VirtualConversation } from './virtual-conversation.mts';
import { VirtualIndex } from './virtual-index.mts';
import { ok, VirtualPlatform } from './virtual-platform.mts';

export const BY_TAG: Key = { by: 'externalTag', externalTag: 'ticket' };
export const INDEX = 'POST /api/v2/analytics/conversations/details/query';
export const reads = (id: string) => `GET /api/v2/conversations/${id}`;
export const contactRead = (id: string) => `GET /api/v2/externalcontacts/contacts/${id}`;

/** A conversation of Dana with the tag that is looked for. */
const DANAS = {
	externalTag: 'ticket',
	participants: [party('customer', { externalContactId: 'dana' }), party('agent')],
};

export const matches = (dimension: string, value: string) => ({
	type: 'dimension',
	dimension,
	operator: 'matches',
	value,
});

/** Somebody looks for conversations, on a platform of their own. */
export class Finding {
	readonly platform = new VirtualPlatform();
	readonly index = new VirtualIndex(this.platform);

	constructor() {
		this.platform.server.limit = { allowed: 300, seconds: 60 };
	}

	/** An external contact, and the one that it was merged into, if it was. */
	contact(id: string, survivor?: string): void {
		const canonicalContact = survivor === undefined ? undefined : { id: survivor };
		this.platform.server.always(contactRead(id), ok({ id, canonicalContact }));
	}

	/** Dana's, unless `change` says otherwise. */
	live(id: string, change = {}): VirtualConversation {
		return new VirtualConversation(this.platform, chat({ ...DANAS, id, ...change }));
	}

	/** Finds at most so many. */
	async find(key: Key, change: Partial<Search> = {}, most = Infinity): Promise<LiveConversation[]> {
		const found: LiveConversation[] = [];
		const { client } = this.platform.run();
		const all = async () => {
			for await (const hit of findConversations(client, {
				key,
				state: 'open',
				lookbackDays: 31,
				...change,
			})) {
				found.push(hit);
				if (found.length === most) break;
			}
		};
		await this.platform.play(all());
		return found;
	}

	async ids(...asked: Parameters<Finding['find']>): Promise<string[]> {
		return (await this.find(...asked)).map(({ conversation }) => conversation.id);
	}
}
