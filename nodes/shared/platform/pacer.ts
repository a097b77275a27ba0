import type { RateHeaders } from './rate-headers';

/** A call that may be sent. It is booked until it is answered. */
export interface Booking {
	/** Its place among all calls that this pacer has let through. */
	readonly number: number;
	readonly bookedAt: number;
}

/** When to ask again, and what for. */
export interface NotYet {
	readonly until: number;
	readonly why: 'refused' | 'windowFull' | 'spread' | 'firstCallAlone' | 'busy';
}

interface Window {
	allowed: number;
	count: number;
	resetAt: number;
	/** The first call of ours that counts in this window. */
	readonly firstOwn: number;
	/** The call of ours that told the count. */
	countedOwn: number;
	/** The others' calls in this window so far. */
	foreign: number;
}

/** Until the headers tell: the usual window of Genesys Cloud. */
const USUAL_WINDOW_MS = 60_000;
/** The end of a window is told in whole seconds, so it is left this long to come. */
const WINDOW_MARGIN_MS = 300;
/** More than this share of a window is never kept for others: a burst of theirs is not a habit. */
const MOST_FOREIGN_SHARE = 0.6;
/** Where no headers come: a little under 300 calls a minute. */
const PACE_WITHOUT_HEADERS_MS = 225;
/** Ends are told in whole seconds, so from one to the next there may seem to be a little less than a window. */
const SURELY_A_WINDOW = 0.8;
/** How soon to ask again when only an answer under way can change something. */
export const ASK_AGAIN_MS = 20;
const MOST_IN_FLIGHT = 10;
/** A call that is under way for longer than this may never be answered, and holds nobody up. */
const OVERDUE_MS = 5_000;
/** The headroom that everybody leaves who was not asked for more. */
const USUAL_HEADROOM = 0.05;
/** Where for this many windows nobody else was seen on the token, less headroom is enough for who comes unexpected. */
const QUIET_WINDOWS = 2;
const HEADROOM_WHEN_ALONE = 0.01;

/**
 * Decides when the next call goes out, so that a run is as fast as the rate limit of its token allows and no faster, and
 * leaves room for others on the same token. It knows no timer and no chance: the time is passed in, in milliseconds on a
 * clock that only goes forward.
 *
 * While there is more to do than the window has room for, calls are spread over what is left of it; the last part goes
 * out as fast as answers come.
 */
export class Pacer {
	private window: Window | undefined;
	private windowMs = USUAL_WINDOW_MS;
	private foreignBefore: number | undefined;
	private withoutHeaders = false;
	private booked = 0;
	/** Those of them that came to no call, by their numbers, as far as they matter for this window. */
	private notSent: number[] = [];
	/** When each call that is under way was booked, by its number. */
	private readonly inFlight = new Map<number, number>();
	/** How many windows in a row have gone by without a call of others. */
	private quietWindows = 0;
	private pauseUntil = 0;
	private nextSlot = 0;

	/**
	 * Whether a call must wait.
	 *
	 * @param toSend how many calls are still to be sent, this one included, by everybody who shares this pacer
	 * @param headroom the share of the limit that is left to others, from 0 to 1
	 * @returns undefined when it can be booked
	 */
	notYet(now: number, toSend: number, headroom: number): NotYet | undefined {
		if (now < this.pauseUntil) return { until: this.pauseUntil, why: 'refused' };
		const underWay = this.underWay(now);
		if (underWay >= MOST_IN_FLIGHT) return { until: now + ASK_AGAIN_MS, why: 'busy' };
		const { window } = this;
		if (!this.withoutHeaders && (!window || now >= window.resetAt)) {
			// Nobody knows the state of a new window, so one call opens it and the others wait for what it learns.
			return underWay > 0 ? { until: now + ASK_AGAIN_MS, why: 'firstCallAlone' } : undefined;
		}
		const interval = this.interval(now, toSend, headroom);
		if (interval === Infinity && window) return { until: window.resetAt, why: 'windowFull' };
		return interval > 0 && now < this.nextSlot ? { until: this.nextSlot, why: 'spread' } : undefined;
	}

	/** Whether Genesys Cloud allows one more call in this window, as far as anybody knows, whatever is to be left to others. */
	hasRoom(now: number): boolean {
		const { window } = this;
		if (!window || now >= window.resetAt) return true;
		return window.count + this.sentAfter(window.countedOwn) < window.allowed;
	}

	/** Books a call, which must not have to wait, or takes of what is left to others. Parameters as for {@link notYet}. */
	book(now: number, toSend: number, headroom: number): Booking {
		const interval = this.interval(now, toSend, headroom);
		// A slot that was missed by a little is made up for; an idle time is not.
		if (interval > 0 && interval < Infinity)
			this.nextSlot = Math.max(this.nextSlot, now - interval) + interval;
		this.booked += 1;
		this.inFlight.set(this.booked, now);
		return { number: this.booked, bookedAt: now };
	}

	/** Tells that a booked call will not be sent. */
	givenBack({ number }: Booking): void {
		this.inFlight.delete(number);
		this.notSent.push(number);
	}

	/** Tells that a call was answered, or will not be. */
	answered(booking: Booking, now: number, headers: RateHeaders | undefined): void {
		this.inFlight.delete(booking.number);
		this.withoutHeaders = !headers && !this.window;
		if (headers) this.learn(booking, now, headers);
	}

