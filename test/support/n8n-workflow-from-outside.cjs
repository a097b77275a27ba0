/**
 * n8n-workflow as the mutation tests load it, see mutation-environment.cjs. Only its pauses are by the clock inside, which tests
 * may set.
 */
module.exports = Object.create(globalThis.n8nWorkflow, {
	sleep: { value: (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds)) },
});
