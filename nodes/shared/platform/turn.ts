import type { ApiCall } from './api';
import type { Demand } from './demand';
import { explainRateLimit } from './explain';
import type { Pace } from './pace';
import { ASK_AGAIN_MS, type Booking, type NotYet } from './pacer';
import type { Pauses } from './pauses';
import type { RateHeaders } from './rate-headers';
import { SLICE_MS, type Waits } from './waits';

/** A server that takes longer to answer than a look counts would be asked without an end. */
const MOST_LOOKS_BEFORE_A_CALL = 5;

/**
 * Gives the calls of a run their turn: when the pacer lets one through and no other run comes first, those first that
 * finish what another call has begun, and only while the call is still wanted.
 */
export class Turns {
	constructor(
		private readonly pace: Pace,
		private readonly waits: Waits,
		private readonly pauses: Pauses,
		private readonly demand: Demand,
		/** The share of the limit that is left to others, from 0 to 1. */
		private readonly headroom: number,
	) {}

	/**
	 * Waits for the turn of a call.
	 *
	 * @param isRepeat it was sent before, so that the world may have changed since
	 * @returns undefined when the call is not wanted any more by then
	 * @throws Canceled; RateLimitReached when the wait would be longer than the run may wait
	 */
	async take(call: ApiCall, isRepeat: boolean): Promise<Booking | undefined> {
		const { stillWanted } = call;
		const isFresh = () => !stillWanted || this.waits.elapsed() <= stillWanted.freshUntil();
		let booking = await this.book(call);
		let heldSince: number | undefined;
		for (let looks = 0; stillWanted && (!isFresh() || (isRepeat && looks === 0)); looks++) {
			this.demand.released(false);
			this.pace.pacer.givenBack(booking);
			const isLast = looks === MOST_LOOKS_BEFORE_A_CALL;
			if (heldSince !== undefined) this.assertMayBeHeld(heldSince, isLast, call);
			if (isLast) stillWanted.tooSlow();
			if (isLast || !(await stillWanted.look())) return undefined;
			const atOnce = this.bookAtOnce();
			heldSince = atOnce ? undefined : (heldSince ?? this.waits.elapsed());
			booking = atOnce ?? (await this.book(call));
		}
		return booking;
	}

	/** @throws RateLimitReached where others use the limit up again and again, so that after a look there is never room for the call */
	private assertMayBeHeld(since: number, isLast: boolean, call: ApiCall): void {
		const { maxWaitSeconds } = this.pauses;
		if (!isLast && this.waits.elapsed() - since <= maxWaitSeconds * 1000) return;
		throw explainRateLimit(call, undefined, { reached: 'maxWaitSeconds', value: maxWaitSeconds });
	}

	/**
	 * The call had its turn, and only gave it back for another look: unless everybody has to wait, it goes now, and takes of what is left
	 * to others if need be. A look that is followed by nothing would use up the window for the next one.
	 */
	private bookAtOnce(): Booking | undefined {
		const now = this.waits.elapsed();
		const { callsLeft, pacer } = this.pace;
		const why = pacer.notYet(now, callsLeft, this.headroom)?.why;
		if (why === 'refused' || (why === 'windowFull' && !pacer.hasRoom(now))) return undefined;
		this.demand.taken();
		return pacer.book(now, callsLeft, this.headroom);
	}

	/** Gives a turn back after the call was answered, or got no answer. */
	release(booking: Booking, headers: RateHeaders | undefined): void {
		this.demand.released(true);
		this.pace.pacer.answered(booking, this.waits.elapsed(), headers);
	}

	private async book(call: ApiCall): Promise<Booking> {
		const noLongerWaits = this.demand.waits(call.urgent === true);
		try {
			for (;;) {
				this.waits.assertGoing(call.doing);
				const got = this.ask(call);
				if (!('until' in got)) return got;
				this.assertMayWait(got, call);
				await this.waits.until(
					Math.min(got.until, this.waits.elapsed() + SLICE_MS),
					`waiting for its turn before ${call.doing}`,
				);
			}
		} finally {
			noLongerWaits();
		}
	}

	private ask(call: ApiCall): Booking | NotYet {
		const now = this.waits.elapsed();
		// The first call goes alone: it also gets the token, and parallel ones would each get one of their own.
		if (this.demand.isFirstUnderWay) return { until: now + ASK_AGAIN_MS, why: 'firstCallAlone' };
		const behind = (!call.urgent && this.demand.isUrgent) || !this.pace.isNext(this.demand);
		const { callsLeft, pacer } = this.pace;
		const notYet = pacer.notYet(now, callsLeft, this.headroom);
		if (notYet) return notYet;
		if (behind) return { until: now + ASK_AGAIN_MS, why: 'busy' };
		this.demand.taken();
		this.pace.hadTurn(this.demand);
		return pacer.book(now, callsLeft, this.headroom);
	}

	/** A pause that another run of the same token has begun, or a full window, can be longer than this run may wait. */
	private assertMayWait({ until, why }: NotYet, call: ApiCall): void {
		if (why !== 'refused' && why !== 'windowFull') return;
		const now = this.waits.elapsed();
		const { maxWaitSeconds } = this.pauses;
		// Pacing is no pause: a full window counts for itself only.
		const mayWait =
			why === 'refused' ? this.pauses.mayPause(until, now) : until - now <= maxWaitSeconds * 1000;
		if (!mayWait)
			throw explainRateLimit(call, (until - now) / 1000, {
				reached: 'maxWaitSeconds',
				value: maxWaitSeconds,
			});
		if (why === 'refused') this.pauses.note(until, now);
	}
}
