import { chat, party, type VirtualConversation } from '../../../support/virtual-conversation.mts';
import { told, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CLOSES = 'PATCH messages/chat';
const NOT_FOUND = {
	status: 'notFound',
	target: { conversationId: 'chat' },
	closed: false,
	reason: 'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
};
const UNSEEN = { code: 'missing.division.permission' };

describe('The verdict on a close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('is that it was closed, when, who was in it, and what it was before', async () => {
		closes.chat();

		const verdict = await closes.close();

		expect(told(verdict)).toEqual({
			status: 'closed',
			target: { conversationId: 'chat' },
			closed: true,
			reason: 'Disconnected Dana (customer) and Alex (agent).',
			previousState: 'open',
			closedAt: '2026-09-01T12:00:00.100Z',
			conversation: 'ended',
		});
		expect(verdict.conversation).toMatchObject({
			id: 'chat',
			participants: [{ name: 'Dana' }, { name: 'Alex' }],
		});
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('does not tell what it was before where nobody has looked', async () => {
		closes.chat();

		expect(told(await closes.close({ checkFirst: false }))).toEqual({
			status: 'closed',
			target: { conversationId: 'chat' },
			closed: true,
			reason: 'Disconnected Dana (customer) and Alex (agent).',
			closedAt: '2026-09-01T12:00:00.000Z',
			conversation: 'ended',
		});
		expect(closes.calls).toEqual([CLOSES]);
	});

	it('is that there is no such conversation, and nothing is sent', async () => {
		closes.server.next('GET', answer(404));

		expect(await closes.close()).toEqual(NOT_FOUND);
		expect(closes.calls).toEqual([SEES]);
	});

	it('is the same where it is in a division that cannot be seen', async () => {
		closes.server.next('GET', answer(403, UNSEEN));

		expect(await closes.close()).toEqual(NOT_FOUND);
	});

	it('is none where the permission to look is missing: that is a failure', async () => {
		closes.server.next('GET', answer(403, { code: 'missing.permissions' }));

		await expect(closes.close()).rejects.toMatchObject({
			message: 'The credential is not allowed to do this (reading the conversation)',
		});
	});

	it('is that it is no web messaging', async () => {
		closes.chat(chat({ participants: [party('customer', {}, { type: 'whatsapp' })] }));

		expect(told(await closes.close())).toEqual({
			status: 'skippedNotWebMessaging',
			target: { conversationId: 'chat' },
			closed: false,
			reason: 'This is not a web messaging conversation (whatsapp).',
			previousState: 'open',
			conversation: 'open',
		});
		expect(closes.calls).toEqual([SEES]);
	});

	it('is that it had ended before, and when', async () => {
		closes.chat().end();

		expect(told(await closes.close())).toEqual({
			status: 'alreadyClosed',
			target: { conversationId: 'chat' },
			closed: true,
			reason: 'It had already ended. Nothing was changed.',
			previousState: 'closed',
			closedAt: '2026-09-01T12:00:00.000Z',
			conversation: 'ended',
		});
		expect(closes.calls).toEqual([SEES]);
	});

	it('is that an agent is in it, where that is to be left alone', async () => {
		closes.chat();

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({
			status: 'skippedAgentConnected',
			closed: false,
			reason: 'Alex (agent) is connected.',
			previousState: 'open',
		});
		expect(closes.calls).toEqual([SEES]);
	});

	it('is that somebody has just written, where that is to be left alone', async () => {
		const messages = [{ messageTime: '2026-09-01T11:57:00.000Z' }];
		closes.chat(chat({ participants: [party('customer', {}, { messages })] }));

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({
			status: 'skippedRecentMessage',
			reason: 'The customer wrote 3 minutes ago.',
		});
		expect(await closes.close({ skipIfMessageWithinMinutes: 2 })).toMatchObject({ status: 'closed' });
	});

	it('is what would be in a dry run, and nothing is changed', async () => {
		closes.chat();

		expect(told(await closes.close({ dryRun: true, checkFirst: false }))).toEqual({
			status: 'wouldClose',
			target: { conversationId: 'chat' },
			closed: false,
			reason: 'Would disconnect Dana (customer) and Alex (agent).',
			previousState: 'open',
			conversation: 'open',
		});
		expect(closes.calls).toEqual([SEES]);
	});

	it('finds not web messaging before ended, ended before the guards, and the guards before the dry run', async () => {
		const guarded = { skipIfConnected: 'agent', dryRun: true } as const;
		const ended = chat({
			participants: [
				party('customer', {}, { type: 'open', state: 'disconnected' }),
				party('agent', {}, { type: 'open' }),
			],
		});
		closes.chat(ended);
		const other = new VirtualCloses();
		other.chat().end();
		const talking = new VirtualCloses();
		talking.chat();

		expect((await closes.close(guarded)).status).toBe('skippedNotWebMessaging');
		expect((await other.close(guarded)).status).toBe('alreadyClosed');
		expect((await talking.close(guarded)).status).toBe('skippedAgentConnected');
	});

	/** Everybody left a while ago, and Genesys Cloud has not ended the conversation. */
	async function stuckFor(minutes: number): Promise<VirtualConversation> {
		const conversation = closes.chat();
		conversation.end();
		await closes.platform.pass(minutes * 60);
		return conversation;
	}

	it('is that it is stuck, where all have left long ago and only a teardown can end it', async () => {
		await stuckFor(11);

		for (const method of ['disconnect', 'graceful'] as const) {
			expect(told(await closes.close({}, method))).toEqual({
				status: 'stuck',
				target: { conversationId: 'chat' },
				closed: false,
				reason:
					'Everyone has left, but Genesys Cloud has not ended the conversation. Use Conversation → Close with the method Teardown.',
				previousState: 'open',
				conversation: 'stuck',
			});
		}
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it('is that it had ended before where all have just left', async () => {
		await stuckFor(9);

		expect(await closes.close()).toMatchObject({ status: 'alreadyClosed' });
	});

	it('is that of a teardown where it is stuck', async () => {
		await stuckFor(11);
		closes.server.next('POST', answer(202));

		expect(await closes.close({ waitUntilClosed: false }, 'teardown')).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the request to close it. Wait Until Closed is off, so the end was not checked.',
		});
		expect(closes.calls).toEqual([SEES, 'POST chat/disconnect']);
	});

	it('is that a teardown has ended the conversation, and nobody: everyone had left', async () => {
		const conversation = await stuckFor(11);
		closes.server.next('POST', answer(202));
		closes.platform.after(0.15, () => {
			conversation.become({ endTime: '2026-09-01T12:11:00.000Z' });
		});

		expect(await closes.close({}, 'teardown')).toMatchObject({
			status: 'closed',
			reason: 'Ended the conversation. Everyone had already left.',
		});
	});

	it('is what a dry run of a teardown would end, where nobody is left to be disconnected', async () => {
		await stuckFor(11);

		expect(await closes.close({ dryRun: true }, 'teardown')).toMatchObject({
			status: 'wouldClose',
			reason: 'Would end the conversation.',
		});
	});

	it('names those who were in it also where nobody can tell the time', async () => {
		closes.server.isDated = false;
		closes.chat();

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer) and Alex (agent).',
		});
	});

	it.each([
		['disconnect', 'PATCH messages/chat'],
		['teardown', 'POST chat/disconnect'],
	] as const)('comes of the method that was chosen (%s)', async (method, call) => {
		closes.chat();

		expect(await closes.close({}, method)).toMatchObject({ status: 'closed' });
		expect(closes.calls[1]).toBe(call);
	});
});

