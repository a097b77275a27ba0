import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const CUSTOMER = 'PATCH messages/chat/participants/customer';
const AGENT = 'PATCH messages/chat/participants/agent';

describe('A graceful close that is refused in part', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('fails where nothing has been ended yet', async () => {
		closes.chat();
		const refusal = answer(403, { code: 'missing.permissions' });
		closes.server.next('PATCH', refusal, refusal, refusal);

		await expect(closes.close({}, 'graceful')).rejects.toMatchObject({
			message: 'The credential is not allowed to do this (closing)',
		});
	});

	it.each([
		[403, { code: 'missing.permissions' }, 'The credential is not allowed to do this'],
		[404, {}, 'Genesys Cloud could not find this'],
		[409, {}, 'Someone else was changing it at the same time'],
		[500, {}, 'Genesys Cloud had an internal error'],
	])(
		'names who may be there still where the agent cannot be disconnected (%d), and says why',
		async (status, body, why) => {
			closes.chat();
			const refusal = answer(status, body);
			closes.server.next(/PATCH .*agent/, refusal, refusal, refusal);

			const { status: came, reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

			expect(came).toBe('closing');
			expect(reason).toMatch(
				new RegExp(
					`^Genesys Cloud accepted the request to disconnect Dana \\(customer\\)\\. Alex \\(agent\\) may still be connected: ${why}.* \\(closing\\)\\. .*Correlation ID: c0rrelat10n\\.$`,
				),
			);
		},
	);

	it('ends every agent that it can, whoever of them is refused', async () => {
		closes.chat(
			chat({
				participants: [party('customer'), party('agent', { name: 'Alex' }), party('user', { name: 'Bo' })],
			}),
		);
		closes.server.next(/PATCH .*agent/, answer(409));

		const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toContain(
			'the request to disconnect the customer and Bo (agent). Alex (agent) may still be',
		);
	});

	it('names who stays where the first step of all is refused, and another one accepted', async () => {
		const participants = [party('agent', { name: 'Alex' }), party('user', { name: 'Bo' })];
		closes.chat(chat({ participants }));
		closes.server.next(/PATCH .*agent/, answer(403, { code: 'missing.permissions' }));

		const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(
			/^Genesys Cloud accepted the request to disconnect Bo \(agent\)\. Alex \(agent\) may still be connected: The credential is not allowed/,
		);
	});

	it('does not speak of a refusal where whom it was about has gone', async () => {
		const conversation = closes.chat();
		conversation.endsAfter = 20;
		closes.server.next(/PATCH .*customer/, answer(409));
		closes.platform.after(0.15, () => {
			conversation.leave('customer');
		});

		expect(await closes.close({ waitTimeoutSeconds: 1 }, 'graceful')).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the request to disconnect Alex (agent), but it had not ended after 1 second.',
		});
	});

	it.each([true, false])(
		'leaves the agent with a customer whose step was lost and then refused (Wait Until Closed: %s)',
		async (waitUntilClosed) => {
			closes.chat();
			const refusal = answer(409);
			closes.server.next(/PATCH .*customer/, dropped(), refusal, refusal, refusal);

			expect(await closes.close({ waitUntilClosed }, 'graceful')).toMatchObject({
				status: 'closing',
				reason: expect.stringMatching(
					/^The answer to the request to close it was lost, .* Someone else was changing it/,
				) as unknown,
			});
			expect(closes.calls).not.toContain(AGENT);
		},
	);

	it('leaves the agent with one of two customers who cannot be disconnected, and says so', async () => {
		closes.chat(chat({ participants: [party('customer'), party('external'), party('agent')] }));
		closes.server.next(/PATCH .*external/, answer(409));

		expect(await closes.close({ waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining(
				'disconnect the customer. The customer and the agent may still be connected: Someone else',
			) as unknown,
		});
		expect(closes.calls).not.toContain(AGENT);
	});

	it('does not name who has gone by then', async () => {
		const participants = [party('customer'), party('agent', { name: 'Alex' }), party('user', { name: 'Bo' })];
		const conversation = closes.chat(chat({ participants }));
		closes.platform.after(0.5, () => {
			conversation.leave('user');
		});
		closes.server.next(/PATCH .*agent/, answer(409));

		const { reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toContain('the request to disconnect the customer. Alex (agent) may still be connected');
	});

	it('is closed where the agent goes by itself after all', async () => {
		closes.chat().agentFollowsAfter = 3;
		closes.server.next(/PATCH .*agent/, answer(409));

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer).',
		});
	});

	it.each([400, 409])(
		'leaves the agent with a customer who cannot be disconnected (%d), and fails',
		async (status) => {
			closes.chat();
			const refusal = answer(status);
			closes.server.next(/PATCH .*customer/, refusal, refusal, refusal);

			await expect(closes.close({}, 'graceful')).rejects.toMatchObject({ details: { status } });
			expect(closes.calls).not.toContain(AGENT);
		},
	);

	it('fails at once where the customer could not be asked to go: nothing has begun', async () => {
		closes.chat();
		closes.server.next('PATCH', dropped('ENOTFOUND'));

		await expect(closes.close({}, 'graceful')).rejects.toMatchObject({
			message: 'Genesys Cloud could not be reached (closing)',
		});
		expect(closes.calls).toEqual([SEES, CUSTOMER]);
	});

	it('says of nobody that he may still be connected where all were asked, and looks fail then', async () => {
		closes.chat(chat({ participants: [party('customer', { name: 'Dana' })] })).endsAfter = 60;
		closes.platform.after(0.15, () => {
			const refusal = answer(403, { code: 'missing.permissions' });
			closes.server.next('GET', refusal, refusal);
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closing',
			reason:
				'Genesys Cloud accepted the request to disconnect Dana (customer). The credential is not allowed to do this (reading the conversation).',
		});
	});
});
