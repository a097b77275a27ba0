import {
	disconnectParticipant,
	disconnectSession,
	tearDownConversation,
} from '../../../nodes/shared/conversations/calls.ts';
import { describeLegs, isOpen, lastLeg, legsOf, type Leg } from '../legs.mts';
import type { Notebook, Setting } from '../notebook.mts';
import type { Request } from '../platform.mts';
import { isStillAnswered, isStillOpen, isStillOver } from '../presumed.mts';
import type { ChangingQuestion } from '../question.mts';
import { closeCall, type TestChat } from '../test-chat.mts';
import { Unanswered } from '../trouble.mts';
import { DISCONNECT_TYPES, known } from '../words.mts';

/** The step of several questions, as the person is asked for it. */
export const CLOSE = 'Close the conversation by PATCH';
const DISCONNECT = 'conversation:communication:disconnect';
/** Wrap-up codes of the platform's own begin so. */
const SYSTEM_CODE = /^ININ-/;

function teardownCall(conversationId: string, saysJson: boolean): Request {
	return { ...tearDownConversation(conversationId), permission: DISCONNECT, saysJson };
}

function deleteCall(conversationId: string): Request {
	return {
		method: 'DELETE',
		path: `/api/v2/conversations/${encodeURIComponent(conversationId)}`,
		permission: DISCONNECT,
	};
}

/** Waits for the end, at which nobody is in the chat any more. */
export async function untilEnded(chat: TestChat): Promise<readonly Leg[]> {
	return legsOf(await chat.until((legs) => !legs.some(isOpen), 'the conversation did not end'));
}

function agentOf(legs: readonly Leg[]): Leg {
	const agent = lastLeg(legs, 'agent');
	if (agent === undefined) throw new Unanswered('the conversation shows no agent');
	return agent;
}

/** Whether nothing more can follow the end for this agent. */
function hasAllOfAnEnd({ disconnectType, owesWrapUp, hasBegunAfterCallWork }: Leg): boolean {
	return disconnectType !== '' && (!owesWrapUp || hasBegunAfterCallWork);
}

function refuseUnlessOk(status: number): void {
	if (status < 200 || status > 299) throw new Unanswered(`the close was answered with status ${status}`);
}

function noteWrapUpOfDelete(agent: Leg, note: Notebook): void {
	if (!agent.owesWrapUp) note.open('deleteWrapUp', "the agent's queue asks for no wrap-up");
	else if (agent.wrapUpCode !== undefined && SYSTEM_CODE.test(agent.wrapUpCode))
		note.value('deleteWrapUp', 'system');
	else if (agent.wrapUpCode !== undefined)
		note.other('deleteWrapUp', "a wrap-up whose code is not the platform's");
	else if (agent.hasBegunAfterCallWork) note.value('deleteWrapUp', 'asQueueSays');
	else note.other('deleteWrapUp', 'neither a wrap-up nor after-call work');
}

/** The calls for what has ended, and the setting that each settles. */
function closesAgain(
	id: string,
	{ participantId, sessionId }: Leg,
): ReadonlyArray<readonly [Setting, string, Request]> {
	const participant = { ...disconnectParticipant(id, participantId, {}), permission: DISCONNECT };
	const session = { ...disconnectSession(id, participantId, sessionId), permission: DISCONNECT };
	return [
		['patchOnEnded', 'PATCH of the conversation', closeCall(id)],
		['participantPatchOnEnded', 'PATCH of the participant', participant],
		['communicationPatchOnEnded', 'PATCH of the communication', session],
		['disconnectOnEnded', 'POST to disconnect', teardownCall(id, true)],
		['deleteOnEnded', 'DELETE of the conversation', deleteCall(id)],
	];
}

