import { runNode } from '../../support/node-stand-in.mts';
import { ON_A_CONVERSATION } from '../../support/operations.mts';

const FROM_ITEM = { conversationId: '={{ $json.conversationId }}' };
/** What Find gives where it finds nothing. */
const NOTHING_FOUND = { saved: FROM_ITEM, items: [{ found: false }] };

describe('Where the step before has found no conversation', () => {
	const LOOKING = [
		['conversation', 'get', { output: 'simplified' }],
		['conversation', 'setExternalTag', { externalTag: 'ticket', allowAsTool: false }],
		['message', 'getAll', { output: 'messages' }],
		['message', 'send', { text: 'Hello', allowAsTool: false }],
		['session', 'list', { sessionState: 'any', purposes: [], output: 'simplified' }],
	] as const;

	it('is tried with every operation that works on a conversation', () => {
		const looking = LOOKING.map(([resource, operation]) => `${resource} ${operation}`);

		expect([...looking, 'conversation close', 'session close'].sort()).toEqual([...ON_A_CONVERSATION].sort());
	});

	describe.each(LOOKING)('%s → %s', (resource, operation, more) => {
		const parameters = { resource, operation, conversationId: '', ...more };
		const whenNotFound = (wanted: string) => ({ ...parameters, options: { whenNotFound: wanted } });

		it('stops unless it is told not to', async () => {
			await expect(runNode(whenNotFound('error'), {}, NOTHING_FOUND)).rejects.toMatchObject({
				message: 'The step before found nothing',
				description:
					"Its 'found' is false. To continue without an error, set Options → When Not Found to 'Return an Item' or 'Return Nothing'.",
			});
		});

		it('gives an item that says so, or nothing, and asks nothing of Genesys Cloud', async () => {
			const item = await runNode(whenNotFound('item'), {}, NOTHING_FOUND);
			const nothing = await runNode(whenNotFound('none'), {}, NOTHING_FOUND);

			expect(item).toMatchObject({ items: [{ found: false, conversationId: null }], calls: [] });
			expect(nothing).toMatchObject({ items: [], calls: [] });
		});
	});

	const UNFIT = '11111111-2222-4333-8444-555555555555';
	/** What List gives where no session of a conversation matches. */
	const NOTHING_IN_IT = { saved: FROM_ITEM, items: [{ found: false, conversationId: UNFIT }] };

	it.each(LOOKING)(
		'%s → %s keeps the conversation in which nothing was',
		async (resource, operation, more) => {
			const parameters = { resource, operation, conversationId: UNFIT, ...more };
			const { items } = await runNode(
				{ ...parameters, options: { whenNotFound: 'item' } },
				{},
				NOTHING_IN_IT,
			);

			expect(items).toEqual([{ found: false, conversationId: UNFIT }]);
		},
	);

	it.each([
		['conversation', { method: 'disconnect' }],
		['session', { sessionId: 's' }],
	])('a close of the %s names the conversation in which nothing was', async (resource, more) => {
		const close = { resource, operation: 'close', dryRun: false, allowAsTool: false, ...more };
		const { items } = await runNode({ ...close, conversationId: UNFIT }, {}, NOTHING_IN_IT);

		expect(items).toMatchObject([
			{
				status: 'notFound',
				reason: 'The step before found nothing in it, so there is nothing to close.',
				conversationId: UNFIT,
			},
		]);
	});

	const VERDICT = {
		status: 'notFound',
		closed: false,
		reason: 'The step before found no conversation, so there is nothing to close.',
		previousState: null,
		closedAt: null,
		conversationId: null,
	};

	it('a close of the conversation says that there is nothing to close', async () => {
		const close = { resource: 'conversation', operation: 'close', method: 'disconnect', dryRun: false };
		const { items, calls } = await runNode(
			{ ...close, conversationId: '', allowAsTool: false },
			{},
			NOTHING_FOUND,
		);

		expect(items).toEqual([{ ...VERDICT, customerName: null, queueName: null, agentName: null }]);
		expect(calls).toEqual([]);
	});

	it('a close of a session says that there is nothing to close', async () => {
		const close = { resource: 'session', operation: 'close', sessionId: 's', dryRun: false };
		const { items, calls } = await runNode(
			{ ...close, conversationId: '', allowAsTool: false },
			{},
			NOTHING_FOUND,
		);

		expect(items).toEqual([
			{ ...VERDICT, purpose: null, participantName: null, sessionId: null, participantId: null },
		]);
		expect(calls).toEqual([]);
	});
});
