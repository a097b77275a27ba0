import { REMOVED } from '../../scripts/live-check/discreet.mts';
import { EVERYTHING, printed, TOKEN_TYPED, withOrganization } from './organization.mts';
import { Helper, play, type Played } from './rig.mts';

describe('live-check', () => {
	const live = withOrganization();

	describe('keeps to itself', () => {
		it('every ID, name, text, token and secret, whatever it asks', async () => {
			const helper = new Helper(live().simulator);
			const played = await play(live().simulator, {
				argv: [...EVERYTHING, '--unseen-conversation', live().center.dana.open.id],
				env: { GENESYS_USER_TOKEN: TOKEN_TYPED },
				answers: helper.obliging,
			});

			const all = printed(played);
			const things = live().privateThings();
			expect(things.length).toBeGreaterThan(300);
			expect(things.filter((one) => all.includes(one))).toEqual([]);
			// Nor was it the last guard that took it out.
			expect(all).not.toContain(REMOVED);
		});

		it('words of an answer that it does not know', async () => {
			const { text } = await playWithLeg({ disconnectType: 'Dana Example', state: 'disconnected' });

			expect(text).toContain(
				'`closedLegDisconnectType`: none of the known values: a word that is not on the list of live-check',
			);
			expect(text).not.toContain('Dana Example');
		});

		it('codes of errors that it does not know', async () => {
			live().simulator.faults.add({
				kind: 'status',
				status: 404,
				code: 'dana.example',
				match: { path: live().center.dana.open.id },
			});
			const { text } = await play(live().simulator, {
				argv: ['--only', 'unseen-division', '--unseen-conversation', live().center.dana.open.id],
			});

			expect(text).toContain('The error code is a word that is not on the list of live-check.');
			expect(text).not.toContain('dana.example');
		});

		it.each([
			['the login', '/oauth/token'],
			['the API', '/api/v2/'],
		])('a secret that %s gives back', async (_what, path) => {
			live().simulator.faults.add({ kind: 'echo', match: { path } });
			const played = await play(live().simulator, { env: { GENESYS_USER_TOKEN: TOKEN_TYPED } });

			const all = printed(played);
			expect(
				live()
					.privateThings()
					.filter((one) => all.includes(one)),
			).toEqual([]);
			expect(all).not.toContain('Cannot serve');
			expect(all).not.toContain(REMOVED);
		});

		/** The newest read of the chat shows this of its legs, once it has been closed. */
		async function playWithLeg(fields: Record<string, string>): Promise<Played> {
			const helper = new Helper(live().simulator);
			live().simulator.whenAnswered(({ method, path }, body) => {
				if (method !== 'PATCH' || !path.endsWith(helper.chats[0] ?? '-')) return;
				const conversation = JSON.parse(body) as { participants: { messages: object[] }[] };
				const participants = conversation.participants.map((participant) => ({
					...participant,
					messages: participant.messages.map((leg) => ({ ...leg, ...fields })),
				}));
				live().simulator.faults.add({
					kind: 'stub',
					body: { ...conversation, participants },
					match: { method: 'GET', path: '/conversations/[0-9a-f-]+$' },
				});
			});
			return await play(live().simulator, {
				argv: ['--changes', '--only', 'closing'],
				answers: helper.obliging,
			});
		}
	});
});
