import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { printed, withOrganization } from './organization.mts';
import { changesIn, Helper, NOW, play } from './rig.mts';

describe('live-check', () => {
	const live = withOrganization();

	describe('when it is stopped', () => {
		it('sends nothing more, and reports what there is', async () => {
			const stop = new AbortController();
			live().simulator.whenCalled(({ path }) => {
				if (path.endsWith('/details/query')) stop.abort();
			});
			live().simulator.faults.add({ kind: 'silence', match: { path: '/details/query' } });
			const { text, exitCode } = await play(live().simulator, {
				around: { signal: stop.signal, requestTimeoutMs: 600_000 },
			});

			expect(exitCode).toBe(130);
			expect(live().simulator.requests.at(-1)?.path).toContain('/details/query');
			expect(text).toContain('**It was stopped before it was through.**');
			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
			expect(text).toContain('- `ordersByEnd`: not answered because it was stopped before');
		});

		it('at a question, sends nothing more either', async () => {
			const stop = new AbortController();
			const helper = new Helper(live().simulator);
			const { text, exitCode, said } = await play(live().simulator, {
				argv: ['--changes', '--only', 'closing', '--only', 'delete'],
				around: { signal: stop.signal },
				answers: (question) => {
					if (question.endsWith('[yes/no]')) stop.abort();
					return helper.obliging(question);
				},
			});

			expect([exitCode, changesIn(live().simulator), helper.chats.length]).toEqual([130, [], 1]);
			expect(said.at(-1)).toMatch(/^The chat with "live-check \d{4}" may still be open/);
			expect(text).toContain('- `deleteWrapUp`: not answered because it was stopped before');
		});
	});

	describe('when something is wrong', () => {
		it('ends although nobody answers its calls', async () => {
			live().simulator.faults.add({ kind: 'silence', match: { path: '/api/' } });
			const { text, exitCode } = await play(live().simulator, {
				argv: ['--only', 'malformed-id', '--only', 'empty-list'],
				around: { requestTimeoutMs: 500 },
			});

			expect(exitCode).toBe(0);
			expect(text).toContain('- `malformedId`: not answered because there was no answer within 1 seconds');
			expect(text).toContain('- `emptyConversationsKey`: not answered because there was no answer');
		});

		it('says that it does not know whether a step was carried out whose answer got lost', async () => {
			live().simulator.faults.add({ kind: 'resetAfter', match: { method: 'DELETE' } });
			const { text } = await live().change('closed-again');

			expect(text).toContain(
				'- `deleteOnEnded`: not answered because the connection broke; whether the step was carried out is not known',
			);
			expect(text).toContain(`Calls that change something: ${changesIn(live().simulator).length}.`);
		});

		it('ends although the login is never answered', async () => {
			live().simulator.faults.add({ kind: 'silence' });
			const { said, exitCode } = await play(live().simulator, { around: { requestTimeoutMs: 20 } });

			expect([exitCode, said]).toEqual([1, ['The login failed: there was no answer within 1 seconds.']]);
		});

		it('ends although an answer never comes to its end', async () => {
			live().simulator.faults.add({ kind: 'drip', ms: 5, match: { path: '/api/' } });
			const { text } = await play(live().simulator, {
				argv: ['--only', 'malformed-id'],
				around: { requestTimeoutMs: 500 },
			});

			expect(text).toContain('not answered because there was no answer within');
		});

		it.each([
			[{ GENESYS_CLIENT_SECRET: 'wrong' }, 'The login was refused (status 401). Check GENESYS_CLIENT_SECRET'],
			[
				{ GENESYS_CLIENT_ID: 'ffffffff-0a9e-4b8d-8f7e-6a5b4c3d2e1f' },
				'The login was refused (status 400). This region does not know GENESYS_CLIENT_ID',
			],
		])('says what to check about %j', async (env, told) => {
			const { said, exitCode, text } = await play(live().simulator, { env });

			expect([exitCode, text]).toEqual([2, '']);
			expect(said.join()).toContain(told);
		});

		it('names the permission that is missing, and answers what needs none of it', async () => {
			live().simulator.configure({
				clients: [{ ...DEFAULT_CLIENT, permissions: ['routing:wrapupCode:view'] }],
			});
			const { text } = await play(live().simulator);

			for (const permission of [
				'analytics:conversationDetail:view',
				'conversation:participant:attributesview',
			])
				expect(text).toContain(`not answered because the client lacks the permission ${permission},`);
			expect(text).toContain('- `wrapUpCodeName: exact`, as the simulator has it');
		});

		it('takes no lack of a permission for the answer of what has ended', async () => {
			live().simulator.faults.add({
				kind: 'missingPermission',
				permission: 'conversation:communication:disconnect',
				match: { method: 'DELETE' },
			});
			const { text } = await live().change('closed-again');

			expect(text).toContain(
				'- `deleteOnEnded`: not answered because the client lacks the permission conversation:communication:disconnect,',
			);
		});

		it('tells a status that no setting has, and nothing of its body', async () => {
			live().simulator.faults.add({
				kind: 'status',
				status: 418,
				body: { message: 'Dana Example' },
				match: { path: 'not-a-uuid' },
			});
			const { text } = await play(live().simulator, { argv: ['--only', 'malformed-id'] });

			expect(text).toContain(
				'- `malformedId`: none of the known values: status 418; the simulator has `400`',
			);
			expect(text).not.toContain('Dana');
		});

		it('leaves a question open whose answers have no ID in the place of one', async () => {
			live().simulator.faults.add({
				kind: 'stub',
				body: {
					conversations: [
						{ conversationId: '../../users/me?Dana', conversationStart: NOW, participants: [] },
					],
				},
				match: { path: '/details/query' },
			});
			const played = await play(live().simulator, { argv: ['--only', 'spelling', '--only', 'malformed-id'] });

			expect(played.text).toContain(
				'- `messageId`: not answered because an answer had something else in the place of an ID',
			);
			expect(played.text).toContain('- `malformedId: 400`, as the simulator has it');
			expect(printed(played)).not.toContain('Dana');
		});

		it('keeps its report where another token is refused later', async () => {
			const helper = new Helper(live().simulator);
			const { text } = await play(live().simulator, {
				argv: ['--changes', '--only', 'malformed-id', '--only', 'closing'],
				answers: (question) => {
					live().simulator.world.clock.advance(20 * 60_000);
					live().simulator.faults.add({ kind: 'status', status: 401, match: { path: '/oauth/token' } });
					return helper.obliging(question);
				},
			});

			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
			expect(text).toContain('- `patchAnswerShowsEnd`: not answered because another token was refused');
		});

		it('sits a refusal because of the rate limit out', async () => {
			live().simulator.faults.add({
				kind: 'rateLimit',
				seconds: 30,
				times: 1,
				match: { path: 'not-a-uuid' },
			});
			const { text } = await play(live().simulator, { argv: ['--only', 'malformed-id'] });

			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
		});

		it('does not wait for hours because of the rate limit', async () => {
			live().simulator.faults.add({ kind: 'rateLimit', seconds: 7_200, match: { path: 'wrapupcodes' } });
			const { text } = await play(live().simulator, { argv: ['--only', 'wrap-up-code-name'] });

			expect(live().simulator.world.now() - Date.parse(NOW)).toBeLessThan(10_000);
			expect(text).toContain('not answered because the rate limit was reached (status 429)');
		});
	});
});
