import type { GenesysApi } from '../platform/api';
import { shareAnId } from '../platform/ids';
import { hasTag, hasTagInOtherCase, isOpen, type Conversation } from './conversation';
import type { Miss } from './find';
import { isCustomerConnected } from './participants';
import { timeOf, DAY_MS, MINUTE_MS } from './time';
import { contactById, type SoughtContact } from './contacts';
import { searchIndex } from './details-list';
import {
	lastDays,
	MAX_INTERVAL_DAYS,
	type DetailsQuery,
	type Dimension,
	type IndexedConversation,
	type Interval,
} from './details-query';
import { atGenesysTime } from './genesys-time';
import { hasCustomerLeft, isIdle, isInOneOf } from './judge';
import { fetchConversation, type LiveConversation } from './live';
import type { IdleSide } from './silence';

/** Which conversations to list; what is undefined or empty does not count. */
export interface Filters {
	readonly state: 'open' | 'any';
	/** Whether the customer is still in it. */
	readonly customer: 'any' | 'connected' | 'left';
	readonly queueIds: readonly string[];
	readonly userId: string | undefined;
	readonly externalContactId: string | undefined;
	readonly externalTag: string | undefined;
	readonly flowId: string | undefined;
	readonly divisionId: string | undefined;
	/** Milliseconds since 1970. */
	readonly startedAfter: number | undefined;
	readonly startedBefore: number | undefined;
	/** Minutes since the last message of a side; 0 takes talkative ones as well. */
	readonly idleForMinutes: number;
	readonly idleSide: IdleSide;
	/** Confirm each conversation live: the index lags behind a little. */
	readonly verifyLive: boolean;
	/** Told of what the index gives and is none of those that are looked for. */
	readonly onMiss?: (miss: Extract<Miss, 'otherCase' | 'otherCustomer'>) => void;
}

/**
 * Lists web messaging conversations, the newest first. The list is complete, or this fails: conversations come and go
 * while pages are read, and what moves may come twice, but must never slip through.
 *
 * @throws ApiFailure; Failure when a single day holds more than Genesys can page through
 */
export async function* listConversations(
	api: GenesysApi,
	filters: Filters,
): AsyncGenerator<LiveConversation> {
	yield* atGenesysTime(api, (now) => listFrom(api, filters, now));
}

async function* listFrom(api: GenesysApi, filters: Filters, now: number): AsyncGenerator<LiveConversation> {
	const { externalContactId } = filters;
	const contact = externalContactId === undefined ? undefined : await contactById(api, externalContactId);
	const query = { ...queryFor(filters, contact), ...timeOfInterest(filters, now) };
	for await (const indexed of searchIndex(api, query)) {
		if (!isInTime(indexed.conversation, filters)) continue;
		const match = await ifMatching(api, indexed, filters, contact);
		if (match) yield match;
	}
}

function timeOfInterest({ startedAfter, startedBefore }: Filters, now: number): Interval {
	// What begins later than now is asked for all the same: only the answer tells what time it is.
	const latest = Math.max(lastDays(MAX_INTERVAL_DAYS, now).to, (startedAfter ?? 0) + MINUTE_MS);
	// Nothing has begun later than that, and the interval is no longer for it: in the past, it would leave out what is asked for.
	const to = Math.min(startedBefore ?? Infinity, latest);
	return { from: startedAfter ?? to - MAX_INTERVAL_DAYS * DAY_MS, to };
}

function queryFor(
	filters: Filters,
	contact: SoughtContact | undefined,
): Pick<DetailsQuery, 'openOnly' | 'conversation' | 'segments'> {
	const { state, queueIds, userId, externalTag, flowId, divisionId } = filters;
	const given = (dimension: string, value: string | undefined): Dimension[] =>
		value === undefined ? [] : [[dimension, value]];
	const segments = [
		queueIds.flatMap((id) => given('queueId', id)),
		given('userId', userId),
		contact?.dimensions ?? [],
		given('flowId', flowId),
	];
	return {
		openOnly: state === 'open',
		conversation: [...given('externalTag', externalTag), ...given('divisionId', divisionId)],
		segments: segments.filter((group) => group.length > 0),
	};
}

