import type { World } from '../../../simulator/index.mts';

/** When each conversation was last changed, by its id. */
export function lastChanges(world: World): ReadonlyMap<string, number> {
	return new Map([...world.conversations.all()].map(({ id, changedAt }) => [id, changedAt]));
}
