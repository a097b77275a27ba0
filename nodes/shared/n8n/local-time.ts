/** Writes an ISO time for people; undefined for what is no time. */
export type WriteTime = (time: string | undefined) => string | undefined;

const SHORT = {
	month: 'short',
	day: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23',
} as const;

const WHOLE = {
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
} as const;

/** Writes times such as "Nov 22, 17:38". In a zone that is not known they are in UTC, and say so. */
export function clockIn(zone: string): WriteTime {
	return clockOf(zone, SHORT, (format, date) => format.format(date));
}

/** Writes times such as "2026-11-22 17:38:07", for what is kept. In a zone that is not known they are in UTC, and say so. */
export function stampIn(zone: string): WriteTime {
	return clockOf(zone, WHOLE, (format, date) => {
		const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
		const joined = (between: string, ...types: readonly Intl.DateTimeFormatPartTypes[]) =>
			types.map((type) => parts.get(type)).join(between);
		return `${joined('-', 'year', 'month', 'day')} ${joined(':', 'hour', 'minute', 'second')}`;
	});
}

/** Made when it is needed: asking `Intl` while the node loads would make that take twice the time and four times the memory. */
function clockOf(
	zone: string,
	options: Intl.DateTimeFormatOptions,
	write: (format: Intl.DateTimeFormat, date: Date) => string,
): WriteTime {
	const local = formatIn(zone, options);
	const format = local ?? new Intl.DateTimeFormat('en-US', { ...options, timeZone: 'UTC' });
	return (time) => {
		const date = new Date(time ?? NaN);
		if (Number.isNaN(date.getTime())) return undefined;
		return local ? write(format, date) : `${write(format, date)} UTC`;
	};
}

function formatIn(timeZone: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
	try {
		return new Intl.DateTimeFormat('en-US', { ...options, timeZone });
	} catch {
		return undefined;
	}
}
