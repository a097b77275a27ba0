import type { IDataObject } from 'n8n-workflow';

import { GenesysWebMessagingTrigger } from '../../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import { Answer, genesysCloud, pollContext, type PollScene } from '../../support/n8n-context.mts';
import { withTimeTravel } from '../../support/time-travel.mts';
import { chat } from '../../support/virtual-conversation.mts';
import { indexed } from '../../support/virtual-index.mts';

const ID = '00000000-0000-4000-8000-000000000001';
const QUEUE = '00000000-0000-4000-8000-000000000002';
const OTHER = '00000000-0000-4000-8000-000000000003';
const QUERY = 'POST analytics/conversations/details/query';
const MINUTE_MS = 60_000;
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
	) {}

	/** @returns the events that it gives; whoever plays n8n may discard them */
	async poll(respond: NonNullable<PollScene['respond']>): Promise<unknown[]> {
		const { workflowId, kept, parameters } = this;
		const credential = { clientId: workflowId };
		const node = { id: 'node', name: this.name };
		const { context } = pollContext({ workflowId, credential, node, kept, parameters, respond });
		const given = await trigger.poll.call(context);
		return (given ?? []).flat().map(({ json }) => json['eventId']);
	}
}

interface Started {
	readonly id: string;
	readonly startTime: string;
}

/** How Genesys Cloud answers where some chats have started, the newest last. */
function answering(...started: readonly Started[]): NonNullable<PollScene['respond']> {
	const rows = started.map(({ id, startTime }) => ({
		conversationId: id,
		conversationStart: startTime,
		participants: [indexed('customer')],
	}));
	return genesysCloud({
		[QUERY]: { conversations: rows.toReversed(), totalHits: rows.length },
		...Object.fromEntries(started.map((one) => [`GET conversations/${one.id}`, chat(one)])),
	});
}

/** Answers once it is told to. */
function held(respond: NonNullable<PollScene['respond']>) {
	let [isAsked, goOn] = [() => {}, () => {}];
	const asked = new Promise<void>((resolve) => (isAsked = resolve));
	const mayGoOn = new Promise<void>((resolve) => (goOn = resolve));
	return {
		asked,
		goOn: () => {
			goOn();
		},
		respond: async (sent: Parameters<typeof respond>[0]) => {
			isAsked();
			await mayGoOn;
			return await respond(sent);
		},
	};
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
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const before = { ...first.kept };
		const busy = answering(chatStarts());
		expect(await first.poll(busy)).toHaveLength(1);
		expect(await new Published(workflowId, before).poll(busy)).toEqual([]);
		const renamed = new Published(workflowId, { __dataChanged: false }, FORM, 'Chats');

		expect(await pollOn(renamed, busy)).toEqual([`conversationStarted:${ID}`]);
	});

	it('gives nothing again where the trigger is renamed after a poll that was read ahead, and one that failed', async () => {
		const first = new Published(workflowId, { __dataChanged: false });
		await first.poll(NOTHING);
		const before = { ...first.kept };
		const busy = answering(chatStarts());
		expect(await first.poll(busy)).toHaveLength(1);
		expect(await new Published(workflowId, before).poll(busy)).toEqual([]);
		travel().pass(MINUTE_MS);
		await expect(first.poll(genesysCloud({ [QUERY]: new Answer(403) }))).rejects.toThrow();
		const renamed = new Published(workflowId, { __dataChanged: false }, FORM, 'Chats');

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
