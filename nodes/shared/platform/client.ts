import type { ApiAnswer, ApiCall, ApiResult, GenesysApi } from './api';
import { explainDropped, explainRateLimit, explainRefusal, explainUnreadable } from './explain';
import { Cancelled } from './failures';
import { BROKEN_OFF, isRateLimited, isUnclear, mayRepeat, pauseSeconds, retryAfterSeconds, type Dropped, type RetryLimits } from './retry';

/** What the client needs from its surroundings; passed in, so that tests can put a clock of their own in its place. */
export interface Surroundings {
	/** Sends one call once. Throws only what is neither an answer nor a broken connection. */
	send(call: ApiCall): Promise<ApiAnswer | Dropped>;
	/** Milliseconds since 1970. */
	now(): number;
	/** Settles after the given time, at the latest. */
	sleep(milliseconds: number): Promise<void>;
	/** A number from 0 up to 1. */
	random(): number;
	/** Whether the execution was cancelled. */
	isCancelled(): boolean;
}

/** The pauses that the rate limit, or trouble on the way, has cost a run. */
export interface Pauses {
	readonly count: number;
	readonly seconds: number;
}

/** A cancel is noticed within this time, on every n8n. */
const SLICE_MS = 250;

/**
 * The one way to the Platform API: sends, pauses and sends again within the limits of the run, and turns what remains
 * into an {@link ApiFailure}. One client serves one run of a node.
 */
export class GenesysClient implements GenesysApi {
	private pausedSinceAccepted = 0;
	private pauseCount = 0;
	private pausedSeconds = 0;

	constructor(
		private readonly surroundings: Surroundings,
		private readonly limits: RetryLimits,
	) {}

	/** What the run has waited so far because of refusals. */
	get pauses(): Pauses {
		return { count: this.pauseCount, seconds: this.pausedSeconds };
	}

	now(): number {
		return this.surroundings.now();
	}

	async request(call: ApiCall): Promise<ApiResult> {
		let earlierTryUnclear = false;
		for (let tries = 1; ; tries++) {
			if (this.surroundings.isCancelled()) throw new Cancelled(call.doing);
			const outcome = withoutBrokenOff(await this.surroundings.send(call));
			if (this.surroundings.isCancelled()) throw new Cancelled(call.doing);
			if (!mayRepeat(outcome, call)) return this.conclude(outcome, call, earlierTryUnclear);
			earlierTryUnclear ||= isUnclear(outcome);
			await this.pauseBeforeNextTry(outcome, call, tries);
			if (call.stillWanted && !(await call.stillWanted())) {
				return { status: 0, headers: {}, body: undefined, earlierTryUnclear, withdrawn: true };
			}
		}
	}

	async wait(seconds: number, during: string): Promise<void> {
		const end = this.now() + seconds * 1000;
		for (;;) {
			if (this.surroundings.isCancelled()) throw new Cancelled(during);
			const left = end - this.now();
			if (left <= 0) return;
			await this.surroundings.sleep(Math.min(left, SLICE_MS));
		}
	}

	private conclude(outcome: ApiAnswer | Dropped, call: ApiCall, earlierTryUnclear: boolean): ApiResult {
		if ('dropped' in outcome) throw explainDropped(outcome.dropped, call);
		const refused = outcome.status >= 300;
		if (refused && !call.expectedRefusals?.includes(outcome.status)) throw explainRefusal(outcome, call);
		if (!refused && isUnreadable(outcome)) throw explainUnreadable(outcome, call);
		this.pausedSinceAccepted = 0;
		return { ...outcome, earlierTryUnclear, withdrawn: false };
	}

	private async pauseBeforeNextTry(outcome: ApiAnswer | Dropped, call: ApiCall, tries: number): Promise<void> {
		const { maxRetries, maxWaitSeconds } = this.limits;
		const pause = pauseSeconds(outcome, tries, this.now(), this.surroundings.random());
		const tooOften = tries > maxRetries;
		if (tooOften || this.pausedSinceAccepted + pause > maxWaitSeconds) {
			if (!isRateLimited(outcome)) throw 'dropped' in outcome ? explainDropped(outcome.dropped, call) : explainRefusal(outcome, call);
			const limit = tooOften ? `this step may retry ${maxRetries} times` : `this step may wait ${maxWaitSeconds} seconds`;
			throw explainRateLimit(outcome, call, retryAfterSeconds(outcome, this.now()), limit);
		}
		this.pausedSinceAccepted += pause;
		this.pausedSeconds += pause;
		this.pauseCount += 1;
		await this.wait(pause, `waiting for Genesys Cloud before ${call.doing} again`);
	}
}

/** JSON that could not be parsed broke off on the way: nobody knows what it would have said. */
function withoutBrokenOff(outcome: ApiAnswer | Dropped): ApiAnswer | Dropped {
	if ('dropped' in outcome || !isUnreadable(outcome)) return outcome;
	return outcome.headers['content-type']?.includes('json') ? { dropped: BROKEN_OFF } : outcome;
}

/** Only a 202 may answer with a text (`POST /api/v2/conversations/{conversationId}/disconnect`); all else is JSON or empty. */
function isUnreadable(answer: ApiAnswer): boolean {
	return answer.status === 200 && typeof answer.body === 'string' && answer.body.trim() !== '';
}
