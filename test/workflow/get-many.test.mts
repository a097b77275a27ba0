import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS, HOUR_MS, DAY_MS } from '../../simulator/durations.mts';
import type { ConversationHandle, World } from '../../simulator/index.mts';
import { NODE } from '../harness/workbench.mts';
import { openContactCenter, type ContactCenter } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { selected } from '../support/parameters.mts';
import { rawConversation, showInstead } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const LEFT_OUT =
	"Message times are left out because they take one request per conversation. To get them, turn on Options → 'Verify Live'.";
const iso = (time: number) => new Date(time).toISOString();

/** A filter, and how a conversation that it lets through differs from the others. */
interface FilterCase {
	readonly name: string;
	play(center: ContactCenter, world: World): { filter: INodeParameters; wanted: ConversationHandle };
}

const FILTERS: readonly FilterCase[] = [
	{
		name: 'userId',
		play: (center, world) => {
			const agent = world.addUser({ name: 'Bea Agent' });
			return {
				filter: { userId: { __rl: true, mode: 'id', value: agent.id } },
				wanted: center.chat({ agent }),
			};
		},
	},
	{
		name: 'externalContactId',
		play: (center, world) => {
			const contact = world.addContact({ firstName: 'Robin' });
			return { filter: { externalContactId: contact.id }, wanted: center.chat({ contact }) };
		},
	},
	{
		name: 'externalContactId (of whom another contact was merged into)',
		play: (center, world) => {
			const contact = world.addContact({ firstName: 'Robin' });
			const guest = world.addContact({ firstName: 'Guest', mergedInto: contact });
			return { filter: { externalContactId: contact.id }, wanted: center.chat({ contact: guest }) };
		},
	},
	{
		name: 'externalTag',
		play: (center) => ({
			filter: { externalTag: 'ticket-4711' },
			wanted: center.chat({ externalTag: 'ticket-4711' }),
		}),
	},
	{
		name: 'flowId',
		play: (center, world) => {
			const deployment = world.addDeployment({ name: 'Shop' });
			return { filter: { flowId: deployment.flowId }, wanted: center.chat({ deployment }) };
		},
	},
	{
		name: 'divisionId',
		play: (center, world) => {
			const { id } = world.addDivision({ name: 'West' });
			return { filter: { divisionId: id }, wanted: center.chat({ divisionId: id }) };
		},
	},
	{
		name: 'startedAfter',
		play: (center, world) => ({
			filter: { startedAfter: iso(world.now() - 5 * MINUTE_MS) },
			wanted: center.chat({ startedAt: world.now() - 4 * MINUTE_MS }),
		}),
	},
	{
		name: 'startedAfter (by an expression)',
		play: (center, world) => ({
			filter: { startedAfter: '={{ $now.minus({ minutes: 5 }) }}' },
			wanted: center.chat({ startedAt: world.now() - 4 * MINUTE_MS }),
		}),
	},
	{
		name: 'startedBefore',
		play: (center, world) => ({
			filter: { startedBefore: iso(world.now() - 15 * MINUTE_MS) },
			wanted: center.chat({ startedAt: world.now() - 16 * MINUTE_MS }),
		}),
	},
];

