import type { ILoadOptionsFunctions } from 'n8n-workflow';

import { genesysClient } from '../client';
import type { GenesysClient } from '../../platform/client';
import { toNodeError } from '../errors';

/** A list is waited for by somebody who looks at it. */
const PATIENCE = { headroom: 0, maxRetries: 2, maxWaitSeconds: 10 };
/** Of the rate limit, a list that may be read on for long leaves so much to running workflows. */
const HEADROOM_READING_ON = 0.5;

/**
 * Reads something for a list of the form.
 *
 * @param isReadingOn nobody has to wait for it, and much of it may be in vain
 * @throws NodeApiError or NodeOperationError with what to do, such as the permission that is missing
 */
export async function readForForm<T>(
	context: ILoadOptionsFunctions,
	read: (api: GenesysClient) => Promise<T>,
	isReadingOn = false,
): Promise<T> {
	const limits = isReadingOn ? { ...PATIENCE, headroom: HEADROOM_READING_ON } : PATIENCE;
	try {
		return await read(await genesysClient(context, limits));
	} catch (error) {
		throw toNodeError(context.getNode(), error);
	}
}
