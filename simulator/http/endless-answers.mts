import type { ServerResponse } from 'node:http';

/** The answers that have no end by themselves: silence, and what drips. */
export class EndlessAnswers {
	readonly #open = new Set<ServerResponse>();

	/** Notes one, until its connection is gone. */
	add(response: ServerResponse): void {
		this.#open.add(response);
		response.once('close', () => this.#open.delete(response));
	}

	/** Cuts the connection under each of them. */
	cut(): void {
		for (const response of this.#open) response.socket?.destroy();
	}
}
