import type { ApiFailure } from '../../platform/failures';
import type { Participant } from '../conversation';
import { isAmong } from '../participants';
import type { Presence } from './presence';
import type { CloseAnswer } from './subject';

/** What came of the steps of a close that disconnects one participant after the other. */
export class Steps {
	/** The IDs of those whose step was sent, whatever came of it, and was not called off. */
	private readonly asked = new Set<string>();
	/** Those whose step was refused, or not sent any more when it was their turn. */
	private readonly inVain: Participant[] = [];
	/** Those whose step had no answer that tells what came of it. */
	private mayBeGone: Participant[] = [];
	private readonly wrappedUp: Participant[] = [];
	private readonly wrapUpUnclear: Participant[] = [];
	/** The IDs of those who were there before anything was, or may have been, done. */
	private readonly known = new Set<string>();
	/** The IDs of those who were still there when others had had the time to go along with the customer. */
	private readonly stayed = new Set<string>();
	/** Why somebody may still be there, by participant. */
	private readonly troubles = new Map<string, ApiFailure>();

	noteAsked({ id }: Participant): void {
		this.asked.add(id);
	}

	wasAsked({ id }: Participant): boolean {
		return this.asked.has(id);
	}

	/** Notes who is there before anything was, or may have been, done. */
	noteKnown(there: readonly Participant[]): void {
		for (const { id } of there) this.known.add(id);
	}

	/** Whether somebody was there before that. */
	wasKnown({ id }: Participant): boolean {
		return this.known.has(id);
	}

	/** Notes who is still there when others have had the time to go along with the customer. */
	noteStayed(there: readonly Participant[]): void {
		for (const { id } of there) this.stayed.add(id);
	}

	/** A step was refused, or not sent any more. */
	noteInVain(participant: Participant): void {
		this.inVain.push(participant);
	}

	/** Nobody knows whether a step was carried out. */
	noteUnclear(participant: Participant): void {
		this.mayBeGone.push(participant);
	}

	/** Whoever is still there was not disconnected by a step that had no answer. */
	noteThere(there: readonly Participant[]): void {
		this.mayBeGone = this.mayBeGone.filter((one) => !isAmong(there, one));
	}

	/** Why somebody may still be there. */
	noteTrouble({ id }: Participant, trouble: ApiFailure): void {
		this.troubles.set(id, trouble);
	}

	noteWrappedUp(participant: Participant): void {
		this.wrappedUp.push(participant);
	}

	/** Nobody knows whether a wrap-up was entered. */
	noteWrapUpUnclear(participant: Participant): void {
		this.wrapUpUnclear.push(participant);
	}

	isWrapUpUnclear(participant: Participant): boolean {
		return isAmong(this.wrapUpUnclear, participant);
	}

	/**
	 * How far they have come.
	 *
	 * @param presence who is there after them
	 * @param failure what came in between
	 */
	summary(presence: Presence, failure: ApiFailure | undefined): Pick<CloseAnswer, 'progress' | 'trouble'> {
		const remaining = presence.left;
		// A refusal about somebody who has left since is of no account.
		const [first] = remaining.flatMap(({ id }) => this.troubles.get(id) ?? []);
		const trouble = failure ?? first;
		const { wrappedUp, wrapUpUnclear } = this;
		const { disconnected, inCall, customersThere } = presence;
		const unclear = [...wrapUpUnclear, ...this.mayBeGone];
		// Refused the second time, after a first one of which nobody knows; or not sent, but not for good.
		const mayBeBy = [...disconnected, ...unclear];
		const hasLeftAlone = (one: Participant) => !isAmong(mayBeBy, one) && this.nothingWasDoneAbout(one);
		const steps = { disconnected, unclear, hasLeftAlone, wrappedUp, wrapUpUnclear };
		return { ...(trouble && { trouble }), progress: { ...steps, remaining, inCall, customersThere } };
	}

	/** Whether nothing was done about somebody, and nobody took them along: by what was seen, not by times, which two servers tell. */
	private nothingWasDoneAbout(one: Participant): boolean {
		const cameOrStayed = this.stayed.has(one.id) || !this.wasKnown(one);
		return isAmong(this.inVain, one) || (cameOrStayed && !this.wasAsked(one));
	}
}
