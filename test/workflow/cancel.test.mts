import type { INodeParameters } from 'n8n-workflow';
import type { Fault } from '../../simulator/index.mts';
import type { Execution } from '../harness/engine.mts';
import { NODE } from '../harness/workbench.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, find, FROM_ITEM, get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** Longer than a test may take: only a cancel that is noticed lets it end in time. */
const FOR_EVER = { seconds: 100, ms: 100_000 };
/** How often it is looked if the moment to cancel has come. */
const MOST_LOOKS = 500;
const LONG_WAIT: Fault = { kind: 'rateLimit', seconds: FOR_EVER.seconds };
const SLOW: Fault = { kind: 'slow', ms: FOR_EVER.ms };

/** A cancel is not an item that failed. n8n itself may hand the input on where it is to continue. */
function expectNothingTold(execution: Execution): void {
	for (const item of [...execution.json(NODE), ...execution.json(NODE, 1)]) {
		for (const told of ['error', 'status', 'found']) expect(item).not.toHaveProperty(told);
	}
}

describe.each(['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'] as const)(
	'Canceling (%s)',
	(onError) => {
		const bench = withWorkbench();

		/** Starts the node, cancels once the condition holds, and waits for the end. */
		async function canceled(
			parameters: INodeParameters,
			isTime: () => boolean,
			items?: { conversationId: string }[],
		) {
			const running = bench().start({ parameters, settings: { onError }, ...(items && { items }) });
			for (let looks = 0; !isTime(); looks++) {
				if (looks > MOST_LOOKS) throw new Error('It never came to what is to be canceled');
				await new Promise((resolve) => setTimeout(resolve, 5));
			}
			running.cancel();
			return await running.done;
		}

		const isRefused = () => bench().simulator.requests.some(({ status }) => status === 429);

		it('ends a pause for the rate limit', async () => {
			bench().simulator.faults.add({ ...LONG_WAIT, match: { path: '/api/' } });

			const execution = await canceled(find('externalId', 'CRM-1'), isRefused);

			expect(execution.status).toBe('canceled');
			expectNothingTold(execution);
			expect(bench().calls()).toHaveLength(1);
		});

		it('ends the pause before a close, and leaves what follows alone', async () => {
			const { simulator } = bench();
			const center = openContactCenter(simulator.world);
			const [one, two, three] = [center.chat().id, center.chat().id, center.chat().id];
			simulator.faults.add({ ...LONG_WAIT, match: { method: 'PATCH', path: two } });
			const items = [one, two, three].map((conversationId) => ({ conversationId }));

			const execution = await canceled(close(FROM_ITEM, { maxCloses: 100 }), isRefused, items);

			expect(execution.status).toBe('canceled');
			expectNothingTold(execution);
			expect(openConversations(simulator.world)).toEqual([two, three]);
			expect(
				bench()
					.calls()
					.filter((call) => call.includes(three)),
			).toEqual([]);
		});

		it('ends the wait for a close', async () => {
			const { simulator } = bench();
			simulator.configure({ asyncCloseMs: FOR_EVER.ms });
			const { id } = openContactCenter(simulator.world).chat();
			const parameters = close(id, { waitTimeoutSeconds: 600 }, { method: 'teardown' });

			const execution = await canceled(
				parameters,
				() =>
					bench()
						.calls()
						.filter((call) => call.startsWith('GET')).length > 1,
			);

			expect(execution.status).toBe('canceled');
			expectNothingTold(execution);
		});

		it.each([
			['is slow to answer', SLOW],
			['never answers', { kind: 'silence' } as const],
			['never comes to the end of its answer', { kind: 'drip' } as const],
		])('ends a request to a server that %s', async (_what, given) => {
			const { id } = openContactCenter(bench().simulator.world).chat();
			const fault = bench().simulator.faults.add({ ...given, match: { method: 'GET' } });

			const execution = await canceled(get(id), () => fault.hits > 0);

			expect(execution.status).toBe('canceled');
			expectNothingTold(execution);
		});

		it('ends a request for a token', async () => {
			const match = { path: '/oauth/token' };
			const fault = bench().simulator.faults.add({ kind: 'drip', match });

			const execution = await canceled(find('externalId', 'CRM-1'), () => fault.hits > 0);

			expect(execution.status).toBe('canceled');
			expectNothingTold(execution);
		});
	},
);
