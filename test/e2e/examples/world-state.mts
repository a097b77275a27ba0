import type { Simulator } from '../../../simulator/index.mts';
import { openParticipants } from '../../../simulator/world/model.mts';

/** Ids of the conversations in which somebody still is. */
export function openConversations({ world }: Simulator): readonly string[] {
	const all = [...world.conversations.all()];
	return all.filter((conversation) => openParticipants(conversation).length > 0).map(({ id }) => id);
}

/** When each conversation was last changed, by its id. */
export function lastChanges({ world }: Simulator): ReadonlyMap<string, number> {
	return new Map([...world.conversations.all()].map(({ id, changedAt }) => [id, changedAt]));
}
