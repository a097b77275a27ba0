import type { ApiAnswer, ApiCall, ApiResult, GenesysApi } from './api';
import { RunDemand } from './demand';
import { explainDropped, explainRateLimit, explainRefusal, explainUnreadable } from './explain';
import { Canceled } from './failures';
import type { Pace } from './pace';
import type { Booking } from './pacer';
import { Pauses } from './pauses';
import { rateHeaders } from './rate-headers';
import {
	BROKEN_OFF,
	isRateLimited,
	isUnclear,
	mayRepeat,
	pauseRange,
	retryAfterSeconds,
	type Dropped,
	type RetryLimits,
} from './retry';
import type { Surroundings } from './surroundings';
import { mayWaitOnly, Turns } from './turn';
import { Waits } from './waits';

/** How a run behaves toward the rate limit. */
export interface RateLimits extends RetryLimits {
	/** The share of the limit that is left to others, from 0 to 1. */
	readonly headroom: number;
}

/** What came of a try: an answer, a broken connection, or something that was thrown. */
type Tried = { readonly outcome: ApiAnswer | Dropped } | { readonly thrown: unknown };

/** A refusal for hours, from a daily limit, is looked into again by the next run: the limit may have been raised. */
const LONGEST_SHARED_PAUSE_MS = 60_000;

/**
 * The one way to the Platform API: paces, sends, pauses and sends again within the limits of the run, and turns what
 * remains into an ApiFailure. One client serves one run.
 */
export class GenesysClient implements GenesysApi {
	/** What the run has waited because of refusals. */
	readonly pauses: Pauses;
	private readonly demand: RunDemand;
	private readonly waits: Waits;
	private readonly turns: Turns;

	/** @param tasks how many pieces of work the run has; the pacer reckons with what is still to come */
	constructor(
		private readonly surroundings: Surroundings,
		private readonly pace: Pace,
		private readonly limits: RateLimits,
		tasks = 1,
	) {
		this.waits = new Waits(surroundings);
		this.pauses = new Pauses(limits.maxWaitSeconds);
		this.demand = new RunDemand(tasks);
		this.turns = new Turns(pace, this.waits, this.pauses, this.demand, limits.headroom);
	}

	/** Begins the run. */
	begin(): void {
		this.pace.join(this.demand);
	}

	/** Tells that work on one of the tasks begins. */
	taskBegins(): void {
		this.demand.taskBegins();
	}

	/** Ends all waits of the run, as a cancel does: the run has failed, and nobody would see what still comes. */
	stop(): void {
		this.waits.stop();
	}

	/** Ends the run. */
	end(): void {
		this.pace.leave(this.demand);
	}

	now(): number {
		return this.waits.now();
	}

	/** How long so many calls would take from now on, in seconds; undefined as long as the rate limit is not known. */
	estimateSeconds(calls: number): number | undefined {
		const milliseconds = this.pace.pacer.estimate(this.now(), calls, this.limits.headroom);
		return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
	}

	async request(call: ApiCall): Promise<ApiResult> {
		let earlierTryUnclear = false;
		for (let tries = 1; ; tries++) {
			const booking = await this.turns.take(call, tries > 1);
			if (!booking) return { status: 0, headers: {}, body: undefined, earlierTryUnclear, withdrawn: true };
			const outcome = await this.send(call, booking);
			if (!mayRepeat(outcome, call)) return this.conclude(outcome, call, earlierTryUnclear);
			earlierTryUnclear ||= isUnclear(outcome);
			await this.pauseBeforeNextTry(outcome, call, tries, earlierTryUnclear);
		}
	}

	async wait(seconds: number, during: string): Promise<void> {
		await this.waits.until(this.now() + seconds * 1000, during);
	}

