import type { INodeParameters } from 'n8n-workflow';
import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { bySessionId, close, closeSession } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The close is refused once for the rate limit; the conversation changes during the pause. */
const PAUSE = { kind: 'rateLimit', seconds: 1, times: 1, match: { method: 'PATCH' } } as const;

describe('Close, with a guard', () => {
	const bench = withWorkbench();
	const closed = async (id: string, options: INodeParameters, more = {}) =>
		await bench().item({ parameters: close(id, options, more) });
	const changes = () =>
		bench()
			.calls()
			.filter((call) => !call.startsWith('GET'));

	/** Lets something happen in the world while the close pauses. */
	function meanwhile(happen: () => void): void {
		const { simulator } = bench();
		const pause = simulator.faults.add(PAUSE);
		const timer = setInterval(() => {
			if (pause.hits === 0) return;
			clearInterval(timer);
			happen();
		}, 5);
	}

	it.each(['agent', 'parked', 'customerLeft'] as const)(
		'leaves it alone while an agent is in it (%s)',
		async (stage) => {
			const { id } = openContactCenter(bench().simulator.world).chat({ stage });

			for (const method of ['disconnect', 'graceful', 'teardown']) {
				expect(await closed(id, { skipIfConnected: 'agent' }, { method })).toMatchObject({
					conversationId: id,
					status: 'skippedAgentConnected',
					closed: false,
					reason: 'Alex Agent (agent) is connected.',
					previousState: 'open',
				});
			}
			expect(changes()).toEqual([]);
		},
	);

	it.each(['alerting', 'queue', 'flow'] as const)(
		'closes it while no agent has taken it (%s)',
		async (stage) => {
			const { id } = openContactCenter(bench().simulator.world).chat({ stage });

			expect(await closed(id, { skipIfConnected: 'agent' })).toMatchObject({ status: 'closed' });
		},
	);

	it.each(['customer', 'agent'] as const)('leaves it alone when the %s wrote a moment ago', async (from) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({
			startedAt: world.now() - 60 * MINUTE_MS,
			messages: [{ from, text: 'Just a moment', at: world.now() - 4 * MINUTE_MS }],
		});

		expect(await closed(id, { skipIfMessageWithinMinutes: 5 })).toMatchObject({
			status: 'skippedRecentMessage',
			closed: false,
		});
		expect(await closed(id, { skipIfMessageWithinMinutes: 3 })).toMatchObject({ status: 'closed' });
	});

	it('closes it when nobody ever wrote', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ messages: [] });

		expect(await closed(id, { skipIfMessageWithinMinutes: 60 })).toMatchObject({ status: 'closed' });
	});

	it('reads the conversation for the guard even when it is not to check first', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await closed(id, { skipIfConnected: 'agent', checkFirst: false })).toMatchObject({
			status: 'skippedAgentConnected',
		});
		expect(bench().calls()).toEqual([`GET /api/v2/conversations/${id}`]);
	});

	it('leaves it alone when an agent takes it while the close pauses', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const { id } = center.chat({ stage: 'queue' });
		meanwhile(() => world.assignAgent(id, center.agent));

		expect(await closed(id, { skipIfConnected: 'agent' })).toMatchObject({
			status: 'skippedAgentConnected',
			closed: false,
		});
		expect(openConversations(world)).toEqual([id]);
	});

	it('leaves it alone when the customer writes while the close pauses', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ stage: 'queue', messages: [] });
		meanwhile(() => world.customerWrites(id));

		expect(await closed(id, { skipIfMessageWithinMinutes: 5 })).toMatchObject({
			status: 'skippedRecentMessage',
		});
		expect(openConversations(world)).toEqual([id]);
	});

	it('says that it had ended when it ends while the close pauses', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ stage: 'queue', messages: [] });
		meanwhile(() => {
			world.customerLeaves(id);
		});

		expect(await closed(id, { skipIfConnected: 'agent' })).toMatchObject({
			status: 'alreadyClosed',
			closed: true,
		});
		expect(changes()).toHaveLength(1);
	});

	it('closes it after the pause when nothing has changed', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });
		meanwhile(() => undefined);

		expect(await closed(id, { skipIfConnected: 'agent' })).toMatchObject({ status: 'closed' });
		expect(changes()).toHaveLength(2);
	});

	it('guards a session as well, before and between the tries', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const chat = center.chat({ stage: 'queue' });
		const parameters = closeSession(
			chat.id,
			bySessionId(chat.customer.sessionId, chat.customer.participantId),
			{
				skipIfConnected: 'agent',
			},
		);
		meanwhile(() => world.assignAgent(chat.id, center.agent));

		for (let run = 0; run < 2; run++) {
			expect(await bench().item({ parameters })).toMatchObject({
				status: 'skippedAgentConnected',
				sessionId: chat.customer.sessionId,
				previousState: 'connected',
			});
		}
		expect(changes()).toHaveLength(1);
	});
});
