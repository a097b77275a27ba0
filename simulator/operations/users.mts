import type { Models } from 'purecloud-platform-client-v2';
import { usualError } from '../http/errors.mts';
import type { Operation } from '../http/operation.mts';
import { ok } from '../http/operation.mts';
import { pageOf } from '../http/paging.mts';
import { division } from '../views/conversation.mts';
import type { User } from '../world/directory.mts';

const USERS = '/api/v2/users';

function userView({ id, name, email, divisionId }: User): Models.User {
	return {
		id,
		name,
		email,
		username: email,
		state: 'active',
		division: division(divisionId),
		version: 1,
		selfUri: `${USERS}/${id}`,
	};
}

/** Agents, and the user who signed in. */
export const userOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: USERS,
		answer({ world, query }) {
			const ids = query.getAll('id').flatMap((value) => value.split(','));
			const users = [...world.directory.users.values()].filter(
				({ id }) => ids.length === 0 || ids.includes(id),
			);
			const byName = users.sort((one, other) => one.name.localeCompare(other.name));
			return ok(pageOf(USERS, query, byName.map(userView), 500));
		},
	},
	{
		method: 'GET',
		path: `${USERS}/me`,
		userOnly: true,
		answer({ world, token }) {
			const user = world.directory.users.get(token.userId ?? '');
			if (user === undefined) throw usualError(404);
			return ok(userView(user));
		},
	},
	{
		method: 'GET',
		path: `${USERS}/{userId}`,
		answer({ world, param }) {
			const user = world.directory.users.get(param('userId'));
			if (user === undefined) throw usualError(404);
			return ok(userView(user));
		},
	},
];
