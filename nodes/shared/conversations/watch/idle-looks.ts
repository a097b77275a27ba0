import type { GenesysApi } from '../../platform/api';
import { isOpen, isWebMessaging, type Conversation } from '../conversation';
import { isIdle, isInOneOf } from '../judge';
import type { LiveConversation, Missing } from '../live';
import { silentMinutes, silentSince } from '../silence';
import { MINUTE_MS } from '../time';
import { eventOf, type WatchedEvent } from './event';
import type { OpenConversation } from './idle-state';
import type { Rest } from './looks';
import { GIVES_UP_AFTER_MS, type Tries } from './tries';
import { LATE_AT_MOST_MS, type IdleWatch } from './open-list';

/** Genesys Cloud tells its time in whole seconds: read at the very moment, a conversation seems not to be idle yet. */
const ROUNDING_MS = 2_000;
/** What nobody can tell is tried in every poll for so long, and then once in the time that it may be silent. */
const UNCLEAR_FOR_MS = 15 * MINUTE_MS;

/** Genesys Cloud may mend the time of a message afterwards; nobody is silent twice within a second. */
const MESSAGE_MENDED_WITHIN_MS = 1_000;

/** Since when there is silence, and whether that is long enough. */
interface Silence {
	readonly since: number;
	readonly isLong: boolean;
}

/** The looks of one poll at open conversations: which are idle now, and when each is looked at again. */
export class IdleLooks {
	readonly events: WatchedEvent[] = [];
	private readonly limitMs: number;
	private untimed = 0;

	/**
	 * @param now when the poll began, in milliseconds since 1970, by Genesys Cloud's clock
	 * @param baseline what had become idle before is not given, unless that was asked for
	 * @param open what is known of the open conversations; changed by this
	 * @param tries what was tried in vain so far; changed by this
	 */
	constructor(
		private readonly api: GenesysApi,
		private readonly watch: IdleWatch,
		private readonly now: number,
		private readonly baseline: number,
		private readonly open: Map<string, OpenConversation>,
		private readonly tries: Tries,
	) {
		this.limitMs = watch.idleForMinutes * MINUTE_MS;
	}

	/** Judges a conversation as it was read. @returns whether it is a new event */
	readonly see = (id: string, found: LiveConversation | Missing): boolean => {
		const { given } = this.known(id);
		if (isUntimed(found)) this.untimed += 1;
		if (isSilenceTold(found, this.watch)) this.tries.forget(id);
		// It is looked at again in the next polls: it may be a matter of a moment.
		else if (!this.tries.failed(id, 'notShown', this.api.elapsed(), UNCLEAR_FOR_MS)) {
			this.open.set(id, { notBefore: this.now, given, hasEnded: false });
			return false;
		}
		const hasEnded = 'missing' in found || !isOpen(found.conversation);
		const silence = hasEnded ? undefined : silenceOf(found.conversation, this.watch);
		const isElsewhere = hasEnded || isInOneOf(found.conversation, this.watch.queueIds) !== true;
		const notBefore = isElsewhere ? this.mayComeBackAt() : this.mayBeIdleAt(silence);
		// One that seems to have begun earlier is no new one.
		const isGiven =
			!silence?.isLong || (given !== undefined && silence.since <= given + MESSAGE_MENDED_WITHIN_MS);
		this.open.set(id, { notBefore, given: isGiven ? given : silence.since, hasEnded });
		if ('missing' in found || isGiven) return false;
		const event = eventOf(this.watch, found, silence.since);
		const isNew = this.watch.alreadyIdle || event.time >= this.baseline;
		if (isNew) this.events.push(event);
		return isNew;
	};

	/**
	 * Puts off what could not be read: it is due again, behind all others; given up, it is tried once in the time that it may be
	 * silent.
	 */
	putOff({ failed }: Rest): { readonly givenUp: number; readonly isPutOff: boolean } {
		let givenUp = 0;
		let isPutOff = false;
		for (const id of failed) {
			const wasGivenUp = this.tries.isGivenUp(id, GIVES_UP_AFTER_MS);
			const hasGivenUp = this.tries.failed(id, 'unreadable', this.api.elapsed(), GIVES_UP_AFTER_MS);
			if (hasGivenUp && !wasGivenUp) givenUp += 1;
			isPutOff ||= hasGivenUp;
			const notBefore = hasGivenUp ? this.now + this.limitMs : this.now;
			this.open.set(id, { ...this.known(id), vainFor: this.tries.minutesOf(id), notBefore });
		}
		return { givenUp, isPutOff };
	}

	/** Whether some were read, and Genesys Cloud has told of none of them when that was. */
	isAboutTime({ read }: Rest): boolean {
		return read > 0 && this.untimed === read;
	}

	private known(id: string): OpenConversation {
		return this.open.get(id) ?? { notBefore: 0, given: undefined, hasEnded: false };
	}

	/** What has ended, or is elsewhere, may come back silent. */
	private mayComeBackAt(): number {
		return this.now + Math.min(this.limitMs, LATE_AT_MOST_MS);
	}

	/** Whoever writes after this look has been silent for long enough no sooner than the limit from now. */
	private mayBeIdleAt(silence: Silence | undefined): number {
		return this.limitMs + (silence?.isLong === false ? silence.since + ROUNDING_MS : this.now);
	}
}

/** Whether it was read, and Genesys Cloud has not told when that was. */
export function isUntimed(found: LiveConversation | Missing): boolean {
	return !('missing' in found) && found.conversation.toldAt === undefined;
}

/** @returns undefined where there is no silence, where nobody can tell, and for what is not watched */
export function silenceOf(
	conversation: Conversation,
	{ queueIds, idleForMinutes, idleSide }: IdleWatch,
): Silence | undefined {
	if (!isWebMessaging(conversation) || isInOneOf(conversation, queueIds) !== true) return undefined;
	const since = silentSince(conversation, idleSide);
	if (since === undefined || silentMinutes(conversation, idleSide) === undefined) return undefined;
	return { since, isLong: isIdle(conversation, idleSide, idleForMinutes) };
}

function isSilenceTold(found: LiveConversation | Missing, { idleSide }: IdleWatch): boolean {
	return !('missing' in found) && silentMinutes(found.conversation, idleSide) !== undefined;
}
