import { userToken, withOrganization } from './organization.mts';
import { Helper, play } from './rig.mts';

describe('live-check', () => {
	const live = withOrganization();

	it.each([
		[true, 'Refused calls count; the simulator counts them.'],
		[false, 'Whether refused calls count cannot be told: their answers carry no count.'],
	])(
		'tells whether refused calls count, if a 429 has the headers (%s)',
		async (rateLimitHeadersOn429, told) => {
			live().simulator.configure({ assumptions: { rateLimitHeadersOn429 }, rateLimit: { allowed: 20 } });
			const { text } = await play(live().simulator, {
				argv: ['--only', 'rate-limit', '--exhaust-rate-limit'],
			});

			expect(text).toContain(`- Seen: ${told}`);
		},
	);

	describe('about wrap-ups', () => {
		it('says that two settings cannot be told apart', async () => {
			live().simulator.configure({
				assumptions: { wrapUpByClientCredentials: false, unknownWrapUpCode: 202 },
			});
			const { text } = await live().change('agent-leaves');

			expect(text).toContain('- simulator should follow: `wrapUpByClientCredentials: false`');
			expect(text).toContain('so the two cannot be told apart: GENESYS_USER_TOKEN would help');
		});

		it('tells them apart by the token of a user', async () => {
			live().simulator.configure({
				assumptions: { wrapUpByClientCredentials: false, unknownWrapUpCode: 202 },
			});
			const helper = new Helper(live().simulator);
			const { text } = await play(live().simulator, {
				argv: ['--changes', '--only', 'agent-leaves'],
				env: { GENESYS_USER_TOKEN: await userToken(live().simulator) },
				answers: helper.obliging,
			});

			expect(text).toContain('- simulator should follow: `unknownWrapUpCode: 202`');
			expect(helper.steps.join()).toContain('as the signed-in user');
		});
	});
});
