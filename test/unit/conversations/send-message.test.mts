import { Sightings } from '../../../nodes/shared/conversations/sightings.ts';
import { sendInto } from '../../../nodes/shared/conversations/send-message.ts';
import type { ConversationPayload } from '../../../nodes/shared/conversations/payloads.ts';
import { leg, party, VirtualConversation, chat } from '../../support/virtual-conversation.mts';
import {
	answer,
	dropped,
	foreign,
	ok,
	SILENCE,
	VirtualPlatform,
	type Reply,
} from '../../support/virtual-platform.mts';

const DEPLOYMENT = 'd0000000-0000-4000-8000-000000000001';
const OTHER = 'd0000000-0000-4000-8000-000000000002';
const SEND = 'POST /api/v2/conversations/messages/agentless';
const SENT_AT = '2026-09-01T12:00:00.100Z';

const brokenInUse: Reply = { outcome: { dropped: 'ENETUNREACH', wasConnected: true } };

const customer = (contact: string | null = 'contact', change = {}) =>
	party(
		'customer',
		{ name: 'Dana', externalContactId: contact },
		{ toAddress: { addressNormalized: DEPLOYMENT }, ...change },
	);

describe('A message to the customer', () => {
	let platform: VirtualPlatform;
	let sightings: Sightings;

	beforeEach(() => {
		platform = new VirtualPlatform();
		sightings = new Sightings();
		platform.server.always(SEND, ok({ id: 'm1', conversationId: 'chat', timestamp: SENT_AT }));
	});

	const started = (change: ConversationPayload = {}) =>
		new VirtualConversation(platform, chat({ participants: [customer(), party('agent')], ...change }));
	const send = async (deploymentId?: string) =>
		await platform.play(sendInto(platform.run().client, sightings, 'chat', 'Still there?', deploymentId));
	const bodies = () =>
		platform.server.arrivals.flatMap(({ line, call }) => (line === SEND ? [call.body] : []));

	it('is not sent where this run has seen the end, and an answer shows the conversation as it was before', async () => {
		const open = chat({ participants: [customer(), party('agent')] });
		started().end();
		expect(await send()).toMatchObject({ sent: false, reason: 'The conversation has ended.' });
		platform.server.next(/GET .*chat$/, ok(open));

		expect(await send()).toMatchObject({ sent: false, reason: 'The conversation has ended.' });
		expect(bodies()).toEqual([]);
	});

	it('is addressed to the external contact, from the deployment, into the conversation that goes on', async () => {
		started();

		expect(await send()).toEqual({
			sent: true,
			elsewhere: undefined,
			messageIds: ['m1'],
			sentAt: SENT_AT,
		});
		expect(bodies()).toEqual([
			{
				fromAddress: DEPLOYMENT,
				externalContactId: 'contact',
				toAddressMessengerType: 'webmessaging',
				textBody: 'Still there?',
				useExistingActiveConversation: true,
			},
		]);
	});

	it('comes from the deployment that was named, where one was', async () => {
		started();
		await send(OTHER);

		expect(bodies()).toMatchObject([{ fromAddress: OTHER }]);
	});

	it.each<[string, ConversationPayload, string]>([
		[
			'has ended',
			{ participants: [customer('contact', { state: 'disconnected' })] },
			'The conversation has ended.',
		],
		[
			'has been left by the customer',
			{ participants: [customer('contact', { state: 'disconnected' }), party('agent')] },
			'The customer has left.',
		],
		[
			'is no web messaging',
			{ participants: [party('customer', { messages: [], calls: [leg({ id: 'call', type: null })] })] },
			'This is not a web messaging conversation (call).',
		],
		[
			'was left by the customer, who is on the phone',
			{
				participants: [
					party('customer', {
						externalContactId: 'contact',
						messages: [leg({ id: 'chat', state: 'disconnected' })],
						calls: [leg({ id: 'call', type: null })],
					}),
					party('agent'),
				],
			},
			'The customer has left.',
		],
		[
			'has two customers',
			{ participants: [customer(), party('external', { externalContactId: 'eve' })] },
			'More than one customer',
		],
		[
			'shows nobody who could be the customer',
			{ participants: [party('agent'), party('guest')] },
			'It does not show a customer',
		],
		[
			'only rings at the customer',
			{ participants: [customer('contact', { state: 'alerting' })] },
			'It does not show a customer',
		],
		[
			'shows the customer as connected and disconnected',
			{ participants: [customer('contact', { disconnectedTime: '2026-09-01T11:50:00.000Z' })] },
			'It does not show a customer',
		],
		[
			'shows the customer at two deployments',
			{
				participants: [
					customer(),
					party('external', { externalContactId: 'contact' }, { toAddress: { addressNormalized: OTHER } }),
				],
			},
			'which of several messenger deployments',
		],
		[
			'tells the deployment of a leg that has ended alone',
			{
				participants: [
					party('customer', {
						externalContactId: 'contact',
						messages: [
							leg({ id: 'then', state: 'disconnected', toAddress: { addressNormalized: DEPLOYMENT } }),
							leg({ id: 'now', toAddress: null }),
						],
					}),
				],
			},
			'does not tell which messenger deployment',
		],
		['has an unknown customer', { participants: [customer(null)] }, 'not a known external contact'],
		[
			'does not tell the deployment',
			{ participants: [customer('contact', { toAddress: { addressNormalized: '+1555' } })] },
			'does not tell which messenger deployment',
		],
	])('is not sent into a conversation that %s', async (_what, change, reason) => {
		started(change);

		expect(await send()).toMatchObject({ sent: false, reason: expect.stringContaining(reason) as unknown });
		expect(bodies()).toEqual([]);
	});

	it('is not sent into what does not exist', async () => {
		platform.server.always('GET', answer(404, { code: 'not.found', message: 'x', status: 404 }));

		expect(await send()).toMatchObject({ missing: { details: { status: 404 } } });
	});

	it('tells which other conversation Genesys Cloud has put it into', async () => {
		started();
		platform.server.next(SEND, ok({ id: 'm1', conversationId: 'another' }));

		expect(await send()).toMatchObject({ sent: true, elsewhere: 'another' });
	});

	it('may be listed by the ID of the sending, or by that of the message', async () => {
		started();
		platform.server.next(SEND, ok({ id: 's1', conversationId: 'CHAT', message: { id: 'm1' } }));

		expect(await send()).toMatchObject({ elsewhere: undefined, messageIds: ['m1', 's1'] });
	});

	it('was sent when Genesys Cloud’s clock says so, where the answer itself does not', async () => {
		started();
		platform.server.next(SEND, ok({ id: 'm1', conversationId: 'chat', timestamp: 'now' }));

		expect(await send()).toMatchObject({ sentAt: '2026-09-01T12:00:00.000Z' });
	});

	it.each([400, 404, 409, 422])('that is refused with %d was not sent, and why is told', async (status) => {
		started();
		platform.server.next(SEND, answer(status, { code: 'bad.request', message: 'No such contact', status }));

		expect(await send()).toMatchObject({
			sent: false,
			reason: expect.stringContaining('Genesys Cloud says: "No such contact"') as unknown,
		});
	});

	it('fails where a right is missing', async () => {
		started();
		platform.server.next(SEND, answer(403, { code: 'missing.permissions', message: 'x', status: 403 }));

		await expect(send()).rejects.toMatchObject({ details: { status: 403 } });
	});

	it.each([
		['the connection breaks', dropped()],
		['nothing ever comes', SILENCE],
		['the server breaks down', answer(503)],
		['a gateway has waited for too long', foreign(408)],
		['a proxy takes us for gone', foreign(499)],
		['a load balancer takes us for gone', answer(460)],
		['the connection breaks, as if it could not be made', brokenInUse],
		['something in between answers', foreign(200)],
		['the answer does not tell where it went', ok({ id: 'm1' })],
		['the answer does not tell what it is', ok({ conversationId: 'chat' })],
	])('is sent once where %s, and nobody says that it was not sent', async (_what, reply) => {
		started();
		platform.server.next(SEND, reply);

		await expect(send()).rejects.toMatchObject({
			message: 'It is not known whether the message was sent',
			whatToDo: expect.stringContaining('Look into the conversation before you send it again.') as unknown,
		});
		expect(bodies()).toHaveLength(1);
	});

	it('is sent again only where it was certainly not carried out', async () => {
		started();
		platform.server.next(SEND, answer(429, {}, { 'retry-after': '1' }));

		expect(await send()).toMatchObject({ sent: true });
		expect(bodies()).toHaveLength(2);
	});

	it('is not sent when the conversation has ended while it had to wait', async () => {
		const conversation = started();
		platform.server.next(SEND, answer(429, {}, { 'retry-after': '30' }));
		platform.after(10, () => {
			conversation.end();
		});

		expect(await send()).toMatchObject({ sent: false, reason: 'The conversation has ended.' });
		expect(bodies()).toHaveLength(1);
	});

	it('is not sent where looks take so long that none is fresh', async () => {
		platform.server.always('GET', { ...ok(chat({ participants: [customer()] })), after: 5 });

		expect(await send()).toMatchObject({
			sent: false,
			reason: expect.stringContaining('answers so slowly') as unknown,
		});
		expect(bodies()).toEqual([]);
	});

	it('goes to the customer of the chat, and not to whoever joined by phone', async () => {
		const eve = party('external', {
			externalContactId: 'eve',
			messages: [],
			calls: [leg({ id: 'call', type: null, connectedTime: '2026-09-01T11:59:00.000Z' })],
		});
		started({ participants: [customer(), party('agent'), eve] });
		await send();

		expect(bodies()).toMatchObject([{ externalContactId: 'contact' }]);
	});

	it('is not sent to somebody else who came while it had to wait', async () => {
		const conversation = started();
		platform.server.next(SEND, answer(429, {}, { 'retry-after': '30' }));
		platform.after(10, () => {
			const other = { ...customer('other'), id: 'customer2' };
			conversation.become({ participants: [other, party('agent')] });
		});

		expect(await send()).toMatchObject({
			sent: false,
			reason: 'Another customer is in the conversation now.',
		});
		expect(bodies()).toHaveLength(1);
	});

	it('is sent to the customer whose contact was merged into another one while it had to wait', async () => {
		const conversation = started();
		platform.server.next(SEND, answer(429, {}, { 'retry-after': '30' }));
		platform.after(10, () => {
			conversation.become({ participants: [customer('survivor'), party('agent')] });
		});

		expect(await send()).toMatchObject({ sent: true });
	});

	it('comes from the messenger of the customer who is there, and not of one who is only rung', async () => {
		const rung = { state: 'alerting', toAddress: { addressNormalized: OTHER } };
		started({ participants: [customer(), party('external', { externalContactId: 'robin' }, rung)] });
		await send();

		expect(bodies()).toMatchObject([{ fromAddress: DEPLOYMENT, externalContactId: 'contact' }]);
	});

	it('comes from the messenger that the customer uses now, wherever that stands', async () => {
		const to = (id: string, state: string, deployment: string) =>
			leg({ id, state, toAddress: { addressNormalized: deployment } });
		const legs = [to('now', 'connected', OTHER), to('then', 'disconnected', DEPLOYMENT)];
		started({ participants: [party('customer', { externalContactId: 'contact', messages: legs })] });
		await send();

		expect(bodies()).toMatchObject([{ fromAddress: OTHER }]);
	});
});
