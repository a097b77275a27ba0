import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { genesysClient } from '../client';
import type { GenesysClient } from '../../platform/client';
import { toNodeError } from '../errors';

/** A list is waited for by somebody who looks at it. */
const PATIENCE = { headroom: 0, maxRetries: 2, maxWaitSeconds: 10 };

/**
 * Reads something for a list of the form.
 *
 * @throws NodeApiError or NodeOperationError with what to do, such as the permission that is missing
 */
export async function readForForm<T>(
	context: ILoadOptionsFunctions,
	read: (api: GenesysClient) => Promise<T>,
): Promise<T> {
	try {
		return await read(await genesysClient(context, PATIENCE));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
