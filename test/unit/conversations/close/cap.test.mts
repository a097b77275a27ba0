import { closeConversation } from '../../../../nodes/shared/conversations/close/whole-conversation.ts';
import { chat } from '../../../support/virtual-conversation.mts';
import { told, USUAL_OPTIONS, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, CORRELATION_ID, limited, ok } from '../../../support/virtual-platform.mts';

const IDS = ['one', 'two', 'three'];

describe('The closes of a run', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	/** Starts three conversations. */
	function chats() {
		return IDS.map((id) => closes.chat(chat({ id })));
	}

	const statuses = async (ids: readonly string[], options = {}) =>
		(await closes.closeAll(ids, options)).map(({ status }) => status);

	it('go side by side', async () => {
		chats();
		await statuses(['one']);
		closes.server.arrivals.length = 0;

		expect(await statuses(['two', 'three'])).toEqual(['closed', 'closed']);
		expect(closes.calls).toEqual(['GET two', 'GET three', 'PATCH messages/two', 'PATCH messages/three']);
	});

	it('go one after the other on the same conversation', async () => {
		chats();

		expect(await statuses(['one', 'one'])).toEqual(['closed', 'alreadyClosed']);
		expect(closes.calls).toEqual(['GET one', 'PATCH messages/one', 'GET one']);
	});

	it('go one after the other on it also where one comes while another is under way', async () => {
		const [one] = chats();
		if (one) one.statusOnEnded = 409;
		const third = async () => {
			await closes.run.client.wait(0.5, 'waiting');
			return await closeConversation(closes.closes, 'one', 'disconnect', USUAL_OPTIONS);
		};
		// The second looks for five seconds; the third comes after the first is over.
		closes.platform.after(0.15, () => {
			closes.server.next('GET', { ...ok(chat({ id: 'one' })), after: 5 });
		});
		const [[, second], last] = await closes.platform.play(
			Promise.all([closes.closeAll(['one', 'one']), third()]),
		);

		// What it sees is of before, and it looks again.
		expect([second?.status, last.status]).toEqual(['alreadyClosed', 'alreadyClosed']);
		expect(closes.calls).toEqual(['GET one', 'PATCH messages/one', 'GET one', 'GET one', 'GET one']);
	});

	it('look at what they have closed themselves, although no look is wanted', async () => {
		chats();

		expect(await statuses(['one', 'one'], { checkFirst: false })).toEqual(['closed', 'alreadyClosed']);
	});

	it('go on with the next one after a failure of the same conversation', async () => {
		chats();
		closes.server.next('GET', answer(500));
		const [first, second] = await closes.platform.play(
			Promise.allSettled([closes.closeAll(['one']), closes.closeAll(['one'])]),
		);

		expect(first.status).toBe('rejected');
		expect(second).toMatchObject({ value: [{ status: 'closed' }] });
	});

	it('are no more than the cap, in the order of the items', async () => {
		chats();

		const verdicts = await closes.closeAll(IDS, { maxCloses: 2 });

		expect(verdicts.map(({ status }) => status)).toEqual(['closed', 'closed', 'notAttempted']);
		expect(verdicts.map(told)[2]).toEqual({
			status: 'notAttempted',
			target: { conversationId: 'three' },
			closed: false,
			reason: 'The limit of Max Closes (2) was reached before this one.',
			previousState: 'open',
			conversation: 'open',
		});
		expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(2);
	});

	it('go one after the other under a cap', async () => {
		chats();

		await statuses(['one', 'two'], { maxCloses: 2 });

		expect(closes.calls).toEqual(['GET one', 'PATCH messages/one', 'GET two', 'PATCH messages/two']);
	});

	it('count against the cap while they are not known to be carried out: closing', async () => {
		for (const conversation of chats()) conversation.endsAfter = 60;

		expect(await statuses(IDS, { maxCloses: 2, waitUntilClosed: false })).toEqual([
			'closing',
			'closing',
			'notAttempted',
		]);
	});

	it('do not count against the cap where nothing was closed', async () => {
		const [one] = chats();
		one?.end();
		closes.server.always('GET /api/v2/conversations/none', answer(404));

		expect(await statuses(['none', 'one', 'two', 'three'], { maxCloses: 1 })).toEqual([
			'notFound',
			'alreadyClosed',
			'closed',
			'notAttempted',
		]);
	});

	it('do not count against the cap where they failed', async () => {
		chats();
		closes.server.next('PATCH', answer(400));
		await closes.closeAll(['one'], { maxCloses: 1 }).catch(() => undefined);

		expect(await statuses(['two', 'three'], { maxCloses: 1 })).toEqual(['closed', 'notAttempted']);
	});

	it('have no cap where none is set', async () => {
		chats();

		expect(await statuses(IDS)).toEqual(['closed', 'closed', 'closed']);
	});

	it('are none with a cap of 0', async () => {
		chats();

		expect(await statuses(['one', 'two'], { maxCloses: 0 })).toEqual(['notAttempted', 'notAttempted']);
		expect(closes.calls).toEqual(['GET one', 'GET two']);
	});

	it('count in a dry run as they would for real', async () => {
		chats();

		expect(await statuses(['one', 'one', 'two', 'three'], { maxCloses: 2, dryRun: true })).toEqual([
			'wouldClose',
			'notAttempted',
			'wouldClose',
			'notAttempted',
		]);
		expect(closes.closes.dryCloses).toBe(2);
	});

	it('are told to have been none in a dry run of what cannot be closed', async () => {
		const [one] = chats();
		one?.end();

		await statuses(['one'], { dryRun: true });

		expect(closes.closes.dryCloses).toBe(0);
	});

	it('are not told as those of a dry run when they are real', async () => {
		chats();

		await statuses(['one']);

		expect(closes.closes.dryCloses).toBe(0);
	});
});

describe('The rate limit, while closing', () => {
	const TRY_AGAIN = `Try again in 42 seconds. This step may wait up to 10 seconds. Correlation ID: ${CORRELATION_ID}.`;
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		for (const id of IDS) closes.chat(chat({ id }));
	});

	it.each([
		['GET', 'reading the conversation'],
		['PATCH', 'closing'],
	])('ends the closing with what it refuses: nothing more is sent (%s)', async (method, doing) => {
		closes.server.next(method, limited(42));

		const [verdict] = await closes.closeAll(['one']);
		closes.server.arrivals.length = 0;

		expect(verdict).toEqual({
			status: 'notAttempted',
			target: { conversationId: 'one' },
			closed: false,
			reason: `Genesys Cloud is limiting the request rate (${doing}). ${TRY_AGAIN}`,
		});
		expect(await closes.closeAll(['two'])).toMatchObject([
			{ status: 'notAttempted', reason: verdict?.reason, target: { conversationId: 'two' } },
		]);
		expect(closes.calls).toEqual([]);
	});

	it('leaves other failures what they are', async () => {
		closes.server.next('GET', answer(500));

		await expect(closes.closeAll(['one'])).rejects.toMatchObject({ details: { status: 500 } });
		expect(await closes.closeAll(['two'])).toMatchObject([{ status: 'closed' }]);
	});
});
