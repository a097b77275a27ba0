import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, ok } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CLOSES = 'PATCH messages/chat';

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

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({
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
			closes.server.next('GET', answer(404), answer(404), answer(404));
		});

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({ status: 'notFound' });
		expect(closes.calls).not.toContain(CLOSES);
	});

	it('does not look again while the look is fresh', async () => {
		closes = new VirtualCloses();
		closes.chat(chat({ participants: [party('customer')] }));
		closes.platform.after(0.05, () => {
			closes.platform.hold(1.9);
		});

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});

	it('looks again as soon as the look is older than two seconds', async () => {
		closes = new VirtualCloses();
		closes.chat(chat({ participants: [party('customer')] }));
		closes.platform.after(0.05, () => {
			closes.platform.hold(2.051);
		});

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, SEES, CLOSES]);
	});

	it('is carried out when nothing has changed', async () => {
		closes.chat();

		expect(await closes.close({ skipIfMessageWithinMinutes: 5 })).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, SEES, CLOSES]);
	});

	it.each([
		['is not looked at again without a guard', 9.9, [SEES, CLOSES]],
		['is looked at again without a guard, too, after ten seconds', 10.2, [SEES, SEES, CLOSES]],
	])('%s', async (_what, seconds, calls) => {
		closes = new VirtualCloses();
		closes.chat();
		closes.platform.after(0.05, () => {
			closes.platform.hold(seconds);
		});

		expect(await closes.close()).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual(calls);
	});

	it('is not sent without a guard either where a call has begun meanwhile', async () => {
		const conversation = closes.chat();
		closes.platform.after(5, () => {
			const calling = party('agent', { calls: [{ id: 'call', state: 'connected' }] });
			conversation.become({ participants: [party('customer'), calling] });
		});

		expect(await closes.close()).toMatchObject({ status: 'skippedNotWebMessaging' });
		expect(closes.calls).toEqual([SEES, SEES]);
	});
});

describe('A look that was on its way for long', () => {
	it.each(['disconnect', 'graceful', 'teardown'] as const)(
		'tells how it was, and is taken again before the close (%s)',
		async (method) => {
			const closes = new VirtualCloses();
			const conversation = closes.chat();
			closes.server.next('GET', { ...ok(chat()), after: 55 });
			closes.platform.after(10, () => {
				const calling = party('customer', { calls: [{ id: 'call', state: 'connected' }] });
				conversation.become({ participants: [calling, party('agent')] });
			});

			expect(await closes.close({}, method)).toMatchObject({ status: 'skippedNotWebMessaging' });
			expect(closes.calls).toEqual([SEES, SEES]);
		},
	);
});

describe('A close that is looked at more slowly than a look counts', () => {
	const GOODBYE = { goodbyeMessage: 'Goodbye!' };
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
		const contact = {
			toAddress: { addressNormalized: 'd0000000-0000-4000-8000-000000000001' },
		};
		const customer = party('customer', { name: 'Dana', externalContactId: 'contact' }, contact);
		closes.server.always('GET', { ...ok(chat({ participants: [customer] })), after: 5 });
		closes.chat(chat({ participants: [customer] }));
	});

	it.each([
		['an agent', { skipIfConnected: 'agent' }, 'disconnect'],
		['a message', { skipIfMessageWithinMinutes: 10 }, 'disconnect'],
		['a message', { skipIfMessageWithinMinutes: 10 }, 'graceful'],
	] as const)(
		'is not attempted where the guard for %s cannot judge (%j, %s)',
		async (_what, options, method) => {
			expect(await closes.close(options, method)).toMatchObject({
				status: 'notAttempted',
				closed: false,
				reason: 'Genesys Cloud answers so slowly that nobody can tell who is connected or has just written.',
				previousState: 'open',
			});
			expect(closes.calls).toEqual(Array.from({ length: 6 }, () => SEES));
		},
	);

	it('is left where a guard cannot judge before the goodbye, and not looked at as often once more', async () => {
		expect(await closes.close({ ...GOODBYE, skipIfConnected: 'agent' })).toMatchObject({
			status: 'notAttempted',
			goodbye: 'notTold',
		});
		expect(closes.calls).toEqual(Array.from({ length: 6 }, () => SEES));
	});

	it.each([['disconnect'], ['graceful'], ['teardown']] as const)(
		'is not attempted without a guard either (%s), where after each look there is no turn for ten seconds',
		async (method) => {
			closes = new VirtualCloses();
			closes.server.always('GET', () => {
				closes.platform.hold(10.2);
				return ok(chat());
			});
			closes.chat();

			expect(await closes.close({}, method)).toMatchObject({
				status: 'notAttempted',
				closed: false,
				reason:
					'Genesys Cloud is limiting the request rate (closing). Try again in a few minutes. This step may wait up to 300 seconds.',
			});
			expect(closes.calls.filter((call) => call !== SEES)).toEqual([]);
		},
	);

	it('is carried out after one look where nothing depends on it', async () => {
		expect(await closes.close()).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CLOSES]);
	});
});
