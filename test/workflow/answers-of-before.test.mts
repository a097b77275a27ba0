import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter, whoIsIn } from '../support/contact-center.mts';
import { during } from '../support/during.mts';
import { close, closeSession, sendMessage } from '../support/parameters.mts';
import { CLOSE, rawConversation, READ, showInstead } from '../support/raw-conversation.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { withWorkbench } from '../support/workbench.mts';

/** Of two looks, the second is answered with how the conversation was before the customer came back to it. */
describe('A re-opened conversation, of which an answer shows how it was before', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();
	const world = () => bench().simulator.world;
	const minutes = (count: number) => {
		travel().pass(count * MINUTE_MS);
	};

	async function scene() {
		const center = openContactCenter(world());
		const chat = center.chat();
		minutes(10);
		world().end(chat.id);
		minutes(1);
		const before = await rawConversation(bench(), chat.id);
		minutes(20);
		world().reopen(chat.id);
		minutes(20);
		return { center, chat, before };
	}

	/** What comes of it where Genesys Cloud asks to wait, and meanwhile something happens. */
	async function afterAPause(parameters: ReturnType<typeof close>, match: object, happen: () => void) {
		const pause = bench().simulator.faults.add({ kind: 'rateLimit', seconds: 1, times: 1, match });
		return await during(bench().item({ parameters }), () => pause.hits > 0, happen);
	}

	it('is not closed with an agent who has come meanwhile, where a guard forbids it', async () => {
		const { center, chat, before } = await scene();

		const verdict = await afterAPause(close(chat.id, { skipIfConnected: 'agent' }), CLOSE, () => {
			world().assignAgent(chat.id, center.agent);
			showInstead(bench(), before, 1);
		});

		expect(verdict).toMatchObject({ status: 'skippedAgentConnected', previousState: 'open' });
		expect(whoIsIn(world(), chat)).toEqual(['customer', 'agent']);
	});

	it('is said to be closed with those who were in it', async () => {
		const { chat, before } = await scene();

		const verdict = await afterAPause(close(chat.id), CLOSE, () => {
			showInstead(bench(), before, 1);
		});

		expect(verdict).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana Example (customer).',
			previousState: 'open',
		});
	});

	it('still has the session that was seen', async () => {
		const { chat, before } = await scene();
		const { faults } = bench().simulator;
		const first = faults.add({ kind: 'drip', ms: 1, ends: true, times: 1, match: { method: 'GET' } });

		const verdict = await during(
			bench().item({ parameters: closeSession(chat.id, { closeWhich: 'customerSessions' }) }),
			() => first.hits > 0,
			() => {
				showInstead(bench(), before, 1);
			},
		);

		expect(verdict).toMatchObject({ status: 'closed', participantName: 'Dana Example' });
		expect(whoIsIn(world(), chat)).toEqual([]);
	});

	it('gets the message', async () => {
		const { chat, before } = await scene();

		const sent = await afterAPause(sendMessage(chat.id), { path: 'agentless' }, () => {
			minutes(1);
			showInstead(bench(), before, 1);
		});

		expect(sent).toMatchObject({ sent: true });
	});

	it('gets no message that an item before could not send, as it had ended', async () => {
		const chat = openContactCenter(world()).chat();
		minutes(10);
		const before = await rawConversation(bench(), chat.id);
		world().end(chat.id);
		const slow = bench().simulator.faults.add({ kind: 'drip', ms: 1, ends: true, times: 1, match: READ });

		const items = await during(
			bench().items({
				parameters: sendMessage(chat.id, '={{ $json.text }}'),
				items: [{ text: 'One' }, { text: 'Two' }],
			}),
			() => slow.hits > 0,
			() => {
				showInstead(bench(), before, 1);
			},
		);

		expect(items).toMatchObject([{ sent: false }, { sent: false }]);
	});
});
