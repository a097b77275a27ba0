import { MINUTE_MS } from '../../simulator/durations.mts';
import { GENESYS_CREDENTIAL_TYPE } from '../../scripts/n8n/genesys-credential.mts';
import {
	DEFAULT_CLIENT,
	startSimulator,
	type ConversationHandle,
	type Simulator,
	type World,
} from '../../simulator/index.mts';
import type { WorkflowJson } from '../harness/engine.mts';
import { CREDENTIAL_ID, openWorkbench, type Workbench } from '../harness/workbench.mts';
import { logIn } from '../simulator/rig.mts';
import { endOf, openConversations, whoIsIn } from '../support/contact-center.mts';
import { itWith, setUpMachine, type Machine, type Printed } from './machine.mts';
import { plainCall, sdkOperations } from './operations.mts';
import { asShown, readPage, rowsOf } from './page.mts';

const page = readPage('docs/how-to-close-web-messaging.md');
const DANAS_ID = 'CRM-100045';
const INVENTED = 'Calls that do not exist';
const PERMISSIONS = rowsOf(page.section('Before you start')).map(([name = '']) => permission(name));
/** The steps with curl that change nothing, in the order in which they are pasted. */
const STEPS = ['curl-token', 'curl-list', 'curl-find', 'curl-find-by-tag', 'curl-read', 'curl-sessions'];
/** Those that close, and the one that sees what came of it. */
const CLOSING = ['curl-close', 'curl-confirm', 'curl-participant', 'curl-session', 'curl-stuck'];

/** "External Contacts > Contact > View" as the API writes it. */
function permission(name: string): string {
	return name
		.split(' > ')
		.map((part) => part.replaceAll(' ', '').replace(/^./, (letter) => letter.toLowerCase()))
		.join(':');
}

/** Dana has one open conversation, and others that the page must leave alone. */
interface Center {
	readonly open: ConversationHandle;
	readonly stuck: () => ConversationHandle;
}

function furnish(world: World): Center {
	world.addExternalSource({ name: 'CRM' });
	const queue = world.addQueue({ name: 'Web Support' });
	const agent = world.addUser({ name: 'Alex Agent' });
	const contact = world.addContact({ firstName: 'Dana', externalIds: [{ value: DANAS_ID }] });
	const others = world.addContact({ firstName: 'Robin', externalIds: [{ value: 'CRM-100046' }] });
	const ago = (minutes: number) => world.now() - minutes * MINUTE_MS;
	const dana = { customerName: 'Dana Example', queue, agent, contact };
	world.startConversation({ ...dana, stage: 'ended', startedAt: ago(3_000) });
	world.startConversation({ ...dana, stage: 'agent', messageType: 'whatsapp', startedAt: ago(90) });
	world.startConversation({ ...dana, stage: 'agent', medium: 'call', startedAt: ago(80) });
	const robin = { customerName: 'Robin Customer', queue, agent, contact: others };
	world.startConversation({ ...robin, stage: 'queue', startedAt: ago(20) });
	const open = world.startConversation({
		...dana,
		stage: 'agent',
		externalTag: 'TICKET-7',
		startedAt: ago(34),
	});
	return { open, stuck: () => world.startConversation({ ...dana, stage: 'stuck' }) };
}

/** All that is known of every conversation but one. */
function allBut(world: World, id?: string): string {
	world.catchUp();
	return JSON.stringify([...world.conversations.all()].filter((conversation) => conversation.id !== id));
}

/** Everybody is out of it, and it has an end. */
function hasEnded(world: World, conversation: ConversationHandle): boolean {
	return whoIsIn(world, conversation).length === 0 && endOf(world, conversation) !== undefined;
}

/** What has been changed by the calls so far. */
function changes({ requests }: Simulator): string[] {
	return requests
		.filter(({ method, path }) => method !== 'GET' && !/query$|lookup|token$/.test(path))
		.map(({ method, path, status }) => `${method} ${path} ${status}`);
}

