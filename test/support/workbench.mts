import { openWorkbench, type Workbench } from '../harness/workbench.mts';

/**
 * Opens a workbench for the tests of a file, empties it after each of them and closes it after the last.
 *
 * @returns gives the workbench to a test
 */
export function withWorkbench(): () => Workbench {
	let bench: Workbench | undefined;
	beforeAll(async () => {
		bench = await openWorkbench();
	});
	afterEach(() => {
		bench?.reset();
	});
	afterAll(async () => {
		await bench?.close();
	});
	return () => {
		if (!bench) throw new Error('The workbench is not open yet');
		return bench;
	};
}
