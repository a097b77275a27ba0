import type { ApiAnswer } from '../platform/api';
import { isRecord } from '../platform/fields';

/**
 * An answer as n8n or its network library has it; their types promise nothing about it.
 *
 * @returns undefined where it is none
 */
export function answerFrom(status: unknown, headers: unknown, body: unknown): ApiAnswer | undefined {
	if (typeof status !== 'number') return undefined;
	const named: Readonly<Record<string, unknown>> = isRecord(headers) ? headers : {};
	const texts = Object.entries(named).map(([name, value]) => [name.toLowerCase(), String(value)] as const);
	return { status, headers: Object.fromEntries(texts), body };
}
