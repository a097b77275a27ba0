import { after, before, describe } from 'node:test';
import { theHost, type N8nSettings } from '../support/host.mts';
import { startRig, type Rig } from './rig.mts';

/** Setting up included: the first time, n8n itself is fetched and its database driver compiled. */
const SUITE_WITHIN_MS = 20 * 60 * 1000;

/** What a suite needs besides the ordinary. */
export interface SuiteNeeds {
	/** Settings of n8n; the suite then has an n8n of its own. */
	readonly environment?: N8nSettings;
}

/**
 * A suite of tests in real n8n, with a simulated Genesys Cloud of its own. The suites of a process share one n8n, so
 * there may be workflows and credentials of others in it.
 * @param define registers the tests; what it is given yields the rig once they run.
 */
export function inRealN8n(
	name: string,
	define: (rig: () => Rig) => void,
	{ environment }: SuiteNeeds = {},
): void {
	if (environment === undefined) theHost.announce();
	void describe(name, { timeout: SUITE_WITHIN_MS }, () => {
		let rig: Rig | undefined;
		before(async () => {
			rig = await startRig(environment);
		});
		define(() => {
			if (rig === undefined) throw new Error('n8n was not started');
			return rig;
		});
		// Behind what the suite itself does at its end, for which it needs n8n.
		after(async () => {
			await rig?.close();
		});
	});
}
