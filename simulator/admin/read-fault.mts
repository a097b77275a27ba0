import type { Fault, FaultKind } from '../http/faults.mts';
import { integer, object, oneOf, optional, text, textMap } from '../http/fields.mts';
import type { Reader } from '../http/fields.mts';

const anything: Reader<unknown> = (value) => value;

const faultRequest = object({
	kind: oneOf([
		'status',
		'rateLimit',
		'html',
		'truncatedJson',
		'resetBefore',
		'resetAfter',
		'slow',
		'expireToken',
		'revokeToken',
		'emptyBody',
	]),
	match: optional(object({ method: optional(text()), path: optional(text()) })),
	times: optional(integer(1, 1_000_000)),
	status: optional(integer(200, 599)),
	code: optional(text()),
	body: optional(anything),
	headers: optional(textMap),
	spelling: optional(oneOf(['bodyOnly', 'noHint', 'oldCode', 'retryAfterDate', 'retryAfterSeconds'])),
	seconds: optional(integer(0, 1_000_000)),
	ms: optional(integer(0, 3_600_000)),
});

type FaultRequest = ReturnType<typeof faultRequest>;

/** Drops what is undefined, so that the defaults of a fault hold. */
function given<T>(name: string, value: T | undefined): Record<string, T> {
	return value === undefined ? {} : { [name]: value };
}

function kindOf(asked: FaultRequest): FaultKind {
	switch (asked.kind) {
		case 'status':
			return {
				kind: 'status',
				status: asked.status ?? 500,
				...given('code', asked.code),
				...given('body', asked.body),
				...(asked.headers === undefined ? {} : { headers: Object.fromEntries(asked.headers) }),
			};
		case 'rateLimit':
			return { kind: 'rateLimit', ...given('spelling', asked.spelling), ...given('seconds', asked.seconds) };
		case 'html':
			return { kind: 'html', ...given('status', asked.status) };
		case 'slow':
			return { kind: 'slow', ms: asked.ms ?? 1000 };
		case 'truncatedJson':
		case 'resetBefore':
		case 'resetAfter':
		case 'expireToken':
		case 'revokeToken':
		case 'emptyBody':
			return { kind: asked.kind };
	}
}

/** A fault from the body of an admin call. @throws ApiError 400 */
export function readFault(body: unknown): Fault {
	const asked = faultRequest(body, 'fault');
	const { method, path } = asked.match ?? {};
	return {
		...kindOf(asked),
		match: { ...given('method', method), ...given('path', path) },
		...given('times', asked.times),
	};
}
