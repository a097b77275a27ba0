const LONGEST_QUOTE = 300;
/** Whoever echoes a request may echo its token: what looks like one is not shown. An ID (36 characters) is no token. */
const TOKEN_LIKE = /\b(bearer|basic)\s+\S+|[\w~+/=-]{41,}/gi;

/** A text of somebody else as it may be shown: on one line, of bounded length, and without anything that looks like a token. */
export function quote(text: string): string {
	// Cut before it is looked through: it may be megabytes long.
	const short = text
		.slice(0, 4 * LONGEST_QUOTE)
		.replace(/\s+/g, ' ')
		.trim()
		.replace(TOKEN_LIKE, '…');
	return short.length > LONGEST_QUOTE ? `${short.slice(0, LONGEST_QUOTE)}…` : short;
}
