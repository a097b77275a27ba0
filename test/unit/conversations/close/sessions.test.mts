import type { Verdict } from '../../../../nodes/shared/conversations/close/verdict.ts';
import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { told, VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, limited, ok } from '../../../support/virtual-platform.mts';

const SEES = 'GET chat';
const endsLeg = (purpose: string, id = `${purpose}-leg`) =>
	`PATCH messages/chat/participants/${purpose}/communications/${id}`;
const byId = (sessionId: string, participantId?: string) =>
	({ which: 'bySessionId', sessionId, participantId }) as const;

describe('Closing a session by its ID', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
		closes.chat();
	});

	it('ends this one alone', async () => {
		expect((await closes.closeSessions(byId('customer-leg'))).map(told)).toEqual([
			{
				status: 'closed',
				target: { conversationId: 'chat', sessionId: 'customer-leg', participantId: 'customer' },
				closed: true,
				reason: 'Disconnected Dana (customer).',
				previousState: 'connected',
				closedAt: '2026-09-01T12:00:00.100Z',
				conversation: 'open',
			},
		]);
		expect(closes.calls).toEqual([SEES, endsLeg('customer'), SEES]);
	});

	it('looks for the participant where it is not given, although no look is wanted', async () => {
		const options = { checkFirst: false, waitUntilClosed: false };

		expect(await closes.closeSessions(byId('agent-leg'), options)).toMatchObject([
			{ status: 'closing', target: { participantId: 'agent' } },
		]);
		expect(closes.calls).toEqual([SEES, endsLeg('agent')]);
	});

	it('sends one request where the participant is given and nothing else is wanted', async () => {
		const options = { checkFirst: false, waitUntilClosed: false };

		expect(await closes.closeSessions(byId('agent-leg', 'agent'), options)).toEqual([
			{
				status: 'closing',
				target: { conversationId: 'chat', sessionId: 'agent-leg', participantId: 'agent' },
				closed: false,
				reason:
					'Genesys Cloud accepted the request to close it. Wait Until Closed is off, so the end was not checked.',
			},
		]);
		expect(closes.calls).toEqual([endsLeg('agent')]);
	});

	it.each([
		['there is none', byId('nobodys-leg')],
		['it belongs to another participant', byId('agent-leg', 'customer')],
	])('finds none where %s', async (_why, choice) => {
		expect(await closes.closeSessions(choice)).toMatchObject([
			{
				status: 'notFound',
				closed: false,
				reason:
					choice.sessionId === 'agent-leg'
						? 'The session belongs to another participant.'
						: 'The session is not part of this conversation.',
				previousState: choice.sessionId === 'agent-leg' ? 'connected' : undefined,
			},
		]);
		expect(closes.calls).toEqual([SEES]);
	});

	it('says when it had ended before', async () => {
		await closes.closeSessions(byId('customer-leg'));
		const again = new VirtualCloses();
		again.chat().leave('customer');

		expect(await again.closeSessions(byId('customer-leg'))).toMatchObject([
			{ status: 'alreadyClosed', previousState: 'disconnected', closedAt: '2026-09-01T12:00:00.000Z' },
		]);
	});

	it('leaves one of another medium alone', async () => {
		closes = new VirtualCloses();
		const participants = [
			party('customer', { calls: [{ id: 'call', state: 'connected' }] }),
			party('agent', { messages: [leg({ id: 'whatsapp', type: 'whatsapp' })] }),
		];
		closes.chat(chat({ participants }));

		const [call] = await closes.closeSessions(byId('call'));
		const [whatsapp] = await closes.closeSessions(byId('whatsapp'));

		expect(call).toMatchObject({
			status: 'skippedNotWebMessaging',
			reason: 'This is not a web messaging session (call).',
		});
		expect(whatsapp?.reason).toBe('This is not a web messaging session (whatsapp).');
	});

	it('closes beside an open call: that stays', async () => {
		closes = new VirtualCloses();
		closes.chat(chat({ participants: [party('customer', { calls: [{ id: 'call', state: 'connected' }] })] }));

		expect(await closes.closeSessions(byId('customer-leg'))).toMatchObject([{ status: 'closed' }]);
	});

	it('does not take a session that is not shown afterwards for ended', async () => {
		closes.server.always('', ok());
		closes.server.next('GET', ok(chat({ participants: [party('customer')] })));

		expect(
			await closes.closeSessions(byId('agent-leg', 'agent'), { checkFirst: false, waitTimeoutSeconds: 0 }),
		).toMatchObject([{ status: 'closing', closed: false }]);
		expect(closes.calls).toEqual([endsLeg('agent'), SEES]);
	});

	it('fails with a refusal that the look does not explain', async () => {
		closes.server.next('PATCH', answer(409));

		await expect(closes.closeSessions(byId('customer-leg'))).rejects.toMatchObject({
			message: 'Someone else was changing it at the same time (closing)',
			details: { status: 409 },
		});
	});

	it('is called off when an agent comes while it waits for its turn', async () => {
		closes = new VirtualCloses();
		const conversation = closes.chat(chat({ participants: [party('customer')] }));
		closes.platform.after(0.05, () => {
			closes.platform.hold(30);
		});
		closes.platform.after(10, () => {
			conversation.become(chat());
		});

		expect(await closes.closeSessions(byId('customer-leg'), { skipIfConnected: 'agent' })).toMatchObject([
			{ status: 'skippedAgentConnected' },
		]);
	});
});

