import type { Call } from '../http/operation.mts';
import { seesDivision } from '../http/operation.mts';
import { nameMatches } from '../http/paging.mts';

/** What of a division's things the call may see and asks for by `name`, `id` and `divisionId`, by name. */
export function askedByName<T extends { id: string; name: string; divisionId: string }>(
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
