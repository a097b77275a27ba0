import fc from 'fast-check';

import {
	GracefulGame,
	SessionsGame,
	type Change,
	type Game,
	type Guard,
	type StepReply,
} from '../../../support/stepwise-play.mts';

/** Most let time pass, in which something can happen. */
const replies: StepReply[] = ['done', 'done', 'limited', 'limited', 'slow', 'lostUndone', 'lost', 'refused'];
const changes: Change[] = ['answers', 'calls', 'comesBack', 'hangsUp', 'joins', 'leaves'];
const guards: Guard[] = ['agent', 'agentAndCustomer', 'none'];

const game: fc.Arbitrary<Game> = fc.record({
	customers: fc.array(fc.boolean(), { minLength: 1, maxLength: 2 }),
	agents: fc.array(fc.boolean(), { maxLength: 3 }),
	hasMachine: fc.boolean(),
	guard: fc.constantFrom(...guards),
	owesWrapUp: fc.boolean(),
	steps: fc.array(fc.constantFrom(...replies), { maxLength: 4 }),
	looksFail: fc.array(fc.boolean(), { maxLength: 5 }),
	changes: fc.array(
		fc.record({
			second: fc.double({ min: 0, max: 25, noNaN: true }),
			what: fc.constantFrom(...changes),
			whom: fc.nat(6),
		}),
		{ maxLength: 4 },
	),
});

describe('Whatever happens during a close step by step', () => {
	it.each([
		['Graceful', GracefulGame],
		['All Open Sessions', SessionsGame],
	])(
		'each step goes by the newest look, what is said is true, and there is an end: %s',
		async (_way, Play) => {
			await fc.assert(
				fc.asyncProperty(game, async (given) => {
					const played = new Play(given);
					await played.play();
					expect(played.wrong).toEqual([]);
				}),
				{ numRuns: 500 },
			);
		},
	);
});
