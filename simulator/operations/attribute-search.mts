import type { Models } from 'purecloud-platform-client-v2';
import { DAY_MS } from '../durations.mts';
import { horizonOf, endSeen } from '../analytics/horizon.mts';
import { badRequest } from '../http/errors.mts';
import type { Read } from '../http/fields.mts';
import { dateTime, ignoredFields, listOf, object, oneOf, optional, text } from '../http/fields.mts';
import type { Call, Operation } from '../http/operation.mts';
import { bodyOf, ok, seesDivision } from '../http/operation.mts';
import { isoTime } from '../world/clock.mts';
import { dayOf } from '../world/conversation-store.mts';
import type { Conversation } from '../world/model.mts';

const LONGEST_WINDOW = DAY_MS;
const RETENTION = 30 * DAY_MS;
const ROWS_A_PAGE = 50;
const BYTES_A_PAGE = 1_000_000;
/** Conversations with more bytes of attributes than this are not stored for the search. */
const LARGEST_ATTRIBUTES = 20_000;

const criterion = object({
	type: oneOf(['EXACT', 'DATE_RANGE']),
	fields: listOf(text(), 20),
	value: optional(text({ blank: true })),
	values: optional(listOf(text({ blank: true }))),
	startValue: optional(dateTime),
	endValue: optional(dateTime),
	// OR and NOT are accepted and not honored: criteria are always joined by AND.
	operator: optional(oneOf(['AND', 'OR', 'NOT'])),
	...ignoredFields(['dateFormat', 'group']),
});

const searchRequest = object({
	query: listOf(criterion, 50),
	sortOrder: optional(oneOf(['ASC', 'DESC', 'SCORE'])),
	sortBy: optional(text()),
	cursor: optional(text({ max: 1000 })),
	...ignoredFields(['sort', 'returnFields']),
});

type Criterion = Read<typeof criterion>;

function notSupported() {
	return badRequest('Search not supported.');
}

function valueOf(
	conversation: Conversation,
	field: string,
	horizon: number,
): number | readonly string[] | undefined {
	switch (field) {
		case 'conversationId':
			return [conversation.id];
		case 'divisionId':
			return conversation.divisionIds;
		case 'startTime':
			return conversation.startTime;
		case 'endTime':
			return endSeen(conversation, horizon);
		default:
			throw notSupported();
	}
}

function meets(conversation: Conversation, asked: Criterion, horizon: number): boolean {
	return asked.fields.some((field) => {
		const value = valueOf(conversation, field, horizon);
		if (typeof value === 'number') {
			return value >= (asked.startValue ?? -Infinity) && value <= (asked.endValue ?? Infinity);
		}
		const wanted = asked.values ?? (asked.value === undefined ? [] : [asked.value]);
		return value?.some((one) => wanted.includes(one)) ?? false;
	});
}

/** What callers have been seen to send; whatever else the model has, nobody has. */
const PROVEN = {
	request: ['query', 'cursor'],
	criterion: ['type', 'fields', 'startValue', 'endValue', 'values'],
};

/** @throws ApiError 400 for what is in the model, and yet perhaps not taken */
function checkProven({ query, ...rest }: Read<typeof searchRequest>): void {
	const isUnproven = (part: object, proven: readonly string[]) =>
		Object.entries(part).some(([name, value]) => value !== undefined && !proven.includes(name));
	if (isUnproven(rest, PROVEN.request) || query.some((asked) => isUnproven(asked, PROVEN.criterion)))
		throw notSupported();
}

/**
 * The conversations to look at: those that started, or ended, within a range no longer than 24 hours, or by conversation
 * id alone.
 */
