import { MINUTE_MS } from '../../../simulator/durations.mts';
import { Pacer, type Booking, type NotYet } from '../../../nodes/shared/platform/pacer.ts';
import type { RateHeaders } from '../../../nodes/shared/platform/rate-headers.ts';

const NOW = 1_000_000;
/** How long after its told end a window is taken for over. */
const MARGIN_MS = 300;
const MANY = 10_000;

/** A pacer, and the few ways in which a test talks to it. */
class Tried {
	readonly pacer = new Pacer();

	/** Sends a call that must be let through. */
	send(now: number, waiting = 1): Booking {
		const got = this.ask(now, waiting);
		if ('until' in got) throw new Error(`Not yet: ${got.why}`);
		return got;
	}

	ask(now: number, waiting = 1, headroom = 0): Booking | NotYet {
		return this.pacer.notYet(now, waiting, headroom) ?? this.pacer.book(now, waiting, headroom);
	}

	/** Sends a call that is answered at once. */
	call(now: number, headers: Partial<RateHeaders> = {}): void {
		this.answer(this.send(now), now, headers);
	}

	/** Opens a window with so many calls, all of them ours. */
	calls(now: number, count: number, headers: Partial<RateHeaders> = {}): void {
		for (let counted = 1; counted <= count; counted++) this.call(now, { count: counted, ...headers });
	}

	answer(booking: Booking, now: number, headers: Partial<RateHeaders> = {}): void {
		this.pacer.answered(booking, now, { allowed: 300, count: 1, resetSeconds: 60, ...headers });
	}

	/** How many calls are let through at once, at most ten. */
	burst(now: number, waiting = 1, headroom = 0): number {
		let count = 0;
		while (!('until' in this.ask(now, waiting, headroom))) count += 1;
		return count;
	}
}

describe('A window', () => {
	let tried: Tried;

	beforeEach(() => {
		tried = new Tried();
	});

	it('is over a little after the end that is told in whole seconds', () => {
		tried.call(NOW, { count: 300 });

		expect(tried.ask(NOW)).toEqual({ until: NOW + MINUTE_MS + MARGIN_MS, why: 'windowFull' });
		expect(tried.ask(NOW + MINUTE_MS + MARGIN_MS - 1)).toMatchObject({ why: 'windowFull' });
		expect(tried.ask(NOW + MINUTE_MS + MARGIN_MS)).toHaveProperty('number');
	});

	it('ends at the earliest of the ends that are told', () => {
		tried.call(NOW, { count: 1, resetSeconds: 60 });
		tried.call(NOW + 900, { count: 2, resetSeconds: 59 });
		tried.call(NOW + 1_000, { count: 300, resetSeconds: 59 });

		expect(tried.ask(NOW + 1_000)).toEqual({ until: NOW + 59_900 + MARGIN_MS, why: 'windowFull' });
	});

	it('has room for what is allowed, less what is counted', () => {
		tried.calls(NOW, 2, { allowed: 5 });

		expect(tried.burst(NOW)).toBe(3);
	});

	it('has room for what is allowed less the headroom, rounded down', () => {
		tried.call(NOW, { allowed: 5, count: 1 });

		expect(tried.burst(NOW, 1, 0.3)).toBe(2);
	});

	it('has no room for what was sent after the call that told the count', () => {
		tried.call(NOW, { allowed: 5, count: 1 });
		const first = tried.send(NOW);
		const second = tried.send(NOW);
		tried.answer(first, NOW + 100, { allowed: 5, count: 2 });

		expect(tried.burst(NOW + 100)).toBe(2);
		tried.answer(second, NOW + 200, { allowed: 5, count: 3 });
	});

	it('counts no less because an answer was overtaken by a later one', () => {
		tried.call(NOW, { allowed: 5, count: 1 });
		const first = tried.send(NOW);
		const second = tried.send(NOW);
		tried.answer(second, NOW + 100, { allowed: 5, count: 3 });
		tried.answer(first, NOW + 110, { allowed: 5, count: 2 });

		expect(tried.burst(NOW + 110)).toBe(2);
	});

	it('takes a limit that was changed for the one that counts', () => {
		tried.call(NOW, { allowed: 300, count: 1 });
		tried.call(NOW, { allowed: 5, count: 2 });

		expect(tried.burst(NOW)).toBe(3);
	});

	it('is opened by a single call, and the others ask again soon', () => {
		tried.send(NOW);

		expect(tried.ask(NOW)).toEqual({ until: NOW + 20, why: 'firstCallAlone' });
	});

	it('that follows another one is opened by a single call as well', () => {
		tried.call(NOW, { count: 1 });
		const next = NOW + MINUTE_MS + MARGIN_MS;
		tried.send(next);

		expect(tried.ask(next)).toEqual({ until: next + 20, why: 'firstCallAlone' });
	});

	it('that follows has all its room again', () => {
		tried.calls(NOW, 5, { allowed: 5 });
		const next = NOW + MINUTE_MS + MARGIN_MS;
		tried.call(next, { allowed: 5, count: 1 });

		expect(tried.burst(next)).toBe(4);
	});

	it('that follows takes a call for ours that was under way when it was opened', () => {
		tried.call(NOW);
		tried.send(NOW + 50_000);
		const next = NOW + MINUTE_MS + MARGIN_MS;
		tried.call(next, { count: 2 });

		expect(tried.pacer.estimate(next, 298 + 2 * 300, 0)).toBe(2 * MINUTE_MS + MARGIN_MS);
	});

	it('that follows does not count a call of the one before whose answer comes late', () => {
		tried.call(NOW, { allowed: 5, count: 1 });
		const late = tried.send(NOW + 59_000);
		const next = NOW + 61_000;
		tried.answer(late, next, { allowed: 5, count: 2, resetSeconds: 1 });
		tried.call(next + MARGIN_MS, { allowed: 5, count: 1 });

		expect(tried.burst(next + MARGIN_MS)).toBe(4);
	});
});

