import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, limited } from '../../../support/virtual-platform.mts';
import { CODE, HANDS_IN, OWING } from '../../../support/virtual-wrap-ups.mts';

const END_MS = Date.parse('2026-09-01T12:00:00.200Z');
const BOTH = 'Disconnected Dana (customer) and Alex (agent).';

const dana = (leg = {}) => party('customer', { name: 'Dana' }, leg);
const alex = (leg = {}) => party('agent', { name: 'Alex', ...OWING }, leg);
const queue = party('acd', { name: 'Support' });
/** A leg that has ended, so many seconds before it is told. */
const goneSince = (seconds: number) => ({
	state: 'disconnected',
	disconnectedTime: new Date(END_MS - seconds * 1000).toISOString(),
});

describe('An agent who goes along with the customer', () => {
	it.each([-10, -3, 1, 3, 10])(
		'is named where the times of the ends are %d s behind that of the answer',
		async (behind) => {
			const closes = new VirtualCloses();
			const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
			const gone = goneSince(behind);
			closes.platform.after(0.15, () => {
				conversation.become({ participants: [dana(gone), alex(gone)] });
			});

			expect((await closes.close({}, 'graceful')).reason).toBe(BOTH);
		},
	);

	it('is named where the first look still shows them', async () => {
		const closes = new VirtualCloses();
		closes.chat(chat({ participants: [dana(), alex()] })).agentFollowsAfter = 0.7;

		expect((await closes.close({}, 'graceful')).reason).toBe(BOTH);
		expect(closes.calls).not.toContain('PATCH messages/chat/participants/agent');
	});

	it('is named where the ends tell no time', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		const gone = { state: 'disconnected' };
		closes.platform.after(0.15, () => {
			conversation.become({ participants: [dana(gone), alex(gone)] });
		});

		expect((await closes.close({}, 'graceful')).reason).toBe(BOTH);
	});

	it('is named where no answer tells the time, and the queue is not', async () => {
		const closes = new VirtualCloses();
		closes.server.isDated = false;
		closes.chat(chat({ participants: [dana(), alex(), queue] })).agentFollowsAfter = 0.05;

		expect((await closes.close({}, 'graceful')).reason).toBe(BOTH);
	});

	it('is named where a call that had just begun beside the chat ends later', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		const inCall = (change: object) => ({ ...alex(goneSince(0)), calls: [{ id: 'call', ...change }] });
		closes.platform.after(0.15, () => {
			const call = { state: 'connected', connectedTime: '2026-09-01T12:00:00.100Z' };
			conversation.become({ participants: [dana(goneSince(0)), inCall(call)] });
		});
		closes.platform.after(6, () => {
			conversation.become({ participants: [dana(goneSince(0)), inCall(goneSince(-6))] });
		});

		expect((await closes.close({}, 'graceful')).reason).toBe(BOTH);
	});

	it.each([
		['a call that has just begun', 'calls', '12:00:00.100'],
		['co-browsing', 'cobrowsesessions', '11:50:00.000'],
	])('is named where the customer leaves something beside the chat later: %s', async (_what, list, began) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		const beside = { id: 'beside', state: 'connected', connectedTime: `2026-09-01T${began}Z` };
		const goOn = (one: object) => {
			const customer = party('customer', { name: 'Dana', [list]: [one] }, goneSince(0));
			conversation.become({ participants: [customer, alex(goneSince(0))] });
		};
		closes.platform.after(0.15, () => {
			goOn(beside);
		});
		closes.platform.after(6, () => {
			goOn({ ...beside, ...goneSince(-6) });
		});

		expect((await closes.close({}, 'graceful')).reason).toBe(BOTH);
	});

	it.each([0, 3, 10])(
		'gets the wrap-up of All Open Sessions without a first look, where the ends are %d s behind',
		async (behind) => {
			const closes = new VirtualCloses();
			const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
			closes.platform.after(0.12, () => {
				conversation.become({ participants: [dana(goneSince(behind)), alex(goneSince(behind))] });
			});

			await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE, checkFirst: false });

			expect(closes.calls.filter((call) => call.includes('wrapup'))).toHaveLength(1);
		},
	);
});

