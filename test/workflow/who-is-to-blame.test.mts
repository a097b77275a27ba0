import type { INodeParameters } from 'n8n-workflow';

import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf, type NodeFailure } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, find, get, list, setExternalTag } from '../support/parameters.mts';
import { behindPrivateCertificate } from '../support/private-certificate.mts';
import type { AnyFault } from '../support/somebody-else.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const LOGIN = { path: '/oauth/token' };
const NO_RETRIES = { options: { maxRetries: 0 } };
const UUID = /[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/;

/** Nobody is sent to a secret, a role or a permission because of the network. */
function expectNoBlameOnCredential({ message, description }: NodeFailure): void {
	const told = `${message} ${description}`;
	expect(told).not.toMatch(/secret|permission|role|client ID|did not accept the credential|not allowed/i);
}

describe('A certificate that is not trusted', () => {
	let front: Awaited<ReturnType<typeof behindPrivateCertificate>>;

	beforeAll(async () => {
		front = await behindPrivateCertificate(bench().simulator.url);
	});
	afterAll(async () => {
		await front.close();
	});

	it.each([
		['the API', ['customApiUrl']],
		['the sign-in', ['customLoginUrl']],
		['both', ['customApiUrl', 'customLoginUrl']],
	])('is told as that, and how to trust it (%s)', async (_where, fields) => {
		bench().setCredential(Object.fromEntries(fields.map((field) => [field, front.url])));

		for (const parameters of [get(NOBODYS_ID), close(NOBODYS_ID), setExternalTag(NOBODYS_ID)]) {
			const failure = await failureOf(bench(), { parameters });
			expect(failure.message).toContain('is not trusted');
			expect(failure.description).toContain('NODE_EXTRA_CA_CERTS');
			expectNoBlameOnCredential(failure);
		}
		expect(bench().calls()).toEqual([]);
	});

	it('is told as trouble with the connection where there is no certificate at all', async () => {
		bench().setCredential({ customApiUrl: bench().simulator.url.replace('http:', 'https:') });

		const failure = await failureOf(bench(), { parameters: get(NOBODYS_ID, NO_RETRIES) });

		expect(failure.message).toMatch(/is not trusted|was lost/);
		expectNoBlameOnCredential(failure);
	});
});

/** What proxies, firewalls and sign-in pages of a network answer with. */
const PAGES: ReadonlyArray<readonly [name: string, fault: AnyFault]> = [
	...[200, 302, 400, 401, 403, 404, 407, 451].map(
		(status) => [`a page with ${status}`, { kind: 'html', status }] as const,
	),
	[
		'a redirect to a sign-in page',
		{ kind: 'status', status: 302, body: '', headers: { Location: '/sign-in' }, correlated: false },
	],
	['a gateway’s 401', { kind: 'gateway', status: 401, message: 'Unauthorized' }],
	['a gateway’s 403', { kind: 'gateway', status: 403, message: 'Forbidden' }],
	['a gateway’s 404', { kind: 'gateway', status: 404 }],
];

describe('Somebody in between', () => {
	it.each(PAGES)('is told as that in place of the API: %s', async (_name, fault) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ ...fault, match: { path: '/api/' } });

		for (const parameters of [get(id), close(id), find('externalId', 'CRM-1'), setExternalTag(id)]) {
			const failure = await failureOf(bench(), { parameters });
			expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
			expect(failure.description).toContain('proxy');
			expectNoBlameOnCredential(failure);
		}
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});

	it.each(PAGES)('is told as that in place of the sign-in: %s', async (_name, fault) => {
		bench().simulator.faults.add({ ...fault, match: LOGIN });

		for (const parameters of [get(NOBODYS_ID), close(NOBODYS_ID), setExternalTag(NOBODYS_ID)]) {
			const failure = await failureOf(bench(), { parameters });
			expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
			expect(failure.description).toContain('proxy');
			expectNoBlameOnCredential(failure);
		}
		expect(bench().calls()).toEqual([]);
	});

	it.each(PAGES)('is told as that when the token is renewed: %s', async (_name, fault) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		await bench().item({ parameters: get(id) });
		bench().simulator.faults.add({ kind: 'expireToken', times: 1, match: { path: '/api/' } });
		bench().simulator.faults.add({ ...fault, match: LOGIN });

		const failure = await failureOf(bench(), { parameters: get(id) });

		expect(failure.message).toContain('The answer does not seem to come from Genesys Cloud');
		expectNoBlameOnCredential(failure);
	});
});

