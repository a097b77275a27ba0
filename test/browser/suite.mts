import { after, afterEach, before, describe } from 'node:test';
import { startRig, type Rig } from './rig.mts';

const SUITE_WITHIN_MS = 5 * 60 * 1000;

/**
 * A suite of tests in one browser. After each of its tests, a page with an error on its console or a request to another
 * machine is a failure.
 * @param define registers the tests; what it is given yields the rig once they run.
 */
export function inBrowser(name: string, define: (rig: () => Rig) => void): void {
	void describe(name, { timeout: SUITE_WITHIN_MS }, () => {
		let rig: Rig | undefined;
		before(async () => {
			rig = await startRig();
		});
		afterEach(async () => {
			await rig?.leave();
		});
		after(async () => {
			await rig?.close();
		});
		define(() => {
			if (rig === undefined) throw new Error('The browser was not started');
			return rig;
		});
	});
}
