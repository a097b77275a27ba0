import fc from 'fast-check';

import { play, type Scene } from '../../support/pacer-scene.mts';

const RUNS = 30;

const scene: fc.Arbitrary<Scene> = fc.record({
	runs: fc.array(fc.integer({ min: 1, max: 120 }), { minLength: 1, maxLength: 5 }),
	allowed: fc.integer({ min: 5, max: 400 }),
	windowMs: fc.integer({ min: 5, max: 60 }).map((seconds) => seconds * 1_000),
	latencyMs: fc.integer({ min: 1, max: 1_500 }),
	headroom: fc.constantFrom(0, 0.05, 0.25, 0.5),
});

/** Calls that may go out in a window. */
const perWindow = ({ allowed, headroom }: Scene) => Math.max(1, Math.floor(allowed * (1 - headroom)));

/** In how many windows all calls fit. */
function windowsOf(of: Scene): number {
	return Math.ceil(of.runs.reduce((sum, calls) => sum + calls, 0) / perWindow(of));
}

describe('Whatever the limit is, and however far away the server', () => {
	it('no call is refused where nobody else is on the token, and all are answered in time', () => {
		fc.assert(
			fc.property(scene, (of) => {
				const { refused, seconds } = play(of);
				expect(refused).toBe(0);
				// The end of a window is told in whole seconds, and each window costs the way there and back.
				const patience = windowsOf(of) * (of.windowMs + 1_000 + 3 * of.latencyMs) + of.latencyMs * 100;
				expect(seconds * 1_000).toBeLessThanOrEqual(patience);
			}),
			{ numRuns: RUNS },
		);
	});

	it('every call is answered within twice the time that is left where others use up to four fifths of it', () => {
		fc.assert(
			fc.property(scene, fc.integer({ min: 1, max: 80 }), (of, percent) => {
				const foreign = (of.allowed * percent) / 100;
				const foreignPerMinute = (foreign * 60_000) / of.windowMs;
				const { seconds } = play({ ...of, headroom: 0.05, foreignPerMinute });
				const left = Math.max(1, of.allowed * 0.95 - foreign);
				const total = of.runs.reduce((sum, calls) => sum + calls, 0);
				const patience = 2 * Math.ceil(total / left) * (of.windowMs + 1_000 + 3 * of.latencyMs);
				expect(seconds * 1_000).toBeLessThanOrEqual(patience + of.latencyMs * 100);
			}),
			{ numRuns: RUNS },
		);
	});
});
