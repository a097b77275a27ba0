import type { CloseOptions } from '../../nodes/shared/conversations/close/options.ts';
import { CloseRun } from '../../nodes/shared/conversations/close/run.ts';
import { closeSessions, type SessionChoice } from '../../nodes/shared/conversations/close/sessions.ts';
import type { CloseMethod, Verdict } from '../../nodes/shared/conversations/close/verdict.ts';
import { closeConversation } from '../../nodes/shared/conversations/close/whole-conversation.ts';
import type { ConversationPayload } from '../../nodes/shared/conversations/payloads.ts';
import { Sightings } from '../../nodes/shared/conversations/sightings.ts';
import type { RateLimits } from '../../nodes/shared/platform/client.ts';
import { VirtualConversation } from './virtual-conversation.mts';
import { VirtualPlatform, type VirtualRun } from './virtual-platform.mts';

/** The options of a close as the form has them before anything was added. */
export const USUAL_OPTIONS: CloseOptions = {
	checkFirst: true,
	dryRun: false,
	skipIfConnected: 'nobody',
	skipIfMessageWithinMinutes: 0,
	waitUntilClosed: true,
	waitTimeoutSeconds: 15,
	wrapUp: undefined,
	maxCloses: undefined,
};

/** A verdict to compare with: of the conversation it tells only how that was when it was last seen. */
export function told({ conversation, ...verdict }: Verdict) {
	return { ...verdict, ...(conversation && { conversation: conversation.state }) };
}

/** A run that closes, on a platform of its own. */
export class VirtualCloses {
	readonly platform = new VirtualPlatform();
	readonly server = this.platform.server;
	readonly run: VirtualRun;
	readonly closes: CloseRun;

	constructor(limits: Partial<RateLimits> = {}) {
		this.server.limit = { allowed: 300, seconds: 60 };
		this.run = this.platform.run(limits);
		this.closes = new CloseRun(this.run.client, new Sightings());
	}

	/** Starts a conversation. */
	chat(body?: ConversationPayload): VirtualConversation {
		return new VirtualConversation(this.platform, body);
	}

	/** Closes conversations side by side, and gives the verdicts in their order. */
	async closeAll(
		ids: readonly string[],
		options: Partial<CloseOptions> = {},
		method: CloseMethod = 'disconnect',
	): Promise<Verdict[]> {
		return await this.platform.play(
			Promise.all(
				ids.map(
					async (id) => await closeConversation(this.closes, id, method, { ...USUAL_OPTIONS, ...options }),
				),
			),
		);
	}

	/** Closes a conversation. */
	async close(options: Partial<CloseOptions> = {}, method?: CloseMethod, id = 'chat'): Promise<Verdict> {
		const [verdict] = await this.closeAll([id], options, method);
		if (!verdict) throw new Error('No verdict');
		return verdict;
	}

	/**
	 * Closes sessions of a conversation, and gives the verdicts in their order.
	 *
	 * @param stand gets those that stand although something failed
	 * @throws the failure
	 */
	async closeSessions(
		choice: SessionChoice,
		options: Partial<CloseOptions> = {},
		id = 'chat',
		stand: Verdict[] = [],
	): Promise<Verdict[]> {
		await this.platform.play(this.closeSessionsMeanwhile(choice, options, id, stand));
		return stand;
	}

	/** The same beside others, which whoever calls this has to play. */
	async closeSessionsMeanwhile(
		choice: SessionChoice,
		options: Partial<CloseOptions> = {},
		id = 'chat',
		stand: Verdict[] = [],
	): Promise<Verdict[]> {
		const done = await closeSessions(this.closes, id, choice, { ...USUAL_OPTIONS, ...options });
		stand.push(...done.verdicts);
		if (done.failed) throw done.failed.by;
		return stand;
	}

	/** The calls that arrived, without what all paths begin with. */
	get calls(): string[] {
		return this.server.lines.map((line) => line.replace('/api/v2/conversations/', ''));
	}
}