/** What the ways to close a whole conversation do. */
export const closingQuestions: readonly ChangingQuestion[] = [
	{
		kind: 'changes',
		name: 'closing',
		title: 'What does the closing PATCH of a whole conversation do?',
		settles: ['patchAnswerShowsEnd', 'patchBeginsAfterCallWork', 'closedLegDisconnectType'],
		needsAgent: true,
		steps: [
			'closes your chat by PATCH /api/v2/conversations/messages/{conversationId}',
			'reads who has left, how, and whether the agent has after-call work, for half a minute at most',
		],
		ask: async (chat, _look, note) => {
			const { status, body } = await chat.change({
				what: CLOSE,
				call: closeCall(chat.id),
				presumes: isStillAnswered,
			});
			note.saw(`The close is answered with status ${status}.`);
			refuseUnlessOk(status);
			const shown = legsOf(body);
			if (shown.length === 0) note.open('patchAnswerShowsEnd', 'the answer shows no legs');
			else note.value('patchAnswerShowsEnd', !shown.some(isOpen));
			await untilEnded(chat);
			const { legs, howLong } = await chat.watch((now) => hasAllOfAnEnd(agentOf(now)));
			note.saw(`Afterwards (watched for ${howLong}): ${describeLegs(legs)}.`);
			const agent = agentOf(legs);
			note.oneOf(
				'closedLegDisconnectType',
				agent.disconnectType,
				known(agent.disconnectType, DISCONNECT_TYPES),
			);
			if (agent.owesWrapUp) note.value('patchBeginsAfterCallWork', agent.hasBegunAfterCallWork);
			else note.open('patchBeginsAfterCallWork', "the agent's queue asks for no wrap-up");
		},
	},
	{
		kind: 'changes',
		name: 'closed-again',
		title: 'What is each way to close told about a conversation that has ended?',
		settles: [
			'patchOnEnded',
			'participantPatchOnEnded',
			'communicationPatchOnEnded',
			'disconnectOnEnded',
			'deleteOnEnded',
		],
		needsAgent: false,
		steps: [
			'closes your chat by PATCH, and waits for its end',
			"closes it again: by PATCH of the conversation, of the customer's participant and of its communication, by POST to disconnect, and by DELETE",
		],
		ask: async (chat, _look, note) => {
			const { status } = await chat.change({
				what: CLOSE,
				call: closeCall(chat.id),
				presumes: isStillOpen,
			});
			refuseUnlessOk(status);
			const legs = await untilEnded(chat);
			const customer = lastLeg(legs, 'customer');
			if (customer === undefined) throw new Unanswered('the conversation shows no customer');
			for (const [setting, what, call] of closesAgain(chat.id, customer)) {
				await note.attempt(setting, async () => {
					const answer = await chat.change({
						what: `Close what has ended, once more: ${what}`,
						call,
						presumes: isStillOver,
					});
					note.status(setting, answer.status, `${what} after the end`);
				});
			}
		},
	},
	{
		kind: 'changes',
		name: 'delete',
		title: 'What does DELETE of a conversation do to an agent who owes a wrap-up?',
		settles: ['deleteWrapUp'],
		needsAgent: true,
		steps: [
			'closes your chat by DELETE /api/v2/conversations/{conversationId}',
			"reads what became of the agent's wrap-up, for half a minute at most; the agent hands in none meanwhile",
		],
		ask: async (chat, _look, note) => {
			const { status } = await chat.change({
				what: 'Close the conversation by DELETE',
				call: deleteCall(chat.id),
				presumes: isStillAnswered,
			});
			note.saw(`The close is answered with status ${status}.`);
			refuseUnlessOk(status);
			await untilEnded(chat);
			// After-call work is not the last word: a wrap-up of the platform's own may follow it.
			const { legs, howLong } = await chat.watch((now) => agentOf(now).wrapUpCode !== undefined);
			note.saw(`Afterwards (watched for ${howLong}): ${describeLegs(legs)}.`);
			noteWrapUpOfDelete(agentOf(legs), note);
		},
	},
	{
		kind: 'changes',
		name: 'disconnect',
		title: 'Does the disconnect resource need a content type, and what does it answer?',
		settles: ['disconnectNeedsContentType', 'textAnswer'],
		needsAgent: false,
		steps: [
			'closes your chat by POST /api/v2/conversations/{conversationId}/disconnect, without the header Content-Type',
			'if that is refused with status 415, does it again with Content-Type: application/json',
		],
		ask: async (chat, _look, note) => {
			const without = await chat.change({
				what: 'Close by POST to disconnect, without a content type',
				call: teardownCall(chat.id, false),
				presumes: isStillOpen,
			});
			note.saw(`Without a content type: status ${without.status}.`);
			const isRefused = without.status === 415;
			if (isRefused || without.status === 202) note.value('disconnectNeedsContentType', isRefused);
			else note.other('disconnectNeedsContentType', `status ${without.status}`);
			const taken = isRefused
				? await chat.change({
						what: 'Close by POST to disconnect, with a content type',
						call: teardownCall(chat.id, true),
						presumes: isStillOpen,
					})
				: without;
			if (isRefused) note.saw(`With a content type: status ${taken.status}.`);
			refuseUnlessOk(taken.status);
			note.oneOf('textAnswer', taken.shape, 'a body that is neither empty nor a JSON string');
			note.saw(`Afterwards: ${describeLegs(await untilEnded(chat))}.`);
		},
	},
];
