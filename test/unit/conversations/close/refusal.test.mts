import { chat, party } from '../../../support/virtual-conversation.mts';
import { told, VirtualCloses } from '../../../support/virtual-closes.mts';
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

			expect(told(await closes.close({ checkFirst: false }))).toEqual({
				status: 'alreadyClosed',
				target: { conversationId: 'chat' },
				closed: true,
				reason: 'It had already ended. Nothing was changed.',
				previousState: 'closed',
				closedAt: '2026-09-01T12:00:00.000Z',
				conversation: 'ended',
			});
			expect(closes.calls).toEqual([CLOSES, SEES]);
		},
	);

	it.each([
		[400, 'Genesys Cloud did not accept the request (closing)'],
		[409, 'Someone else was changing it at the same time (closing)'],
	])('with %d although it is open is a failure', async (status, message) => {
		closes.chat();
		closes.server.next('PATCH', answer(status));

		await expect(closes.close()).rejects.toMatchObject({
			message,
			whatToDo: expect.stringMatching(/Correlation ID: c0rrelat10n\.$/) as unknown,
			details: { status },
		});
	});

	it('because there is none is not found', async () => {
		closes.server.always('', answer(404));

		expect(await closes.close({ checkFirst: false })).toEqual({
			status: 'notFound',
			target: { conversationId: 'chat' },
			closed: false,
			reason:
				'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
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
		conversation.become({ participants: [party('customer', {}, { type: 'open' })] });

		expect(await verdict).toMatchObject({ status: 'skippedNotWebMessaging', closed: false });
	});

	it('is a failure of the look where it cannot be read then: nobody knows that there is none', async () => {
		closes.chat();
		closes.server.next('PATCH', answer(404));
		closes.server.next('GET', answer(500));

		await expect(closes.close({ checkFirst: false })).rejects.toMatchObject({
			message: 'Genesys Cloud had an internal error (reading the conversation)',
		});
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
	const LOST =
		'The answer to the request to disconnect Dana (customer) and Alex (agent) was lost, so it is not known whether it was carried out.';
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('is told as closed, not as already closed: it was this run', async () => {
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close()).toMatchObject({ status: 'closed', closedAt: '2026-09-01T12:00:00.100Z' });
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it('is told as closed without a look first as well', async () => {
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closed' });
	});

	it('is told as closed where Genesys Cloud accepts another one long after the end', async () => {
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

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({
			status: 'closed',
			reason: 'It has ended, but the answer to the request was lost: who ended it is not known.',
			closedAt: '2026-09-01T12:00:00.100Z',
		});
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it('may be carried out where the look between the tries finds something else', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer')] }));
		closes.server.next('PATCH', dropped());
		closes.platform.after(0.5, () => {
			conversation.become(chat());
		});

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({
			status: 'closing',
			reason:
				'The answer to the request to disconnect the customer was lost, so it is not known whether it was carried out. Alex (agent) is connected.',
		});
	});

	it('is looked for where it may not be sent again', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close()).toMatchObject({ status: 'closed', closedAt: '2026-09-01T12:00:00.100Z' });
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it('is not claimed where it had ended before: nobody has looked first', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat().end();
		await closes.platform.pass(60);
		closes.server.loseAnswer('PATCH');

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'alreadyClosed' });
	});

	it('is looked for after a breakdown of the server, too', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', answer(500));
		closes.platform.after(0.15, () => {
			conversation.end();
		});

		expect(await closes.close()).toMatchObject({ status: 'closed', closedAt: '2026-09-01T12:00:00.150Z' });
	});

	it('may be carried out where it is not seen to end', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.next('PATCH', dropped());

		expect(await closes.close()).toMatchObject({
			status: 'closing',
			closed: false,
			reason: `${LOST} The connection to Genesys Cloud was lost (closing).`,
			previousState: 'open',
		});
	});

	it('may be carried out where nobody looks afterwards', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.loseAnswer('PATCH');

		expect(await closes.close({ waitUntilClosed: false })).toMatchObject({ status: 'closing' });
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('may be carried out where a later try is refused for good and it is still open', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(400));

		expect(await closes.close()).toMatchObject({
			status: 'closing',
			reason: `${LOST} Genesys Cloud did not accept the request (closing).`,
		});
	});

	it('may be carried out where a later try finds a permission missing', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(403, { code: 'missing.permissions' }));

		expect(await closes.close()).toMatchObject({
			status: 'closing',
			reason: `${LOST} The credential is not allowed to do this (closing).`,
		});
	});

	it('may be carried out where it is not shown afterwards', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(404));
		const verdict = closes.close();
		closes.platform.after(0.15, () => {
			closes.server.next('GET', answer(404), answer(404), answer(404));
		});

		expect(await verdict).toMatchObject({
			status: 'closing',
			reason: `${LOST} It could not be found afterward.`,
		});
	});

	it('may be carried out where it cannot be looked for', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(404));
		closes.platform.after(0.15, () => {
			closes.server.next('GET', answer(500), answer(500), answer(500));
		});

		expect(await closes.close()).toMatchObject({
			status: 'closing',
			reason: `${LOST} Genesys Cloud had an internal error (reading the conversation).`,
		});
	});

	it('may be carried out where a later try is refused, and the look that asks why fails', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(404));
		closes.server.next('GET', answer(500));

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closing',
			reason:
				'The answer to the request to close it was lost, so it is not known whether it was carried out. Genesys Cloud had an internal error (reading the conversation).',
		});
		expect(closes.calls).toEqual([CLOSES, CLOSES, SEES]);
	});

	it('may be carried out where the rate limit ends the run meanwhile, and nobody looks', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat();
		closes.server.next('PATCH', dropped(), limited(42));

		expect(told(await closes.close())).toEqual({
			isUnclear: true,
			status: 'closing',
			target: { conversationId: 'chat' },
			closed: false,
			reason: `${LOST} Genesys Cloud is limiting the request rate (closing).`,
			previousState: 'open',
			conversation: 'open',
		});
		expect(closes.calls).toEqual([SEES, CLOSES, SEES, CLOSES]);
		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({ status: 'notAttempted' });
	});

	it('may be carried out where the rate limit refuses the look, which ends the closing of the run', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(400));
		closes.platform.after(0.15, () => {
			closes.server.next('GET', limited(42));
		});

		expect(await closes.close()).toMatchObject({ status: 'closing' });
		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({ status: 'notAttempted' });
	});

	it('is a failure where nothing can have been carried out: a name that does not resolve', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped('ENOTFOUND'));

		await expect(closes.close()).rejects.toMatchObject({
			message: 'Genesys Cloud could not be reached (closing)',
		});
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});
});