describe('An agent who goes along, where only the session of the customer is closed,', () => {
	const ALONE = 'Disconnected Dana (customer).';
	const STAYS =
		'The wrap-up of Alex (agent) could not be entered: The agent is still in the conversation. A wrap-up can be entered once the agent has left all of it.';
	const one = (participantId?: string) =>
		({ which: 'bySessionId', sessionId: 'customer-leg', participantId }) as const;
	const wrapUpsOf = ({ calls }: VirtualCloses) => calls.filter((line) => line.includes('wrapup'));

	describe.each([
		['all of theirs', { which: 'customerSessions' }, true],
		['that of an ID', one(), true],
		['that of an ID, of which nobody has looked whose it is', one('customer'), false],
	] as const)('%s,', (_which, choice, checkFirst) => {
		it.each([
			['at once', 0.05, ALONE, 1],
			['a moment later', 1.5, ALONE, 1],
			['too late', 9, `${ALONE} ${STAYS}`, 0],
		])('gets the wrap-up: %s', async (_when, seconds, reason, count) => {
			const closes = new VirtualCloses();
			closes.chat(chat({ participants: [dana(), alex()] })).agentFollowsAfter = seconds;

			const [verdict] = await closes.closeSessions(choice, { wrapUp: CODE, checkFirst });

			expect(verdict).toMatchObject({
				status: 'closed',
				reason: checkFirst ? reason : (expect.stringContaining(reason.replace(ALONE, '')) as string),
			});
			expect(wrapUpsOf(closes)).toHaveLength(count);
		});

		it('gets none where they had left before', async () => {
			const closes = new VirtualCloses();
			closes.chat(chat({ participants: [dana(), alex(goneSince(60))] }));

			await closes.closeSessions(choice, { wrapUp: CODE, checkFirst });

			expect(wrapUpsOf(closes)).toEqual([]);
		});

		it('is neither spoken of nor looked for where no wrap-up is wanted', async () => {
			const looks = async (wrapUp: typeof CODE | undefined) => {
				const closes = new VirtualCloses();
				closes.chat(chat({ participants: [dana(), alex()] }));
				const [verdict] = await closes.closeSessions(choice, { checkFirst, wrapUp });
				expect(verdict?.reason.includes('wrap-up')).toBe(wrapUp !== undefined);
				return closes.calls.filter((line) => line.startsWith('GET')).length;
			};

			expect(await looks(undefined)).toBe((await looks(CODE)) - 1);
		});

		it('gets it where the ends tell no time', async () => {
			const closes = new VirtualCloses();
			const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
			const gone = { state: 'disconnected' };
			closes.platform.after(checkFirst ? 0.25 : 0.06, () => {
				conversation.become({ participants: [dana(gone), alex(gone)] });
			});

			await closes.closeSessions(choice, { wrapUp: CODE, checkFirst });

			expect(wrapUpsOf(closes)).toHaveLength(1);
		});

		it.each([
			['not available right now', answer(503), false],
			['limiting the request rate', limited(500), true],
		])('is not said to be there where that could not be looked at: %s', async (why, refusal, endsRun) => {
			const closes = new VirtualCloses({ maxRetries: 0 });
			closes.chat(chat({ participants: [dana(), alex()] })).agentFollowsAfter = 1;
			const run = closes.closeSessionsMeanwhile(choice, { wrapUp: CODE, checkFirst });
			closes.platform.after(1.5, () => {
				closes.server.next('GET /api/v2/conversations/chat', refusal);
			});

			const [verdict] = await closes.platform.play(run);

			expect(verdict?.status).toBe('closed');
			expect(verdict?.reason).toContain(
				` The wrap-up of Alex (agent) could not be entered: Genesys Cloud is ${why}`,
			);
			expect(verdict?.reason).not.toContain('still in the conversation');
			expect(closes.closes.limitReached !== undefined).toBe(endsRun);
			expect(wrapUpsOf(closes)).toEqual([]);
		});
	});

	it.each(['customerSessions', 'allOpenSessions'] as const)(
		'has not done so where they have passed the chat on in that moment (%s)',
		async (which) => {
			const closes = new VirtualCloses();
			const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
			const passedOn = { ...goneSince(0.04), disconnectType: 'transfer' };
			const bea = party('agent2', { purpose: 'agent', name: 'Bea', ...OWING });
			closes.platform.after(0.16, () => {
				conversation.become({ participants: [dana(), alex(passedOn), bea] });
			});

			const verdicts = await closes.closeSessions({ which }, { wrapUp: CODE });

			expect(wrapUpsOf(closes).filter((line) => line.includes('participants/agent/'))).toEqual([]);
			expect(verdicts.map(({ reason }) => reason).join(' ')).not.toContain('after another session');
			// Who has taken it over was not there before.
			expect(verdicts.map(({ reason }) => reason).join(' ')).not.toContain('The wrap-up of Bea');
		},
	);

	it.each([0.35, 0.4, 0.45])(
		'gets the wrap-up where the customer’s other session ends by itself (%d s)',
		async (second) => {
			const closes = new VirtualCloses();
			const again = party('customer2', { purpose: 'customer', name: 'Dana' });
			const conversation = closes.chat(chat({ participants: [dana(), again, alex()] }));
			closes.platform.after(second, () => {
				conversation.leave('customer2');
				conversation.leave('agent');
			});

			const verdicts = await closes.closeSessions({ which: 'customerSessions' }, { wrapUp: CODE });

			expect(verdicts.map(({ status }) => status)).toEqual(['closed', 'alreadyClosed']);
			expect(verdicts.at(-1)?.reason).toBe('It had already ended.');
			expect(wrapUpsOf(closes)).toHaveLength(1);
		},
	);

	it('goes with the last of two customers', async () => {
		const closes = new VirtualCloses();
		const eve = party('customer2', { purpose: 'customer', name: 'Eve' });
		closes.chat(chat({ participants: [dana(), eve, alex()] }));

		const verdicts = await closes.closeSessions({ which: 'customerSessions' }, { wrapUp: CODE });

		expect(verdicts.map(({ reason }) => reason)).toEqual([ALONE, `Disconnected Eve (customer). ${STAYS}`]);
	});

	it('is somebody else’s turn where all sessions are closed', async () => {
		const closes = new VirtualCloses();
		closes.chat(chat({ participants: [dana(), alex()] }));

		const verdicts = await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

		expect(verdicts.map(({ reason }) => reason)).toEqual([ALONE, 'Disconnected Alex (agent).']);
		expect(wrapUpsOf(closes)).toHaveLength(1);
	});
});

