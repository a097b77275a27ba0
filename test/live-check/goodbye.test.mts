import { DAY_MS } from '../../simulator/durations.mts';
import type { ConversationInit } from '../../simulator/index.mts';
import { withOrganization } from './organization.mts';
import { changesIn, Helper, linesUnder, play } from './rig.mts';

const SUMMARY = 'What the simulator should follow';
const TEXT = 'live-check: goodbye';
const SEND = `Send "${TEXT}"`;
const AGENTLESS = '/conversations/messages/agentless';
const ANOTHER = 'the contact of the chat has another open conversation: nothing was sent';

describe('The message of live-check without an agent', () => {
	const live = withOrganization();

	beforeEach(() => {
		live().simulator.configure({ assumptions: { agentlessNeedsKnownContact: false } });
	});

	const guest = () => live().simulator.world.addContact({ firstName: 'Guest', type: 'Ephemeral' });

	/** Somebody writes about a real concern. */
	function realChat(init: Partial<ConversationInit>): string {
		const { world } = live().simulator;
		return world.startConversation({
			customerName: 'Robin',
			queue: live().center.queues[0] ?? '',
			stage: 'queue',
			startedAt: world.now(),
			messages: [{ from: 'customer', text: 'a real concern' }],
			...init,
		}).id;
	}

	const textsIn = (id: string) =>
		live()
			.simulator.world.conversation(id)
			.participants.flatMap(({ communication }) => communication.messages.map(({ text }) => text));
	const sent = () => changesIn(live().simulator).filter((call) => call.includes(AGENTLESS));

	it('is not sent where the guest has begun another chat while the question stood', async () => {
		const contact = guest();
		let other = '';
		const { text } = await live().change(
			'goodbye',
			(question) => {
				if (question.startsWith(SEND)) {
					live().simulator.world.clock.advance(25 * 60_000);
					other = realChat({ contact });
				}
				return undefined;
			},
			{ contact },
		);

		expect([sent(), textsIn(other)]).toEqual([[], ['a real concern']]);
		expect(text).toContain(ANOTHER);
	});

	it('is not sent where the guest has another chat that began weeks ago', async () => {
		const contact = guest();
		realChat({ contact, startedAt: live().simulator.world.now() - 20 * DAY_MS });
		const { text } = await live().change('goodbye', undefined, { contact });

		expect(sent()).toEqual([]);
		expect(text).toContain(ANOTHER);
	});

	/** Runs the question with the ID of the chat pasted, so that nothing has waited for the index. */
	async function pasted(contact: ReturnType<typeof guest>, then: () => void = () => undefined) {
		const helper = new Helper(live().simulator, { contact });
		return await play(live().simulator, {
			argv: ['--changes', '--only', 'goodbye'],
			answers: (question) => {
				const answer = helper.obliging(question);
				if (!question.includes('paste')) return answer;
				then();
				return helper.chats[0] ?? '';
			},
		});
	}

	it('is not sent where another chat of the guest is too new for the index', async () => {
		live().simulator.configure({ analyticsLagMs: 90_000 });
		const contact = guest();
		let other = '';
		const { text } = await pasted(contact, () => {
			live().simulator.world.clock.advance(1_000);
			other = realChat({ contact });
		});

		expect([sent(), textsIn(other)]).toEqual([[], ['a real concern']]);
		expect(text).toContain(ANOTHER);
	});

	it('is not sent while the index is too far behind to show even the test chat', async () => {
		live().simulator.configure({ analyticsLagMs: 60 * 60_000 });
		const { text } = await pasted(guest());

		expect(sent()).toEqual([]);
		expect(text).toContain('the search does not show the chat as open, so that it cannot tell');
	});

	it('is not sent where the guest has become somebody else while the question stood', async () => {
		const { simulator } = live();
		const { text } = await live().change('goodbye', (question) => {
			if (question.startsWith(SEND))
				simulator.whenAnswered(({ method, path }, body) => {
					if (method !== 'GET' || !/\/conversations\/[0-9a-f-]{36}$/.test(path)) return;
					const shown: unknown = JSON.parse(body.replace(/("externalContactId":")[0-9a-f]{8}/, '$100000000'));
					if (simulator.faults.list().length === 0)
						simulator.faults.add({ kind: 'stub', body: shown, match: { method, path } });
				});
			return undefined;
		});

		expect(sent()).toEqual([]);
		expect(text).toContain('the customer of the chat has another contact than before');
	});

	it('is said to have gone elsewhere where it has, and settles nothing then', async () => {
		const { simulator } = live();
		const contact = guest();
		let other = '';
		simulator.whenCalled(({ path }) => {
			if (!path.includes(AGENTLESS)) return;
			simulator.world.clock.advance(1_000);
			other = realChat({ contact });
		});
		const { text, said } = await live().change('goodbye', undefined, { contact });

		expect(textsIn(other)).toEqual(['a real concern', TEXT]);
		expect(text).toContain('- Seen: The message went into another conversation than the test chat.');
		expect(said.join('\n')).toContain('Attention: the message went into another conversation');
		expect(text).toContain(
			'- `agentlessNeedsKnownContact`: not answered because the message went into another',
		);
		expect(text).toContain('- `agentlessMessageId`: not answered because the message went into another');
		expect(linesUnder(text, SUMMARY)).toEqual([]);
		expect(text).not.toContain(other);
	});

	it('settles nothing where the answer does not say where it went', async () => {
		const { simulator } = live();
		simulator.faults.add({ kind: 'stub', body: { id: 'x' }, match: { path: AGENTLESS } });
		const { text } = await live().change('goodbye');

		expect(text).toContain('- Seen: The answer does not say into which conversation the message went.');
		expect(linesUnder(text, SUMMARY)).toEqual([]);
	});

	it.each(['listed', 'own'] as const)(
		'is told from what a bot writes meanwhile, though the chat lists it late (%s)',
		async (agentlessMessageId) => {
			const { simulator } = live();
			simulator.configure({ assumptions: { agentlessMessageId, agentlessNeedsKnownContact: false } });
			const { text } = await live().change('goodbye', (question) => {
				if (!question.startsWith(SEND)) return undefined;
				const [chat] = [...simulator.world.conversations.all()].slice(-1);
				simulator.world.workflowWrites(chat?.id ?? '', 'Welcome!');
				simulator.whenAnswered(({ path }) => {
					if (path.includes(AGENTLESS))
						simulator.faults.add({
							kind: 'stale',
							times: 2,
							match: { method: 'GET', path: `/conversations/${chat?.id ?? ''}$` },
						});
				});
				return undefined;
			});

			expect(text).toContain(`\`agentlessMessageId: ${agentlessMessageId}\``);
		},
	);

	it('is not said to have an ID of its own where only the spelling differs', async () => {
		const { simulator } = live();
		const { text } = await live().change('goodbye', (question) => {
			if (!question.startsWith(SEND)) return undefined;
			const [chat] = [...simulator.world.conversations.all()].slice(-1);
			if (chat === undefined) throw new Error('No chat');
			const { id } = simulator.world.writeAgentless(chat, TEXT);
			const body = { id: id.toUpperCase(), conversationId: chat.id };
			simulator.faults.add({ kind: 'stub', body, match: { path: AGENTLESS } });
			return undefined;
		});

		expect(text).toContain(
			'`agentlessMessageId`: none of the known values: the listed ID in another spelling',
		);
	});
});
