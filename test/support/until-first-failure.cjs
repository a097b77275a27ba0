const NodeEnvironment = require('@stryker-mutator/jest-runner/jest-env/node');

/** Jest's environment, in which the tests of a file are skipped once one has failed: that finds a mutant, and others may hang on it. */
module.exports = class UntilFirstFailure extends NodeEnvironment {
	constructor(...settings) {
		super(...settings);
		const { handleTestEvent } = this;
		let hasFailed = false;
		this.handleTestEvent = async (event, state) => {
			if (event.name === 'test_fn_failure' || event.name === 'hook_failure') hasFailed = true;
			if (event.name === 'test_start' && hasFailed) event.test.mode = 'skip';
			await handleTestEvent(event, state);
		};
	}
};
