import fc from 'fast-check';
import {
	packed,
	packedTime,
	unpacked,
	unpackedTime,
} from '../../../../nodes/shared/conversations/watch/packed.ts';

const anyTime = fc.integer({ min: 0, max: 4_000_000_000_000 });
const anyId = fc.oneof(fc.uuid(), fc.stringMatching(/^[0-9a-z-]{1,100}$/));

describe('What is kept of many conversations', () => {
	it('comes back as it was, through JSON, whatever the IDs and times are', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(anyId, anyTime)), (entries) => {
				const things = new Map(entries);
				const kept: unknown = JSON.parse(JSON.stringify(packed(things, packedTime)));
				expect(unpacked(kept, unpackedTime)).toEqual(things);
			}),
		);
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
		const kept = { AAAAAAAAAAAAAAAAAAAAAA: 'k3', BAAAAAAAAAAAAAAAAAAAAA: 7, CAAAAAAAAAAAAAAAAAAAAA: 'NO!' };

		expect([...unpacked(kept, unpackedTime).values()]).toEqual([parseInt('k3', 36)]);
	});

	it('knows no time as no time', () => {
		expect(packedTime(undefined)).toBe('');
		expect(unpackedTime('')).toBeUndefined();
		expect(unpackedTime(undefined)).toBeUndefined();
	});
});
