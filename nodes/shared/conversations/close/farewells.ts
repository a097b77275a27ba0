import type { Conversation } from '../conversation';
import { isSameId, shareAnId } from '../../platform/ids';
import type { Addressee } from '../send-message';

/** A goodbye that was, or may have been, said. */
export interface Farewell {
	readonly addressee: Addressee;
	/** The conversation that it went into, or was to go into where nobody knows. */
	readonly conversationId: string;
	readonly isSure: boolean;
	/** What it says: another item may have wanted to say something else. */
	readonly text: string;
	/** What it may be listed as, in lower case. */
	readonly messageIds: readonly string[];
	/** How it was sent; absent where it went into another conversation than was meant. */
	readonly sending?: FarewellSending;
}

/** How a goodbye was sent. */
export interface FarewellSending {
	/** The conversation as it was last seen before. */
	readonly before: Conversation;
	/** Between which moments that was, by Genesys Cloud's clock, in milliseconds since 1970; NaN where nobody can tell. */
	readonly from: number;
	readonly until: number;
}

/** The goodbyes of one run: nobody is told twice. */
export class Farewells {
	/** By conversation, also that for which one was said that went elsewhere; and by customer the last one. */
	private readonly byConversation = new Map<string, readonly Farewell[]>();
	private readonly byCustomer = new Map<string, Farewell>();

	/**
	 * Remembers that a goodbye was, or may have been, said.
	 *
	 * @param meantFor the conversation that it was said for, whichever it went into
	 */
	note(meantFor: string, farewell: Farewell): void {
		for (const id of new Set([farewell.conversationId.toLowerCase(), meantFor.toLowerCase()]))
			this.byConversation.set(id, [...this.in(id), farewell]);
		this.byCustomer.set(customerKey(farewell.addressee), farewell);
	}

	/** The goodbyes that were said in a conversation, or for it, already: to different people, if there are several. */
	in(conversationId: string): readonly Farewell[] {
		return this.byConversation.get(conversationId.toLowerCase()) ?? [];
	}

	/** The last goodbye that was said to a customer, in whatever conversation; undefined where none was. */
	to(addressee: Addressee): Farewell | undefined {
		return this.byCustomer.get(customerKey(addressee));
	}
}

/** Tells customers apart. */
export function customerKey({ deploymentId, externalContactId }: Addressee): string {
	return `${externalContactId} at ${deploymentId}`.toLowerCase();
}

/**
 * Whether a goodbye may have been said to somebody: contacts get merged, who comes back can be another participant, and where it went
 * into another conversation than was meant, nobody knows as whom it reached the customer there.
 *
 * @param contact undefined where it is not known
 */
export function mayHaveReached(
	{ addressee, sending }: Farewell,
	contact: string | undefined,
	participantIds: readonly string[],
): boolean {
	const isSameContact = contact !== undefined && isSameId(addressee.externalContactId, contact);
	const isSame = shareAnId(participantIds, addressee.participantIds);
	return sending === undefined || isSameContact || isSame || participantIds.length === 0;
}
