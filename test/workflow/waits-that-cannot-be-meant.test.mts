import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { close, get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();
const IMPATIENT = { options: { maxWaitSeconds: 0 } };
/** More than a run waits unless it is told to. */
const USUAL_PATIENCE_SECONDS = 300;

const secondsIn = (text: string) => Number(/(\d+) seconds?/.exec(text)?.[1]);

describe('A wait that cannot be meant', () => {
	it.each(['-5', '-1', 'soon', '', 'NaN', '1e99', '99999999999'])(
		'does not have a refused call repeated at once (Retry-After: %s)',
		async (retryAfter) => {
			const { id } = openContactCenter(bench().simulator.world).chat();
			bench().simulator.faults.add({
				kind: 'status',
				status: 429,
				headers: { 'Retry-After': retryAfter },
				match: { path: '/api/' },
			});

			const failure = await failureOf(bench(), { parameters: get(id, IMPATIENT) });

			expect(failure.httpCode).toBe('429');
			expect(bench().calls()).toHaveLength(1);
		},
	);
});

describe('A refusal of an hour', () => {
	it('is told to the next run at once, by the same credential, and nothing is sent', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'rateLimit', seconds: 3600, times: 1, match: { path: '/api/' } });
		await failureOf(bench(), { parameters: get(id) });
		const sent = bench().calls().length;

		const failure = await failureOf(bench(), { parameters: get(id) });
		const verdict = await bench().item({ parameters: close(id) });

		expect(failure.httpCode).toBe('429');
		expect(secondsIn(`${failure.message} ${failure.description}`)).toBeGreaterThan(USUAL_PATIENCE_SECONDS);
		expect(verdict).toMatchObject({ status: 'notAttempted', closed: false });
		expect(bench().calls()).toHaveLength(sent);
		expect(openConversations(simulator.world)).toEqual([id]);
	});
});
