import type { CloseOptions } from '../../../../nodes/shared/conversations/close/options.ts';
import type { ConversationPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { party } from '../../../support/virtual-conversation.mts';
import { answer, limited, ok, SILENCE } from '../../../support/virtual-platform.mts';
import { customer, SEND, VirtualGoodbyes } from '../../../support/virtual-goodbyes.mts';

describe('A goodbye in a guarded close', () => {
	let closes: VirtualGoodbyes;

	beforeEach(() => {
		closes = new VirtualGoodbyes().arriving();
	});

	const started = (change?: ConversationPayload) => closes.started(change);
	const close = async (options?: Partial<CloseOptions>) => await closes.closeWithGoodbye(options);
	const goodbyes = () => closes.goodbyes();

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

		it.each([
			['at the earliest', '2026-09-01T11:59:55.000Z', 'closed'],
			['before that', '2026-09-01T11:59:54.999Z', 'skippedRecentMessage'],
			['at the latest', '2026-09-01T12:00:10.000Z', 'closed'],
			['after that', '2026-09-01T12:00:10.001Z', 'skippedRecentMessage'],
		])(
			'is what the flow lists within five seconds of when it may have been sent: %s',
			async (_when, messageTime, status) => {
				const conversation = started({ participants: [customer(), flow(OLD)] });
				// A look counts for two seconds, and the answer takes three.
				closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 3 });
				closes.platform.after(1, () => {
					conversation.write('workflow', messageTime, 'new');
				});

				expect((await close(GUARD)).status).toBe(status);
			},
		);

		it('is nothing that was listed before it, which holds the guard of a later item of the run', async () => {
			const undated = { messageTime: '2026-09-01T11:00:00.000Z' };
			const just = { messageId: 'Just', messageTime: '2026-09-01T11:59:59.000Z' };
			started({ participants: [customer(), party('workflow', {}, { messages: [undated, just] })] });
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await close().catch(() => undefined);

			expect((await close(GUARD)).status).toBe('skippedRecentMessage');
			expect(goodbyes()).toHaveLength(1);
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

	it('that was held is said where the next item of the run closes it', async () => {
		const conversation = started({ participants: [customer()] });
		closes.server.next(SEND, limited(5));
		closes.platform.after(1, () => {
			conversation.write('customer', '2026-09-01T12:00:01.000Z');
		});
		expect((await close({ skipIfMessageWithinMinutes: 10 })).status).toBe('skippedRecentMessage');

		expect((await close()).reason).toMatch(/ The goodbye was sent\.$/);
	});
});