	/** Tells that Genesys refused a call for the moment. All calls pause, not only the one that was refused. */
	refused(now: number, pauseMs: number): void {
		this.pauseUntil = Math.max(this.pauseUntil, now + pauseMs);
	}

	/** How long so many calls will take from now on, in milliseconds; undefined until the limit is known. */
	estimate(now: number, calls: number, headroom: number): number | undefined {
		const { window } = this;
		if (!window || calls <= 0) return undefined;
		const left = now < window.resetAt ? Math.max(0, this.budget(window, now, headroom)) : 0;
		if (calls <= left) return 0;
		const perWindow = Math.max(
			1,
			Math.floor(this.share(window, headroom) - this.foreignRate(window, now) * this.windowMs),
		);
		const windows = Math.ceil((calls - left) / perWindow) - 1;
		return Math.max(0, window.resetAt - now) + windows * this.windowMs;
	}

	/** How many calls are under way that an answer can still be expected for. */
	private underWay(now: number): number {
		return [...this.inFlight.values()].filter((bookedAt) => now - bookedAt < OVERDUE_MS).length;
	}

	/**
	 * The time from one call to the next, so that what there is to do is spread over the window; 0 when all of it has room, and
	 * when a window is to be opened; infinite when there is no room left.
	 */
	private interval(now: number, toSend: number, headroom: number): number {
		if (this.withoutHeaders) return PACE_WITHOUT_HEADERS_MS;
		const { window } = this;
		if (!window || now >= window.resetAt) return 0;
		const budget = this.budget(window, now, headroom);
		if (budget <= 0) return Infinity;
		return toSend > budget ? (window.resetAt - now) / budget : 0;
	}

	/** How many calls of a window are ours, those of others aside. */
	private share({ allowed, foreign }: Window, headroom: number): number {
		const isAlone = this.quietWindows >= QUIET_WINDOWS && foreign === 0 && headroom <= USUAL_HEADROOM;
		return allowed * (1 - (isAlone ? Math.min(headroom, HEADROOM_WHEN_ALONE) : headroom));
	}

	private budget(window: Window, now: number, headroom: number): number {
		const foreign = this.foreignRate(window, now) * (window.resetAt - now);
		// What was sent after the call that told the count is not in it yet.
		const left = Math.floor(this.share(window, headroom) - foreign) - window.count;
		return left - this.sentAfter(window.countedOwn);
	}

	/** How many calls of ours came after one. */
	private sentAfter(number: number): number {
		return this.booked - number - this.notSent.filter((one) => one > number).length;
	}

	/** The others' calls a millisecond: those of this window and of the one before, so that neither a quiet start nor a burst decides. */
	private foreignRate(window: Window, now: number): number {
		const elapsed = Math.max(0, this.windowMs - (window.resetAt - now));
		const seen = window.foreign + (this.foreignBefore ?? 0);
		const during =
			this.foreignBefore === undefined ? Math.max(elapsed, this.windowMs / 10) : elapsed + this.windowMs;
		return Math.min(seen / during, (window.allowed * MOST_FOREIGN_SHARE) / this.windowMs);
	}

	private learn(booking: Booking, now: number, headers: RateHeaders): void {
		const { window } = this;
		const current =
			window && !isLater(window, booking, headers) ? window : this.newWindow(booking, now, headers);
		current.allowed = headers.allowed;
		// Answers overtake each other; within a window the count never falls.
		if (headers.count >= current.count) {
			current.count = headers.count;
			current.countedOwn = Math.max(current.countedOwn, booking.number);
		}
		current.resetAt = Math.min(current.resetAt, endOfWindow(now, headers));
		// Calls overtake each other on their way, so all that were sent may be among the counted.
		current.foreign = Math.max(current.foreign, headers.count - this.sentAfter(current.firstOwn - 1));
		this.window = current;
	}

	private newWindow({ number }: Booking, now: number, headers: RateHeaders): Window {
		const { window } = this;
		const { allowed, count, resetSeconds } = headers;
		const resetAt = endOfWindow(now, headers);
		// What is left of a window is never more than a window, and from end to end there is never less.
		const atLeast = resetSeconds * 1000;
		const atMost = window ? resetAt - window.resetAt : Infinity;
		this.windowMs = count === 1 ? atLeast : Math.min(atMost, Math.max(atLeast, this.windowMs));
		// A window that begins before the last one has ended is that of a renewed token: nothing of the old one counts.
		const isSameToken = atMost > this.windowMs * SURELY_A_WINDOW;
		this.foreignBefore = isSameToken ? (window?.foreign ?? this.foreignBefore) : undefined;
		this.quietWindows = isSameToken && window?.foreign === 0 ? this.quietWindows + 1 : 0;
		this.nextSlot = now;
		// What is under way while a window changes counts as ours; taken for the others', it would slow everything down.
		const firstOwn = Math.min(number, ...this.inFlight.keys());
		this.notSent = this.notSent.filter((one) => one > firstOwn);
		return {
			allowed,
			count,
			resetAt,
			firstOwn,
			countedOwn: number,
			foreign: 0,
		};
	}
}

function endOfWindow(now: number, { resetSeconds }: RateHeaders): number {
	return now + resetSeconds * 1000 + WINDOW_MARGIN_MS;
}

/** Whether an answer comes from a later window. It was written after the call was sent, so a slow answer does not look like one. */
function isLater(window: Window, { bookedAt }: Booking, { resetSeconds }: RateHeaders): boolean {
	return bookedAt + (resetSeconds - 1) * 1000 > window.resetAt;
}
