import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { agentCalls } from '../support/contact-center.mts';
import type { Happening, Step, Watcher } from './plan.mts';
import type { Played } from './play.mts';
import { violations } from './oracle.mts';
import { HandMade, verdict } from './oracle/hand-made.mts';

const BYE = 'Goodbye!';
const close = (options: INodeParameters = {}, more: INodeParameters = {}): Step => ({
	resource: 'conversation',
	operation: 'close',
	parameters: { method: 'disconnect', dryRun: false, output: 'verdicts', options, ...more },
});
const closeSessions = (closeWhich: string, options: INodeParameters = {}): Step => ({
	resource: 'session',
	operation: 'close',
	parameters: { closeWhich, dryRun: false, output: 'verdicts', options },
});
const step = (resource: string, operation: string, parameters: INodeParameters = {}): Step => ({
	resource,
	operation,
	parameters: { options: {}, ...parameters },
});

const WATCHER: Watcher = {
	event: 'conversationIdle',
	pollsAt: [1],
	restart: 'none',
	overlapMinutes: 15,
	story: [],
};

/** Nothing is wrong with one, and with the other what is expected. */
function tells(right: Played, wrong: Played, expected: string): void {
	expect(violations(right)).toEqual([]);
	expect(violations(wrong).join('\n')).toContain(expected);
}

/** A chat that was looked at and closed, and what is said of it. */
function closed(status: string, more: IDataObject = {}, options: INodeParameters = {}): Played {
	const made = new HandMade(close(options));
	const chat = made.chat();
	made.look(chat);
	made.close(chat);
	return made.gives(verdict(chat, status, more));
}

/** A chat that was looked at only, and what is said of it. */
function left(status: string, stage: 'agent' | 'ended' | 'stuck' = 'agent'): Played {
	const made = new HandMade(close());
	const chat = made.chat({ stage });
	made.look(chat);
	return made.gives(verdict(chat, status));
}

