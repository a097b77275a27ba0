import assert from 'node:assert/strict';
import { before } from 'node:test';
import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import type { Operation } from '../../nodes/GenesysWebMessaging/actions/operation.ts';
import { optionsWith } from '../../nodes/shared/n8n/options.ts';
import { isObject } from '../../scripts/n8n/json.mts';
import { scenario } from '../support/scenario.mts';
import { byTestId } from './driver/elements.mts';
import { labelsOfManyLinesIn, placeholdersCutIn, scrollsSideways, textsCutIn } from './driver/measure.mts';
import { closeNode, openNode, parameter } from './driver/node-panel.mts';
import { workflowOf, type GenesysStep } from './driver/workflows.mts';
import { inEditor } from './suite.mts';

const FORM = 'node-parameters';
/** Of every form. */
const LAST_PARAMETER = 'maxWaitSeconds';

/** Everything that can be added to the collections of an operation, so that all of its form is seen. */
function everythingAdded({ fields, options }: Operation): Readonly<Record<string, unknown>> {
	const collections = [...fields, optionsWith(options)].filter(({ type }) => type === 'collection');
	return Object.fromEntries(
		collections.map(({ name, options: entries = [] }) => [
			name,
			Object.fromEntries(
				entries.flatMap((entry) =>
					'type' in entry && entry.type !== 'hidden' ? [[entry.name, added(entry.default)]] : [],
				),
			),
		]),
	);
}

/** A default as n8n saves it; what picks from a list bears a mark then. */
function added(value: unknown): unknown {
	return isObject(value) && 'mode' in value ? { __rl: true, ...value } : value;
}

inEditor('The form of every operation', (rig) => {
	before(async () => {
		const { page, n8nUrl, client, packed, credential } = rig();
		const steps = OPERATIONS.map((chosen): GenesysStep => {
			const { resource, value: operation } = chosen;
			const parameters = { resource, operation, output: 'selectedFields', ...everythingAdded(chosen) };
			const usual = operation === 'close' ? { output: 'verdicts' } : {};
			return { name: nameOf(resource, operation), parameters: { ...parameters, ...usual } };
		});
		const { id } = await client.createWorkflow(workflowOf('Forms', packed.name, credential, steps));
		await page.goto(`${n8nUrl}/workflow/${id}`);
		await byTestId(page, 'canvas-node').first().waitFor();
		await byTestId(page, 'zoom-to-fit').click();
	});

	for (const { resource, value: operation } of OPERATIONS) {
		scenario(
			`of ${resource}: ${operation} has no text that is cut, and nothing to scroll sideways`,
			async () => {
				const { page } = rig();
				await openNode(page, nameOf(resource, operation));
				try {
					await parameter(page, LAST_PARAMETER).waitFor();
					assert.deepEqual(await textsCutIn(page, FORM), []);
					assert.deepEqual(await placeholdersCutIn(page, FORM), []);
					assert.deepEqual(await labelsOfManyLinesIn(page, FORM), []);
					assert.equal(await scrollsSideways(page, FORM), false);
				} finally {
					await closeNode(page);
				}
			},
		);
	}
});

function nameOf(resource: string, operation: string): string {
	return `form ${resource} ${operation}`;
}