describe('What the page says of the API', () => {
	const operations = sdkOperations();
	const calls = (text: string) =>
		[...text.matchAll(/`((?:GET|POST|PUT|PATCH|DELETE) \/api\/[^`]+)`/g)].map(([, call = '']) =>
			plainCall(call),
		);
	const invented = rowsOf(page.section(INVENTED)).map(([call = '']) => call.replaceAll('`', ''));

	it('names only calls that the official SDK has', () => {
		const named = calls(page.text).filter((call) => !invented.map(plainCall).includes(call));

		expect(named).toContain('PATCH /api/v2/conversations/messages/{}');
		expect(named.filter((call) => !operations.has(call))).toEqual([]);
	});

	it.each(rowsOf(page.section('The calls')).map(([, call = '', , method = '']) => [call, method]))(
		'names the method of the SDK that sends it (%s)',
		(call, method) => {
			expect(operations.get(plainCall(call.replaceAll('`', '')))).toContain(method.replaceAll('`', ''));
		},
	);

	it.each(invented)('calls invented what the official SDK does not have (%s)', (call) => {
		expect(operations.has(plainCall(call))).toBe(false);
	});

	it('has no code that nothing runs', () => {
		const unnamed = page.blocks.filter(({ name }) => name === undefined);

		expect(unnamed.map(({ language }) => language)).toEqual(['http', 'bash']);
		expect(unnamed[1]?.text).toMatch(/^(export .*\n)+$/);
		const steps = page.blocks.filter(({ language, name }) => language === 'bash' && name !== undefined);
		expect(steps.map(({ name }) => name)).toEqual([...STEPS, ...CLOSING]);
	});

	it('shows the addresses of Genesys Cloud, which every program has as its default', () => {
		const programs = ['bash curl-token', 'python genesys.py', 'js genesys.mjs'];
		for (const program of programs) {
			const [language = '', name = ''] = program.split(' ');
			expect(page.block(language, name)).toContain('https://api.mypurecloud.com');
		}
		expect(page.block('bash', 'curl-token')).toContain('GENESYS_LOGIN:=https://login.mypurecloud.com}');
		expect(page.block('python', 'genesys.py')).toContain('"GENESYS_LOGIN", "https://login.mypurecloud.com"');
	});
});

