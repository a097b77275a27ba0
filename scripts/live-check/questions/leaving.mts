import {
	disconnectParticipant,
	disconnectSession,
	handInWrapUp,
} from '../../../nodes/shared/conversations/calls.ts';
import { describeLegs, isOpen, lastLeg, type Leg } from '../legs.mts';
import { nobodysId, type Look } from '../look.mts';
import type { Notebook } from '../notebook.mts';
import type { Request } from '../platform.mts';
import { isStillAnswered, isStillOnlyAgent, isStillUnwrapped, type Presumption } from '../presumed.mts';
import type { ChangingQuestion } from '../question.mts';
import type { TestChat, Watched } from '../test-chat.mts';
import { Unanswered } from '../trouble.mts';
import { errorCode } from '../words.mts';

const DISCONNECT = 'conversation:communication:disconnect';
const NOT_A_USER = 'not.a.user';

function legOf(legs: readonly Leg[], purpose: string): Leg {
	const leg = lastLeg(legs, purpose);
	if (leg === undefined) throw new Unanswered(`the conversation shows no ${purpose}`);
	return leg;
}

/** How one leg is closed, and whose leg may follow it. */
interface Leaving {
	readonly purpose: string;
	readonly follower: string;
	readonly what: string;
	readonly call: (leg: Leg) => Request;
	readonly presumes: (leg: Leg) => Presumption;
}

/** Closes one leg, and watches whether the other one follows it. */
async function closeLeg(
	chat: TestChat,
	{ purpose, follower, what, call, presumes }: Leaving,
): Promise<Watched> {
	const leg = legOf(await chat.legs(), purpose);
	const { status } = await chat.change({
		what,
		call: { ...call(leg), permission: DISCONNECT },
		presumes: presumes(leg),
	});
	if (status < 200 || status > 299) throw new Unanswered(`the close was answered with status ${status}`);
	const isGone = (legs: readonly Leg[]) =>
		!legs.some((one) => one.sessionId === leg.sessionId && isOpen(one));
	await chat.until(isGone, 'the leg did not end');
	return await chat.watch((legs) => !isOpen(legOf(legs, follower)));
}

/** The agent who has left, with the codes that were handed in for them here. */
interface Leaver {
	readonly leg: Leg;
	readonly codes: string[];
}

async function wrapUp(
	chat: TestChat,
	{ leg, codes }: Leaver,
	{ code, what, userToken }: { code: string; what: string; userToken?: string | undefined },
) {
	const { status, body } = await chat.change({
		what,
		call: {
			...handInWrapUp(chat.id, leg.participantId, leg.sessionId, { code }),
			permission: 'conversation:participant:wrapup',
		},
		presumes: isStillUnwrapped(leg, codes),
		token: userToken === undefined ? undefined : { value: userToken, lifeSeconds: 0 },
	});
	codes.push(code);
	return { status, isForUsersOnly: status === 400 && errorCode(body) === NOT_A_USER };
}

async function askUnknownCode(chat: TestChat, look: Look, note: Notebook, agent: Leaver): Promise<void> {
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

async function askByClient(chat: TestChat, look: Look, note: Notebook, agent: Leaver): Promise<void> {
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
			'reads whether the agent is still there, for half a minute at most; the agent leaves the chat alone meanwhile',
		],
		ask: async (chat, _look, note) => {
			const { legs, howLong } = await closeLeg(chat, {
				purpose: 'customer',
				follower: 'agent',
				what: "Close the customer's communication by PATCH",
				call: ({ participantId, sessionId }) => disconnectSession(chat.id, participantId, sessionId),
				presumes: () => isStillAnswered,
			});
			note.saw(`Afterwards (watched for ${howLong}): ${describeLegs(legs)}.`);
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
			"closes the agent's participant in your chat by PATCH",
			'reads whether the customer is still there, for half a minute at most; you leave the chat alone meanwhile',
			'hands in a wrap-up for the agent, with a code that does not exist',
			'hands in a wrap-up for the agent, with the first code that your organization has',
		],
		ask: async (chat, look, note) => {
			const { legs, howLong } = await closeLeg(chat, {
				purpose: 'agent',
				follower: 'customer',
				what: "Close the agent's participant by PATCH",
				call: ({ participantId }) => disconnectParticipant(chat.id, participantId, {}),
				presumes: isStillOnlyAgent,
			});
			note.saw(`Afterwards (watched for ${howLong}): ${describeLegs(legs)}.`);
			note.value('customerLeavesWithLastAgent', !isOpen(legOf(legs, 'customer')));
			const agent = { leg: legOf(legs, 'agent'), codes: [] };
			await note.attempt('unknownWrapUpCode', () => askUnknownCode(chat, look, note, agent));
			await note.attempt('wrapUpByClientCredentials', () => askByClient(chat, look, note, agent));
		},
	},
];
