import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { close, find, FROM_ITEM, get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const QUERY = { method: 'POST', path: '/details/query' };
const READ = { method: 'GET' };
const CLOSE = { method: 'PATCH' };
const NO_RETRIES = { options: { maxRetries: 0 } };
const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}/;

describe('A call that Genesys refuses', () => {
	const bench = withWorkbench();

	it.each([
		[400, 'did not accept the request', 'malformed syntax'],
		[401, 'did not accept the credential', 'region'],
		[403, 'not allowed', 'role'],
		[404, 'could not find this', 'ID'],
		[405, 'unexpected way', 'correlation ID'],
		[408, 'took too long', 'again'],
		[409, 'Someone else was changing it', 'again'],
		[500, 'had an internal error', 'later'],
		[502, 'not available', 'later'],
		[503, 'not available', 'status.mypurecloud.com'],
		[504, 'took too long', 'Try again'],
	])(
		'is told by what happened and what to do, with status, item and correlation ID (%s)',
		async (status, message, advice) => {
			const { simulator } = bench();
			openContactCenter(simulator.world);
			simulator.faults.add({ kind: 'status', status, match: QUERY });

			const failure = await failureOf(bench(), { parameters: find('externalId', 'CRM-1', NO_RETRIES) });

			expect(failure.message).toContain(message);
			expect(failure.message).toContain('searching conversations');
			expect(failure.description).toContain(advice);
			expect(failure.description).toMatch(new RegExp(`Correlation ID: ${UUID.source}\\.$`));
			expect(failure).toMatchObject({ httpCode: String(status), itemIndex: 0 });
		},
	);

	it('is told with the index of its item', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const items = [{ conversationId: id }, { conversationId: id }, { conversationId: NOBODYS_ID }];

		expect(await failureOf(bench(), { parameters: get(FROM_ITEM), items })).toMatchObject({
			httpCode: '404',
			itemIndex: 2,
		});
	});

	it.each([
		['the lookup', 'externalContacts:contact:view', []],
		['the search', 'analytics:conversationDetail:view', ['externalContacts:contact:view']],
		[
			'the reading',
			'conversation:communication:view',
			['externalContacts:contact:view', 'analytics:conversationDetail:view'],
		],
	])('names the permission that is missing for %s: %s', async (_step, permission, permissions) => {
		const { simulator } = bench();
		openContactCenter(simulator.world).chat();
		bench().restrict({ permissions });

		const failure = await failureOf(bench(), { parameters: find('externalId', 'CRM-1') });

		expect(failure.httpCode).toBe('403');
		expect(failure.description).toContain(permission);
	});

	it.each(['disconnect', 'teardown'])(
		'names the permission that is missing for closing (%s)',
		async (method) => {
			const { simulator } = bench();
			const { id } = openContactCenter(simulator.world).chat();
			bench().restrict({ permissions: ['conversation:communication:view'] });

			const failure = await failureOf(bench(), { parameters: close(id, {}, { method }) });

			expect(failure.httpCode).toBe('403');
			expect(failure.description).toContain('conversation:communication:disconnect');
			expect(openConversations(simulator.world)).toEqual([id]);
		},
	);

	it('names a permission in whichever way Genesys writes it', async () => {
		const { simulator } = bench();
		for (const [message, wanted] of [
			[
				'Unable to perform the requested action. You must have at least one of the following permissions assigned: [routing:queue:view, routing:queue:edit]',
				'one of these permissions: Routing > Queue > View (routing:queue:view), Routing > Queue > Edit (routing:queue:edit).',
			],
			[
				'Unable to perform the requested action. You are missing the following permission(s): routing:queue:view',
				'this permission: Routing > Queue > View (routing:queue:view).',
			],
		] as const) {
			const body = { message, code: 'missing.permissions', status: 403, contextId: NOBODYS_ID };
			simulator.faults.add({ kind: 'status', status: 403, body, times: 1, match: READ });
			const { description } = await failureOf(bench(), { parameters: get(NOBODYS_ID) });
			expect(description).toContain(wanted);
		}
	});

	it('is not sent again where that does not help (500)', async () => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		const fault = simulator.faults.add({ kind: 'status', status: 500, match: READ });

		expect(await failureOf(bench(), { parameters: close(id) })).toMatchObject({ httpCode: '500' });
		expect(fault.hits).toBe(1);
	});

	it.each([500, 502, 503, 504])('leaves open what came of a close, and says so (%s)', async (status) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		const headers = { 'Retry-After': '0' };
		simulator.faults.add({ kind: 'status', status, headers, match: CLOSE });

		const parameters = close(id, { waitTimeoutSeconds: 1 }, { options: { maxRetries: 1 } });

		const verdict = await bench().item({ parameters });
		expect(verdict).toMatchObject({ status: 'closing', closed: false });
		expect(verdict['reason']).toContain('it is not known whether it was carried out');
	});

	it.each([502, 503, 504])(
		'is sent again when Genesys is not available for the moment (%s)',
		async (status) => {
			const { simulator } = bench();
			openContactCenter(simulator.world).chat();
			const headers = { 'Retry-After': '0' };
			for (const match of [{ path: 'identifierlookup' }, QUERY, READ]) {
				simulator.faults.add({ kind: 'status', status, headers, times: 1, match });
			}

			expect(await bench().item({ parameters: find('externalId', 'CRM-1') })).toMatchObject({ found: true });
		},
	);

	it.each([502, 503, 504])('is sent again when it is a close (%s)', async (status) => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		for (const method of ['disconnect', 'graceful', 'teardown']) {
			const { id } = center.chat({ stage: 'queue' });
			simulator.faults.add({
				kind: 'status',
				status,
				headers: { 'Retry-After': '0' },
				times: 1,
				match: { path: `${id}/|messages/${id}` },
			});
			expect(await bench().item({ parameters: close(id, {}, { method }) })).toMatchObject({
				status: 'closed',
			});
		}
	});

	it.each([502, 503, 504])('is told when Genesys stays unavailable (%s)', async (status) => {
		const { simulator } = bench();
		const { id } = openContactCenter(simulator.world).chat();
		const fault = simulator.faults.add({
			kind: 'status',
			status,
			headers: { 'Retry-After': '0' },
			match: READ,
		});

		const parameters = get(id, { options: { maxRetries: 2 } });

		expect(await failureOf(bench(), { parameters })).toMatchObject({
			httpCode: String(status),
			itemIndex: 0,
		});
		expect(fault.hits).toBe(3);
	});

	it.each([400, 404, 409])(
		'is a failure when a close is refused and the conversation is still open (%s)',
		async (status) => {
			const { simulator } = bench();
			const { id } = openContactCenter(simulator.world).chat();
			simulator.faults.add({ kind: 'status', status, match: CLOSE });

			expect(await failureOf(bench(), { parameters: close(id) })).toMatchObject({ httpCode: String(status) });
		},
	);
});
