import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Get Many, by whether the customer is still there', () => {
	const bench = withWorkbench();
	const listed = async (customer: string, state = 'open') => {
		const items = await bench().items({ parameters: getMany({ customer, state }) });
		return items.map(({ conversationId }) => conversationId).sort();
	};

	/** One conversation of each kind. */
	function chats() {
		const center = openContactCenter(bench().simulator.world);
		return {
			agent: center.chat({ stage: 'agent' }).id,
			queue: center.chat({ stage: 'queue' }).id,
			left: center.chat({ stage: 'customerLeft' }).id,
			ended: center.chat({ stage: 'ended' }).id,
		};
	}

	it('lists those whose customer is connected, or has left, or all', async () => {
		const { agent, queue, left } = chats();

		expect(await listed('connected')).toEqual([agent, queue].sort());
		expect(await listed('left')).toEqual([left]);
		expect(await listed('any')).toEqual([agent, queue, left].sort());
	});

	it('takes nobody for gone out of what has ended', async () => {
		const { left } = chats();

		expect(await listed('left', 'any')).toEqual([left]);
	});

	it('goes by the live conversation: the index does not know yet that somebody left', async () => {
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 10 * MINUTE_MS });
		const { world } = simulator;
		const center = openContactCenter(world);
		const startedAt = world.now() - 60 * MINUTE_MS;
		const stays = center.chat({ startedAt });
		const leaves = center.chat({ startedAt });
		world.customerLeaves(leaves.id);

		expect(await listed('left')).toEqual([leaves.id]);
		expect(await listed('connected')).toEqual([stays.id]);
	});

	it('reads each conversation once', async () => {
		chats();

		await listed('connected');

		expect(
			bench()
				.calls()
				.filter((call) => call.startsWith('GET')),
		).toHaveLength(3);
	});
});
