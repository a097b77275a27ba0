import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CLOSES = 'PATCH messages/chat';

describe('Waiting until it has closed', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('is over with an answer that shows the end', async () => {
		closes.chat();

		await closes.close();

		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('looks at once, then more and more rarely', async () => {
		closes.chat().endsAfter = 8;

		const verdict = await closes.close();

		expect(verdict).toMatchObject({ status: 'closed', closedAt: '2026-09-01T12:00:08.100Z' });
		const looks = closes.server.arrivals.slice(2).map(({ second }) => Math.round(second * 10) / 10);
		expect(looks).toEqual([0.2, 0.8, 1.9, 4, 6.1, 8.2]);
	});

	it('gives up when the time is over, and says so', async () => {
		closes.chat().endsAfter = 60;

		expect(await closes.close({ waitTimeoutSeconds: 5 })).toEqual({
			status: 'closing',
			closed: false,
			reason: 'Genesys Cloud accepted the close. It was not seen closed within 5 seconds.',
			previousState: 'open',
			method: 'disconnect',
			conversationId: 'chat',
		});
		// The last look comes at the end of the time, not after it.
		expect(closes.server.seconds.at(-1)).toBeCloseTo(5.2, 3);
	});

	it('looks once where there is no time at all', async () => {
		closes.chat().endsAfter = 60;

		expect(await closes.close({ waitTimeoutSeconds: 0 })).toMatchObject({ status: 'closing' });
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it('is not done where it is not wanted', async () => {
		closes.chat().endsAfter = 60;

		expect(await closes.close({ waitUntilClosed: false })).toMatchObject({
			status: 'closing',
			reason: 'Genesys Cloud accepted the close.',
		});
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('takes a conversation that is gone for closed: 404 after the close', async () => {
		closes.chat().endsAfter = 60;
		closes.server.next('GET', answer(404));

		expect(await closes.close({ checkFirst: false })).toEqual({
			status: 'closed',
			closed: true,
			reason: 'Closed.',
			method: 'disconnect',
			conversationId: 'chat',
		});
		expect(closes.calls).toEqual([CLOSES, SEES]);
	});

	it('ends with trouble that is told in the verdict: the close was accepted', async () => {
		closes.chat().endsAfter = 60;
		closes.server.next('GET', answer(500));

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closing',
			reason: 'Genesys Cloud accepted the close. Genesys Cloud failed inside (reading the conversation).',
		});
	});

	it('is ended by a cancel', async () => {
		closes.chat().endsAfter = 60;
		const verdict = closes.close();
		closes.platform.after(3, () => {
			closes.run.cancel();
		});

		await expect(verdict).rejects.toMatchObject({
			message: 'The execution was canceled while waiting for the conversation to close',
		});
	});

	it('that the rate limit ends is told, and ends the closing of the run', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat().endsAfter = 60;
		closes.server.next('GET', limited(42));

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the close. Genesys Cloud is limiting the request rate (reading the conversation).',
		});
		expect(await closes.close({ checkFirst: false }, 'disconnect', 'other')).toMatchObject({
			status: 'notAttempted',
		});
	});
});
