import { readFile, writeFile } from 'node:fs/promises';

import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

/** In the copy of the project that all runners of a Stryker run share. */
const COVERAGE_FILE = 'files-of-tests.json';

const jest = jestPlugins.find(({ kind }) => kind === PluginKind.TestRunner);

/**
 * Stryker's runner for Jest, but a mutant runs the files of the tests that cover it and no others. By itself it loads every
 * test file from which the mutated one can be reached: nearly all of them, to run a few tests in one.
 */
function coveringTestRunnerFactory(injector) {
	const runner = injector.injectFunction(jest.factory);
	const { dryRun, mutantRun, run } = runner;
	let filesOfTests;

	runner.dryRun = async (options) => {
		const result = await dryRun.call(runner, options);
		const files = (result.tests ?? []).map(({ id, fileName }) => [id, fileName]);
		await writeFile(COVERAGE_FILE, JSON.stringify(files));
		return result;
	};
	runner.mutantRun = async (options) => {
		filesOfTests ??= new Map(JSON.parse(await readFile(COVERAGE_FILE, 'utf8')));
		const covering = options.testFilter?.map((id) => filesOfTests.get(id));
		runner.run = async (settings) => {
			const testFiles = covering && { testFiles: [...new Set(covering)] };
			return await run.call(runner, { ...settings, ...testFiles });
		};
		return await mutantRun.call(runner, options);
	};
	return runner;
}
coveringTestRunnerFactory.inject = tokens(commonTokens.injector);

export const strykerPlugins = [
	declareFactoryPlugin(PluginKind.TestRunner, 'covering-jest', coveringTestRunnerFactory),
];
