import assert from 'node:assert/strict';
import { before } from 'node:test';
import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { scenario } from '../support/scenario.mts';
import { byTestId } from './driver/elements.mts';
import { labelsOfManyLinesIn, placeholdersCutIn, scrollsSideways, textsCutIn } from './driver/measure.mts';
import { closeNode, openNode, parameter } from './driver/node-panel.mts';
import { workflowOf, type GenesysStep } from './driver/workflows.mts';
import { inEditor } from './suite.mts';

const FORM = 'node-parameters';
/** Of every form. */
const LAST_PARAMETER = 'maxWaitSeconds';

/** Of each collection everything, so that all of the form is seen. */
const COLLECTIONS: Readonly<Record<string, object>> = {
	find: { options: { externalSourceId: { __rl: true, mode: 'list', value: '' }, lookbackDays: 31 } },
	getAll: {
		options: { verifyLive: true },
		filters: {
			userId: { __rl: true, mode: 'list', value: '' },
			divisionId: '',
			externalContactId: '',
			externalTag: '',
			flowId: '',
			idleForMinutes: 60,
			idleSide: 'anyone',
			queueIds: [],
			startedAfter: '',
			startedBefore: '',
			state: 'open',
		},
	},
	close: {
		options: {
			checkFirst: true,
			maxCloses: 50,
			skipIfAgentConnected: false,
			skipIfMessageWithinMinutes: 0,
			skipWrapUp: false,
			waitTimeoutSeconds: 15,
			waitUntilClosed: true,
			whenNotFound: 'item',
			wrapUpCodeId: { __rl: true, mode: 'list', value: '' },
			wrapUpNotes: '',
		},
	},
};
const RATE_LIMIT = { headroomPercent: 5, maxRetries: 5, maxWaitSeconds: 300 };

inEditor('The form of every operation', (rig) => {
	before(async () => {
		const { page, n8nUrl, client, packed, credential } = rig();
		const steps = OPERATIONS.map(({ resource, value: operation }): GenesysStep => {
			const parameters = { resource, operation, ...COLLECTIONS[operation], rateLimit: RATE_LIMIT };
			return { name: nameOf(resource, operation), parameters };
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
