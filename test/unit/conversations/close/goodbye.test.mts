import type { CloseOptions } from '../../../../nodes/shared/conversations/close/options.ts';
import type { ConversationPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { closeConversation } from '../../../../nodes/shared/conversations/close/whole-conversation.ts';
import type { Verdict } from '../../../../nodes/shared/conversations/close/verdict.ts';
import { USUAL_OPTIONS, VirtualCloses } from '../../../support/virtual-closes.mts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { answer, dropped, limited, ok, SILENCE, type Reply } from '../../../support/virtual-platform.mts';

const SEND = 'POST /api/v2/conversations/messages/agentless';
const DEPLOYMENT = 'd0000000-0000-4000-8000-000000000001';
const BYE = { goodbyeMessage: 'Goodbye!' };

const customer = (contact: string | null = 'contact') =>
	party(
		'customer',
		{ name: 'Dana', externalContactId: contact },
		{
			toAddress: { addressNormalized: DEPLOYMENT },
			messages: [{ messageId: 'old', messageTime: '2026-09-01T11:00:00.000Z' }],
		},
	);

describe('A goodbye', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
		closes.server.always(SEND, ok({ id: 'bye', conversationId: 'chat' }));
	});

	const started = (change: ConversationPayload = {}) =>
		closes.chat(chat({ participants: [customer(), party('agent', { name: 'Alex' })], ...change }));
	const close = async (options: Partial<CloseOptions> = {}) => await closes.close({ ...BYE, ...options });
	const goodbyes = () => closes.server.lines.filter((line) => line === SEND);

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
			reason: expect.stringContaining(`The goodbye could not be sent: ${why}`) as unknown,
		});
		expect(goodbyes()).toEqual([]);
	});

	it.each([
		['refused', answer(400, { code: 'bad.request', message: 'No', status: 400 }), 'could not be sent'],
		[
			'forbidden',
			answer(403, { code: 'missing.permissions', message: 'No', status: 403 }),
			'could not be sent',
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

	it('does not hold the guard that it comes before', async () => {
		const conversation = started({ participants: [customer()] });
		closes.server.next(SEND, { ...ok({ id: 'BYE', conversationId: 'chat' }), after: 3 });
		closes.platform.after(1, () => {
			conversation.write('customer', '2026-09-01T12:00:01.000Z', 'bye');
		});

		expect(await close({ skipIfMessageWithinMinutes: 10 })).toMatchObject({ status: 'closed' });
		expect(closes.calls.filter((line) => line === 'GET chat')).toHaveLength(2);
	});

	it('is told where a guard holds after it', async () => {
		const conversation = started({ participants: [customer()] });
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 3 });
		closes.platform.after(1, () => {
			conversation.write('customer', '2026-09-01T12:00:01.000Z', 'wait');
		});

		expect(await close({ skipIfMessageWithinMinutes: 10 })).toMatchObject({
			status: 'skippedRecentMessage',
			closed: false,
			reason: 'Dana (customer) wrote less than a minute ago. The goodbye was sent.',
		});
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

	it('is not said where looks take so long that none is fresh, and the close goes on', async () => {
		closes.server.always('GET', { ...ok(chat({ participants: [customer()] })), after: 5 });

		expect(await close({ waitUntilClosed: false })).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining(
				'The goodbye could not be sent: Genesys Cloud answers so slowly',
			) as unknown,
		});
		expect(goodbyes()).toEqual([]);
	});

	it('is said once to what comes twice in a run', async () => {
		started();
		closes.server.next('PATCH', dropped(), dropped(), dropped(), dropped(), dropped(), dropped());
		const first = await close({ waitTimeoutSeconds: 0 });
		const second = await close();

		expect([first.status, second.status]).toEqual(['closing', 'closed']);
		expect(second.reason).toMatch(/ The goodbye had been sent before\.$/);
		expect(goodbyes()).toHaveLength(1);
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

		expect((await close()).reason).toContain('The goodbye could not be sent: The customer has left.');
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

	it('whose answer was lost does not hold the guard that it comes before', async () => {
		const conversation = started({ participants: [customer()] });
		closes.server.next(SEND, SILENCE);
		closes.platform.after(1, () => {
			const api = party(
				'api',
				{},
				{
					state: 'disconnected',
					messages: [{ messageId: 'unknown', messageTime: '2026-09-01T12:00:01.000Z' }],
				},
			);
			conversation.become({ participants: [customer(), api] });
		});

		expect(await close({ skipIfMessageWithinMinutes: 10 })).toMatchObject({ status: 'closed' });
	});

	it.each([
		['a person whose role nobody knows', party('supervisor2')],
		['a user of the organization, as whatever', party('api', { userId: 'u' })],
		['an agent', party('agent')],
	])('leaves the guard to hold where %s has written after it', async (_who, writer) => {
		const conversation = started({ participants: [customer()] });
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 3 });
		closes.platform.after(1, () => {
			const messages = [{ messageId: 'new', messageTime: '2026-09-01T12:00:01.000Z' }];
			const legs = (writer.messages ?? []).map((one) => ({ ...one, messages }));
			conversation.become({ participants: [customer(), { ...writer, messages: legs }] });
		});

		expect((await close({ skipIfMessageWithinMinutes: 10 })).status).toBe('skippedRecentMessage');
	});

	describe('beside what others write', () => {
		const GUARD = { skipIfMessageWithinMinutes: 10 };
		const OLD = { messageId: 'old', messageTime: '2026-09-01T11:00:00.000Z' };
		const NEW = { messageId: 'new', messageTime: '2026-09-01T12:00:01.000Z' };
		const flow = (...messages: ReadonlyArray<typeof NEW>) => party('workflow', {}, { messages });

		it('leaves the guard to hold where the customer has written, though the flow lists that, too', async () => {
			const conversation = started({ participants: [customer(), flow(OLD)] });
			closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 3 });
			closes.platform.after(1, () => {
				conversation.write('customer', NEW.messageTime, NEW.messageId);
				conversation.write('workflow', NEW.messageTime, NEW.messageId);
			});

			expect((await close(GUARD)).status).toBe('skippedRecentMessage');
		});

		it('is not said where the flow has written while it had to wait', async () => {
			const conversation = started({ participants: [customer(), flow(OLD)] });
			closes.server.next(SEND, limited(30));
			closes.platform.after(10, () => {
				conversation.write('workflow', NEW.messageTime, NEW.messageId);
			});

			expect((await close(GUARD)).status).toBe('skippedRecentMessage');
			expect(goodbyes()).toHaveLength(1);
		});

		it('that was refused takes nothing from the guard', async () => {
			const conversation = started({ participants: [customer(), flow(OLD)] });
			closes.server.next(SEND, answer(400, { code: 'bad.request', message: 'No', status: 400 }));
			closes.server.next('PATCH', limited(30));
			closes.platform.after(10, () => {
				conversation.write('workflow', NEW.messageTime, NEW.messageId);
			});

			expect((await close(GUARD)).status).toBe('skippedRecentMessage');
		});

		it.each<
			[
				string,
				object,
				ReadonlyArray<{ messageId: string; messageTime: string | null; messageStatus?: string }>,
			]
		>([
			['it is known to have gone elsewhere', { id: 'bye', conversationId: 'other' }, [NEW]],
			['it is listed itself', { id: 'bye', conversationId: 'chat' }, [{ ...NEW, messageId: 'bye' }, NEW]],
			[
				'it may be either of two',
				{ id: 'bye', conversationId: 'chat' },
				[NEW, { ...NEW, messageId: 'newer' }],
			],
			[
				'what is listed came in',
				{ id: 'bye', conversationId: 'chat' },
				[{ ...NEW, messageStatus: 'received' }],
			],
			[
				'what is listed was written before',
				{ id: 'bye', conversationId: 'chat' },
				[{ ...NEW, messageTime: '2026-09-01T11:55:00.000Z' }],
			],
			[
				'what is listed was written long after',
				{ id: 'bye', conversationId: 'chat' },
				[{ ...NEW, messageTime: '2026-09-01T12:05:00.000Z' }],
			],
			[
				'nobody can tell when that was written',
				{ id: 'bye', conversationId: 'chat' },
				[{ ...NEW, messageTime: null }],
			],
		])('leaves the guard to hold for what the flow lists where %s', async (_why, body, messages) => {
			const conversation = started({ participants: [customer(), flow(OLD)] });
			closes.server.next(SEND, { ...ok(body), after: 3 });
			closes.platform.after(1, () => {
				conversation.become({
					participants: [customer(), party('workflow', {}, { messages: [OLD, ...messages] })],
				});
			});

			expect((await close(GUARD)).status).toBe('skippedRecentMessage');
		});

		it('is what the flow lists as the only one', async () => {
			const conversation = started({ participants: [customer(), flow(OLD)] });
			closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 3 });
			closes.platform.after(1, () => {
				conversation.write('workflow', NEW.messageTime, NEW.messageId);
			});

			expect((await close(GUARD)).status).toBe('closed');
		});

		it('does not hold the guard of a later item of the run either', async () => {
			const conversation = started({ participants: [customer()] });
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			closes.platform.after(0.15, () => {
				const bye = { messageId: 'bye', messageTime: '2026-09-01T12:00:00.000Z' };
				const api = party('api', {}, { state: 'disconnected', messages: [bye] });
				conversation.become({ participants: [customer(), api] });
			});
			await close(GUARD).catch(() => undefined);

			expect((await close(GUARD)).status).toBe('closed');
			expect(goodbyes()).toHaveLength(1);
		});
	});

	describe('to a customer with two open conversations', () => {
		let places: string[];
		const both = () => {
			closes.chat(chat({ id: 'older', participants: [customer()] }));
			// Whichever it is for, Genesys Cloud puts it into the newer one, as long as that goes on.
			closes.server.always(SEND, () => {
				const place = closes.calls.includes('PATCH messages/newer') ? 'older' : 'newer';
				places.push(place);
				return ok({ id: `bye-${place}`, conversationId: place });
			});
			return closes.chat(chat({ id: 'newer', participants: [customer()] }));
		};

		beforeEach(() => {
			closes = new VirtualCloses();
			places = [];
		});

		it.each([
			[['older', 'newer'], ['elsewhere', 'told'], ['newer']],
			[
				['newer', 'older'],
				['told', 'told'],
				['newer', 'older'],
			],
		])('is said once in each, side by side: %j', async (ids, goodbyesOf, intended) => {
			both();
			const verdicts = await closes.closeAll(ids, BYE);

			expect(places).toEqual(intended);
			expect(verdicts.map(({ status, goodbye }) => [status, goodbye])).toEqual(
				goodbyesOf.map((goodbye) => ['closed', goodbye]),
			);
		});

		it('does not hold the guard of the second, in which it is listed', async () => {
			const newer = both();
			const guarded = { ...BYE, skipIfMessageWithinMinutes: 10 };
			const first = await closes.close(guarded, 'disconnect', 'older');
			const bye = { messageId: 'bye-newer', messageTime: '2026-09-01T12:00:00.000Z' };
			newer.become({
				participants: [customer(), party('api', {}, { state: 'disconnected', messages: [bye] })],
			});
			const second = await closes.close(guarded, 'disconnect', 'newer');

			expect([first.goodbye, second.status, second.goodbye]).toEqual(['elsewhere', 'closed', 'told']);
			expect(goodbyes()).toHaveLength(1);
		});

		it('is not said again where the first goes on', async () => {
			both();
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await closes.close(BYE, 'disconnect', 'older').catch(() => undefined);
			closes.chat(chat({ id: 'oldest', participants: [customer()] }));

			expect(await closes.close(BYE, 'disconnect', 'oldest')).toMatchObject({ goodbye: 'elsewhere' });
			expect(places).toEqual(['newer']);
		});

		it('is not said in the second where nobody can tell whether the first goes on', async () => {
			both();
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await closes.close(BYE, 'disconnect', 'newer').catch(() => undefined);
			closes.server.next('GET /api/v2/conversations/newer', answer(500));

			expect(await closes.close(BYE, 'disconnect', 'older')).toMatchObject({
				status: 'closed',
				goodbye: 'elsewhere',
				reason: expect.stringContaining(
					'it has gone into another conversation of the customer, newer',
				) as unknown,
			});
			expect(goodbyes()).toHaveLength(1);
		});
	});

	it('is said once where a cap holds for one of two items about it only', async () => {
		started();
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 5 });
		await closes.platform.play(
			Promise.all(
				[5, undefined].map(
					async (maxCloses) =>
						await closeConversation(closes.closes, 'chat', 'disconnect', {
							...USUAL_OPTIONS,
							...BYE,
							maxCloses,
						}),
				),
			),
		);

		expect(goodbyes()).toHaveLength(1);
	});

	it('is promised once for what comes twice in a dry run', async () => {
		started();
		await close({ dryRun: true });

		expect((await close({ dryRun: true })).reason).toBe('Would disconnect Dana (customer) and Alex (agent).');
	});

	it.each<[string, Reply, Verdict['goodbye']]>([
		['was said', ok({ id: 'bye', conversationId: 'chat' }), 'told'],
		['went elsewhere', ok({ id: 'bye', conversationId: 'other' }), 'elsewhere'],
		['was refused', answer(400, { code: 'bad.request', message: 'No', status: 400 }), 'notTold'],
		['was lost', dropped(), 'unknown'],
	])('that %s is counted as that', async (_how, reply, goodbye) => {
		started();
		closes.server.next(SEND, reply);

		expect((await close()).goodbye).toBe(goodbye);
	});

	it('that has to wait is not said once another item has failed', async () => {
		started();
		closes.server.next(SEND, limited(30));
		closes.platform.after(5, () => {
			closes.run.client.stop();
		});

		await expect(close()).rejects.toThrow();
		expect(goodbyes()).toHaveLength(1);
		expect(closes.calls).not.toContain('PATCH messages/chat');
	});

	it('counts against the cap, whatever comes of the close', async () => {
		closes.chat(chat({ id: 'one', participants: [customer()] }));
		closes.chat(chat({ id: 'two', participants: [customer()] }));
		closes.server.always(SEND, ok({ id: 'bye', conversationId: 'one' }));
		closes.server.next('PATCH', answer(403, { code: 'missing.permissions', message: 'x', status: 403 }));
		const options = { ...BYE, maxCloses: 1 };
		await closes.close(options, 'disconnect', 'one').catch(() => undefined);

		expect((await closes.close(options, 'disconnect', 'two')).status).toBe('notAttempted');
		expect(goodbyes()).toHaveLength(1);
	});

	it('that was held is said where the next item of the run closes it', async () => {
		const conversation = started({ participants: [customer()] });
		closes.server.next(SEND, limited(5));
		closes.platform.after(1, () => {
			conversation.write('customer', '2026-09-01T12:00:01.000Z');
		});
		expect((await close({ skipIfMessageWithinMinutes: 10 })).status).toBe('skippedRecentMessage');

		expect((await close()).reason).toMatch(/ The goodbye was sent\.$/);
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
