/** What ends each part of something that is being put together, in the order in which the parts were started. */
export type Cleanup = (() => Promise<void>)[];

/**
 * Puts something together of parts that have to be ended.
 * @param assemble adds what ends a part as soon as the part is there.
 * @returns it, with what ends all of it, the last part first. Nothing is left over when this fails.
 */
export async function assembled<T>(
	assemble: (cleanup: Cleanup) => Promise<T>,
): Promise<T & { close(): Promise<void> }> {
	const cleanup: Cleanup = [];
	const close = async (): Promise<void> => {
		for (const step of cleanup.splice(0).reverse()) await step();
	};
	try {
		return { ...(await assemble(cleanup)), close };
	} catch (error) {
		await close();
		throw error;
	}
}
