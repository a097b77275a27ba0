import { closeConversation } from '../../../../nodes/shared/conversations/close/whole-conversation.ts';
import { Canceled } from '../../../../nodes/shared/platform/failures.ts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { USUAL_OPTIONS, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, foreign, limited } from '../../../support/virtual-platform.mts';

const BOTH = [party('customer', { name: 'Dana' }), party('agent', { name: 'Alex' })];

describe('A close beside another item that fails', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	const stopAfter = (seconds: number) => {
		closes.platform.after(seconds, () => {
			closes.run.client.stop();
		});
	};
	const toAgent = () => closes.calls.filter((call) => /PATCH .*participants\/agent/.test(call));

	it.each([
		['is on its way', false, 0.15],
		['may have been carried out, and waits to be sent again', true, 0.5],
	])('leaves no agent alone where its first step %s', async (_what, isLost, seconds) => {
		closes.chat(chat({ participants: BOTH }));
		if (isLost) closes.server.loseAnswer('PATCH');
		stopAfter(seconds);

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(toAgent()).toHaveLength(1);
	});

	it.each([
		['an error', answer(500)],
		['that it took too long', answer(408)],
		['that nobody waited for it any more', answer(499)],
		["nothing that is Genesys Cloud's own word", foreign(200, {})],
	])('closes all sessions where the first may have been, for the answer is %s', async (_what, reply) => {
		closes.server.always(/PATCH .*customer-leg/, () => {
			conversation.leave('customer');
			return reply;
		});
		const conversation = closes.chat(chat({ participants: BOTH }));
		stopAfter(0.25);

		expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
			{ status: 'closed' },
			{ status: 'closed' },
		]);
	});

	it('closes all sessions where the first close is on its way', async () => {
		closes.chat(chat({ participants: BOTH }));
		stopAfter(0.25);

		expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
			{ status: 'closed' },
			{ status: 'closed' },
		]);
	});

	it.each([
		['waits for its turn', 0.05],
		['was refused for the moment, and waits to be sent again', 0.5],
	])('sends nothing more where its first step %s', async (_what, seconds) => {
		closes.chat(chat({ participants: BOTH }));
		closes.server.next('PATCH', limited(1));
		stopAfter(seconds);

		await expect(closes.close({}, 'graceful')).rejects.toBeInstanceOf(Canceled);
		expect(toAgent()).toEqual([]);
	});

	it('closes no second session where the first had ended by itself', async () => {
		const conversation = closes.chat(chat({ participants: BOTH }));
		closes.server.next('PATCH', limited(1));
		closes.platform.after(0.5, () => {
			conversation.leave('customer');
		});
		stopAfter(1.45);

		await expect(closes.closeSessions({ which: 'allOpenSessions' })).rejects.toBeInstanceOf(Canceled);
		expect(toAgent()).toEqual([]);
	});

	it('closes the sessions that are left where the rate limit ends the run, for it has begun', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat(chat({ participants: BOTH }));
		closes.chat(chat({ id: 'other' }));
		closes.server.next('GET /api/v2/conversations/other', limited(1));
		const [begun] = await Promise.all([
			closes.closeSessions({ which: 'allOpenSessions' }),
			closes.platform.play(
				closes.platform.clock
					.sleep(250)
					.then(async () => await closeConversation(closes.closes, 'other', 'disconnect', USUAL_OPTIONS)),
			),
		]);

		expect(begun).toMatchObject([{ status: 'closed' }, { status: 'closed' }]);
		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({ status: 'notAttempted' });
	});
});

describe('A close whose token has ended', () => {
	const OVER = answer(401, { code: 'bad.credentials', message: 'Expired' });

	it('takes another look before it is sent again', async () => {
		const closes = new VirtualCloses();
		closes.chat();
		closes.server.next('PATCH', OVER);

		expect(await closes.close()).toMatchObject({ status: 'closed' });
		expect(closes.calls).toEqual(['GET chat', 'PATCH messages/chat', 'GET chat', 'PATCH messages/chat']);
	});

	it('is held by a guard that this look shows', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [party('customer')] }));
		closes.server.next('PATCH', OVER);
		closes.platform.after(0.15, () => {
			conversation.become({ participants: BOTH });
		});

		expect(await closes.close({ skipIfConnected: 'agent' })).toMatchObject({
			status: 'skippedAgentConnected',
		});
		expect(closes.calls).toEqual(['GET chat', 'PATCH messages/chat', 'GET chat']);
	});

	it('is an error where the client is refused with another token as well', async () => {
		const closes = new VirtualCloses();
		closes.server.always('PATCH', OVER);
		closes.chat();

		await expect(closes.close()).rejects.toMatchObject({ details: { status: 401 } });
		expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toHaveLength(5);
	});

	it('looks again and again for some seconds, for reads may still go through with the old one', async () => {
		const closes = new VirtualCloses();
		closes.chat();
		closes.server.next('PATCH', OVER, OVER, OVER, OVER);

		expect(await closes.close()).toMatchObject({ status: 'closed' });
		expect(closes.calls.filter((call) => call === 'GET chat')).toHaveLength(5);
		expect(closes.run.client.elapsed()).toBeGreaterThan(7_000);
	});

	it('is an error at once where the run may pause for nothing', async () => {
		const closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.next('PATCH', OVER, OVER);

		await expect(closes.close()).rejects.toMatchObject({ details: { status: 401 } });
	});

	it('may end once more after a pause for the rate limit', async () => {
		const closes = new VirtualCloses();
		closes.chat();
		closes.server.next('PATCH', OVER, limited(30), OVER);

		expect(await closes.close()).toMatchObject({ status: 'closed' });
	});

	it('has as many retries left as before', async () => {
		const closes = new VirtualCloses({ maxRetries: 1 });
		closes.chat();
		closes.server.next('PATCH', OVER, limited(1));

		expect(await closes.close()).toMatchObject({ status: 'closed' });
	});
});

describe('Who was disconnected', () => {
	const CODE = { skip: false, codeId: 'code', notes: undefined } as const;

	it.each([[false], [true]])(
		'is not who had left before, however long the wrap-up takes (waits: %s)',
		async (waits) => {
			const closes = new VirtualCloses();
			closes.chat(
				chat({
					participants: [
						party(
							'customer',
							{ name: 'Dana' },
							{ state: 'disconnected', disconnectedTime: '2026-09-01T11:59:30.000Z' },
						),
						party('agent', { name: 'Alex', wrapupRequired: true }),
					],
				}),
			);
			if (waits) closes.server.next(/wrapup$/, limited(60));

			expect(await closes.close({ checkFirst: false, wrapUp: CODE })).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Alex (agent).',
			});
		},
	);
});
