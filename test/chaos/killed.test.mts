import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import { genesysCredentialData } from '../../scripts/n8n/genesys-credential.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';
import { createEngine, type Engine } from '../harness/engine.mts';
import { CREDENTIAL_ID, NODE, workflowAround, type NodeRun } from '../harness/node-run.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { close, FROM_ITEM } from '../support/parameters.mts';

const PROJECT = join(__dirname, '../..');
const ITEMS = 12;
const BYE = 'Goodbye!';

describe('n8n, killed in the middle of closing', () => {
	let simulator: Simulator;
	let engine: Engine;

	beforeAll(async () => {
		simulator = await startSimulator();
		const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
		engine = await createEngine(PROJECT, { [CREDENTIAL_ID]: { type: 'genesysCloudOAuth2Api', data } });
	});
	beforeEach(() => {
		simulator.reset();
	});
	afterAll(async () => {
		await simulator.close();
	});

	/** Runs it in a process that is killed as a call arrives. */
	async function runAndKill(node: NodeRun, atCall: number): Promise<void> {
		const victim = spawn(process.execPath, ['--import', 'tsx', join(__dirname, 'victim.mts')], {
			stdio: ['pipe', 'ignore', 'inherit'],
		});
		let calls = 0;
		simulator.whenCalled(({ path }) => {
			calls += path.startsWith('/api/') ? 1 : 0;
			if (calls === atCall) victim.kill('SIGKILL');
		});
		const ended = once(victim, 'close');
		victim.stdin.end(JSON.stringify({ url: simulator.url, ...node }));
		expect((await ended)[1]).toBe('SIGKILL');
		simulator.whenCalled(() => undefined);
	}

	async function verdicts(node: NodeRun): Promise<unknown[]> {
		const execution = await engine.run(workflowAround(node));
		return execution.json(NODE).map(({ status }) => status);
	}

	const messages = () =>
		[...simulator.world.conversations.all()].map(
			({ participants }) =>
				participants.flatMap(({ communication }) => communication.messages).filter(({ text }) => text === BYE)
					.length,
		);

	it.each([
		['disconnect', {}, 2],
		['disconnect', {}, 3],
		['disconnect', {}, 14],
		['graceful', {}, 4],
		['graceful', { goodbyeMessage: BYE }, 5],
		['teardown', {}, 9],
	])(
		'leaves nothing that a second run does not end, and a third one changes nothing (%s %j, call %d)',
		async (method, options, atCall) => {
			const center = openContactCenter(simulator.world);
			const stranger = center.chat();
			const items = Array.from({ length: ITEMS }, () => ({ conversationId: center.chat().id }));
			const node = { parameters: close(FROM_ITEM, options, { method }), items };

			await runAndKill(node, atCall);
			const left = openConversations(simulator.world);
			const second = await verdicts(node);

			// What the first run has ended is said to be so, and all else is closed now.
			expect(second.filter((status) => status === 'closed')).toHaveLength(left.length - 1);
			expect(second.filter((status) => status === 'alreadyClosed')).toHaveLength(ITEMS + 1 - left.length);
			expect(openConversations(simulator.world)).toEqual([stranger.id]);
			const before = simulator.requests.length;
			expect(await verdicts(node)).toEqual(items.map(() => 'alreadyClosed'));
			expect(simulator.requests.slice(before).filter(({ method: verb }) => verb !== 'GET')).toEqual([]);
			// Whoever was told before the end was not seen may be told once more.
			expect(Math.max(...messages())).toBeLessThanOrEqual(2);
		},
		60_000,
	);
});
