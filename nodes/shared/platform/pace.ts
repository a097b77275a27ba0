import type { Demand } from './demand';
import { Pacer } from './pacer';

/** What all runs of this process share that use the same token: one pacer, and who wants something of it. */
export class Pace {
	readonly pacer = new Pacer();
	private readonly demands = new Set<Demand>();
	/** Calls that finish something already begun and wait for their turn; they go before calls that begin something. */
	urgentWaiting = 0;

	/** How many calls all runs together will still send. */
	get callsLeft(): number {
		return [...this.demands].reduce((sum, demand) => sum + demand.callsLeft(), 0);
	}

	join(demand: Demand): void {
		this.demands.add(demand);
	}

	leave(demand: Demand): void {
		this.demands.delete(demand);
	}
}

/** By API host and OAuth client: Genesys Cloud counts per token, and the host keeps one token per credential. */
const paces = new Map<string, Pace>();

/**
 * The pace of a token, shared by all runs of this process. Other processes need no telling: their calls are in the
 * count of the headers.
 */
export function paceFor(baseUrl: string, clientId: string): Pace {
	const key = `${baseUrl} ${clientId}`;
	const known = paces.get(key);
	if (known) return known;
	const pace = new Pace();
	paces.set(key, pace);
	return pace;
}
