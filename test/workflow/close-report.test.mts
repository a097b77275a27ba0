import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { NODE } from '../harness/workbench.mts';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const KEYS = [
	'total',
	'closed',
	'alreadyClosed',
	'closing',
	'wouldClose',
	'skipped',
	'notFound',
	'notAttempted',
	'failed',
	'requests',
	'waitedSeconds',
	'text',
];
const GUARD = { skipIfConnected: 'agent' };

/** One that can be closed, two with an agent, one that has ended, one that there is not. */
function mixture() {
	const center = openContactCenter(bench().simulator.world);
	const queue = center.chat({ stage: 'queue', customerName: 'Kim Customer' }).id;
	const agents = [center.chat().id, center.chat({ customerName: 'Robin Customer' }).id];
	const ended = center.chat({ stage: 'ended' }).id;
	return [queue, ...agents, ended, NOBODYS_ID];
}

const itemsOf = (ids: readonly string[]) => ids.map((conversationId) => ({ conversationId }));

async function summary(parameters: INodeParameters, items: readonly IDataObject[]) {
	const execution = await bench().run({ parameters, items: [...items] });
	return execution.output(NODE);
}

describe('A close of several items', () => {
	it('says in one line how it went', async () => {
		const execution = await bench().run({ parameters: close(FROM_ITEM, GUARD), items: itemsOf(mixture()) });

		expect(execution.hints(NODE)).toEqual([
			'1 closed, 1 had already ended, 2 skipped because of who is connected, 1 not found; 6 requests.',
		]);
	});

	it('says nothing of the kind for one item, or where nothing was closed or decided', async () => {
		const [id = ''] = mixture();

		expect((await bench().run({ parameters: close(id) })).hints(NODE)).toEqual([]);
		const failing = await bench().run({
			parameters: close(FROM_ITEM),
			items: itemsOf(['nope', 'nope']),
			settings: { onError: 'continueRegularOutput' },
		});
		expect(failing.hints(NODE)).toEqual([]);
	});

	it('counts what failed as well', async () => {
		const [id = ''] = mixture();

		const execution = await bench().run({
			parameters: close(FROM_ITEM),
			items: itemsOf([id, 'nope']),
			settings: { onError: 'continueRegularOutput' },
		});

		expect(execution.hints(NODE)).toEqual(['1 closed, 1 failed; 2 requests.']);
	});
});

