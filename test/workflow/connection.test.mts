import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { bySessionId, close, closeSession, find, get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const READ = { method: 'GET' };
const NO_RETRIES = { options: { maxRetries: 0 } };
const METHODS = ['disconnect', 'graceful', 'teardown'] as const;
/** What changes something, by its path. */
const CLOSE_PATH = /\/conversations\/messages\/|\/disconnect$/;

describe('A connection that breaks', () => {
	const bench = withWorkbench();

	it.each(['resetBefore', 'resetAfter', 'truncatedJson'] as const)(
		'is made again for what only reads (%s)',
		async (kind) => {
			const { simulator } = bench();
			const { id } = openContactCenter(simulator.world).chat();
			simulator.faults.add({ kind, times: 1, match: { path: '/details/query' } });

			expect(await bench().item({ parameters: find('externalId', 'CRM-1') })).toMatchObject({
				conversationId: id,
			});
		},
	);

	it.each(METHODS)('is made again for a close that had not been carried out (%s)', async (method) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat({ stage: 'queue' });
		simulator.faults.add({ kind: 'resetBefore', times: 1, match: { path: CLOSE_PATH } });

		expect(await bench().item({ parameters: close(id, {}, { method }) })).toMatchObject({ status: 'closed' });
		expect(openConversations(simulator.world)).toEqual([]);
	});

	it.each(METHODS)('does not make a close that had been carried out somebody else’s (%s)', async (method) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat({ stage: 'queue' });
		const fault = simulator.faults.add({ kind: 'resetAfter', times: 1, match: { path: CLOSE_PATH } });

		expect(await bench().item({ parameters: close(id, {}, { method }) })).toMatchObject({
			status: 'closed',
			closed: true,
		});
		expect(fault.hits).toBe(1);
	});

	it.each([400, 404, 409] as const)(
		'recognizes its own close by whatever the second try is refused with (%s)',
		async (status) => {
			const { simulator } = bench();
			simulator.configure({ assumptions: { communicationPatchOnEnded: status } });
			const chat = openContactCenter(simulator.world).chat();
			simulator.faults.add({ kind: 'resetAfter', times: 1, match: { method: 'PATCH' } });

			const parameters = closeSession(chat.id, bySessionId(chat.customer.sessionId));

			expect(await bench().item({ parameters })).toMatchObject({ status: 'closed', closed: true });
		},
	);

	it.each(METHODS)(
		'is looked into when it cannot be made again, and the close had been carried out (%s)',
		async (method) => {
			const { simulator } = bench();
			const { id } = openContactCenter(simulator.world).chat({ stage: 'queue' });
			simulator.faults.add({ kind: 'resetAfter', times: 1, match: { path: CLOSE_PATH } });

			expect(await bench().item({ parameters: close(id, {}, { method, ...NO_RETRIES }) })).toMatchObject({
				status: 'closed',
			});
			expect(openConversations(simulator.world)).toEqual([]);
		},
	);

	it.each(METHODS)('is told where it is not known what came of the close (%s)', async (method) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'resetBefore', match: { path: CLOSE_PATH } });

		const options = { waitTimeoutSeconds: 1 };
		const verdict = await bench().item({ parameters: close(id, options, { method, ...NO_RETRIES }) });

		expect(verdict).toMatchObject({ status: 'closing', closed: false });
		expect(verdict['reason']).toContain('The connection to Genesys Cloud was lost');
		expect(openConversations(simulator.world)).toEqual([id]);
	});

	it('is told in words when the answer broke off', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'truncatedJson', match: READ });

		const { message, description } = await failureOf(bench(), { parameters: get(id, NO_RETRIES) });

		expect(message).toContain('was lost');
		expect(description).not.toContain('EBROKENOFF');
	});

	it('that cannot be made at all is told at once', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		// The discard port: nobody listens there.
		bench().setCredential({ customApiUrl: 'http://127.0.0.1:9' });

		const { message, description } = await failureOf(bench(), { parameters: get(id) });

		expect(message).toContain('could not be reached');
		expect(description).toContain('ECONNREFUSED');
	});
});

describe('An answer that is none of Genesys', () => {
	const bench = withWorkbench();

	it('is told when a page comes instead', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'html', status: 200, match: READ });

		const { message, description } = await failureOf(bench(), { parameters: get(id) });

		expect(message).toContain('not seem to come from Genesys Cloud');
		expect(description).toContain('proxy');
		expect(description).not.toContain('<');
	});

	it('is told when a page comes with a status of failure', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'html', status: 502, match: READ });

		const failure = await failureOf(bench(), { parameters: get(id, NO_RETRIES) });

		expect(failure.httpCode).toBe('502');
		expect(failure.description).not.toContain('<');
	});

	it.each(['html', 'emptyBody'] as const)('is not taken for "nothing found" (%s)', async (kind) => {
		const { simulator } = bench();
		openContactCenter(simulator.world).chat();
		for (const path of ['identifierlookup', '/details/query', '/api/v2/conversations/']) {
			const fault = simulator.faults.add(
				kind === 'html' ? { kind, status: 200, match: { path } } : { kind, match: { path } },
			);
			const { message } = await failureOf(bench(), { parameters: find('externalId', 'CRM-1') });
			expect(message).toContain('not seem to come from Genesys Cloud');
			fault.remove();
		}
	});

	it.each([
		['disconnect', 'emptyBody'],
		['disconnect', 'truncatedJson'],
		['graceful', 'emptyBody'],
		['teardown', 'emptyBody'],
	] as const)('does not hide that a close was carried out (%s, %s)', async (method, kind) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat({ stage: 'queue' });
		simulator.faults.add({ kind, match: { path: CLOSE_PATH }, times: 1 });

		expect(await bench().item({ parameters: close(id, {}, { method }) })).toMatchObject({ status: 'closed' });
		expect(openConversations(simulator.world)).toEqual([]);
	});
});
