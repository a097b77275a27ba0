import { MINUTE_MS, DAY_MS } from '../durations.mts';
import type { Settings } from '../settings.mts';
import type { Token } from './tokens.mts';

/** Where a token stands after a call of its was counted. */
interface RateVerdict {
	/** Headers of the answer; header names as Genesys Cloud writes them. */
	readonly headers: Readonly<Record<string, string>>;
	/** Set if the call is refused: seconds to wait, and whether it was the daily limit. */
	readonly refused?: { readonly retryAfterSeconds: number; readonly daily: boolean };
}

interface Window {
	openedAt: number;
	count: number;
}

interface Account {
	window: Window;
	day: Window;
	/** Up to when the calls of others on the same token have been counted. */
	foreignUntil: number;
}

/**
 * The rate limit per token. A window is opened by the first call and lasts a fixed time; the header's reset
 * is seconds rounded up past the full one, so a count of 1 comes with a reset of 61. Refused calls count too.
 */
export class RateLimits {
	/** Calls that others made on the same tokens, and how many of them the limit refused. */
	readonly foreign = { sent: 0, refused: 0 };
	readonly #accounts = new Map<string, Account>();
	readonly #now: () => number;
	readonly #settings: () => Settings;

	constructor(now: () => number, settings: () => Settings) {
		this.#now = now;
		this.#settings = settings;
	}

	/** Counts one call of the token. */
	count(token: Token): RateVerdict {
		const { rateLimit, dailyLimit } = this.#settings();
		if (!rateLimit.enabled) return { headers: {} };
		const now = this.#now();
		const account = this.#account(token, now);
		this.#countForeignCalls(account, now);
		this.#countCall(account.window, now, rateLimit.windowSeconds * 1000);
		this.#countCall(account.day, now, DAY_MS);
		const headers = {
			'inin-ratelimit-count': String(account.window.count),
			'inin-ratelimit-allowed': String(rateLimit.allowed),
			'inin-ratelimit-reset': String(resetShown(account.window, now, rateLimit)),
		};
		if (dailyLimit > 0 && account.day.count > dailyLimit) {
			return { headers, refused: { retryAfterSeconds: secondsLeft(account.day, now, DAY_MS), daily: true } };
		}
		if (account.window.count <= rateLimit.allowed) return { headers };
		const retryAfterSeconds = secondsLeft(account.window, now, rateLimit.windowSeconds * 1000);
		return { headers, refused: { retryAfterSeconds, daily: false } };
	}

	/** The windows that are open now, for the board. */
	standing(): { count: number; allowed: number; resetSeconds: number }[] {
		const { rateLimit } = this.#settings();
		const now = this.#now();
		const length = rateLimit.windowSeconds * 1000;
		return [...this.#accounts.values()]
			.filter(({ window }) => now < window.openedAt + length)
			.map(({ window }) => ({
				count: window.count,
				allowed: rateLimit.allowed,
				resetSeconds: secondsLeft(window, now, length),
			}));
	}

	/** Forgets every window and count. */
	clear(): void {
		this.#accounts.clear();
		this.foreign.sent = 0;
		this.foreign.refused = 0;
	}

	#account(token: Token, now: number): Account {
		const known = this.#accounts.get(token.value);
		if (known !== undefined) return known;
		const account: Account = {
			window: { openedAt: now, count: 0 },
			day: { openedAt: now, count: 0 },
			foreignUntil: now,
		};
		this.#accounts.set(token.value, account);
		return account;
	}

	#countForeignCalls(account: Account, now: number): void {
		const { foreignCallsPerMinute, rateLimit } = this.#settings();
		if (foreignCallsPerMinute <= 0) {
			account.foreignUntil = now;
			return;
		}
		const pause = MINUTE_MS / foreignCallsPerMinute;
		for (let at = account.foreignUntil + pause; at <= now; at += pause) {
			this.#countCall(account.window, at, rateLimit.windowSeconds * 1000);
			this.#countCall(account.day, at, DAY_MS);
			this.foreign.sent += 1;
			if (account.window.count > rateLimit.allowed) this.foreign.refused += 1;
			account.foreignUntil = at;
		}
	}

	#countCall(window: Window, at: number, lengthMs: number): void {
		if (at >= window.openedAt + lengthMs) {
			window.openedAt = at;
			window.count = 0;
		}
		window.count += 1;
	}
}

/** What the header says, which need not be the truth. */
function resetShown(
	{ openedAt }: Window,
	now: number,
	{ windowSeconds, resetAtStart = windowSeconds + 1 }: Settings['rateLimit'],
): number {
	return Math.max(0, resetAtStart - Math.ceil((now - openedAt) / 1000));
}

function secondsLeft(window: Window, now: number, lengthMs: number): number {
	return Math.floor((window.openedAt + lengthMs - now) / 1000) + 1;
}