describe('Closing several sessions', () => {
	let closes: VirtualCloses;

	beforeEach(() => {
		closes = new VirtualCloses();
	});

	it('ends those of the customer', async () => {
		const messages = [
			leg({ id: 'first' }),
			leg({ id: 'second' }),
			leg({ id: 'ended', state: 'disconnected' }),
		];
		closes.chat(chat({ participants: [party('customer', { messages }), party('agent')] }));

		expect(await closes.closeSessions({ which: 'customerSessions' })).toMatchObject([
			{ status: 'closed', target: { sessionId: 'first', participantId: 'customer' } },
			{ status: 'closed', target: { sessionId: 'second', participantId: 'customer' } },
		]);
	});

	it('ends all of web messaging that are open, one after the other', async () => {
		const participants = [party('customer', { calls: [{ id: 'call', state: 'connected' }] }), party('agent')];
		closes.chat(chat({ participants }));

		expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
			{ status: 'closed', target: { sessionId: 'customer-leg' } },
			{ status: 'closed', target: { sessionId: 'agent-leg' } },
		]);
		expect(closes.calls).toEqual([SEES, SEES, endsLeg('customer'), SEES, SEES, endsLeg('agent'), SEES]);
	});

	it('says so where none of them is open', async () => {
		closes.chat().end();

		expect((await closes.closeSessions({ which: 'allOpenSessions' })).map(told)).toEqual([
			{
				status: 'alreadyClosed',
				target: { conversationId: 'chat' },
				closed: true,
				reason: 'There is no open web messaging session. Nothing was changed.',
				closedAt: '2026-09-01T12:00:00.000Z',
				conversation: 'ended',
			},
		]);
	});

	it('says so where none of the customer is open', async () => {
		closes.chat().leave('customer');

		expect((await closes.closeSessions({ which: 'customerSessions' })).map(told)).toEqual([
			{
				status: 'alreadyClosed',
				target: { conversationId: 'chat' },
				closed: true,
				reason: 'The customer has no open web messaging session. Nothing was changed.',
				conversation: 'open',
			},
		]);
	});

	it('says so where there is no customer', async () => {
		closes.chat(chat({ participants: [party('agent')] }));

		expect((await closes.closeSessions({ which: 'customerSessions' })).map(told)).toEqual([
			{
				status: 'notFound',
				target: { conversationId: 'chat' },
				closed: false,
				reason: 'The conversation shows no customer.',
				conversation: 'open',
			},
		]);
		expect(closes.calls).toEqual([SEES]);
	});

	it('fails where the customer may be somebody whose role nobody knows', async () => {
		const beside = party('guest2', { messages: null, calls: [{ id: 'call', state: 'connected' }] });
		closes.chat(chat({ participants: [party('customer'), party('agent'), beside] })).leave('customer');

		await expect(closes.closeSessions({ which: 'customerSessions' })).rejects.toMatchObject({
			message: 'Genesys Cloud does not tell whose session this is',
			whatToDo: expect.stringContaining('Close the session by its ID') as unknown,
		});
		expect(closes.calls).toEqual([SEES]);
	});

	it('is not confused by somebody of an unknown role who has left', async () => {
		const conversation = closes.chat(
			chat({ participants: [party('customer'), party('guest2'), party('agent')] }),
		);
		conversation.leave('customer');
		conversation.leave('guest2');

		expect(await closes.closeSessions({ which: 'customerSessions' })).toMatchObject([
			{
				status: 'alreadyClosed',
				reason: 'The customer has no open web messaging session. Nothing was changed.',
			},
		]);
	});

	it.each([
		['there is no customer', party('agent')],
		['somebody of an unknown role calls', party('guest2', { calls: [{ id: 'call', state: 'connected' }] })],
	])(
		'asks for no customer where all of web messaging are meant: none is open, and %s',
		async (_what, other) => {
			closes.chat(chat({ participants: [other] })).end();

			expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
				{ status: 'alreadyClosed', reason: 'There is no open web messaging session. Nothing was changed.' },
			]);
		},
	);

	it('says so where the conversation has none of web messaging', async () => {
		closes.chat(chat({ participants: [party('customer', {}, { type: 'open' })] }));

		expect((await closes.closeSessions({ which: 'customerSessions' })).map(told)).toEqual([
			{
				status: 'skippedNotWebMessaging',
				target: { conversationId: 'chat' },
				closed: false,
				reason: 'This is not a web messaging conversation (open).',
				conversation: 'open',
			},
		]);
	});

	it('says so where there is no such conversation', async () => {
		closes.server.next('GET', answer(404));

		expect(await closes.closeSessions({ which: 'customerSessions' })).toEqual([
			{
				status: 'notFound',
				target: { conversationId: 'chat' },
				closed: false,
				reason:
					'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
			},
		]);
	});

	it('is not attempted where the rate limit ends the run before', async () => {
		closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.server.next('GET', limited(42));

		expect(await closes.closeSessions({ which: 'customerSessions' })).toMatchObject([
			{ status: 'notAttempted', target: { conversationId: 'chat' } },
		]);
	});

	it('counts an item once against the cap, however many sessions it has', async () => {
		closes.chat();
		closes.chat(chat({ id: 'other' }));
		const all = { which: 'allOpenSessions' } as const;

		expect(await closes.closeSessions(all, { maxCloses: 1 })).toMatchObject([
			{ status: 'closed' },
			{ status: 'closed' },
		]);
		expect(await closes.closeSessions(all, { maxCloses: 1 }, 'other')).toMatchObject([
			{ status: 'notAttempted' },
			{ status: 'notAttempted' },
		]);
	});

	it('leaves to the next item what the cap allows beside it', async () => {
		closes.chat();
		closes.chat(chat({ id: 'other' }));
		const all = { which: 'allOpenSessions' } as const;
		await closes.closeSessions(all, { maxCloses: 2 });

		expect(await closes.closeSessions(all, { maxCloses: 2 }, 'other')).toMatchObject([
			{ status: 'closed' },
			{ status: 'closed' },
		]);
	});

	it('gives the verdicts that stand before it fails', async () => {
		closes.chat();
		closes.server.next(/PATCH .*agent-leg/, answer(409));
		const verdicts: Verdict[] = [];

		await expect(
			closes.closeSessions({ which: 'allOpenSessions' }, {}, 'chat', verdicts),
		).rejects.toMatchObject({ details: { status: 409 } });
		expect(verdicts).toMatchObject([{ status: 'closed', target: { sessionId: 'customer-leg' } }]);
	});

	it("goes on with the others where one behind the customer's fails", async () => {
		closes.server.always(/PATCH .*acd-leg/, answer(400));
		closes.chat(chat({ participants: [party('customer'), party('acd'), party('agent')] }));
		const verdicts: Verdict[] = [];

		await expect(
			closes.closeSessions({ which: 'allOpenSessions' }, {}, 'chat', verdicts),
		).rejects.toMatchObject({ details: { status: 400 } });
		expect(verdicts).toMatchObject([
			{ status: 'closed', target: { sessionId: 'customer-leg' } },
			{ status: 'closed', target: { sessionId: 'agent-leg' } },
		]);
	});

	it('reaches the agent where the customer has left, and the first of the others fails', async () => {
		closes.server.always(/PATCH .*acd-leg/, answer(400));
		closes.chat(chat({ participants: [party('customer'), party('acd'), party('agent')] })).leave('customer');
		const verdicts: Verdict[] = [];

		await expect(
			closes.closeSessions({ which: 'allOpenSessions' }, {}, 'chat', verdicts),
		).rejects.toMatchObject({ details: { status: 400 } });
		expect(verdicts).toMatchObject([{ status: 'closed', target: { sessionId: 'agent-leg' } }]);
	});

	it.each(['customer', 'unheard of'])(
		'leaves no %s without an agent who cannot be disconnected',
		async (who) => {
			const first = party('customer', { purpose: who });
			closes.server.always(/PATCH .*customer-leg/, answer(400));
			closes.chat(chat({ participants: [first, party('agent')] }));

			await expect(closes.closeSessions({ which: 'allOpenSessions' })).rejects.toMatchObject({
				details: { status: 400 },
			});
			expect(closes.calls).not.toContain(endsLeg('agent'));
		},
	);

	it('begins with the customer, and takes nobody from one who cannot be disconnected', async () => {
		closes.server.always(/PATCH .*customer-leg/, answer(400));
		closes.chat(chat({ participants: [party('acd'), party('customer'), party('agent')] }));
		const verdicts: Verdict[] = [];

		await expect(
			closes.closeSessions({ which: 'allOpenSessions' }, {}, 'chat', verdicts),
		).rejects.toMatchObject({ details: { status: 400 } });
		expect(closes.calls).toEqual([SEES, SEES, endsLeg('customer'), SEES]);
		expect(verdicts).toMatchObject(
			['acd-leg', 'agent-leg'].map((sessionId) => ({
				status: 'notAttempted',
				reason: 'The customer is not known to be disconnected, and is not left alone.',
				target: { sessionId },
			})),
		);
	});

	it('takes no agent from a customer whom a guard has held, though it would let the agent go by then', async () => {
		closes.chat().write('customer', '2026-09-01T11:55:01.000Z');
		await closes.platform.pass(0.7);

		const verdicts = await closes.closeSessions(
			{ which: 'allOpenSessions' },
			{ skipIfMessageWithinMinutes: 5 },
		);

		expect(verdicts).toMatchObject([
			{ status: 'skippedRecentMessage', target: { sessionId: 'customer-leg' } },
			{ status: 'skippedRecentMessage', target: { sessionId: 'agent-leg' } },
		]);
	});

	it('takes no agent from a customer of whom nobody knows', async () => {
		closes.server.always(/PATCH .*customer-leg/, answer(500));
		closes.chat();

		expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
			{ status: 'closing', target: { sessionId: 'customer-leg' } },
			{ status: 'notAttempted', target: { sessionId: 'agent-leg' } },
		]);
		expect(closes.calls).not.toContain(endsLeg('agent'));
	});

	it('tells of all that fail', async () => {
		closes.server.always(/PATCH .*acd-leg/, answer(400));
		closes.server.always(/PATCH .*agent-leg/, answer(409));
		const acd = party('acd', { name: 'Support' });
		closes.chat(chat({ participants: [party('customer'), acd, party('agent', { name: 'Alex' })] }));

		await expect(closes.closeSessions({ which: 'allOpenSessions' })).rejects.toMatchObject({
			whatToDo: expect.stringMatching(
				/ This is about the session of the queue Support\. That of Alex \(agent\) failed, too: /,
			) as unknown,
			details: { status: 400 },
		});
	});

	it('tries no more where the credential is refused', async () => {
		closes.server.always(/PATCH .*acd-leg/, answer(401, { code: 'bad.credentials', message: 'No' }));
		closes.chat(chat({ participants: [party('customer'), party('acd'), party('agent')] }));

		const stand: Verdict[] = [];
		await expect(closes.closeSessions({ which: 'allOpenSessions' }, {}, 'chat', stand)).rejects.toMatchObject(
			{
				details: { status: 401 },
			},
		);
		expect(closes.calls).not.toContain(endsLeg('agent'));
		expect(stand).toMatchObject([
			{ status: 'closed' },
			{
				status: 'notAttempted',
				target: { sessionId: 'agent-leg' },
				reason: expect.stringMatching(/^Not tried after another session of the conversation: /) as unknown,
			},
		]);
	});

	it('tells in the error what was done, for where the error stops the execution nobody sees the verdicts', async () => {
		closes.server.always(/PATCH .*agent-leg/, answer(409));
		closes.chat();

		await expect(closes.closeSessions({ which: 'allOpenSessions' })).rejects.toMatchObject({
			whatToDo: expect.stringMatching(
				/This is about the session of Alex \(agent\)\. What was done stays done: Disconnected Dana \(customer\)\.$/,
			) as unknown,
		});
	});

	it.each([[404], [500]])(
		'leaves no agent alone because of one look that is answered with %d',
		async (status) => {
			closes.chat();
			closes.platform.after(0.35, () => {
				closes.server.next('GET', answer(status));
			});

			expect(await closes.closeSessions({ which: 'allOpenSessions' })).toMatchObject([
				{ status: 'closed' },
				{ status: 'closed' },
			]);
		},
	);

	it('says of the wrap-up of an agent who is still in a call that it was not entered', async () => {
		const calling = { calls: [{ id: 'call', state: 'connected' }] };
		const agent = party('agent', { name: 'Alex', wrapupRequired: true, ...calling });
		closes.chat(chat({ participants: [party('customer', calling), agent] }));
		const wrapUp = { skip: false, codeId: 'code', notes: undefined } as const;

		expect(await closes.closeSessions({ which: 'allOpenSessions' }, { wrapUp })).toMatchObject([
			{ status: 'closed' },
			{
				status: 'closed',
				reason:
					'Disconnected Alex (agent). The wrap-up of Alex (agent) could not be entered: The agent is still in the conversation. A wrap-up can be entered once the agent has left all of it.',
			},
		]);
	});

	it('is done whole before the next one of the same conversation', async () => {
		closes.chat();
		const all = { which: 'allOpenSessions' } as const;
		const both = async () =>
			await Promise.all([closes.closeSessionsMeanwhile(all), closes.closeSessionsMeanwhile(all)]);

		const [first, second] = await closes.platform.play(both());

		expect(first).toMatchObject([{ status: 'closed' }, { status: 'closed' }]);
		expect(second).toMatchObject([
			{
				status: 'alreadyClosed',
				reason: 'There is no open web messaging session. Nothing was changed.',
			},
		]);
	});

	it('does not take one session for the other in a dry run', async () => {
		closes.chat();

		await closes.closeSessions({ which: 'allOpenSessions' }, { dryRun: true });

		expect(closes.closes.dryCloses).toBe(2);
	});
});
