const MASK = '[redacted]';

/** What gives away a secret by the words around it: header values, and the fields of OAuth requests and answers. */
const TELLTALE_PATTERNS: readonly RegExp[] = [
	/((?:Bearer|Basic) +)[\w.~+/=-]+/gi,
	/(n8n-auth=)[^;\s]+/gi,
	/("?(?:access_token|refresh_token|client_secret|clientSecret|password|authorization)"?\s*[:=]\s*"?)[^\s"&,}]+/gi,
];

/**
 * Takes secrets out of a text that goes to a terminal or a log: the given ones wherever they stand, and whatever the
 * words around it give away as one.
 */
export function redact(text: string, secrets: readonly string[]): string {
	const known = secrets.filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
	const withoutKnown = known.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
	return TELLTALE_PATTERNS.reduce((rest, pattern) => rest.replace(pattern, `$1${MASK}`), withoutKnown);
}
