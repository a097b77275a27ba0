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

describe('A wrap-up where only the session of the customer is closed', () => {
	const one = (participantId?: string) =>
		({ which: 'bySessionId', sessionId: 'customer-leg', participantId }) as const;

	it.each([
		['all of theirs', { which: 'customerSessions' }, true],
		['that of an ID', one(), true],
		['that of an ID, of which nobody has looked whose it is', one('customer'), false],
	] as const)('is entered for nobody, and the reason says so: %s', async (_which, choice, checkFirst) => {
		const closes = new VirtualCloses();
		closes.chat(chat({ participants: [dana(), alex()] })).agentFollowsAfter = 0.05;

		const [verdict] = await closes.closeSessions(choice, { wrapUp: CODE, checkFirst });

		expect(verdict).toMatchObject({ status: 'closed', hasMore: true });
		expect(verdict?.reason).toContain(
			'. No wrap-up was entered: only the session of Dana (customer) was closed.',
		);
		expect(closes.calls.filter((line) => line.includes('wrapup'))).toEqual([]);
	});

	it('is not spoken of where none is wanted, nor where the agents follow', async () => {
		for (const [which, wrapUp] of [
			['customerSessions', undefined],
			['allOpenSessions', CODE],
		] as const) {
			const closes = new VirtualCloses();
			closes.chat(chat({ participants: [dana(), alex()] }));

			const [verdict] = await closes.closeSessions({ which }, { wrapUp });

			expect(verdict?.reason).toBe('Disconnected Dana (customer).');
		}
	});
});

describe('An agent who passes the chat on in the moment of the close', () => {
	it.each([
		['', {}],
		[', and co-browses a moment longer', { cobrowsesessions: [{ id: 'co-browsing', ...goneSince(0) }] }],
	])('does not go along%s', async (_how, beside) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		const leg = { ...goneSince(0.04), disconnectType: 'transfer' };
		const passedOn = party('agent', { name: 'Alex', ...OWING, ...beside }, leg);
		const bea = party('agent2', { purpose: 'agent', name: 'Bea', ...OWING });
		closes.platform.after(0.16, () => {
			conversation.become({ participants: [dana(), passedOn, bea] });
		});

		const verdicts = await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

		const wrapUps = closes.calls.filter((line) => line.includes('wrapup'));
		expect(wrapUps.filter((line) => line.includes('participants/agent/'))).toEqual([]);
		expect(verdicts.map(({ reason }) => reason).join(' ')).not.toContain('after another session');
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
