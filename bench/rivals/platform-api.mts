import type { Task } from './rival.mts';

/** How a close was answered. */
export interface CloseAnswer {
	readonly closed: boolean;
	/** The wait that a 429 asks for, in seconds; undefined for every other answer. */
	readonly retryAfterSeconds: number | undefined;
}

/** Sends `PATCH /api/v2/conversations/messages/{conversationId}` once, as a plain script would. */
export async function sendClose({ url, token }: Task, conversationId: string): Promise<CloseAnswer> {
	const response = await fetch(`${url}/api/v2/conversations/messages/${conversationId}`, {
		method: 'PATCH',
		headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
		body: JSON.stringify({ state: 'disconnected' }),
	});
	// The body is read to its end, or the connection could not be used again.
	await response.text();
	const retryAfterSeconds =
		response.status === 429 ? Number(response.headers.get('retry-after') ?? 1) : undefined;
	return { closed: response.ok, retryAfterSeconds };
}
