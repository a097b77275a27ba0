export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
export const DAY_MS = 24 * HOUR_MS;

/**
 * How long after its end a conversation can go on under the same ID, in milliseconds: the longest threading timeline that Genesys
 * Cloud lets an organization set. Until then, an ended row of the index may be open again.
 */
export const LONGEST_THREADING_MS = 3 * DAY_MS;

/** The latest of some ISO times; what cannot be read as a time does not count. */
export function latest(times: ReadonlyArray<string | undefined>): string | undefined {
	return times.reduce(
		(last, time) => ((timeOf(time) ?? -Infinity) > (timeOf(last) ?? -Infinity) ? time : last),
		undefined,
	);
}

/** An ISO time in milliseconds since 1970; undefined for what is none. */
export function timeOf(time: string | undefined): number | undefined {
	const parts = ISO_TIME.exec(time ?? '');
	if (time === undefined || !parts) return undefined;
	const [, year, month, day] = parts;
	// The 30th of February would be taken for the 2nd of March.
	if (Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate()) return undefined;
	const milliseconds = Date.parse(time);
	return Number.isNaN(milliseconds) ? undefined : milliseconds;
}

/** `Date.parse` takes much more for a time: "5" is in the year 2001, and without a zone it takes this machine's. */
const ISO_TIME = /^(20\d\d)-(\d\d)-(\d\d)T\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;
