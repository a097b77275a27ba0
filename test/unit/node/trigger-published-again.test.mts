import type { IDataObject } from 'n8n-workflow';

import { MINUTE_MS } from '../../../simulator/durations.mts';
import { GenesysWebMessagingTrigger } from '../../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import { Answer, genesysCloud, pollContext, type PollScene } from '../../support/n8n-context.mts';
import { answering, held, QUERY, type Started } from '../../support/started-chats.mts';
import { withTimeTravel } from '../../support/time-travel.mts';

const ID = '00000000-0000-4000-8000-000000000001';
const QUEUE = '00000000-0000-4000-8000-000000000002';
const OTHER = '00000000-0000-4000-8000-000000000003';
const FORM = { event: 'conversationStarted', output: 'simplified' };
const NOTHING = genesysCloud({ [QUERY]: { totalHits: 0 } });

const trigger = new GenesysWebMessagingTrigger();

/** A version of a workflow that is published, with the data that n8n keeps for it. */
class Published {
	constructor(
		private readonly workflowId: string,
		readonly kept: IDataObject,
		private readonly parameters: IDataObject = FORM,
		private readonly name = 'Trigger',
		/** n8n's process: each knows what it has polled itself, so that to the trigger another one is another workflow. */
		private readonly process = '',
	) {}

	/** @returns the events that it gives; whoever plays n8n may discard them */
	async poll(respond: NonNullable<PollScene['respond']>): Promise<unknown[]> {
		const { kept, parameters } = this;
		const credential = { clientId: this.workflowId };
		const workflowId = `${this.workflowId}${this.process}`;
		const node = { id: 'node', name: this.name };
		const { context } = pollContext({ workflowId, credential, node, kept, parameters, respond });
		const given = await trigger.poll.call(context);
		return (given ?? []).flat().map(({ json }) => json['eventId']);
	}
}

