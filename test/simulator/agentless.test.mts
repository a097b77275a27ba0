import type { SettingsChange, Simulator } from '../../simulator/index.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import type { ContactCenter } from '../../simulator/seed.mts';
import { openParticipants } from '../../simulator/world/model.mts';
import type { Api, Json } from './rig.mts';
import { all, queryDetails, requestToken, send, where, withSimulator } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';
const AGENTLESS = '/api/v2/conversations/messages/agentless';
const NOBODY = '00000000-0000-4000-8000-000000000000';

describe('messages without an agent', () => {
	let simulator: Simulator;
	let center: ContactCenter;
	let api: Api;
	let deploymentId: string;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
		center = seedContactCenter(simulator.world);
		deploymentId = simulator.world.directory.defaultDeployment().id;
	});

	/** A request for Dana's ongoing conversation, with what else it should say; what is undefined is left out. */
	const request = (rest: Record<string, unknown> = {}) => ({
		fromAddress: deploymentId,
		externalContactId: center.dana.contact.id,
		toAddressMessengerType: 'webmessaging',
		textBody: 'We close this chat now.',
		useExistingActiveConversation: true,
		...rest,
	});
	const post = async (rest: Record<string, unknown> = {}) => api('POST', AGENTLESS, request(rest));
	const start = (init: Partial<Parameters<Simulator['world']['startConversation']>[0]>) =>
		simulator.world.startConversation({
			customerName: 'Dana Example',
			queue: center.queues[0] ?? '',
			stage: 'agent',
			contact: center.dana.contact,
			...init,
		});
	const legOf = async (conversationId: unknown, purpose: string): Promise<Json | undefined> => {
		const { json } = await api('GET', `/api/v2/conversations/${String(conversationId)}`);
		return json.list('participants').find((participant) => participant.at('purpose') === purpose);
	};

	test('go into the ongoing conversation, and the answer tells which', async () => {
		const { status, json } = await post();
		const { id } = center.dana.open;
		expect(status).toBe(200);
		expect(json.value).toMatchObject({
			conversationId: id,
			fromAddress: deploymentId,
			messengerType: 'webmessaging',
			useExistingActiveConversation: true,
			timestamp: NOW,
			message: {
				id: json.at('id'),
				conversationId: id,
				direction: 'outbound',
				status: 'sent',
				fromAddress: deploymentId,
				toAddress: center.dana.open.guestId,
				normalizedMessage: {
					type: 'Text',
					text: 'We close this chat now.',
					direction: 'Outbound',
					originatingEntity: 'Bot',
				},
			},
			selfUri: `/api/v2/conversations/messages/${id}/messages/${String(json.at('id'))}`,
		});
		expect(json.at('toAddress')).toBeUndefined();
		const details = await api('GET', `/api/v2/conversations/messages/${String(json.at('id'))}/details`);
		expect(details.json.value).toEqual(json.at('message'));
	});

	test('are listed on a leg of their own that joins and leaves in the same moment', async () => {
		const { json } = await post();
		const { id, customer } = center.dana.open;
		const leg = await legOf(id, 'api');
		expect(leg?.value).toMatchObject({
			participantType: 'System',
			startTime: NOW,
			endTime: NOW,
			messages: [
				{
					state: 'disconnected',
					direction: 'outbound',
					connectedTime: NOW,
					disconnectedTime: NOW,
					peerId: customer.sessionId,
					messages: [{ messageId: json.at('id'), messageStatus: 'sent', messageMetadata: { type: 'Text' } }],
				},
			],
		});
		const flat = await api('GET', `/api/v2/conversations/messages/${id}`);
		expect(flat.json.list('participants').at(-1)?.value).toMatchObject({
			purpose: 'api',
			state: 'disconnected',
			direction: 'outbound',
		});
		const open = openParticipants(simulator.world.conversation(id));
		expect(open.map(({ purpose }) => purpose)).toEqual(['customer', 'agent']);
	});

	test('keep nothing open, and are no part of what ends later', async () => {
		await post();
		const { id } = center.dana.open;
		await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		expect(json.at('endTime')).toBe(NOW);
	});

	test('are shown by the index as a session of purpose api', async () => {
		await post();
		const interval = '2026-09-10T00:00:00.000Z/2026-09-11T00:00:00.000Z';
		const found = await queryDetails(api, interval, {
			segmentFilters: [all(where('purpose', 'api'), where('direction', 'outbound'))],
		});
		expect(found.json.list('conversations').map((row) => row.at('conversationId'))).toEqual([
			center.dana.open.id,
		]);
		const [row] = found.json.list('conversations');
		expect([row?.at('originatingDirection'), row?.at('conversationInitiator')]).toEqual([
			'inbound',
			'customer',
		]);
		const sender = row?.list('participants').find((participant) => participant.at('purpose') === 'api');
		expect(sender?.at('sessions', 0, 'direction')).toBe('outbound');
		expect(sender?.at('sessions', 0, 'segments', 0, 'segmentEnd')).toBe(NOW);
	});

	test('go to the newest of several ongoing conversations with the customer in it, of this deployment', async () => {
		const { world } = simulator;
		const newest = start({ startedAt: world.now() - 5_000 });
		start({ startedAt: world.now() - 9_000 });
		start({ startedAt: world.now() - 4_000, stage: 'customerLeft' });
		start({ startedAt: world.now() - 3_000, stage: 'ended' });
		start({ startedAt: world.now() - 2_000, deployment: world.addDeployment({ name: 'Other' }) });
		start({ startedAt: world.now() - 1_000, messageType: 'whatsapp' });
		expect((await post()).json.at('conversationId')).toBe(newest.id);
	});

	test('find the conversation of a contact that was merged, by either id, in either case', async () => {
		const { world } = simulator;
		const merged = world.addContact({
			firstName: 'Guest',
			type: 'Ephemeral',
			mergedInto: center.dana.contact,
		});
		const newest = start({ contact: merged, startedAt: world.now() - 1_000 });
		for (const externalContactId of [merged.id, center.dana.contact.id.toUpperCase()]) {
			const { status, json } = await post({
				externalContactId,
				fromAddress: deploymentId.toUpperCase(),
			});
			expect([status, json.at('conversationId')]).toEqual([200, newest.id]);
		}
	});

	test.each([
		['without the flag', { useExistingActiveConversation: undefined }],
		['with the flag at false', { useExistingActiveConversation: false }],
	])('start another conversation %s, though one goes on', async (_, flag) => {
		const { status, json } = await post(flag);
		expect([status, json.at('useExistingActiveConversation')]).toEqual([200, false]);
		const conversationId = json.at('conversationId');
		expect(conversationId).not.toBe(center.dana.open.id);
		const customer = await legOf(conversationId, 'customer');
		expect(customer?.at('externalContactId')).toBe(center.dana.contact.id);
		expect(customer?.at('name')).toBe('Dana Example');
		expect(customer?.at('messages', 0, 'toAddress', 'addressNormalized')).toBe(deploymentId);
		expect((await legOf(conversationId, 'api'))?.at('messages', 0, 'messages', 0, 'messageId')).toBe(
			json.at('id'),
		);
		expect(await legOf(center.dana.open.id, 'api')).toBeUndefined();
	});

	test('start another conversation where none goes on; it is over at once, until the customer answers', async () => {
		const { world } = simulator;
		world.customerLeaves(center.dana.open.id);
		const { json } = await post();
		const id = String(json.at('conversationId'));
		expect([center.dana.open.id, center.dana.ended.id]).not.toContain(id);
		const row = (await api('GET', `/api/v2/analytics/conversations/${id}/details`)).json;
		expect(row.value).toMatchObject({
			conversationStart: NOW,
			conversationEnd: NOW,
			originatingDirection: 'outbound',
			conversationInitiator: 'api',
			customerParticipation: false,
		});
		expect(world.customerWrites(id, 'Why?').conversationId).toBe(id);
		const answered = (await api('GET', `/api/v2/analytics/conversations/${id}/details`)).json;
		expect([answered.at('conversationEnd'), answered.at('customerParticipation')]).toEqual([undefined, true]);
		expect((await post()).json.at('conversationId')).toBe(id);
	});

	test('reach a contact that never was here', async () => {
		const contact = simulator.world.addContact({ firstName: 'Eva' });
		const { json } = await post({ externalContactId: contact.id });
		const customer = await legOf(json.at('conversationId'), 'customer');
		expect([customer?.at('name'), customer?.at('externalContactId')]).toEqual(['Eva', contact.id]);
	});

	test.each([
		['no body', undefined, 400, 'bad.request'],
		['an address', { toAddress: '+13175550100' }, 400, 'bad.request'],
		['no contact', { externalContactId: undefined }, 400, 'bad.request'],
		['a contact that is no UUID', { externalContactId: 'CRM-1' }, 400, 'bad.request'],
		['an unknown contact', { externalContactId: NOBODY }, 404, 'not.found'],
		['an unknown deployment', { fromAddress: NOBODY }, 400, 'bad.request'],
		['no sender', { fromAddress: undefined }, 400, 'invalid.value'],
		['no text', { textBody: undefined }, 400, 'bad.request'],
		['an empty text', { textBody: '' }, 400, 'bad.request'],
		['a text that is too long', { textBody: 'x'.repeat(2_001) }, 400, 'bad.request'],
		['another messenger', { toAddressMessengerType: 'sms' }, 400, 'bad.request'],
		['a messenger that there is not', { toAddressMessengerType: 'pigeon' }, 400, 'invalid.value'],
		['no messenger', { toAddressMessengerType: undefined }, 400, 'invalid.value'],
		['an unknown field', { text: 'Hello' }, 400, 'bad.request'],
		['a flag that is no flag', { useExistingActiveConversation: 'yes' }, 400, 'invalid.value'],
	])('are refused with %s, and nothing is sent', async (_, rest, status, code) => {
		const before = simulator.world.conversations.size;
		const answer = await api('POST', AGENTLESS, rest === undefined ? undefined : request(rest));
		expect([answer.status, answer.json.at('code')]).toEqual([status, code]);
		expect(simulator.world.conversations.size).toBe(before);
		expect(await legOf(center.dana.open.id, 'api')).toBeUndefined();
	});

	test.each([1, 2_000])('take a text of %d characters', async (length) => {
		const textBody = 'x'.repeat(length);
		const { json } = await post({ textBody });
		expect(json.at('message', 'normalizedMessage', 'text')).toBe(textBody);
	});

	test.each([
		[true, 400, 'external.contact.ephemeral'],
		[false, 200, undefined],
	])(
		'to an anonymous guest (needs a known contact: %s) are answered with %d',
		async (needed, status, code) => {
			simulator.configure({ assumptions: { agentlessNeedsKnownContact: needed } });
			const guest = simulator.world.addContact({ firstName: 'Guest', type: 'Ephemeral' });
			const { id } = start({ contact: guest });
			const answer = await post({ externalContactId: guest.id });
			expect([answer.status, answer.json.at('code')]).toEqual([status, code]);
			expect((await legOf(id, 'api')) !== undefined).toBe(status === 200);
		},
	);

	test.each([
		['listed', true],
		['own', false],
	] as const)('have an id of %s kind in the answer', async (agentlessMessageId, isListed) => {
		simulator.configure({ assumptions: { agentlessMessageId } });
		const { json } = await post();
		const listed = (await legOf(center.dana.open.id, 'api'))?.at('messages', 0, 'messages', 0, 'messageId');
		expect(json.at('message', 'id')).toBe(listed);
		expect(json.at('id') === listed).toBe(isListed);
		expect(json.at('id')).toMatch(/^[0-9a-f]{32}$/);
	});

	test('need their permission', async () => {
		simulator.configure({ clients: [{ ...DEFAULT_CLIENT, permissions: ['conversation:message:view'] }] });
		const answer = await post();
		expect([answer.status, answer.json.at('code')]).toEqual([403, 'missing.any.permissions']);
		expect(answer.json.at('message')).toContain('[conversation:message:create]');
	});

	test.each([403, 404] as const)(
		'into a conversation in a division out of reach are answered with %d',
		async (unseenDivision) => {
			const elsewhere = simulator.world.addDivision({ name: 'Elsewhere' });
			const divisions: SettingsChange['clients'] = [{ ...DEFAULT_CLIENT, divisions: [elsewhere.id] }];
			simulator.configure({ clients: divisions, assumptions: { unseenDivision } });
			expect((await post()).status).toBe(unseenDivision);
			expect(simulator.world.conversation(center.dana.open.id).participants.at(-1)?.purpose).toBe('agent');
		},
	);

	test('are not for a token of a user', async () => {
		const user = simulator.world.addUser({ name: 'Alex Agent' });
		const redirect = 'http://127.0.0.1:5678/callback';
		const query = new URLSearchParams({
			client_id: DEFAULT_CLIENT.id,
			redirect_uri: redirect,
			response_type: 'code',
		});
		const decided = await send(`${simulator.url}/oauth/authorize?${query.toString()}`, {
			method: 'POST',
			body: new URLSearchParams({ user: user.id, decision: 'allow' }),
		});
		const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
		const token = await requestToken(simulator, DEFAULT_CLIENT, {
			grant_type: 'authorization_code',
			redirect_uri: redirect,
			code,
		});
		const answer = await send(simulator.url + AGENTLESS, {
			method: 'POST',
			headers: {
				authorization: `Bearer ${String(token.json.at('access_token'))}`,
				'content-type': 'application/json',
			},
			body: JSON.stringify(request()),
		});
		expect([answer.status, answer.json.at('code')]).toEqual([403, 'not.authorized']);
	});

	test('can be part of a past, and keep a conversation from being idle', async () => {
		const queue = simulator.world.addQueue({ name: 'Impatient', inactivityMinutes: 30 });
		const at = '2026-09-10T09:55:00.000Z';
		const { id } = start({
			queue,
			contact: simulator.world.addContact({ firstName: 'Eva' }),
			messages: [
				{ from: 'customer', text: 'Hello?' },
				{ from: 'api', text: 'Are you still there?', at },
			],
		});
		const leg = await legOf(id, 'api');
		expect([leg?.at('startTime'), leg?.at('endTime')]).toEqual([at, at]);
		const { json } = await api('GET', `/api/v2/conversations/${id}`);
		expect(json.at('inactivityTimeout')).toBe('2026-09-10T10:25:00.000Z');
	});

	test('are shown to the customer as the contact center speaking, before the end', async () => {
		await post();
		const { id } = center.dana.open;
		const messenger = async () =>
			(await send(`${simulator.url}/_simulator/conversations/${id}/messenger`)).json;
		const last = (await messenger()).list('messages').at(-1);
		expect([last?.at('from'), last?.at('text')]).toEqual(['api', 'We close this chat now.']);
		expect((await messenger()).at('agentName')).toBe('Alex Agent');
		const board = await send(`${simulator.url}/_simulator/board?search=${id}`);
		const [queue] = board.json.list('queues');
		expect(queue?.at('conversations', 0, 'lastMessage', 'from')).toBe('api');
	});
});
