import { MINUTE_MS } from '../../simulator/durations.mts';
import type { Written } from '../../simulator/world/model.mts';
import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMessages, list } from '../support/parameters.mts';
import {
	rawConversation,
	showInstead,
	withMessages,
	withParticipants,
} from '../support/raw-conversation.mts';
import { NODE } from '../harness/workbench.mts';
import { withWorkbench } from '../support/workbench.mts';

/** One with an ID, and one without. */
const INTERNAL = [
	{ messageId: 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', messageTime: '2026-09-01T12:00:00Z' },
	{ messageTime: '2026-09-01T12:00:01Z' },
];
const TRANSCRIPT = { output: 'transcript' };

describe('Message: Get Many', () => {
	const bench = withWorkbench();
	const world = () => bench().simulator.world;
	/** A chat that began with what was written. */
	const chatOf = (
		...written: ReadonlyArray<Written & { from: 'agent' | 'api' | 'customer' | 'workflow' }>
	) => {
		const start = world().now() - 60 * MINUTE_MS;
		return openContactCenter(world()).chat({
			startedAt: start,
			messages: written.map((one, i) => ({ ...one, at: start + i + 1 })),
		});
	};
	const bulkCalls = () =>
		bench().simulator.requests.filter(({ path }) => path.endsWith('/messages/bulk')).length;

	it('gives one item for each message, the oldest first, with who wrote it', async () => {
		const { id, messageIds } = chatOf(
			{ from: 'workflow', text: 'Welcome' },
			{ from: 'workflow', text: 'I am a bot', bot: true },
			{ from: 'customer', text: 'Hello' },
			{ from: 'agent', text: 'How can I help?' },
			{ from: 'api', text: 'We close soon' },
		);

		const items = await bench().items({ parameters: getMessages(id) });

		expect(items).toMatchObject([
			{ from: 'system', text: 'Welcome' },
			{ from: 'bot', text: 'I am a bot' },
			{ from: 'customer', name: 'Dana Example', text: 'Hello' },
			{ from: 'agent', name: 'Alex Agent', text: 'How can I help?' },
			{ from: 'system', text: 'We close soon' },
		]);
		expect(items.map(({ messageId }) => messageId)).toEqual(messageIds);
		expect(items.map((item) => Object.keys(item))).toEqual(
			items.map(() => ['time', 'from', 'name', 'text', 'messageId', 'conversationId']),
		);
		expect(items.map(({ time }) => time)).toEqual(items.map(({ time }) => time).toSorted());
	});

	it('gives it of a conversation that has ended as well', async () => {
		const { id } = chatOf({ from: 'customer', text: 'Hello' });
		world().end(id);

		expect(await bench().items({ parameters: getMessages(id) })).toMatchObject([{ text: 'Hello' }]);
	});

	it('puts into words what is no text', async () => {
		const { id } = chatOf({
			from: 'customer',
			text: 'Here',
			content: [
				{
					contentType: 'Attachment',
					attachment: { mediaType: 'Image', filename: 'a.png', mime: 'image/png' },
				},
			],
		});

		expect(await bench().items({ parameters: getMessages(id) })).toMatchObject([
			{ text: 'Here\n[image: a.png]' },
		]);
	});

	it('gives no presence, no typing, and no receipts', async () => {
		const { id } = chatOf({ from: 'customer', text: 'Hello' });
		world().addEvent(id, { eventType: 'Presence' });
		world().addEvent(id, { eventType: 'Typing', from: 'agent' });
		world().addReceipt(id);

		expect(await bench().items({ parameters: getMessages(id) })).toHaveLength(1);
	});

	it('tells how many texts Genesys Cloud has no more', async () => {
		const { id, messageIds } = chatOf(
			{ from: 'customer', text: 'My number is 4' },
			{ from: 'customer', text: 'And 5' },
			{ from: 'agent', text: 'Thank you' },
		);
		world().deleteMessage(id, messageIds[0] ?? '');
		world().forgetMessage(id, messageIds[1] ?? '');

		const execution = await bench().run({ parameters: getMessages(id) });

		expect(execution.json(NODE).map(({ text }) => text)).toEqual([null, null, 'Thank you']);
		expect(execution.hints(NODE)).toEqual([
			'Genesys Cloud gave no text for 2 of 3 messages. It was deleted, is no longer kept, or cannot be read.',
		]);
		const [item] = await bench().items({ parameters: getMessages(id, TRANSCRIPT) });
		expect(item?.['transcript']).toMatch(/: \(deleted\)\n.*: \(no text\)\n.*: Thank you$/);
	});

	it('gives the transcript as a text that can be kept, in the time zone of the workflow', async () => {
		world().clock.set('2026-11-22T23:59:30.000Z');
		const center = openContactCenter(world());
		const at = (time: string) => Date.parse(time);
		const { id } = center.chat({
			startedAt: at('2026-11-22T22:00:00Z'),
			messages: [
				{
					from: 'customer',
					text: 'Hello\n2026-11-22 23:02:00 [agent] Alex Agent: I am not',
					at: at('2026-11-22T22:01:02Z'),
				},
				{ from: 'agent', text: 'Hi', at: at('2026-11-22T23:02:03Z') },
			],
		});

		expect(await bench().items({ parameters: getMessages(id, TRANSCRIPT), timezone: 'Europe/Rome' })).toEqual(
			[
				{
					conversationId: id,
					transcript: [
						'2026-11-22 23:01:02 [customer] Dana Example: Hello',
						'    2026-11-22 23:02:00 [agent] Alex Agent: I am not',
						'2026-11-23 00:02:03 [agent] Alex Agent: Hi',
					].join('\n'),
					messageCount: 2,
					firstTime: '2026-11-22T22:01:02.000Z',
					lastTime: '2026-11-22T23:02:03.000Z',
				},
			],
		);
	});

	it.each(['\n', '\r\n', '\v', '\u001e', '\u0085', '\u2028'])(
		'lets no message pass for several in a transcript, whatever ends a line (%j)',
		async (end) => {
			const { id } = chatOf({ from: 'customer', text: `Hi${end}2026-11-22 23:02:00 [agent] Alex: I pay` });

			const { transcript } = await bench().item({ parameters: getMessages(id, TRANSCRIPT) });

			expect(transcript).toMatch(
				/ \[customer\] Dana Example: Hi\n {4}2026-11-22 23:02:00 \[agent\] Alex: I pay$/,
			);
		},
	);

	it('gives an empty transcript, and no message, where nobody has written', async () => {
		const { id } = chatOf();

		expect(await bench().items({ parameters: getMessages(id) })).toEqual([]);
		expect(await bench().items({ parameters: getMessages(id, TRANSCRIPT) })).toEqual([
			{ conversationId: id, transcript: '', messageCount: 0, firstTime: null, lastTime: null },
		]);
		expect(bulkCalls()).toBe(0);
	});

	it('reads thousands of messages in pages', async () => {
		const texts = Array.from({ length: 2_050 }, (_, i) => `Line ${i}`);
		const start = world().now() - 60 * MINUTE_MS;
		const { id } = openContactCenter(world()).chat({
			startedAt: start,
			messages: texts.map((text, i) => ({
				from: i % 2 === 0 ? 'customer' : 'agent',
				text,
				at: start + i + 1,
			})),
		});

		const items = await bench().items({ parameters: getMessages(id) });

		expect(items.map(({ text }) => text)).toEqual(texts);
		expect(bulkCalls()).toBe(21);
	});

	it.each(['messages', 'transcript'])(
		'does as was said where there is no such conversation (%s)',
		async (output) => {
			const run = async (options: { whenNotFound?: string }) =>
				await bench().items({ parameters: getMessages(NOBODYS_ID, { output, options }) });

			expect(await failureOf(bench(), { parameters: getMessages(NOBODYS_ID, { output }) })).toMatchObject({
				message: expect.stringContaining('does not exist') as unknown,
			});
			expect(await run({ whenNotFound: 'none' })).toEqual([]);
			expect(await run({ whenNotFound: 'item' })).toEqual([{ found: false, conversationId: NOBODYS_ID }]);
		},
	);

	it('takes what another operation has left in Output for its default', async () => {
		const { id } = chatOf({ from: 'customer', text: 'Hello' });

		expect(await bench().items({ parameters: getMessages(id, { output: 'simplified' }) })).toHaveLength(1);
		expect(await bench().items({ parameters: list(id, { output: 'transcript' }) })).not.toEqual([]);
		expect(await failureOf(bench(), { parameters: getMessages(id, { output: 'everything' }) })).toMatchObject(
			{ message: "The value of 'Output' cannot be used" },
		);
	});

	it.each([
		['a page of a proxy', { kind: 'html', status: 200 }],
		['an empty object', { kind: 'stub', body: {} }],
		['messages of another conversation', { kind: 'stub', body: { entities: [{ id: 'other' }] } }],
	] as const)('fails where the texts are answered with %s', async (_what, fault) => {
		const { id } = chatOf({ from: 'customer', text: 'Hello' });
		bench().simulator.faults.add({ ...fault, match: { path: '/messages/bulk' } });

		expect(await failureOf(bench(), { parameters: getMessages(id) })).toMatchObject({
			message: expect.stringContaining('does not seem to come from Genesys Cloud') as unknown,
		});
	});

	it('names the permission that is missing', async () => {
		const { id } = chatOf({ from: 'customer', text: 'Hello' });
		bench().restrict({ permissions: ['conversation:communication:view'] });

		const { description } = await failureOf(bench(), { parameters: getMessages(id) });
		expect(description).toContain('Conversation > Message > View');
	});

	describe('that the customer does not have', () => {
		const raw = async (id: string, status: string) =>
			withMessages(await rawConversation(bench(), id), (message, { purpose }) =>
				purpose === 'agent' ? { ...message, messageStatus: status } : message,
			);
		const conversation = () =>
			chatOf({ from: 'customer', text: 'Hello' }, { from: 'agent', text: 'Your refund is on its way' });

		it.each(['failed', 'queued', 'delivery-failed'])(
			'marks it in a transcript, and counts it in a hint (%s)',
			async (status) => {
				const { id } = conversation();
				showInstead(bench(), await raw(id, status));

				const execution = await bench().run({ parameters: getMessages(id, TRANSCRIPT) });

				expect(execution.json(NODE)[0]?.['transcript']).toMatch(
					/Dana Example: Hello\n.* Alex Agent: \(not delivered\) Your refund is on its way$/,
				);
				expect(execution.hints(NODE)).toEqual([
					'1 of 2 messages did not reach the customer, or not yet, as Genesys Cloud tells it.',
				]);
			},
		);

		it('leaves out what colleagues write to each other', async () => {
			const { id } = conversation();
			const before = await rawConversation(bench(), id);
			showInstead(
				bench(),
				withParticipants(before, (one) =>
					one['purpose'] === 'agent'
						? { ...one, internalMessages: [{ id: NOBODYS_ID, state: 'connected', messages: INTERNAL }] }
						: one,
				),
			);

			const execution = await bench().run({ parameters: getMessages(id) });

			expect(execution.json(NODE)).toMatchObject([{ text: 'Hello' }, { text: 'Your refund is on its way' }]);
			expect(execution.hints(NODE)).toEqual([]);
		});
	});
});
