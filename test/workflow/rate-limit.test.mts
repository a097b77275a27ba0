import type { ConversationHandle } from '../../simulator/index.mts';
import { NODE } from '../harness/workbench.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { find, FROM_ITEM, get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('The rate limit', () => {
	const bench = withWorkbench();
	const chat = (): ConversationHandle => openContactCenter(bench().simulator.world).chat();
	const limited = (id: string, options = {}) => ({ parameters: get(id, { options }) });

	it.each(['retryAfterSeconds', 'retryAfterDate', 'bodyOnly', 'oldCode', 'noHint'] as const)(
		'is waited for, in whichever way Genesys tells it (%s)',
		async (spelling) => {
			const { id } = chat();
			bench().simulator.faults.add({
				kind: 'rateLimit',
				spelling,
				seconds: 1,
				times: 1,
				match: { method: 'GET' },
			});

			expect(await bench().item(limited(id))).toMatchObject({ conversationId: id });
			expect(bench().calls()).toHaveLength(2);
		},
	);

	it.each(['retryAfterSeconds', 'retryAfterDate', 'bodyOnly', 'oldCode'] as const)(
		'is told with the seconds when the run may not wait as long, and is not waited for (%s)',
		async (spelling) => {
			const { id } = chat();
			bench().simulator.faults.add({ kind: 'rateLimit', spelling, seconds: 42, match: { method: 'GET' } });

			const failure = await failureOf(bench(), limited(id, { maxWaitSeconds: 10 }));

			expect(failure).toMatchObject({ httpCode: '429', itemIndex: 0 });
			expect(failure.description).toMatch(
				/Try again in 4[12] seconds. This step may wait up to 10 seconds\. Correlation ID: /,
			);
			expect(bench().calls()).toHaveLength(1);
		},
	);

	it('is told for programs as well', async () => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 42, match: { method: 'GET' } });

		const { execution } = await failureOf(bench(), limited(id, { maxWaitSeconds: 10 }));

		expect(execution.error(NODE)).toMatchObject({ failure: { cause: 'rate-limited', retryAfterMs: 42_000 } });
	});

	it.each([
		[0, 'It was not retried.'],
		[2, 'It was already retried 2 times.'],
	])('is asked no more often than the run may (%s retries)', async (maxRetries, told) => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 0, match: { method: 'GET' } });

		const { httpCode, description } = await failureOf(bench(), limited(id, { maxRetries }));

		expect(httpCode).toBe('429');
		expect(description).toContain(told);
		expect(description).toContain('raise Options → Max Retries.');
		expect(bench().calls()).toHaveLength(maxRetries + 1);
	});

	it('is not waited for longer in sum than the run may wait', async () => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 2, match: { method: 'GET' } });

		expect(await failureOf(bench(), limited(id, { maxWaitSeconds: 3 }))).toMatchObject({ httpCode: '429' });
		expect(bench().calls()).toHaveLength(2);
	});

	it('is waited for exactly as long as the run may wait', async () => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 1, times: 1, match: { method: 'GET' } });

		expect(await bench().item(limited(id, { maxWaitSeconds: 1 }))).toMatchObject({ conversationId: id });
	});

	it('is waited for again and again while work goes on', async () => {
		const { id } = chat();
		for (const path of ['identifierlookup', '/details/query']) {
			bench().simulator.faults.add({ kind: 'rateLimit', seconds: 2, times: 1, match: { path } });
		}

		const parameters = find('externalId', 'CRM-1', { options: { maxWaitSeconds: 3 } });

		expect(await bench().item({ parameters })).toMatchObject({ conversationId: id });
	});

	it('of a window is kept by waiting for the next, without being refused', async () => {
		const { simulator } = bench();
		const { id } = chat();
		simulator.configure({ rateLimit: { allowed: 3, windowSeconds: 1 } });

		expect(await bench().item({ parameters: find('externalId', 'CRM-1') })).toMatchObject({
			conversationId: id,
		});
		expect(bench().calls()).toHaveLength(3);
	});

	it('of a whole day is told and not waited for', async () => {
		const { simulator } = bench();
		chat();
		simulator.configure({ dailyLimit: 2 });

		const failure = await failureOf(bench(), { parameters: find('externalId', 'CRM-1') });

		expect(failure.httpCode).toBe('429');
		expect(failure.description).toMatch(/Try again in 8\d{4} seconds/);
		expect(bench().calls()).toHaveLength(3);
	});

	it('is told for each item that it stops, when the others may go on', async () => {
		const center = openContactCenter(bench().simulator.world);
		const items = [center.chat(), center.chat(), center.chat()].map(({ id }) => ({ conversationId: id }));
		const second = items[1]?.conversationId ?? '';
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 42, match: { path: second } });

		const parameters = get(FROM_ITEM, { options: { maxWaitSeconds: 10 } });
		const execution = await bench().run({
			parameters,
			items,
			settings: { onError: 'continueRegularOutput' },
		});

		expect(execution.json(NODE)).toEqual([
			expect.objectContaining({ conversationId: items[0]?.conversationId }),
			{
				error: expect.stringContaining('request rate') as string,
				message: expect.stringContaining('42 seconds') as string,
			},
			expect.objectContaining({ conversationId: items[2]?.conversationId }),
		]);
	});

	it.each([
		[1, '(1 pause)'],
		[2, '(2 pauses)'],
	])('leaves a hint about the waiting (%s)', async (times, said) => {
		const { id } = chat();
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 0, times, match: { method: 'GET' } });

		const execution = await bench().run(limited(id));

		expect(execution.hints(NODE)).toEqual([expect.stringContaining(said)]);
	});

	it('leaves no hint when there was nothing to wait for', async () => {
		const execution = await bench().run(limited(chat().id));

		expect(execution.status).toBe('success');
		expect(execution.hints(NODE)).toEqual([]);
	});
});
