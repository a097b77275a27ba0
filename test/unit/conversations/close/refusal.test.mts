import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, limited } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CLOSES = 'PATCH messages/chat';
const UNSEEN = { code: 'missing.division.permission' };

describe('A close that Genesys Cloud refuses', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it.each([400, 404, 409])(
		'with %d because it has ended meanwhile had ended before',
		async (statusOnEnded) => {
			const conversation = closes.chat();
			conversation.statusOnEnded = statusOnEnded;
			conversation.end();

			expect(await closes.close({ checkFirst: false })).toEqual({
				status: 'alreadyClosed',
				closed: true,
				reason: 'Had ended before; nothing changed.',
				previousState: 'closed',
				closedAt: '2026-09-01T12:00:00.000Z',
				method: 'disconnect',
				conversationId: 'chat',
			});
			expect(closes.calls).toEqual([CLOSES, SEES]);
		},
	);

	it.each([
		[400, 'Genesys Cloud did not accept the request (closing)'],
		[409, 'Somebody else was changing it at the same moment (closing)'],
	])('with %d although it is open is a failure', async (status, message) => {
		closes.chat();
		closes.server.next('PATCH', answer(status));

		await expect(closes.close()).rejects.toMatchObject({ message, details: { status } });
	});

	it('because there is none is not found', async () => {
		closes.server.always('', answer(404));

		expect(await closes.close({ checkFirst: false })).toEqual({
			status: 'notFound',
			closed: false,
			reason: 'There is no such conversation, or it is in a division that the credential cannot see.',
			method: 'disconnect',
			conversationId: 'chat',
		});
		expect(closes.calls).toEqual([CLOSES, SEES]);
	});

	it('because of its division is looked into: it is not found', async () => {
		closes.server.next('PATCH', answer(403, UNSEEN));
		closes.server.next('GET', answer(404));

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'notFound' });
	});

	it('for want of a permission is a failure at once', async () => {
		closes.chat();
		closes.server.next('PATCH', answer(403, { code: 'missing.permissions' }));

		await expect(closes.close()).rejects.toMatchObject({
			message: 'The credential is not allowed to do this (closing)',
		});
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('because it has become something else is told as that', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', answer(409));
		const verdict = closes.close({ checkFirst: false });
		conversation.become({ participants: [] });

		expect(await verdict).toMatchObject({ status: 'skippedNotWebMessaging', closed: false });
	});

	it('for good without being expected is a failure', async () => {
		closes.chat();
		closes.server.next('PATCH', answer(413));

		await expect(closes.close()).rejects.toMatchObject({
			message: 'The request is too large for Genesys Cloud (closing)',
		});
	});
});

describe('A close whose answer was lost', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('is told as closed, not as already closed: it was this run', async () => {
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close()).toMatchObject({ status: 'closed', closedAt: '2026-09-01T12:00:00.100Z' });
		expect(closes.calls).toEqual([SEES, CLOSES, CLOSES, SEES]);
	});

	it('is told as closed without a look first as well', async () => {
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closed' });
	});

	it('is told as closed where Genesys Cloud accepts the second one long after the end', async () => {
		const conversation = closes.chat();
		conversation.statusOnEnded = 200;
		closes.server.loseAnswer('PATCH');
		closes.server.loseAnswer('PATCH');
		closes.server.loseAnswer('PATCH');

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closed',
			closedAt: '2026-09-01T12:00:00.000Z',
		});
		expect(closes.server.seconds.at(-1)).toBeGreaterThan(7);
	});

	it('is told as closed where the look between the tries finds it ended', async () => {
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it('is looked for where it may not be sent again', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close()).toMatchObject({ status: 'closed', closedAt: '2026-09-01T12:00:00.100Z' });
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it('is looked for after a breakdown of the server, too', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', answer(500));
		const verdict = closes.close({ checkFirst: false });
		conversation.end();

		expect(await verdict).toMatchObject({ status: 'closed' });
	});

	it('is a failure where the look finds it open', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.next('PATCH', dropped());

		await expect(closes.close()).rejects.toMatchObject({
			message: 'The connection to Genesys Cloud broke (closing)',
		});
	});

	it('is the failure of the close where the look fails as well', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.next('PATCH', dropped());
		closes.server.next('GET', answer(500));

		await expect(closes.close({ checkFirst: false })).rejects.toMatchObject({
			message: 'The connection to Genesys Cloud broke (closing)',
		});
	});

	it('is not known to be carried out where the rate limit ends the run meanwhile', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat();
		closes.server.next('PATCH', dropped(), limited(42));

		expect(await closes.close()).toEqual({
			status: 'closing',
			closed: false,
			reason:
				'The connection broke, so it is not known whether Genesys Cloud has closed it. Genesys Cloud is limiting the request rate (closing).',
			previousState: 'open',
			method: 'disconnect',
			conversationId: 'chat',
		});
		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({ status: 'notAttempted' });
	});
});

describe('A close that waits for its turn', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
		// After the look and before the close.
		closes.platform.after(0.05, () => {
			closes.platform.hold(30);
		});
	});

	it('is called off when an agent comes meanwhile', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer')] }));
		closes.platform.after(10, () => {
			conversation.become(chat());
		});

		expect(await closes.close({ skipIfAgentConnected: true })).toMatchObject({
			status: 'skippedAgentConnected',
			previousState: 'open',
		});
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it('is called off when it ends by itself meanwhile', async () => {
		const conversation = closes.chat();
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({
			status: 'alreadyClosed',
			closed: true,
		});
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it('is called off when it is gone meanwhile', async () => {
		closes.chat();
		closes.platform.after(10, () => {
			closes.server.next('GET', answer(404));
		});

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({ status: 'notFound' });
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it('is carried out when nothing has changed', async () => {
		closes.chat();

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, SEES, CLOSES]);
	});

	it('is not asked for again without a guard', async () => {
		closes.chat();

		expect(await closes.close()).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});
});
