import type { Simulator } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import type { ContactCenter } from '../../simulator/seed.mts';
import type { Card, MessageContent } from '../../simulator/world/content.mts';
import type { Api } from './rig.mts';
import { send, withSimulator } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';

describe('messages', () => {
	let simulator: Simulator;
	let center: ContactCenter;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
		center = seedContactCenter(simulator.world);
	});

	/** The entries among the messages of a leg, as a live read lists them. */
	const entries = async (purpose: 'agent' | 'customer') => {
		const { json } = await api('GET', `/api/v2/conversations/${center.dana.open.id}`);
		const leg = json.list('participants').find((participant) => participant.at('purpose') === purpose);
		return leg?.list('messages', 0, 'messages') ?? [];
	};
	const metadata = async (purpose: 'agent' | 'customer') =>
		(await entries(purpose)).map((entry) => entry.at('messageMetadata'));

	test('what somebody has written is marked as text, in both views', async () => {
		expect(await metadata('customer')).toEqual([{ type: 'Text' }, { type: 'Text' }]);
		const { json } = await api('GET', `/api/v2/conversations/messages/${center.dana.open.id}`);
		expect(json.at('participants', 0, 'messages', 0, 'messageMetadata')).toEqual({ type: 'Text' });
	});

	test('a message can be marked as structured', async () => {
		const { id } = simulator.world.startConversation({
			customerName: 'Eva',
			queue: center.queues[0] ?? '',
			stage: 'queue',
			messages: [
				{ from: 'customer', text: 'A card', kind: 'Structured' },
				{ from: 'customer', text: 'Hi', kind: 'Message' },
			],
		});
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		const listed = json.list('participants', 0, 'messages', 0, 'messages');
		expect(listed.map((entry) => entry.at('messageMetadata', 'type'))).toEqual(['Structured', 'Message']);
	});

	test.each([
		['Presence', undefined, 'Join'],
		['Presence', 'Disconnect', 'Disconnect'],
		['Typing', undefined, 'On'],
		['CoBrowse', undefined, 'Offering'],
	] as const)('an event of %s %s is listed among the messages', async (eventType, subType, shown) => {
		const event = { eventType, ...(subType === undefined ? {} : { subType }) };
		const { id } = simulator.world.addEvent(center.dana.open.id, event);
		const last = (await entries('customer')).at(-1);
		expect([last?.at('messageId'), last?.at('messageTime')]).toEqual([id, NOW]);
		expect(last?.at('messageMetadata')).toEqual({ type: 'Event', events: [{ eventType, subType: shown }] });
		const { json } = await api('GET', `/api/v2/conversations/messages/${id}/details`);
		const normalized = { type: 'Event', text: '', events: [{ [lowerFirst(eventType)]: { type: shown } }] };
		expect(json.at('normalizedMessage')).toMatchObject(normalized);
	});

	const lowerFirst = (word: string) => word.charAt(0).toLowerCase() + word.slice(1);

	test('a receipt is listed on the leg of the agent who has written', async () => {
		simulator.world.addReceipt(center.dana.open.id);
		const last = (await entries('agent')).at(-1);
		expect(last?.at('messageMetadata')).toEqual({ type: 'Receipt' });
		expect(last?.at('messageStatus')).toBe('delivery-success');
	});

	test('events and receipts are listed on a leg that has ended, and on none that never was', async () => {
		const { id } = center.dana.open;
		simulator.world.end(id);
		simulator.world.addEvent(id, { eventType: 'Presence', subType: 'Disconnect' });
		expect(await metadata('customer')).toHaveLength(3);
		const waiting = simulator.world.startConversation({
			customerName: 'Eva',
			queue: center.queues[0] ?? '',
			stage: 'queue',
		});
		expect(() => simulator.world.addReceipt(waiting.id)).toThrow('no agent yet');
	});

	test('events and receipts are no messages to the messenger, and keep nothing from being idle', async () => {
		const queue = simulator.world.addQueue({ name: 'Impatient', inactivityMinutes: 30 });
		const { id, messageIds } = simulator.world.startConversation({
			customerName: 'Eva',
			queue,
			stage: 'agent',
			startedAt: NOW,
		});
		simulator.world.clock.advance(29 * 60_000);
		simulator.world.addEvent(id, { eventType: 'Typing', from: 'agent' });
		simulator.world.addReceipt(id);
		expect(simulator.world.handle(id).messageIds).toEqual(messageIds);
		const { json } = await send(`${simulator.url}/_simulator/conversations/${id}/messenger`);
		expect(json.list('messages')).toHaveLength(messageIds.length);
		simulator.world.clock.advance(60_000);
		expect((await api('GET', `/api/v2/conversations/${id}`)).json.at('endTime')).toBe(
			'2026-09-10T10:30:00.000Z',
		);
	});

	test('events and receipts can be added from outside', async () => {
		const act = async (action: string, body: unknown) =>
			send(`${simulator.url}/_simulator/conversations/${center.dana.open.id}/${action}`, {
				method: 'POST',
				body: JSON.stringify(body),
			});
		expect((await act('addEvent', { eventType: 'Typing' })).status).toBe(200);
		expect((await act('addEvent', { eventType: 'Sneezing' })).status).toBe(400);
		expect((await act('addReceipt', { from: 'customer' })).status).toBe(200);
		expect((await metadata('customer')).slice(-2)).toEqual([
			{ type: 'Event', events: [{ eventType: 'Typing', subType: 'On' }] },
			{ type: 'Receipt' },
		]);
	});

	test.each([
		['uuid', /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/],
		['hex32', /^[0-9a-f]{32}$/],
	] as const)(
		'ids of messages are spelled as %s, of those in the past and of new ones',
		async (spelling, pattern) => {
			simulator.configure({ assumptions: { messageId: spelling } });
			const handle = simulator.world.startConversation({
				customerName: 'Eva',
				queue: center.queues[0] ?? '',
				stage: 'agent',
			});
			const written = simulator.world.customerWrites(handle.id).message.id;
			for (const messageId of [...handle.messageIds, written]) {
				expect(messageId).toMatch(pattern);
				const { json } = await api(
					'GET',
					`/api/v2/conversations/messages/${messageId.toUpperCase()}/details`,
				);
				expect(json.at('conversationId')).toBe(handle.id);
			}
		},
	);

	test('what is no id of a message is malformed, and other ids need their hyphens', async () => {
		const bare = center.dana.open.id.replaceAll('-', '');
		expect((await api('GET', `/api/v2/conversations/messages/${bare.slice(1)}/details`)).status).toBe(400);
		expect((await api('GET', `/api/v2/conversations/messages/${bare}/details`)).status).toBe(404);
		expect((await api('GET', `/api/v2/conversations/${bare}`)).status).toBe(400);
	});

	describe('with content', () => {
		const PHOTO: MessageContent = {
			contentType: 'Attachment',
			attachment: { mediaType: 'Image', filename: 'router.png', mime: 'image/png', contentSizeBytes: 2_048 },
		};
		const YES: MessageContent = { contentType: 'QuickReply', quickReply: { text: 'Yes', payload: 'yes' } };
		const CARD: Card = {
			title: 'Router X2',
			description: 'The new one',
			actions: [
				{ type: 'Postback', text: 'Order', payload: 'order-x2' },
				{ type: 'Link', text: 'More', url: 'https://example.com/x2' },
			],
		};
		const CONTENT: readonly (readonly [MessageContent, string])[] = [
			[PHOTO, 'Text'],
			[YES, 'Structured'],
			[
				{
					contentType: 'ButtonResponse',
					buttonResponse: { type: 'QuickReply', text: 'Yes', payload: 'yes' },
				},
				'Structured',
			],
			[{ contentType: 'Card', card: CARD }, 'Structured'],
			[
				{ contentType: 'Carousel', carousel: { cards: [CARD, { ...CARD, title: 'Router X3' }] } },
				'Structured',
			],
		];
		const details = async (messageId: string) =>
			api('GET', `/api/v2/conversations/messages/${messageId}/details`);

		test.each(CONTENT)('%j is shown by every read of a message as %s', async (content, type) => {
			const { id } = center.dana.open;
			const { message } = simulator.world.customerWrites(id, { content: [content] });
			const single = await api('GET', `/api/v2/conversations/messages/${id}/messages/${message.id}`);
			const bulk = await api('POST', `/api/v2/conversations/messages/${id}/messages/bulk`, [message.id]);
			for (const data of [
				(await details(message.id)).json.value,
				single.json.value,
				bulk.json.at('entities', 0),
			]) {
				expect(data).toMatchObject({
					status: 'received',
					normalizedMessage: { type, content: [content], channel: { time: NOW } },
				});
			}
			expect(single.json.at('normalizedMessage', 'text')).toBeUndefined();
			expect((await metadata('customer')).at(-1)).toEqual({
				type,
				content: [{ contentType: content.contentType, ...(content === PHOTO ? { subType: 'Image' } : {}) }],
			});
		});

		test('a file may come with a text', async () => {
			const { id } = simulator.world.agentWrites(center.dana.open.id, {
				text: 'See here:',
				content: [PHOTO],
			});
			expect((await details(id)).json.at('normalizedMessage')).toMatchObject({
				type: 'Text',
				text: 'See here:',
				content: [PHOTO],
				originatingEntity: 'Human',
			});
		});

		test.each([
			[true, 'Bot'],
			[false, undefined],
		])('what the flow writes is marked as from a bot (%s) or from nobody', async (bot, originatingEntity) => {
			const { id } = simulator.world.startConversation({
				customerName: 'Eva',
				queue: center.queues[0] ?? '',
				stage: 'flow',
				messages: [{ from: 'workflow', text: 'Do you need help?', bot, content: [YES] }],
			});
			const written = simulator.world.workflowWrites(id, { text: 'Or this?', bot });
			for (const messageId of [...simulator.world.handle(id).messageIds, written.id]) {
				const { json } = await details(messageId);
				expect(json.at('direction')).toBe('outbound');
				expect(json.at('normalizedMessage', 'originatingEntity')).toBe(originatingEntity);
			}
		});

		test('the queue writes where no flow is, and neither does with an agent', () => {
			const queue = center.queues[0] ?? '';
			const { id } = simulator.world.startConversation({ customerName: 'Eva', queue, stage: 'queue' });
			expect(simulator.world.workflowWrites(id).from).toBe('workflow');
			expect(() => simulator.world.workflowWrites(center.dana.open.id)).toThrow('with no flow');
		});

		test('each can be written and taken away from outside, and is shown a line each', async () => {
			const base = `${simulator.url}/_simulator/conversations/${center.dana.open.id}`;
			const act = async (action: string, body: unknown) =>
				send(`${base}/${action}`, { method: 'POST', body: JSON.stringify(body) });
			const parts = async () => {
				const messages = (await send(`${base}/messenger`)).json.list('messages');
				return [messages.at(-1)?.at('text'), messages.at(-1)?.at('parts')];
			};
			for (const [content] of CONTENT) {
				expect((await act('agentWrites', { text: '', content: [content] })).status).toBe(200);
			}
			expect(await parts()).toEqual([
				'',
				['Card: Router X2 [Order] [More]', 'Card: Router X3 [Order] [More]'],
			]);
			simulator.world.clock.advance(1_000);
			const sent = await act('customerWrites', { text: 'Here.', content: [PHOTO, YES] });
			expect(await parts()).toEqual(['Here.', ['Attachment: router.png (image/png)', 'Quick reply: Yes']]);
			expect((await send(base)).json.at('lastMessage', 'text')).toBe(
				'Here. · Attachment: router.png (image/png) · Quick reply: Yes',
			);
			const messageId = sent.json.at('messageId');
			expect((await act('deleteMessage', { messageId })).status).toBe(200);
			expect(await parts()).toEqual(['This message was deleted.', []]);
			expect((await act('forgetMessage', { messageId })).status).toBe(200);
			expect((await parts())[0]).toBe('');
			expect((await act('forgetMessage', { messageId: 'none' })).status).toBe(400);
			expect((await act('agentWrites', { content: [{ contentType: 'Hologram' }] })).status).toBe(400);
			expect((await act('workflowWrites', {})).status).toBe(400);
		});

		test('a message that was deleted stays listed, without what it said', async () => {
			const { id } = center.dana.open;
			const { message } = simulator.world.customerWrites(id, { text: 'My PIN is 1234', content: [PHOTO] });
			simulator.world.clock.advance(60_000);
			simulator.world.deleteMessage(id, message.id.toUpperCase());
			simulator.world.clock.advance(60_000);
			simulator.world.deleteMessage(id, message.id);
			const { json, text } = await details(message.id);
			expect(json.value).toMatchObject({ id: message.id, status: 'removed', timestamp: NOW });
			expect(json.at('normalizedMessage')).toEqual({
				id: message.id,
				type: 'Text',
				direction: 'Inbound',
				originatingEntity: 'Human',
				channel: { time: NOW, dateDeleted: '2026-09-10T10:01:00.000Z' },
			});
			expect(text).not.toContain('1234');
			expect((await entries('customer')).at(-1)?.value).toMatchObject({
				messageId: message.id,
				messageStatus: 'removed',
				messageMetadata: { type: 'Text' },
			});
		});

		test('a message that is gone is listed by its leg, and no read knows it', async () => {
			const { id, messageIds } = center.dana.open;
			const [gone = '', ...rest] = messageIds;
			simulator.world.forgetMessage(id, gone);
			expect((await details(gone)).status).toBe(404);
			const single = await api('GET', `/api/v2/conversations/messages/${id}/messages/${gone}`);
			expect([single.status, single.json.at('code')]).toEqual([404, 'not.found']);
			const bulk = await api('POST', `/api/v2/conversations/messages/${id}/messages/bulk`, messageIds);
			expect(bulk.json.list('entities').map((one) => one.at('id'))).toEqual(rest.toReversed());
			expect((await entries('customer'))[0]?.at('messageId')).toBe(gone);
			expect(() => simulator.world.forgetMessage(id, 'none')).toThrow('no message none');
		});
	});

	describe('in bulk', () => {
		const bulk = async (ids: unknown) =>
			api('POST', `/api/v2/conversations/messages/${center.dana.open.id}/messages/bulk`, ids);
		const idsOf = async (ids: unknown) => (await bulk(ids)).json.list('entities').map((one) => one.at('id'));

		test('come newest first, whatever the order asked for, and whatever the case', async () => {
			const { messageIds } = center.dana.open;
			const newestFirst = messageIds.toReversed();
			expect(newestFirst).toHaveLength(4);
			expect(await idsOf(messageIds)).toEqual(newestFirst);
			expect(await idsOf(newestFirst)).toEqual(newestFirst);
			expect(await idsOf(messageIds.map((id) => id.toUpperCase()))).toEqual(newestFirst);
		});

		test('leave out what the conversation does not have, and come once', async () => {
			const [first = ''] = center.dana.open.messageIds;
			const [foreign = ''] = center.dana.ended.messageIds;
			expect(await idsOf([first, foreign, 'nonsense', first])).toEqual([first]);
			expect(await idsOf([])).toEqual([]);
		});

		test('are at most a thousand', async () => {
			const ids = Array.from({ length: 1_001 }, () => center.dana.open.id);
			expect((await bulk(ids.slice(1))).status).toBe(200);
			const refused = await bulk(ids);
			expect([refused.status, refused.json.at('code')]).toEqual([400, 'bad.request']);
			expect((await bulk(undefined)).status).toBe(400);
			expect((await bulk({ ids })).status).toBe(400);
		});
	});

	test('the customer is shown with the contact, of a merge with the old one, which knows the one that survives', async () => {
		const { world } = simulator;
		const survivor = world.addContact({ firstName: 'Dana' });
		const merged = world.addContact({ firstName: 'D.', mergedInto: survivor });
		const { id } = world.startConversation({
			customerName: 'Dana',
			queue: center.queues[0] ?? '',
			stage: 'agent',
			contact: merged,
		});
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		expect(json.list('participants').map((leg) => leg.at('externalContactId'))).toEqual([
			merged.id,
			undefined,
			undefined,
			undefined,
		]);
		const contact = await api('GET', `/api/v2/externalcontacts/contacts/${merged.id}`);
		expect(contact.json.at('canonicalContact', 'id')).toBe(survivor.id);
	});
});
