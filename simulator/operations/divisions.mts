import type { Models } from 'purecloud-platform-client-v2';
import type { Call, Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';
import { pageOf } from '../http/paging.mts';
import type { Division } from '../world/directory.mts';

const DIVISIONS = '/api/v2/authorization/divisions';
const LARGEST_PAGE = 1_000;

/**
 * All of the organization, whichever the caller's roles reach. A name is a search term: a part of it will do, and no asterisk
 * stands for anything.
 */
function asked({ world: { directory }, query }: Call): Division[] {
	const ids = query.getAll('id').flatMap((value) => value.split(','));
	const term = (query.get('name') ?? '').toLowerCase();
	return [...directory.divisions.values()].filter(
		({ id, name }) => name.toLowerCase().includes(term) && (ids.length === 0 || ids.includes(id)),
	);
}

/** The divisions of the organization, which everybody may list. */
export const divisionOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: DIVISIONS,
		answer(call) {
			const { homeDivision } = call.world.directory;
			const entities = asked(call).map(
				({ id, name }): Models.AuthzDivision => ({
					id,
					name,
					description: '',
					homeDivision: id === homeDivision.id,
					selfUri: `${DIVISIONS}/${id}`,
				}),
			);
			return ok(pageOf(DIVISIONS, call.query, entities, LARGEST_PAGE));
		},
	},
];
