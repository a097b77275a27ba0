import type { GenesysApi } from '../../platform/api';
import type { LiveConversation, Missing } from '../live';
import { eventOf, type WatchedEvent } from './event';
import { GIVES_UP_AFTER_MS, type Rest, type Tries } from './looks';
import { isSameAs, KINDS, occurredAt, type Kind, type OccurrenceWatch } from './occurrence-kinds';
import { MENDED_WITHIN_MS, type Known, type Seen, type Told } from './occurrence-state';

/**
 * What a look at a conversation has come to: it is judged, also where it tells an earlier time than the index; or it does not show
 * what the index tells; or it tells an earlier time, which is to be seen more often before it is judged.
 */
type Look = 'judged' | 'judgedEarlier' | 'notShown' | 'doubted';

/** What is left of a poll: what is still to be read, what is judged, and how many were given up. */
interface LeftOver {
	readonly pending: ReadonlyMap<string, Told>;
	readonly known: ReadonlyMap<string, Known>;
	readonly givenUp: number;
}

/** The looks of one poll at what the index tells: which of it are events, and which are looked at again in the next. */
export class OccurrenceLooks {
	readonly events: WatchedEvent[] = [];
	private readonly kind: Kind;
	private readonly known: Map<string, Known>;
	private readonly looks = new Map<string, Look>();

	/** @param tries what was tried in vain so far; changed by this */
	constructor(
		private readonly api: GenesysApi,
		private readonly watch: OccurrenceWatch,
		private readonly before: Pick<Seen, 'baseline' | 'since' | 'known'>,
		private readonly toRead: ReadonlyMap<string, Told>,
		private readonly tries: Tries,
	) {
		this.kind = KINDS[watch.event];
		this.known = new Map(before.known);
	}

	/** Judges a conversation as it was read. @returns whether it is a new event */
	readonly see = (id: string, found: LiveConversation | Missing): boolean => {
		if ('missing' in found) return false;
		const time = occurredAt(found, this.kind, this.watch);
		const look = time === undefined ? 'notShown' : this.lookOf(id, time);
		this.looks.set(id, look);
		if (look === 'notShown') this.tries.showsNothing(id);
		if (time === undefined || look === 'notShown' || look === 'doubted') return false;
		const { indexTime } = this.told(id);
		const given = this.given(id);
		const isNew = !this.isOld(time, indexTime) && !this.isGiven(time, given, found);
		const toldTime = look === 'judgedEarlier' ? time : (indexTime ?? time);
		this.known.set(id, { indexTime: toldTime, time: Math.max(time, given) });
		if (isNew) this.events.push(eventOf(this.watch, found, time));
		return isNew;
	};

	/**
	 * What is read again the next time.
	 *
	 * @param isAllInVain nothing can be read, so it is about none of them
	 */
	settle(
		rest: Rest,
		{ overlapMs, isAllInVain }: { readonly overlapMs: number; readonly isAllInVain: boolean },
	): LeftOver {
		const mayGiveUp = rest.read > 0 || (rest.failed.size === 0 && !isAllInVain);
		const pending = new Map<string, Told>();
		let givenUp = 0;
		for (const [id, told] of this.toRead) {
			const look = this.looks.get(id);
			// What is not shown may be behind the index; and what is said not to be there, in a division that will be seen again.
			const isHopeless = () =>
				look
					? this.tries.failed(id, 'notShown', this.api.elapsed(), overlapMs)
					: this.tries.failed(id, 'unreadable', this.api.elapsed(), GIVES_UP_AFTER_MS) && mayGiveUp;
			const isTried = rest.failed.has(id) || !rest.unread.has(id);
			if (look === 'doubted') pending.set(id, told);
			else if (look === 'judged' || look === 'judgedEarlier') {
				this.tries.forget(id);
				// What the index tells besides may still come. Until it does, what was given is not forgotten, however old it is.
				if (look === 'judgedEarlier') pending.set(id, { ...told, vainFor: undefined });
			} else if (!isTried || !isHopeless()) pending.set(id, { ...told, vainFor: this.tries.minutesOf(id) });
			else {
				if (!look) givenUp += 1;
				this.tries.forget(id);
				// As long as the index lists it, it would be tried anew.
				const { indexTime = this.api.now() } = told;
				this.known.set(id, { indexTime, time: this.known.get(id)?.time });
			}
		}
		return { pending, known: this.known, givenUp };
	}

	/** Whether the time that a conversation tells can be judged. */
	private lookOf(id: string, time: number): Look {
		const { indexTime } = this.told(id);
		if (this.kind.happensOnce || indexTime === undefined) return 'judged';
		const given = this.given(id);
		// An answer of before: the index knows more already.
		if (time <= given && given < indexTime) return 'notShown';
		if (!isBehind(time, indexTime)) return 'judged';
		// Either another, earlier one, or another time for the same: what several answers in a row show counts.
		return this.tries.isShownOften(id, time, this.api.elapsed()) ? 'judgedEarlier' : 'doubted';
	}

	/** What the index does not date might be of long ago. */
	private isOld(time: number, indexTime: number | undefined): boolean {
		const { baseline, since } = this.before;
		return time < (indexTime === undefined ? Math.max(since, baseline) : baseline);
	}

	private isGiven(time: number, given: number, { conversation }: LiveConversation): boolean {
		if (this.kind.happensOnce) return given > -Infinity;
		return time < given || isSameAs(given, time, this.kind.mustHaveLeft(conversation));
	}

	private told(id: string): Partial<Told> {
		return this.toRead.get(id) ?? {};
	}

	/** The time that was given of it, or that was too old to be. */
	private given(id: string): number {
		return this.known.get(id)?.time ?? -Infinity;
	}
}

/** Whether a conversation tells a time so long before that of the index that it is none that was mended. */
function isBehind(time: number, indexTime = -Infinity): boolean {
	return time < indexTime - MENDED_WITHIN_MS;
}
