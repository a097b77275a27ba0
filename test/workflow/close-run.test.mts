import type { INodeParameters } from 'n8n-workflow';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Close, several in one run', () => {
	const bench = withWorkbench();
	const changes = () =>
		bench()
			.calls()
			.filter((call) => !call.startsWith('GET'));

	async function statuses(
		ids: readonly string[],
		options: INodeParameters = {},
		more = {},
	): Promise<unknown[]> {
		const items = ids.map((conversationId) => ({ conversationId }));
		const verdicts = await bench().items({ parameters: close(FROM_ITEM, options, more), items });
		return verdicts.map(({ status }) => status);
	}

	it.each([true, false])(
		'closes the same conversation once, checking first or not (%s)',
		async (checkFirst) => {
			const center = openContactCenter(bench().simulator.world);

			for (const method of ['disconnect', 'graceful', 'teardown']) {
				const { id } = center.chat();
				expect(await statuses([id, id], { checkFirst }, { method })).toEqual(['closed', 'alreadyClosed']);
			}
		},
	);

	it('recognizes the same conversation in other letters', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await statuses([id, id.toUpperCase()], { checkFirst: false })).toEqual([
			'closed',
			'alreadyClosed',
		]);
		expect(changes()).toHaveLength(1);
	});

	it('closes no more than the cap, and counts only what it closes', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const [one, two, three] = [center.chat().id, center.chat().id, center.chat().id];
		const ended = center.chat({ stage: 'ended' }).id;

		expect(await statuses([NOBODYS_ID, ended, one, ended, two, three], { maxCloses: 2 })).toEqual([
			'notFound',
			'alreadyClosed',
			'closed',
			'alreadyClosed',
			'closed',
			'notAttempted',
		]);
		expect(openConversations(world)).toEqual([three]);
	});

	it('counts items, and closes one that it has begun whole', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const items = [center.chat(), center.chat()].map(({ id }) => ({ conversationId: id }));

		const verdicts = await bench().items({
			parameters: closeSession(FROM_ITEM, { closeWhich: 'allOpenSessions' }, { maxCloses: 1 }),
			items,
		});

		expect(verdicts.map(({ status }) => status)).toEqual([
			'closed',
			'closed',
			'notAttempted',
			'notAttempted',
		]);
		expect(openConversations(world)).toEqual([items[1]?.conversationId]);
	});

	it('closes nothing with a limit that was computed to 0', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		expect(await statuses([id], { maxCloses: 0 })).toEqual(['notAttempted']);
		expect(openConversations(world)).toEqual([id]);
	});

	it.each(['disconnect', 'graceful', 'teardown'])(
		'changes nothing in a dry run, and decides as it would (%s)',
		async (method) => {
			const { world } = bench().simulator;
			const center = openContactCenter(world);
			const ids = [
				center.chat().id,
				center.chat({ stage: 'queue' }).id,
				center.chat({ stage: 'ended' }).id,
				center.chat({ medium: 'call' }).id,
				NOBODYS_ID,
				center.chat({ stage: 'flow' }).id,
			];
			const options = { skipIfConnected: 'agent', maxCloses: 1, waitTimeoutSeconds: 0 };
			const before = openConversations(world);

			const would = await statuses(ids, { ...options, dryRun: true, checkFirst: false }, { method });

			expect(changes()).toEqual([]);
			expect(openConversations(world)).toEqual(before);
			expect(would).toEqual([
				'skippedAgentConnected',
				'wouldClose',
				'alreadyClosed',
				'skippedNotWebMessaging',
				'notFound',
				'notAttempted',
			]);
			const done = await statuses(ids, options, { method });
			expect(done).toEqual(would.map((status) => (status === 'wouldClose' ? 'closed' : status)));
		},
	);

	it('says in a dry run how it stands and who would be disconnected', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await bench().item({ parameters: close(id, { dryRun: true }, { method: 'teardown' }) })).toEqual({
			status: 'wouldClose',
			closed: false,
			reason: 'Would disconnect Dana Example (customer) and Alex Agent (agent).',
			customerName: 'Dana Example',
			queueName: 'Support',
			agentName: 'Alex Agent',
			previousState: 'open',
			closedAt: null,
			conversationId: id,
		});
	});

	it('does not count the same conversation twice in a dry run, which a close would not either', async () => {
		const center = openContactCenter(bench().simulator.world);
		const [one, two] = [center.chat().id, center.chat().id];

		const [, , third] = await statuses([one, one, two], { dryRun: true, maxCloses: 2 });

		expect(third).toBe('wouldClose');
		expect(await statuses([one, one, two], { maxCloses: 2 })).toEqual(['closed', 'alreadyClosed', 'closed']);
	});

	it('links every verdict to the item that it belongs to', async () => {
		const center = openContactCenter(bench().simulator.world);
		const items = [center.chat(), center.chat(), center.chat({ stage: 'ended' })].map(({ id }) => ({
			conversationId: id,
		}));
		const parameters = closeSession(FROM_ITEM, { closeWhich: 'allOpenSessions' });

		const execution = await bench().run({ parameters, items });

		const links = execution
			.output('Genesys')
			.map(({ pairedItem, json }) => [pairedItem, json['conversationId']]);
		expect(links).toEqual([0, 0, 1, 1, 2].map((item) => [{ item }, items[item]?.conversationId]));
	});

	it('gives no verdict a key "error"', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const ids = [
			center.chat().id,
			center.chat({ stage: 'ended' }).id,
			center.chat({ medium: 'call' }).id,
			NOBODYS_ID,
			center.chat().id,
		];
		const items = ids.map((conversationId) => ({ conversationId }));

		const verdicts = await bench().items({ parameters: close(FROM_ITEM, { maxCloses: 1 }), items });

		expect(verdicts).toHaveLength(5);
		for (const verdict of verdicts) expect(Object.keys(verdict)).not.toContain('error');
	});
});