describe('More calls than a window has room for', () => {
	let tried: Tried;

	beforeEach(() => {
		tried = new Tried();
	});

	it('are spread over what is left of it', () => {
		tried.call(NOW, { allowed: 7, count: 1 });

		tried.send(NOW, MANY);

		expect(tried.ask(NOW, MANY)).toEqual({ until: NOW + (MINUTE_MS + MARGIN_MS) / 6, why: 'spread' });
	});

	it('go out at once as soon as they are no more than it has room for', () => {
		tried.call(NOW, { allowed: 7, count: 1 });
		tried.send(NOW + 1, MANY);

		expect(tried.burst(NOW + 1, 5)).toBe(1);
		expect(tried.ask(NOW + 1, 4)).toHaveProperty('number');
	});

	it('make up for a slot that was missed by less than an interval', () => {
		tried.call(NOW, { allowed: 61, count: 1, resetSeconds: 60 });
		tried.send(NOW, MANY);
		const interval = 1_005;
		tried.send(NOW + interval + 500, MANY);

		const wait = tried.ask(NOW + interval + 500, MANY);
		expect('until' in wait && wait.until - NOW).toBeCloseTo(2 * interval, -2);
	});

	it('make up for one slot only after an idle time', () => {
		tried.call(NOW, { allowed: 61, count: 1, resetSeconds: 60 });
		tried.send(NOW, MANY);
		tried.send(NOW + 10_000, MANY);
		tried.send(NOW + 10_000, MANY);

		expect(tried.ask(NOW + 10_000, MANY)).toMatchObject({ why: 'spread' });
	});

	it('begin a new window at once, whatever slot the last one had left', () => {
		tried.call(NOW, { allowed: 3, count: 1, resetSeconds: 60 });
		tried.send(NOW + 1, MANY);
		const next = NOW + MINUTE_MS + MARGIN_MS;
		tried.answer({ number: 2, bookedAt: NOW + 1 }, NOW + 2, { allowed: 3, count: 2, resetSeconds: 60 });
		tried.call(next, { allowed: 61, count: 1, resetSeconds: 60 });

		expect(tried.ask(next, MANY)).toHaveProperty('number');
	});
});

describe('Calls under way', () => {
	it('are ten at most', () => {
		const tried = new Tried();
		tried.call(NOW);

		expect(tried.burst(NOW)).toBe(10);
		expect(tried.ask(NOW)).toEqual({ until: NOW + 20, why: 'busy' });
	});

	it('make room as they are answered, or will not be', () => {
		const tried = new Tried();
		tried.call(NOW);
		const booking = tried.send(NOW);
		tried.burst(NOW);

		tried.pacer.answered(booking, NOW, undefined);

		expect(tried.burst(NOW)).toBe(1);
	});
});

