import { ofClaims } from './oracle/of-claims.mts';
import { ofCap } from './oracle/of-cap.mts';
import { ofEnds } from './oracle/of-ends.mts';
import { ofLimits } from './oracle/of-limits.mts';
import { ofLooks } from './oracle/of-looks.mts';
import { ofMessages } from './oracle/of-messages.mts';
import { ofExecution } from './oracle/of-output.mts';
import { ofSummary } from './oracle/of-summary.mts';
import { ofTrigger } from './oracle/of-trigger.mts';
import { ofCancel, ofRepeats, ofWrites } from './oracle/of-writes.mts';
import type { Played } from './play.mts';

/**
 * Judges what came of a plan by what the simulator itself has recorded, and by nothing that the node says of itself unless that is
 * what is judged.
 *
 * @returns what must not be, in sentences; nothing where all is well
 */
export function violations(played: Played): string[] {
	const { chaos, calm } = played;
	return [
		...[chaos, ...calm].flatMap((run) => [
			...run.executions.flatMap((execution) => ofExecution(played, run, execution)),
			...ofWrites(played, run),
			...ofLooks(played, run),
			...ofCancel(played, run),
			...ofEnds(played, run),
			...ofClaims(played, run),
			...ofCap(played, run),
			...ofSummary(played, run),
			...ofMessages(played, run),
			...ofLimits(played, run),
		]),
		...ofRepeats(played),
		...ofTrigger(played),
	];
}
