import type { Models } from 'purecloud-platform-client-v2';
import { badRequest, usualError } from '../http/errors.mts';
import { dateTime, object, oneOf, optional, textMap } from '../http/fields.mts';
import type { Answer, Call, Need, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { defined } from '../views/defined.mts';
import { isoTime } from '../world/clock.mts';
import type { Conversation, Participant } from '../world/model.mts';
import {
	checkCommunication,
	conversationOf,
	messageConversationOf,
	participantOf,
} from './conversations.mts';
import { wrapUpCodeView } from './routing.mts';
import { readWrapUp, wrapUpInput } from './wrap-up.mts';

const WRAP_UP: Need = { any: ['conversation:participant:wrapup'] };
const PARK: Need = { any: ['conversation:message:park'] };
const PARTICIPANT = '/api/v2/conversations/messages/{conversationId}/participants/{participantId}';
const LEG_WRAP_UP = `${PARTICIPANT}/communications/{communicationId}/wrapup`;

const participantAttributes = object({ attributes: textMap });

const parkingStateRequest = object({
	state: oneOf(['parked', 'connected']),
	resumeTime: optional(dateTime),
});

/** Merges attributes in; gives all that the participant has then. */
function patchAttributes(call: Call, conversation: Conversation): Models.ParticipantAttributes {
	const participant = participantOf(call, conversation);
	const { attributes } = bodyOf(call, participantAttributes);
	call.world.setAttributes(conversation, participant, new Map(Object.entries(attributes)));
	return { attributes: Object.fromEntries(participant.attributes) };
}

function legOf(call: Call): { conversation: Conversation; participant: Participant } {
	const conversation = messageConversationOf(call, WRAP_UP);
	const participant = participantOf(call, conversation);
	checkCommunication(call, participant);
	return { conversation, participant };
}

function postWrapUp(call: Call): Answer {
	const { conversation, participant } = legOf(call);
	const result = readWrapUp(call, bodyOf(call, wrapUpInput));
	if (participant.purpose !== 'agent') throw badRequest('Only agents have a wrap-up.');
	call.world.later(call.simulation.settings.asyncCloseMs, () => {
		call.world.wrapUp(conversation, participant, result);
	});
	return { status: 202 };
}

function getWrapUp({ wrapUp }: Participant): Answer {
	if (wrapUp === undefined) throw usualError(404);
	const { code, notes, tags, durationSeconds = 0, at } = wrapUp;
	const assigned: Models.AssignedWrapupCode = defined({
		code,
		notes,
		tags: tags === undefined ? undefined : [...tags],
		durationSeconds,
		endTime: isoTime(at),
	});
	return ok(assigned);
}

function patchParkingState(call: Call): Answer {
	const conversation = messageConversationOf(call, PARK);
	const participant = participantOf(call, conversation);
	const { state, resumeTime } = bodyOf(call, parkingStateRequest);
	if (participant.purpose !== 'agent') throw badRequest('Only an agent can park a conversation.');
	const current = participant.communication.state;
	if (current !== (state === 'parked' ? 'connected' : 'parked')) throw usualError(409);
	if (state === 'parked') call.world.parkLeg(conversation, participant, resumeTime);
	else call.world.resumeLeg(conversation, participant);
	return { status: 204 };
}

/** What can be done to a participant besides ending it. */
export const participantOperations: readonly Operation[] = [
	{
		method: 'PATCH',
		path: '/api/v2/conversations/{conversationId}/participants/{participantId}/attributes',
		answer(call) {
			patchAttributes(call, conversationOf(call));
			return { status: 202 };
		},
	},
	{
		method: 'PATCH',
		path: `${PARTICIPANT}/attributes`,
		answer(call) {
			// Unlike its medium-neutral twin, this one is documented to answer with the attributes.
			return { status: 202, body: patchAttributes(call, messageConversationOf(call)) };
		},
	},
	{ method: 'PATCH', path: `${PARTICIPANT}/parkingstate`, needs: PARK, answer: patchParkingState },
	{ method: 'POST', path: LEG_WRAP_UP, needs: WRAP_UP, answer: postWrapUp },
	{ method: 'GET', path: LEG_WRAP_UP, answer: (call) => getWrapUp(legOf(call).participant) },
	{
		method: 'GET',
		path: `${PARTICIPANT}/wrapup`,
		answer: (call) => getWrapUp(participantOf(call, messageConversationOf(call))),
	},
	{
		method: 'GET',
		path: `${PARTICIPANT}/wrapupcodes`,
		answer(call) {
			participantOf(call, messageConversationOf(call));
			return ok([...call.world.directory.wrapUpCodes.values()].map(wrapUpCodeView));
		},
	},
];
