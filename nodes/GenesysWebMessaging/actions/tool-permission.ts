import { Failure } from '../../shared/platform/failures';
import type { ReadCloseOptions } from './close-options';

/**
 * Keeps an AI agent from closing unless the form allows it.
 *
 * @throws Failure
 */
export function assertMayClose(isTool: boolean, { allowAsTool, dryRun }: ReadCloseOptions): void {
	if (!isTool || allowAsTool || dryRun) return;
	throw new Failure(
		'The AI agent is not allowed to close conversations',
		"The owner of the workflow can allow it with 'Allow as AI Tool'. A dry run is always allowed.",
	);
}
