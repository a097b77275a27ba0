import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { NOON } from '../../../support/virtual-clock.mts';
import { limited } from '../../../support/virtual-platform.mts';
import { CODE, OWING } from '../../../support/virtual-wrap-ups.mts';

const dana = () => party('customer', { name: 'Dana' });
const alex = () => party('agent', { name: 'Alex', ...OWING });
const bea = () => party('agent2', { purpose: 'agent', name: 'Bea', ...OWING });

describe('All Open Sessions, with an agent whom a look has shown gone before the session of the customer was closed', () => {
	it.each([
		['between the two first looks, without any rate limit', 0.05, 0],
		['while the step of the customer waited for the rate limit', 29.5, 30],
	])('does not say that it was because of that, and enters no wrap-up: %s', async (_when, second, wait) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		if (wait > 0) closes.server.next(/PATCH .*customer-leg$/, limited(wait));
		closes.platform.after(second, () => {
			conversation.leave('agent');
		});

		const [, agent] = await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE });

		// No step was sent for the agent, and the look before the customer's showed them gone.
		expect([agent?.status, agent?.reason]).toEqual([
			'alreadyClosed',
			'It had already ended. Nothing was changed.',
		]);
		expect(closes.calls.filter((line) => line.includes('wrapup'))).toEqual([]);
	});
});

describe('An agent who leaves by himself while the customer, who was asked for, is still to go,', () => {
	const played = async <T,>(secondsBefore: number, how: (closes: VirtualCloses) => Promise<T>) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		conversation.endsAfter = 4;
		closes.platform.after(4.1 - secondsBefore, () => {
			conversation.leave('agent');
		});
		return { came: await how(closes), wrapUps: closes.calls.filter((line) => line.includes('wrapup')) };
	};

	it.each([
		[3, 'Disconnected Dana (customer).'],
		[1, 'Disconnected Dana (customer) and Alex (agent).'],
	])('is not named by Graceful where it was %d s before', async (seconds, reason) => {
		const { came } = await played(seconds, async (closes) => await closes.close({}, 'graceful'));

		expect(came).toMatchObject({ status: 'closed', reason });
	});

	it.each([
		['where the answers tell no time', false, 0],
		['where the ends are told for a time before', true, 6_000],
	])('is not named by Graceful either %s', async (_where, isDated, behindMs) => {
		const closes = new VirtualCloses();
		closes.server.isDated = isDated;
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		const goneAt = (seconds: number) => ({
			state: 'disconnected',
			disconnectedTime: new Date(NOON + seconds * 1_000 - behindMs).toISOString(),
		});
		closes.platform.after(0.15, () => {
			conversation.become({
				participants: [
					party('customer', { name: 'Dana' }, goneAt(0.15)),
					party('agent', { name: 'Alex' }, goneAt(-3)),
				],
			});
		});

		expect((await closes.close({}, 'graceful')).reason).toBe('Disconnected Dana (customer).');
	});

	it.each([
		[3, 'It had already ended. Nothing was changed.', 0],
		[1, 'It ended after another session was closed.', 1],
	])('is no part of All Open Sessions where it was %d s before', async (seconds, reason, wrapUps) => {
		const { came, wrapUps: entered } = await played(
			seconds,
			async (closes) => await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp: CODE }),
		);

		expect(came.at(-1)).toMatchObject({ status: 'alreadyClosed', reason });
		expect(entered).toHaveLength(wrapUps);
	});
});

describe('Graceful, with an agent who leaves by herself long after the customer has gone, before it was her turn', () => {
	it.each([
		['the only agent, whose own step waits', [dana(), alex()], 'agent', /^Disconnected Dana \(customer\)\.$/],
		[
			'another agent, while the step of the first waits',
			[dana(), alex(), bea()],
			'agent2',
			/^Disconnected Dana \(customer\) and Alex \(agent\)\.$/,
		],
	])('does not say that she was disconnected: %s', async (_who, participants, leaves, said) => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants }));
		closes.server.next(/PATCH .*agent$/, limited(30));
		closes.platform.after(15, () => {
			conversation.leave(leaves);
		});

		const { reason } = await closes.close({}, 'graceful');

		expect(closes.calls.filter((line) => line.endsWith('participants/agent2'))).toEqual([]);
		expect(reason).toMatch(said);
	});

	it('nor one who has come after the customer was gone, and left by herself', async () => {
		const closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [dana(), alex()] }));
		closes.server.next(/PATCH .*agent$/, limited(30));
		closes.platform.after(5, () => {
			const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.200Z' };
			conversation.become({ participants: [party('customer', { name: 'Dana' }, gone), alex(), bea()] });
		});
		closes.platform.after(15, () => {
			conversation.leave('agent2');
		});

		const { reason } = await closes.close({}, 'graceful');

		expect(reason).toMatch(/^Disconnected Dana \(customer\) and Alex \(agent\)\.$/);
	});
});
