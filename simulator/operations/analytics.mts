import { detailsQuery } from '../analytics/details-query.mts';
import { horizonOf } from '../analytics/horizon.mts';
import { analyticsRow } from '../analytics/row.mts';
import { badRequest, usualError } from '../http/errors.mts';
import { isUuid } from '../http/fields.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { ok, seesDivision } from '../http/operation.mts';
import { viewContext } from './conversations.mts';

const DETAILS = '/api/v2/analytics/conversations';
const MOST_IDS = 100;
const VIEW_DETAIL: Need = {
	any: ['analytics:conversationDetail:view', 'analytics:agentConversationDetail:view'],
};

/** The row of a conversation if the index has it and the caller may see it. */
function rowById(call: Call, conversationId: string) {
	const conversation = call.world.conversations.byId(conversationId.toLowerCase());
	if (conversation === undefined || !seesDivision(call.client, conversation.divisionIds)) return undefined;
	const horizon = horizonOf(conversation, call.world.now(), call.simulation.settings);
	return conversation.startTime > horizon
		? undefined
		: analyticsRow(conversation, horizon, viewContext(call));
}

function rowsByIds(call: Call) {
	const ids = call.query
		.getAll('id')
		.flatMap((value) => value.split(','))
		.filter((id) => id !== '');
	if (ids.length === 0 || ids.length > MOST_IDS) throw badRequest(`Give from 1 to ${String(MOST_IDS)} ids.`);
	const malformed = ids.find((id) => !isUuid(id));
	if (malformed !== undefined) throw badRequest(`id "${malformed.slice(0, 100)}" is not a valid UUID.`);
	return { conversations: ids.flatMap((id) => rowById(call, id) ?? []) };
}

/** The analytics index of conversations. */
export const analyticsOperations: readonly Operation[] = [
	{
		method: 'POST',
		path: `${DETAILS}/details/query`,
		needs: VIEW_DETAIL,
		answer(call) {
			if (call.body === undefined) throw badRequest('The request has no body.');
			return ok(detailsQuery(call, call.body));
		},
	},
	{
		method: 'GET',
		path: `${DETAILS}/{conversationId}/details`,
		needs: VIEW_DETAIL,
		answer(call) {
			const row = rowById(call, call.param('conversationId'));
			if (row === undefined) throw usualError(404);
			return ok(row);
		},
	},
	{ method: 'GET', path: `${DETAILS}/details`, needs: VIEW_DETAIL, answer: (call) => ok(rowsByIds(call)) },
];
