/** How a point stands: seen here to be so, or not; a command shows it; or somebody has to look, as no file here shows it. */
export type Standing = 'yes' | 'no' | 'run' | 'look';

/** A demand of n8n's verification, or one of a release. */
export interface Point {
	readonly demand: string;
	readonly standing: Standing;
	/** What shows it, or what to do. */
	readonly how: string;
	/** What is wrong, a sentence for each. */
	readonly faults: readonly string[];
}

const READY = 'npm run ready';

/** A point that is so unless something is wrong. */
export function point(demand: string, faults: readonly string[]): Point {
	return { demand, standing: faults.length === 0 ? 'yes' : 'no', how: READY, faults };
}

/** A point that is so or not, and one sentence for the latter. */
export function seen(demand: string, isSo: boolean, fault: string): Point {
	return point(demand, isSo ? [] : [fault]);
}

/** A point that takes longer than a look. */
export function command(demand: string, how: string): Point {
	return { demand, standing: 'run', how, faults: [] };
}

/** A point that only GitHub or npm can show. */
export function look(demand: string, how: string): Point {
	return { demand, standing: 'look', how, faults: [] };
}

/** All that keeps the package from being published. */
export function faultsOf(points: readonly Point[]): string[] {
	return points.flatMap(({ faults }) => faults);
}

/** The points as a table for a terminal. */
export function tableOf(points: readonly Point[]): string {
	const rows = [
		['', 'Demand', 'Shown by'],
		...points.map(({ standing, demand, how }) => [standing, demand, how]),
	];
	const width = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
	const widths = [width(0), width(1), 0];
	return rows
		.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join('  '))
		.map((line) => line.trimEnd())
		.join('\n');
}
