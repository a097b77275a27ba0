import type { GenesysApi } from '../../platform/api';
import type { LiveConversation, Missing } from '../live';
import { timeOf } from '../time';
import { eventOf, type WatchedEvent } from './event';
import type { Rest } from './looks';
import { GIVES_UP_AFTER_MS, type Tries } from './tries';
import { isSameAs, KINDS, occurredAt, type Kind, type OccurrenceWatch } from './occurrence-kinds';
import { MENDED_WITHIN_MS, type Known, type Seen, type Told } from './occurrence-state';

/**
 * What a look at a conversation has come to: it is judged, also where it tells an earlier time than the index; or it does not show
 * (yet) what the index tells; or it tells an earlier time, which is to be seen more often before it is judged.
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
		const look = time === undefined ? this.lookWithout(id, found) : this.lookOf(id, time);
		this.looks.set(id, look);
		if (look === 'notShown' || look === 'doubted') return false;
		const { indexTime } = this.indexed(id);
		if (time === undefined) {
			this.noteWithout(id, indexTime);
			return false;
		}
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
	leftOver(
		rest: Rest,
		{ overlapMs, isAllInVain }: { readonly overlapMs: number; readonly isAllInVain: boolean },
	): LeftOver {
		const mayGiveUp = rest.read > 0 || (rest.failed.size === 0 && !isAllInVain);
		const pending = new Map<string, Told>();
		let givenUp = 0;
		for (const [id, told] of this.toRead) {
			const look = this.looks.get(id);
			// What is missing and was not looked for now is taken for missing still: so it is given up as soon as all others.
			const isTried =
				rest.failed.has(id) || (!rest.unread.has(id) && (look !== undefined || !rest.isCutShort));
			if (look === 'judged') this.tries.forget(id);
			else if (!isTried || !this.isHopeless(id, look, { overlapMs, mayGiveUp }))
				pending.set(id, { ...told, vainFor: this.tries.minutesOf(id) });
			else {
				if (!look || look === 'doubted') givenUp += 1;
				this.tries.forget(id);
				this.noteWithout(id, told.indexTime);
			}
		}
		return { pending, known: this.known, givenUp };
	}

	/** Notes one more look that has settled nothing. @returns whether there were enough */
	private isHopeless(
		id: string,
		look: Exclude<Look, 'judged'> | undefined,
		{ overlapMs, mayGiveUp }: { readonly overlapMs: number; readonly mayGiveUp: boolean },
	): boolean {
		const at = this.api.elapsed();
		// What is not shown may be behind the index; and what is said not to be there, in a division that will be seen again.
		if (look === undefined) return this.tries.failed(id, 'unreadable', at, GIVES_UP_AFTER_MS) && mayGiveUp;
		if (look === 'notShown') return this.tries.failed(id, look, at, overlapMs);
		// What the index tells besides may still come. Until it does, what was given is not forgotten, however old it is.
		return this.tries.failed(id, 'otherwise', at, GIVES_UP_AFTER_MS);
	}

	/** Whether the time that a conversation tells can be judged. */
	private lookOf(id: string, time: number): Look {
		const { indexTime } = this.indexed(id);
		if (this.kind.happensOnce || indexTime === undefined) return 'judged';
		const given = this.given(id);
		// An answer of before: the index knows more already.
		if (time <= given && given < indexTime) return this.showsNothing(id);
		if (!isBehind(time, indexTime)) return 'judged';
		// Either another, earlier one, or another time for the same: what several answers in a row show counts.
		return this.tries.isShownOften(id, time, this.api.elapsed()) ? 'judgedEarlier' : 'doubted';
	}

	/** What does not show it may be behind the index; but what has ended since, as several answers in a row show, will show it no more. */
	private lookWithout(id: string, { conversation }: LiveConversation): Look {
		const end = timeOf(conversation.endTime);
		if (end === undefined || isBehind(end, this.indexed(id).indexTime)) return this.showsNothing(id);
		return this.tries.isShownOften(id, end, this.api.elapsed()) ? 'judged' : 'notShown';
	}

	private showsNothing(id: string): Look {
		this.tries.showsNothing(id);
		return 'notShown';
	}

	/** Without this, it would be looked at anew as long as the index lists it. */
	private noteWithout(id: string, indexTime = this.api.now()): void {
		this.known.set(id, { indexTime, time: this.known.get(id)?.time });
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

	private indexed(id: string): Partial<Told> {
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
