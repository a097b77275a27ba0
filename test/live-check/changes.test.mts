import { EVERYTHING, withOrganization } from './organization.mts';
import { changesIn, Helper, play, type Answering } from './rig.mts';

describe('What live-check changes', () => {
	const live = withOrganization();

	describe('without --changes', () => {
		it('changes nothing, asks nobody, and leaves open what it would have to change for', async () => {
			const { text, exitCode } = await play(live().simulator);

			expect(exitCode).toBe(0);
			expect(changesIn(live().simulator)).toEqual([]);
			expect(text).toContain('Calls that change something: 0.');
			expect(text).toContain(
				'- `patchOnEnded`: not answered because it changes something: run with --changes',
			);
			expect(text).toContain(
				"- `rateLimitHeadersOn429`: not answered because it uses up a token's calls for a minute: run with --exhaust-rate-limit",
			);
			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
		});

		it('leaves a pause between its calls', async () => {
			await play(live().simulator);

			const times = live()
				.simulator.requests.filter(({ path }) => path.startsWith('/api/'))
				.map(({ at }) => at);
			expect(times.length).toBeGreaterThan(20);
			expect(times.length).toBeLessThan(100);
			expect(times.every((at, index) => index === 0 || at - (times[index - 1] ?? 0) >= 300)).toBe(true);
		});
	});

	describe('with --changes', () => {
		it('changes only chats that were opened for it, and tells how often it did', async () => {
			const helper = new Helper(live().simulator);
			const { text } = await play(live().simulator, { argv: EVERYTHING, answers: helper.obliging });

			const changes = changesIn(live().simulator);
			const ofChats = changes.filter((call) => helper.chats.some((id) => call.includes(id)));
			expect(changes.filter((call) => !ofChats.includes(call)).map((call) => call.split(' ')[1])).toEqual([
				'/api/v2/conversations/messages/agentless',
			]);
			expect(text).toContain(`Calls that change something: ${changes.length}.`);
			expect(helper.steps).toHaveLength(changes.length);
			expect(text).not.toContain('it changes something');
		});

		it('needs somebody at the terminal', async () => {
			const { exitCode, said } = await play(live().simulator, { argv: EVERYTHING, isInteractive: false });

			expect([exitCode, said, live().simulator.requests.length]).toEqual([
				2,
				['--changes needs a terminal, for it asks before every step.'],
				0,
			]);
		});

		it('finds the chat by the ID that is pasted, too', async () => {
			const helper = new Helper(live().simulator);
			const pasted: Answering = (question) =>
				question.includes('paste')
					? ` ${(helper.obliging(question), helper.chats.at(-1))?.toUpperCase()} `
					: undefined;
			const { text } = await play(live().simulator, {
				argv: ['--changes', '--only', 'disconnect'],
				answers: (question) => pasted(question) ?? helper.obliging(question),
			});

			expect(text).toContain('`disconnectNeedsContentType: true`');
		});

		it('closes what a question leaves open, after it has asked', async () => {
			const { helper } = await live().change('customer-leaves');

			expect(helper.steps.at(-1)).toContain('Close the test chat, which is still open');
			expect(live().simulator.world.conversation(helper.chats[0] ?? '').endings).toHaveLength(1);
		});
	});

	it('goes on after a no to one step of several', async () => {
		const { text } = await live().change('closed-again', (question) =>
			question.includes('POST to disconnect') ? 'no' : undefined,
		);

		expect(text).toContain('- `patchOnEnded: 400`, as the simulator has it');
		expect(text).toContain('- `disconnectOnEnded`: not answered because you said no to a step of it');
		expect(text).toContain('- `deleteOnEnded: 204`, as the simulator has it');
	});
});