describe('On the simulator, with the permissions of the page', () => {
	let simulator: Simulator;
	let machine: Machine;
	let center: Center;
	let before: string;

	beforeAll(async () => {
		simulator = await startSimulator();
		machine = await setUpMachine(simulator.url);
		await machine.save('genesys.py', page.block('python', 'genesys.py'));
		await machine.save('genesys.mjs', page.block('js', 'genesys.mjs'));
	});

	beforeEach(() => {
		simulator.reset();
		simulator.configure({ clients: [{ ...DEFAULT_CLIENT, permissions: PERMISSIONS }] });
		center = furnish(simulator.world);
		before = allBut(simulator.world, center.open.id);
	});

	afterAll(async () => {
		await machine.remove();
		await simulator.close();
	});

	/** Nothing but Dana's conversation has changed, and that is over. */
	const expectOnlyDanaEnded = () => {
		const { world } = simulator;
		expect(hasEnded(world, center.open)).toBe(true);
		expect(allBut(world, center.open.id)).toBe(before);
		expect(changes(simulator)).toEqual([`PATCH /api/v2/conversations/messages/${center.open.id} 200`]);
	};

	/** What the last of these steps prints, when all of them are pasted into one terminal for a customer. */
	const pasteFor = async (customer: string, steps: readonly string[]): Promise<Printed> => {
		const line = '--- the next step ---';
		const script = steps
			.map((step) => page.block('bash', step).replaceAll(DANAS_ID, customer))
			.join(`\necho '${line}'\n`);
		const printed = await machine.run(script);
		return { ...printed, stdout: printed.stdout.split(`${line}\n`).at(-1) ?? '' };
	};

	/** The same for the customer of the page. */
	const paste = (...steps: readonly string[]): Promise<Printed> => pasteFor(DANAS_ID, steps);

	/** The search gives everybody's conversations, as it would if a filter without a value were none. */
	const findEverybody = () => {
		const rows = openConversations(simulator.world).map((conversationId) => ({ conversationId }));
		simulator.faults.add({ kind: 'stub', body: { conversations: rows }, match: { path: '/details/query' } });
	};

	const searches = () => simulator.requests.filter(({ path }) => path.endsWith('/details/query')).length;

	describe('curl', () => {
		const itWithCurl = itWith(['bash', 'curl', 'jq']);
		const found = ['curl-token', 'curl-list', 'curl-find', 'curl-read'];

		for (const step of STEPS.slice(1)) {
			itWithCurl(`prints what the page shows, and changes nothing (${step})`, async () => {
				const everything = allBut(simulator.world);
				const { stdout, stderr, code } = await paste(...STEPS.slice(0, STEPS.indexOf(step) + 1));

				expect([stderr, code]).toEqual(['', 0]);
				const language = step === 'curl-read' ? 'json' : 'text';
				expect(asShown(stdout)).toBe(asShown(page.block(language, step)));
				expect(allBut(simulator.world)).toBe(everything);
				expect(changes(simulator)).toEqual([]);
			});
		}

		itWithCurl('closes the conversation of the customer, and nothing else', async () => {
			const { stdout, stderr } = await paste(...found, 'curl-close');

			expect(stderr).toBe('');
			expect(asShown(stdout)).toBe(asShown(page.block('text', 'curl-close')));
			expectOnlyDanaEnded();
		});

		itWithCurl('sees that it has ended', async () => {
			const { stdout } = await paste(...found, 'curl-close', 'curl-confirm');

			expect(stdout.trim()).toBe(endOf(simulator.world, center.open));
			expect(asShown(stdout)).toBe(asShown(page.block('text', 'curl-confirm')));
		});

		itWithCurl('does not take an accepted call for an end', async () => {
			simulator.faults.add({ kind: 'status', status: 200, body: {}, match: { method: 'PATCH' } });
			const { stdout } = await paste(...found, 'curl-close', 'curl-confirm');

			expect(stdout).toBe('Its end was not seen.\n');
			expect(hasEnded(simulator.world, center.open)).toBe(false);
		});

		itWithCurl('does not take the end of before a re-opening for one', async () => {
			simulator.configure({ assumptions: { reopenKeepsEndTime: true } });
			simulator.world.end(center.open);
			simulator.world.reopen(center.open);
			const { stdout } = await paste(...found, 'curl-confirm');

			expect(stdout).toBe('Its end was not seen.\n');
		});

		for (const step of CLOSING.filter((one) => one !== 'curl-confirm'))
			itWithCurl(`ends nobody's conversation where the customer is not known (${step})`, async () => {
				const everything = allBut(simulator.world);
				findEverybody();
				const { code, stdout, stderr } = await pasteFor('CRM-nobody', [...found, step]);

				expect(code).not.toBe(0);
				expect(stdout).not.toContain('accepted');
				expect(stderr).toContain('404');
				expect(changes(simulator)).toEqual([]);
				expect(allBut(simulator.world)).toBe(everything);
			});

		itWithCurl('asks for no conversation of a customer who has no ID', async () => {
			simulator.faults.add({ kind: 'stub', body: { id: null }, match: { path: 'identifierlookup' } });
			findEverybody();
			const { code } = await paste(...found, 'curl-close');

			expect(code).not.toBe(0);
			// That of the list, which is to find everybody.
			expect(searches()).toBe(1);
			expect(changes(simulator)).toEqual([]);
		});

		for (const words of [
			'externalContactId ""',
			'externalTag ""',
			'externalContactId',
			'externalTags TICKET-7',
			'"" TICKET-7',
		])
			itWithCurl(`does not take everybody for what was looked for (${words})`, async () => {
				const steps = ['curl-token', 'curl-list'].map((step) => page.block('bash', step));
				const { code, stderr } = await machine.run([...steps, `open_conversations ${words}`].join('\n'));

				expect(code).toBe(1);
				expect(stderr).toContain('Not looking for');
				// That of the list itself.
				expect(searches()).toBe(1);
			});

		itWithCurl('disconnects nobody else where nobody of that kind is connected', async () => {
			simulator.world.end(center.open.id);
			const everything = allBut(simulator.world);
			const [token = '', ...others] = ['curl-token', 'curl-participant', 'curl-session'].map((step) =>
				page.block('bash', step),
			);
			const script = [token, ...others.map((step) => `(${step})`)].join('\n');
			const { code } = await machine.run(script, { ID: center.open.id });

			expect(code).not.toBe(0);
			expect(changes(simulator)).toEqual([]);
			expect(allBut(simulator.world)).toBe(everything);
		});

		itWithCurl('does not say that a refused close was accepted', async () => {
			simulator.faults.add({ kind: 'status', status: 403, match: { method: 'PATCH' } });
			const { stdout, stderr } = await paste(...found, 'curl-close');

			expect(stdout).toBe('');
			expect(stderr).toContain('403');
		});

		itWithCurl('waits for the rate limit, and then goes on', async () => {
			for (const path of ['/oauth/token', '/details/query', '/messages/'])
				simulator.faults.add({ kind: 'rateLimit', seconds: 1, times: 1, match: { path } });
			await paste(...found, 'curl-close');

			expect(simulator.requests.filter(({ status }) => status === 429)).toHaveLength(3);
			expect(hasEnded(simulator.world, center.open)).toBe(true);
			expect(allBut(simulator.world, center.open.id)).toBe(before);
		});

		itWithCurl('disconnects only the customer', async () => {
			await paste(...found, 'curl-participant');

			expect(whoIsIn(simulator.world, center.open)).toEqual(['agent']);
			expect(allBut(simulator.world, center.open.id)).toBe(before);
		});

		itWithCurl('disconnects only the session of the agent', async () => {
			simulator.configure({ assumptions: { customerLeavesWithLastAgent: false } });
			await paste(...found, 'curl-session');

			expect(whoIsIn(simulator.world, center.open)).toEqual(['customer']);
			expect(allBut(simulator.world, center.open.id)).toBe(before);
		});

		itWithCurl('clears a stuck conversation', async () => {
			const stuck = center.stuck();
			const others = allBut(simulator.world, stuck.id);
			expect(hasEnded(simulator.world, stuck)).toBe(false);
			const script = ['curl-token', 'curl-stuck'].map((step) => page.block('bash', step)).join('\n');
			const { stderr } = await machine.run(script, { ID: stuck.id });

			expect(stderr).toBe('');
			expect(hasEnded(simulator.world, stuck)).toBe(true);
			expect(allBut(simulator.world, stuck.id)).toBe(others);
		});
	});

	describe.each([
		{ program: 'python genesys.py', session: 'python', tool: 'python3' },
		{ program: 'js genesys.mjs', session: 'javascript', tool: 'node' },
	])('$tool', ({ session, tool }) => {
		const itWithTool = itWith(['bash', tool]);
		const shown = page.block('console', session);
		const commands = [...shown.matchAll(/^\$ (.*)$/gm)].map(([, command = '']) => command);
		const [list = '', close = ''] = commands;
		const closeSomebody = close.replace(DANAS_ID, 'CRM-nobody');

		itWithTool(
			'prints what the page shows, and closes nothing but the conversation of the customer',
			async () => {
				const script = commands.map((command) => `echo '$ ${command}'\n${command}`).join('\n');
				const { stdout, stderr, code } = await machine.run(script);

				expect([stderr, code]).toEqual(['', 0]);
				expect(asShown(stdout)).toBe(asShown(shown));
				expectOnlyDanaEnded();
			},
		);

		itWithTool('lists without changing anything, also over several pages', async () => {
			const { world } = simulator;
			const queue = world.addQueue({ name: 'Crowd' });
			for (let index = 0; index < 120; index++)
				world.startConversation({ customerName: 'Somebody', queue, stage: 'queue' });
			const everything = allBut(world);
			const { stdout } = await machine.run(list);

			const ids = stdout.split('\n').map((line) => line.split(' ')[0]);
			expect(ids.filter((id) => id !== '')).toHaveLength(122);
			expect(openConversations(world)).toEqual(expect.arrayContaining(ids.slice(0, 122)));
			expect(allBut(world)).toBe(everything);
			expect(changes(simulator)).toEqual([]);
		});

		itWithTool('finds nothing, and closes nothing, for a customer whom nobody knows', async () => {
			const { stdout, stderr } = await machine.run(closeSomebody);

			expect([stdout, stderr]).toEqual(['0 open\n', '']);
			expect(changes(simulator)).toEqual([]);
		});

		itWithTool('asks for no conversation of a customer who has no ID', async () => {
			simulator.faults.add({ kind: 'stub', body: { id: '' }, match: { path: 'identifierlookup' } });
			findEverybody();
			const { code, stderr } = await machine.run(close);

			expect(code).toBe(1);
			expect(stderr).toMatch(/nothing to look for as externalContactId/i);
			expect(searches()).toBe(0);
			expect(changes(simulator)).toEqual([]);
		});

		itWithTool('does not close what has ended since the index was made', async () => {
			simulator.configure({ analyticsLagMs: 60_000 });
			simulator.world.end(center.open.id);
			const { stdout } = await machine.run(close);

			expect(stdout).toBe('0 open\n');
			expect(changes(simulator)).toEqual([]);
		});

		itWithTool('reads until it sees the end', async () => {
			const path = new RegExp(`^/api/v2/conversations/${center.open.id}$`);
			const api = await logIn(simulator);
			const { json: open } = await api('GET', `/api/v2/conversations/${center.open.id}`);
			simulator.faults.add({ kind: 'stub', body: open.value, times: 3, match: { method: 'GET', path } });
			const { stdout } = await machine.run(close);

			expect(stdout).toContain(`ended at ${endOf(simulator.world, center.open) ?? ''}`);
			expectOnlyDanaEnded();
		});

		itWithTool('does not take an accepted call for an end', async () => {
			simulator.faults.add({ kind: 'status', status: 200, body: {}, match: { method: 'PATCH' } });
			const { stdout } = await machine.run(close);

			expect(stdout).toContain('was told to close and has not ended yet');
			expect(stdout).not.toContain('ended at');
		});

		itWithTool('waits for the rate limit, and then goes on', async () => {
			for (const path of ['/oauth/token', '/details/query', '/conversations/messages/'])
				simulator.faults.add({ kind: 'rateLimit', seconds: 1, times: 1, match: { path } });
			const { stdout } = await machine.run(close);

			expect(simulator.requests.filter(({ status }) => status === 429)).toHaveLength(3);
			expect(stdout).toContain('ended at');
			expect(hasEnded(simulator.world, center.open)).toBe(true);
		});

		itWithTool('says how it is used, and asks nobody, where that is not said', async () => {
			const program = list.replace(/ list$/, '');
			for (const words of ['', 'close', "close ''", 'list CRM-100045', 'end CRM-100045'])
				expect(await machine.run(`${program} ${words}`)).toEqual({
					code: 1,
					stdout: '',
					stderr: `usage: ${program} list | close EXTERNAL_ID\n`,
				});
			expect(simulator.requests).toEqual([]);
		});

		itWithTool('does not say that Genesys Cloud answered where nothing is there', async () => {
			const nowhere = 'http://127.0.0.1:9';
			const { stdout, stderr, code } = await machine.run(list, {
				GENESYS_API: nowhere,
				GENESYS_LOGIN: nowhere,
			});

			expect([stdout, code]).toEqual(['', 1]);
			expect(stderr).toMatch(/refused|ECONNREFUSED/);
			expect(stderr).not.toContain('Genesys Cloud answered');
			expect(stderr).not.toContain(DEFAULT_CLIENT.secret);
		});

		itWithTool('says why it is refused, and shows no secret', async () => {
			simulator.configure({ clients: [{ ...DEFAULT_CLIENT, permissions: PERMISSIONS.slice(1) }] });
			const refused = await machine.run(close);
			const signedOut = await machine.run(close, { GENESYS_CLIENT_SECRET: 'mistyped-secret' });

			expect([refused.code, signedOut.code]).toEqual([1, 1]);
			expect(refused.stderr).toContain('403');
			expect(refused.stderr).toContain(PERMISSIONS[0]);
			expect(signedOut.stderr).toContain('authentication failed');
			const basic = Buffer.from(`${DEFAULT_CLIENT.id}:mistyped-secret`).toString('base64');
			for (const { stdout, stderr } of [refused, signedOut])
				for (const secret of ['mistyped-secret', basic, DEFAULT_CLIENT.secret, 'Bearer'])
					expect(stdout + stderr).not.toContain(secret);
		});
	});
});

