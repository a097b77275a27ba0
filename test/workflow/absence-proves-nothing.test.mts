import { NODE } from '../harness/workbench.mts';
import { NOBODYS_ID, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { bySessionId, close, closeSession, find, get, list } from '../support/parameters.mts';
import { LOOKS, openChat, SOMEBODY_ELSES, type AnyFault } from '../support/somebody-else.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

describe.each(SOMEBODY_ELSES)('The answer of somebody else: %s', (_name, fault) => {
	it.each(LOOKS)('is no answer to $name', async ({ parameters, path }) => {
		const asked = openChat(bench());
		bench().simulator.faults.add({ ...fault, match: { path } });

		const failure = await failureOf(bench(), { parameters: parameters(asked) });

		expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
		expect(failure.description).toContain('proxy');
		expect(failure.description).not.toContain('<');
		expect(openConversations(bench().simulator.world)).toEqual([asked.id]);
	});

	it('is an item that failed where the node may continue, and not one that was not found', async () => {
		const asked = openChat(bench());
		bench().simulator.faults.add({ ...fault, match: { path: '/api/' } });
		for (const { parameters } of LOOKS) {
			const settings = { onError: 'continueRegularOutput' } as const;
			const execution = await bench().run({ parameters: parameters(asked), settings });
			expect(execution.json(NODE).map((item) => Object.keys(item).sort())).toEqual([['error', 'message']]);
		}
	});
});

describe.each<readonly [name: string, fault: AnyFault, told: string, httpCode: string]>([
	[
		'404 with an error body alone',
		{ kind: 'status', status: 404, correlated: false },
		'does not exist',
		'404',
	],
	['404 with a correlation ID alone', { kind: 'status', status: 404, body: '' }, 'does not exist', '404'],
	['404 with both', { kind: 'status', status: 404 }, 'does not exist', '404'],
	[
		'403 for the division',
		{ kind: 'status', status: 403, code: 'missing.division.permission' },
		'no access to this division',
		'403',
	],
])('What Genesys Cloud itself does not know: %s', (_name, fault, told, httpCode) => {
	beforeEach(() => {
		bench().simulator.faults.add({ ...fault, match: { method: 'GET' } });
	});

	it.each(['disconnect', 'graceful', 'teardown'])('is not found by Close (%s)', async (method) => {
		expect(await bench().item({ parameters: close(NOBODYS_ID, {}, { method }) })).toMatchObject({
			status: 'notFound',
			closed: false,
		});
	});

	it.each([bySessionId(NOBODYS_ID), { closeWhich: 'customerSessions' }, { closeWhich: 'allOpenSessions' }])(
		'is not found by Close of sessions ($closeWhich)',
		async (choice) => {
			expect(await bench().item({ parameters: closeSession(NOBODYS_ID, choice) })).toMatchObject({
				status: 'notFound',
				closed: false,
			});
		},
	);

	it.each(['conversationId', 'messageId'])('is not found by Find (%s)', async (key) => {
		expect(await bench().item({ parameters: find(key, NOBODYS_ID) })).toEqual({ found: false });
	});

	it('has no sessions, where it is to go on', async () => {
		const options = { whenNotFound: 'none' };
		expect(await bench().items({ parameters: list(NOBODYS_ID, { options }) })).toEqual([]);
	});

	it.each([get(NOBODYS_ID), list(NOBODYS_ID)])('is told by $resource $operation', async (parameters) => {
		const failure = await failureOf(bench(), { parameters });

		expect(failure.message).toContain(told);
		expect(failure.httpCode).toBe(httpCode);
	});
});