function candidates({ world }: Call, criteria: readonly Criterion[]): Conversation[] {
	for (const { type, fields } of criteria) {
		const isTimes = fields.every((field) => field === 'startTime' || field === 'endTime');
		const isIds = fields.every((field) => field === 'conversationId' || field === 'divisionId');
		if (fields.length === 0 || (type === 'DATE_RANGE' ? !isTimes : !isIds)) throw notSupported();
	}
	const ranges = criteria.flatMap(({ type, fields, startValue, endValue }) =>
		type === 'DATE_RANGE' && startValue !== undefined && endValue !== undefined
			? [{ fields, startValue, endValue }]
			: [],
	);
	for (const { startValue, endValue } of ranges) {
		if (endValue - startValue > LONGEST_WINDOW) throw badRequest('The date range must not exceed 24 hours.');
	}
	const started = ranges.find(({ fields }) => fields.every((field) => field === 'startTime'));
	if (started !== undefined) {
		return world.conversations.startedOnDays(dayOf(started.startValue), dayOf(started.endValue));
	}
	const [range] = ranges;
	if (range !== undefined) {
		const oldest = dayOf(world.now() - RETENTION);
		return world.conversations.startedOnDays(oldest, dayOf(range.endValue));
	}
	const byId = criteria.find(({ fields }) => fields.includes('conversationId'));
	if (byId === undefined) throw badRequest('A date range with startValue and endValue is required.');
	const ids = byId.values ?? (byId.value === undefined ? [] : [byId.value]);
	return ids.flatMap((id) => world.conversations.byId(id) ?? []);
}

function isStored(call: Call, conversation: Conversation, horizon: number): boolean {
	const { world, client, assumptions } = call;
	const size = conversation.participants.reduce(
		(sum, { attributes }) => sum + JSON.stringify([...attributes]).length,
		0,
	);
	const isShown = assumptions.attributeSearchShowsOpen || endSeen(conversation, horizon) !== undefined;
	const isKept = conversation.startTime > world.now() - RETENTION && conversation.startTime <= horizon;
	return isShown && isKept && size < LARGEST_ATTRIBUTES && seesDivision(client, conversation.divisionIds);
}

function rowOf(conversation: Conversation, horizon: number) {
	const end = endSeen(conversation, horizon);
	return {
		_type: 'participant_attributes',
		conversationId: conversation.id,
		startTime: isoTime(conversation.startTime),
		endTime: end === undefined ? null : isoTime(end),
		divisionIds: conversation.divisionIds,
		truncatedData: false,
		participantData: conversation.participants
			.filter(({ attributes, startTime }) => attributes.size > 0 && startTime <= horizon)
			.map(({ id, purpose, communication, attributes }) => ({
				participantId: id,
				participantPurpose: purpose,
				sessionIds: [communication.id],
				participantAttributes: Object.fromEntries(attributes),
			})),
	};
}

function readCursor(cursor: string | undefined): number {
	if (cursor === undefined) return 0;
	const offset = /^row:(\d{1,9})$/.exec(Buffer.from(cursor, 'base64url').toString('utf8'))?.[1];
	if (offset === undefined) throw badRequest('The cursor is not valid.');
	return Number(offset);
}

/** Rows from `offset` on that fit a page, by number and by size. */
function pageFrom<T>(rows: readonly T[], offset: number): T[] {
	const page: T[] = [];
	let bytes = 0;
	for (const row of rows.slice(offset, offset + ROWS_A_PAGE)) {
		bytes += JSON.stringify(row).length;
		if (page.length > 0 && bytes > BYTES_A_PAGE) break;
		page.push(row);
	}
	return page;
}

function search(call: Call): Models.JsonCursorSearchResponse {
	const request = bodyOf(call, searchRequest);
	if (call.assumptions.attributeSearch === 'strict') checkProven(request);
	const { world, simulation } = call;
	const rows = candidates(call, request.query)
		.map((conversation) => ({
			conversation,
			horizon: horizonOf(conversation, world.now(), simulation.settings),
		}))
		.filter(({ conversation, horizon }) => isStored(call, conversation, horizon))
		.filter(({ conversation, horizon }) =>
			request.query.every((asked) => meets(conversation, asked, horizon)),
		)
		.map(({ conversation, horizon }) => rowOf(conversation, horizon));
	if (request.sortOrder === 'DESC') rows.reverse();
	const offset = readCursor(request.cursor);
	const results = pageFrom(rows, offset);
	const next = offset + results.length;
	const more = next < rows.length ? { cursor: Buffer.from(`row:${String(next)}`).toString('base64url') } : {};
	return { types: ['participant_attributes'], results, ...more };
}

/** The search that returns participant attributes, and cannot search by them. */
export const attributeSearchOperations: readonly Operation[] = [
	{
		method: 'POST',
		path: '/api/v2/conversations/participants/attributes/search',
		needs: { any: ['conversation:participant:attributesview'] },
		answer: (call) => ok(search(call)),
	},
];
