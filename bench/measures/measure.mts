import type { SimulatorProcess } from '../processes/simulator.mts';

/** A figure beside the contest. */
export interface Figure {
	readonly name: string;
	readonly value: number;
	readonly unit: string;
	/** What it is made of. */
	readonly detail: string;
}

/** Takes one or several figures. */
export type Measure = (simulator: SimulatorProcess) => Promise<Figure[]>;

/** The middle one; the mean of the two in the middle when their number is even. */
export function median(values: readonly number[]): number {
	const sorted = values.toSorted((one, other) => one - other);
	const middle = (sorted.length - 1) / 2;
	return ((sorted[Math.floor(middle)] ?? NaN) + (sorted[Math.ceil(middle)] ?? NaN)) / 2;
}
