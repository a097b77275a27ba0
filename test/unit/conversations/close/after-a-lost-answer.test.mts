import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, foreign, limited, ok } from '../../../support/virtual-platform.mts';

const at = (seconds: number) => new Date(Date.UTC(2026, 8, 1, 12) + seconds * 1000).toISOString();
const gone = (seconds: number) => ({ state: 'disconnected', disconnectedTime: at(seconds) });
const dana = party('customer', { name: 'Dana' });
const alex = party('agent', { name: 'Alex' });
const bob = party('agent2', { purpose: 'agent', name: 'Bob' });
/** Dana, whose first session has ended, with another one. */
const back = (endedAt = 0) =>
	party('customer', {
		name: 'Dana',
		messages: [leg({ id: 'customer-leg', ...gone(endedAt) }), leg({ id: 'customer-leg2' })],
	});
const IN_CALL = { calls: [{ id: 'call', state: 'connected' }] };
const BOTH = 'The answer to the request to disconnect Dana (customer) and Alex (agent) was lost';

const WHO_KNOWS = 'It has ended, but the answer to the request was lost: who ended it is not known.';

let closes: VirtualCloses;

beforeEach(() => {
	closes = new VirtualCloses();
});

const changes = () => closes.calls.filter((call) => !call.startsWith('GET'));

describe('After a lost answer, a customer who has come anew', () => {
	it('is not torn down with what was stuck', async () => {
		const people = [party('customer', { name: 'Dana' }, gone(-1_800)), party('agent', {}, gone(-1_800))];
		const conversation = closes.chat(chat({ participants: people }));
		closes.server.next('POST', dropped());
		closes.platform.after(0.5, () => {
			conversation.become({ participants: [back(-1_800), party('agent', {}, gone(-1_800))] });
		});

		expect(await closes.close({}, 'teardown')).toMatchObject({ status: 'closing', isUnclear: true });
		expect(changes()).toHaveLength(1);
	});

	it.each(['graceful', 'disconnect'] as const)(
		'is left alone also where another customer has not gone (%s)',
		async (method) => {
			const eve = party('external', { name: 'Eve' });
			const conversation = closes.chat(chat({ participants: [dana, eve, alex] }));
			closes.server.loseAnswer('PATCH');
			closes.platform.after(0.5, () => {
				conversation.become({ participants: [back(), eve, alex] });
			});

			expect(await closes.close({}, method)).toMatchObject({ status: 'closing', isUnclear: true });
			expect(changes()).toHaveLength(1);
		},
	);

	it('is named beside those whom the request was about, and no one who has joined since', async () => {
		const conversation = closes.chat();
		closes.server.loseAnswer('PATCH');
		closes.platform.after(0.5, () => {
			const nina = party('agent9', { purpose: 'agent', name: 'Nina' });
			conversation.become({ participants: [back(), party('agent', { name: 'Alex' }, gone(0.1)), nina] });
		});

		expect(await closes.close({ wrapUp: { skip: true } })).toMatchObject({
			reason: `${BOTH}, so it is not known whether it was carried out. Dana (customer) came anew. The wrap-up of Alex (agent) was not entered.`,
		});
	});

	it('is no refusal of Genesys Cloud, which was asked nothing more', async () => {
		const queue = party('acd', { queueName: 'Support' });
		const conversation = closes.chat(
			chat({ participants: [party('customer', { name: 'Dana' }, gone(-100)), alex, queue] }),
		);
		closes.server.loseAnswer(/PATCH .*agent$/);
		closes.platform.after(1.9, () => {
			conversation.become({
				participants: [back(-100), party('agent', { name: 'Alex' }, gone(1.3)), queue],
			});
		});

		const { reason } = await closes.close({}, 'graceful');

		expect(reason).not.toContain('Someone else');
	});
});

