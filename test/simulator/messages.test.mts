import type { Simulator } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import type { ContactCenter } from '../../simulator/seed.mts';
import type { Api } from './rig.mts';
import { logIn, send, startAt } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';

describe('messages', () => {
	let simulator: Simulator;
	let center: ContactCenter;
	let api: Api;

	beforeAll(async () => {
		simulator = await startAt(NOW);
	});

	beforeEach(async () => {
		simulator.reset();
		simulator.world.clock.set(NOW);
		center = seedContactCenter(simulator.world);
		api = await logIn(simulator);
	});

	afterAll(async () => {
		await simulator.close();
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
