import type { CloseOptions } from '../../nodes/shared/conversations/close/options.ts';
import type { Verdict } from '../../nodes/shared/conversations/close/verdict.ts';
import type { ConversationPayload } from '../../nodes/shared/conversations/payloads.ts';
import { VirtualCloses } from './virtual-closes.mts';
import { chat, party, type VirtualConversation } from './virtual-conversation.mts';
import { ok } from './virtual-platform.mts';

/** The call that says goodbye. */
export const SEND = 'POST /api/v2/conversations/messages/agentless';
export const DEPLOYMENT = 'd0000000-0000-4000-8000-000000000001';
/** The option that asks for it. */
export const BYE = { goodbyeMessage: 'Goodbye!' };

/** A customer who can be written to, and has written an hour ago. */
export const customer = (contact: string | null = 'contact') =>
	party(
		'customer',
		{ name: 'Dana', externalContactId: contact },
		{
			toAddress: { addressNormalized: DEPLOYMENT },
			messages: [{ messageId: 'old', messageTime: '2026-09-01T11:00:00.000Z' }],
		},
	);

/** Closes that say goodbye. */
export class VirtualGoodbyes extends VirtualCloses {
	/** Every goodbye arrives in the only conversation. */
	arriving(): this {
		this.server.always(SEND, ok({ id: 'bye', conversationId: 'chat' }));
		return this;
	}

	/** Starts a conversation of such a customer with an agent. */
	started(change: ConversationPayload = {}): VirtualConversation {
		return this.chat(chat({ participants: [customer(), party('agent', { name: 'Alex' })], ...change }));
	}

	/** Closes it with a goodbye. */
	async closeWithGoodbye(options: Partial<CloseOptions> = {}): Promise<Verdict> {
		return await this.close({ ...BYE, ...options });
	}

	/** The goodbyes that were sent. */
	goodbyes(): string[] {
		return this.server.lines.filter((line) => line === SEND);
	}
}
