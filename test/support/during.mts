/** Does something as soon as it is time, while something else goes on. */
export async function during<T>(work: Promise<T>, isTime: () => boolean, happen: () => void): Promise<T> {
	const waits = async () => {
		while (!isTime()) await new Promise((resolve) => setTimeout(resolve, 5));
		happen();
	};
	const [done] = await Promise.all([work, waits()]);
	return done;
}
