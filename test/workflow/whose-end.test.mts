import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { close } from '../support/parameters.mts';
import { rawConversation, READ, showInstead, withLegs } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const DAY_MINUTES = 24 * 60;
const TEARDOWN = { method: 'teardown' };

describe('Whose end it is, and whether it is one,', () => {
	const bench = withWorkbench();

	const center = () => openContactCenter(bench().simulator.world);
	const anHourAgo = () => bench().simulator.world.now() - 60 * MINUTE_MS;
	const pass = (minutes: number) => {
		bench().simulator.world.clock.advance(minutes * MINUTE_MS);
	};
	const closed = async (id: string, options: INodeParameters = {}, how: INodeParameters = {}) =>
		await bench().item({ parameters: { ...close(id, options), ...how } });

	it('is told rightly where a re-opened chat still shows the end of before', async () => {
		const { simulator } = bench();
		const { world } = simulator;
		simulator.configure({ assumptions: { reopenKeepsEndTime: true, patchAnswerShowsEnd: false } });
		const { id } = center().chat({ startedAt: anHourAgo() });
		world.end(id);
		pass(30);
		world.reopen(id);
		pass(30);
		const at = new Date(world.now()).toISOString();
		const ended = withLegs(await rawConversation(bench(), id), (leg) =>
			leg['state'] === 'disconnected' ? leg : { ...leg, state: 'disconnected', disconnectedTime: at },
		);
		// The look is an old one by then, so that only the times tell whose end it is.
		simulator.faults.add({ kind: 'slow', ms: 3_000, times: 1, match: READ });
		showInstead(bench(), ended);

		expect(await closed(id)).toMatchObject({ status: 'closed', closedAt: at });
	});

	describe.each([
		['as Genesys Cloud tells the time', {}],
		['where a gateway takes the time away', { date: null }],
	])('%s,', (_when, headers) => {
		beforeEach(() => {
			bench().simulator.faults.add({ kind: 'lyingHeaders', headers });
		});

		it('a stuck conversation is told as stuck, and a teardown ends it', async () => {
			const { id } = center().chat({ stage: 'stuck', startedAt: anHourAgo() });

			expect(await closed(id)).toMatchObject({ status: 'stuck', closed: false });
			expect(await closed(id, {}, TEARDOWN)).toMatchObject({ status: 'closed' });
		});

		it('what somebody else ended two hours ago was not closed by this run', async () => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { patchOnEnded: 200 } });
			// So that it is today for this machine, too; which is some seconds off.
			simulator.world.clock.set(new Date(Date.now() - 120 * MINUTE_MS + 20_000).toISOString());
			const { id } = center().chat({ startedAt: anHourAgo() });
			simulator.world.end(id);
			pass(120);

			expect(await closed(id, { checkFirst: false, waitUntilClosed: false })).toMatchObject({
				status: 'alreadyClosed',
			});
		});
	});

	it.each([
		[-1, 'alreadyClosed'],
		[1, 'stuck'],
	])('a wrap-up that is owed for a day and %d minutes makes it %s', async (more, status) => {
		const { id } = center().chat({ startedAt: anHourAgo() });
		bench().simulator.world.stick(id);
		pass(DAY_MINUTES + more);

		expect(await closed(id)).toMatchObject({ status });
		expect(await closed(id, {}, TEARDOWN)).toMatchObject({
			status: status === 'stuck' ? 'closed' : status,
		});
	});

	it('is no end where a re-opened chat that is stuck still shows the end of before', async () => {
		const { world } = bench().simulator;
		bench().simulator.configure({ assumptions: { reopenKeepsEndTime: true } });
		const queue = world.addQueue({ name: 'Calm', wrapUpPrompt: 'OPTIONAL' });
		const { id } = world.startConversation({ customerName: 'Dana', queue, stage: 'queue' });
		world.end(id);
		pass(2);
		world.reopen(id);
		world.stick(id);
		pass(40);

		expect(await closed(id)).toMatchObject({ status: 'stuck' });
		expect(await closed(id, {}, TEARDOWN)).toMatchObject({ status: 'closed' });
	});
});