describe('A workflow that is published again while its trigger polls', () => {
	const travel = withTimeTravel();
	let workflows = 0;
	let workflowId = '';

	beforeEach(() => {
		workflows += 1;
		workflowId = `published-again-${workflows}`;
	});

	/** A chat starts halfway through the next minute. */
	function chatStarts(id = ID): Started {
		travel().pass(MINUTE_MS / 2);
		const startTime = new Date(Date.now()).toISOString();
		travel().pass(MINUTE_MS / 2);
		return { id, startTime };
	}

	/** A poll gives an event, and n8n discards it. @returns what n8n hands out as before, and the answers */
	async function pollDiscarded() {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const before = { ...first.kept };
		const busy = answering(chatStarts());
		expect(await first.poll(busy)).toHaveLength(1);
		return { first, before, busy };
	}

	/** n8n keeps the data by the name. */
	const underAnotherName = () => new Published(workflowId, { __dataChanged: false }, FORM, 'Chats');

	async function pollOn(version: Published, respond: NonNullable<PollScene['respond']>): Promise<unknown[]> {
		const given: unknown[] = [];
		for (let minute = 0; minute < 5; minute++) {
			travel().pass(MINUTE_MS);
			given.push(...(await version.poll(respond)));
		}
		return given;
	}

	it.each([
		['at once', 0],
		['some minutes later', 10 * MINUTE_MS],
	])('gives what n8n discards of that poll, published %s', async (_when, laterMs) => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const second = new Published(workflowId, { ...first.kept });
		const busy = answering(chatStarts());
		const { respond, asked, goOn } = held(busy);
		const discarded = first.poll(respond);
		await asked;
		const atOnce = laterMs === 0 ? await second.poll(busy) : [];
		goOn();
		expect(await discarded).toEqual([`conversationStarted:${ID}`]);
		travel().pass(laterMs);

		expect([...atOnce, ...(await pollOn(second, busy))]).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n discards of that poll, published under another name meanwhile, and once', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const busy = answering(chatStarts());
		const { respond, asked, goOn } = held(busy);
		const discarded = first.poll(respond);
		await asked;
		// n8n keeps the data by the name.
		const second = new Published(workflowId, { __dataChanged: false }, FORM, 'Chats');
		const atOnce = await second.poll(busy);
		goOn();
		expect(await discarded).toEqual([`conversationStarted:${ID}`]);

		expect([...atOnce, ...(await pollOn(second, busy))]).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n has discarded, where that has shown before the trigger is renamed', async () => {
		const { before, busy } = await pollDiscarded();
		expect(await new Published(workflowId, before).poll(busy)).toEqual([]);
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n has discarded, where the poll that would give it again fails, and the trigger is renamed then', async () => {
		const { before, busy } = await pollDiscarded();
		travel().pass(MINUTE_MS);
		await expect(
			new Published(workflowId, before).poll(genesysCloud({ [QUERY]: new Answer(500) })),
		).rejects.toThrow();
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n has discarded, where the next poll cannot even read its form, and the trigger is renamed then', async () => {
		const { before, busy } = await pollDiscarded();
		const unusable = { ...FORM, filters: { queueIds: [] } };
		await expect(new Published(workflowId, before, unusable).poll(busy)).rejects.toThrow();
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n discards of that poll, where the trigger is renamed before it is polled again', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const second = new Published(workflowId, { ...first.kept });
		const busy = answering(chatStarts());
		const { respond, asked, goOn } = held(busy);
		const discarded = first.poll(respond);
		await asked;
		expect(await second.poll(busy)).toEqual([]);
		goOn();
		expect(await discarded).toHaveLength(1);
		travel().pass(MINUTE_MS / 2);
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n discards of that poll, where the first one under another name fails before it asks for anything', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const busy = answering(chatStarts());
		const { respond, asked, goOn } = held(busy);
		const discarded = first.poll(respond);
		await asked;
		const unusable = { ...FORM, filters: { queueIds: [] } };
		await expect(
			new Published(workflowId, { __dataChanged: false }, unusable, 'Chats').poll(busy),
		).rejects.toThrow();
		goOn();
		expect(await discarded).toHaveLength(1);
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives what n8n has discarded, where it discards the poll that gives it again in the middle of a rename', async () => {
		const { before, busy } = await pollDiscarded();
		travel().pass(MINUTE_MS);
		const { respond, asked, goOn } = held(busy);
		const again = new Published(workflowId, before).poll(respond);
		await asked;
		const renamed = underAnotherName();
		const atOnce = await renamed.poll(busy);
		goOn();
		expect(await again).toHaveLength(1);

		expect([...atOnce, ...(await pollOn(renamed, busy))]).toEqual([`conversationStarted:${ID}`]);
	});

	it.each([
		['it is renamed amid the first poll', answering],
		['the first poll fails, and it is renamed then', () => genesysCloud({ [QUERY]: new Answer(500) })],
	])('goes on from what n8n had kept, where n8n is started anew, and %s', async (_what, firstAnswer) => {
		const before = new Published(workflowId, { __dataChanged: false });
		await before.poll(NOTHING);
		const started = chatStarts();
		const { respond, asked, goOn } = held(firstAnswer(started));
		const discarded = new Published(workflowId, { ...before.kept }, FORM, 'Trigger', 'another')
			.poll(respond)
			.catch(() => undefined);
		await asked;
		const renamed = new Published(workflowId, { __dataChanged: false }, FORM, 'Chats', 'another');
		const atOnce = await renamed.poll(answering(started));
		goOn();
		await discarded;

		expect([...atOnce, ...(await pollOn(renamed, answering(started)))]).toEqual([
			`conversationStarted:${ID}`,
		]);
	});

	it('gives nothing again where the trigger is renamed after a poll during which it was polled once more as it was', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const busy = answering(chatStarts());
		const { respond, asked, goOn } = held(busy);
		const given = first.poll(respond);
		await asked;
		expect(await first.poll(busy)).toEqual([]);
		goOn();
		expect(await given).toHaveLength(1);
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([]);
	});

	it('gives nothing again where the trigger is renamed after a poll that was read ahead, and one that failed', async () => {
		const { first, before, busy } = await pollDiscarded();
		expect(await new Published(workflowId, before).poll(busy)).toEqual([]);
		travel().pass(MINUTE_MS);
		await expect(first.poll(genesysCloud({ [QUERY]: new Answer(403) }))).rejects.toThrow();
		const renamed = underAnotherName();

		expect(await pollOn(renamed, busy)).toEqual([]);
	});

	it('gives nothing again of before a rename, where n8n discards the first poll after it', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const before = chatStarts();
		expect(await first.poll(answering(before))).toHaveLength(1);
		const busy = answering(before, chatStarts(OTHER));
		const { respond, asked, goOn } = held(busy);
		const discarded = new Published(workflowId, { __dataChanged: false }, FORM, 'Chats').poll(respond);
		await asked;
		const third = new Published(workflowId, { __dataChanged: false }, FORM, 'Chats');
		expect(await third.poll(busy)).toEqual([]);
		goOn();
		await discarded;

		expect(await pollOn(third, busy)).toEqual([`conversationStarted:${OTHER}`]);
	});

	it('begins to watch something else at once, and remembers nothing of the poll of before', async () => {
		const watchesQueue = { ...FORM, filters: { queueIds: [QUEUE] } };
		const first = new Published(workflowId, { __dataChanged: false }, watchesQueue);
		await first.poll(NOTHING);
		travel().pass(MINUTE_MS);
		const { respond, asked, goOn } = held(NOTHING);
		const before = first.poll(respond);
		await asked;
		const second = new Published(workflowId, { __dataChanged: false });
		expect(await second.poll(NOTHING)).toEqual([]);
		goOn();
		await before;

		expect(await pollOn(second, answering(chatStarts()))).toEqual([`conversationStarted:${ID}`]);
	});

	it('tells at once what is wrong with what it is to watch now', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const { respond, asked, goOn } = held(NOTHING);
		const before = first.poll(respond);
		await asked;
		const second = new Published(workflowId, {}, { ...FORM, filters: { queueIds: [QUEUE] } });

		await expect(second.poll(genesysCloud({ [QUERY]: new Answer(403) }))).rejects.toThrow();
		goOn();
		await before;
	});
});