/** The index takes whole days; the exact time is looked at here. */
function isInTime({ startTime }: Conversation, { startedAfter, startedBefore }: Filters): boolean {
	const started = timeOf(startTime) ?? NaN;
	return !(started < (startedAfter ?? -Infinity)) && !(started >= (startedBefore ?? Infinity));
}

/** Whether each conversation that is given was read live, because a filter cannot be judged otherwise. */
export function readsLive({ customer, idleForMinutes, verifyLive }: Filters): boolean {
	return verifyLive || idleForMinutes > 0 || customer !== 'any';
}

/** A row, if it is what is wanted: what is read live is judged by that alone, for the index is late. */
async function ifMatching(
	api: GenesysApi,
	indexed: IndexedConversation,
	filters: Filters,
	contact: SoughtContact | undefined,
): Promise<LiveConversation | undefined> {
	const { customer, idleForMinutes, idleSide, state } = filters;
	const { conversation } = indexed;
	const isIdleWanted = idleForMinutes > 0;
	// No message is older than its conversation.
	const quietSince = api.now() - idleForMinutes * MINUTE_MS;
	if (isIdleWanted && (timeOf(conversation.startTime) ?? -Infinity) > quietSince) return undefined;
	if (!readsLive(filters)) {
		const isWanted = await hasWhatIsWanted(conversation, filters, contact, false);
		if (isWanted !== undefined) return isWanted ? indexed : undefined;
	}

	const live = await fetchConversation(api, conversation.id);
	// What has ended is forgotten after weeks, and only the index still has it. What is open is always shown.
	const mayBeForgotten = state === 'any' && !isIdleWanted && customer === 'any' && !isOpen(conversation);
	if (!live) {
		const isGiven =
			mayBeForgotten && (await hasWhatIsWanted(conversation, filters, contact, false)) !== false;
		return isGiven ? indexed : undefined;
	}
	if (state === 'open' && !isOpen(live.conversation)) return undefined;
	if (!isCustomerAsWanted(live.conversation, customer)) return undefined;
	if (isIdleWanted && !isIdle(live.conversation, idleSide, idleForMinutes)) return undefined;
	return (await hasWhatIsWanted(live.conversation, filters, contact, true)) === true ? live : undefined;
}

/**
 * Where a conversation is, what tag it has, and whose it is may have changed, and the index looks for tags with less care.
 *
 * @returns undefined where it does not tell
 */
async function hasWhatIsWanted(
	conversation: Conversation,
	filters: Filters,
	contact: SoughtContact | undefined,
	isLive: boolean,
): Promise<boolean | undefined> {
	const { externalTag, onMiss } = filters;
	const judged = [
		isInQueueAsWanted(conversation, filters),
		hasTagAsWanted(conversation, filters),
		isInDivisionAsWanted(conversation, filters),
	];
	if (externalTag !== undefined && hasTagInOtherCase(conversation, externalTag)) onMiss?.('otherCase');
	if (judged.includes(false)) return false;
	const isTheirs = contact ? await contact.isIn(conversation) : true;
	// Where it is not told, a live look may tell it.
	if (isTheirs === false || (isTheirs === undefined && isLive)) onMiss?.('otherCustomer');
	if (isTheirs === false) return false;
	return [...judged, isTheirs].includes(undefined) ? undefined : true;
}

/** Only what is open can be left by somebody. */
function isCustomerAsWanted(conversation: Conversation, wanted: Filters['customer']): boolean {
	if (wanted === 'any') return true;
	if (wanted === 'left') return hasCustomerLeft(conversation);
	return isOpen(conversation) && isCustomerConnected(conversation);
}

function hasTagAsWanted(conversation: Conversation, { externalTag }: Filters): boolean | undefined {
	if (externalTag === undefined) return true;
	return conversation.externalTag === undefined ? undefined : hasTag(conversation, externalTag);
}

/** Where the conversation tells no division, the index has seen to that. */
function isInDivisionAsWanted({ divisionIds }: Conversation, { divisionId }: Filters): boolean {
	return divisionId === undefined || divisionIds.length === 0 || shareAnId(divisionIds, [divisionId]);
}

/** An ended conversation has only been in a queue, and the index has seen to that. */
function isInQueueAsWanted(conversation: Conversation, { queueIds }: Filters): boolean | undefined {
	return !isOpen(conversation) || isInOneOf(conversation, queueIds);
}
