import type { IDataObject } from 'n8n-workflow';

import type { Verdict } from '../../shared/conversations/verdict';
import { ApiFailure, Failure } from '../../shared/platform/failures';
import type { ReadCloseOptions } from '../descriptions/close-options';

/**
 * Keeps an AI agent from closing unless the form allows it.
 *
 * @throws Failure
 */
export function assertMayClose(isTool: boolean, { allowAsTool, dryRun }: ReadCloseOptions): void {
	if (!isTool || allowAsTool || dryRun) return;
	throw new Failure(
		'An AI agent may not close with this node',
		"The owner of the workflow can allow it with the option 'Allow as AI Tool'. A dry run is always allowed.",
	);
}

/** Gives a verdict as an item, or stops where the user wants a missing target to stop the workflow. */
export function verdictItem(verdict: Verdict, { whenNotFound }: ReadCloseOptions): IDataObject {
	if (verdict.status === 'notFound' && whenNotFound === 'error') {
		throw new ApiFailure('There is nothing to close', verdict.reason, { status: 404 });
	}
	return { ...verdict };
}