	private async send(call: ApiCall, booking: Booking): Promise<ApiAnswer | Dropped> {
		const tried = await this.sendUnlessCanceled(call);
		const answer = 'outcome' in tried && 'status' in tried.outcome ? tried.outcome : undefined;
		this.turns.release(booking, answer && rateHeaders(answer));
		// A cancel breaks off what is under way, and looks like trouble with the network.
		this.waits.assertGoing(call.doing);
		if ('thrown' in tried) throw tried.thrown;
		return tried.outcome;
	}

	/** The host itself ends a request that is canceled, but not while it fetches a token for it. */
	private async sendUnlessCanceled(call: ApiCall): Promise<Tried> {
		return await new Promise<Tried>((resolve) => {
			const forget = this.surroundings.onCancel(() => {
				resolve({ thrown: new Canceled(call.doing) });
			});
			const settle = (tried: Tried) => {
				forget();
				resolve(tried);
			};
			void this.surroundings.send(call).then(
				(outcome) => {
					settle({ outcome: withoutBrokenOff(outcome) });
				},
				(thrown: unknown) => {
					settle({ thrown });
				},
			);
		});
	}

	private conclude(outcome: ApiAnswer | Dropped, call: ApiCall, earlierTryUnclear: boolean): ApiResult {
		if ('dropped' in outcome) throw explainDropped(outcome.dropped, call);
		const refused = outcome.status >= 300;
		if (refused && !call.expectedRefusals?.includes(outcome.status)) throw explainRefusal(outcome, call);
		if (!refused && isUnreadable(outcome)) throw explainUnreadable(outcome, call);
		this.pauses.accepted();
		return { ...outcome, earlierTryUnclear, withdrawn: false };
	}

	private async pauseBeforeNextTry(
		outcome: ApiAnswer | Dropped,
		call: ApiCall,
		tries: number,
		earlierTryUnclear: boolean,
	): Promise<void> {
		const now = this.now();
		const { least, most } = pauseRange(outcome, tries, now);
		const tooOften = tries > this.limits.maxRetries;
		if (tooOften || !this.pauses.mayPause(now + least * 1000, now)) {
			// Who is on the way with another call of this token need not learn it by a refusal of its own.
			if (isRateLimited(outcome))
				this.pace.pacer.refused(now, Math.min(least * 1000, LONGEST_SHARED_PAUSE_MS));
			throw this.explainNoMore(outcome, call, tooOften, earlierTryUnclear);
		}
		const picked = least + this.surroundings.random() * (most - least);
		const pauseMs = Math.max(least, Math.min(picked, this.pauses.secondsLeft(now))) * 1000;
		this.pauses.note(now + pauseMs, now);
		if (isRateLimited(outcome)) this.pace.pacer.refused(now, pauseMs);
		await this.waits.until(now + pauseMs, `waiting for Genesys Cloud before ${call.doing} again`);
	}

	private explainNoMore(
		outcome: ApiAnswer | Dropped,
		call: ApiCall,
		tooOften: boolean,
		earlierTryUnclear: boolean,
	): Error {
		if ('dropped' in outcome) return explainDropped(outcome.dropped, call);
		if (!isRateLimited(outcome)) return explainRefusal(outcome, call);
		const { maxRetries, maxWaitSeconds } = this.limits;
		const limit = tooOften ? `this step may retry ${maxRetries} times` : mayWaitOnly(maxWaitSeconds);
		return explainRateLimit(call, retryAfterSeconds(outcome, this.now()), limit, {
			answer: outcome,
			earlierTryUnclear,
		});
	}
}

/** JSON that could not be parsed broke off on the way: nobody knows what it would have said. */
function withoutBrokenOff(outcome: ApiAnswer | Dropped): ApiAnswer | Dropped {
	if ('dropped' in outcome || !isUnreadable(outcome)) return outcome;
	return outcome.headers['content-type']?.includes('json') ? { dropped: BROKEN_OFF } : outcome;
}

/** Only a 202 may answer with a text; all else is JSON or empty. */
function isUnreadable(answer: ApiAnswer): boolean {
	return answer.status === 200 && typeof answer.body === 'string' && answer.body.trim() !== '';
}
