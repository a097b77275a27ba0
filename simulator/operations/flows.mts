import type { Models } from 'purecloud-platform-client-v2';
import type { Call, Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';
import { pageOf } from '../http/paging.mts';
import { division } from '../views/conversation.mts';
import type { Flow } from '../world/directory.mts';
import { askedByName } from './asked-by-name.mts';

const FLOWS = '/api/v2/flows';
const LARGEST_PAGE = 500;

/** Asked for by type as well, in whatever letters; in the order of their ids unless asked for by name. */
function asked(call: Call): Flow[] {
	const { query, world } = call;
	const types = query.getAll('type').flatMap((value) => value.toLowerCase().split(','));
	const flows = askedByName(call, world.directory.flows.values()).filter(
		({ type }) => types.length === 0 || types.includes(type),
	);
	if ((query.get('sortBy') ?? 'id') !== 'id') return flows;
	return flows.sort((one, other) => one.id.localeCompare(other.id));
}

function flowView({ id, name, type, divisionId }: Flow): Models.Flow {
	return {
		id,
		name,
		type: type.toUpperCase(),
		division: division(divisionId),
		active: true,
		system: false,
		deleted: false,
		selfUri: `${FLOWS}/${id}`,
	};
}

/** The flows of Architect. */
export const flowOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: FLOWS,
		needs: { any: ['architect:flow:view'] },
		answer: (call) => ok(pageOf(FLOWS, call.query, asked(call).map(flowView), LARGEST_PAGE)),
	},
];
