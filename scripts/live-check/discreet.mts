import { redact } from '../n8n/redact.mts';

/** What stands in the place of what was taken out. The report never needs it: the tests fail where it shows. */
export const REMOVED = '[removed]';

const IDS = /\b[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}\b/gi;
const ADDRESSES = /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g;

/**
 * The last guard of everything that is printed. Texts are put together from words of this program and from numbers; should one
 * ever hold a secret, an ID or an e-mail address all the same, it goes here.
 */
export function discreet(text: string, secrets: readonly string[]): string {
	return redact(text, secrets)
		.replaceAll('[redacted]', REMOVED)
		.replaceAll(IDS, REMOVED)
		.replaceAll(ADDRESSES, REMOVED);
}
