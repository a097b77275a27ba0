/** Writes an ISO time for people; undefined for what is no time. */
export type Clock = (time: string | undefined) => string | undefined;

const FORMAT = {
	month: 'short',
	day: 'numeric',
	hour: '2-digit',
	minute: '2-digit',
	hourCycle: 'h23',
} as const;

const STAMP = {
	year: 'numeric',
	month: '2-digit',
	day: '2-digit',
	hour: '2-digit',
	minute: '2-digit',
	second: '2-digit',
	hourCycle: 'h23',
} as const;

/**
 * Writes times such as "Nov 22, 17:38". In a zone that is not known they are in UTC, and say so. Made when it is needed:
 * asking `Intl` while the node loads would make that take twice the time and four times the memory.
 */
export function clockIn(zone: string): Clock {
	const local = formatIn(zone, FORMAT);
	const format = local ?? new Intl.DateTimeFormat('en-US', { ...FORMAT, timeZone: 'UTC' });
	return (time) => {
		const date = new Date(time ?? NaN);
		if (Number.isNaN(date.getTime())) return undefined;
		return local ? format.format(date) : `${format.format(date)} UTC`;
	};
}

/**
 * Writes times such as "2026-11-22 17:38:07", for what is kept. In a zone that is not known they are in UTC, and say so.
 */
export function stampIn(zone: string): Clock {
	const local = formatIn(zone, STAMP);
	const format = local ?? new Intl.DateTimeFormat('en-US', { ...STAMP, timeZone: 'UTC' });
	return (time) => {
		const date = new Date(time ?? NaN);
		if (Number.isNaN(date.getTime())) return undefined;
		const parts = new Map(format.formatToParts(date).map(({ type, value }) => [type, value]));
		const part = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? '';
		const stamp = `${part('year')}-${part('month')}-${part('day')} ${part('hour')}:${part('minute')}:${part('second')}`;
		return local ? stamp : `${stamp} UTC`;
	};
}

function formatIn(timeZone: string, format: Intl.DateTimeFormatOptions): Intl.DateTimeFormat | undefined {
	try {
		return new Intl.DateTimeFormat('en-US', { ...format, timeZone });
	} catch {
		return undefined;
	}
}
