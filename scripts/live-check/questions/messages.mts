import { isOpen } from '../legs.mts';
import type { Json } from '../json.mts';
import { isStillOpen } from '../presumed.mts';
import type { ChangingQuestion } from '../question.mts';
import { closeCall } from '../test-chat.mts';
import { Unanswered } from '../trouble.mts';
import { CLOSE, untilEnded } from './closing.mts';
import { goodbyeQuestion } from './goodbye.mts';

function showsEnd(conversation: Json): boolean {
	return conversation.at('endTime').text !== undefined;
}

/** What reaches a guest, and what a guest's message does after the end. */
export const messageQuestions: readonly ChangingQuestion[] = [
	goodbyeQuestion,
	{
		kind: 'changes',
		name: 'reopening',
		title: 'Does a conversation that goes on after its end keep its ID and still show its former end?',
		settles: ['reopenKeepsEndTime'],
		needsAgent: false,
		steps: [
			'closes your chat by PATCH, and waits for its end',
			'asks you to write into the same chat once more',
			'reads whether the same conversation goes on, and whether it still shows an end, for half a minute at most',
		],
		ask: async (chat, _look, note) => {
			const { status } = await chat.change({
				what: CLOSE,
				call: closeCall(chat.id),
				presumes: isStillOpen,
			});
			if (status !== 200) throw new Unanswered(`the close was answered with status ${status}`);
			await untilEnded(chat);
			const shown = await chat.watch((_legs, conversation) => showsEnd(conversation));
			if (!showsEnd(shown.conversation))
				throw new Unanswered('the conversation shows no end after it was closed');
			await chat.tellAndWait(`Now write into the same chat once more, "${chat.marker} again".`);
			await chat.until(
				(legs) => legs.some((leg) => leg.purpose === 'customer' && isOpen(leg)),
				'the same conversation did not go on: the messenger may be read-only, or another one began,',
			);
			const { conversation, howLong } = await chat.watch((_legs, now) => !showsEnd(now));
			const keepsEnd = showsEnd(conversation);
			note.saw(
				`The same conversation goes on, and ${keepsEnd ? 'still shows' : 'shows no'} end (watched for ${howLong}).`,
			);
			note.value('reopenKeepsEndTime', keepsEnd);
		},
	},
];
