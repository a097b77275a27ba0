import { N8nClient, type Owner } from '../n8n/client.mts';
import { ensureCredential } from '../n8n/furnish.mts';
import { genesysCredentialData } from '../n8n/genesys-credential.mts';
import { newOwner } from '../n8n/owner.mts';
import { installPackage, packPackage } from '../n8n/package.mts';
import { findFreePort, isPortFree } from '../n8n/ports.mts';
import { provisionRuntime } from '../n8n/runtime.mts';
import { startN8n } from '../n8n/server.mts';
import { createTemporaryFolder } from '../n8n/temporary-folder.mts';
import {
	readExample,
	webhookPath,
	withCredential,
	type CredentialReference,
	type WorkflowDefinition,
} from '../n8n/workflow.mts';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';
import { seedContactCentre, type ContactCentre } from '../../simulator/seed.mts';

/** The port that the docs name. */
const SIMULATOR_PORT = 4010;

/** A simulated contact centre, and a real n8n with the packed package, a credential for it and an example workflow. */
export interface Stage {
	readonly simulator: Simulator;
	readonly centre: ContactCentre;
	/** Address of n8n, without a trailing slash. */
	readonly n8nUrl: string;
	readonly owner: Owner;
	readonly credential: CredentialReference;
	readonly workflowId: string;
	/** The path of the workflow's webhook, as in `/webhook-test/{path}`. */
	readonly webhookPath: string;
	/** Ends everything and deletes every trace. */
	close(): Promise<void>;
}

type Cleanup = (() => Promise<void>)[];

/**
 * Sets the stage. `npm run build` has to have been run. Nothing is left over when this fails.
 * @param example the file of the workflow, such as `close-by-webhook.json`.
 */
export async function setStage(example: string, signal: AbortSignal): Promise<Stage> {
	const cleanup: Cleanup = [];
	const close = async (): Promise<void> => {
		for (const step of cleanup.splice(0).reverse()) await step();
	};
	try {
		return { ...(await assemble(await readExample(example), cleanup, signal)), close };
	} catch (error) {
		await close();
		throw error;
	}
}

async function assemble(
	example: WorkflowDefinition,
	cleanup: Cleanup,
	signal: AbortSignal,
): Promise<Omit<Stage, 'close'>> {
	const runtime = await provisionRuntime(console.log, signal);
	const folder = await createTemporaryFolder();
	cleanup.push(() => folder.remove());
	const packed = await packPackage(folder.path, signal);
	await installPackage(folder.path, packed);

	const port = (await isPortFree(SIMULATOR_PORT)) ? SIMULATOR_PORT : await findFreePort();
	const simulator = await startSimulator({ port });
	cleanup.push(() => simulator.close());
	const centre = seedContactCentre(simulator.world);

	const owner = newOwner();
	const secrets = [owner.password, DEFAULT_CLIENT.secret];
	const n8n = await startN8n({ runtime, userFolder: folder.path, secrets, signal });
	cleanup.push(() => n8n.stop());
	const client = new N8nClient(n8n.url);
	await client.setUpOwner(owner);
	const data = genesysCredentialData(simulator.url, DEFAULT_CLIENT);
	const credential = await ensureCredential(client, 'Genesys Cloud', data);
	const { id: workflowId } = await client.createWorkflow(withCredential(example, packed.name, credential));
	const path = webhookPath(example) ?? '';
	return { simulator, centre, n8nUrl: n8n.url, owner, credential, workflowId, webhookPath: path };
}
