import { capitalized, inNumber } from '../../platform/words';
import {
	foreignOpenSession,
	isWebMessaging,
	channelOf,
	typeOf,
	type Conversation,
	type Participant,
} from '../conversation';
import { hasUnknownRole, isCustomer, isStaff, isThere } from '../participants';
import { listed, nameOf, namesOf } from '../people';
import { silentMinutes } from '../silence';
import { lastAuthor } from '../writers';
import type { CloseOptions } from './options';
import type { CloseMethod, VerdictStatus } from './verdict';

/** Why a close is held back. */
export interface Held {
	readonly status: VerdictStatus;
	readonly reason: string;
}

/** Holds what is not, or not only, web messaging. */
export function heldByOtherMedia(conversation: Conversation): Held | undefined {
	if (!isWebMessaging(conversation)) return notWebMessaging(conversation);
	const foreign = foreignOpenSession(conversation);
	return (
		foreign && {
			status: 'skippedNotWebMessaging',
			reason: `Another channel (${channelOf(foreign)}) is open in the same conversation and would be cut off. Use Session → Close to end only the web messaging sessions.`,
		}
	);
}

/** What is said of a conversation without any web messaging session. */
export function notWebMessaging(conversation: Conversation): Held {
	return {
		status: 'skippedNotWebMessaging',
		reason: `This is not a web messaging conversation (${typeOf(conversation)}).`,
	};
}

/** Holds what only a teardown can end: all of its legs have ended, and Genesys Cloud goes on all the same. */
export function heldAsStuck({ state }: Conversation, method: CloseMethod | undefined): Held | undefined {
	if (state !== 'stuck' || method === 'teardown') return undefined;
	return {
		status: 'stuck',
		reason:
			'Everyone has left, but Genesys Cloud has not ended the conversation. Use Conversation → Close with the method Teardown.',
	};
}

/** Holds what the user wants left alone right now. A guard that cannot judge holds. */
export function heldByGuard(conversation: Conversation, options: CloseOptions): Held | undefined {
	return heldByConnected(conversation, options) ?? heldByRecentMessage(conversation, options);
}

function heldByConnected(conversation: Conversation, { skipIfConnected }: CloseOptions): Held | undefined {
	if (skipIfConnected === 'nobody') return undefined;
	const withCustomer = skipIfConnected === 'agentAndCustomer';
	const connected = conversation.participants.filter(isThere);
	if (!connected.some(mayBeAgent)) return undefined;
	if (withCustomer && !connected.some(mayBeCustomer)) return undefined;
	const there = connected.filter((one) => mayBeAgent(one) || (withCustomer && mayBeCustomer(one)));
	const names = namesOf(there);
	return {
		status: 'skippedAgentConnected',
		reason: `${capitalized(listed(names))} ${names.length > 1 ? 'are' : 'is'} connected.`,
	};
}

/** One of a purpose that nobody knows may be anybody. */
function mayBeAgent(participant: Participant): boolean {
	return isStaff(participant) || hasUnknownRole(participant);
}

function mayBeCustomer(participant: Participant): boolean {
	return isCustomer(participant) || hasUnknownRole(participant);
}

function heldByRecentMessage(
	conversation: Conversation,
	{ skipIfMessageWithinMinutes }: CloseOptions,
): Held | undefined {
	if (skipIfMessageWithinMinutes === 0) return undefined;
	const silent = silentMinutes(conversation);
	if (silent === undefined)
		return {
			status: 'skippedRecentMessage',
			reason: 'It could not be read when somebody wrote last, so that may be recent.',
		};
	if (silent >= skipIfMessageWithinMinutes) return undefined;
	const writer = lastAuthor(conversation)?.who;
	return {
		status: 'skippedRecentMessage',
		reason: `${capitalized(writer ? nameOf(writer) : 'someone')} wrote ${ago(silent)}.`,
	};
}

function ago(minutes: number): string {
	const whole = Math.floor(minutes);
	return whole < 1 ? 'less than a minute ago' : `${inNumber(whole, 'minute')} ago`;
}
