import { externalTagOf } from '../../simulator/world/model.mts';
import { MINUTE_MS } from '../../simulator/durations.mts';
import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { find, setExternalTag } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const TAG = 'ticket-4711';

describe('Set External Tag', () => {
	const bench = withWorkbench();
	const tagsOf = (id: string) =>
		bench()
			.simulator.world.conversation(id)
			.externalTags.map(({ value }) => value);

	it.each(['empty', 'jsonString'] as const)(
		'tags a conversation, which is found by the tag from then on (answer: %s)',
		async (textAnswer) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { textAnswer } });
			const { id } = openContactCenter(simulator.world).chat();

			expect(await bench().items({ parameters: setExternalTag(id) })).toEqual([
				{ conversationId: id, externalTag: TAG },
			]);
			expect(bench().calls()).toEqual([`PUT /api/v2/conversations/${id}/tags`]);
			expect(await bench().item({ parameters: find('externalTag', TAG) })).toMatchObject({
				conversationId: id,
				externalTag: TAG,
			});
		},
	);

	it.each([
		['a gateway', { kind: 'gateway', status: 200 }],
		['a page', { kind: 'html', status: 202 }],
	] as const)('is not set on the word of somebody else: %s', async (_who, fault) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ ...fault, match: { method: 'PUT' } });

		const { message } = await failureOf(bench(), { parameters: setExternalTag(id) });

		expect(message).toContain('does not seem to come from Genesys Cloud');
		expect(tagsOf(id)).toEqual([]);
	});

	it('takes the place of a tag that is there', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ externalTag: 'old' });

		await bench().item({ parameters: setExternalTag(id) });

		expect(await bench().item({ parameters: find('externalTag', 'old') })).toEqual({ found: false });
		expect(await bench().item({ parameters: find('externalTag', TAG) })).toMatchObject({ found: true });
	});

	it('is found by no former tag, also while the index does not know the new one', async () => {
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 5 * MINUTE_MS });
		const { world } = simulator;
		const startedAt = world.now() - 10 * MINUTE_MS;
		const { id } = openContactCenter(world).chat({ externalTag: 'old', startedAt });
		await bench().item({ parameters: setExternalTag(id) });

		expect(await bench().item({ parameters: find('externalTag', 'old') })).toEqual({ found: false });
		expect(
			await bench().items({
				parameters: getMany({ externalTag: 'old' }, { options: { verifyLive: true } }),
			}),
		).toEqual([]);
	});

	it('takes the tag from a number, without blanks around it', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(
			await bench().items({
				parameters: setExternalTag(id, '={{ $json.ticket }}'),
				items: [{ ticket: 4711 }, { ticket: ' 4712 ' }],
			}),
		).toEqual([
			{ conversationId: id, externalTag: '4711' },
			{ conversationId: id, externalTag: '4712' },
		]);
		expect(tagsOf(id).sort()).toEqual(['4711', '4712']);
	});

	it.each([
		{ kind: 'resetBefore', tags: [] },
		{ kind: 'resetAfter', tags: [TAG] },
		{ kind: 'html', tags: [] },
	] as const)('is not sent twice after an unclear failure ($kind)', async ({ kind, tags }) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind, match: { method: 'PUT' }, times: 1 });

		await failureOf(bench(), { parameters: setExternalTag(id) });

		expect(bench().calls()).toEqual([`PUT /api/v2/conversations/${id}/tags`]);
		expect(tagsOf(id)).toEqual(tags);
	});

	it('is sent again after a rate limit, which means that it was not carried out', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'rateLimit', seconds: 1, match: { method: 'PUT' }, times: 1 });

		await bench().item({ parameters: setExternalTag(id) });

		expect(bench().calls()).toHaveLength(2);
		expect(tagsOf(id)).toEqual([TAG]);
	});

	it('fails for a conversation that does not exist', async () => {
		expect(await failureOf(bench(), { parameters: setExternalTag(NOBODYS_ID) })).toMatchObject({
			httpCode: '404',
			itemIndex: 0,
		});
	});

	it('names the permission that is missing', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().restrict({ permissions: ['conversation:communication:view'] });

		const { description, httpCode } = await failureOf(bench(), { parameters: setExternalTag(id) });

		expect(httpCode).toBe('403');
		expect(description).toContain('conversation:externalTag:edit');
	});

	it.each([
		['Conversation', setExternalTag('nope')],
		['External Tag', setExternalTag(NOBODYS_ID, ' ')],
		['External Tag', setExternalTag(NOBODYS_ID, '={{ {} }}')],
		['External Tag', setExternalTag(NOBODYS_ID, 'x'.repeat(256))],
	])('refuses a bad %s before any request', async (shown, parameters) => {
		const { message } = await failureOf(bench(), { parameters });

		expect(message).toBe(`The value of '${shown}' cannot be used`);
		expect(bench().calls()).toEqual([]);
		expect(bench().tokenRequests()).toBe(0);
	});

	it('leaves the tag of the last item, also where the first takes longer', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ kind: 'slow', ms: 1_000, match: { method: 'PUT' }, times: 1 });

		await bench().items({
			parameters: setExternalTag(id, '={{ $json.tag }}'),
			items: [{ tag: 'first' }, { tag: 'second' }],
		});

		expect(externalTagOf(bench().simulator.world.conversation(id))).toBe('second');
	});
});