describe('After a lost answer, an end', () => {
	it('is not claimed where it was seen to go on between the tries', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', answer(503), limited(30));
		closes.platform.after(20, () => {
			conversation.end();
		});

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: WHO_KNOWS,
		});
	});

	it('is not claimed either where it came while the request was under way', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', { ...dropped(), after: 20 });
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await closes.close()).toMatchObject({ status: 'closed', reason: WHO_KNOWS });
		expect(changes()).toHaveLength(1);
	});

	it('is seen where an answer of before came after it, at a time that nobody could tell', async () => {
		closes = new VirtualCloses({ maxRetries: 0 });
		closes.chat();
		closes.server.loseAnswer('PATCH');
		const ended = chat({ participants: [party('customer', {}, gone(0)), party('agent', {}, gone(0))] });
		const doubtful = ok(ended, { date: 'Tue, 01 Jan 2030 00:00:00 GMT' });
		closes.server.next('GET', ok(chat()), doubtful, ok(chat()));

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: WHO_KNOWS,
		});
		expect(closes.server.lines).toHaveLength(5);
	});

	it('is told of those alone who were there at the try that was accepted', async () => {
		const conversation = closes.chat(chat({ participants: [dana, alex, bob] }));
		closes.server.next('PATCH', answer(503), limited(30));
		closes.platform.after(10, () => {
			conversation.leave('agent2');
		});

		expect(await closes.close()).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana (customer) and Alex (agent).',
		});
	});
});

it('After a lost answer and a refusal, what was found is not said to be missing', async () => {
	const conversation = closes.chat();
	closes.server.next('PATCH', answer(503), answer(409));
	closes.platform.after(1.25, () => {
		conversation.become({ participants: [party('customer', { name: 'Dana', ...IN_CALL }), alex] });
	});

	expect(await closes.close()).toMatchObject({
		status: 'closing',
		reason: expect.stringContaining('Another channel (call) is open in the same conversation') as unknown,
	});
});

describe('The moment that counts is when the request was sent that may have ended it', () => {
	it.each(['conversation', 'session'])(
		'not when it began to wait for its turn, of what nobody has looked at (%s)',
		async (what) => {
			const conversation = closes.chat();
			closes.platform.hold(90);
			closes.platform.after(30, () => {
				conversation.end();
			});
			closes.server.next('PATCH', answer(500));
			const choice = { which: 'bySessionId', sessionId: 'agent-leg', participantId: 'agent' } as const;
			const options = { checkFirst: false };

			const [verdict] =
				what === 'conversation' ? [await closes.close(options)] : await closes.closeSessions(choice, options);

			expect(verdict).toMatchObject({ status: 'alreadyClosed', closedAt: at(30) });
		},
	);

	it('not when the rate limit refused it, of what nobody has looked at', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', limited(60), dropped());
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await closes.close({ checkFirst: false })).toMatchObject({
			status: 'alreadyClosed',
			closedAt: at(10),
		});
	});

	it('where somebody else says that it was accepted: those who were there by then are named', async () => {
		const conversation = closes.chat();
		closes.server.next('PATCH', limited(30), foreign(200));
		closes.platform.after(10, () => {
			conversation.become({ participants: [dana, party('agent', { name: 'Alex' }, gone(10)), bob] });
		});

		expect(await closes.close({ waitTimeoutSeconds: 0 })).toMatchObject({
			status: 'closing',
			reason: expect.stringContaining('disconnect Dana (customer) and Bob (agent)') as string,
		});
	});

	it('where somebody else says so after a long time: an end in it may be its own', async () => {
		const conversation = closes.chat(chat({ participants: [dana] }));
		closes.server.next('PATCH', { ...foreign(200), after: 40 });
		closes.platform.after(0.3, () => {
			conversation.end();
		});

		expect(await closes.close({}, 'graceful')).toMatchObject({ status: 'closed', reason: WHO_KNOWS });
	});
});

it.each(['disconnect', 'graceful'] as const)(
	'An end that came long after the answer that nobody can go by is not claimed (%s)',
	async (method) => {
		const conversation = closes.chat();
		closes.server.next('PATCH', answer(503, {}, { 'retry-after': '20' }));
		closes.platform.after(10, () => {
			conversation.end();
		});

		expect(await closes.close({}, method)).toMatchObject({
			status: 'closed',
			closedAt: at(10),
			reason: expect.stringContaining('who ended it is not known') as string,
		});
	},
);
