import { NodeApiError, NodeOperationError, type Failure as DeclaredFailure, type INode } from 'n8n-workflow';

import { ApiFailure, BadInput, Failure, RateLimitReached } from '../platform/failures';
import { rateLimitOptions } from './rate-limit';

/** Turns what was thrown into an error that n8n shows well: what happened, what to do and, in a run, at which item. */
export function toNodeError(
	node: INode,
	error: unknown,
	itemIndex?: number,
): NodeApiError | NodeOperationError {
	const { what, whatToDo } = tell(error, itemIndex !== undefined);
	const item = itemIndex === undefined ? {} : { itemIndex };
	const failure = declared(error);
	const more = { description: whatToDo, ...item, ...(failure && { failure }) };
	if (!(error instanceof ApiFailure)) return new NodeOperationError(node, what, more);
	const { status } = error.details;
	return new NodeApiError(
		node,
		// The body of the refusal is told in the description; nothing of the request may get in here.
		{},
		{ message: what, ...more, ...(status !== undefined && { httpCode: String(status) }) },
	);
}

/** Why it failed, in the words by which n8n decides how long it leaves a trigger alone; undefined where none of them fits. */
function declared(error: unknown): DeclaredFailure | undefined {
	if (error instanceof RateLimitReached) {
		const { retryAfterSeconds } = error.details;
		return {
			cause: 'rate-limited',
			...(retryAfterSeconds !== undefined && { retryAfterMs: retryAfterSeconds * 1000 }),
		};
	}
	if (error instanceof BadInput) return { cause: 'configuration-invalid' };
	if (!(error instanceof ApiFailure)) return undefined;
	const { cause, status } = error.details;
	if (cause !== undefined) return { cause: `${cause}-invalid` };
	if (status === undefined || status >= 500) return { cause: 'temporarily-unavailable' };
	if (status === 401) return { cause: 'credential-invalid' };
	return status === 403 ? { cause: 'configuration-invalid' } : undefined;
}

/** The item of an input that failed: exactly these two keys, or n8n would not take it for a failed one. */
export function toItem(error: unknown): { error: string; message: string } {
	const { what, whatToDo } = tell(error, true);
	return { error: what, message: whatToDo };
}

function optionToRaise({ details: { limit } }: RateLimitReached): string {
	const option = rateLimitOptions.find(({ name }) => name === limit);
	return option ? ` To allow more, raise Options → ${option.displayName}.` : '';
}

/** @param hasOptions whether the limits of the rate can be raised: where items are worked on, and not in lists or triggers */
function tell(error: unknown, hasOptions: boolean): { what: string; whatToDo: string } {
	if (error instanceof RateLimitReached && hasOptions)
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
