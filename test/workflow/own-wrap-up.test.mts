import { openContactCenter } from '../support/contact-center.mts';
import { during } from '../support/during.mts';
import { close } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Close, with a wrap-up, while the agent enters their own', () => {
	const bench = withWorkbench();

	it.each([
		['a code', 'POST', '/wrapup$', false],
		['none', 'PATCH', '/participants/', true],
	] as const)(
		'leaves the code that the agent has entered while the node waited for the rate limit (%s)',
		async (_what, method, path, skipWrapUp) => {
			const { simulator } = bench();
			const { world } = simulator;
			const chat = openContactCenter(world).chat();
			const own = world.addWrapUpCode({ name: 'Sale' });
			const ours = world.addWrapUpCode({ name: 'Closed by the workflow' });
			const fault = simulator.faults.add({
				kind: 'rateLimit',
				seconds: 2,
				times: 1,
				match: { method, path },
			});
			const agent = () => {
				const found = world.conversation(chat.id).participants.find(({ purpose }) => purpose === 'agent');
				if (!found) throw new Error('No agent');
				return found;
			};

			await during(
				bench().item({ parameters: close(chat.id, skipWrapUp ? { skipWrapUp } : { wrapUpCodeId: ours.id }) }),
				() => fault.hits > 0,
				() => {
					const code = { code: own.id, name: own.name, at: world.now() };
					world.wrapUp(world.conversation(chat.id), agent(), code);
				},
			);

			expect(agent()).toMatchObject({ wrapUp: { code: own.id } });
			expect(agent().wrapUpSkipped ?? false).toBe(false);
		},
	);
});
