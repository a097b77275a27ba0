import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { N8nClient } from '../../../scripts/n8n/client.mts';

const OLDER = { id: '33', status: 'success' };
const NEWER = { id: '34', status: 'running' };
const NEWER_ENDED = { id: '34', status: 'success' };

describe('What n8n lists of executions', () => {
	let server: Server;
	let client: N8nClient;
	let answers: readonly object[][];
	let asked: number;

	beforeAll(async () => {
		server = createServer((_request, response) => {
			const results = answers[Math.min(asked, answers.length - 1)];
			asked += 1;
			response.end(JSON.stringify({ data: { results } }));
		}).listen(0, '127.0.0.1');
		await once(server, 'listening');
		client = new N8nClient(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	});
	afterAll(() => server.close());

	const listing = (...lists: readonly object[][]): void => {
		answers = lists;
		asked = 0;
	};

	it('has the latest, also where it ended while n8n read', async () => {
		listing([OLDER], [NEWER_ENDED, OLDER]);
		expect(await client.startedExecution('workflow')).toBe('34');
	});

	it('has the latest, also where it goes on and is missing from the second answer', async () => {
		listing([NEWER, OLDER], [OLDER]);
		expect(await client.startedExecution('workflow')).toBe('34');
	});

	it('names each once', async () => {
		listing([NEWER, OLDER], [OLDER, NEWER_ENDED]);
		expect((await client.executionIds('workflow')).toSorted()).toEqual(['33', '34']);
	});
});
