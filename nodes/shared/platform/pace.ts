import type { Demand } from './demand';
import { Pacer } from './pacer';
import { ServerClock } from './server-clock';

/** What all runs of this process share that use the same token: one pacer, one clock, and who wants a turn. */
export class Pace {
	readonly pacer = new Pacer();
	readonly clock = new ServerClock();
	private readonly runs = new Set<Demand>();
	private turns = 0;

	/** How many calls all runs together will still send. */
	get callsLeft(): number {
		return [...this.runs].reduce((sum, run) => sum + run.callsLeft, 0);
	}

	join(run: Demand): void {
		this.runs.add(run);
	}

	leave(run: Demand): void {
		this.runs.delete(run);
	}

	/**
	 * Whether it is a run's turn: whoever waits and had its last turn the longest ago comes first, so that a small run is not
	 * kept waiting for the end of a big one.
	 */
	isNext(run: Demand): boolean {
		return [...this.runs].every(
			(other) => other === run || !other.isWaiting || other.lastTurn >= run.lastTurn,
		);
	}

	/** Notes that a run had a turn. */
	hadTurn(run: Demand): void {
		this.turns += 1;
		run.lastTurn = this.turns;
	}
}

/** Which OAuth client it is, of which host of the API. */
export function oauthClientKey(baseUrl: string, clientId: string): string {
	return `${baseUrl} ${clientId}`;
}

/** By API host and OAuth client: Genesys Cloud counts per token, and the host keeps one token per credential. */
const paces = new Map<string, Pace>();

/**
 * The pace of a token, shared by all runs of this process. Other processes need no telling: their calls are in the count of
 * the headers.
 */
export function paceFor(baseUrl: string, clientId: string): Pace {
	const key = oauthClientKey(baseUrl, clientId);
	const known = paces.get(key);
	if (known) return known;
	const pace = new Pace();
	paces.set(key, pace);
	return pace;
}
