import type { CredentialData, N8nClient, StoredWorkflow } from './client.mts';
import { GENESYS_CREDENTIAL_TYPE } from './genesys-credential.mts';
import { withCredential, type CredentialReference, type WorkflowDefinition } from './workflow.mts';

/** Makes the credential of that name, or brings the one that is there up to date. */
export async function ensureCredential(
	client: N8nClient,
	name: string,
	data: CredentialData,
): Promise<CredentialReference> {
	const existing = (await client.credentials()).find(
		(credential) => credential.name === name && credential.type === GENESYS_CREDENTIAL_TYPE,
	);
	if (existing === undefined) return await client.createCredential(name, GENESYS_CREDENTIAL_TYPE, data);
	await client.updateCredential(existing, data);
	return existing;
}

/**
 * Makes a workflow with the credential chosen in the nodes of this package. One of the same name is kept as its user has
 * changed it.
 */
export async function ensureWorkflow(
	client: N8nClient,
	workflow: WorkflowDefinition,
	packageName: string,
	credential: CredentialReference,
): Promise<StoredWorkflow> {
	const existing = (await client.workflows()).find(({ name }) => name === workflow.name);
	return existing ?? (await client.createWorkflow(withCredential(workflow, packageName, credential)));
}
