import { after, before, describe } from 'node:test';
import { startQueueRig, type QueueRig, type QueueSetup } from './rig.mts';

/** Setting up included: the first time, n8n itself is fetched and its database driver compiled. */
const SUITE_WITHIN_MS = 30 * 60 * 1000;

/**
 * A suite of tests in one n8n in queue mode, started before the first and gone after the last of them.
 * @param define registers the tests; what it is given yields the rig once they run.
 */
export function inQueueMode(name: string, setup: QueueSetup, define: (rig: () => QueueRig) => void): void {
	void describe(name, { timeout: SUITE_WITHIN_MS }, () => {
		let rig: QueueRig | undefined;
		before(async () => {
			rig = await startQueueRig(setup);
		});
		after(async () => {
			await rig?.close();
		});
		define(() => {
			if (rig === undefined) throw new Error('n8n was not started');
			return rig;
		});
	});
}