describe('A request for a token that breaks', () => {
	it.each<readonly [name: string, fault: AnyFault]>([
		['a cut connection', { kind: 'resetBefore' }],
		['a connection cut after it was carried out', { kind: 'resetAfter' }],
		['502', { kind: 'status', status: 502 }],
		['503', { kind: 'status', status: 503 }],
		['504', { kind: 'html', status: 504 }],
	])('is made again also before what must not be sent twice: %s', async (_name, fault) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ ...fault, times: 1, match: LOGIN });

		expect(await bench().item({ parameters: setExternalTag(id) })).toMatchObject({ conversationId: id });
		expect(bench().tokenRequests()).toBe(2);
		expect(bench().calls()).toHaveLength(1);
	});

	it('is given up as often as the step may retry, and not told as a refusal', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ kind: 'status', status: 503, match: LOGIN });

		const failure = await failureOf(bench(), {
			parameters: { ...setExternalTag(id), options: { maxRetries: 1 } },
		});

		expect(failure.message).toContain('did not issue an access token');
		expect(failure.httpCode).toBe('503');
		expectNoBlameOnCredential(failure);
		expect(bench().tokenRequests()).toBe(2);
	});
});

describe('What Genesys Cloud does not know', () => {
	it.each([
		['Get', get(NOBODYS_ID)],
		['List', list(NOBODYS_ID)],
		['Set External Tag', setExternalTag(NOBODYS_ID)],
	])('carries the correlation ID that support asks for (%s)', async (_name, parameters) => {
		const { description, httpCode } = await failureOf(bench(), { parameters });

		expect(httpCode).toBe('404');
		expect(description).toMatch(new RegExp(`Correlation ID: ${UUID.source}\\.`));
	});
});

describe('A permission that is missing', () => {
	const VIEW = 'conversation:communication:view';
	const DISCONNECT = 'conversation:communication:disconnect';
	const LOOKUP = 'externalContacts:contact:view';
	const INDEX = 'analytics:conversationDetail:view';

	it.each<
		readonly [name: string, wanted: string, has: string[], parameters: (id: string) => INodeParameters]
	>([
		['Find by external ID', LOOKUP, [], () => find('externalId', 'CRM-1')],
		['Find by email', LOOKUP, [], () => find('email', 'dana@example.com')],
		['Find by phone', LOOKUP, [], () => find('phone', '+13175550100')],
		['Find by tag', INDEX, [], () => find('externalTag', 'ticket-4711')],
		['Find by contact', LOOKUP, [], () => find('externalContactId', NOBODYS_ID)],
		['Find by contact, index', INDEX, [LOOKUP], () => find('externalContactId', NOBODYS_ID)],
		['Get Many of a contact', LOOKUP, [INDEX], () => getMany({ externalContactId: NOBODYS_ID })],
		['Find by message', 'conversation:message:view', [], () => find('messageId', NOBODYS_ID)],
		[
			'Find by attribute',
			'conversation:participant:attributesview',
			[],
			() => ({
				resource: 'conversation',
				operation: 'find',
				findBy: 'customAttribute',
				attributeName: 'step',
				attributeValue: 'checked',
			}),
		],
		['Find by ID', VIEW, [], (id) => find('conversationId', id)],
		['Get', VIEW, [], (id) => get(id)],
		['Get Many', INDEX, [], () => getMany()],
		['Get Many, live', VIEW, [INDEX], () => getMany({}, { options: { verifyLive: true } })],
		['List', VIEW, [], (id) => list(id)],
		['Close', VIEW, [], (id) => close(id)],
		['Close, disconnect', DISCONNECT, [VIEW], (id) => close(id)],
		['Close, graceful', DISCONNECT, [VIEW], (id) => close(id, {}, { method: 'graceful' })],
		['Close, teardown', DISCONNECT, [VIEW], (id) => close(id, {}, { method: 'teardown' })],
		['Close, unchecked', DISCONNECT, [], (id) => close(id, { checkFirst: false })],
		['Close of a session', VIEW, [], (id) => closeSession(id, bySessionId(NOBODYS_ID))],
		['Set External Tag', 'conversation:externalTag:edit', [], (id) => setExternalTag(id)],
	])('is named as the roles name it: %s needs %s', async (_name, wanted, permissions, parameters) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().restrict({ permissions });

		const { message, description, httpCode } = await failureOf(bench(), { parameters: parameters(id) });

		expect(httpCode).toBe('403');
		expect(message).toContain('The credential is not allowed to do this');
		expect(description).toMatch(
			new RegExp(
				`^In Genesys Cloud, give the OAuth client's role .*(this permission|one of these permissions): .*${wanted}`,
			),
		);
		expect(description).toMatch(new RegExp(`Correlation ID: ${UUID.source}\\.`));
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});
});
