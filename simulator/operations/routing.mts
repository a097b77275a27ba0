import type { Models } from 'purecloud-platform-client-v2';
import { usualError } from '../http/errors.mts';
import type { Need, Operation } from '../http/operation.mts';
import { ok, seesDivision } from '../http/operation.mts';
import { nameIs, nameMatches, pageOf } from '../http/paging.mts';
import { division } from '../views/conversation.mts';
import type { Queue, WrapUpCode } from '../world/directory.mts';
import { askedByName } from './asked-by-name.mts';

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
					askedByName(call, call.world.directory.queues.values()).map(queueView),
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
			const codes = askedByName(call, world.directory.wrapUpCodes.values(), answersName).map(wrapUpCodeView);
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
