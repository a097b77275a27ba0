const NodeEnvironment = require('@stryker-mutator/jest-runner/jest-env/node');
const n8nWorkflow = require('n8n-workflow');

/**
 * Jest's environment for the mutation tests. The tests of a file are skipped once one has failed: that finds a mutant, and others
 * may hang on it. And n8n-workflow is loaded once for all files, from outside: half a second for each would be most of the time.
 */
module.exports = class MutationEnvironment extends NodeEnvironment {
	constructor(...settings) {
		super(...settings);
		this.global.n8nWorkflow = n8nWorkflow;
		// Its errors are ones inside, too, and those of the language inside are ones outside.
		Object.setPrototypeOf(this.global.Error.prototype, Error.prototype);
		this.global.Error = Error;
		const { handleTestEvent } = this;
		let hasFailed = false;
		this.handleTestEvent = async (event, state) => {
			if (event.name === 'test_fn_failure' || event.name === 'hook_failure') hasFailed = true;
			if (event.name === 'test_start' && hasFailed) event.test.mode = 'skip';
			await handleTestEvent(event, state);
		};
	}
};
