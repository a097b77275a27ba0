import type { ApiAnswer, ApiCall, ApiResult, GenesysApi } from './api';
import { Demand } from './demand';
import {
	explainDropped,
	explainForeign,
	explainNoToken,
	explainRateLimit,
	explainRefusal,
	type RunLimit,
} from './explain';
import { ApiFailure, Canceled } from './failures';
import type { Pace } from './pace';
import { isOwnAcceptance, isOwnWord, isSigned, isUnreadable } from './own-word';
import { Pauses } from './pauses';
import { rateHeaders } from './rate-headers';
import {
	BROKEN_OFF,
	isRateLimited,
	isUnclear,
	mayRepeat,
	pauseRange,
	retryAfterSeconds,
	TOO_MANY_REQUESTS,
	type Dropped,
	type RetryLimits,
} from './retry';
import type { Surroundings } from './surroundings';
import { Turns } from './turn';
import { Waits } from './waits';

/** How a run behaves toward the rate limit. */
export interface RateLimits extends RetryLimits {
	/** The share of the limit that is left to others, from 0 to 1. */
	readonly headroom: number;
}

/** A call that was not wanted any more has no answer. */
const WITHDRAWN = { status: 0, headers: {}, body: undefined, toldAt: undefined, withdrawn: true } as const;

/** How calls wait, and get their turn. */
interface Way {
	readonly waits: Waits;
	readonly turns: Turns;
}

/** What came of a call that was sent once; the times are those of {@link ApiResult}. */
interface Tried extends Pick<ApiResult, 'sentAt' | 'toldAt'> {
	readonly outcome: ApiAnswer | Dropped;
	/** When that came, on the same clock as `sentAt`. */
	readonly cameAt: number;
}

/** What is known of the tries of a call before the last one. */
interface Earlier {
	/** One of them may have been carried out. */
	readonly mayBeDone: boolean;
	/** For how long they were under way, all together. */
	readonly underWayMs: number;
	/** One of them failed otherwise than by the rate limit. */
	readonly hasFailed: boolean;
}

/** A single request, that for a token included, may take this long. Genesys itself gives up after a minute. */
const DEADLINE_MS = 60_000;
/** A window of the rate limit. */
const LONGEST_PAUSE_BY_OTHERS_MS = 60_000;
/** A token that Genesys Cloud has just ended it may still take for reads, for some seconds: so often, longer and longer apart, it is tried. */
const MOST_TOKENS_OVER = 4;

/**
 * The one way to the Platform API: paces, sends, pauses and sends again within the limits of the run, and turns what
 * remains into an ApiFailure. One client serves one run.
 */
export class GenesysClient implements GenesysApi {
	/** What the run has waited because of refusals. */
	readonly pauses: Pauses;
	private readonly demand: Demand;
	private readonly waits: Waits;
	private readonly usual: Way;
	/** That of what has begun: nothing but a cancel ends its waits. */
	private readonly toItsEnd: Way;
	private sent = 0;

	/** @param tasks how many pieces of work the run has; the pacer reckons with what is still to come */
	constructor(
		private readonly surroundings: Surroundings,
		private readonly pace: Pace,
		private readonly limits: RateLimits,
		tasks = 1,
	) {
		this.waits = new Waits(surroundings);
		this.pauses = new Pauses(limits.maxWaitSeconds);
		this.demand = new Demand(tasks);
		this.usual = this.way(this.waits);
		this.toItsEnd = this.way(new Waits(surroundings));
	}

	private way(waits: Waits): Way {
		return { waits, turns: new Turns(this.pace, waits, this.pauses, this.demand, this.limits.headroom) };
	}

	/** How many requests were sent, repeats included. */
	get requests(): number {
		return this.sent;
	}

	/** Begins the run. */
	begin(): void {
		this.pace.join(this.demand);
	}

	/** Tells that work on one of the tasks begins. */
	taskBegins(): void {
		this.demand.taskBegins();
	}

	/** Ends the waits of the run, as a cancel does, but for what has begun: it has failed, and nobody would see what still comes. */
	stop(): void {
		this.waits.stop();
	}

	/** Ends the run. */
	end(): void {
		this.pace.leave(this.demand);
	}

	elapsed(): number {
		return this.waits.elapsed();
	}

	now(): number {
		return this.pace.clock.now(this.waits.elapsed()) ?? this.surroundings.timeOfDay();
	}

	isTimeKnown(): boolean {
		return this.pace.clock.now(this.waits.elapsed()) !== undefined;
	}