describe('An agent who leaves while the close of the customer waits', () => {
	it.each([
		['seconds before it, and enters their own wrap-up', 2, 0],
		['in the moment of it, and gets the wrap-up', 5.05, 1],
	])('leaves %s', async (_when, second, count) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		closes.server.next(/PATCH .*customer-leg$/, limited(5));
		closes.platform.after(second, () => {
			conversation.leave('agent');
		});

		await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE, checkFirst: false });

		expect(closes.calls.filter((call) => call.includes('wrapup'))).toHaveLength(count);
	});

	it('had gone already, where no wrap-up is to be entered', async () => {
		const closes = new VirtualCloses();
		closes.chat(chat({ participants: [dana(), alex()] })).agentFollowsAfter = 0.05;

		const [, agent] = await closes.closeSessions({ which: 'allOpenSessions' });

		expect(agent?.reason).toBe('It had already ended. Nothing was changed.');
	});
});

describe('Whoever may have been disconnected by a step whose answer was lost', () => {
	it.each([
		['which tells the time', true],
		['which does not', false],
	])('is named where it took effect late, by an answer %s', async (_which, isDated) => {
		const closes = new VirtualCloses({ maxRetries: 0 });
		closes.server.isDated = isDated;
		closes.server.next('participants/customer', dropped());
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		closes.platform.after(1.35, () => {
			conversation.leave('customer');
			conversation.leave('agent');
		});

		expect((await closes.close({}, 'graceful')).reason).not.toContain('Everyone had already left');
	});

	it('is named where others were disconnected for certain', async () => {
		const closes = new VirtualCloses({ maxRetries: 0 });
		closes.server.next('participants/agent', dropped());
		closes.server.next('participants/agent2', { ...answer(202), after: 2.5 });
		const bea = party('agent2', { purpose: 'agent', name: 'Bea' });
		const conversation = closes.chat(chat({ participants: [alex(), bea, queue] }));
		closes.platform.after(5.5, () => {
			conversation.leave('agent');
			conversation.leave('agent2');
		});

		expect((await closes.close({}, 'graceful')).reason).toBe('Disconnected Alex (agent) and Bea (agent).');
	});
});

describe('A wrap-up whose agent is not shown any more when its turn comes', () => {
	it('is told as one that was not entered', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		closes.server.next(HANDS_IN, limited(30));
		closes.platform.after(10, () => {
			conversation.become({ participants: [dana(goneSince(0))] });
		});

		expect((await closes.close({ wrapUp: CODE }, 'disconnect')).reason).toContain(
			'The wrap-up of Alex (agent) could not be entered: The conversation does not show the agent any more.',
		);
	});
});

describe('All Open Sessions, where the times of the ends are a few seconds behind that of the answer', () => {
	it.each([1, 3, 10])(
		'enters the wrap-up of who was seen open before and went along (%d s)',
		async (behind) => {
			const closes = new VirtualCloses();
			const gone = {
				state: 'disconnected',
				disconnectedTime: new Date(Date.parse('2026-09-01T12:00:00.000Z') - behind * 1000).toISOString(),
			};
			const customer = (leg = {}) => party('customer', { name: 'Dana' }, leg);
			const agent = (leg = {}) => party('agent', { name: 'Alex', ...OWING }, leg);
			const conversation = closes.chat(chat({ participants: [customer(), agent()] }));
			closes.platform.after(0.22, () => {
				conversation.become({ participants: [customer(gone), agent(gone)] });
			});

			const verdicts = await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

			expect(verdicts.map(({ reason }) => reason)).toEqual([
				'Disconnected Dana (customer).',
				'It ended after another session was closed.',
			]);
			expect(closes.calls.filter((call) => call.includes('wrapup'))).toHaveLength(1);
		},
	);
});
