import { NodeApiError, NodeOperationError, type INode } from 'n8n-workflow';

import { ApiFailure, Failure, RateLimitReached } from '../platform/failures';
import { rateLimitOptions } from './rate-limit';

/** Turns what was thrown into an error that n8n shows well: what happened, what to do and, in a run, at which item. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const { what, whatToDo } = tell(error);
	const item = itemIndex === undefined ? {} : { itemIndex };
	if (error instanceof ApiFailure) {
		const { status, retryAfterSeconds } = error.details;
		return new NodeApiError(
			node,
			// The body of the refusal is told in the description; nothing of the request may get in here.
			{},
			{
				message: what,
				description: whatToDo,
				...item,
				...(status !== undefined && { httpCode: String(status) }),
				...(error instanceof RateLimitReached && {
					failure: {
						cause: 'rate-limited' as const,
						...(retryAfterSeconds !== undefined && { retryAfterMs: retryAfterSeconds * 1000 }),
					},
				}),
			},
		);
	}
	return new NodeOperationError(node, what, { description: whatToDo, ...item });
}

/** The item of an input that failed: exactly these two keys, or n8n would not take it for a failed one. */
export function toItem(error: unknown): { error: string; message: string } {
	const { what, whatToDo } = tell(error);
	return { error: what, message: whatToDo };
}

function optionToRaise({ details: { limit } }: RateLimitReached): string {
	const option = rateLimitOptions.find(({ name }) => name === limit);
	return option ? ` To allow more, raise Options → ${option.displayName}.` : '';
}

function tell(error: unknown): { what: string; whatToDo: string } {
	if (error instanceof RateLimitReached)
		return { what: error.message, whatToDo: `${error.whatToDo}${optionToRaise(error)}` };
	if (error instanceof Failure) return { what: error.message, whatToDo: error.whatToDo };
	const what = error instanceof Error && error.message ? error.message : 'The node stopped unexpectedly';
	const description =
		error instanceof NodeApiError || error instanceof NodeOperationError ? error.description : undefined;
	return {
		what,
		whatToDo: description ?? "Check the node's parameters. If that does not help, please report the problem.",
	};
}
