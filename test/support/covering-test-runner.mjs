import { readFile, writeFile } from 'node:fs/promises';
import { basename, dirname, relative } from 'node:path';

import { commonTokens, declareFactoryPlugin, PluginKind, tokens } from '@stryker-mutator/api/plugin';
import { MutantRunStatus } from '@stryker-mutator/api/test-runner';
import { strykerPlugins as jestPlugins } from '@stryker-mutator/jest-runner';

/** In the copy of the project that all runners of a Stryker run share. */
const COVERAGE_FILE = 'files-of-tests.json';
/** Of the files that are not about the mutated one's folder, no more than these. */
const MOST_DISTANT = 12;
/** And so many at a time: some are loaded in vain where the first of them finds it, and each time costs a start of Jest. */
const BATCH = 5;

const jest = jestPlugins.find(({ kind }) => kind === PluginKind.TestRunner);

/**
 * Stryker's runner for Jest, but a mutant meets the files of the tests that cover it and no others, and the one that is most
 * likely to find it comes first. By itself the runner loads every test file from which the mutated one can be reached: nearly
 * all of them, to run a few tests in one. Nor does it meet all that cover it: what everything else stands on would need a minute
 * for each mutant. One that only a distant test would notice counts as not noticed, so a figure is rather too low than too high.
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
		if (!options.testFilter) return await mutantRun.call(runner, options);
		filesOfTests ??= new Map(JSON.parse(await readFile(COVERAGE_FILE, 'utf8')));
		let nrOfTests = 0;
		let result;
		for (const files of inBatches(byLikelihood(options.testFilter, options.sandboxFileName))) {
			result = await meet(files, options);
			nrOfTests += result.nrOfTests ?? 0;
			if (result.status !== MutantRunStatus.Survived) return result;
		}
		return { ...result, nrOfTests };
	};

	/** Runs the covering tests of some files. */
	async function meet(files, options) {
		runner.run = async (settings) =>
			await run.call(runner, { ...settings, testFiles: files.map(({ fileName }) => fileName) });
		return await mutantRun.call(runner, { ...options, testFilter: files.flatMap(({ ids }) => ids) });
	}

	/**
	 * The files of some tests: the one that bears the name of the mutated file first, then those of its folder, then the ones with the
	 * most tests.
	 */
	function byLikelihood(testIds, mutatedFile) {
		const files = new Map();
		for (const id of testIds) {
			const fileName = filesOfTests.get(id);
			files.set(fileName, [...(files.get(fileName) ?? []), id]);
		}
		const name = basename(mutatedFile, '.ts');
		const folder = folderOf(mutatedFile, 'nodes/shared');
		const isNear = (fileName) => folderOf(fileName, 'test/unit') === folder;
		const likelihood = ({ fileName, ids }) =>
			ids.length +
			(isNear(fileName) ? testIds.length : 0) +
			(basename(fileName).startsWith(`${name}.`) ? 2 * testIds.length : 0);
		const sorted = [...files]
			.map(([fileName, ids]) => ({ fileName, ids }))
			.sort((one, other) => likelihood(other) - likelihood(one));
		const distant = sorted.filter(({ fileName }) => !isNear(fileName));
		return sorted.filter((file) => !distant.includes(file, MOST_DISTANT));
	}

	return runner;
}
coveringTestRunnerFactory.inject = tokens(commonTokens.injector);

/** The first by itself, and the others a few at a time: Jest runs all that it is given, also when one has failed. */
function inBatches([first, ...others]) {
	const batches = [[first]];
	for (let i = 0; i < others.length; i += BATCH) batches.push(others.slice(i, i + BATCH));
	return batches;
}

/** The folder of a file below a root of the copy; that of a file elsewhere begins with dots. */
function folderOf(fileName, root) {
	return relative(root, dirname(relative(process.cwd(), fileName)));
}

export const strykerPlugins = [
	declareFactoryPlugin(PluginKind.TestRunner, 'covering-jest', coveringTestRunnerFactory),
];