	isTimeSure(): boolean {
		return this.pace.clock.isSure;
	}

	timeAhead(): number | undefined {
		return this.pace.clock.aheadOfMachine;
	}

	recallTime(ahead: number): void {
		this.pace.clock.recall(ahead);
	}

	/** How long so many calls would take from now on, in seconds; undefined as long as the rate limit is not known. */
	estimateSeconds(calls: number): number | undefined {
		const milliseconds = this.pace.pacer.estimate(this.waits.elapsed(), calls, this.limits.headroom);
		return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
	}

	toTheEnd(): GenesysApi {
		const api: GenesysApi = {
			request: async (call) => await this.requestBy(this.toItsEnd, call),
			wait: async (seconds, during) => {
				await this.waitBy(this.toItsEnd, seconds, during);
			},
			elapsed: () => this.elapsed(),
			now: () => this.now(),
			isTimeKnown: () => this.isTimeKnown(),
			isTimeSure: () => this.isTimeSure(),
			timeAhead: () => this.timeAhead(),
			recallTime: (ahead) => {
				this.recallTime(ahead);
			},
			toTheEnd: () => api,
		};
		return api;
	}

	async request(call: ApiCall): Promise<ApiResult> {
		return await this.requestBy(this.usual, call);
	}

	async wait(seconds: number, during: string): Promise<void> {
		await this.waitBy(this.usual, seconds, during);
	}

	private async waitBy({ waits }: Way, seconds: number, during: string): Promise<void> {
		await waits.until(waits.elapsed() + seconds * 1000, during);
	}

	private async requestBy(way: Way, call: ApiCall): Promise<ApiResult> {
		let earlierTryUnclear = false;
		let underWayMs = 0;
		let hasFailed = false;
		let tokensOver = 0;
		let onward = way;
		for (let tries = 1; ; tries++) {
			try {
				const tried = await this.try(onward, call, tries > 1 || tokensOver > 0);
				if (!tried) return { ...WITHDRAWN, earlierTryUnclear, sentAt: this.waits.elapsed() };
				const { outcome, sentAt, cameAt, toldAt } = tried;
				underWayMs += cameAt - sentAt;
				if (isTokenOver(outcome, call) && tokensOver < MOST_TOKENS_OVER) {
					// It was not carried out. The look before the next try gets a new token, as soon as that is refused as well.
					if (tokensOver > 0) await this.pauseBeforeNextTry(onward, outcome, call, tokensOver);
					tokensOver += 1;
					// No retry of those that the run may make.
					tries -= 1;
					continue;
				}
				const mayBeDone = isUnclear(outcome, call);
				if (mayBeDone) call.noteMayBeDone?.(sentAt);
				if (!mayRepeat(outcome, call)) {
					const answer = this.conclude(outcome, call);
					return { ...answer, earlierTryUnclear, sentAt, toldAt, withdrawn: false };
				}
				hasFailed ||= !isRateLimited(outcome);
				// What may have been carried out comes to its end.
				if (mayBeDone && call.outlivesRun) onward = this.toItsEnd;
				try {
					await this.pauseBeforeNextTry(onward, outcome, call, tries);
				} finally {
					earlierTryUnclear ||= mayBeDone;
				}
			} catch (error) {
				throw withEarlier(error, { mayBeDone: earlierTryUnclear, underWayMs, hasFailed });
			}
		}
	}

	/** Sends the call once; undefined when it is not wanted any more. */
	private async try(way: Way, call: ApiCall, isRepeat: boolean): Promise<Tried | undefined> {
		const { turns, waits } = way;
		const booking = await turns.take(call, isRepeat);
		if (!booking) return undefined;
		let answer: ApiAnswer | undefined;
		try {
			const sentAt = waits.elapsed();
			const outcome = await this.sendInTime(call.outlivesRun ? this.toItsEnd.waits : waits, call);
			// What is said of the token's limit and of the clock counts only where the API itself says it.
			if ('status' in outcome && !outcome.atToken) answer = outcome;
			const cameAt = waits.elapsed();
			const moment = { sentAt, cameAt, timeOfDay: this.surroundings.timeOfDay() };
			return { outcome, sentAt, cameAt, toldAt: answer && this.pace.clock.learn(answer, moment) };
		} finally {
			turns.release(booking, answer && rateHeaders(answer));
		}
	}

