import type { CloseOptions } from '../../../../nodes/shared/conversations/close/options.ts';
import type { ConversationPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import type { Verdict } from '../../../../nodes/shared/conversations/close/verdict.ts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { answer, dropped, limited, ok, SILENCE, type Reply } from '../../../support/virtual-platform.mts';
import { BYE, customer, SEND, VirtualGoodbyes } from '../../../support/virtual-goodbyes.mts';

describe('A goodbye', () => {
	let closes: VirtualGoodbyes;

	beforeEach(() => {
		closes = new VirtualGoodbyes().arriving();
	});

	const started = (change?: ConversationPayload) => closes.started(change);
	const close = async (options?: Partial<CloseOptions>) => await closes.closeWithGoodbye(options);
	const goodbyes = () => closes.goodbyes();

	it('is said just before the close, and costs one call', async () => {
		started();

		expect(await close()).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer) and Alex (agent). The goodbye was sent.',
		});
		expect(closes.calls).toEqual(['GET chat', 'POST messages/agentless', 'PATCH messages/chat']);
	});

	it.each(['graceful', 'teardown'] as const)('is said before a close by %s as well', async (method) => {
		started();

		const { status, reason } = await closes.close(BYE, method);

		expect([status, reason]).toEqual([
			'closed',
			expect.stringMatching(/ The goodbye was sent\.$/) as unknown,
		]);
		expect(closes.calls.indexOf('POST messages/agentless')).toBe(1);
	});

	it('needs a look even where none was wanted', async () => {
		started();
		await close({ checkFirst: false });

		expect(closes.calls).toEqual(['GET chat', 'POST messages/agentless', 'PATCH messages/chat']);
	});

	it('is not said in a dry run, which tells whether it could be', async () => {
		started();
		expect(await close({ dryRun: true })).toMatchObject({
			status: 'wouldClose',
			reason: 'Would disconnect Dana (customer) and Alex (agent). Before that, would say goodbye.',
		});

		closes.chat(chat({ id: 'guest', participants: [customer(null)] }));
		expect(await closes.close({ ...BYE, dryRun: true }, 'disconnect', 'guest')).toMatchObject({
			reason: expect.stringContaining(
				'The goodbye could not be sent: The customer is not a known external contact',
			) as unknown,
		});
		expect(goodbyes()).toEqual([]);
	});

	it.each<[string, Partial<CloseOptions>, ConversationPayload, string]>([
		['has ended', {}, { participants: [party('customer', {}, { state: 'disconnected' })] }, 'alreadyClosed'],
		['a guard holds', { skipIfConnected: 'agent' }, {}, 'skippedAgentConnected'],
		['is beyond the cap', { maxCloses: 0 }, {}, 'notAttempted'],
	])('is not said to what %s', async (_what, options, change, status) => {
		started(change);

		expect(await close(options)).toMatchObject({ status });
		expect(goodbyes()).toEqual([]);
	});

	it.each<[string, ConversationPayload, string]>([
		['is unknown', { participants: [customer(null)] }, 'The customer is not a known external contact'],
		[
			'has left',
			{ participants: [party('customer', {}, { state: 'disconnected' }), party('agent')] },
			'The customer has left.',
		],
	])('that cannot be said, for the customer %s, stops no close', async (_what, change, why) => {
		started(change);

		expect(await close()).toMatchObject({
			status: 'closed',
			goodbye: 'notTold',
			reason: expect.stringContaining(`The goodbye could not be sent: ${why}`) as unknown,
		});
		expect(goodbyes()).toEqual([]);
	});

	it.each([
		['refused', answer(400, { code: 'bad.request', message: 'No', status: 400 }), 'could not be sent'],
		[
			'forbidden',
			answer(403, { code: 'missing.permissions', message: 'No', status: 403 }),
			'The goodbye could not be sent: The credential is not allowed to do this (sending the message). ',
		],
		['lost', dropped(), 'It is not known whether the goodbye was sent'],
		['never answered', SILENCE, 'It is not known whether the goodbye was sent'],
		[
			'too late for a gateway',
			answer(408, { code: 'request.timeout', message: 'x', status: 408 }),
			'It is not known whether the goodbye was sent',
		],
		['answered by a breakdown', answer(500, {}), 'It is not known whether the goodbye was sent'],
	])('that is %s stops no close, and is not said again', async (_how, reply, note) => {
		started();
		closes.server.next(SEND, reply);

		expect(await close()).toMatchObject({
			status: 'closed',
			reason: expect.stringContaining(note) as unknown,
		});
		expect(goodbyes()).toHaveLength(1);
	});

	it('names the other conversation that Genesys Cloud has put it into', async () => {
		started();
		closes.server.next(SEND, ok({ id: 'bye', conversationId: 'another' }));

		expect((await close()).reason).toContain('went into another conversation of the customer, another,');
	});

	it('is not said when the conversation has ended while it had to wait', async () => {
		const conversation = started();
		closes.server.next(SEND, limited(30));
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await close()).toMatchObject({
			status: 'alreadyClosed',
			reason: 'It had already ended. Nothing was changed.',
		});
		expect(goodbyes()).toHaveLength(1);
	});

	it('is not spoken of where a look found the customer still there, and the next one an ended conversation', async () => {
		const conversation = started();
		closes.server.next(SEND, limited(30), limited(30));
		closes.platform.after(45, () => {
			conversation.end();
		});

		const { status, reason, goodbye } = await close();

		expect([status, goodbye]).toEqual(['alreadyClosed', undefined]);
		expect(reason).toBe('It had already ended. Nothing was changed.');
		expect(closes.calls.filter((line) => line === 'GET chat')).toHaveLength(3);
	});

	it.each([
		['two seconds are still fresh', 1.9, 0],
		['more are not', 1.901, 1],
	])('that takes its time has the conversation looked at again: %s', async (_what, after, looks) => {
		started();
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after });

		expect(await close()).toMatchObject({ status: 'closed', goodbye: 'told' });
		expect(closes.calls.filter((line) => line === 'GET chat')).toHaveLength(1 + looks);
	});

	it('is not said where looks take so long that none is fresh, and the close goes on', async () => {
		closes.server.always('GET', { ...ok(chat({ participants: [customer()] })), after: 5 });

		expect(await close({ waitUntilClosed: false })).toMatchObject({
			status: 'closing',
			goodbye: 'notTold',
			reason: expect.stringContaining(
				'The goodbye could not be sent: Genesys Cloud answers so slowly',
			) as unknown,
		});
		expect(goodbyes()).toEqual([]);
	});

	it('is told along with a failure of the close', async () => {
		started();
		closes.server.next('PATCH', answer(403, { code: 'missing.permissions', message: 'x', status: 403 }));

		await expect(close()).rejects.toMatchObject({
			details: { status: 403 },
			whatToDo: expect.stringMatching(/ The goodbye was sent\.$/) as unknown,
		});
	});

	it('is told where the rate limit comes before the close, and not of those that follow', async () => {
		started();
		closes.server.next('PATCH', limited(4_000));
		const first = await close();
		const second = await close();

		expect(first).toMatchObject({ status: 'notAttempted' });
		expect(first.reason).toMatch(/ The goodbye was sent\.$/);
		expect(second).toMatchObject({ status: 'notAttempted' });
		expect(second.reason).not.toContain('goodbye');
	});

	it('is not said where the rate limit comes first: nothing is', async () => {
		started();
		closes.server.next(SEND, limited(4_000));

		const { status, reason } = await close();

		expect(status).toBe('notAttempted');
		expect(reason).not.toContain('goodbye');
		expect(closes.calls).toEqual(['GET chat', 'POST messages/agentless']);
	});

	it('brings the close to its end though another item has failed', async () => {
		started();
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 1 });
		closes.platform.after(1.15, () => {
			closes.run.client.stop();
		});

		expect(await close()).toMatchObject({ status: 'closed' });
	});

	it('is not said to a customer who was just seen to have left', async () => {
		const conversation = started();
		closes.server.next(SEND, limited(30));
		closes.platform.after(10, () => {
			conversation.leave('customer');
		});

		expect(await close()).toMatchObject({
			status: 'closed',
			goodbye: 'notTold',
			reason: expect.stringContaining('The goodbye could not be sent: The customer has left.') as unknown,
		});
		expect(goodbyes()).toHaveLength(1);
	});

	it('that takes its time lets nothing be closed that has begun meanwhile', async () => {
		const conversation = started();
		closes.server.next(SEND, SILENCE);
		closes.platform.after(5, () => {
			const call = { id: 'call', state: 'connected' };
			conversation.become({ participants: [customer(), party('agent', { name: 'Alex', calls: [call] })] });
		});

		expect(await close()).toMatchObject({
			status: 'skippedNotWebMessaging',
			reason: expect.stringContaining('It is not known whether the goodbye was sent') as unknown,
		});
	});

	it.each(['disconnect', 'graceful', 'teardown'] as const)(
		'that takes its time takes no credit for an end that came meanwhile (%s)',
		async (method) => {
			const conversation = started();
			conversation.statusOnEnded = 200;
			closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 25 });
			closes.platform.after(5, () => {
				conversation.end();
			});

			expect(await closes.close(BYE, method)).toMatchObject({
				status: 'alreadyClosed',
				reason: 'It ended before the close. The goodbye was sent.',
			});
		},
	);

	it.each<[string, Reply, Verdict['goodbye']]>([
		['was said', ok({ id: 'bye', conversationId: 'chat' }), 'told'],
		['went elsewhere', ok({ id: 'bye', conversationId: 'other' }), 'elsewhere'],
		['was refused', answer(400, { code: 'bad.request', message: 'No', status: 400 }), 'notTold'],
		['was forbidden', answer(403, { code: 'missing.permissions', message: 'No', status: 403 }), 'notTold'],
		['was lost', dropped(), 'unknown'],
	])('that %s is counted as that', async (_how, reply, goodbye) => {
		started();
		closes.server.next(SEND, reply);

		expect((await close()).goodbye).toBe(goodbye);
	});

	it('on its way is followed by the close though another item has failed', async () => {
		started();
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 1 });
		closes.platform.after(0.5, () => {
			closes.run.client.stop();
		});

		expect(await close()).toMatchObject({ status: 'closed' });
	});
});
