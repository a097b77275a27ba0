import { ApiFailure } from '../platform/failures';

/** A call that either gave something or was refused for good. */
export type Settled<T> = { readonly value: T } | { readonly failure: ApiFailure };

/** Hands back a refusal as a value. All else that is thrown, a cancel above all, stays thrown. */
export async function settle<T>(work: Promise<T>): Promise<Settled<T>> {
	return await work.then(
		(value) => ({ value }),
		(error: unknown) => {
			if (error instanceof ApiFailure) return { failure: error };
			throw error;
		},
	);
}
