import { Pacer } from '../../../nodes/shared/platform/pacer.ts';
import { play, type Scene } from '../../support/pacer-scene.mts';

const USUAL: Scene = { runs: [1_000], allowed: 300, windowMs: 60_000, latencyMs: 250, headroom: 0.05 };

/** The least time for a number of calls, in seconds: windows that are full but for the headroom and the others' calls. */
function floor({ runs, allowed, windowMs, headroom, foreignPerMinute = 0 }: Scene): number {
	const calls = runs.reduce((sum, count) => sum + count, 0);
	const perWindow = allowed * (1 - headroom) - (foreignPerMinute * windowMs) / 60_000;
	return ((Math.ceil(calls / perWindow) - 1) * windowMs) / 1000;
}

describe('A thousand calls', () => {
	it('alone take hardly longer than the limit itself, and none is refused', () => {
		const { seconds, refused } = play(USUAL);
		expect(refused).toBe(0);
		expect(seconds / floor(USUAL)).toBeLessThanOrEqual(1.04);
	});

	it.each([
		[60, 1.05, 0],
		[150, 1.25, 0.01],
	])(
		'beside %d calls a minute of others stay near the limit and refuse them nothing',
		(foreignPerMinute, ratio, share) => {
			const scene = { ...USUAL, foreignPerMinute };
			const { seconds, refused, foreignRefusedShare } = play(scene);
			expect(refused).toBe(0);
			expect(foreignRefusedShare).toBeLessThanOrEqual(share);
			expect(seconds / floor(scene)).toBeLessThanOrEqual(ratio);
		},
	);

	it('in two runs that share the token take as long as in one', () => {
		const one = play(USUAL);
		const two = play({ ...USUAL, runs: [500, 500] });
		expect(two.refused).toBe(0);
		expect(two.seconds / one.seconds).toBeLessThanOrEqual(1.05);
	});

	it.each([10, 50, 1_000])('keep within a limit of %d a window', (allowed) => {
		expect(play({ ...USUAL, runs: [200], allowed }).refused).toBe(0);
	});
});

describe('Calls that fit into one window', () => {
	it('go out as fast as they are answered', () => {
		expect(play({ ...USUAL, runs: [280] }).seconds).toBeLessThanOrEqual(15);
	});
});

describe('The first call', () => {
	it('goes alone: the others wait for what it learns', () => {
		const [first = 0, second = 0] = play({ ...USUAL, runs: [10] }).arrivals;
		// The second leaves when the first has come back, half a latency after it arrived.
		expect(second - first).toBeGreaterThanOrEqual(0.125);
	});
});

describe('A server that tells nothing of its limit', () => {
	it('is asked a little less often than 300 times a minute', () => {
		const { arrivals } = play({ ...USUAL, runs: [600], withoutHeaders: true, allowed: 1_000 });
		const perMinute = arrivals.length / ((arrivals.at(-1) ?? 0) / 60);
		expect(perMinute).toBeGreaterThan(250);
		expect(perMinute).toBeLessThan(300);
	});
});

describe('The pacer', () => {
	const NOW = 1_000_000;

	function book(pacer: Pacer, now: number, waiting = 1) {
		const notYet = pacer.notYet(now, waiting, 0);
		if (notYet) throw new Error(`Not yet: ${notYet.why}`);
		return pacer.book(now, waiting, 0);
	}

	it('pauses all calls when one is refused', () => {
		const pacer = new Pacer();
		pacer.answered(book(pacer, NOW), NOW, { allowed: 300, count: 300, resetSeconds: 60 });
		pacer.refused(NOW, 42_000);
		expect(pacer.notYet(NOW + 41_000, 1, 0)).toEqual({ until: NOW + 42_000, why: 'refused' });
	});

	it('never shortens a pause', () => {
		const pacer = new Pacer();
		pacer.refused(NOW, 42_000);
		pacer.refused(NOW + 1_000, 1_000);
		expect(pacer.notYet(NOW + 5_000, 1, 0)).toEqual({ until: NOW + 42_000, why: 'refused' });
	});

	it('sends nothing into a full window, and a single call into the next', () => {
		const pacer = new Pacer();
		pacer.answered(book(pacer, NOW), NOW, { allowed: 300, count: 300, resetSeconds: 60 });
		const wait = pacer.notYet(NOW, 1, 0);
		expect(wait).toMatchObject({ why: 'windowFull' });
		const reopened = wait?.until ?? 0;
		book(pacer, reopened);
		expect(pacer.notYet(reopened, 1, 0)).toMatchObject({ why: 'firstCallAlone' });
	});

	it('does not take a slow answer for a new window', () => {
		const pacer = new Pacer();
		pacer.answered(book(pacer, NOW), NOW, { allowed: 300, count: 1, resetSeconds: 60 });
		const slow = book(pacer, NOW);
		pacer.answered(book(pacer, NOW + 100), NOW + 200, { allowed: 300, count: 300, resetSeconds: 60 });
		pacer.answered(slow, NOW + 30_000, { allowed: 300, count: 2, resetSeconds: 60 });
		expect(pacer.notYet(NOW + 30_000, 1, 0)).toMatchObject({ why: 'windowFull' });
	});

	it('begins anew with the window of a renewed token', () => {
		const pacer = new Pacer();
		pacer.answered(book(pacer, NOW), NOW, { allowed: 300, count: 100, resetSeconds: 60 });
		pacer.answered(book(pacer, NOW + 20_000), NOW + 20_000, { allowed: 300, count: 1, resetSeconds: 60 });
		expect(pacer.estimate(NOW + 20_000, 299, 0)).toBe(0);
	});

	it('estimates how long a run will take', () => {
		const pacer = new Pacer();
		expect(pacer.estimate(NOW, 1_000, 0)).toBeUndefined();
		pacer.answered(book(pacer, NOW), NOW, { allowed: 300, count: 1, resetSeconds: 60 });
		expect(pacer.estimate(NOW, 100, 0)).toBe(0);
		const seconds = (pacer.estimate(NOW, 1_000, 0) ?? 0) / 1000;
		expect(seconds).toBeGreaterThanOrEqual(180);
		expect(seconds).toBeLessThanOrEqual(181);
	});
});

describe('A booking that is given back', () => {
	const WINDOW_MS = 61_000;

	/** What a pacer says after 96 of 100 calls, where somebody else has called so often in each of the windows before. */
	function after96(others: number): ReturnType<Pacer['notYet']> {
		const pacer = new Pacer();
		const answer = (now: number, count: number) => {
			pacer.answered(pacer.book(now, 1, 0.05), now, { allowed: 100, count, resetSeconds: 60 });
		};
		for (let window = 0; window < 3; window++) {
			answer(window * WINDOW_MS, 1);
			pacer.givenBack(pacer.book(window * WINDOW_MS + 10, 1, 0.05));
			answer(window * WINDOW_MS + 20, 2 + others);
		}
		for (let count = 1; count <= 96; count++) answer(3 * WINDOW_MS + count, count);
		return pacer.notYet(3 * WINDOW_MS + 100, 1, 0.05);
	}

	it('hides no call of somebody else, for whom room is left', () => {
		expect(after96(0)).toBeUndefined();
		expect(after96(1)).toMatchObject({ why: 'windowFull' });
	});

	it('takes no room in the window', () => {
		const pacer = new Pacer();
		pacer.answered(pacer.book(0, 1, 0), 0, { allowed: 10, count: 1, resetSeconds: 60 });
		for (let times = 0; times < 20; times++) pacer.givenBack(pacer.book(1, 1, 0));

		expect(pacer.notYet(2, 1, 0)).toBeUndefined();
	});
});
