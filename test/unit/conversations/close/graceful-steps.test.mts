import type { ParticipantPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { chat, leg, party, type VirtualConversation } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, limited, ok } from '../../../support/virtual-platform.mts';
import { CODE, OWING } from '../../../support/virtual-wrap-ups.mts';

const gone = (disconnectedTime = '2026-09-01T12:00:00.000Z') => ({ state: 'disconnected', disconnectedTime });
const CALL = { calls: [{ id: 'call', state: 'connected' }] };
const CALL_OVER = {
	calls: [{ id: 'call', state: 'disconnected', disconnectedTime: '2026-09-01T12:00:36.000Z' }],
};
const dana = party('customer', { name: 'Dana' });
const left = party('customer', { name: 'Dana' }, gone());
const back = party(
	'back',
	{ purpose: 'customer', name: 'Dana' },
	{ connectedTime: '2026-09-01T12:00:10.000Z' },
);
const alex = (change: ParticipantPayload = {}, leg = {}) => party('agent', { name: 'Alex', ...change }, leg);
const bea = (change: ParticipantPayload = {}, leg = {}) =>
	party('bea', { purpose: 'agent', name: 'Bea', ...change }, leg);

/** The rate limit makes an agent wait for half a minute, in which something happens. */
describe('A step of a graceful close', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	const steps = (of: string) => closes.calls.filter((call) => call.endsWith(`/participants/${of}`)).length;
	const hangs = { ...dropped(), after: 30 };

	/** Those who are in it at first, and those whom everybody finds from the tenth second on. */
	function meanwhile(
		participants: ParticipantPayload[],
		then: ParticipantPayload[],
		more: () => void = () => undefined,
	): VirtualConversation {
		const conversation = closes.chat(chat({ participants }));
		closes.platform.after(10, () => {
			conversation.become({ participants: then });
			more();
		});
		return conversation;
	}

	const waitsForTheLimit = () => {
		closes.server.next(/PATCH .*agent$/, limited(30));
	};
	const getsNoAnswer = () => {
		closes.server.next(/PATCH .*agent$/, hangs);
	};

	describe('ends no call that has begun beside the chat', () => {
		it('while it waited for the rate limit', async () => {
			waitsForTheLimit();
			meanwhile([dana, alex()], [left, alex(CALL)]);

			const { status, reason } = await closes.close({}, 'graceful');

			expect(steps('agent')).toBe(1);
			expect({ status, reason }).toEqual({
				status: 'closing',
				reason:
					'Genesys Cloud accepted the request to disconnect Dana (customer). Alex (agent) may still be connected, being in a call beside the chat.',
			});
		});

		it('while the wrap-up got no answer', async () => {
			getsNoAnswer();
			meanwhile([left, alex(OWING)], [left, alex({ ...OWING, ...CALL })]);

			await closes.close({ wrapUp: CODE }, 'graceful');

			expect(steps('agent')).toBe(1);
		});

		it.each([
			['agent', [left, alex(CALL), bea()], [1, 1]],
			['bea', [left, alex(), bea(CALL)], [2, 0]],
		])(
			'of one of two agents, whoever of them is looked at first (%s)',
			async (_who, then, [ofAlex, ofBea]) => {
				waitsForTheLimit();
				meanwhile([dana, alex(), bea()], then);

				await closes.close({}, 'graceful');

				expect([steps('agent'), steps('bea')]).toEqual([ofAlex, ofBea]);
			},
		);

		it('of the other agent, while the wrap-up of the first got no answer', async () => {
			getsNoAnswer();
			meanwhile([dana, alex(OWING), bea(OWING)], [left, alex(OWING), bea({ ...OWING, ...CALL })]);

			await closes.close({ wrapUp: CODE }, 'graceful');

			expect(steps('bea')).toBe(0);
		});

		it.each([
			['the customer', [dana, alex()], 0.05],
			['the agent, where the customer had left before', [left, alex()], 1.25],
		])('before the first step, which waited for its turn: %s', async (_who, participants, second) => {
			meanwhile(
				participants,
				participants.map((one) => ({ ...one, ...CALL })),
			);
			closes.platform.after(second, () => {
				closes.platform.hold(30);
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'skippedNotWebMessaging' });
			expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([]);
		});

		it('where looks are slow and the turn is long in coming', async () => {
			const conversation = closes.chat();
			closes.server.next(/PATCH .*agent$/, limited(5), limited(5), limited(5));
			closes.platform.after(16.95, () => {
				closes.platform.hold(60);
			});
			closes.platform.after(30, () => {
				conversation.become({ participants: [left, alex(CALL)] });
			});

			await closes.close({}, 'graceful');

			expect(steps('agent')).toBe(3);
		});
	});

	describe('is not sent on a look that failed', () => {
		it.each([
			['a 500', answer(500)],
			['a 404', answer(404)],
			['a 403', answer(403)],
			['another conversation', ok(chat({ id: 'other' }))],
		])('to the other agent, who is in a call: %s', async (_what, bad) => {
			waitsForTheLimit();
			meanwhile([dana, alex(), bea()], [left, alex(), bea(CALL)], () => {
				closes.server.next(/GET .*chat$/, bad, bad, bad);
			});

			await closes.close({}, 'graceful');

			expect(steps('bea')).toBe(0);
		});

		it.each([
			['404', answer(404)],
			['403', answer(403)],
			['another conversation', ok(chat({ id: 'other' }))],
		])('and that is not taken for a refused wrap-up: %s', async (_what, bad) => {
			waitsForTheLimit();
			meanwhile([dana, alex(OWING)], [left, alex({ ...OWING, ...CALL })], () => {
				closes.server.next(/GET .*chat$/, bad);
			});

			await closes.close({ wrapUp: CODE }, 'graceful');

			expect(steps('agent')).toBe(1);
		});

		it('where nothing has begun', async () => {
			waitsForTheLimit();
			meanwhile([left, alex(OWING)], [left, alex({ ...OWING, ...CALL })], () => {
				closes.server.next(/GET .*chat$/, answer(403));
			});

			await expect(closes.close({ wrapUp: CODE }, 'graceful')).rejects.toMatchObject({
				details: { status: 403 },
			});
			expect(steps('agent')).toBe(1);
		});

		it('where nobody knows whether it has begun', async () => {
			getsNoAnswer();
			meanwhile([left, alex(OWING), bea()], [left, alex({ ...OWING, ...CALL }), bea(CALL)], () => {
				closes.server.next(/GET .*chat$/, answer(500));
			});

			await closes.close({ wrapUp: CODE }, 'graceful');

			expect([steps('agent'), steps('bea')]).toEqual([1, 0]);
		});

		it('but looks again: one failure leaves no agent alone', async () => {
			closes.chat();
			closes.server.next(/PATCH .*agent$/, limited(3));
			closes.platform.after(2, () => {
				closes.server.next(/GET .*chat$/, answer(500), answer(404));
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		});
	});

	describe('leaves no customer alone who is back', () => {
		it('while it waited for the rate limit', async () => {
			waitsForTheLimit();
			meanwhile([dana, alex(), bea()], [left, alex(), bea(), back]);

			await closes.close({}, 'graceful');

			expect([steps('agent'), steps('bea')]).toEqual([1, 0]);
		});

		it('where nobody knows whether anything has begun', async () => {
			closes = new VirtualCloses({ maxRetries: 0 });
			closes.server.next(/PATCH .*agent$/, { ...answer(504), after: 29 });
			meanwhile([left, alex(), bea()], [left, alex(), bea(), back]);

			await closes.close({}, 'graceful');

			expect(steps('bea')).toBe(0);
		});

		it('as the same participant, with a session of its own', async () => {
			waitsForTheLimit();
			const again = { ...left, messages: [...(left.messages ?? []), ...(party('again').messages ?? [])] };
			meanwhile([dana, alex()], [again, alex()]);

			await closes.close({}, 'graceful');

			expect(steps('agent')).toBe(1);
		});
	});

	describe('goes to a customer first who has come before anything was done', () => {
		const inOrder = () =>
			closes.calls.flatMap((call) => /^PATCH .*participants\/(\w+)$/.exec(call)?.[1] ?? []);

		it.each([
			['while an agent waited for the rate limit', waitsForTheLimit, ['agent', 'back', 'agent']],
			[
				'while an agent waited for the turn',
				() => {
					closes.platform.after(1.25, () => {
						closes.platform.hold(30);
					});
				},
				['back', 'agent'],
			],
		])('%s', async (_when, wait, steps) => {
			wait();
			meanwhile([left, alex()], [left, alex(), back]);

			expect(await closes.close({}, 'graceful')).toMatchObject({
				status: 'closed',
				reason: 'Disconnected Alex (agent) and Dana (customer).',
			});
			expect(inOrder()).toEqual(steps);
		});

		it('after a short pause, with two agents', async () => {
			const conversation = closes.chat(chat({ participants: [left, alex(), bea()] }));
			closes.server.next(/PATCH .*agent$/, limited(1));
			closes.platform.after(1.5, () => {
				conversation.become({ participants: [left, alex(), bea(), back] });
			});

			await closes.close({}, 'graceful');

			expect(inOrder().slice(0, 2)).toEqual(['agent', 'back']);
		});

		it('while the agent was given time to leave', async () => {
			const conversation = closes.chat(chat({ participants: [left, alex()] }));
			closes.platform.after(0.5, () => {
				conversation.become({ participants: [left, alex(), back] });
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
			expect(inOrder()[0]).toBe('back');
		});

		it('while the step of another customer waited, who has gone', async () => {
			closes.server.next(/PATCH .*customer$/, limited(20));
			meanwhile([dana, alex()], [left, alex(), back]);

			expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
			expect(inOrder().slice(0, 2)).toEqual(['customer', 'back']);
		});

		it('but not for ever: where one comes and goes, nothing is done, and that is told', async () => {
			closes.chat(chat({ participants: [left, alex()] }));
			/** Dana has been back so often, each time with another leg; the last one may go on. */
			const dana = (times: number, isThere: boolean) => {
				const legs = Array.from({ length: times }, (_, i) =>
					leg({ id: `back-${i}`, ...(!isThere || i < times - 1 ? gone() : {}) }),
				);
				return ok(
					chat({ participants: [{ ...left, messages: [...(left.messages ?? []), ...legs] }, alex()] }),
				);
			};
			const looks = [dana(0, false), dana(0, false)];
			for (const times of [1, 2, 3]) looks.push(dana(times, true), dana(times, false), dana(times, false));
			closes.server.next(/GET .*chat$/, ...looks);
			closes.server.next(/PATCH .*customer$/, limited(1), limited(1));

			await expect(closes.close({}, 'graceful')).rejects.toMatchObject({
				message: 'People came and went while the conversation was to be closed',
			});
			expect([steps('customer'), steps('agent')]).toEqual([2, 0]);
		});
	});

	describe('goes by its own look with a guard', () => {
		it.each([
			['an agent who has answered', { skipIfConnected: 'agent' }, alex({}, { state: 'alerting' }), alex()],
			[
				'a message',
				{ skipIfMessageWithinMinutes: 5 },
				alex(),
				alex({}, { messages: [{ messageId: 'm', messageTime: '2026-09-01T12:00:00.500Z' }] }),
			],
		] as const)('that holds for %s by then', async (_what, guard, before, then) => {
			const conversation = closes.chat(chat({ participants: [left, before] }));
			closes.platform.after(0.5, () => {
				conversation.become({ participants: [left, then] });
			});

			expect(await closes.close(guard, 'graceful')).toMatchObject({
				status: expect.stringMatching(/^skipped/) as unknown,
			});
			expect(closes.calls.filter((call) => call.startsWith('PATCH'))).toEqual([]);
		});
	});

	it('goes to an agent as well who has joined while another one waited', async () => {
		waitsForTheLimit();
		meanwhile([dana, alex()], [left, alex(), bea()]);

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer), Alex (agent), and Bea (agent).',
		});
	});

	it('goes to the agent where the customer, back with another leg, was disconnected, and that shows late', async () => {
		closes.server.next(/PATCH .*customer$/, limited(20));
		const again = { ...left, messages: [...(left.messages ?? []), ...(party('again').messages ?? [])] };
		meanwhile([dana, alex()], [again, alex()]).endsAfter = 3;

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed' });
		expect(steps('agent')).toBe(1);
	});

	describe('is told', () => {
		it('of the agent whose answer was lost', async () => {
			closes.chat();
			closes.server.loseAnswer('participants/agent');

			expect(await closes.close({}, 'graceful')).toMatchObject({
				reason: 'Disconnected Dana (customer) and Alex (agent).',
			});
		});

		it('not of who had gone before the first one', async () => {
			const conversation = closes.chat(chat({ participants: [left, alex(), bea()] }));
			closes.platform.after(0.5, () => {
				conversation.leave('bea');
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({ reason: 'Disconnected Alex (agent).' });
		});

		it('not of an agent who had gone before a machine was disconnected', async () => {
			const conversation = closes.chat(chat({ participants: [left, alex(), party('workflow')] }));
			closes.platform.after(0.5, () => {
				conversation.leave('agent');
			});
			closes.platform.after(1.25, () => {
				closes.platform.hold(5);
			});

			const { reason } = await closes.close({}, 'graceful');

			expect(reason).not.toContain('Alex');
		});

		it('with who stays, as the customer is back', async () => {
			waitsForTheLimit();
			meanwhile([dana, alex()], [left, alex(), back]);

			expect(await closes.close({}, 'graceful')).toMatchObject({
				status: 'closing',
				reason:
					'Genesys Cloud accepted the request to disconnect Dana (customer). Alex (agent) and Dana (customer) may still be connected: the customer is back.',
			});
		});

		it('with who stays, as answers come too slowly', async () => {
			closes.chat();
			closes.server.next(/PATCH .*agent$/, limited(3));
			closes.platform.after(2, () => {
				const slow = { ...ok(chat({ participants: [left, alex()] })), after: 11 };
				closes.server.next(/GET .*chat$/, ...Array.from({ length: 30 }, () => slow));
			});

			expect(await closes.close({}, 'graceful')).toMatchObject({
				status: 'closing',
				reason: expect.stringContaining(
					'Alex (agent) may still be connected: Genesys Cloud answers so slowly that nobody can tell who is still there. Run the close again later.',
				) as unknown,
			});
			expect(steps('agent')).toBe(1);
		});
	});

	it('is not sent where the one before was refused because of the credential', async () => {
		closes.chat(chat({ participants: [dana, alex(), bea()] }));
		const refused = answer(401, { code: 'bad.credentials', message: 'No' });
		// The first times, it may have been the token only.
		closes.server.next(/PATCH .*agent$/, ...Array.from({ length: 5 }, () => refused));

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining('Alex (agent) and Bea (agent) may still be connected: ') as unknown,
		});
		expect([steps('agent'), steps('bea')]).toEqual([5, 0]);
	});

	it.each([
		['is about nothing', ok({}), 'closed', 1],
		['is not found', answer(404), 'closed', 1],
		['is refused for good', answer(400), 'closing', 0],
	])('waits for another look where the one after the step before %s', async (_what, reply, status, sent) => {
		closes.chat();
		closes.platform.after(0.15, () => {
			closes.server.next('GET', reply);
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status });
		expect(steps('agent')).toBe(sent);
	});

	it('goes to people first: a guard holds for an agent who has answered when only a machine has gone', async () => {
		waitsForTheLimit();
		const bot = (leg = {}) => party('workflow', {}, leg);
		meanwhile([left, bot(), alex({}, { state: 'alerting' })], [left, bot(), alex()]);

		expect(await closes.close({ skipIfConnected: 'agent' }, 'graceful')).toMatchObject({
			status: 'skippedAgentConnected',
		});
		expect([steps('agent'), steps('workflow')]).toEqual([1, 0]);
	});

	it('comes to its end where another item fails while nobody knows whether it has begun', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.loseAnswer('participants/customer');
		closes.platform.after(1.35, () => {
			closes.platform.hold(10);
		});
		closes.platform.after(5, () => {
			closes.run.client.stop();
		});

		await closes.close({}, 'graceful');

		expect(steps('agent')).toBe(1);
	});

	it('is not told of who was passed over and has gone alone since', async () => {
		waitsForTheLimit();
		const conversation = meanwhile([dana, alex()], [left, alex(CALL)]);
		closes.platform.after(36, () => {
			conversation.become({ participants: [left, alex(CALL_OVER, gone('2026-09-01T12:00:36.000Z'))] });
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer).',
		});
	});
});
