import type { IDataObject } from 'n8n-workflow';

import type { Verdict } from '../../shared/conversations/close/verdict';
import { ApiFailure } from '../../shared/platform/failures';
import type { ReadCloseOptions } from './close-options';

/**
 * Gives a verdict as an item.
 *
 * @throws ApiFailure where the user wants a missing target to stop the workflow
 */
export function verdictItem(verdict: Verdict, { whenNotFound }: ReadCloseOptions): IDataObject {
	if (verdict.status === 'notFound' && whenNotFound === 'error') {
		throw new ApiFailure('There is nothing to close', verdict.reason, { status: 404 });
	}
	return { ...verdict };
}
