/** Writes an ISO time for people; undefined for what is no time. */
export type Clock = (time: string | undefined) => string | undefined;

const FORMAT = {
	month: 'short',
	day: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23',
} as const;

/**
 * Writes times such as "Nov 22, 17:38". In a zone that is not known they are in UTC, and say so. Made when it is needed:
 * asking `Intl` while the node loads would make that take twice the time and four times the memory.
 */
export function clockIn(zone: string): Clock {
	const local = formatIn(zone);
	const format = local ?? new Intl.DateTimeFormat('en-US', { ...FORMAT, timeZone: 'UTC' });
	return (time) => {
		const date = new Date(time ?? NaN);
		if (Number.isNaN(date.getTime())) return undefined;
		return local ? format.format(date) : `${format.format(date)} UTC`;
	};
}

function formatIn(timeZone: string): Intl.DateTimeFormat | undefined {
	try {
		return new Intl.DateTimeFormat('en-US', { ...FORMAT, timeZone });
	} catch {
		return undefined;
	}
}
