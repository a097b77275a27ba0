import type { Column } from '../table.mts';
import type { Result } from './contest.mts';

/** The table of a contest. */
export const COLUMNS: readonly Column<Result>[] = [
	{ title: 'load', width: 14, align: 'left', cell: ({ load }) => load },
	{ title: 'rival', width: 38, align: 'left', cell: ({ title }) => title },
	{ title: 'time ÷ floor', width: 12, cell: ({ timesFloor }) => timesFloor.toFixed(3) },
	{ title: 'failed rows', width: 11, cell: ({ failed }) => String(failed) },
	{ title: 'left open', width: 9, cell: ({ open }) => String(open) },
	{ title: 'own 429s', width: 8, cell: ({ own429s }) => String(own429s) },
	{ title: 'others refused', width: 14, cell: ({ foreignRefusedShare }) => percent(foreignRefusedShare) },
	{ title: 'calls a close', width: 13, cell: ({ callsPerClosed }) => callsPerClosed.toFixed(3) },
	{
		title: 'peak MB (before)',
		width: 16,
		cell: ({ peakMb, loadedMb }) => `${Math.round(peakMb)} (${Math.round(loadedMb)})`,
	},
];

function percent(share: number | undefined): string {
	return share === undefined ? '–' : `${(share * 100).toFixed(1)} %`;
}
