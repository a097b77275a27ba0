/** Something that the suites of a process share, because it takes long to start. */
export interface Shared<T> {
	/** Announces a use: the thing is started for the first and closed with the last of those that were announced. */
	announce(): void;
	/** The thing itself; its use has to have been announced. */
	get(): Promise<T>;
	/** Ends a use that was announced. */
	release(): Promise<void>;
}

/** @param start how to start it; called again if it is needed after it was closed. */
export function sharedBySuites<T extends { close(): Promise<void> }>(start: () => Promise<T>): Shared<T> {
	let uses = 0;
	let started: Promise<T> | undefined;
	return {
		announce: () => {
			uses += 1;
		},
		get: async () => await (started ??= start()),
		release: async () => {
			uses -= 1;
			if (uses > 0 || started === undefined) return;
			const thing = await started.catch(() => undefined);
			started = undefined;
			await thing?.close();
		},
	};
}
