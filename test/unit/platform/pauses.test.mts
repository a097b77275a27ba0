import { Pauses } from '../../../nodes/shared/platform/pauses.ts';

const NOW = 1_000_000;

describe('The pauses of a run', () => {
	it('are none at first', () => {
		const pauses = new Pauses(10);

		expect([pauses.count, pauses.seconds, pauses.secondsLeft(NOW)]).toEqual([0, 0, 10]);
	});

	it('are counted, and added up in seconds', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW + 2_000, NOW);
		pauses.note(NOW + 6_500, NOW + 5_000);

		expect([pauses.count, pauses.seconds]).toEqual([2, 3.5]);
	});

	it('are one where a call is held while another one is', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW + 2_000, NOW);
		pauses.note(NOW + 2_000, NOW + 500);
		pauses.note(NOW + 1_500, NOW + 500);

		expect([pauses.count, pauses.seconds]).toEqual([1, 2]);
	});

	it('are one where a call is held for longer than the one before', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW + 2_000, NOW);
		pauses.note(NOW + 3_000, NOW + 500);

		expect([pauses.count, pauses.seconds]).toEqual([1, 3]);
	});

	it('are two where the second begins as the first one ends', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW + 2_000, NOW);
		pauses.note(NOW + 3_000, NOW + 2_000);

		expect([pauses.count, pauses.seconds]).toEqual([2, 3]);
	});

	it('are none where a call need not be held', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW, NOW);
		pauses.note(NOW - 1_000, NOW);

		expect([pauses.count, pauses.seconds]).toEqual([0, 0]);
	});

	it('may take as long as the run may wait, and no longer', () => {
		const pauses = new Pauses(10);

		expect(pauses.mayPause(NOW + 10_000, NOW)).toBe(true);
		expect(pauses.mayPause(NOW + 10_001, NOW)).toBe(false);
	});

	it('are spent as they pass: what is still to come of one is not', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW + 8_000, NOW);

		expect(pauses.secondsLeft(NOW)).toBe(10);
		expect(pauses.secondsLeft(NOW + 3_000)).toBe(7);
		expect(pauses.secondsLeft(NOW + 9_000)).toBe(2);
	});

	it('may take the whole time again once a call was accepted, and are told all the same', () => {
		const pauses = new Pauses(10);
		pauses.note(NOW + 8_000, NOW);
		pauses.accepted();

		expect(pauses.secondsLeft(NOW + 8_000)).toBe(10);
		expect([pauses.count, pauses.seconds]).toEqual([1, 8]);
	});
});
