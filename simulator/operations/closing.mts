import { ApiError, invalidValue, participantNotActive, usualError } from '../http/errors.mts';
import { flag, ignoredFields, inEitherCase, object, optional, text } from '../http/fields.mts';
import type { Answer, Call, Need, Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';
import { conversationView } from '../views/conversation.mts';
import type { Conversation, Participant } from '../world/model.mts';
import { endTimeOf, openParticipants } from '../world/model.mts';
import {
	checkCommunication,
	conversationOf,
	messageConversationOf,
	participantOf,
	viewContext,
} from './conversations.mts';
import { readWrapUp, wrapUpInput } from './wrap-up.mts';

const DISCONNECT: Need = { any: ['conversation:communication:disconnect'] };
const DISCONNECT_OR_PARK: Need = {
	any: ['conversation:communication:disconnect', 'conversation:message:park'],
};
const CHANGE_PARTICIPANT: Need = {
	any: [
		'conversation:participant:wrapup',
		'conversation:call:record',
		'conversation:communication:disconnect',
	],
};

/** The Conversation model as a body: only the state counts, and its only value is "disconnected". */
const conversationChange = object({
	state: inEitherCase(['disconnected']),
	...ignoredFields([
		'id',
		'name',
		'externalTag',
		'startTime',
		'endTime',
		'address',
		'participants',
		'conversationIds',
		'maxParticipants',
		'recordingState',
		'divisions',
		'recentTransfers',
		'securePause',
		'utilizationLabelId',
		'inactivityTimeout',
		'selfUri',
	]),
});

const PARTICIPANT_STATES = [
	'alerting',
	'dialing',
	'contacting',
	'offering',
	'connected',
	'disconnected',
	'terminated',
	'converting',
	'uploading',
	'transmitting',
	'parked',
	'none',
] as const;

const participantChange = object({
	state: optional(inEitherCase(PARTICIPANT_STATES)),
	wrapup: optional(wrapUpInput),
	wrapupSkipped: optional(flag),
	...ignoredFields(['recording', 'muted', 'confined', 'held', 'resumeTime']),
});

const communicationChange = object({
	state: optional(text({ blank: true })),
	...ignoredFields(['wrapup', 'recording', 'muted', 'confined', 'held', 'wrapupSkipped', 'resumeTime']),
});

/** PATCH /api/v2/conversations/messages/{conversationId}: disconnects all participants, at once. */
function disconnectMessageConversation(call: Call): Answer {
	const conversation = messageConversationOf(call, DISCONNECT_OR_PARK);
	bodyOf(call, conversationChange);
	const { assumptions, world } = call;
	const before = conversationView(conversation, viewContext(call));
	if (openParticipants(conversation).length === 0) {
		return assumptions.patchOnEnded === 200 ? ok(before) : refuseEnded(assumptions.patchOnEnded);
	}
	world.disconnectAll(
		conversation,
		assumptions.closedLegDisconnectType,
		'peer',
		assumptions.patchBeginsAfterCallWork ? 'asQueueSays' : 'none',
	);
	return ok(assumptions.patchAnswerShowsEnd ? conversationView(conversation, viewContext(call)) : before);
}

/**
 * PATCH …/participants/{participantId}, of messages and of any medium: all of its legs, later; can carry its wrap-up.
 */
function changeParticipant(call: Call, conversation: Conversation): Answer {
	const participant = participantOf(call, conversation);
	const change = bodyOf(call, participantChange);
	const wrapUp = change.wrapup === undefined ? undefined : readWrapUp(call, change.wrapup);
	if (change.state !== undefined && change.state !== 'disconnected') {
		throw invalidValue(change.state, 'state', ['disconnected']);
	}
	const legs = conversation.participants.filter(({ id }) => id === participant.id);
	const isEnded = legs.every(({ communication }) => communication.state === 'disconnected');
	if (change.state === 'disconnected' && isEnded && call.assumptions.participantPatchOnEnded !== 202) {
		return refuseEnded(call.assumptions.participantPatchOnEnded);
	}
	call.world.later(call.simulation.settings.asyncCloseMs, () => {
		if (change.state === 'disconnected') for (const leg of legs) endLeg(call, conversation, leg);
		const result = wrapUp ?? (change.wrapupSkipped === true ? 'skipped' : undefined);
		if (participant.purpose === 'agent' && result !== undefined) {
			call.world.wrapUp(conversation, participant, result);
		}
	});
	return { status: 202 };
}

/** PATCH …/communications/{communicationId}: one leg, at once; wrap-up is not its business. */
function disconnectCommunication(call: Call): Answer {
	const conversation = messageConversationOf(call, DISCONNECT);
	const participant = participantOf(call, conversation);
	checkCommunication(call, participant);
	const { state } = bodyOf(call, communicationChange);
	if (state !== 'disconnected' && state !== 'DISCONNECTED') {
		throw new ApiError(
			400,
			'communication.state.required',
			"Can only update a communication's state to disconnected.",
		);
	}
	const { communicationPatchOnEnded } = call.assumptions;
	if (participant.communication.state === 'disconnected' && communicationPatchOnEnded !== 200) {
		return refuseEnded(communicationPatchOnEnded);
	}
	endLeg(call, conversation, participant);
	return ok({});
}

function endLeg(call: Call, conversation: Conversation, participant: Participant): void {
	if (participant.communication.state === 'disconnected') return;
	call.world.disconnectLeg(
		conversation,
		participant,
		call.assumptions.closedLegDisconnectType,
		'asQueueSays',
	);
}

/** POST /api/v2/conversations/{conversationId}/disconnect: full teardown, later, with a system wrap-up. */
function tearDown(call: Call): Answer {
	const conversation = conversationOf(call, DISCONNECT);
	const { disconnectNeedsContentType, disconnectOnEnded, textAnswer } = call.assumptions;
	if (disconnectNeedsContentType && !call.isJson) throw usualError(415);
	const { analyticsBlindSince, phantoms } = conversation;
	const isOrphan =
		analyticsBlindSince !== undefined ||
		phantoms.some(({ communication }) => communication.state !== 'disconnected');
	if (endTimeOf(conversation) !== undefined && !isOrphan && disconnectOnEnded !== 202) {
		return refuseEnded(disconnectOnEnded);
	}
	call.world.later(call.simulation.settings.asyncCloseMs, () => {
		call.world.tearDown(conversation);
	});
	return textAnswer === 'empty' ? { status: 202 } : { status: 202, body: 'Disconnect request accepted' };
}

/** DELETE /api/v2/conversations/{conversationId}: disconnects all participants on any medium, at once. */
function deleteConversation(call: Call): Answer {
	const conversation = conversationOf(call, DISCONNECT);
	const { deleteOnEnded, deleteWrapUp, closedLegDisconnectType } = call.assumptions;
	if (openParticipants(conversation).length === 0 && deleteOnEnded !== 204) return refuseEnded(deleteOnEnded);
	call.world.disconnectAll(conversation, closedLegDisconnectType, 'peer', deleteWrapUp);
	return { status: 204 };
}

function refuseEnded(status: 400 | 404 | 409): never {
	throw status === 400 ? participantNotActive() : usualError(status);
}

/** The ways to disconnect a conversation or a part of it. */
export const closingOperations: readonly Operation[] = [
	{
		method: 'PATCH',
		path: '/api/v2/conversations/messages/{conversationId}',
		needs: DISCONNECT_OR_PARK,
		answer: disconnectMessageConversation,
	},
	{
		method: 'PATCH',
		path: '/api/v2/conversations/messages/{conversationId}/participants/{participantId}',
		needs: CHANGE_PARTICIPANT,
		answer: (call) => changeParticipant(call, messageConversationOf(call, CHANGE_PARTICIPANT)),
	},
	{
		method: 'PATCH',
		path: '/api/v2/conversations/{conversationId}/participants/{participantId}',
		needs: CHANGE_PARTICIPANT,
		answer: (call) => changeParticipant(call, conversationOf(call, CHANGE_PARTICIPANT)),
	},
	{
		method: 'PATCH',
		path: '/api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}',
		answer: disconnectCommunication,
	},
	{
		method: 'POST',
		path: '/api/v2/conversations/{conversationId}/disconnect',
		needs: DISCONNECT,
		answer: tearDown,
	},
	{
		method: 'DELETE',
		path: '/api/v2/conversations/{conversationId}',
		needs: DISCONNECT,
		answer: deleteConversation,
	},
];