describe('The oracle', () => {
	it('wants at least one outcome of each item from Session → Close, linked to it', () => {
		const run = (withSecond: boolean) => {
			const made = new HandMade(closeSessions('allOpenSessions'));
			const [one, other] = [made.chat({ stage: 'ended' }), made.chat({ stage: 'ended' })];
			made.look(one);
			made.look(other);
			const ofOne = [verdict(one, 'alreadyClosed'), verdict(one, 'alreadyClosed')];
			return withSecond ? made.gives(ofOne, verdict(other, 'alreadyClosed')) : made.gives(ofOne);
		};
		tells(run(true), run(false), 'Item 1 has 0 outcomes');
	});

	it("finds an agent's session that was closed for a customer's", () => {
		const run = (purpose: string) => {
			const made = new HandMade(closeSessions('customerSessions'));
			const chat = made.chat();
			const place = chat.legs.findIndex((leg) => leg.purpose === purpose);
			made.look(chat);
			made.closeSession(chat, place);
			return made.gives(verdict(chat, 'closed', { sessionId: chat.legs[place]?.sessionId ?? null }));
		};
		tells(run('customer'), run('agent'), 'The session of the agent was closed');
	});

	it('finds a whole conversation that was closed for a session', () => {
		const made = new HandMade(closeSessions('allOpenSessions'));
		const chat = made.chat();
		made.look(chat);
		made.close(chat);
		expect(violations(made.gives(verdict(chat, 'alreadyClosed'))).join()).toContain(
			'session/close has written',
		);
	});

	it.each([
		'skippedAgentConnected',
		'skippedRecentMessage',
		'skippedNotWebMessaging',
		'stuck',
		'notFound',
		'notAttempted',
	])('finds a close that was accepted and is said to be %s', (status) => {
		tells(closed('closed'), closed(status), 'A close was accepted, and the run says');
		expect(violations(left(status))).toEqual([]);
	});

	it('finds a dry run that has closed', () => {
		const made = new HandMade(close({}, { dryRun: true }));
		const chat = made.chat();
		made.look(chat);
		made.close(chat);
		expect(violations(made.gives(verdict(chat, 'wouldClose'))).join()).toContain('A dry run has written');
	});

	it('takes a close that was accepted for what had ended for none', () => {
		const run = (status: string) => {
			const made = new HandMade(close({ checkFirst: false }));
			const chat = made.chat();
			made.world.end(chat);
			made.begins(10 * MINUTE_MS);
			made.close(chat);
			return made.gives(verdict(chat, status));
		};
		tells(run('alreadyClosed'), run('closed'), 'It says closed of what had ended long before');
	});

	it('leaves it open who has ended what ended a moment before', () => {
		const run = (status: string) => {
			const made = new HandMade(close());
			const chat = made.chat();
			made.look(chat);
			made.world.end(chat);
			made.close(chat);
			return made.gives(verdict(chat, status));
		};
		expect(violations(run('closed'))).toEqual([]);
		expect(violations(run('alreadyClosed'))).toEqual([]);
	});

	it('finds what this run has closed, and nobody says so', () => {
		tells(closed('closing'), closed('alreadyClosed'), 'This run has ended it, and says alreadyClosed');
	});

	it('knows that one of two items about the same conversation has closed it', () => {
		const run = (...statuses: readonly [string, string]) => {
			const made = new HandMade(close());
			const chat = made.chat();
			made.items.push(...made.items);
			made.look(chat);
			made.close(chat);
			made.look(chat);
			return made.gives(...statuses.map((status) => verdict(chat, status)));
		};
		tells(run('closed', 'alreadyClosed'), run('alreadyClosed', 'alreadyClosed'), 'This run has ended it');
	});

	it('finds what is said to be closed without a call', () => {
		tells(left('alreadyClosed', 'ended'), left('closed', 'ended'), 'nothing was sent for that');
		const refused = new HandMade(close());
		const chat = refused.chat({ stage: 'ended' });
		refused.look(chat);
		refused.call('PATCH', `/conversations/messages/${chat.id}`, { status: 409 });
		expect(violations(refused.gives(verdict(chat, 'closed'))).join()).toContain('nothing was sent for that');
		const unheard = new HandMade(close());
		const other = unheard.chat();
		unheard.look(other);
		unheard.call('PATCH', `/conversations/messages/${other.id}`, { status: 400, fault: 'drip' }, () => {
			unheard.world.end(other);
		});
		unheard.look(other);
		expect(violations(unheard.gives(verdict(other, 'closed')))).toEqual([]);
	});

	it('finds what is told of a conversation at which nobody has looked', () => {
		const run = (status: string) => {
			const made = new HandMade(close());
			return made.gives(verdict(made.chat({ stage: 'ended' }), status));
		};
		tells(run('notAttempted'), run('alreadyClosed'), 'Nobody has looked');
	});

	it.each(['conversation', 'session'])(
		'finds a verdict on another conversation than its item names (%s)',
		(resource) => {
			const run = (isOfOther: boolean) => {
				const made = new HandMade(resource === 'session' ? closeSessions('bySessionId') : close());
				const [one, other] = [made.chat(), made.chat()];
				made.look(one);
				made.look(other);
				const both = [verdict(one, 'skippedRecentMessage'), verdict(other, 'skippedRecentMessage')];
				return made.gives(...(isOfOther ? both.reverse() : both));
			};
			tells(run(false), run(true), 'It is about another conversation than its item');
		},
	);

	it('wants no conversation where the item says that none was found', () => {
		const run = (conversationId: string | null) => {
			const made = new HandMade(close());
			made.items.push({ found: false, conversationId: null });
			return made.gives({ ...verdict({ id: '' }, 'notFound'), conversationId });
		};
		tells(run(null), run('3fa85f64-5717-4562-b3fc-2c963f66afa6'), 'another conversation');
	});

	it('finds what is said to be closed and goes on, though it had ended once before', () => {
		const run = (isDuring: boolean) => {
			const made = new HandMade(close());
			const chat = made.chat();
			made.world.end(chat);
			made.pass(MINUTE_MS);
			if (!isDuring) made.world.reopen(chat);
			made.begins(MINUTE_MS);
			made.look(chat);
			if (isDuring) made.world.reopen(chat);
			return made.gives(verdict(chat, 'alreadyClosed'));
		};
		tells(run(true), run(false), 'It says closed and is not');
	});

	it('finds what is said to be closed and ends only after the run', () => {
		const made = new HandMade(close());
		const chat = made.chat();
		made.look(chat);
		const played = made.gives(verdict(chat, 'alreadyClosed'));
		made.pass(MINUTE_MS);
		made.world.end(chat);
		expect(violations(played).join()).toContain('It says closed and is not');
	});

	it('finds a stuck conversation that is said to be closed', () => {
		tells(left('stuck', 'stuck'), left('alreadyClosed', 'stuck'), 'It says closed and is not');
	});

	it('finds a verdict whose status and "closed" do not fit', () => {
		tells(closed('closed'), closed('closed', { closed: false }), 'A verdict is not whole');
		expect(violations(closed('closing', { closed: true })).join()).toContain('A verdict is not whole');
	});

	it('counts closes by what was accepted, whatever is said of them', () => {
		const run = (maxCloses: number) => {
			const made = new HandMade(close({ maxCloses }));
			const chats = [made.chat(), made.chat()];
			for (const chat of chats) made.look(chat);
			for (const chat of chats) made.close(chat);
			return made.gives(...chats.map((chat) => verdict(chat, maxCloses === 2 ? 'closed' : 'alreadyClosed')));
		};
		tells(run(2), run(1), '2 closes were accepted, and the cap is 1');
	});

	it('counts sessions where each item names one', () => {
		const run = (maxCloses: number) => {
			const made = new HandMade(closeSessions('bySessionId', { maxCloses }));
			const chat = made.chat();
			made.items.splice(0, 1, ...chat.legs.map(({ sessionId }) => ({ conversationId: chat.id, sessionId })));
			made.look(chat);
			// The agent first: the customer's session would take others with it.
			const places = chat.legs.map((_, place) => place).reverse();
			for (const place of places) made.closeSession(chat, place);
			return made.gives(...chat.legs.map(({ sessionId }) => verdict(chat, 'closing', { sessionId })));
		};
		expect(violations(run(0)).join()).toMatch(/[1-9] closes were accepted, and the cap is 0/);
		expect(violations(run(9)).join()).not.toContain('the cap is');
	});

	it('finds a close that is sent again without a look', () => {
		const run = (hasLooked: boolean, options: INodeParameters = {}) => {
			const made = new HandMade(close(options));
			const chat = made.chat();
			made.look(chat);
			const body = { state: 'disconnected' };
			made.call('PATCH', `/conversations/messages/${chat.id}`, { status: 503, body });
			if (hasLooked) made.look(chat);
			made.close(chat);
			return made.gives(verdict(chat, 'closed'));
		};
		tells(run(true), run(false), 'It was sent again without a look');
		expect(violations(run(false, { checkFirst: false }))).toEqual([]);
	});

	it('takes the step of another run beside it for none before its own', () => {
		const made = new HandMade(close({}, { method: 'graceful' }));
		const chat = made.chat();
		const customer = chat.legs.findIndex(({ purpose }) => purpose === 'customer');
		made.look(chat);
		made.look(chat);
		made.closeStep(chat, customer);
		made.pass(MINUTE_MS);
		made.closeStep(chat, customer);
		const alone = made.gives(verdict(chat, 'closing'));
		const { executions } = alone.chaos;
		const raced = { ...alone, chaos: { ...alone.chaos, executions: [...executions, ...executions] } };
		tells(raced, alone, 'It was sent again without a look');
	});

	it('takes for no second close what n8n sends again with another token', () => {
		const made = new HandMade(close());
		const chat = made.chat();
		made.look(chat);
		made.call('PATCH', `/conversations/messages/${chat.id}`, {
			status: 401,
			body: { state: 'disconnected' },
		});
		made.close(chat);
		expect(violations(made.gives(verdict(chat, 'closed')))).toEqual([]);
	});

	it('finds a second step of Graceful past a guard, where nobody knows of the first', () => {
		const run = (isSent: boolean, options: INodeParameters) => {
			const made = new HandMade(close({ skipWrapUp: true, ...options }, { method: 'graceful' }));
			const chat = made.chat({ stage: 'customerLeft' });
			const agent = chat.legs.findIndex(({ purpose }) => purpose === 'agent');
			made.begins(20 * MINUTE_MS);
			made.look(chat);
			made.closeStep(chat, agent, { status: 0, body: { state: 'disconnected', wrapupSkipped: true } });
			made.world.customerReturns(chat.id);
			made.pass(MINUTE_MS);
			made.look(chat);
			if (isSent) made.closeStep(chat, agent);
			return made.gives(verdict(chat, 'closing'));
		};
		for (const guard of [{ skipIfConnected: 'agentAndCustomer' }, { skipIfMessageWithinMinutes: 10 }])
			tells(run(false, guard), run(true, guard), 'A guard should have held');
		expect(violations(run(true, {}))).toEqual([]);
	});

	it('finds a call that was ended beside the chat in the middle of Graceful', () => {
		const run = (isCalling: boolean) => {
			const made = new HandMade(close({}, { method: 'graceful' }));
			const chat = made.chat();
			const place = (wanted: string) => chat.legs.findIndex(({ purpose }) => purpose === wanted);
			made.look(chat);
			made.closeStep(chat, place('customer'));
			if (isCalling) agentCalls(made.world, chat.id);
			made.pass(MINUTE_MS);
			made.look(chat);
			made.closeStep(chat, place('agent'));
			return made.gives(verdict(chat, 'closing'));
		};
		tells(run(false), run(true), 'A call was to be spared');
	});

	it('finds a message to somebody of whom the run has seen that they had gone, unless a trigger may have seen it', () => {
		const run = (isSent: boolean, watcher?: Watcher) => {
			const made = new HandMade(step('message', 'send', { text: BYE }), [], watcher);
			const chat = made.chat();
			made.items.push(...made.items);
			made.world.end(chat);
			made.look(chat);
			made.call('GET', `/conversations/${chat.id}`, { fault: 'stale' });
			if (isSent) made.say(chat, BYE);
			return made.gives({ sent: false }, { sent: isSent });
		};
		tells(run(false), run(true), 'was written to 1 times, and seen to be there 0 times');
		expect(violations(run(true, WATCHER))).toEqual([]);
	});

	it('finds a word that only programs know, unless it is the server that has said it', () => {
		const run = (reason: string, happenings: readonly Happening[] = []) => {
			const made = new HandMade(close(), happenings);
			const chat = made.chat();
			made.look(chat);
			return made.gives(verdict(chat, 'skippedNotWebMessaging', { reason }));
		};
		const odd = { kind: 'oddValue', place: 1, value: 'undefined' } as const;
		const said = 'Another channel (undefined) is open.';
		tells(run('Another channel (fax) is open.'), run(said), 'A verdict is not whole');
		expect(
			violations(run(said, [{ at: 0, of: 'reads', chat: 0, what: { fault: odd, hits: 'reads' } }])),
		).toEqual([]);
	});

	it('finds a second goodbye in the same conversation', () => {
		const run = (times: number) => {
			const made = new HandMade(close({ goodbyeMessage: BYE }));
			const chat = made.chat();
			made.items.push(...made.items);
			made.look(chat);
			for (let time = 0; time < times; time++) made.say(chat, BYE);
			made.close(chat);
			return made.gives(verdict(chat, 'closed'), verdict(chat, 'alreadyClosed'));
		};
		tells(run(1), run(2), 'Goodbye was said twice');
		expect(violations(run(2)).join()).toContain('2 goodbyes to');
	});

	it('finds a second goodbye to a customer whose other conversation goes on', () => {
		const run = (isClosedBefore: boolean) => {
			const made = new HandMade(close({ goodbyeMessage: BYE }));
			const [one, other] = [made.chat(), made.chat()];
			made.look(one);
			made.look(other);
			made.say(one, BYE);
			if (isClosedBefore) made.close(one);
			made.say(other, BYE);
			if (!isClosedBefore) made.close(one);
			made.pass(MINUTE_MS);
			made.close(other);
			return made.gives(verdict(one, 'closed'), verdict(other, 'closed'));
		};
		tells(run(true), run(false), 'which goes on');
	});

	it.each([
		['a goodbye that nobody has asked for', {}, 'conversation/close has written'],
		[
			'another goodbye than was asked for',
			{ goodbyeMessage: 'Bye' },
			'It has written what nobody has asked for',
		],
	])('finds %s', (_, options, expected) => {
		const run = (asked: INodeParameters) => {
			const made = new HandMade(close(asked));
			const chat = made.chat();
			made.look(chat);
			made.say(chat, BYE);
			made.close(chat);
			return made.gives(verdict(chat, 'closed'));
		};
		tells(run({ goodbyeMessage: BYE }), run(options), expected);
	});

	it('finds a goodbye of Session → Close, and a tag or a close of whoever sends a message', () => {
		const bye = new HandMade(closeSessions('allOpenSessions', { goodbyeMessage: BYE }));
		bye.say(bye.chat(), BYE);
		expect(violations(bye.gives({})).join()).toContain('session/close has written');
		const send = new HandMade(step('message', 'send', { text: BYE }));
		send.close(send.chat());
		expect(violations(send.gives({})).join()).toContain('message/send has written');
		const get = new HandMade(step('conversation', 'get'));
		get.call('PUT', `/conversations/${get.chat().id}/tags`);
		expect(violations(get.gives({})).join()).toContain('conversation/get has written');
	});

	it('finds a wrap-up that nobody has asked for', () => {
		const run = (options: INodeParameters) => {
			const made = new HandMade(close(options));
			const chat = made.chat();
			made.look(chat);
			made.close(chat);
			const { participantId = '' } = chat.legs.at(-1) ?? {};
			made.call('PATCH', `/conversations/messages/${chat.id}/participants/${participantId}`, {
				body: { wrapupSkipped: true },
			});
			return made.gives(verdict(chat, 'closed'));
		};
		tells(run({ skipWrapUp: true }), run({}), 'conversation/close has written');
	});

	describe('of a summary', () => {
		const summary = (counts: IDataObject, more: INodeParameters = {}, options: INodeParameters = {}) => {
			const made = new HandMade(close(options, { output: 'summary', ...more }));
			const [one, other] = [made.chat(), made.chat()];
			made.look(one);
			made.look(other);
			if (more['dryRun'] !== true) made.close(one);
			return made.sums(counts);
		};
		it.each<[string, IDataObject, string]>([
			['does not add up', { closed: 1, skipped: 1, total: 3 }, 'The counts do not make the total'],
			[
				'tells of other inputs',
				{ closed: 1, skipped: 2, total: 3 },
				'The summary of 2 inputs has another total',
			],
			['counts closes that were not sent', { closed: 2 }, 'more closes than were sent'],
			['does not count what was closed', { skipped: 2 }, '1 were closed, and the summary counts 0'],
			['tells of a dry run that was none', { closed: 1, wouldClose: 1 }, 'takes the run for dry, or not'],
			['has a count that is none', { closed: 1, skipped: '1' }, 'A count of the summary is none'],
		])('finds that it %s', (_, counts, expected) => {
			tells(summary({ closed: 1, skipped: 1 }), summary(counts), expected);
		});

		it('finds that it tells of closes in a dry run', () => {
			const dry = (counts: IDataObject) => summary(counts, { dryRun: true });
			tells(dry({ wouldClose: 2 }), dry({ closing: 1, wouldClose: 1 }), 'takes the run for dry, or not');
		});

		it('finds that it counts more than the cap', () => {
			const capped = (counts: IDataObject) => summary(counts, {}, { maxCloses: 1 });
			tells(capped({ closed: 1, skipped: 1 }), capped({ closed: 1, closing: 1 }), 'than the cap of 1');
		});
	});

	it('finds that somebody else’s conversation was given', () => {
		const run = (give: (one: IDataObject, other: IDataObject) => IDataObject) => {
			const made = new HandMade(step('conversation', 'get'));
			const one = { found: true, conversationId: made.chat({ customerName: 'One' }).id, customerName: 'One' };
			const { id } = made.center.chat({ customerName: 'Other' });
			return made.gives(give(one, { found: true, conversationId: id, customerName: 'Other' }));
		};
		tells(
			run((one) => one),
			run((_, other) => other),
			'It is about another conversation than its item',
		);
		const wrong = run((one, { customerName }) => ({ ...one, customerName }));
		expect(violations(wrong).join()).toContain('It names the customer of somebody else');
	});

	it('finds that what does not exist was found', () => {
		const run = (found: boolean) => {
			const made = new HandMade(step('conversation', 'get'));
			const conversationId = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
			made.items.push({ conversationId });
			return made.gives({ found, conversationId });
		};
		tells(run(false), run(true), 'It has found what there is not');
	});

	it.each<[string, INodeParameters]>([
		['more retries', { maxRetries: 0 }],
		['a wait', { maxWaitSeconds: 0 }],
	])('finds a write that was sent again where the options allow no %s', (_, options) => {
		const run = (asked: INodeParameters) => {
			const made = new HandMade(close(asked));
			const chat = made.chat();
			made.look(chat);
			made.close(chat, { status: 401 });
			made.call('PATCH', `/conversations/messages/${chat.id}`, {
				status: 429,
				body: { state: 'disconnected' },
			});
			made.look(chat);
			made.call('PATCH', `/conversations/messages/${chat.id}`, {
				status: 503,
				body: { state: 'disconnected' },
			});
			return made.gives(verdict(chat, 'closing'));
		};
		tells(run({ maxRetries: 1 }), run(options), 'It was sent 2 times, and 1 are allowed');
	});

	it('finds a read that was sent again where the options allow no retry', () => {
		const run = (maxRetries: number) => {
			const made = new HandMade(step('conversation', 'get', { options: { maxRetries } }));
			const chat = made.chat();
			made.call('GET', `/conversations/${chat.id}`, { status: 503 });
			made.look(chat);
			return made.gives({ found: true, conversationId: chat.id });
		};
		tells(run(1), run(0), 'It has failed 1 times, and is read again');
	});

	it('finds a pause that is longer than the options allow', () => {
		const run = (maxWaitSeconds: number) => {
			const made = new HandMade(step('conversation', 'get', { options: { maxWaitSeconds } }));
			const chat = made.chat();
			made.call('GET', `/conversations/${chat.id}`, { status: 429 });
			made.pass(250_000);
			made.look(chat);
			return made.gives({ found: true, conversationId: chat.id });
		};
		tells(run(300), run(60), 'It has paused for 250 s, and may for 60');
	});
});
