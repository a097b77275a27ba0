/** The minor versions of n8n that this project is tested on, oldest first. */
export const LINES = ['1.123', '2.8', '2.20', '2.40', '2.41'] as const;

/** A minor version of n8n, such as "2.40". */
export type Line = (typeof LINES)[number];

/** What `npm start` opens, and what is tested when nothing else is said. */
export const DEFAULT_LINE: Line = '2.40';

/** What a line asks of the machine. */
interface LineNeeds {
	/**
	 * The oldest Node that will do, such as "22.18": n8n's own `engines`, but not before 22.18, which is the first to run
	 * TypeScript as it is (`end-with-parent.mts`).
	 */
	readonly oldestNode: string;
	/** The last major version of Node that n8n's `engines` allow; undefined where they name none. */
	readonly lastNodeMajor?: number;
}

const NEEDS: Readonly<Record<Line, LineNeeds>> = {
	'1.123': { oldestNode: '22.18', lastNodeMajor: 24 },
	'2.8': { oldestNode: '22.18', lastNodeMajor: 24 },
	'2.20': { oldestNode: '22.18' },
	'2.40': { oldestNode: '24' },
	'2.41': { oldestNode: '24' },
};

/** What a line asks of the machine. */
export function needsOf(line: Line): LineNeeds {
	return NEEDS[line];
}

/** Whether a line is as new as another one. */
export function isSince(line: Line, first: Line): boolean {
	return LINES.indexOf(line) >= LINES.indexOf(first);
}

/** There is no such line, or no recipe for it. */
export class UnknownLineError extends Error {
	override readonly name = 'UnknownLineError';
}

/**
 * The line that somebody has named.
 * @throws {UnknownLineError} which lists those that there are.
 */
export function toLine(name: string): Line {
	const line = LINES.find((known) => known === name);
	if (line !== undefined) return line;
	throw new UnknownLineError(`There is no recipe for n8n "${name}". Known: ${LINES.join(', ')}`);
}
