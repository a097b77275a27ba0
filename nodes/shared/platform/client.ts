import type { ApiAnswer, ApiCall, ApiResult, GenesysApi } from './api';
import { explainDropped, explainRateLimit, explainRefusal, explainUnreadable } from './explain';
import { Canceled } from './failures';
import type { Demand, Pace } from './pace';
import type { Booking, NotYet, RateHeaders } from './pacer';
import { Pauses } from './pauses';
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
	/** Whether the execution was canceled. */
	isCanceled(): boolean;
	/** Calls back when the execution is canceled; gives what takes the callback back. */
	onCancel(callback: () => void): () => void;
}

/** How a run behaves toward the rate limit. */
export interface RateLimits extends RetryLimits {
	/** The share of the limit that is left to others, from 0 to 1. */
	readonly headroom: number;
}

type Sent = { readonly outcome: ApiAnswer | Dropped } | { readonly thrown: unknown };

/** A cancel is noticed within this time, on every n8n. */
const SLICE_MS = 250;
/** After a longer wait than this, the world may have changed: who asked to be asked again is asked. */
const STALE_MS = 1_000;
/** For an estimate ahead of a run: reading and closing. */
const CALLS_PER_ITEM = 2;
/** A refusal for hours, from a daily limit, is looked into again by the next run: the limit may have been raised. */
const LONGEST_SHARED_PAUSE_MS = 60_000;
/** How soon to look again whether it is a call's turn. */
const ASK_AGAIN_MS = 20;

/**
 * The one way to the Platform API: paces, sends, pauses and sends again within the limits of the run, and turns what
 * remains into an ApiFailure. One client serves one run of a node.
 */
export class GenesysClient implements GenesysApi, Demand {
	/** What the run has waited because of refusals. */
	readonly pauses = new Pauses();
	private inHand = 0;
	private answered = 0;
	private stopped = false;
	private waiting = 0;
	private itemsBegun = 0;
	private itemsToCome = 0;

	constructor(
		private readonly surroundings: Surroundings,
		private readonly pace: Pace,
		private readonly limits: RateLimits,
	) {}

	/** Begins a run; while it lasts, the pacer reckons with what it has still to do. */
	begin(items: number): void {
		this.itemsToCome = items;
		this.pace.join(this);
	}

	/** Tells that work on an item of the run begins. */
	itemBegins(): void {
		this.itemsBegun += 1;
		this.itemsToCome -= 1;
	}

	/** Ends all waits of the run, as a cancel does: the run has failed, and nobody would see what still comes. */
	stop(): void {
		this.stopped = true;
	}

	end(): void {
		this.pace.leave(this);
	}

	callsLeft(): number {
		const perItem = (this.answered + this.inHand + this.waiting) / Math.max(1, this.itemsBegun);
		return this.waiting + Math.ceil(this.itemsToCome * perItem);
	}

	now(): number {
		return this.surroundings.now();
	}

	/** How long so many items would take from now on, in seconds; undefined as long as the rate limit is not known. */
	estimateSeconds(items: number): number | undefined {
		const milliseconds = this.pace.pacer.estimate(this.now(), items * CALLS_PER_ITEM, this.limits.headroom);
		return milliseconds === undefined ? undefined : Math.ceil(milliseconds / 1000);
	}

	async request(call: ApiCall): Promise<ApiResult> {
		let earlierTryUnclear = false;
		for (let tries = 1; ; tries++) {
			const booking = await this.turn(call, tries > 1);
			if (!booking) return { status: 0, headers: {}, body: undefined, earlierTryUnclear, withdrawn: true };
			const outcome = await this.send(call, booking);
			if (!mayRepeat(outcome, call)) return this.conclude(outcome, call, earlierTryUnclear);
			earlierTryUnclear ||= isUnclear(outcome);
			await this.pauseBeforeNextTry(outcome, call, tries, earlierTryUnclear);
		}
	}

	async wait(seconds: number, during: string): Promise<void> {
		await this.sleepUntil(this.now() + seconds * 1000, during);
	}

	/** Waits for the call's turn; undefined when it is not wanted any more by then. */
	private async turn(call: ApiCall, isRepeat: boolean): Promise<Booking | undefined> {
		let mustAsk = isRepeat;
		for (;;) {
			const asked = this.now();
			const booking = await this.book(call);
			mustAsk ||= this.now() - asked > STALE_MS;
			if (!mustAsk || !call.stillWanted) return booking;
			this.release(booking, undefined);
			if (!(await call.stillWanted())) return undefined;
			mustAsk = false;
		}
	}

	private async book(call: ApiCall): Promise<Booking> {
		this.waiting += 1;
		if (call.urgent) this.pace.urgentWaiting += 1;
		try {
			for (;;) {
				if (this.isCanceled()) throw new Canceled(call.doing);
				const got = this.ask(call);
				if (!('until' in got)) return got;
				this.assertMayWait(got, call);
				await this.sleepUntil(
					Math.min(got.until, this.now() + SLICE_MS),
					`waiting for its turn before ${call.doing}`,
				);
			}
		} finally {
			this.waiting -= 1;
			if (call.urgent) this.pace.urgentWaiting -= 1;
		}
	}

