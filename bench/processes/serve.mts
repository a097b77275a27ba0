import { Fields } from './fields.mts';

/**
 * Answers the questions of the process that started this one, and ends when that one does.
 *
 * @param answer gives something that JSON can carry
 */
export function serve(answer: (question: Fields) => Promise<object>): void {
	const send = (message: object) => process.send?.(message);
	process.on('message', (message) => {
		void Promise.resolve()
			.then(async () => await answer(new Fields(message)))
			.then(
				(value) => send({ value }),
				(error: unknown) =>
					send({ error: error instanceof Error ? (error.stack ?? error.message) : String(error) }),
			);
	});
	process.on('disconnect', () => process.exit());
}