	/** No server may hold the run for longer: neither one that is silent nor one that sends a little now and then. */
	private async sendInTime(waits: Waits, call: ApiCall): Promise<ApiAnswer | Dropped> {
		const nobodyWaits = new AbortController();
		this.sent += 1;
		const sent = this.surroundings.send(call, nobodyWaits.signal);
		let outcome: ApiAnswer | Dropped | undefined;
		try {
			outcome = await waits.orUntil(sent, waits.elapsed() + DEADLINE_MS, call.doing);
		} finally {
			// Given up, it says at once how far it had come.
			if (!outcome) nobodyWaits.abort();
		}
		return outcome ? withoutBrokenOff(outcome) : await sent;
	}

	private conclude(outcome: ApiAnswer | Dropped, call: ApiCall): ApiAnswer {
		if ('dropped' in outcome) throw explainDropped(outcome, call);
		if (outcome.atToken) throw explainNoToken(outcome, call);
		const refused = outcome.status >= 300;
		if (refused && !isOwnWord(outcome)) throw explainForeign(outcome, call);
		if (refused && !call.expectedRefusals?.includes(outcome.status)) throw explainRefusal(outcome, call);
		if (!refused && !isOwnAcceptance(outcome, call)) throw explainForeign(outcome, call);
		this.pauses.accepted();
		return outcome;
	}

	private async pauseBeforeNextTry(
		{ waits }: Way,
		outcome: ApiAnswer | Dropped,
		call: ApiCall,
		tries: number,
	): Promise<void> {
		const now = waits.elapsed();
		const { least, most } = pauseRange(outcome, tries, this.surroundings.timeOfDay());
		const tooOften = tries > this.limits.maxRetries;
		if (tooOften || !this.pauses.mayPause(now + least * 1000, now)) {
			// Who wants to make another call with this token need not learn it by a refusal of its own.
			if (isRateLimited(outcome)) this.noteRefused(outcome, now, least * 1000);
			throw this.explainNoMore(outcome, call, tooOften);
		}
		const picked = least + this.surroundings.random() * (most - least);
		const pauseMs = Math.max(least, Math.min(picked, this.pauses.secondsLeft(now))) * 1000;
		this.pauses.note(now + pauseMs, now);
		if (isRateLimited(outcome)) this.noteRefused(outcome, now, pauseMs);
		await waits.until(now + pauseMs, `waiting for Genesys Cloud before ${call.doing} again`);
	}

	/** What was not said by Genesys Cloud itself holds nobody else for longer than a window: a gateway says it for its own reasons. */
	private noteRefused(refusal: ApiAnswer, now: number, pauseMs: number): void {
		const shared = isSigned(refusal) ? pauseMs : Math.min(pauseMs, LONGEST_PAUSE_BY_OTHERS_MS);
		this.pace.pacer.refused(now, shared);
	}

	private explainNoMore(outcome: ApiAnswer | Dropped, call: ApiCall, tooOften: boolean): Error {
		if ('dropped' in outcome) return explainDropped(outcome, call);
		if (outcome.status !== TOO_MANY_REQUESTS)
			return outcome.atToken ? explainNoToken(outcome, call) : explainRefusal(outcome, call);
		const { maxRetries, maxWaitSeconds } = this.limits;
		const limit: RunLimit = tooOften
			? { reached: 'maxRetries', value: maxRetries }
			: { reached: 'maxWaitSeconds', value: maxWaitSeconds };
		const seconds = retryAfterSeconds(outcome, this.surroundings.timeOfDay());
		return explainRateLimit(call, seconds, limit, outcome);
	}
}

/** What ends a call, together with what is known of its tries before. */
function withEarlier(error: unknown, { mayBeDone, underWayMs, hasFailed }: Earlier): unknown {
	if (error instanceof Canceled) return error.afterTries(underWayMs, hasFailed);
	return mayBeDone && error instanceof ApiFailure ? error.afterUnclearTry() : error;
}

/** Whether the token had ended before a call that depends on a look, which is left as it is for that: the look would be too old. */
function isTokenOver(outcome: ApiAnswer | Dropped, { stillWanted }: ApiCall): boolean {
	return stillWanted !== undefined && 'status' in outcome && outcome.status === 401 && !outcome.atToken;
}

/** JSON that could not be parsed broke off on the way: nobody knows what it would have said. */
function withoutBrokenOff(outcome: ApiAnswer | Dropped): ApiAnswer | Dropped {
	if ('dropped' in outcome || typeof outcome.body !== 'string' || !isUnreadable(outcome)) return outcome;
	return outcome.headers['content-type']?.includes('json') ? { dropped: BROKEN_OFF } : outcome;
}
