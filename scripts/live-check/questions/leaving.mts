import {
	disconnectParticipant,
	disconnectSession,
	handInWrapUp,
} from '../../../nodes/shared/conversations/calls.ts';
import { describeLegs, isOpen, lastLeg, type Leg } from '../legs.mts';
import { nobodysId, type Look } from '../look.mts';
import type { Notebook } from '../notebook.mts';
import type { Request } from '../platform.mts';
import type { ChangingQuestion } from '../question.mts';
import type { TestChat } from '../test-chat.mts';
import { Unanswered } from '../trouble.mts';
import { errorCode } from '../words.mts';
import { AFTERMATH_MS } from './closing.mts';

const DISCONNECT = 'conversation:communication:disconnect';
const NOT_A_USER = 'not.a.user';

function legOf(legs: readonly Leg[], purpose: string): Leg {
	const leg = lastLeg(legs, purpose);
	if (leg === undefined) throw new Unanswered(`the conversation shows no ${purpose}`);
	return leg;
}

/** Closes one leg, and gives all legs a moment after it has ended. */
async function closeLeg(
	chat: TestChat,
	look: Look,
	{ purpose, call, what }: { purpose: string; call: (leg: Leg) => Request; what: string },
): Promise<readonly Leg[]> {
	const leg = legOf(await chat.legs(), purpose);
	const { status } = await chat.change(what, { ...call(leg), permission: DISCONNECT });
	if (status < 200 || status > 299) throw new Unanswered(`the close was answered with status ${status}`);
	const isGone = (legs: readonly Leg[]) =>
		!legs.some((one) => one.sessionId === leg.sessionId && isOpen(one));
	await chat.until(isGone, 'the leg did not end');
	await look.wait(AFTERMATH_MS);
	return await chat.legs();
}

async function wrapUp(
	chat: TestChat,
	{ participantId, sessionId }: Leg,
	{ code, what, userToken }: { code: string; what: string; userToken?: string | undefined },
) {
	const call = {
		...handInWrapUp(chat.id, participantId, sessionId, { code }),
		permission: 'conversation:participant:wrapup',
	};
	const token = userToken === undefined ? undefined : { value: userToken, lifeSeconds: 0 };
	const { status, body } = await chat.change(what, call, token);
	return { status, isForUsersOnly: status === 400 && errorCode(body) === NOT_A_USER };
}

async function askUnknownCode(chat: TestChat, look: Look, note: Notebook, agent: Leg): Promise<void> {
	const code = nobodysId();
	const what = 'Hand in a wrap-up with a code that does not exist';
	let answer = await wrapUp(chat, agent, { code, what });
	const { userToken } = look.plan;
	if (answer.isForUsersOnly && userToken !== undefined)
		answer = await wrapUp(chat, agent, { code, what: `${what}, as the signed-in user`, userToken });
	if (answer.isForUsersOnly)
		throw new Unanswered(
			'a token without a user is refused before its code is looked at, so the two cannot be told apart: GENESYS_USER_TOKEN would help',
		);
	note.status('unknownWrapUpCode', answer.status, 'A wrap-up with a code that does not exist');
}

async function askByClient(chat: TestChat, look: Look, note: Notebook, agent: Leg): Promise<void> {
	const codes = await look.read({
		method: 'GET',
		path: '/api/v2/routing/wrapupcodes',
		query: { pageSize: 1 },
		permission: 'routing:wrapupCode:view',
	});
	const code = codes.at('entities', 0, 'id').text;
	if (code === undefined) throw new Unanswered('there is no wrap-up code');
	const answer = await wrapUp(chat, agent, { code, what: 'Hand in a wrap-up with the first code there is' });
	note.saw(`A wrap-up by a token without a user: status ${answer.status}.`);
	if (answer.isForUsersOnly) note.value('wrapUpByClientCredentials', false);
	else if (answer.status >= 200 && answer.status <= 299) note.value('wrapUpByClientCredentials', true);
	else note.other('wrapUpByClientCredentials', `status ${answer.status}`);
}

/** Who follows whom out of a conversation, and what an agent owes then. */
export const leavingQuestions: readonly ChangingQuestion[] = [
	{
		kind: 'changes',
		name: 'customer-leaves',
		title: "Does the agent's leg end by itself when the customer's ends?",
		settles: ['agentLeavesWhenCustomerDoes'],
		needsAgent: true,
		steps: [
			"closes the customer's communication in your chat by PATCH",
			'reads whether the agent is still there',
		],
		ask: async (chat, look, note) => {
			const legs = await closeLeg(chat, look, {
				purpose: 'customer',
				call: ({ participantId, sessionId }) => disconnectSession(chat.id, participantId, sessionId),
				what: "Close the customer's communication by PATCH",
			});
			note.saw(`Afterwards: ${describeLegs(legs)}.`);
			note.value('agentLeavesWhenCustomerDoes', !isOpen(legOf(legs, 'agent')));
		},
	},
	{
		kind: 'changes',
		name: 'agent-leaves',
		title:
			"Does the customer's leg end with the last agent's, and may a token without a user hand in the wrap-up?",
		settles: ['customerLeavesWithLastAgent', 'unknownWrapUpCode', 'wrapUpByClientCredentials'],
		needsAgent: true,
		steps: [
			"closes the agent's participant in your chat by PATCH, and reads whether the customer is still there",
			'hands in a wrap-up for the agent, with a code that does not exist',
			'hands in a wrap-up for the agent, with the first code that your organization has',
		],
		ask: async (chat, look, note) => {
			const legs = await closeLeg(chat, look, {
				purpose: 'agent',
				call: ({ participantId }) => disconnectParticipant(chat.id, participantId, {}),
				what: "Close the agent's participant by PATCH",
			});
			note.saw(`Afterwards: ${describeLegs(legs)}.`);
			note.value('customerLeavesWithLastAgent', !isOpen(legOf(legs, 'customer')));
			const agent = legOf(legs, 'agent');
			await note.attempt('unknownWrapUpCode', () => askUnknownCode(chat, look, note, agent));
			await note.attempt('wrapUpByClientCredentials', () => askByClient(chat, look, note, agent));
		},
	},
];
