import { linesUnder, play, withSimulator } from './rig.mts';

const NOBODYS_ID = '11111111-2222-4333-8444-555555555555';
const SUMMARY = 'What the simulator should follow';

describe('live-check takes no guess for an answer', () => {
	const simulator = withSimulator();

	it.each([{}, { GENESYS_USER_TOKEN: 'of-somebody' }])(
		'where nothing has the ID that is said to be that of a conversation out of reach (%j)',
		async (env) => {
			const { text } = await play(simulator(), {
				argv: ['--only', 'unseen-division', '--unseen-conversation', NOBODYS_ID],
				env,
			});

			expect(text).toContain(
				'- `unseenDivision`: not answered because an ID that nothing has is told the same (status 404)',
			);
			expect(linesUnder(text, SUMMARY)).toEqual([]);
		},
	);

	it.each([0, 1])('where only %d conversation(s) of the last week could show an order', async (count) => {
		const queue = simulator().world.addQueue({ name: 'Guests' });
		for (let index = 0; index < count; index += 1)
			simulator().world.startConversation({ customerName: 'Robin', queue, stage: 'ended' });
		const { text } = await play(simulator(), { argv: ['--only', 'order-by-end'] });

		expect(text).toContain(
			`- \`ordersByEnd\`: not answered because the last week has ${count} ended conversation(s), and nothing can be told`,
		);
		expect(text).not.toContain('Seen:');
	});
});