	private ask(call: ApiCall): Booking | NotYet {
		const now = this.now();
		// The first call goes alone: it also gets the token, and parallel ones would each get one of their own.
		const alone = this.inHand > 0 && this.answered === 0;
		const behind = !call.urgent && this.pace.urgentWaiting > 0;
		if (alone || behind) return { until: now + ASK_AGAIN_MS, why: alone ? 'firstCallAlone' : 'busy' };
		const got = this.pace.pacer.ask(now, this.pace.callsLeft, this.limits.headroom);
		if (!('until' in got)) this.inHand += 1;
		return got;
	}

	private async send(call: ApiCall, booking: Booking): Promise<ApiAnswer | Dropped> {
		const sent = await this.sendUnlessCanceled(call);
		this.answered += 1;
		this.release(
			booking,
			'outcome' in sent && 'status' in sent.outcome ? rateHeaders(sent.outcome) : undefined,
		);
		// A cancel breaks off what is under way, and looks like trouble with the network.
		if (this.isCanceled()) throw new Canceled(call.doing);
		if ('thrown' in sent) throw sent.thrown;
		return sent.outcome;
	}

	/** n8n itself ends a request that is canceled, but not while it fetches a token for it. */
	private async sendUnlessCanceled(call: ApiCall): Promise<Sent> {
		return await new Promise<Sent>((resolve) => {
			const forget = this.surroundings.onCancel(() => {
				resolve({ thrown: new Canceled(call.doing) });
			});
			const settle = (sent: Sent) => {
				forget();
				resolve(sent);
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

	private release(booking: Booking, headers: RateHeaders | undefined): void {
		this.inHand -= 1;
		this.pace.pacer.answered(booking, this.now(), headers);
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
		if (tooOften || this.isTooLong(now + least * 1000)) {
			// Who is on the way with another call of this token need not learn it by a refusal of its own.
			if (isRateLimited(outcome))
				this.pace.pacer.refused(now, Math.min(least * 1000, LONGEST_SHARED_PAUSE_MS));
			throw this.explainNoMore(outcome, call, tooOften, earlierTryUnclear);
		}
		const picked = least + this.surroundings.random() * (most - least);
		const pauseMs = Math.max(least, Math.min(picked, this.secondsLeft(now))) * 1000;
		this.pauses.note(now + pauseMs, now);
		if (isRateLimited(outcome)) this.pace.pacer.refused(now, pauseMs);
		await this.sleepUntil(now + pauseMs, `waiting for Genesys Cloud before ${call.doing} again`);
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
		const limit = tooOften
			? `this step may retry ${maxRetries} times`
			: `this step may wait ${maxWaitSeconds} seconds`;
		return explainRateLimit(call, retryAfterSeconds(outcome, this.now()), limit, {
			answer: outcome,
			earlierTryUnclear,
		});
	}

	/** A pause that another run of the same token has begun, or a full window, can be longer than this run may wait. */
	private assertMayWait({ until, why }: NotYet, call: ApiCall): void {
		if (why !== 'refused' && why !== 'windowFull') return;
		const now = this.now();
		const isTooLong =
			why === 'refused' ? this.isTooLong(until) : until - now > this.limits.maxWaitSeconds * 1000;
		if (isTooLong) {
			const limit = `this step may wait ${this.limits.maxWaitSeconds} seconds`;
			throw explainRateLimit(call, (until - now) / 1000, limit);
		}
		if (why === 'refused') this.pauses.note(until, now);
	}

	private isTooLong(until: number): boolean {
		return (until - this.now()) / 1000 > this.secondsLeft(this.now());
	}

	/** How long the run may still pause before Genesys must accept something. */
	private secondsLeft(now: number): number {
		return this.limits.maxWaitSeconds - this.pauses.secondsSinceAccepted(now);
	}

	private isCanceled(): boolean {
		return this.stopped || this.surroundings.isCanceled();
	}

	private async sleepUntil(end: number, during: string): Promise<void> {
		for (;;) {
			if (this.isCanceled()) throw new Canceled(during);
			const left = end - this.now();
			if (left <= 0) return;
			await this.surroundings.sleep(Math.min(left, SLICE_MS));
		}
	}
}

function rateHeaders({ headers }: ApiAnswer): RateHeaders | undefined {
	const [allowed, count, resetSeconds] = ['allowed', 'count', 'reset'].map((name) =>
		Number(headers[`inin-ratelimit-${name}`]),
	);
	const known = [allowed, count, resetSeconds].every(
		(value) => value !== undefined && Number.isFinite(value),
	);
	return known && allowed && count !== undefined && resetSeconds !== undefined
		? { allowed, count, resetSeconds }
		: undefined;
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
