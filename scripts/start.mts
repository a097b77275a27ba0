// npm start: real n8n in the browser, with this checkout's nodes, on a simulated Genesys Cloud.
//   npm start -- [--fresh] [--port 5678] [--simulator-port 4010]
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { seedContactCenter } from '../simulator/seed.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../simulator/index.mts';
import { cacheFolder } from './n8n/cache.mts';
import { N8nClient, type Owner } from './n8n/client.mts';
import { runCommand } from './n8n/command.mts';
import { claimFolder, keptOwner } from './n8n/data-folder.mts';
import { ensureCredential, ensureWorkflow } from './n8n/furnish.mts';
import { genesysCredentialData } from './n8n/genesys-credential.mts';
import { mirrorBuild } from './n8n/mirror.mts';
import { ownerEnvironment } from './n8n/owner.mts';
import { freePort } from './n8n/ports.mts';
import { PROJECT_FOLDER } from './n8n/project.mts';
import { installedVersion, provisionRuntime } from './n8n/runtime.mts';
import { startN8n, type N8nServer } from './n8n/server.mts';
import { withSignsOfLife } from './n8n/signs-of-life.mts';
import {
	readExample,
	readExamples,
	readWorkflow,
	webhookPath,
	type WorkflowDefinition,
} from './n8n/workflow.mts';
import { rememberExamples } from './start/examples.mts';
import { aborted, untilInterrupted } from './interruption.mts';
import { introduction, plan } from './start/words.mts';

const DEFAULT_N8N_PORT = 5678;
const DEFAULT_SIMULATOR_PORT = 4010;
const CREDENTIAL_NAME = 'Genesys Cloud (simulated)';
const PUBLISHED = 'close-by-webhook.json';
/** The workflow to begin with: no example, for it closes one certain customer's conversation. */
const PRACTICE = new URL('./start/practice.json', import.meta.url);
/** Has n8n load the nodes anew when their files change; otherwise it is as it always is. */
const RELOADING = { NODE_ENV: 'development', N8N_DEV_RELOAD: 'true' };

interface Arguments {
	readonly fresh: boolean;
	readonly port: string | undefined;
	readonly simulatorPort: string | undefined;
}

/** What ends each thing that runs, in the order in which they were started. */
type Cleanup = (() => Promise<void>)[];

async function main(): Promise<void> {
	const signal = untilInterrupted(() => {
		say('Stopping …');
	});
	const cleanup: Cleanup = [];
	try {
		const n8n = await startAll(readArguments(), cleanup, signal);
		const end = await Promise.race([n8n.ended, aborted(signal)]);
		if (end !== 'interrupted') throw new Error(`n8n ended by itself: ${end}\n${n8n.logTail()}`);
	} catch (error) {
		// What Ctrl-C cuts short fails, and that is no failure.
		if (!signal.aborted) throw error;
	} finally {
		for (const stop of cleanup.reverse()) await stop();
	}
}

async function startAll(args: Arguments, cleanup: Cleanup, signal: AbortSignal): Promise<N8nServer> {
	const folder = join(cacheFolder(), 'start');
	cleanup.push(await claimFolder(folder));
	const installed = await installedVersion();
	say(plan(installed.version, installed.isWhole));
	const userFolder = join(folder, 'n8n');
	if (args.fresh) await rm(userFolder, { recursive: true, force: true });

	say('Building the node …');
	await runCommand(process.execPath, ['scripts/build.mjs'], { cwd: PROJECT_FOLDER, signal });
	const runtime = await provisionRuntime(say, signal);
	const mirror = await mirrorBuild(userFolder);
	cleanup.push(() => mirror.close());

	const simulator = await startSimulator({ port: await portFor(args.simulatorPort, DEFAULT_SIMULATOR_PORT) });
	cleanup.push(() => simulator.close());
	const { dana } = seedContactCenter(simulator.world);

	const owner = await keptOwner(folder);
	const temporary = await ownTemporaryFolder(folder, cleanup);
	const starting = `Starting n8n ${runtime.version} …`;
	say(starting);
	const n8n = await withSignsOfLife(
		say,
		() => starting,
		async () =>
			startN8n({
				runtime,
				userFolder,
				port: await portFor(args.port, DEFAULT_N8N_PORT),
				environment: {
					...(await ownerEnvironment(owner, runtime)),
					...RELOADING,
					...(await runningCodeNodes()),
					TMPDIR: temporary,
					REMOVE_AFTER_PARENT: temporary,
				},
				secrets: [owner.password, DEFAULT_CLIENT.secret],
				signal,
			}),
	);
	cleanup.push(() => n8n.stop());

	const examples = await readExamples();
	const published = await readExample(PUBLISHED);
	const { packageName } = mirror;
	const memory = join(userFolder, 'examples.json');
	const furniture = { examples, published, packageName, memory };
	const { practiceId, outdated } = await furnish(n8n, owner, simulator, furniture);
	say(
		introduction({
			n8nUrl: n8n.url,
			owner,
			practiceId,
			simulatorUrl: simulator.url,
			conversationId: dana.open.id,
			client: DEFAULT_CLIENT,
			credential: CREDENTIAL_NAME,
			examples: examples.length,
			webhook: webhookPath(published) ?? '',
			outdated,
		}),
	);
	return n8n;
}

/** The settings with which n8n starts a process for its Code nodes, and ends it. */
async function runningCodeNodes(): Promise<Record<string, string>> {
	// That process is told the port before n8n has one, so it has to be a certain one.
	return { N8N_RUNNERS_MODE: 'internal', N8N_RUNNERS_BROKER_PORT: String(await freePort()) };
}

/** A place for what n8n and its Code nodes leave lying around; what a killed run has left goes now. */
async function ownTemporaryFolder(folder: string, cleanup: Cleanup): Promise<string> {
	const path = join(folder, 'tmp');
	const remove = (): Promise<void> => rm(path, { recursive: true, force: true, maxRetries: 3 });
	await remove();
	await mkdir(path, { recursive: true });
	cleanup.push(remove);
	return path;
}

interface Furniture {
	readonly examples: readonly WorkflowDefinition[];
	/** The one of them that is published; the others need things that only their user has. */
	readonly published: WorkflowDefinition;
	readonly packageName: string;
	/** The file in which it is remembered which examples n8n was given. */
	readonly memory: string;
}

interface Furnished {
	/** n8n's id of the workflow to begin with. */
	readonly practiceId: string;
	/** The names of kept examples that are from an older version of this package. */
	readonly outdated: readonly string[];
}

/** The workflow to begin with is made last: n8n lists the newest first. */
async function furnish(
	n8n: N8nServer,
	owner: Owner,
	simulator: Simulator,
	{ examples, published, packageName, memory }: Furniture,
): Promise<Furnished> {
	const client = new N8nClient(n8n.url);
	await client.logIn(owner);
	const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
	const credential = await ensureCredential(client, CREDENTIAL_NAME, data);
	const there = new Set((await client.workflows()).map(({ name }) => name));
	for (const example of examples) {
		const { id, active } = await ensureWorkflow(client, example, packageName, credential);
		if (example.name === published.name && !active) await client.activateWorkflow(id);
	}
	const { id } = await ensureWorkflow(client, await readWorkflow(PRACTICE), packageName, credential);
	return { practiceId: id, outdated: await rememberExamples(memory, examples, there) };
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

function say(line: string): void {
	console.log(line);
}

await main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
