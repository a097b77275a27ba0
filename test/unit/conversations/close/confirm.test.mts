import { chat, party } from '../../../support/virtual-conversation.mts';
import { told, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited, ok } from '../../../support/virtual-platform.mts';

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

	it('is over although co-browsing is gone without a trace', async () => {
		const cobrowsing = { cobrowsesessions: [{ id: 'beside', state: 'connected' }] };
		const conversation = closes.chat(chat({ participants: [party('customer', cobrowsing), party('agent')] }));
		closes.server.next(/PATCH/, answer(202));
		closes.platform.after(0.5, () => {
			const left = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.500Z' };
			conversation.become({ participants: [party('customer', {}, left), party('agent', {}, left)] });
		});

		expect(await closes.close()).toMatchObject({ status: 'closed' });
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

		expect(told(await closes.close({ waitTimeoutSeconds: 5 }))).toEqual({
			status: 'closing',
			target: { conversationId: 'chat' },
			closed: false,
			reason:
				'Genesys Cloud accepted the request to disconnect Dana (customer) and Alex (agent), but it had not ended after 5 seconds.',
			previousState: 'open',
			conversation: 'open',
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
			reason:
				'Genesys Cloud accepted the request to disconnect Dana (customer) and Alex (agent). Wait Until Closed is off, so the end was not checked.',
		});
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('does not take a conversation that is gone for closed: nobody has seen it end', async () => {
		closes.chat().endsAfter = 60;
		closes.server.next('GET', ...Array.from({ length: 10 }, () => answer(404)));

		expect(told(await closes.close({ checkFirst: false, waitTimeoutSeconds: 3 }))).toEqual({
			status: 'closing',
			target: { conversationId: 'chat' },
			closed: false,
			reason:
				'Genesys Cloud accepted the request to close it. The conversation could not be found afterward.',
		});
	});

	it('looks again where it is gone for a moment', async () => {
		closes.chat().endsAfter = 0.05;
		closes.server.next('GET', answer(404));

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([CLOSES, SEES, SEES]);
	});

	it('looks again where the server fails for a moment', async () => {
		closes.chat().endsAfter = 0.05;
		closes.server.next('GET', answer(500));

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closed' });
	});

	it('forgets a trouble that has passed', async () => {
		closes.chat().endsAfter = 60;
		closes.server.next('GET', answer(500));

		expect(await closes.close({ checkFirst: false, waitTimeoutSeconds: 3 })).toMatchObject({
			status: 'closing',
			reason: 'Genesys Cloud accepted the request to close it, but it had not ended after 3 seconds.',
		});
	});

	it.each([401, 403])('ends at once where looking again would show nothing else (%d)', async (status) => {
		closes.chat().endsAfter = 60;
		closes.server.next('GET', answer(status));

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closing' });
		expect(closes.calls).toEqual([CLOSES, SEES]);
	});

	it('tells the trouble that was there to the end', async () => {
		closes.chat().endsAfter = 60;
		closes.server.next('GET', ...Array.from({ length: 10 }, () => answer(500)));

		expect(await closes.close({ checkFirst: false, waitTimeoutSeconds: 3 })).toMatchObject({
			reason:
				'Genesys Cloud accepted the request to close it. Genesys Cloud had an internal error (reading the conversation).',
		});
	});

	it('does not believe an answer about another conversation', async () => {
		closes.chat().endsAfter = 60;
		closes.server.next(
			'PATCH',
			ok(chat({ id: 'other', participants: [party('customer', {}, { state: 'disconnected' })] })),
		);

		expect(await closes.close({ checkFirst: false, waitTimeoutSeconds: 0 })).toMatchObject({
			status: 'closing',
		});
	});

	it('believes an answer about the same ID in other letters', async () => {
		closes.chat();
		closes.server.next(
			'PATCH',
			ok(chat({ id: 'CHAT', participants: [party('customer', {}, { state: 'disconnected' })] })),
		);

		expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([CLOSES]);
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
				'Genesys Cloud accepted the request to close it. Genesys Cloud is limiting the request rate (reading the conversation).',
		});
		expect(await closes.close({ checkFirst: false }, 'disconnect', 'other')).toMatchObject({
			status: 'notAttempted',
		});
	});
});
