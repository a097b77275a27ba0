import { readFileSync } from 'node:fs';
import type { Simulator } from '../../simulator/index.mts';
import { ASSUMPTION_VALUES, DEFAULT_CLIENT, DEFAULT_SETTINGS } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import type { ContactCenter } from '../../simulator/seed.mts';
import type { Api } from './rig.mts';
import { send, withSimulator } from './rig.mts';

const NOW = '2026-09-10T10:00:00.000Z';
const SEARCH = '/api/v2/conversations/participants/attributes/search';

describe('other resources', () => {
	let simulator: Simulator;
	let center: ContactCenter;
	let api: Api;

	withSimulator(NOW, (...started) => {
		[simulator, api] = started;
		center = seedContactCenter(simulator.world);
	});

	test('the seeded contact center has one open and one ended conversation of CRM-100045 among over thirty', async () => {
		const { json } = await send(`${simulator.url}/_simulator/conversations`);
		const conversations = json.list('conversations');
		expect(conversations.length).toBeGreaterThanOrEqual(30);
		const danas = conversations.filter((one) => one.at('externalIds', 0) === 'CRM-100045');
		expect(danas.map((one) => one.at('isOpen')).toSorted()).toEqual([false, true]);
		expect(conversations.filter((one) => one.at('medium') === 'call')).toHaveLength(1);
		expect(conversations.filter((one) => one.at('messageType') === 'whatsapp')).toHaveLength(1);
	});

	test('the same seed gives the same ids', () => {
		const first = center.dana.open.id;
		simulator.reset();
		simulator.world.clock.set(NOW);
		expect(seedContactCenter(simulator.world).dana.open.id).toBe(first);
		expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
	});

	test.each([
		[{ type: 'ExternalId', value: 'CRM-100045' }, 200],
		[{ type: 'Email', value: 'Dana@Example.com' }, 200],
		[{ type: 'Phone', value: '+15551000045' }, 200],
		[{ type: 'Phone', value: '5551000045' }, 400],
		[{ type: 'ExternalId', value: 'CRM-nobody' }, 404],
		[{ type: 'Fax', value: '1' }, 400],
		[{ value: 'CRM-100045' }, 400],
	])('the identifier look-up of %j is answered with %d', async (body, status) => {
		const answer = await api('POST', '/api/v2/externalcontacts/identifierlookup/contacts', body);
		expect(answer.status).toBe(status);
		if (status === 200) expect(answer.json.at('id')).toBe(center.dana.contact.id);
	});

	test('the flattened view has neither communication ids nor an end time', async () => {
		const { json } = await api('GET', `/api/v2/conversations/messages/${center.dana.ended.id}`);
		expect(json.at('endTime')).toBeUndefined();
		expect(json.at('participants', 0, 'state')).toBe('disconnected');
		expect(JSON.stringify(json.list('participants')[0]?.value)).not.toContain(
			center.dana.ended.customer.sessionId,
		);
	});

	test('a voice call is not a messaging conversation', async () => {
		const { json } = await send(`${simulator.url}/_simulator/conversations`);
		const call = json.list('conversations').find((one) => one.at('medium') === 'call');
		const id = String(call?.at('conversationId'));
		expect((await api('GET', `/api/v2/conversations/messages/${id}`)).status).toBe(404);
		const { json: whole } = await api('GET', `/api/v2/conversations/${id}`);
		expect([
			whole.list('participants', 0, 'calls').length,
			whole.list('participants', 0, 'messages'),
		]).toEqual([1, []]);
	});

	test('a message id leads to its conversation', async () => {
		const [messageId = ''] = center.dana.open.messageIds;
		const { json } = await api('GET', `/api/v2/conversations/messages/${messageId}/details`);
		expect(json.at('conversationId')).toBe(center.dana.open.id);
		expect(json.at('normalizedMessage', 'text')).toContain('router');
	});

	test('the attribute search cannot search by attributes', async () => {
		const query = [{ type: 'EXACT', fields: ['context.customerId'], value: 'CRM-100045' }];
		const answer = await api('POST', SEARCH, { query });
		expect([answer.status, answer.json.at('message')]).toEqual([400, 'Search not supported.']);
	});

	test('the attribute search takes no more than a day and gives fifty rows and a cursor', async () => {
		const range = (startValue: string) => ({
			query: [{ type: 'DATE_RANGE', fields: ['startTime'], startValue, endValue: NOW }],
		});
		expect((await api('POST', SEARCH, range('2026-09-09T09:59:59.999Z'))).status).toBe(400);
		for (let count = 0; count < 60; count += 1) {
			simulator.world.startConversation({
				customerName: 'Guest',
				queue: center.queues[0] ?? '',
				stage: 'agent',
				attributes: { number: String(count) },
			});
		}
		const first = await api('POST', SEARCH, range('2026-09-10T09:45:00.000Z'));
		expect(first.json.list('results')).toHaveLength(50);
		const next = await api('POST', SEARCH, {
			...range('2026-09-10T09:45:00.000Z'),
			cursor: first.json.at('cursor'),
		});
		const row = (answer: typeof first) => answer.json.list('results').map((one) => one.at('conversationId'));
		expect(new Set([...row(first), ...row(next)]).size).toBe(row(first).length + row(next).length);
		expect(next.json.at('cursor')).toBeUndefined();
	});

	test('lists have pages, and names can be searched with a star', async () => {
		const page = await api('GET', '/api/v2/routing/queues?pageSize=2&pageNumber=2');
		expect([page.json.at('total'), page.json.at('pageCount'), page.json.list('entities').length]).toEqual([
			5, 3, 2,
		]);
		const named = await api('GET', '/api/v2/routing/queues?name=*bill*');
		expect(named.json.list('entities').map((one) => one.at('name'))).toEqual(['Billing']);
		expect((await api('GET', '/api/v2/routing/queues?pageSize=501')).status).toBe(400);
		for (const path of [
			'users',
			'routing/wrapupcodes',
			'externalcontacts/contacts',
			'webdeployments/deployments',
		]) {
			expect((await api('GET', `/api/v2/${path}`)).json.list('entities').length).toBeGreaterThan(0);
		}
		expect(
			(await api('GET', '/api/v2/externalcontacts/externalsources')).json.at('entities', 0, 'name'),
		).toBe('CRM');
	});

	/** The names on the first page of a list. */
	const namesOf = async (path: string, key = 'name') =>
		(await api('GET', `/api/v2/${path}`)).json.list('entities').map((one) => one.at(key));

	test('flows are of a type, by name if asked for, and of the divisions that the client sees', async () => {
		const { world } = simulator;
		world.addFlow({ name: 'Elsewhere', divisionId: world.addDivision({ name: 'Elsewhere' }).id });
		const messages = [
			'After Hours Messages',
			'Elsewhere',
			'Order Status Messages',
			'Sales Inquiries Messages',
			'Web Messaging Inbound',
		];
		expect(await namesOf('flows?type=inboundshortmessage&sortBy=name')).toEqual(messages);
		expect(await namesOf('flows?type=INBOUNDCALL')).toEqual(['Main Number']);
		expect(await namesOf('flows?sortBy=name&sortOrder=desc&type=inboundcall,inboundshortmessage')).toEqual(
			[...messages, 'Main Number'].toSorted().toReversed(),
		);
		const ids = await namesOf('flows', 'id');
		expect(ids).toEqual(ids.toSorted());
		expect(await namesOf('flows?name=*status*')).toEqual(['Order Status Messages']);
		expect(await namesOf('flows?name=status')).toEqual([]);
		expect((await api('GET', '/api/v2/flows?name=Main*')).json.at('entities', 0, 'type')).toBe('INBOUNDCALL');
		simulator.configure({
			clients: [{ ...DEFAULT_CLIENT, divisions: [world.directory.homeDivision.id] }],
		});
		expect(await namesOf('flows?name=Else*')).toEqual([]);
	});

	test('divisions are all there, and are searched by a part of their name', async () => {
		const { homeDivision } = simulator.world.directory;
		expect(await namesOf('authorization/divisions')).toEqual(['Home', 'Sales', 'Service']);
		expect(await namesOf('authorization/divisions?name=S')).toEqual(['Sales', 'Service']);
		expect(await namesOf('authorization/divisions?name=*s*')).toEqual([]);
		expect(await namesOf(`authorization/divisions?id=${homeDivision.id}`)).toEqual(['Home']);
		expect(await namesOf('authorization/divisions', 'homeDivision')).toEqual([true, false, false]);
		expect(await namesOf('authorization/divisions?pageSize=1&pageNumber=2')).toEqual(['Sales']);
	});

	test('contacts are in the order that is asked for, and there is no other', async () => {
		const firstNames = async (query: string) =>
			(await namesOf(`externalcontacts/contacts?pageSize=3&${query}`, 'firstName')).slice(0, 3);
		expect(await firstNames('sortOrder=firstName:asc')).toEqual(['Amelia', 'Anton', 'Benno']);
		expect(await firstNames('sortOrder=firstName:desc')).toEqual(['Zoe', 'Yusuf', 'Ximena']);
		expect(await firstNames('sortOrder=lastName')).toEqual(['Rosa', 'Dilara', 'Oskar']);
		expect((await api('GET', '/api/v2/externalcontacts/contacts?sortOrder=age')).status).toBe(400);
		expect((await api('GET', '/api/v2/externalcontacts/contacts?pageSize=100&pageNumber=11')).status).toBe(
			400,
		);
	});

	test('attributes are merged, tags are set, agents are parked and wrapped up', async () => {
		const { open } = center.dana;
		const base = `/api/v2/conversations/messages/${open.id}/participants`;
		const customer = `${base}/${open.customer.participantId}`;
		const agent = `${base}/${open.agent?.participantId ?? ''}`;
		expect((await api('PATCH', `${customer}/attributes`, { attributes: { a: 'b' } })).status).toBe(202);
		expect((await api('PUT', `/api/v2/conversations/${open.id}/tags`, { externalTag: 'T' })).status).toBe(
			202,
		);
		expect((await api('PATCH', `${agent}/parkingstate`, { state: 'parked' })).status).toBe(204);
		const { json } = await api('GET', `/api/v2/conversations/${open.id}`);
		expect(json.at('externalTag')).toBe('T');
		expect(json.at('participants', 0, 'attributes')).toMatchObject({ a: 'b', 'context.plan': 'gold' });
		expect(json.list('participants').at(-1)?.at('messages', 0, 'state')).toBe('parked');
		const wrapUp = `${agent}/communications/${open.agent?.sessionId ?? ''}/wrapup`;
		expect((await api('POST', wrapUp, { code: '' })).json.at('code')).toBe(
			'conversation.error.wrapup.code.required',
		);
		const [code] = simulator.world.directory.wrapUpCodes.keys();
		expect((await api('POST', wrapUp, { code })).status).toBe(202);
		expect((await api('GET', wrapUp)).json.at('code')).toBe(code);
	});

	test('enumerations can be spelled in capitals', async () => {
		simulator.configure({ assumptions: { enumSpelling: 'capital' } });
		const { json } = await api('GET', `/api/v2/conversations/${center.dana.open.id}`);
		const leg = json.list('participants')[0];
		expect([leg?.at('purpose'), leg?.at('messages', 0, 'type')]).toEqual(['CUSTOMER', 'WEBMESSAGING']);
	});

	test('the customer cannot write into a read-only session and can start a new chat', async () => {
		const { id } = center.dana.open;
		const admin = async (action: string) =>
			send(`${simulator.url}/_simulator/conversations/${id}/${action}`, { method: 'POST', body: '{}' });
		const messenger = `${simulator.url}/_simulator/conversations/${id}/messenger`;
		await send(messenger, { method: 'PATCH', body: '{"onDisconnect":"ReadOnly"}' });
		await api('PATCH', `/api/v2/conversations/messages/${id}`, { state: 'disconnected' });
		const refused = await admin('customerWrites');
		expect(refused.json.at('error')).toBe('Session is read-only, no new messages allowed');
		const view = await send(messenger);
		expect([view.json.at('hasEnded'), view.json.at('shown')]).toEqual([true, 'readOnly']);
		const fresh = await admin('startNewChat');
		expect(fresh.json.at('id')).not.toBe(id);
	});

	test('the pages and their parts are served', async () => {
		const page = await send(simulator.url);
		const messenger = await send(`${simulator.url}/messenger/${center.dana.open.id}`);
		const parts = [page, messenger].flatMap(({ text }) => [...text.matchAll(/(?:href|src)="(\/[^"]+)"/g)]);
		expect(parts).toHaveLength(4);
		for (const [, part = ''] of parts) expect((await send(simulator.url + part)).status).toBe(200);
	});

	test('every assumption can be set to each of its values and to no other', async () => {
		const patch = async (assumptions: unknown) =>
			send(`${simulator.url}/_simulator/settings`, {
				method: 'PATCH',
				body: JSON.stringify({ assumptions }),
			});
		for (const [name, values] of Object.entries(ASSUMPTION_VALUES)) {
			for (const value of values) {
				const answer = await patch({ [name]: value });
				expect([answer.status, answer.json.at('assumptions', name)]).toEqual([200, value]);
			}
			expect((await patch({ [name]: 'nonsense' })).status).toBe(400);
		}
	});

	test('faults can be added, listed and cleared from outside', async () => {
		const faults = `${simulator.url}/_simulator/faults`;
		await send(faults, { method: 'POST', body: JSON.stringify({ kind: 'status', status: 500, times: 3 }) });
		expect((await send(faults)).json.list('faults')).toHaveLength(1);
		expect((await api('GET', '/api/v2/tokens/me')).status).toBe(500);
		await send(faults, { method: 'DELETE' });
		expect((await api('GET', '/api/v2/tokens/me')).status).toBe(200);
		expect((await send(faults, { method: 'POST', body: '{"kind":"earthquake"}' })).status).toBe(400);
	});

	test.each([
		['PATCH', 'settings', { rateLimit: { allowed: 0 } }, 'settings.rateLimit.allowed', 'from 1 to 1000000'],
		['PATCH', 'settings', { patience: 1 }, 'settings.patience', 'Unrecognized field'],
		['POST', 'faults', { kind: 'html', ms: 5 }, 'fault.ms', 'Unrecognized field'],
		['POST', 'conversations', { customerName: 'Dana', queue: 'Q' }, 'conversation.stage', '"afterCallWork"'],
		['POST', 'clock', { set: 'yesterday' }, 'body.set', 'ISO-8601'],
	])('%s /%s of %j is refused by naming %s and what it takes', async (method, path, body, field, allowed) => {
		const answer = await send(`${simulator.url}/_simulator/${path}`, { method, body: JSON.stringify(body) });
		expect(answer.status).toBe(400);
		expect(answer.json.at('error')).toContain(field);
		expect(answer.json.at('error')).toContain(allowed);
	});

	test('a change of settings keeps what it does not name, however deep', async () => {
		const patch = async (change: unknown) =>
			send(`${simulator.url}/_simulator/settings`, { method: 'PATCH', body: JSON.stringify(change) });
		await patch({ latencyMs: 0, rateLimit: { allowed: 7 }, assumptions: { textAnswer: 'jsonString' } });
		const { json } = await patch({ rateLimit: { windowSeconds: 9 }, assumptions: { malformedId: 404 } });
		expect(json.at('rateLimit')).toEqual({ allowed: 7, windowSeconds: 9, enabled: true });
		expect(json.at('assumptions')).toMatchObject({ textAnswer: 'jsonString', malformedId: 404 });
	});

	test('what a fault does not say has its default', async () => {
		const faults = `${simulator.url}/_simulator/faults`;
		await send(faults, { method: 'POST', body: '{"kind":"rateLimit"}' });
		const [fault] = (await send(faults)).json.list('faults');
		expect(fault?.at('fault')).toEqual({ kind: 'rateLimit', spelling: 'retryAfterSeconds', seconds: 42 });
	});

	test('every setting that is a number is described in the documentation, with its default', () => {
		const page = readFileSync('docs/simulator.md', 'utf8');
		const rows = Object.entries(DEFAULT_SETTINGS).flatMap(([name, value]) =>
			typeof value === 'number' ? [`| \`${name}\` | ${value} |`] : [],
		);
		expect(rows).toHaveLength(9);
		for (const row of rows) expect(page).toContain(row);
	});

	test('every assumption is described in the documentation, with its values and the default first', () => {
		const page = readFileSync('docs/simulator.md', 'utf8');
		for (const [name, values] of Object.entries(ASSUMPTION_VALUES)) {
			expect(page).toContain(`| \`${name}\` | ${values.join(', ')} |`);
		}
	});
});
