import {
	packed,
	packedTime,
	unpacked,
	unpackedTime,
} from '../../../../nodes/shared/conversations/watch/packed.ts';
import { row } from '../../../support/virtual-index.mts';
import { iso, minute, Watching } from '../../../support/watching.mts';

describe('Watching for what happens at a moment, where far too much happens', () => {
	/** So many, in the order of their moments, a millisecond apart, and the last one first. */
	const many = (count: number, from: number) =>
		new Map(Array.from({ length: count }, (_, i) => [`k${i}`, from + count - 1 - i]));

	it('keeps no more waiting than there is room for', async () => {
		const trigger = new Watching('conversationEnded');
		await trigger.poll();
		trigger.index.rows = Array.from({ length: 250 }, (_, i) =>
			row(`c${i}`, 1_000 + i, { conversationEnd: iso(190 - i / 100) }),
		);
		await trigger.until(200);
		trigger.kept = { ...trigger.kept, pending: packed(many(49_900, minute(1)), packedTime) };
		await trigger.poll({ mayGoOn: () => false });

		expect(Object.keys(trigger.kept['pending'] ?? {})).toHaveLength(50_000);
		expect(trigger.kept).toHaveProperty('toList');
	});

	it('forgets the oldest where it knows too many, and reads no further back than to the others', async () => {
		const trigger = new Watching('conversationEnded');
		await trigger.poll();
		await trigger.until(200);
		const from = minute(150);
		trigger.kept = { ...trigger.kept, known: packed(many(50_003, from), packedTime), since: minute(1) };
		await trigger.poll();

		const known = unpacked(trigger.kept['known'], unpackedTime);
		expect(known.size).toBe(50_000);
		expect(Math.min(...[...known.values()].map(Number))).toBe(from + 3);
		expect(trigger.kept).toMatchObject({ since: from + 3, knownFrom: from + 3 });
	});
});
