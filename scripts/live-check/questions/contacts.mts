import { getExternalContact } from '../../../nodes/shared/conversations/calls.ts';
import { liveCall } from '../look.mts';
import type { ReadingQuestion } from '../question.mts';
import { Unanswered } from '../trouble.mts';

const CONVERSATIONS_LOOKED_AT = 20;

/** How external contacts answer. */
export const contactQuestions: readonly ReadingQuestion[] = [
	{
		kind: 'reads',
		name: 'merged-contact',
		title: 'What does the path of a merged external contact show: itself, or the contact that survives?',
		settles: ['mergedContactShows'],
		steps: [
			`reads up to ${CONVERSATIONS_LOOKED_AT} web messaging conversations of the last week`,
			'reads the external contacts of their customers, until one of them was merged into another',
		],
		ask: async (look, note) => {
			const looked = new Set<string>();
			for (const { id } of (await look.recent()).slice(0, CONVERSATIONS_LOOKED_AT)) {
				const { status, body } = await look.ask(liveCall(id));
				const contactIds = body.at('participants').list.map((one) => one.at('externalContactId').text);
				for (const contactId of status === 200 ? contactIds : []) {
					if (contactId === undefined || looked.has(contactId)) continue;
					looked.add(contactId);
					const shown = await look.read({
						...getExternalContact(contactId),
						permission: 'externalContacts:contact:view',
					});
					const isOther = (other: string | undefined) =>
						other !== undefined && other.toLowerCase() !== contactId.toLowerCase();
					const isSurvivor = isOther(shown.at('id').text);
					if (!isSurvivor && !isOther(shown.at('canonicalContact', 'id').text)) continue;
					note.saw('An external contact that was merged into another was read.');
					note.value('mergedContactShows', isSurvivor ? 'survivor' : 'itself');
					return;
				}
			}
			throw new Unanswered(`none of ${looked.size} external contact(s) of recent customers was merged`);
		},
	},
];
