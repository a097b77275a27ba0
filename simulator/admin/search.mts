import type { Conversation } from '../world/model.mts';
import { externalTagOf, lastParticipant } from '../world/model.mts';
import type { World } from '../world/world.mts';

/** Whether a text stands in anything by which somebody would look for the conversation, in whatever case. */
export function isFoundBy({ directory }: World, conversation: Conversation, text: string): boolean {
	const wanted = text.trim().toLowerCase();
	if (wanted === '') return true;
	const contact = directory.contacts.get(conversation.externalContactId ?? '');
	const names = [
		conversation.id,
		lastParticipant(conversation, 'customer')?.name,
		externalTagOf(conversation),
		contact?.id,
		...(contact?.externalIds ?? []).map(({ value }) => value),
		...(contact?.emails ?? []),
		...(contact?.phones ?? []),
		...conversation.participants.flatMap(({ id, communication }) => [id, communication.id]),
	];
	return names.some((name) => name?.toLowerCase().includes(wanted) ?? false);
}
