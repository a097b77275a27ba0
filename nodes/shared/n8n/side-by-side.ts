/**
 * Works on items side by side, begun in their order. After a failure no further item is begun; those under way come to
 * their end first.
 *
 * @param size how many at a time
 * @param onFailure told at once, so that those under way need not wait for anything
 * @throws what the first of the failed items has thrown
 */
export async function sideBySide(
	count: number,
	size: number,
	work: (item: number) => Promise<void>,
	onFailure: () => void,
): Promise<void> {
	const failures = new Map<number, unknown>();
	let next = 0;
	const worker = async () => {
		while (next < count && failures.size === 0) {
			const item = next++;
			await work(item).catch((error: unknown) => {
				failures.set(item, error);
				onFailure();
			});
		}
	};
	await Promise.all(Array.from({ length: Math.min(size, count) }, worker));
	const [first] = failures.entries();
	if (first) throw first[1];
}
