import type { Models } from 'purecloud-platform-client-v2';

/** An answer that refuses a call: HTTP status, error code and text of a Genesys Cloud ErrorBody. */
export class ApiError extends Error {
	readonly status: number;
	readonly code: string;
	readonly headers: Readonly<Record<string, string>>;
	readonly extra: Partial<Models.ErrorBody>;

	constructor(
		status: number,
		code: string,
		message: string,
		more: { headers?: Readonly<Record<string, string>>; extra?: Partial<Models.ErrorBody> } = {},
	) {
		super(message);
		this.status = status;
		this.code = code;
		this.headers = more.headers ?? {};
		this.extra = more.extra ?? {};
	}

	/** The body; its context id is the correlation id of the answer. */
	body(contextId: string): Models.ErrorBody {
		const { message, code, status } = this;
		return { message, code, status, contextId, details: [], errors: [], ...this.extra };
	}
}

const TEXTS: Readonly<Record<number, readonly [code: string, message: string]>> = {
	400: ['bad.request', 'The request could not be understood by the server due to malformed syntax.'],
	401: ['bad.credentials', 'Invalid login credentials.'],
	403: ['not.authorized', 'You are not authorized to perform the requested action.'],
	404: ['not.found', 'The requested resource was not found.'],
	405: ['method.not.allowed', 'The requested method is not allowed on this resource.'],
	408: [
		'client.timeout',
		'The client did not produce a request within the server timeout limit. This can be caused by a slow network connection and/or large payloads.',
	],
	409: ['conflict', 'The request conflicts with the current state of the target resource.'],
	413: ['request.entity.too.large', 'The request is over the size limit. Maximum bytes: 512000'],
	415: [
		'unsupported.media.type',
		'Unsupported Media Type - Unsupported or incorrect media type, such as an incorrect Content-Type value in the header.',
	],
	422: ['unprocessable.entity', 'The request was well-formed but could not be processed.'],
	500: [
		'internal.server.error',
		'The server encountered an unexpected condition which prevented it from fulfilling the request.',
	],
	502: ['bad.gateway', 'The server received an invalid response from an upstream server.'],
	503: [
		'service.unavailable',
		'Service Unavailable - The server is currently unavailable (because it is overloaded or down for maintenance).',
	],
	504: ['request.timeout', 'The request timed out.'],
};

/** Genesys Cloud's usual error for a status. */
export function usualError(status: number, code?: string): ApiError {
	const [usualCode, message] = TEXTS[status] ?? ['error', `Status ${String(status)}`];
	return new ApiError(status, code ?? usualCode, message);
}

/** 400 `bad.request`, with a text of its own if one helps. */
export function badRequest(message?: string): ApiError {
	return message === undefined ? usualError(400) : new ApiError(400, 'bad.request', message);
}

/** 400 for a value outside an enumeration or of the wrong type. */
export function invalidValue(value: string, fieldType: string, allowed: readonly string[] = []): ApiError {
	const allowable = allowed.length === 0 ? '' : ` Allowable values are: ${allowed.join(', ')}`;
	return new ApiError(
		400,
		'invalid.value',
		`Value [${value}] is not valid for field type [${fieldType}].${allowable}`,
	);
}

/** 404 for an id that no conversation has. */
export function conversationNotFound(): ApiError {
	return new ApiError(404, 'conversation.error.conversation.not.found', 'The conversation does not exist.');
}

/** 404 for a participant of another conversation, or of none. */
export function notAParticipant(): ApiError {
	return new ApiError(
		404,
		'conversation.error.not.conversation.participant',
		'The participant is not part of the conversation.',
	);
}

/** 400 for a leg that has ended already. */
export function participantNotActive(): ApiError {
	return new ApiError(
		400,
		'conversation.error.participant.no.active.conversations',
		'Participant has no active conversations',
	);
}

/** 403 that names every permission of which one would do. */
export function missingAnyPermission(permissions: readonly string[]): ApiError {
	return new ApiError(
		403,
		'missing.any.permissions',
		'Unable to perform the requested action. You must have at least one of the following permissions assigned: ' +
			`[${permissions.join(', ')}]`,
	);
}

/** 403 that names the permissions that are missing of those that are all needed. */
export function missingPermissions(permissions: readonly string[]): ApiError {
	return new ApiError(
		403,
		'missing.permissions',
		'Unable to perform the requested action. You are missing the following permission(s): ' +
			permissions.join(', '),
	);
}

/** 403 for an object in a division that the client's roles are not granted for. */
export function missingDivision(permissions: readonly string[]): ApiError {
	return new ApiError(
		403,
		'missing.division.permission',
		`You are missing the following permission(s) for the object's division: ${permissions.join(', ')}`,
	);
}

/** 400 for a resource of the signed-in user when no user signed in. */
export function notAUser(): ApiError {
	return new ApiError(
		400,
		'not.a.user',
		'This request requires a user context. Client credentials cannot be used for requests to this resource.',
	);
}

/** 400 for a message without an agent to an anonymous guest (unverified, and so is the code). */
export function agentlessToEphemeral(): ApiError {
	return new ApiError(
		400,
		'external.contact.ephemeral',
		'Agentless messages cannot be sent to an ephemeral external contact.',
	);
}

/** 429; the seconds are in the Retry-After header and in the text. */
export function tooManyRequests(seconds: number, code = 'too.many.requests.retry.after'): ApiError {
	return new ApiError(
		429,
		code,
		`Rate limit exceeded the maximum. Retry the request in [${String(seconds)}] seconds`,
		{ headers: { 'Retry-After': String(seconds) } },
	);
}
