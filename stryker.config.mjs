import { tmpdir } from 'node:os';
import { join } from 'node:path';

// Mutates what is published and runs the unit tests against it. Workflow tests run the built node in n8n's engine, which
// takes seconds a mutant, so what only they reach shows up as "no coverage" here.
export default {
	mutate: ['nodes/**/*.ts'],
	testRunner: 'covering-jest',
	plugins: ['@stryker-mutator/jest-runner', './test/support/covering-test-runner.mjs'],
	coverageAnalysis: 'perTest',
	jest: {
		configFile: 'jest.config.mjs',
		config: {
			testMatch: ['<rootDir>/test/unit/**/*.test.mts'],
			testEnvironment: './test/support/mutation-environment.cjs',
			// What is shared between the files must outlive each of them.
			testEnvironmentOptions: { globalsCleanup: 'off' },
			moduleNameMapper: { '^n8n-workflow$': '<rootDir>/test/support/n8n-workflow-from-outside.cjs' },
			// What hangs on a mutant is told by patience as well: the first test of a file may have to load n8n.
			testTimeout: 20_000,
			// What is random finds a mutant in one run and not in the next.
			testPathIgnorePatterns: ['-property\\.test'],
		},
	},
	// What is evaluated once while a module loads, texts and fields of forms above all, would need every test for each mutant.
	ignoreStatic: true,
	concurrency: 2,
	// A mutant that hangs is told from a busy machine by patience: on one, a test can take seconds instead of milliseconds.
	timeoutMS: 20_000,
	// Of all the tests that cover a mutant it meets some only.
	timeoutFactor: 0.5,
	// Only what has changed since the last run is tried again.
	incremental: true,
	incrementalFile: 'reports/mutation/incremental.json',
	reporters: ['clear-text', 'progress', 'html', 'json'],
	clearTextReporter: { logTests: false, reportTests: false },
	htmlReporter: { fileName: 'reports/mutation/index.html' },
	jsonReporter: { fileName: 'reports/mutation/mutation.json' },
	// Outside of the checkout, where no other tool takes the copy for a part of the project.
	tempDirName: join(tmpdir(), `n8n-nodes-genesys-web-messaging-mutation-${process.pid}`),
	cleanTempDir: 'always',
	ignorePatterns: [
		'/.ci',
		'/bench',
		'/dist',
		'/docs',
		'/examples',
		'/reports',
		'/scripts/n8n/runtimes',
		'/test/*',
		'!/test/support',
		'!/test/unit',
	],
};
