import { after, before, describe } from 'node:test';
import { startRig, type Rig } from './rig.mts';

/** Setting up included: the first time, n8n itself is fetched and its database driver compiled. */
const SUITE_WITHIN_MS = 20 * 60 * 1000;

/**
 * A suite of tests in one real n8n, started before the first and gone after the last of them.
 * @param define registers the tests; what it is given yields the rig once they run.
 */
export function inRealN8n(name: string, define: (rig: () => Rig) => void): void {
	void describe(name, { timeout: SUITE_WITHIN_MS }, () => {
		let rig: Rig | undefined;
		before(async () => {
			rig = await startRig();
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
