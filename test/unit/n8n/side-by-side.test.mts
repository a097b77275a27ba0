import { sideBySide } from '../../../nodes/shared/n8n/side-by-side.ts';
import { VirtualClock } from '../../support/virtual-clock.mts';

describe('Working side by side', () => {
	let clock: VirtualClock;
	let done: string[];

	beforeEach(() => {
		clock = new VirtualClock();
		done = [];
	});

	/** Each item takes as many seconds as is told; NaN makes it fail after one. */
	const work = (seconds: readonly number[]) => async (item: number) => {
		done.push(`${item} begins`);
		await clock.sleep((seconds[item] ?? NaN) * 1000 || 1_000);
		if (Number.isNaN(seconds[item])) throw new Error(`Item ${item}`);
		done.push(`${item} ends`);
	};

	const play = async (seconds: readonly number[], size: number, onFailure = () => undefined) => {
		await clock.play(sideBySide(seconds.length, size, work(seconds), { onFailure }));
	};

	it('begins the items in their order, so many at a time', async () => {
		await play([3, 1, 1], 2);

		expect(done).toEqual(['0 begins', '1 begins', '1 ends', '2 begins', '2 ends', '0 ends']);
	});

	it('does nothing with nothing', async () => {
		await play([], 2);

		expect(done).toEqual([]);
	});

	it('begins no further item after a failure, and lets those under way come to their end', async () => {
		await expect(play([NaN, 3, 1, 1], 2)).rejects.toThrow('Item 0');

		expect(done).toEqual(['0 begins', '1 begins', '1 ends']);
	});

	it('tells of a failure at once, for those under way need not wait any more', async () => {
		const told: number[] = [];

		await expect(
			play([NaN, 30], 2, () => {
				told.push(clock.seconds);
				return undefined;
			}),
		).rejects.toThrow();

		expect(told).toEqual([1]);
	});

	it('fails with what failed first: what comes after may be its consequence', async () => {
		const consequence = async (item: number) => {
			await clock.sleep(item === 0 ? 2_000 : 1_000);
			throw new Error(`Item ${item}`);
		};

		await expect(clock.play(sideBySide(2, 2, consequence, { onFailure: () => undefined }))).rejects.toThrow(
			'Item 1',
		);
	});

	describe('where some have to keep their order', () => {
		const queueUp = async (seconds: readonly number[], queues: ReadonlyArray<string | undefined>) => {
			const circumstances = { onFailure: () => undefined, queueOf: (item: number) => queues[item] };
			await clock.play(sideBySide(seconds.length, 3, work(seconds), circumstances));
		};

		it('begins each when the one before it in its queue has ended, and the others meanwhile', async () => {
			await queueUp([3, 1, 1], ['A', 'A', undefined]);

			expect(done).toEqual(['0 begins', '2 begins', '2 ends', '0 ends', '1 begins', '1 ends']);
		});

		it('lets queues go side by side', async () => {
			await queueUp([2, 1, 2], ['A', 'B', 'B']);

			expect(done).toEqual(['0 begins', '1 begins', '1 ends', '2 begins', '0 ends', '2 ends']);
		});

		it('begins none that waits for one that fails', async () => {
			await expect(queueUp([NaN, 1, 1], ['A', 'A', 'A'])).rejects.toThrow('Item 0');

			expect(done).toEqual(['0 begins']);
		});
	});
});