describe('Get Many', () => {
	const bench = withWorkbench();
	const ids = async (filters?: INodeParameters, more?: INodeParameters) => {
		const items = await bench().items({ parameters: getMany(filters, more) });
		return items.map(({ conversationId }) => conversationId);
	};

	it.each(FILTERS)('lets through by $name', async (filterCase) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		center.chat();
		const { filter, wanted } = filterCase.play(center, world);
		center.chat();

		expect(await ids(filter)).toEqual([wanted.id]);
	});

	it('lists what is open, the newest first, and no other medium', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const older = center.chat({ startedAt: world.now() - 3 * DAY_MS });
		const newer = center.chat({ stage: 'customerLeft' });
		center.chat({ stage: 'ended' });
		center.chat({ medium: 'call' });
		center.chat({ messageType: 'whatsapp' });

		expect(await ids()).toEqual([newer.id, older.id]);
	});

	it('lists ended ones as well when it is told to', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const ended = center.chat({ stage: 'ended', startedAt: world.now() - 2 * DAY_MS });
		const open = center.chat();

		const fields = selected('conversationId', 'state', 'agentConnected', 'endTime', 'openSessions');
		const items = await bench().items({ parameters: getMany({ state: 'any' }, fields) });

		expect(items).toEqual([
			{ conversationId: open.id, state: 'open', agentConnected: true, endTime: null, openSessions: 2 },
			{
				conversationId: ended.id,
				state: 'closed',
				agentConnected: false,
				endTime: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/) as string,
				openSessions: 0,
			},
		]);
	});

	it('means the queue that an open conversation is in, and any that an ended one has been in', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { queue } = center;
		const billing = world.addQueue({ name: 'Billing' });
		const moved = center.chat();
		const stayed = center.chat({ startedAt: world.now() - 20 * MINUTE_MS });
		world.transfer(moved.id, billing);

		expect(await ids({ queueIds: [queue.id] })).toEqual([stayed.id]);
		expect(await ids({ queueIds: [billing.id] })).toEqual([moved.id]);
		expect(await ids({ queueIds: [queue.id, billing.id] })).toEqual([moved.id, stayed.id]);
		expect(await ids({ queueIds: [queue.id], state: 'any' })).toEqual([stayed.id]);
		world.end(moved.id);
		expect(await ids({ queueIds: [queue.id], state: 'any' })).toEqual([moved.id, stayed.id]);
	});

	it('gives the raw conversation where that is wanted', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		const item = await bench().item({ parameters: getMany({}, { output: 'raw' }) });

		expect(item).toMatchObject({ conversationId: id, conversationInitiator: 'customer' });
		expect(item).not.toHaveProperty('customerConnected');
	});

	it('gives no item when nothing matches', async () => {
		openContactCenter(bench().simulator.world).chat();

		expect(await ids({ externalTag: 'no-such-tag' })).toEqual([]);
	});

	it.each([
		{
			there: 3,
			limit: 2,
			given: 2,
			hints: [
				LEFT_OUT,
				"More conversations match than 'Limit' allows (2). Turn on 'Return All' to get all of them.",
			],
		},
		{ there: 3, limit: 3, given: 3, hints: [LEFT_OUT] },
	])('says so when a limit of $limit cuts $there', async ({ there, limit, given, hints }) => {
		const center = openContactCenter(bench().simulator.world);
		for (let count = 0; count < there; count++) center.chat();

		const execution = await bench().run({ parameters: getMany({}, { returnAll: false, limit }) });

		expect(execution.json(NODE)).toHaveLength(given);
		expect(execution.hints(NODE)).toEqual(hints);
	});

	it('returns fifty when nothing is chosen', async () => {
		const center = openContactCenter(bench().simulator.world);
		for (let count = 0; count < 51; count++) center.chat();

		expect(
			await bench().items({ parameters: { resource: 'conversation', operation: 'getAll' } }),
		).toHaveLength(50);
	});

	it.each([
		{ verifyLive: false, listed: 2, reads: 0 },
		{ verifyLive: true, listed: 1, reads: 2 },
	])('sees what the index does not know yet only when it verifies ($verifyLive)', async (expected) => {
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 5 * MINUTE_MS });
		const center = openContactCenter(simulator.world);
		const ended = center.chat();
		center.chat();
		simulator.world.end(ended.id);

		expect(await ids({}, { options: { verifyLive: expected.verifyLive } })).toHaveLength(expected.listed);
		expect(
			bench()
				.calls()
				.filter((call) => call.startsWith('GET ')),
		).toHaveLength(expected.reads);
	});

	it('takes the exact tag only, with and without a live look', async () => {
		const center = openContactCenter(bench().simulator.world);
		const { id } = center.chat({ externalTag: 'Ticket-1' });
		center.chat({ externalTag: 'TICKET-1' });

		for (const verifyLive of [false, true])
			expect(await ids({ externalTag: 'Ticket-1' }, { options: { verifyLive } })).toEqual([id]);
	});

	it.each([
		['another one', true],
		['none', false],
	])('is told by the live look which divisions it is in: %s', async (_which, isOther) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();
		const { homeDivision } = world.directory;
		const other = world.addDivision({ name: 'Other' });
		const raw = await rawConversation(bench(), id);
		const divisions = (ids: string[]) => ids.map((one) => ({ division: { id: one } }));
		const parameters = getMany({ divisionId: homeDivision.id }, { options: { verifyLive: true } });
		const listed = async () =>
			(await bench().items({ parameters })).map(({ conversationId }) => conversationId);
		showInstead(bench(), { ...raw, divisions: divisions(isOther ? [other.id] : []) }, 1);

		expect(await listed()).toEqual(isOther ? [] : [id]);
		showInstead(bench(), { ...raw, divisions: divisions([other.id, homeDivision.id]) });
		expect(await listed()).toEqual([id]);
	});

	it('says that nothing has started yet after a time to come', async () => {
		openContactCenter(bench().simulator.world).chat();
		const parameters = getMany({ startedAfter: iso(Date.now() + HOUR_MS) });

		const execution = await bench().run({ parameters });

		expect(execution.json(NODE)).toEqual([]);
		expect(execution.hints(NODE)).toContain(
			"By this machine's clock, 'Started After' is in the future: nothing has started then yet.",
		);
	});

	it('counts from the exact times that it is given', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const start = world.now() - HOUR_MS;
		const { id } = center.chat({ startedAt: start });

		expect(await ids({ startedAfter: iso(start), startedBefore: iso(start + 1) })).toEqual([id]);
		expect(await ids({ startedAfter: iso(start + 1) })).toEqual([]);
		expect(await ids({ startedBefore: iso(start) })).toEqual([]);
	});
});
