import { lastParticipant } from '../world/model.mts';
import type { World } from '../world/world.mts';

/**
 * A customer of the contact center asks for help once more, and waits in the queue of the time before.
 * @throws RangeError if nobody has this external ID, or whoever has it never was here
 */
export function newChat(world: World, externalId: string): { conversationId: string } {
	const contact = [...world.directory.contacts.values()].find(({ externalIds }) =>
		externalIds.some(({ value }) => value === externalId),
	);
	const former = [...world.conversations.all()].findLast(
		({ externalContactId }) => externalContactId !== undefined && externalContactId === contact?.id,
	);
	if (former === undefined) throw new RangeError(`No customer with the external ID ${externalId}`);
	const { id: conversationId } = world.startNewChat(former.id);
	world.customerWrites(conversationId, 'Hello, I need help once more.');
	const queueId = lastParticipant(former, 'customer')?.queueId;
	if (queueId !== undefined) world.transfer(conversationId, queueId);
	return { conversationId };
}