describe('n8n', () => {
	let workbench: Workbench;

	beforeAll(async () => {
		workbench = await openWorkbench();
	});

	afterAll(async () => {
		await workbench.close();
	});

	it('runs the workflow of the page, closes the conversation of the customer and nothing else, and gives the verdict shown', async () => {
		const { engine, simulator } = workbench;
		workbench.restrict({ permissions: PERMISSIONS });
		const center = furnish(simulator.world);
		const before = allBut(simulator.world, center.open.id);
		const execution = await engine.run(workflowOfPage());

		expect(execution.status).toBe('success');
		const verdict: unknown = JSON.parse(asShown(page.block('json', 'n8n-verdict')));
		expect(JSON.parse(asShown(JSON.stringify(execution.json('Close conversation'))))).toEqual([verdict]);
		expect(hasEnded(simulator.world, center.open)).toBe(true);
		expect(allBut(simulator.world, center.open.id)).toBe(before);
		expect(changes(simulator)).toEqual([`PATCH /api/v2/conversations/messages/${center.open.id} 200`]);
	});
});

/** The workflow, with the credential chosen as the page says. */
function workflowOfPage(): WorkflowJson {
	const pasted: unknown = JSON.parse(page.block('json', 'n8n-workflow'));
	if (!isWorkflow(pasted)) throw new Error('The page has no workflow');
	const credentials = { [GENESYS_CREDENTIAL_TYPE]: { id: CREDENTIAL_ID, name: 'Simulator' } };
	const isOurs = (type: string) => type.startsWith('n8n-nodes-genesys-web-messaging.');
	return {
		...pasted,
		nodes: pasted.nodes.map((node) => (isOurs(node.type) ? { ...node, credentials } : node)),
	};
}

function isWorkflow(value: unknown): value is WorkflowJson {
	if (typeof value !== 'object' || value === null) return false;
	if (!('name' in value && 'nodes' in value && 'connections' in value) || !Array.isArray(value.nodes))
		return false;
	const keys = ['id', 'name', 'type', 'typeVersion', 'position', 'parameters'];
	return value.nodes.every(
		(node: unknown) => typeof node === 'object' && node !== null && keys.every((key) => key in node),
	);
}
