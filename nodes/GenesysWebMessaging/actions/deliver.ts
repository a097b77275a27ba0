import type { IDataObject } from 'n8n-workflow';

import type { Verdict } from '../../shared/conversations/close/verdict';
import { ApiFailure } from '../../shared/platform/failures';
import type { ReadCloseOptions } from './close-options';
import type { ItemContext } from './operation';
import type { VerdictItem } from './verdict-item';

/**
 * Hands a verdict out: as an item, or to the summary of the run.
 *
 * @param about the name of the customer or participant, where it is known, and what else there is to say
 * @throws ApiFailure where the user wants a missing target to stop the workflow
 */
export function deliver(
	item: VerdictItem,
	about: { readonly name: string | null } & Partial<Pick<Verdict, 'goodbye' | 'hasMore'>>,
	{ whenNotFound }: ReadCloseOptions,
	{ item: index, report }: Pick<ItemContext, 'item' | 'report'>,
): IDataObject[] {
	const { status, reason, conversationId } = item;
	if (status === 'notFound' && whenNotFound === 'error')
		throw new ApiFailure('There is nothing to close', reason, { status: 404 });
	report.add(index, {
		status,
		reason,
		who: about.name ?? conversationId ?? 'Incoming item',
		goodbye: about.goodbye,
		hasMore: about.hasMore,
	});
	return report.isSummary ? [] : [{ ...item }];
}
