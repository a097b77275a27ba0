import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CLOSES = 'PATCH messages/chat';
const CUSTOMER = 'PATCH messages/chat/participants/customer';
const AGENT = 'PATCH messages/chat/participants/agent';

describe('Once another item of the run has failed, a close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	/** Lets another item fail in so many seconds. */
	function failIn(seconds: number): void {
		closes.platform.after(seconds, () => {
			closes.run.client.stop();
		});
	}

	it('that was accepted is watched until it has ended', async () => {
		closes.chat().endsAfter = 3;
		failIn(1);

		expect(await closes.close()).toMatchObject({ status: 'closed' });
	});

	it('that may have been carried out is looked into', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped(), answer(404));
		failIn(1.25);

		// Sent at 0 and 1.1 seconds; the look begins at 1.2.
		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining('was lost') as unknown,
		});
		expect(closes.calls).toEqual([CLOSES, CLOSES, SEES]);
	});

	it('that was refused is not: nothing was changed', async () => {
		closes.chat();
		closes.server.next('PATCH', answer(404));
		failIn(0.15);

		await expect(closes.close({ checkFirst: false })).rejects.toMatchObject({
			message: 'The execution was canceled while reading the conversation',
		});
		expect(closes.calls).toEqual([CLOSES, SEES]);
	});

	it('step by step goes on with the agent where the customer is gone', async () => {
		closes.chat();
		failIn(0.5);

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES, SEES, AGENT, SEES]);
	});

	it('step by step does not where the customer went by himself', async () => {
		const conversation = closes.chat();
		closes.platform.after(0.05, () => {
			conversation.leave('customer');
		});
		failIn(0.5);

		await expect(closes.close({}, 'graceful')).rejects.toMatchObject({
			message: 'The execution was canceled while waiting for the agent to leave',
		});
		expect(closes.calls).toEqual([SEES, CUSTOMER, SEES]);
	});

	it('of a second session is not begun where the first had ended before', async () => {
		const conversation = closes.chat(chat({ participants: [party('customer'), party('agent')] }));
		// After the look at it, and before the close.
		closes.platform.after(0.15, () => {
			conversation.leave('customer');
		});
		failIn(0.45);

		await expect(closes.closeSessions({ which: 'allOpenSessions' })).rejects.toMatchObject({
			message: expect.stringContaining('The execution was canceled') as unknown,
		});
		expect(closes.calls.filter((call) => call.includes('agent-leg'))).toEqual([]);
	});
});
