import { whoStays } from '../../../../nodes/shared/conversations/close/reasons.ts';
import { chat, party, readChat } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, limited } from '../../../support/virtual-platform.mts';
import { CODE, OWING, sentToAgents } from '../../../support/virtual-wrap-ups.mts';

const gone = (time: string) => ({ state: 'disconnected', disconnectedTime: `2026-09-01T12:00:${time}Z` });
const dana = party('customer', { name: 'Dana' });
const danaGone = party('customer', { name: 'Dana' }, gone('00.100'));
const alex = party('agent', { name: 'Alex' });
const IN_CALL = { calls: [{ id: 'call', state: 'connected' }] };
const calling = party('agent', { name: 'Alex', ...IN_CALL });
const hungUp = party('agent', {
	name: 'Alex',
	calls: [{ id: 'call', state: 'terminated', disconnectedTime: '2026-09-01T12:00:09.000Z' }],
});
const bea = party('agent2', { purpose: 'agent', name: 'Bea' });
const queue = party('acd');

describe('In a graceful close, who could not go when it was their turn', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	const steps = (who: string) =>
		closes.calls.filter((call) => call === `PATCH messages/chat/participants/${who}`).length;

	it.each([
		['the queue', queue, 'acd'],
		['another agent', bea, 'agent2'],
	])('gets another turn: an agent whose call is over by the turn of %s', async (_whose, other, id) => {
		const conversation = closes.chat(chat({ participants: [dana, alex, other] }));
		closes.server.next(/PATCH .*agent$/, limited(5));
		closes.server.next(new RegExp(`PATCH .*${id}$`), limited(5));
		closes.platform.after(3, () => {
			conversation.become({ participants: [danaGone, calling, other] });
		});
		closes.platform.after(9, () => {
			conversation.become({ participants: [danaGone, hungUp, other] });
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: expect.stringContaining('Alex (agent)') as unknown,
		});
	});

	it.each([[true], [false]])(
		'gets one: an agent who takes the chat while the step for the queue waits (Wait Until Closed: %s)',
		async (waitUntilClosed) => {
			const conversation = closes.chat(chat({ participants: [dana, queue] }));
			closes.server.next(/PATCH .*acd$/, limited(30));
			closes.platform.after(10, () => {
				conversation.become({ participants: [danaGone, party('acd', {}, gone('10.000')), bea] });
			});

			await closes.close({ waitUntilClosed }, 'graceful');

			expect(steps('agent2')).toBe(1);
		},
	);

	it('gets another turn: an agent at whose turn a look failed, so that nothing was sent', async () => {
		const cy = party('agent3', { purpose: 'agent', name: 'Cy' });
		closes.chat(chat({ participants: [dana, bea, alex, cy] }));
		// The step before takes so long that there has to be a look.
		closes.platform.after(1.35, () => {
			closes.server.next(/PATCH .*agent2$/, { ...answer(202), after: 3 });
			closes.server.next('GET', answer(500), answer(500), answer(500));
		});

		await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(steps('agent')).toBe(1);
	});

	it.each([
		['agent', 0],
		['nobody', 1],
	] as const)(
		'gets none where a guard (%s) holds and only machines have gone',
		async (skipIfConnected, count) => {
			const left = party('customer', { name: 'Dana' }, gone('00.000'));
			const conversation = closes.chat(chat({ participants: [left, queue, party('workflow')] }));
			closes.server.next(/PATCH .*workflow$/, limited(5));
			closes.platform.after(3, () => {
				const participants = [left, party('acd', {}, gone('01.300')), party('workflow'), alex];
				conversation.become({ participants });
			});

			await closes.close({ skipIfConnected }, 'graceful');

			expect(steps('agent')).toBe(count);
		},
	);

	it('gets one where a guard holds, and the customer has been disconnected before the machines', async () => {
		const conversation = closes.chat(chat({ participants: [dana, queue] }));
		closes.server.next(/PATCH .*acd$/, limited(30));
		closes.platform.after(10, () => {
			conversation.become({ participants: [danaGone, queue, alex] });
		});

		await closes.close({ skipIfConnected: 'agentAndCustomer', waitUntilClosed: false }, 'graceful');

		expect(steps('agent')).toBe(1);
	});

	it('gets none where the conversation is not shown any more', async () => {
		closes.chat(chat({ participants: [dana, alex] }));
		closes.platform.after(0.15, () => {
			closes.server.next('GET', answer(404), answer(404), answer(404));
		});

		const { status, reason } = await closes.close({ waitTimeoutSeconds: 0 }, 'graceful');

		expect(status).toBe('closing');
		expect(reason).toContain(
			'Alex (agent) may still be connected: The conversation could not be found afterward.',
		);
		expect(steps('agent')).toBe(0);
	});

	it('costs nothing more where nobody has anything to wait for', async () => {
		const conversation = closes.chat(chat({ participants: [dana, alex] }));
		closes.server.next(/PATCH .*agent$/, answer(400));
		conversation.endsAfter = 0;

		await closes.close({ waitUntilClosed: false }, 'graceful');

		expect(closes.calls).toEqual([
			'GET chat',
			'PATCH messages/chat/participants/customer',
			'GET chat',
			'GET chat',
			'PATCH messages/chat/participants/agent',
		]);
	});

	it('gets none past a guard either where the turn is that of a machine which could not go', async () => {
		const left = party('customer', { name: 'Dana' }, gone('00.000'));
		const [flow, ivr] = [party('workflow'), party('ivr')];
		const conversation = closes.chat(chat({ participants: [left, queue, flow, ivr] }));
		closes.server.next(/PATCH .*workflow$/, limited(5));
		closes.server.next(/PATCH .*ivr$/, limited(5));
		closes.platform.after(3, () => {
			conversation.become({ participants: [left, party('acd', {}, gone('01.300')), flow, ivr, alex] });
		});
		closes.platform.after(8, () => {
			closes.server.next('GET', answer(500), answer(500), answer(500));
		});

		await closes.close({ skipIfConnected: 'agent' }, 'graceful');

		expect(steps('agent')).toBe(0);
	});

	it.each([
		['accepted', undefined],
		['refused', answer(400)],
	])(
		'goes first where it is a customer who came before anything was done, whose former part is %s',
		async (_how, reply) => {
			const anew = party('customer2', { purpose: 'customer', name: 'Dana' });
			const conversation = closes.chat(chat({ participants: [dana, alex] }));
			closes.server.next(/PATCH .*customer$/, limited(5), ...(reply ? [reply] : []));
			closes.platform.after(3, () => {
				conversation.become({ participants: [dana, alex, anew] });
			});
			if (reply)
				closes.platform.after(5.35, () => {
					conversation.leave('customer');
				});

			expect((await closes.close({}, 'graceful')).status).toBe('closed');
			expect([steps('customer2'), steps('agent')]).toEqual([1, 1]);
		},
	);

	it('is not named where they left by themselves, and were seen there after a step without an answer', async () => {
		const conversation = closes.chat(chat({ participants: [dana, alex] }));
		closes.platform.after(1.35, () => {
			closes.server.next(/PATCH .*agent$/, dropped(), limited(60));
			closes.server.next('GET', answer(500), answer(500), answer(500));
		});
		closes.platform.after(40, () => {
			conversation.leave('agent');
		});

		expect((await closes.close({}, 'graceful')).reason).not.toContain('Alex (agent)');
	});

	it('is named where a step of a later turn had no answer, and the next try was refused', async () => {
		const conversation = closes.chat(chat({ participants: [dana, alex] }));
		closes.platform.after(0.15, () => {
			closes.server.next(/PATCH .*agent$/, limited(3), dropped(), answer(400));
		});
		closes.platform.after(3, () => {
			closes.server.next('GET', answer(500), answer(500), answer(500));
		});
		closes.platform.after(8.25, () => {
			conversation.leave('agent');
		});

		expect((await closes.close({}, 'graceful')).reason).toContain('Alex (agent)');
	});

	it('is left where it is a customer who comes back as somebody new while another customer goes', async () => {
		const eve = party('external', { name: 'Eve' });
		const conversation = closes.chat(chat({ participants: [dana, eve, alex] }));
		closes.server.next(/PATCH .*external$/, limited(5));
		closes.platform.after(3, () => {
			const anew = party('customer2', { purpose: 'customer', name: 'Dana' });
			conversation.become({ participants: [danaGone, eve, alex, anew] });
		});

		await closes.close({}, 'graceful');

		expect([steps('customer2'), steps('agent')]).toEqual([0, 0]);
	});

	it('is named where the step of a later turn was carried out and its answer lost', async () => {
		const conversation = closes.chat(chat({ participants: [dana, alex, queue] }));
		closes.server.next(/PATCH .*agent$/, limited(5));
		closes.server.next(/PATCH .*acd$/, limited(5));
		closes.platform.after(3, () => {
			conversation.become({ participants: [danaGone, calling, queue] });
		});
		closes.platform.after(9, () => {
			conversation.become({ participants: [danaGone, alex, queue] });
			closes.server.loseAnswer(/PATCH .*agent$/);
		});

		expect((await closes.close({}, 'graceful')).reason).toContain('Alex (agent)');
	});

	it('is sent no second wrap-up where nobody knows whether the first was entered', async () => {
		const owes = party('agent', { name: 'Alex', ...OWING });
		const conversation = closes.chat(chat({ participants: [dana, owes, queue] }));
		closes.server.next(/PATCH .*agent$/, { ...dropped(), after: 3 });
		closes.server.next(/PATCH .*acd$/, limited(5));
		closes.platform.after(2, () => {
			conversation.become({ participants: [danaGone, { ...owes, ...IN_CALL }, queue] });
		});
		closes.platform.after(6, () => {
			conversation.become({ participants: [danaGone, owes, queue] });
		});

		await closes.close({ wrapUp: CODE }, 'graceful');

		const patches = sentToAgents(closes).filter(
			([line]) => typeof line === 'string' && line.startsWith('PATCH'),
		);
		expect(patches.map(([, body]) => JSON.stringify(body).includes('wrapup'))).toEqual([true, false]);
	});

	it('is not asked for again once Genesys Cloud has refused it', async () => {
		closes.server.always(/PATCH .*agent$/, answer(400));
		closes.chat(chat({ participants: [dana, alex, bea] }));

		expect((await closes.close({}, 'graceful')).reason).toContain('Alex (agent) may still be connected');
		expect(steps('agent')).toBe(1);
	});

	it('is named where there was no turn left', () => {
		const [first, second] = readChat(chat({ participants: [danaGone, alex] })).participants;
		const nobody = { unclear: [], inCall: [], customersThere: [] };
		const rest = { ...nobody, hasLeftAlone: () => false, wrappedUp: [], wrapUpUnclear: [] };
		const progress = { ...rest, disconnected: first ? [first] : [], remaining: second ? [second] : [] };

		expect(whoStays({ progress })).toBe('Alex (agent) may still be connected.');
	});

	it('is named who joins, also where the looks after the close fail at first', async () => {
		const conversation = closes.chat(chat({ participants: [dana, alex] }));
		conversation.endsAfter = Infinity;
		closes.platform.after(3, () => {
			conversation.become({ participants: [danaGone, alex, bea] });
			closes.server.next('GET', answer(500), answer(500), answer(500));
		});
		closes.server.next(/PATCH .*agent$/, answer(400));

		expect((await closes.close({}, 'graceful')).reason).toMatch(
			/Alex \(agent\) may still be connected: .* Bea \(agent\) joined meanwhile\./,
		);
	});
});
