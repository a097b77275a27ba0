import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, foreign, limited } from '../../../support/virtual-platform.mts';
import {
	CODE,
	HANDS_IN,
	OF_AGENT,
	OWING,
	sentToAgents,
	TWO_OWE,
} from '../../../support/virtual-wrap-ups.mts';

describe('The wrap-up of a graceful close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('does not go with the end of the agent where none is to be entered', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(sentToAgents(closes)).toEqual([[OF_AGENT, { state: 'disconnected' }]]);
	});

	it('goes with the end of the agent', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.close({ wrapUp: CODE }, 'graceful');

		// It still shows as owed: what was entered need not show at once.
		expect(sentToAgents(closes)).toEqual([[OF_AGENT, { state: 'disconnected', wrapup: { code: 'code' } }]]);
	});

	it('is told not to be entered for one agent where it went with the end of the other', async () => {
		const participants = [...TWO_OWE, party('agent', { id: 'third', name: 'Cid' })];
		closes.chat(chat({ participants }));
		closes.server.next(/PATCH .*participants.user/, answer(400));
		closes.server.next(/PATCH .*third/, answer(409));

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(
			/ the customer, Alex \(agent\), and Bo \(agent\)\. Cid \(agent\) may still be .* The wrap-up of Bo \(agent\) and Cid \(agent\) was not entered\.$/,
		);
	});

	it.each([
		['was lost', [answer(500)]],
		['was lost and then refused', [dropped(), answer(409), answer(409)]],
	])('is in doubt where the answer to it %s', async (_what, replies) => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, ...replies);

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toContain(' It is not known whether the wrap-up of Alex (agent) was entered.');
		expect(reason).not.toContain('wrap-up of Alex (agent) was not');
	});

	it.each([
		['nothing more is heard', { maxRetries: 0 }, [dropped()]],
		['the next answer is a refusal', {}, [dropped(), answer(409), answer(409)]],
		['the agent is refused then for another reason', {}, [dropped(), answer(409), answer(401)]],
		['the rate limit comes then', { maxWaitSeconds: 10 }, [dropped(), answer(409), limited(42)]],
	])(
		'is in doubt, as the close is, where the answer about the only one is lost and %s',
		async (_what, limits, replies) => {
			closes = new VirtualCloses(limits);
			closes.chat(chat({ participants: [party('agent', { ...OWING, name: 'Alex' })] }));
			closes.chat(chat({ id: 'other' }));
			closes.server.next(/PATCH .*agent/, ...replies, answer(409), answer(409));

			expect(
				await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0, maxCloses: 1 }, 'graceful'),
			).toMatchObject({
				status: 'closing',
				reason: expect.stringMatching(
					/^The answer to the request to close it was lost, .* It is not known whether the wrap-up of Alex \(agent\) was entered\.$/,
				) as unknown,
			});
			expect(await closes.close({ maxCloses: 1 }, 'disconnect', 'other')).toMatchObject({
				status: 'notAttempted',
			});
		},
	);

	it('is in doubt for the one whose answer was lost alone', async () => {
		closes.chat(chat({ participants: TWO_OWE.slice(1) }));
		const refusals = Array.from({ length: 4 }, () => answer(409));
		closes.server.next(/PATCH .*agent/, dropped(), ...refusals);
		closes.server.next(/PATCH .*user/, ...refusals);

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(
			/ It is not known whether the wrap-up of Alex \(agent\) was entered\. The wrap-up of Bo \(agent\) was not entered\.$/,
		);
	});

	it.each([400, 403, 404, 405, 406, 409, 412, 413, 415, 422])(
		'that is refused (%d) does not keep the agent in the conversation',
		async (status) => {
			closes.chat(chat({ participants: TWO_OWE }));
			closes.server.next(/PATCH .*agent/, answer(status));

			expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected the customer, Alex (agent), and Bo (agent).',
			});
			expect(closes.calls.filter((call) => call.endsWith('wrapup'))).toHaveLength(1);
		},
	);

	it.each([403, 406])('that somebody in between refuses (%d) does not keep the agent', async (status) => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, foreign(status));

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
	});

	it('is not sent again with the step whose answer was lost', async () => {
		const conversation = closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, dropped());
		closes.platform.after(1.35, () => {
			conversation.become({
				participants: TWO_OWE.map((one) => ({ ...one, wrapup: { code: 'code' } })),
			});
			conversation.leave('customer');
		});

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
		expect(sentToAgents(closes)).toEqual([
			[OF_AGENT, { state: 'disconnected', wrapup: { code: 'code' } }],
			[OF_AGENT, { state: 'disconnected' }],
		]);
	});

	it('is not entered again where it shows a moment later', async () => {
		const conversation = closes.chat(chat({ participants: TWO_OWE }));
		closes.server.loseAnswer('participants/agent');
		closes.platform.after(3, () => {
			conversation.wrapUp('agent');
		});

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls.filter((call) => call === HANDS_IN.replace('/api/v2/conversations/', ''))).toEqual(
			[],
		);
	});

	it.each([400, 409])(
		'leaves nobody out whose step was carried out while its answer was lost (%d)',
		async (status) => {
			const conversation = closes.chat(chat({ participants: TWO_OWE }));
			conversation.statusOnEnded = status;
			closes.server.loseAnswer('participants/agent');

			expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected the customer, Alex (agent), and Bo (agent).',
			});
		},
	);

	it.each([
		['does not show', undefined],
		['cannot be looked for', answer(500)],
		['belongs to what is not shown any more', answer(404)],
	])('is entered where it %s', async (_how, reply) => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.loseAnswer('participants/agent');
		closes.platform.after(2, () => {
			if (reply) closes.server.next('GET', reply);
		});

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
		expect(closes.calls).toContain(HANDS_IN.replace('/api/v2/conversations/', ''));
	});

	it('is waited for until a cancel comes', async () => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.loseAnswer('participants/agent');
		closes.platform.after(2.5, () => {
			closes.run.cancel();
		});

		await expect(closes.close({ wrapUp: CODE }, 'graceful')).rejects.toMatchObject({
			message: 'The execution was canceled while waiting for the wrap-up to show',
		});
	});

	it.each([
		['the client, also with another token', Array.from({ length: 5 }, () => answer(401))],
		['nobody knows what', [answer(500)]],
	])('is not sent without it where the refusal is about something else: %s', async (_what, replies) => {
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, ...replies);

		expect(await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful')).toMatchObject({
			status: 'closing',
		});
		const sent = sentToAgents(closes).filter(([path]) => path === OF_AGENT);
		expect(sent).toHaveLength(replies.length);
		expect(sent.every(([, body]) => 'wrapup' in Object(body))).toBe(true);
	});

	it('is not in doubt where the rate limit came first', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat(chat({ participants: TWO_OWE }));
		closes.server.next(/PATCH .*agent/, limited(42));

		const { reason } = await closes.close({ wrapUp: CODE, waitTimeoutSeconds: 0 }, 'graceful');

		expect(reason).toMatch(/[^n] The wrap-up of Alex \(agent\) and Bo \(agent\) was not entered\.$/);
	});

	it('does not go with the end of the customer', async () => {
		closes.chat(chat({ participants: [party('customer', OWING), party('agent')] }));

		await closes.close({ wrapUp: CODE }, 'graceful');

		const customers = closes.server.arrivals.filter(({ line }) => line.endsWith('/customer'));
		expect(customers.map(({ call }) => call.body)).toEqual([{ state: 'disconnected' }]);
	});

	it('is skipped with the end of the agent', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));

		await closes.close({ wrapUp: { skip: true } }, 'graceful');

		expect(sentToAgents(closes)).toEqual([[OF_AGENT, { state: 'disconnected', wrapupSkipped: true }]]);
	});

	it('that is refused with the end of the agent does not keep the agent', async () => {
		closes.chat(chat({ participants: [party('customer'), party('agent', OWING)] }));
		closes.server.next(/PATCH .*agent/, answer(400));
		closes.server.next(/wrapup$/, answer(400, { code: 'conversation.error.wrapup.code.required' }));

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
			status: 'closed',
			reason:
				"Disconnected the customer and the agent. The wrap-up of the agent could not be entered: A wrap-up needs a code (setting the wrap-up). Choose a 'Wrap-Up Code' in Options that the queue uses. Correlation ID: c0rrelat10n.",
		});
		expect(sentToAgents(closes).map(([, body]) => body)).toEqual([
			{ state: 'disconnected', wrapup: { code: 'code' } },
			{ state: 'disconnected' },
			{ code: 'code' },
		]);
	});

	it('that goes with the end of an agent who was alone is a close of this run', async () => {
		closes.chat(chat({ participants: [party('agent', { ...OWING, name: 'Alex' })] }));

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Alex (agent).',
		});
	});

	it('that got through while its answer was lost ends the agent by this run', async () => {
		closes.chat(chat({ participants: [party('agent', OWING)] }));
		closes.server.loseAnswer(/PATCH .*agent/);

		expect(await closes.close({ wrapUp: CODE }, 'graceful')).toMatchObject({ status: 'closed' });
	});
});
