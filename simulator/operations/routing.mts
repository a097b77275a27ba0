import type { Models } from 'purecloud-platform-client-v2';
import { usualError } from '../http/errors.mts';
import type { Call, Need, Operation } from '../http/operation.mts';
import { ok, seesDivision } from '../http/operation.mts';
import { nameIs, nameMatches, pageOf } from '../http/paging.mts';
import { division } from '../views/conversation.mts';
import type { Queue, WrapUpCode } from '../world/directory.mts';

const LARGEST_PAGE = 500;
const QUEUES = '/api/v2/routing/queues';
const WRAP_UP_CODES = '/api/v2/routing/wrapupcodes';
const VIEW_QUEUE: Need = { any: ['routing:queue:view'] };
const VIEW_CODE: Need = { all: ['routing:wrapupCode:view'] };

function queueView(queue: Queue): Models.Queue {
	return {
		id: queue.id,
		name: queue.name,
		division: division(queue.divisionId),
		acwSettings: { wrapupPrompt: queue.wrapUpPrompt, timeoutMs: queue.wrapUpTimeoutMs },
		selfUri: `${QUEUES}/${queue.id}`,
	};
}

/** A wrap-up code as lists show it. */
export function wrapUpCodeView(code: WrapUpCode): Models.WrapupCode {
	return {
		id: code.id,
		name: code.name,
		division: division(code.divisionId),
		selfUri: `${WRAP_UP_CODES}/${code.id}`,
	};
}

/** What of a division's things the call may see and asks for by `name`, `id` and `divisionId`, by name. */
function asked<T extends { id: string; name: string; divisionId: string }>(
	call: Call,
	things: Iterable<T>,
	answersName = nameMatches,
): T[] {
	const { query, client } = call;
	const ids = query.getAll('id').flatMap((value) => value.split(','));
	const divisions = query.getAll('divisionId').flatMap((value) => value.split(','));
	const found = [...things].filter(
		({ id, name, divisionId }) =>
			seesDivision(client, [divisionId]) &&
			answersName(name, query.get('name')) &&
			(ids.length === 0 || ids.includes(id)) &&
			(divisions.length === 0 || divisions.includes(divisionId)),
	);
	const ascending = found.sort((one, other) => one.name.localeCompare(other.name));
	return query.get('sortOrder')?.toLowerCase().startsWith('desc') === true ? ascending.reverse() : ascending;
}

/** Queues and wrap-up codes. */
export const routingOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: QUEUES,
		needs: VIEW_QUEUE,
		answer: (call) =>
			ok(
				pageOf(
					QUEUES,
					call.query,
					asked(call, call.world.directory.queues.values()).map(queueView),
					LARGEST_PAGE,
				),
			),
	},
	{
		method: 'GET',
		path: `${QUEUES}/{queueId}`,
		needs: VIEW_QUEUE,
		answer(call) {
			const queue = call.world.directory.queues.get(call.param('queueId'));
			if (queue === undefined || !seesDivision(call.client, [queue.divisionId])) throw usualError(404);
			return ok(queueView(queue));
		},
	},
	{
		method: 'GET',
		path: WRAP_UP_CODES,
		needs: VIEW_CODE,
		answer(call) {
			const { world, assumptions } = call;
			const answersName = assumptions.wrapUpCodeName === 'exact' ? nameIs : nameMatches;
			const codes = asked(call, world.directory.wrapUpCodes.values(), answersName).map(wrapUpCodeView);
			return ok(pageOf(WRAP_UP_CODES, call.query, codes, LARGEST_PAGE));
		},
	},
	{
		method: 'GET',
		path: `${WRAP_UP_CODES}/{codeId}`,
		needs: VIEW_CODE,
		answer(call) {
			const code = call.world.directory.wrapUpCodes.get(call.param('codeId'));
			if (code === undefined) throw usualError(404);
			return ok(wrapUpCodeView(code));
		},
	},
];
