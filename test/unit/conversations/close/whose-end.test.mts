import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, ok } from '../../../support/virtual-platform.mts';

type Leg = ReturnType<typeof leg>;

const SEES = 'GET chat';
const CLOSES = 'PATCH messages/chat';

describe('An end that is seen after a close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	/** After the look, the close waits for its turn until so many seconds are over. */
	function waitUntil(second: number): void {
		closes.platform.after(0.05, () => {
			closes.platform.hold(second - 0.05);
		});
	}

	/** Has the close answered with an end that is told to be a minute old. */
	function tellOldEnd(): void {
		const left = { state: 'disconnected', disconnectedTime: '2026-09-01T11:59:00.000Z' };
		const participants = [party('customer', { name: 'Dana' }, left), party('agent', { name: 'Alex' }, left)];
		closes.server.next('PATCH', ok(chat({ participants })));
	}

	it.each([
		['at once', 0.1],
		['after two seconds', 2],
	])('is its own where it was seen open before, whatever time is told (%s)', async (_when, second) => {
		closes.chat();
		waitUntil(second);
		tellOldEnd();

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer) and Alex (agent).',
		});
	});

	it('is its own where it is told for a time at which it was seen open, but whom it has disconnected is not said', async () => {
		closes.chat();
		waitUntil(2.001);
		tellOldEnd();

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: 'Closed. Dana (customer) and Alex (agent) have left.',
		});
	});

	it("is somebody else's that came while the close waited for its turn", async () => {
		const conversation = closes.chat();
		conversation.statusOnEnded = 200;
		waitUntil(60);
		closes.platform.after(5, () => {
			conversation.end();
		});

		expect(await closes.close()).toMatchObject({
			status: 'alreadyClosed',
			closedAt: '2026-09-01T12:00:05.000Z',
		});
		// The look before was too old to be gone by.
		expect(closes.calls).toEqual([SEES, SEES]);
	});

	it.each([
		['half a minute before may be its own', '2026-09-01T12:00:30.000Z', 'closed'],
		['longer before is not', '2026-09-01T12:00:29.999Z', 'alreadyClosed'],
	])(
		'of which nobody has seen the conversation before goes by time, as clocks are apart: %s',
		async (_what, time, status) => {
			closes.chat();
			closes.platform.hold(60);
			const left = { state: 'disconnected', disconnectedTime: time };
			const participants = [party('customer', {}, left), party('agent', {}, left)];
			// The header tells whole seconds, so it is exact with an answer that takes one.
			closes.server.next('PATCH', { ...ok(chat({ participants })), after: 1 });

			expect(await closes.close({ checkFirst: false })).toMatchObject({ status });
		},
	);

	it('is its own where nobody can tell the time, however long it has waited', async () => {
		closes.server.isDated = false;
		closes.chat();
		waitUntil(60);

		expect(await closes.close()).toMatchObject({ status: 'closed' });
	});

	it.each([
		['ten minutes before may be its own, as this machine may be wrong', '2026-09-01T11:51:00.000Z', 'closed'],
		['longer before is not', '2026-09-01T11:50:59.999Z', 'alreadyClosed'],
	])(
		"of which nobody has seen the conversation before, and nobody tells the time, goes by this machine's: %s",
		async (_what, time, status) => {
			closes.server.isDated = false;
			closes.platform.hold(60);
			const left = { state: 'disconnected', disconnectedTime: time };
			const participants = [party('customer', {}, left), party('agent', {}, left)];
			const ended = chat({ participants, endTime: time });
			closes.chat(ended);
			closes.server.next('PATCH', ok(ended));

			expect(await closes.close({ checkFirst: false })).toMatchObject({ status });
		},
	);

	it('is none where a leg is left out that was open: it has not been seen to end', async () => {
		closes.chat().endsAfter = 60;
		const left = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.100Z' };
		const withoutCustomer = ok(chat({ participants: [party('agent', {}, left)] }));
		closes.server.next('PATCH', withoutCustomer);
		closes.platform.after(0.15, () => {
			closes.server.next('GET', withoutCustomer);
		});

		expect(await closes.close({ waitTimeoutSeconds: 0 })).toMatchObject({ status: 'closing', closed: false });
		expect(closes.calls).toEqual([SEES, CLOSES, SEES]);
	});

	it.each([[true], [false]])(
		'is its own where a teardown is dated back to when the last one had left (Check First: %s)',
		async (checkFirst) => {
			const left = { state: 'disconnected', disconnectedTime: '2026-09-01T10:00:00.000Z' };
			closes.server.always('POST /api/v2/conversations/chat/disconnect', () => {
				conversation.become({ endTime: left.disconnectedTime });
				return answer(202, '');
			});
			const conversation = closes.chat(
				chat({ participants: [party('customer', {}, left), party('agent', {}, left)] }),
			);
			waitUntil(5);

			expect(await closes.close({ checkFirst }, 'teardown')).toMatchObject({
				status: 'closed',
				reason: 'Ended the conversation. Everyone had already left.',
				previousState: 'open',
			});
		},
	);

	it('is not said to have disconnected those who had left by then', async () => {
		const conversation = closes.chat();
		conversation.statusOnEnded = 200;
		waitUntil(9);
		closes.platform.after(1, () => {
			conversation.end();
		});

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: 'Closed. Dana (customer) and Alex (agent) have left.',
		});
	});

	it('is not said whose it is where the answer was lost, and the conversation was seen to go on', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', answer(500));
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: 'It has ended, but the answer to the request was lost: who ended it is not known.',
		});
	});

	it.each(['TRANSFER', 'transfer.consult', 'transferNoAnswer'])(
		'names nobody who has passed the conversation on in that moment (%s)',
		async (disconnectType) => {
			const left = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.100Z' };
			const passedOn = { ...left, disconnectType };
			const [dana, alex] = [party('customer', { name: 'Dana' }, left), party('agent', {}, passedOn)];
			closes.chat();
			closes.server.next('PATCH', ok(chat({ participants: [dana, alex] })));

			expect(await closes.close()).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Dana (customer).',
			});
		},
	);

	it('names nobody as disconnected who was the last, and has passed it on', async () => {
		const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T11:30:00.000Z' };
		const passedOn = {
			state: 'disconnected',
			disconnectedTime: '2026-09-01T12:00:00.100Z',
			disconnectType: 'transfer',
		};
		const dana = party('customer', { name: 'Dana' }, gone);
		closes.chat(chat({ participants: [dana, party('agent', { name: 'Alex' })] }));
		const now = chat({ participants: [dana, party('agent', { name: 'Alex' }, passedOn)] });
		closes.server.next('PATCH', ok(now));

		expect(await closes.close()).toMatchObject({ reason: 'Closed. Alex (agent) has left.' });
	});

	it.each([
		['first', (...legs: [Leg, Leg]) => legs],
		['last', (...legs: [Leg, Leg]) => legs.toReversed()],
	])(
		'names somebody who had passed it on before, and was back with a leg that is listed %s',
		async (_where, inOrder) => {
			const back = { id: 'back', state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.100Z' };
			const before = {
				id: 'before',
				state: 'disconnected',
				disconnectedTime: '2026-09-01T11:50:00.000Z',
				disconnectType: 'transfer',
			};
			const legs = (leg1: object, leg2: object) => inOrder(leg(leg1), leg(leg2));
			const with2 = (messages: Leg[]) => chat({ participants: [party('agent', { name: 'Alex', messages })] });
			closes.chat(with2(legs({ id: 'back' }, before)));
			closes.server.next('PATCH', ok(with2(legs(back, before))));

			expect(await closes.close()).toMatchObject({ reason: 'Disconnected Alex (agent).' });
		},
	);

	it('is not claimed where another try was accepted, and nobody has looked in between', async () => {
		const conversation = closes.chat();
		conversation.statusOnEnded = 200;
		closes.server.next('PATCH', answer(503, {}, { 'retry-after': '20' }));
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closed',
			reason: 'It has ended, but the answer to the request was lost: who ended it is not known.',
			hasMore: true,
		});
	});

	it('is one where a leg is left out that had ended before', async () => {
		const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T11:30:00.000Z' };
		const left = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.100Z' };
		closes.chat(chat({ participants: [party('customer'), party('agent', {}, gone)] }));
		closes.server.next('PATCH', ok(chat({ participants: [party('customer', {}, left)] })));

		expect(await closes.close()).toMatchObject({ status: 'closed', reason: 'Disconnected the customer.' });
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('is not looked for by somebody who only wants to close, and of whom no wrap-up is wanted', async () => {
		closes.chat();
		closes.server.next('PATCH', answer(202));

		expect(await closes.close({ waitUntilClosed: false })).toMatchObject({ status: 'closing' });
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});
});
