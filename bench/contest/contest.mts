import type { SimulatorProcess } from '../processes/simulator.mts';
import { CONVERSATIONS, floorSeconds, limitAt, type Load, type Scale } from '../scale.mts';
import type { Entry } from './entries.mts';
import { race, type Finish } from './race.mts';

/** One rival under one load. */
export interface Result extends Finish {
	readonly title: string;
	readonly load: string;
	/** The shortest possible time, in seconds; see `floorSeconds`. */
	readonly floor: number;
	/** `seconds` as a multiple of `floor`. */
	readonly timesFloor: number;
	readonly callsPerClosed: number;
	/** From 0 to 1; undefined when there are no others. */
	readonly foreignRefusedShare: number | undefined;
}

/** Lets all rivals run one after the other, each under every load. */
export async function* contest(
	simulator: SimulatorProcess,
	scale: Scale,
	loads: readonly Load[],
	entries: readonly Entry[],
): AsyncGenerator<Result> {
	for (const load of loads) {
		const limit = limitAt(scale, load);
		for (const { rival, title, callsPerClose } of entries) {
			const finish = await race(simulator, {
				rival,
				conversations: CONVERSATIONS,
				limit,
				factor: scale.factor,
			});
			yield resultOf(finish, title, load, floorSeconds(scale, load, CONVERSATIONS * callsPerClose));
		}
	}
}

function resultOf(finish: Finish, title: string, { name }: Load, floor: number): Result {
	return {
		title,
		load: name,
		floor,
		timesFloor: finish.seconds / floor,
		callsPerClosed: finish.calls / (CONVERSATIONS - finish.open),
		foreignRefusedShare: finish.foreignSent > 0 ? finish.foreignRefused / finish.foreignSent : undefined,
		...finish,
	};
}