describe('Without a look first', () => {
	it.each([
		['a guard against agents', { skipIfConnected: 'agent' }],
		['a guard against messages', { skipIfMessageWithinMinutes: 1 }],
		['a dry run', { dryRun: true }],
	] as const)('%s looks all the same', async (_what, options) => {
		const closes = new VirtualCloses();
		closes.chat();

		await closes.close({ checkFirst: false, ...options });

		expect(closes.calls[0]).toBe(SEES);
	});

	it('a graceful close looks all the same', async () => {
		const closes = new VirtualCloses();
		closes.chat();

		await closes.close({ checkFirst: false }, 'graceful');

		expect(closes.calls[0]).toBe(SEES);
	});

	/** A close of a conversation that ended so long ago, in seconds; Genesys Cloud answers as if it were closed now. */
	async function closeEnded(before: number, clockAhead = 0) {
		const closes = new VirtualCloses();
		closes.server.clockAhead = clockAhead;
		const conversation = closes.chat();
		conversation.statusOnEnded = 200;
		conversation.end();
		await closes.platform.pass(before);
		return await closes.close({ checkFirst: false });
	}

	it('what had ended long before is told as that', async () => {
		expect(await closeEnded(60)).toMatchObject({
			status: 'alreadyClosed',
			closedAt: '2026-09-01T12:00:00.000Z',
		});
	});

	it.each([3_600, -3_600])('that goes by the clock of the server alone (%d s ahead)', async (clockAhead) => {
		expect(await closeEnded(60, clockAhead)).toMatchObject({ status: 'alreadyClosed' });
		expect(await closeEnded(0, clockAhead)).toMatchObject({ status: 'closed' });
	});

	it('what ended within half a minute may be of this close, for servers tell whole seconds and run apart', async () => {
		expect(await closeEnded(30)).toMatchObject({ status: 'closed' });
		expect(await closeEnded(31.2)).toMatchObject({ status: 'alreadyClosed' });
	});

	it('what nobody can tell the time of is closed, and nobody is named: nobody knows who was in it', async () => {
		const closes = new VirtualCloses();
		closes.server.isDated = false;
		closes.chat();

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closed',
			reason: 'Closed. Check First is off, so it is not known who was connected.',
		});
	});

	it('nor is the owner of a session that somebody else may have ended long before', async () => {
		const closes = new VirtualCloses();
		closes.server.isDated = false;
		closes.chat();

		expect(
			await closes.closeSessions(
				{ which: 'bySessionId', sessionId: 'agent-leg', participantId: 'agent' },
				{ checkFirst: false },
			),
		).toMatchObject([
			{
				status: 'closed',
				reason: 'Closed. Check First is off, so it is not known who was connected.',
			},
		]);
	});
});
