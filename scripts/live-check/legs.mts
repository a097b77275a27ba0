import type { Json } from './json.mts';
import { DISCONNECT_TYPES, PURPOSES, STATES, known, plain } from './words.mts';

/** One leg of a conversation, as GET /api/v2/conversations/{conversationId} shows it. */
export interface Leg {
	readonly participantId: string;
	readonly sessionId: string;
	/** In lower case, as all words here. */
	readonly purpose: string;
	readonly state: string;
	readonly disconnectType: string;
	/** Its medium, and for messages their type: `message/webmessaging`. */
	readonly medium: string;
	readonly hasAnswered: boolean;
	/** Whether the queue asks the agent for a wrap-up. */
	readonly owesWrapUp: boolean;
	readonly hasBegunAfterCallWork: boolean;
	/** Code of the wrap-up that was handed in. */
	readonly wrapUpCode: string | undefined;
	readonly messageIds: readonly string[];
	readonly toAddress: string | undefined;
	readonly externalContactId: string | undefined;
}

const OTHER_MEDIA = [
	'calls',
	'callbacks',
	'chats',
	'cobrowsesessions',
	'emails',
	'screenshares',
	'socialExpressions',
	'videos',
];
const ASKING_PROMPTS = ['mandatory', 'timeout', 'forcedtimeout'];

/** All legs of a conversation, in its order. */
export function legsOf(conversation: Json): readonly Leg[] {
	return conversation
		.at('participants')
		.list.flatMap((participant) => [
			...participant
				.at('messages')
				.list.map((leg) => legOf(participant, leg, `message/${plain(leg.at('type'))}`)),
			...OTHER_MEDIA.flatMap((medium) =>
				participant.at(medium).list.map((leg) => legOf(participant, leg, medium)),
			),
		]);
}

function legOf(participant: Json, leg: Json, medium: string): Leg {
	const text = (...path: string[]) => participant.at(...path).text;
	return {
		participantId: text('id') ?? '',
		sessionId: leg.at('id').text ?? '',
		purpose: plain(participant.at('purpose')),
		state: plain(leg.at('state')),
		disconnectType: plain(leg.at('disconnectType')),
		medium,
		hasAnswered: leg.at('connectedTime').isThere,
		owesWrapUp:
			participant.at('wrapupRequired').value === true ||
			ASKING_PROMPTS.includes(plain(participant.at('wrapupPrompt'))),
		hasBegunAfterCallWork: participant.at('startAcwTime').isThere || leg.at('afterCallWork', 'state').isThere,
		wrapUpCode: text('wrapup', 'code'),
		messageIds: leg.at('messages').list.flatMap((message) => message.at('messageId').text ?? []),
		toAddress: leg.at('toAddress', 'addressNormalized').text ?? leg.at('toAddress', 'addressRaw').text,
		externalContactId: text('externalContactId'),
	};
}

/** Whether somebody is still on it. */
export function isOpen({ state }: Leg): boolean {
	return state !== 'disconnected' && state !== 'terminated';
}

/** The newest leg of that purpose. */
export function lastLeg(legs: readonly Leg[], purpose: string): Leg | undefined {
	return legs.findLast((leg) => leg.purpose === purpose);
}

/** Who is there in which state, and how they left, in words that are fit for the report. */
export function describeLegs(legs: readonly Leg[]): string {
	return legs
		.map((leg) => {
			const state = `${known(leg.purpose, PURPOSES)} ${known(leg.state, STATES)}`;
			return isOpen(leg) ? state : `${state} (${known(leg.disconnectType, DISCONNECT_TYPES)})`;
		})
		.join(', ');
}
