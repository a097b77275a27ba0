import type {
	CommunicationPayload,
	ConversationPayload,
	ParticipantPayload,
} from '../../nodes/shared/conversations/payloads.ts';
import type { Conversation } from '../../nodes/shared/conversations/conversation.ts';
import { isSameId } from '../../nodes/shared/platform/ids.ts';
import { readConversation } from '../../nodes/shared/conversations/read-conversation.ts';
import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import { isRecord } from '../../nodes/shared/platform/fields.ts';
import { NOON } from './virtual-clock.mts';
import { answer, ok, type Reply, type VirtualPlatform } from './virtual-platform.mts';

/** A leg of web messaging that is connected, and on which nobody wrote, unless `change` says otherwise. */
export function leg(change: CommunicationPayload = {}): CommunicationPayload {
	const connectedTime = '2026-09-01T11:00:00.000Z';
	return { type: 'webmessaging', state: 'connected', connectedTime, messages: [], ...change };
}

/** Somebody with one leg of web messaging; the IDs of both are made of the purpose. */
export function party(
	purpose: string,
	change: ParticipantPayload = {},
	ofLeg: CommunicationPayload = {},
): ParticipantPayload {
	return { id: purpose, purpose, messages: [leg({ id: `${purpose}-leg`, ...ofLeg })], ...change };
}

/** A customer and an agent in a chat, unless `change` says otherwise. */
export function chat(change: ConversationPayload = {}): ConversationPayload {
	return {
		id: 'chat',
		startTime: '2026-09-01T11:00:00.000Z',
		participants: [party('customer', { name: 'Dana' }), party('agent', { name: 'Alex' })],
		...change,
	};
}

/** Reads a conversation that can be read, as it was told at noon, or at a time that is not known. */
export function readChat(body: ConversationPayload, toldAt: number | 'unknown' = NOON): Conversation {
	const conversation = readConversation(body, toldAt === 'unknown' ? undefined : toldAt, NOON);
	if (!conversation) throw new Error('It cannot be read');
	return conversation;
}

type Path = Readonly<Record<'participant' | 'leg', string | undefined>>;

/**
 * A conversation on the virtual platform: it is read, and closing calls end what they address. How Genesys Cloud goes about
 * that is not documented in everything, so it can be set.
 */
export class VirtualConversation {
	/** After a close that was accepted it takes so long until the end shows, in seconds. */
	endsAfter = 0;
	/** What a closing call is answered with on what has ended already; 200 comes with the conversation. */
	statusOnEnded = 400;
	/** The agent leaves by itself so long after the customer, in seconds. */
	agentFollowsAfter: number | undefined;
	private readonly id: string;

	constructor(
		private readonly platform: VirtualPlatform,
		private body: ConversationPayload = chat(),
	) {
		this.id = body.id ?? '';
		const { server } = platform;
		const closes = `/api/v2/conversations/messages/${this.id}`;
		const path = new RegExp(
			`^PATCH ${closes}(?:/participants/(?<participant>[^/]+)(?:/communications/(?<leg>[^/]+))?)?$`,
		);
		server.always(new RegExp(`^GET /api/v2/conversations/${this.id}$`), () => ok(this.body));
		server.always(`POST /api/v2/conversations/${this.id}/disconnect`, () => this.close({}));
		server.always(path, ({ method, path: of, body }: ApiCall) => {
			const { participant, leg: ofParticipant } = path.exec(`${method} ${of}`)?.groups ?? {};
			return this.patch({ participant, leg: ofParticipant }, isRecord(body) ? body : {});
		});
	}

	/** Everybody leaves. */
	end(): void {
		this.disconnect({});
	}

	/** Somebody leaves. */
	leave(participant: string): void {
		this.disconnect({ participant });
	}

	/** Somebody writes. */
	write(participant: string, messageTime: string, messageId = `at ${messageTime}`): void {
		const writes = (leg: CommunicationPayload) => ({
			...leg,
			messages: [...(leg.messages ?? []), { messageId, messageTime }],
		});
		const participants = (this.body.participants ?? []).map((one) =>
			one.id === participant ? { ...one, messages: (one.messages ?? []).map(writes) } : one,
		);
		this.body = { ...this.body, participants };
	}

	/** Somebody has said how it went. */
	wrapUp(participant: string): void {
		const participants = (this.body.participants ?? []).map((one) =>
			one.id === participant ? { ...one, wrapup: { code: 'code' } } : one,
		);
		this.body = { ...this.body, participants };
	}

	/** Becomes another one. */
	become(change: ConversationPayload): void {
		this.body = { ...this.body, ...change };
	}

	private patch(where: Path, body: Readonly<Record<string, unknown>>): Reply {
		if (body['state'] !== 'disconnected') return ok();
		return this.close(where);
	}

	private close(where: Partial<Path>): Reply {
		const isThere = this.legs(where).some(({ state }) => state !== 'disconnected');
		if (!isThere) return this.statusOnEnded === 200 ? ok(this.body) : answer(this.statusOnEnded);
		this.later(this.endsAfter, () => {
			this.disconnect(where);
		});
		if (where.participant === 'customer' && this.agentFollowsAfter !== undefined)
			this.later(this.agentFollowsAfter, () => {
				this.disconnect({ participant: 'agent' });
			});
		return where.participant === undefined ? ok(this.body) : answer(202);
	}

	private later(seconds: number, happen: () => void): void {
		if (seconds === 0) happen();
		else this.platform.after(seconds, happen);
	}

	private legs(where: Partial<Path>): CommunicationPayload[] {
		return (this.body.participants ?? [])
			.filter(({ id }) => where.participant === undefined || isSameId(id ?? undefined, where.participant))
			.flatMap(({ messages }) => messages ?? [])
			.filter(({ id }) => where.leg === undefined || id === where.leg);
	}

	private disconnect(where: Partial<Path>): void {
		const meant = this.legs(where);
		const disconnectedTime = new Date(
			this.platform.clock.now() + this.platform.server.clockAhead * 1000,
		).toISOString();
		const ended = (ofParticipant: CommunicationPayload): CommunicationPayload =>
			meant.includes(ofParticipant) && ofParticipant.state !== 'disconnected'
				? { ...ofParticipant, state: 'disconnected', disconnectedTime }
				: ofParticipant;
		const participants = (this.body.participants ?? []).map((participant) => ({
			...participant,
			messages: participant.messages?.map(ended) ?? null,
		}));
		this.body = { ...this.body, participants };
	}
}
