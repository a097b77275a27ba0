import { object, text } from '../http/fields.mts';
import type { Need, Operation } from '../http/operation.mts';
import { bodyOf } from '../http/operation.mts';
import { conversationOf } from './conversations.mts';

const EDIT_TAG: Need = { any: ['conversation:externalTag:edit'] };
const tagsUpdate = object({ externalTag: text({ blank: true, max: 100 }) });

/** The external tag: accepted at once, in force a little later. */
export const tagOperations: readonly Operation[] = [
	{
		method: 'PUT',
		path: '/api/v2/conversations/{conversationId}/tags',
		needs: EDIT_TAG,
		answer(call) {
			const conversation = conversationOf(call, EDIT_TAG);
			const { externalTag } = bodyOf(call, tagsUpdate);
			call.world.later(call.simulation.settings.asyncCloseMs, () => {
				call.world.tag(conversation, externalTag);
			});
			return call.assumptions.textAnswer === 'empty' ? { status: 202 } : { status: 202, body: 'Accepted' };
		},
	},
];
