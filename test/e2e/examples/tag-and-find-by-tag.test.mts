import assert from 'node:assert/strict';
import { before, beforeEach } from 'node:test';
import type { WebhookAnswer } from '../../../scripts/n8n/client.mts';
import { asArray, asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { externalTagOf } from '../../../simulator/world/model.mts';
import { importExample } from '../example.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { lastChanges } from './world-state.mts';

const STARTED = 'conversation-started';
const SOLVED = 'ticket-solved';
const UNKNOWN_CONVERSATION = '0f3b6f0c-1f6e-4b52-9d0a-7d6c5b4a3f21';
const INDEX_LAG_MS = 30_000;

/** What a ticket system may send by mistake or out of malice, and a tag can never be. */
const UNUSABLE = [
	undefined,
	null,
	'',
	'   ',
	{},
	[],
	['4711'],
	{ $ne: '' },
	true,
	'x'.repeat(256),
	'a\u0000b',
];

/** What would match more than itself if it were taken for anything but a text. */
const GREEDY = [
	'*',
	'%',
	'.*',
	'4711" OR "1"="1',
	"'; DROP TABLE",
	'{{ $json.body }}',
	'={{ 1 }}',
	'471',
	'47110',
];

inRealN8n('The example "tag and find by tag" in real n8n', (rig) => {
	let queue: string;
	let dana: string;
	let somebodyElse: string;

	before(async () => {
		const { workflowId } = await importExample(rig(), 'tag-and-find-by-tag.json');
		await rig().client.activateWorkflow(workflowId);
		queue = rig().simulator.world.addQueue({ name: 'Web Support' }).id;
		rig().simulator.world.addUser({ name: 'Alex Agent' });
	});

	beforeEach(() => {
		dana = startConversation('Dana Example');
		somebodyElse = startConversation('Somebody Else');
	});

	function startConversation(customerName: string, externalTag?: string): string {
		const tag = externalTag === undefined ? {} : { externalTag };
		return rig().simulator.world.startConversation({ customerName, queue, stage: 'agent', ...tag }).id;
	}

	function tagOf(conversationId: string): string | undefined {
		return externalTagOf(rig().simulator.world.conversation(conversationId));
	}

	async function started(conversationId: unknown, ticketId: unknown): Promise<WebhookAnswer> {
		return await rig().client.callWebhook(STARTED, { conversationId, ticketId });
	}

	async function solved(ticketId: unknown): Promise<WebhookAnswer> {
		return await rig().client.callWebhook(SOLVED, { ticketId });
	}

	/** The verdicts of an answer, without what differs from run to run. */
	function verdicts({ status, body }: WebhookAnswer): readonly UnknownObject[] {
		assert.equal(status, 200, JSON.stringify(body));
		return asArray(body, 'verdicts').map((entry) => {
			const { conversationId, status: verdict, closed } = asObject(entry, 'verdict');
			return { conversationId, status: verdict, closed };
		});
	}

	/** Asserts that the answer says what is wrong, under an HTTP status. */
	function assertRefused({ status, body }: WebhookAnswer, expected: number): void {
		assert.equal(status, expected, JSON.stringify(body));
		const { error, message } = asObject(body, 'answer');
		assert.ok(typeof error === 'string' && error !== '', JSON.stringify(body));
		assert.ok(typeof message === 'string' && message !== '', JSON.stringify(body));
	}

	scenario('closes the conversation that was tagged with the ticket, and not that of another', async () => {
		const tagged = await started(dana, 'T-1');
		await started(somebodyElse, 'T-2');
		const openBefore = openConversations(rig().simulator.world);

		const answer = await solved('T-1');

		assert.deepEqual(tagged, { status: 200, body: { conversationId: dana, externalTag: 'T-1' } });
		assert.deepEqual(verdicts(answer), [{ conversationId: dana, status: 'closed', closed: true }]);
		assert.deepEqual(
			openConversations(rig().simulator.world),
			openBefore.filter((id) => id !== dana),
		);
	});

	scenario('changes nothing when the ticket is solved again, and says so', async () => {
		await started(dana, 'T-3');
		await solved('T-3');
		const changesBefore = lastChanges(rig().simulator.world);

		const answer = await solved('T-3');

		assert.deepEqual(verdicts(answer), [{ conversationId: undefined, status: 'notFound', closed: false }]);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('takes the same tag twice', async () => {
		await started(dana, 'T-4');
		const again = await started(dana, 'T-4');

		assert.deepEqual(again, { status: 200, body: { conversationId: dana, externalTag: 'T-4' } });
		assert.deepEqual(verdicts(await solved('T-4')), [
			{ conversationId: dana, status: 'closed', closed: true },
		]);
	});

	scenario('closes every conversation with the tag', async () => {
		await started(dana, 'T-5');
		await started(somebodyElse, 'T-5');

		const answer = verdicts(await solved('T-5'));

		assert.deepEqual(
			answer.map(({ conversationId }) => conversationId).toSorted(),
			[dana, somebodyElse].toSorted(),
		);
		assert.ok(answer.every(({ closed }) => closed === true));
	});

	scenario('takes a number for the text that it is', async () => {
		const tagged = await started(dana, 4711);

		assert.equal(asObject(tagged.body, 'answer')['externalTag'], '4711');
		assert.deepEqual(verdicts(await solved(4711)), [
			{ conversationId: dana, status: 'closed', closed: true },
		]);
	});

	scenario(
		'goes by the last tag of a conversation, also while the index still has the one before',
		async () => {
			const { simulator } = rig();
			simulator.configure({ analyticsLagMs: INDEX_LAG_MS });
			const tagged = startConversation('Tagged Before', 'T-6');
			await started(tagged, 'T-7');
			const openBefore = openConversations(simulator.world);

			const answer = await solved('T-6');
			simulator.configure({ analyticsLagMs: 0 });

			assert.deepEqual(verdicts(answer), [{ conversationId: undefined, status: 'notFound', closed: false }]);
			assert.deepEqual(openConversations(simulator.world), openBefore);
			assert.deepEqual(verdicts(await solved('T-7')), [
				{ conversationId: tagged, status: 'closed', closed: true },
			]);
		},
	);

	scenario('refuses what is no ticket ID, and asks Genesys nothing', async () => {
		const requestsBefore = rig().simulator.requests.length;

		for (const value of UNUSABLE) {
			assertRefused(await started(dana, value), 400);
			assertRefused(await solved(value), 400);
		}

		assert.equal(rig().simulator.requests.length, requestsBefore);
		assert.equal(tagOf(dana), undefined);
	});

	scenario('takes a ticket ID literally, whatever it looks like', async () => {
		await started(somebodyElse, '4711');
		for (const value of GREEDY) {
			assert.deepEqual(verdicts(await solved(value)), [
				{ conversationId: undefined, status: 'notFound', closed: false },
			]);
		}
		assert.ok(openConversations(rig().simulator.world).includes(somebodyElse));

		for (const value of GREEDY) {
			await started(dana, value);
			assert.equal(tagOf(dana), value);
		}
		const last = GREEDY.at(-1);
		assert.deepEqual(verdicts(await solved(last)), [
			{ conversationId: dana, status: 'closed', closed: true },
		]);
	});

	scenario('says so when the conversation does not exist, or its ID is none', async () => {
		const changesBefore = lastChanges(rig().simulator.world);

		assertRefused(await started(UNKNOWN_CONVERSATION, 'T-8'), 502);
		for (const value of ['abc', '', undefined, {}, `${dana}/../${somebodyElse}`]) {
			assertRefused(await started(value, 'T-8'), 400);
		}

		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('does not hide that one of two could not be closed', async () => {
		await started(dana, 'T-9');
		await started(somebodyElse, 'T-9');
		const path = `/conversations/messages/${dana}$`;
		const fault = rig().simulator.faults.add({
			kind: 'status',
			status: 405,
			match: { method: 'PATCH', path },
		});

		const answer = await solved('T-9');
		fault.remove();

		assert.equal(answer.status, 502, JSON.stringify(answer.body));
		const items = asArray(answer.body, 'answer').map((entry) => asObject(entry, 'item'));
		assert.equal(items.filter(({ status }) => status === 'closed').length, 1);
		assert.equal(items.filter(({ error }) => typeof error === 'string').length, 1);
		assert.ok(openConversations(rig().simulator.world).includes(dana));
	});

	scenario('says that it could not look when Genesys Cloud fails', async () => {
		const fault = rig().simulator.faults.add({ kind: 'status', status: 500, match: { path: '/analytics/' } });

		const answer = await solved('T-10');
		fault.remove();

		assertRefused(answer, 502);
	});
});
