// npm start: real n8n in the browser, with this checkout's nodes, on a simulated Genesys Cloud.
//   npm start -- [--fresh] [--port 5678] [--simulator-port 4010]
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seedContactCenter } from '../simulator/seed.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../simulator/index.mts';
import { cacheFolder } from './n8n/cache.mts';
import { N8nClient, type Owner } from './n8n/client.mts';
import { claimFolder, keptOwner } from './n8n/data-folder.mts';
import { ensureCredential, ensureWorkflow } from './n8n/furnish.mts';
import { genesysCredentialData } from './n8n/genesys-credential.mts';
import { mirrorBuild } from './n8n/mirror.mts';
import { ownerEnvironment } from './n8n/owner.mts';
import { freePort } from './n8n/ports.mts';
import { provisionRuntime } from './n8n/runtime.mts';
import { startN8n, type N8nServer } from './n8n/server.mts';
import { readExample, readExamples, webhookPath, type WorkflowDefinition } from './n8n/workflow.mts';

const DEFAULT_N8N_PORT = 5678;
const DEFAULT_SIMULATOR_PORT = 4010;
const CREDENTIAL_NAME = 'Genesys Cloud (simulated)';
const PUBLISHED = 'close-by-webhook.json';
/** Has n8n load the nodes anew when their files change; otherwise it is as it always is. */
const RELOADING = { NODE_ENV: 'development', N8N_DEV_RELOAD: 'true' };
/** The customer whom the simulator's contact center always has in an open conversation. */
const CUSTOMER = { name: 'Dana Example', externalId: 'CRM-100045' };

interface Arguments {
	readonly fresh: boolean;
	readonly port: string | undefined;
	readonly simulatorPort: string | undefined;
}

/** What ends each thing that runs, in the order in which they were started. */
type Cleanup = (() => Promise<void>)[];

async function main(): Promise<void> {
	const interruption = new AbortController();
	for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
		process.on(name, () => {
			if (!interruption.signal.aborted) say('Stopping …');
			interruption.abort();
		});
	}
	const cleanup: Cleanup = [];
	try {
		const n8n = await startAll(readArguments(), cleanup, interruption.signal);
		const end = await Promise.race([n8n.ended, untilAborted(interruption.signal)]);
		if (end !== 'interrupted') throw new Error(`n8n ended by itself: ${end}\n${n8n.logTail()}`);
	} catch (error) {
		// What Ctrl-C cuts short fails, and that is no failure.
		if (!interruption.signal.aborted) throw error;
	} finally {
		for (const stop of cleanup.reverse()) await stop();
	}
}

async function startAll(args: Arguments, cleanup: Cleanup, signal: AbortSignal): Promise<N8nServer> {
	const folder = join(cacheFolder(), 'start');
	cleanup.push(await claimFolder(folder));
	const userFolder = join(folder, 'n8n');
	if (args.fresh) await rm(userFolder, { recursive: true, force: true });

	const runtime = await provisionRuntime(say, signal);
	const mirror = await mirrorBuild(userFolder);
	cleanup.push(() => mirror.close());

	const simulator = await startSimulator({ port: await portFor(args.simulatorPort, DEFAULT_SIMULATOR_PORT) });
	cleanup.push(() => simulator.close());
	const { dana } = seedContactCenter(simulator.world);

	say(`Starting n8n ${runtime.version} …`);
	const owner = await keptOwner(folder);
	const n8n = await startN8n({
		runtime,
		userFolder,
		port: await portFor(args.port, DEFAULT_N8N_PORT),
		environment: { ...(await ownerEnvironment(owner, runtime)), ...RELOADING },
		secrets: [owner.password, DEFAULT_CLIENT.secret],
		signal,
	});
	cleanup.push(() => n8n.stop());

	const examples = await readExamples();
	const published = await readExample(PUBLISHED);
	await furnish(n8n, owner, simulator, { examples, published, packageName: mirror.packageName });
	introduce({
		n8nUrl: n8n.url,
		owner,
		simulatorUrl: simulator.url,
		conversationId: dana.open.id,
		examples,
		webhook: webhookPath(published) ?? '',
	});
	return n8n;
}

interface Furniture {
	readonly examples: readonly WorkflowDefinition[];
	/** The one of them that is published; the others need things that only their user has. */
	readonly published: WorkflowDefinition;
	readonly packageName: string;
}

async function furnish(
	n8n: N8nServer,
	owner: Owner,
	simulator: Simulator,
	{ examples, published, packageName }: Furniture,
): Promise<void> {
	const client = new N8nClient(n8n.url);
	await client.logIn(owner);
	const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
	const credential = await ensureCredential(client, CREDENTIAL_NAME, data);
	for (const example of examples) {
		const { id, active } = await ensureWorkflow(client, example, packageName, credential);
		if (example.name === published.name && !active) await client.activateWorkflow(id);
	}
}

interface Introduction {
	readonly n8nUrl: string;
	readonly owner: Owner;
	readonly simulatorUrl: string;
	/** The open conversation of {@link CUSTOMER}. */
	readonly conversationId: string;
	readonly examples: readonly WorkflowDefinition[];
	/** The path of the published one's webhook, as in `/webhook/{path}`. */
	readonly webhook: string;
}

function introduce({ n8nUrl, owner, simulatorUrl, conversationId, examples, webhook }: Introduction): void {
	say('');
	say(`  n8n                  ${n8nUrl}`);
	say(`    log in with        ${owner.email}  ${owner.password}`);
	say(`    credential         ${CREDENTIAL_NAME}`);
	for (const { name } of examples) say(`    workflow           ${name}`);
	say(`  contact center       ${simulatorUrl}`);
	say(`    customer's page    ${simulatorUrl}/messenger/${conversationId}  (${CUSTOMER.name})`);
	say('');
	say(`Close the conversation of ${CUSTOMER.name}, and watch it end in the contact center:`);
	say('');
	say(`  curl -X POST ${n8nUrl}/webhook/${webhook} \\`);
	say(`    -H 'content-type: application/json' -d '{"externalId":"${CUSTOMER.externalId}"}'`);
	say('');
	say('With "npm run dev" beside it, n8n takes changes of the nodes over as you save them.');
	say('Ctrl-C ends everything. Your workflows are kept for the next start; --fresh begins anew.');
}

function readArguments(): Arguments {
	const { values } = parseArgs({
		options: {
			fresh: { type: 'boolean', default: false },
			port: { type: 'string' },
			'simulator-port': { type: 'string' },
		},
	});
	return { fresh: values.fresh, port: values.port, simulatorPort: values['simulator-port'] };
}

/** The port that was asked for, else the usual one, else, if that is taken, a free one. */
async function portFor(asked: string | undefined, usual: number): Promise<number> {
	if (asked === undefined) return await freePort(usual);
	const port = Number(asked);
	if (!Number.isInteger(port) || port < 1 || port > 65_535)
		throw new Error(`"${asked}" is no port (1 to 65535)`);
	if ((await freePort(port)) !== port) throw new Error(`Port ${port} is taken`);
	return port;
}

function untilAborted(signal: AbortSignal): Promise<'interrupted'> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve('interrupted');
		signal.addEventListener('abort', () => {
			resolve('interrupted');
		});
	});
}

function say(line: string): void {
	console.log(line);
}

await main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