describe('Calls of others on the same token', () => {
	let tried: Tried;

	beforeEach(() => {
		tried = new Tried();
	});

	it('are reckoned with for the rest of the window', () => {
		// Ten seconds into the window, the first call finds nine of others.
		tried.call(NOW, { allowed: 100, count: 10, resetSeconds: 50 });

		// Nine in almost ten seconds make about 47 in the fifty to come, and ten are counted.
		expect(tried.pacer.estimate(NOW, 43, 0)).toBe(0);
		expect(tried.pacer.estimate(NOW, 44, 0)).toBeGreaterThan(0);
	});

	it('are not taken for a habit by those of the first moment', () => {
		tried.call(NOW, { allowed: 100, count: 2, resetSeconds: 60 });

		// One in a tenth of the window at least: ten in all of it.
		expect(tried.pacer.estimate(NOW, 87, 0)).toBe(0);
		expect(tried.pacer.estimate(NOW, 88, 0)).toBeGreaterThan(0);
	});

	it('are left no more than six tenths of a window', () => {
		tried.call(NOW, { allowed: 100, count: 40, resetSeconds: 60 });

		// At the pace of the first moment they would take it all: 100 - 40 - 60 leaves nothing now, but 40 in the next one.
		expect(tried.ask(NOW)).toMatchObject({ why: 'windowFull' });
		expect(tried.pacer.estimate(NOW, 39, 0)).toBe(MINUTE_MS + MARGIN_MS);
	});

	it('are not those of ours that are under way', () => {
		tried.call(NOW, { allowed: 100, count: 1, resetSeconds: 60 });
		const first = tried.send(NOW);
		tried.send(NOW);
		tried.answer(first, NOW + 100, { allowed: 100, count: 3, resetSeconds: 60 });

		// Three are counted, and the one under way may not be among them.
		expect(tried.pacer.estimate(NOW + 100, 96, 0)).toBe(0);
	});

	it('are reckoned with by what they did in the window before, too', () => {
		tried.call(NOW, { allowed: 100, count: 1, resetSeconds: 60 });
		tried.call(NOW + 59_000, { allowed: 100, count: 62, resetSeconds: 1 });
		const next = NOW + 60_300;
		tried.call(next, { allowed: 100, count: 1, resetSeconds: 60 });

		// Sixty a minute: about forty are left for us.
		expect(tried.pacer.estimate(next, 38, 0)).toBe(0);
		expect(tried.pacer.estimate(next, 41, 0)).toBeGreaterThan(0);
	});

	it('are forgotten with the token', () => {
		tried.call(NOW, { allowed: 100, count: 60, resetSeconds: 30 });
		// The window of a renewed token begins before the old one has ended.
		tried.call(NOW + 5_000, { allowed: 100, count: 1, resetSeconds: 60 });

		expect(tried.pacer.estimate(NOW + 5_000, 99, 0)).toBe(0);
	});
});

describe('A server that tells nothing of its limit', () => {
	it('is asked every 225 ms', () => {
		const tried = new Tried();
		tried.pacer.answered(tried.send(NOW), NOW, undefined);
		tried.send(NOW);
		tried.send(NOW);

		expect(tried.ask(NOW)).toEqual({ until: NOW + 225, why: 'spread' });
		expect(tried.ask(NOW + 225)).toHaveProperty('number');
	});

	it('is believed as soon as it tells one', () => {
		const tried = new Tried();
		tried.pacer.answered(tried.send(NOW), NOW, undefined);
		tried.call(NOW + 1_000, { allowed: 5, count: 1 });

		expect(tried.burst(NOW + 1_000)).toBe(4);
	});

	it('is still believed where a single answer tells none', () => {
		const tried = new Tried();
		tried.call(NOW, { allowed: 5, count: 1 });
		tried.pacer.answered(tried.send(NOW), NOW, undefined);

		expect(tried.burst(NOW)).toBe(3);
	});
});

describe('The estimate', () => {
	it('is none for nothing', () => {
		const tried = new Tried();
		tried.call(NOW);

		expect(tried.pacer.estimate(NOW, 0, 0)).toBeUndefined();
	});

	it('counts the windows that a run will fill', () => {
		const tried = new Tried();
		tried.call(NOW, { allowed: 10, count: 1 });

		expect(tried.pacer.estimate(NOW, 9, 0)).toBe(0);
		expect(tried.pacer.estimate(NOW, 10, 0)).toBe(MINUTE_MS + MARGIN_MS);
		expect(tried.pacer.estimate(NOW, 19, 0)).toBe(MINUTE_MS + MARGIN_MS);
		expect(tried.pacer.estimate(NOW, 20, 0)).toBe(2 * MINUTE_MS + MARGIN_MS);
	});

	it('begins at once where the window is over already', () => {
		const tried = new Tried();
		tried.call(NOW, { allowed: 10, count: 1 });
		const later = NOW + 2 * MINUTE_MS;

		expect(tried.pacer.estimate(later, 10, 0)).toBe(0);
		expect(tried.pacer.estimate(later, 11, 0)).toBe(MINUTE_MS);
	});

	it('is never of no progress: one call a window is made, whatever is left to others', () => {
		const tried = new Tried();
		tried.call(NOW, { allowed: 1, count: 1 });

		expect(tried.pacer.estimate(NOW, 2, 0.9)).toBe(2 * MINUTE_MS + MARGIN_MS);
	});

	it('takes the length of a window from the call that opened it', () => {
		const tried = new Tried();
		tried.call(NOW, { allowed: 10, count: 1, resetSeconds: 10 });

		expect(tried.pacer.estimate(NOW, 20, 0)).toBe(2 * 10_000 + MARGIN_MS);
	});

	it('takes the length of a window from one end to the next where others opened it', () => {
		const tried = new Tried();
		tried.call(NOW, { allowed: 10, count: 3, resetSeconds: 5 });
		tried.call(NOW + 8_000, { allowed: 10, count: 3, resetSeconds: 7 });

		// From the end at 5 s to that at 15 s; four calls fit into the rest of this window, and six into each that follows.
		expect([4, 10, 11].map((calls) => tried.pacer.estimate(NOW + 8_000, calls, 0))).toEqual([
			0,
			7_000 + MARGIN_MS,
			7_000 + MARGIN_MS + 10_000,
		]);
	});
});
