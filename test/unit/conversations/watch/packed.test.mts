import {
	numberIn,
	packed,
	packedStretches,
	packedTime,
	packedVain,
	unpacked,
	unpackedStretches,
	unpackedTime,
	unpackedVain,
} from '../../../../nodes/shared/conversations/watch/packed.ts';
import type { Stretch } from '../../../../nodes/shared/conversations/details-list.ts';

describe('What is kept of many conversations', () => {
	it('comes back as it was, whatever the IDs are', () => {
		const things = new Map([
			['3fa85f64-5717-4562-b3fc-2c963f66afa6', 1_795_699_327_002],
			['chat-1', 0],
		]);

		expect(unpacked(packed(things, packedTime), unpackedTime)).toEqual(things);
	});

	it('takes 22 letters for an ID and 8 for a time', () => {
		const kept = packed(new Map([['3fa85f64-5717-4562-b3fc-2c963f66afa6', 1_795_699_327_002]]), packedTime);

		expect(Object.entries(kept).map(([id, time]) => [id.length, time.length])).toEqual([[22, 8]]);
	});

	it.each([[undefined], [null], ['text'], [7], [[]]])('is nothing where nothing was kept (%j)', (kept) => {
		expect(unpacked(kept, unpackedTime).size).toBe(0);
	});

	it('leaves out what is no ID: it would lead elsewhere', () => {
		expect(unpacked({ ':../x': 'k3', ':': 'k3' }, unpackedTime).size).toBe(0);
	});

	it('leaves out what cannot be read', () => {
		const kept = {
			AAAAAAAAAAAAAAAAAAAAAA: 'k3',
			BAAAAAAAAAAAAAAAAAAAAA: 7,
			CAAAAAAAAAAAAAAAAAAAAA: 'NO!',
			':chat': 'NO!',
		};

		expect([...unpacked(kept, unpackedTime).values()]).toEqual([parseInt('k3', 36)]);
	});
});

describe('The rest of a list that is kept', () => {
	const STRETCHES: readonly Stretch[] = [
		{ from: 1_000, to: 2_000 },
		{ from: 3_000, to: 4_000, page: 5 },
		{ from: 6_000, to: 7_000, isUnordered: true },
		{ from: 8_000, to: 9_000, page: 10, isUnordered: true },
		{ from: 1_000, to: 2_000, page: 3, isEstimated: true },
		{ from: 1_000, to: 2_000, page: 4, isUnordered: true, isEstimated: true },
	];

	it('is written in letters', () => {
		expect(packedStretches(STRETCHES)).toEqual({
			...{ 0: 'rs.1jk.', 1: '2bc.334.5', 2: '4mo.5eg.*', 3: '668.6y0.a*' },
			...{ 4: 'rs.1jk.3~', 5: 'rs.1jk.4*~' },
		});
	});

	it('comes back as it was', () => {
		expect(unpackedStretches(packedStretches(STRETCHES))).toStrictEqual(STRETCHES);
	});

	it.each([
		[undefined],
		[7],
		[{}],
		[{ 0: '' }],
		[{ 0: 'rs' }],
		[{ 0: 'rs.' }],
		[{ 0: '.rs' }],
		[{ 0: 'rs.NO' }],
		[null],
		['rs.1jk.'],
		[{ 0: 7 }],
		[{ 0: null }],
	])('is nothing where it cannot be read (%j)', (kept) => {
		expect(unpackedStretches(kept)).toBeUndefined();
	});

	it('is what of it can be read', () => {
		expect(unpackedStretches({ 0: 'no time', 1: 'rs.1jk.' })).toEqual([{ from: 1_000, to: 2_000 }]);
	});
});

describe('A time that is kept', () => {
	it('is none where there was none', () => {
		expect(packedTime(undefined)).toBe('');
		expect(unpackedTime('')).toBeUndefined();
		expect(unpackedTime(undefined)).toBeUndefined();
	});

	it('is in whole milliseconds', () => {
		expect(packedTime(1_000.4)).toBe('rs');
	});

	it.each([['RS'], ['r s'], ['-rs'], ['rs-'], ['abcdefghij'], ['r.s']])(
		'is none where it is something else (%s)',
		(text) => {
			expect(unpackedTime(text)).toBeUndefined();
		},
	);
});

describe('How long something was tried in vain', () => {
	it('stands behind a time, and nothing where it was not', () => {
		expect([packedVain(undefined), packedVain(0), packedVain(1_440)]).toEqual(['', '?0', '?140']);
	});

	it('comes back as it was', () => {
		expect(['rs', 'rs?0', 'rs?140', '?'].map(unpackedVain)).toEqual([undefined, 0, 1_440, undefined]);
	});
});

describe('A number that is kept', () => {
	it.each([
		[{ name: 7 }, 7],
		[{ name: 0 }, 0],
		[{ name: Infinity }, undefined],
		[{ name: NaN }, undefined],
		[{ name: { 7: '7' } }, undefined],
		[{ other: 7 }, undefined],
	])('is there or not (%j)', (kept, value) => {
		expect(numberIn(kept, 'name')).toBe(value);
	});
});
