import type { ConversationPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited, ok } from '../../../support/virtual-platform.mts';

const AGENT = 'PATCH messages/chat/participants/agent';
const leftAt = (time: string) => ({ state: 'disconnected', disconnectedTime: `2026-09-01T${time}.000Z` });
/** As it was before it was re-opened half an hour ago. */
const BEFORE = chat({
	endTime: '2026-09-01T11:30:00.000Z',
	participants: [party('old', {}, leftAt('11:30:00'))],
});
/** It, re-opened, with those who are in it now. */
const reopened = (...now: ReturnType<typeof party>[]): ConversationPayload =>
	chat({ participants: [party('old', { purpose: 'customer' }, leftAt('11:30:00')), ...now] });

describe('An answer that shows how it was before the re-opening', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('is no look that a guard could go by', async () => {
		const conversation = closes.chat(reopened(party('customer')));
		closes.server.next('PATCH', limited(1));
		closes.platform.after(0.15, () => {
			closes.server.next('GET', ok(BEFORE));
			conversation.become(reopened(party('customer'), party('agent', { name: 'Alex' })));
		});

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({
			status: 'skippedAgentConnected',
			previousState: 'open',
		});
	});

	it('is no end', async () => {
		closes.chat(reopened(party('customer'))).endsAfter = 60;
		closes.platform.after(0.15, () => {
			closes.server.next('GET', ok(BEFORE));
			closes.server.next('GET', ok(BEFORE));
		});

		expect(await closes.close({ waitTimeoutSeconds: 2 }, 'teardown')).toMatchObject({
			status: 'closing',
			closed: false,
		});
	});

	it('leaves no agent alone after the customer', async () => {
		closes.chat(reopened(party('customer'), party('agent', { name: 'Alex' })));
		closes.platform.after(0.15, () => {
			closes.server.next('GET', ok(reopened(party('customer', {}, leftAt('12:00:00')))));
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toContain(AGENT);
	});

	it('does not make a session one that is not there', async () => {
		closes.chat(reopened(party('customer')));
		closes.platform.after(0.05, () => {
			closes.server.next('GET', ok(BEFORE));
		});

		expect(await closes.closeSessions({ which: 'customerSessions' })).toMatchObject([{ status: 'closed' }]);
	});

	it('does not keep the second session open, however often it is shown', async () => {
		closes.chat(reopened(party('customer'), party('agent')));
		const [customer, agent] = [party('customer'), party('agent')];
		closes.platform.after(0.35, () => {
			for (let look = 0; look < 3; look++) closes.server.next('GET', ok(reopened(customer, agent)));
		});

		expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
			{ status: 'closed' },
			{ status: 'closed' },
		]);
	});

	it('does not make a second item close it again', async () => {
		const conversation = closes.chat(reopened(party('customer')));
		conversation.statusOnEnded = 200;
		expect(await closes.close()).toMatchObject({ status: 'closed' });
		closes.server.next('GET', ok(reopened(party('customer'))));

		expect(await closes.close()).toMatchObject({ status: 'alreadyClosed' });
		expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(1);
	});

	it('is told where no other comes, and nothing was done', async () => {
		closes.chat(reopened(party('customer')));
		closes.server.next('PATCH', limited(1));
		closes.platform.after(0.15, () => {
			for (let look = 0; look < 3; look++) closes.server.next('GET', ok(BEFORE));
		});

		await expect(closes.close()).rejects.toMatchObject({
			message: 'Genesys Cloud shows an older state of the conversation',
		});
		expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(1);
	});

	describe('where nobody has looked before', () => {
		it("does not make this run's close somebody else's", async () => {
			closes.chat(reopened(party('customer')));
			closes.server.next('PATCH', answer(202));
			closes.platform.after(0.05, () => {
				for (let look = 0; look < 2; look++) closes.server.next('GET', ok(BEFORE));
				const participants = reopened(party('customer', {}, leftAt('12:00:00'))).participants ?? [];
				closes.server.next('GET', ok(chat({ endTime: '2026-09-01T12:00:00.000Z', participants })));
			});

			expect(await closes.close({ checkFirst: false })).toMatchObject({ status: 'closed' });
		});

		it('is no end either where the answer to the close has shown more', async () => {
			closes.chat(reopened(party('customer')));
			closes.server.next('PATCH', ok(reopened(party('customer'))));
			for (let look = 0; look < 2; look++) closes.server.next('GET', ok(BEFORE));

			expect(await closes.close({ checkFirst: false, waitTimeoutSeconds: 2 })).toMatchObject({
				status: 'closing',
			});
		});

		it('counts where it is shown again', async () => {
			closes.chat(BEFORE).statusOnEnded = 202;

			expect(await closes.close({ checkFirst: false })).toMatchObject({
				status: 'alreadyClosed',
				closedAt: '2026-09-01T11:30:00.000Z',
			});
			expect(closes.calls).toEqual(['PATCH messages/chat', ...Array<string>(3).fill('GET chat')]);
		});
	});
});

describe("An end by this machine's clock, where nobody else tells the time", () => {
	it('is of this run where it has seen it open, however wrong that clock is', async () => {
		const closes = new VirtualCloses();
		closes.server.isDated = false;
		closes.chat();
		closes.server.next('GET', { ...ok(chat()), after: 3 });
		closes.server.next('PATCH', answer(202));
		closes.platform.after(3.05, () => {
			const participants = [
				party('customer', {}, leftAt('11:30:00')),
				party('agent', {}, leftAt('11:30:00')),
			];
			closes.server.next('GET', ok(chat({ endTime: '2026-09-01T11:30:00.000Z', participants })));
		});

		expect(await closes.close()).toMatchObject({ status: 'closed' });
	});
});
