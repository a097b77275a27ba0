export default {
	// Most tests wait, for a server or for a pause, and the smallest machine has two cores.
	maxWorkers: 2,
	// No test is about time; one that hangs ends all the same.
	testTimeout: 60_000,
	// With n8n's engine in it, V8 alone takes more than the usual half second to clear up. What really leaks still shows.
	workerGracefulExitTimeout: 20_000,
	testEnvironment: 'node',
	setupFiles: ['<rootDir>/test/support/same-examples.mts'],
	testMatch: ['<rootDir>/test/**/*.test.mts'],
	moduleFileExtensions: ['mts', 'ts', 'js', 'cjs', 'mjs', 'json', 'node'],
	// n8n-core is CommonJS with lazy loading inside; running the tests as CommonJS too keeps one copy of n8n-workflow.
	transform: {
		'\\.m?ts$': [
			'@swc/jest',
			{
				jsc: { parser: { syntax: 'typescript', decorators: true }, target: 'es2022' },
				module: { type: 'commonjs' },
			},
		],
	},
	// Those run in processes of their own, by node's test runner.
	testPathIgnorePatterns: [
		'/node_modules/',
		'<rootDir>/test/browser/',
		'<rootDir>/test/e2e/',
		'<rootDir>/test/editor/',
		'<rootDir>/test/machinery/',
	],
	modulePathIgnorePatterns: ['<rootDir>/dist/package.json', '<rootDir>/scripts/n8n/runtimes/'],
};
