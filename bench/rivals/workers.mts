/**
 * Works on conversations with so many workers, each taking the next one when it is done.
 *
 * @param work whether it went well
 * @returns how many did not
 */
export async function withWorkers(
	workers: number,
	conversationIds: readonly string[],
	work: (conversationId: string) => Promise<boolean>,
): Promise<number> {
	const queue = conversationIds.values();
	let failed = 0;
	const worker = async () => {
		for (const id of queue) if (!(await work(id))) failed += 1;
	};
	await Promise.all(Array.from({ length: workers }, worker));
	return failed;
}
