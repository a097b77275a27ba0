import { isRecord } from '../platform/fields';

const HIDDEN = '**hidden**';

/** A value with every secret in its texts, names of fields included, replaced; itself where there is none in it. */
export function withoutSecrets<T>(value: T, secrets: ReadonlySet<string>): T;
export function withoutSecrets(value: unknown, secrets: ReadonlySet<string>): unknown {
	const known = [...secrets].filter((secret) => secret !== '');
	return holds(value, known) ? hidden(value, known) : value;
}

/** Nearly no answer has a secret in it, and one that has none is not copied. */
function holds(value: unknown, secrets: readonly string[]): boolean {
	if (typeof value === 'string') return secrets.some((secret) => value.includes(secret));
	if (Array.isArray(value)) return value.some((entry) => holds(entry, secrets));
	if (!isRecord(value)) return false;
	return Object.entries(value).some(([name, entry]) => holds(name, secrets) || holds(entry, secrets));
}

function hidden(value: unknown, secrets: readonly string[]): unknown {
	if (typeof value === 'string')
		return secrets.reduce((text, secret) => text.replaceAll(secret, HIDDEN), value);
	if (Array.isArray(value)) return value.map((entry) => hidden(entry, secrets));
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, entry]) => [String(hidden(name, secrets)), hidden(entry, secrets)]),
	);
}
