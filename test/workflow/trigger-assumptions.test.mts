import { MINUTE_MS } from '../../simulator/durations.mts';
import { ASSUMPTION_VALUES, type Assumptions } from '../../simulator/index.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { activate } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The first value of each is the one that every other test plays with. */
const FLIPS: ReadonlyArray<{ readonly what: string; readonly assumptions: Partial<Assumptions> }> = [
	{ what: 'as it usually does', assumptions: {} },
	{ what: 'capitals, and case matters', assumptions: { enumSpelling: 'capital', matchesIgnoresCase: false } },
	...Object.entries(ASSUMPTION_VALUES).flatMap(([assumption, [, ...others]]) =>
		others.map((value) => ({
			what: `${assumption}: ${String(value)}`,
			assumptions: { [assumption]: value },
		})),
	),
];

const TYPES = ['conversationStarted', 'conversationEnded', 'customerLeft', 'conversationIdle'] as const;

describe('Whatever Genesys Cloud does, the trigger gives every event once', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();

	it.each(FLIPS)('$what', async ({ assumptions }) => {
		const isLeft = assumptions.agentLeavesWhenCustomerDoes !== true;
		const { simulator } = bench();
		simulator.configure({ assumptions });
		const { world } = simulator;
		const center = openContactCenter(world);
		const [ends, loses, falls] = [center.chat(), center.chat(), center.chat()];
		for (const { id } of [ends, loses, falls]) world.customerWrites(id);
		const triggers = await Promise.all(
			TYPES.map(async (event) =>
				activate(bench(), { event, ...(event === 'conversationIdle' && { idleForMinutes: 10 }) }),
			),
		);
		travel().pass(MINUTE_MS);
		const starts = center.chat({ startedAt: world.now(), messages: [] });
		world.end(ends.id);
		travel().pass(1_000);
		world.customerWrites(loses.id);
		world.customerLeaves(loses.id);

		const given: Record<string, unknown[]> = {};
		for (let minute = 0; minute < 11; minute++) {
			travel().pass(MINUTE_MS);
			// Nobody falls silent but the one.
			if (isLeft) world.agentWrites(loses.id);
			for (const [i, trigger] of triggers.entries())
				for (const { conversationId } of await trigger.poll())
					given[TYPES[i] ?? ''] = [...(given[TYPES[i] ?? ''] ?? []), conversationId];
		}

		expect(given).toEqual({
			conversationStarted: [starts.id],
			conversationEnded: isLeft ? [ends.id] : [ends.id, loses.id],
			...(isLeft && { customerLeft: [loses.id] }),
			conversationIdle: [falls.id],
		});
	});
});
