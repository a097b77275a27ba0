/** What else matters beside the work itself. */
interface Circumstances {
	/** Told at once of a failure, so that those under way need not wait for anything. */
	readonly onFailure: () => void;
	/** Items with the same one are not worked on side by side, but one after the other. */
	readonly queueOf?: (item: number) => string | undefined;
}

/**
 * Works on items side by side, begun in their order. After a failure no further item is begun; those under way come to
 * their end first.
 *
 * @param size how many at a time
 * @throws what the first of the failed items has thrown
 */
export async function sideBySide(
	count: number,
	size: number,
	work: (item: number) => Promise<void>,
	{ onFailure, queueOf }: Circumstances,
): Promise<void> {
	const failures = new Map<number, unknown>();
	const lastOf = new Map<string, Promise<void>>();
	let next = 0;
	const attempt = async (item: number, before: Promise<void> | undefined) => {
		await before;
		if (failures.size > 0) return;
		await work(item).catch((error: unknown) => {
			failures.set(item, error);
			onFailure();
		});
	};
	const worker = async () => {
		while (next < count && failures.size === 0) {
			const item = next++;
			const queue = queueOf?.(item);
			const done = attempt(item, queue === undefined ? undefined : lastOf.get(queue));
			if (queue !== undefined) lastOf.set(queue, done);
			await done;
		}
	};
	await Promise.all(Array.from({ length: Math.min(size, count) }, worker));
	const [first] = failures.entries();
	if (first) throw first[1];
}
