import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import { readPage } from '../snippets/page.mts';
import { Helper, NOW, play } from './rig.mts';

describe('The page about live-check', () => {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await startSimulator({ settings: { assumptions: { patchOnEnded: 409, malformedId: 404 } } });
		simulator.world.clock.set(NOW);
		seedContactCenter(simulator.world);
	});

	afterAll(async () => {
		await simulator.close();
	});

	it('shows a report as it is made', async () => {
		const only = ['malformed-id', 'empty-list', 'rate-limit', 'closed-again'];
		const { text } = await play(simulator, {
			argv: ['--changes', ...only.flatMap((name) => ['--only', name])],
			answers: new Helper(simulator).obliging,
		});

		expect(readPage('docs/live-check.md').block('markdown', 'report').trim()).toBe(text.trim());
	});
});