describe('The summary', () => {
	const SUMMARY = { output: 'summary' };

	it('is one item for the run, linked to all that came in, with every key', async () => {
		const ids = mixture();

		const given = await summary(close(FROM_ITEM, { ...GUARD, ...SUMMARY }), itemsOf(ids));

		expect(given).toHaveLength(1);
		expect(Object.keys(given[0]?.json ?? {})).toEqual(KEYS);
		expect(given[0]?.pairedItem).toEqual(ids.map((_, item) => ({ item })));
		expect(given[0]?.json).toMatchObject({
			total: 5,
			closed: 1,
			alreadyClosed: 1,
			closing: 0,
			wouldClose: 0,
			skipped: 2,
			notFound: 1,
			notAttempted: 0,
			failed: 0,
			requests: 6,
			waitedSeconds: 0,
		});
		expect(openConversations(bench().simulator.world).sort()).toEqual(ids.slice(1, 3).sort());
	});

	it.each(['waitTimeoutSeconds', 'maxRetries'])(
		'comes also where every item fails by its own options (%s)',
		async (option) => {
			const execution = await bench().run({
				parameters: close(FROM_ITEM, { [option]: '={{ $json.value }}', ...SUMMARY }),
				items: itemsOf([NOBODYS_ID, NOBODYS_ID]).map((item) => ({ ...item, value: 'many' })),
				settings: { onError: 'continueRegularOutput' },
			});

			expect(execution.json(NODE).at(-1)).toMatchObject({ total: 2, failed: 2, requests: 0 });
			expect(execution.json(NODE)).toHaveLength(3);
		},
	);

	it('has a text that can be posted: the counts, then a line for each that was not simply closed', async () => {
		const [item] = await summary(close(FROM_ITEM, { ...GUARD, ...SUMMARY }), [
			...itemsOf(mixture()),
			{ found: false },
		]);

		expect(item?.json['text']).toBe(
			[
				'1 closed, 1 had already ended, 2 skipped because of who is connected, 2 not found.',
				'• Dana Example: Alex Agent (agent) is connected.',
				'• Robin Customer: Alex Agent (agent) is connected.',
				'• Dana Example: It had already ended. Nothing was changed.',
				`• ${NOBODYS_ID}: Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.`,
				'• Incoming item: The step before found no conversation, so there is nothing to close.',
			].join('\n'),
		);
	});

	it.each([
		['agentAndCustomer', 'Al (customer) and Alex Agent (agent) are connected.'],
		['agent', 'Al: Alex Agent (agent) is connected.'],
	])('names everybody, and nobody twice (%s)', async (skipIfConnected, line) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ customerName: 'Al' });

		const [item] = await summary(close(FROM_ITEM, { skipIfConnected, ...SUMMARY }), itemsOf([id]));

		expect(item?.json).toMatchObject({ text: expect.stringContaining(`\n• ${line}`) as string });
	});

	it('tells in a dry run what would be closed, and changes nothing', async () => {
		const [queue = ''] = mixture();

		const [item] = await summary(close(FROM_ITEM, { dryRun: true, ...SUMMARY }), itemsOf([queue]));

		expect(item?.json).toMatchObject({
			wouldClose: 1,
			closed: 0,
			text: 'Dry run: 1 would be closed.\n• Kim Customer: Would disconnect Kim Customer (customer).',
		});
		expect(openConversations(bench().simulator.world)).toContain(queue);
	});

	it('comes beside the items that failed, which are told as usual', async () => {
		const [queue = ''] = mixture();

		const execution = await bench().run({
			parameters: close(FROM_ITEM, SUMMARY),
			items: itemsOf(['nope', queue]),
			settings: { onError: 'continueRegularOutput' },
		});

		const [failed, item, ...others] = execution.output(NODE);
		expect(others).toEqual([]);
		expect(Object.keys(failed?.json ?? {})).toEqual(['error', 'message']);
		expect(failed?.pairedItem).toEqual({ item: 0 });
		expect(item?.json).toMatchObject({ total: 2, closed: 1, failed: 1 });
		expect(item?.json['text']).toContain("• Item 0: The value of 'Conversation' cannot be used");
	});

	it('counts sessions, of a close of sessions', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		const [item] = await summary(
			closeSession(FROM_ITEM, { closeWhich: 'allOpenSessions' }, SUMMARY),
			itemsOf([id]),
		);

		expect(item?.json).toMatchObject({ total: 2, closed: 2, text: '2 closed.' });
	});

	it('counts repeats among the requests, and tells what was waited for', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 1, times: 1, match: { method: 'PATCH' } });

		const [item] = await summary(close(FROM_ITEM, SUMMARY), itemsOf([id]));

		expect(item?.json).toMatchObject({ closed: 1, requests: 4 });
		expect(Number(item?.json['waitedSeconds'])).toBeGreaterThanOrEqual(1);
	});

	it('keeps to the length of a message: beyond fifty lines it tells how many there are', async () => {
		const [item] = await summary(
			close(FROM_ITEM, SUMMARY),
			Array.from({ length: 60 }, () => ({ found: false })),
		);

		const text = item?.json['text'];
		const lines = typeof text === 'string' ? text.split('\n') : [];
		expect(lines).toHaveLength(52);
		expect(lines.at(-1)).toBe('… and 10 more');
	});

	it('mentions nobody, whatever a customer is called', async () => {
		const customerName = 'Kim\n<!channel> <https://example.com|Click> & Co';
		const { id } = openContactCenter(bench().simulator.world).chat({ customerName, stage: 'queue' });

		const [item] = await summary(close(FROM_ITEM, { dryRun: true, ...SUMMARY }), itemsOf([id]));

		expect(item?.json['text']).toBe(
			'Dry run: 1 would be closed.\n• Kim ‹!channel› ‹https://example.com|Click› & Co: Would disconnect Kim ‹!channel› ‹https://example.com|Click› & Co (customer).',
		);
	});

	it.each(['raw', 'selectedFields', 'simplified'])(
		'is not given where the form still holds the output of another operation (%s)',
		async (output) => {
			expect(await summary(close(NOBODYS_ID, { output }), [{}])).toMatchObject([
				{ json: { status: 'notFound' } },
			]);
		},
	);

	it('is chosen in the form alone', async () => {
		const execution = await bench().run({ parameters: close(NOBODYS_ID, { output: 'nope' }) });

		expect(execution.error(NODE)?.message).toBe("The value of 'Output' cannot be used");
	});
});
