import { type ConversationInit } from '../../simulator/index.mts';
import { NOT_MARKED, withOrganization } from './organization.mts';
import { changesIn, Helper, play, type Answering } from './rig.mts';

describe('live-check', () => {
	const live = withOrganization();

	describe('writes nothing', () => {
		const chat = (init: Partial<ConversationInit>): string =>
			live().simulator.world.startConversation({
				customerName: 'Robin',
				queue: live().center.queues[0] ?? '',
				stage: 'agent',
				startedAt: live().simulator.world.now() - 60_000,
				...init,
			}).id;
		const pasted =
			(open: (marker: string) => string): Answering =>
			(question) => {
				const marker = /"(live-check \d{4})"/.exec(question)?.[1];
				return question.includes('paste') ? open(marker ?? '') : undefined;
			};

		it.each<[string, (marker: string) => Partial<ConversationInit>]>([
			['has no marker', () => ({})],
			['has another marker', () => ({ messages: [{ from: 'customer', text: 'live-check 999' }] })],
			[
				'has the marker within a text',
				(marker) => ({ messages: [{ from: 'customer', text: `not ${marker}` }] }),
			],
			['has the marker of an agent', (marker) => ({ messages: [{ from: 'agent', text: marker }] })],
			[
				'is WhatsApp',
				(marker) => ({ messageType: 'whatsapp', messages: [{ from: 'customer', text: marker }] }),
			],
			['is a call', () => ({ medium: 'call' })],
		])('to a conversation that %s', async (_what, init) => {
			const { text } = await live().change(
				'closing',
				pasted((marker) => chat(init(marker))),
			);

			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain(NOT_MARKED);
		});

		it.each<[string, (body: string) => string]>([
			[
				'does not tell the type of its messages',
				(body) => body.replaceAll('"type":"webmessaging"', '"type":""'),
			],
			[
				'has a call of somebody else in it',
				(body) => body.replace(/"calls":\[\](?!.*"calls":\[\])/, '"calls":[{"id":"x","state":"connected"}]'),
			],
			['is another one', (body) => body.replace(/"id":"[0-9a-f]{8}/, '"id":"00000000')],
		])('to a conversation that %s', async (_what, tampered) => {
			const helper = new Helper(live().simulator);
			live().simulator.whenAnswered(({ method, path }, body) => {
				if (method !== 'GET' || !path.endsWith(`/conversations/${helper.chats[0] ?? '-'}`)) return;
				const fake: unknown = JSON.parse(tampered(body));
				if (live().simulator.faults.list().length === 0)
					live().simulator.faults.add({ kind: 'stub', body: fake, match: { method, path } });
			});
			const { text } = await play(live().simulator, {
				argv: ['--changes', '--only', 'disconnect'],
				answers: helper.obliging,
			});

			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain(NOT_MARKED);
		});

		it('to a conversation whose marker is gone by the time of the yes', async () => {
			const helper = new Helper(live().simulator);
			const { text } = await live().change('disconnect', (question) => {
				const done = helper.obliging(question);
				if (question.endsWith('[yes/no]')) {
					const [id = ''] = helper.chats;
					const [messageId = ''] = live().simulator.world.handle(id).messageIds;
					live().simulator.world.deleteMessage(id, messageId);
				}
				return done;
			});

			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain(NOT_MARKED);
		});

		it.each(['no', '', 'n', 'yes please', 'skip'])('where the answer is "%s"', async (answer) => {
			const { text, helper } = await live().change('closed-again', (question) =>
				question.endsWith('[yes/no]') ? answer : undefined,
			);

			expect(helper.chats).toHaveLength(1);
			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain('- `patchOnEnded`: not answered because you said no to a step of it');
		});

		it.each([
			['skip', 'you left it out'],
			['Dana Example', 'what you pasted is not the ID of a conversation'],
			['../../users/me', 'what you pasted is not the ID of a conversation'],
		])('where the chat is "%s"', async (answer, why) => {
			const { text } = await live().change(
				'closing',
				pasted(() => answer),
			);

			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain(`- \`patchAnswerShowsEnd\`: not answered because ${why}`);
			expect(text).not.toContain(answer === 'skip' ? 'skip"' : answer);
		});

		it('where no chat is ever opened, and says so after a while', async () => {
			const { text } = await live().change(
				'closing',
				pasted(() => ''),
			);

			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain('not answered because no open chat with the marker was found');
		});

		it('where no agent answers', async () => {
			const { text } = await live().change('closing', (question) =>
				question.includes('let an agent answer') ? '' : question.endsWith('[yes/no]') ? 'no' : undefined,
			);

			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain('not answered because no agent answered the chat within 60 seconds');
		});

		it('by a message without an agent, where the contact has another open conversation', async () => {
			const contact = live().simulator.world.addContact({ firstName: 'Guest', type: 'Ephemeral' });
			chat({ contact, stage: 'queue' });
			const { text } = await live().change('goodbye', undefined, { contact });

			expect(changesIn(live().simulator).filter((call) => call.includes('agentless'))).toEqual([]);
			expect(text).toContain('the contact of the chat has another open conversation: nothing was sent');
		});
	});
});
