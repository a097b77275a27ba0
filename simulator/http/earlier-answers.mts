/** The call whose answers are remembered: a read of one conversation. */
const ONE_CONVERSATION = /^\/api\/v2\/conversations\/(?:messages\/)?[0-9a-f-]{36}$/i;

/** A long run reads thousands of conversations, and only of the last of them somebody wants to know how they were. */
const MOST_PATHS = 1_000;

interface Told {
	readonly last: string;
	/** The one before that said something else. */
	readonly before: string | undefined;
}

/** What reads of one conversation have told: the last answer of each, and the one before that was another. */
export class EarlierAnswers {
	readonly #told = new Map<string, Told>();

	/**
	 * Takes note of an answer as it is by rights.
	 * @returns the one before that was another; the same where there is none
	 */
	note(method: string, path: string, body: string): string {
		if (method !== 'GET' || !ONE_CONVERSATION.test(path)) return body;
		const told = this.#told.get(path);
		const before = told?.last === body ? told.before : told?.last;
		// Put anew, it is the youngest.
		this.#told.delete(path);
		this.#told.set(path, { last: body, before });
		const [oldest] = this.#told.keys();
		if (this.#told.size > MOST_PATHS && oldest !== undefined) this.#told.delete(oldest);
		return before ?? body;
	}

	/** Forgets every answer. */
	clear(): void {
		this.#told.clear();
	}
}
