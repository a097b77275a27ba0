import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { find, selected } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Find, open now or ended', () => {
	const bench = withWorkbench();
	const found = async (more = {}) => {
		const items = await bench().items({
			parameters: find('externalId', 'CRM-1', { match: 'all', whenNotFound: 'none', ...more }),
		});
		return items.map(({ conversationId }) => conversationId);
	};

	it.each(['flow', 'queue', 'alerting', 'agent', 'parked', 'customerLeft'] as const)(
		'takes a conversation as open while somebody is in it (%s)',
		async (stage) => {
			const { id } = openContactCenter(bench().simulator.world).chat({ stage });

			expect(await found()).toEqual([id]);
		},
	);

	it.each(['afterCallWork', 'ended'] as const)(
		'takes a conversation as ended when nobody is in it (%s)',
		async (stage) => {
			const { id } = openContactCenter(bench().simulator.world).chat({ stage });

			expect(await found()).toEqual([]);
			expect(await found({ state: 'any' })).toEqual([id]);
		},
	);

	it('does not return what the index still shows as open, and has ended', async () => {
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 5 * MINUTE_MS });
		const center = openContactCenter(simulator.world);
		const ended = center.chat();
		simulator.world.end(ended.id);

		expect(await found()).toEqual([]);
		expect(await bench().item({ parameters: find('externalId', 'CRM-1', { state: 'any' }) })).toMatchObject({
			conversationId: ended.id,
			state: 'closed',
		});
	});

	it('does not return what the index will show as open for ever', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.world.orphan(id);

		expect(await found()).toEqual([]);
	});

	it('returns a conversation that went on after its end, which the index shows as ended', async () => {
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 5 * MINUTE_MS });
		const { id } = openContactCenter(simulator.world).chat({
			stage: 'ended',
			startedAt: simulator.world.now() - 2 * DAY_MS,
			endedAt: simulator.world.now() - 2 * DAY_MS + 10 * MINUTE_MS,
		});
		simulator.world.reopen(id);

		expect(await found()).toEqual([id]);
	});

	it.each([true, false])(
		'takes a re-opened conversation as open when Genesys keeps its end time (%s)',
		async (reopenKeepsEndTime) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { reopenKeepsEndTime } });
			const { id } = openContactCenter(simulator.world).chat({ stage: 'ended' });
			simulator.world.reopen(id);

			const item = await bench().item({
				parameters: find('externalId', 'CRM-1', selected('conversationId', 'state', 'endTime')),
			});

			expect(item).toEqual({ found: true, conversationId: id, state: 'open', endTime: null });
		},
	);

	it('returns an old conversation that is still open', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ startedAt: world.now() - 30 * DAY_MS });

		expect(await found()).toEqual([id]);
	});

	it('looks back only as far as it is told', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const old = center.chat({ startedAt: world.now() - 10 * DAY_MS });
		const recent = center.chat({ startedAt: world.now() - 2 * DAY_MS });

		expect(await found({ options: { lookbackDays: 5 } })).toEqual([recent.id]);
		expect(await found({ options: { lookbackDays: 12 } })).toEqual([recent.id, old.id]);
	});

	it.each(['open', 'any'])('never returns a conversation of another medium (%s)', async (state) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const call = center.chat({ medium: 'call' });
		center.chat({ messageType: 'whatsapp' });
		center.chat({ messageType: 'open' });

		expect(await found({ state })).toEqual([]);
		expect(await bench().item({ parameters: find('conversationId', call.id, { state }) })).toEqual({
			found: false,
		});
	});

	it.each([{ code: 'not.found' }, { status: 403, code: 'missing.division.permission' }])(
		'does not take for open what Genesys does not show, whatever the index says: %j',
		async (refusal) => {
			const { simulator } = bench();
			const { id } = openContactCenter(simulator.world).chat();
			simulator.faults.add({
				kind: 'status',
				status: 404,
				...refusal,
				match: { method: 'GET', path: `/conversations/${id}$` },
			});

			const wanted = { state: 'any' };
			expect(await bench().items({ parameters: find('externalId', 'CRM-1', wanted) })).toEqual([
				{ found: false },
			]);
			expect(await bench().items({ parameters: getMany(wanted, { options: { verifyLive: true } }) })).toEqual(
				[],
			);
		},
	);

	it('returns an ended conversation that Genesys has forgotten live, from the index', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const { id } = center.chat({ stage: 'ended' });
		simulator.faults.add({ kind: 'status', status: 404, match: { method: 'GET', path: id } });

		const item = await bench().item({ parameters: find('externalId', 'CRM-1', { state: 'any' }) });

		expect(item).toMatchObject({
			found: true,
			conversationId: id,
			state: 'closed',
			customerName: 'Dana Example',
		});
		expect(await found()).toEqual([]);
	});

	it.each(['documented', 'capital'] as const)(
		'understands enumerations as Genesys spells them (%s)',
		async (enumSpelling) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { enumSpelling } });
			const { id } = openContactCenter(simulator.world).chat();

			const fields = selected('conversationId', 'state', 'agentConnected', 'type');

			expect(await bench().item({ parameters: find('externalId', 'CRM-1', fields) })).toEqual({
				found: true,
				conversationId: id,
				state: 'open',
				agentConnected: true,
				type: 'webmessaging',
			});
		},
	);
});
