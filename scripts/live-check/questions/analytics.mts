import { ended, matching, nobodysId, refusal, rowsOf, type Indexed } from '../look.mts';
import type { ReadingQuestion } from '../question.mts';
import { Unanswered } from '../trouble.mts';

/** The first page beyond the row from which on Genesys Cloud has been seen to fail, and where it ends. */
const DEEP_PAGE = 82;
const DEEPEST_ASKED = DEEP_PAGE * 100;

/** A text with its letters the other way round: capitals small, and small ones capital. */
function otherCase(text: string): string {
	return text.replace(/[a-z]/gi, (letter) =>
		letter === letter.toLowerCase() ? letter.toUpperCase() : letter.toLowerCase(),
	);
}

function nameIn({ row }: Indexed): string | undefined {
	const names = row
		.at('participants')
		.list.flatMap((participant) => participant.at('participantName').text ?? []);
	return names.find((name) => otherCase(name) !== name);
}

function isAscending(times: readonly number[]): boolean {
	return times.every((time, index) => index === 0 || time >= (times[index - 1] ?? time));
}

/** How the details query of the analytics index answers. */
export const analyticsQuestions: readonly ReadingQuestion[] = [
	{
		kind: 'reads',
		name: 'empty-list',
		title: 'Does the details query answer with an empty list when nothing matches?',
		settles: ['emptyConversationsKey'],
		steps: ['searches for a conversation with an ID that nothing has'],
		ask: async (look, note) => {
			const body = await look.read(
				look.indexCall(1, { conversationFilters: [matching('conversationId', nobodysId())] }),
			);
			const found = body.at('conversations');
			note.saw(`The key "conversations" is ${found.isThere ? 'there' : 'not there'}.`);
			if (found.list.length > 0) throw new Unanswered('something was found that cannot be');
			if (!found.isThere || Array.isArray(found.value)) note.value('emptyConversationsKey', found.isThere);
			else note.other('emptyConversationsKey', 'the key is there, and is no list');
		},
	},
	{
		kind: 'reads',
		name: 'matches-case',
		title: 'Does "matches" in the details query ignore case?',
		settles: ['matchesIgnoresCase'],
		steps: [
			'searches for a recent conversation by the name of a participant as it is written',
			'searches for the same one with small letters and capitals exchanged',
		],
		ask: async (look, note) => {
			const named = (await look.recent()).find((one) => nameIn(one) !== undefined);
			const name = named === undefined ? undefined : nameIn(named);
			if (named === undefined || name === undefined)
				throw new Unanswered('no recent conversation has a participant whose name has letters');
			const isFoundBy = async (written: string): Promise<boolean> => {
				const rows = await look.index(7, {
					segmentFilters: [matching('participantName', written)],
					conversationFilters: [matching('conversationId', named.id)],
				});
				return rows.some(({ id }) => id === named.id);
			};
			if (!(await isFoundBy(name)))
				throw new Unanswered('a conversation is not found by the name as it is written either');
			const isFound = await isFoundBy(otherCase(name));
			note.saw(`With the case exchanged, the conversation is ${isFound ? 'found' : 'not found'}.`);
			note.value('matchesIgnoresCase', isFound);
		},
	},
	{
		kind: 'reads',
		name: 'order-by-end',
		title: 'Does the details query keep to an order by the end of conversations?',
		settles: ['ordersByEnd'],
		steps: ['lists the ended conversations of the last week in the order of their ends'],
		ask: async (look, note) => {
			const rows = await look.index(7, {
				order: 'asc',
				orderBy: 'conversationEnd',
				conversationFilters: [ended('exists')],
			});
			// An order shows only where there is more than one.
			if (rows.length < 2)
				throw new Unanswered(
					`the last week has ${rows.length} ended conversation(s), and nothing can be told from fewer than two`,
				);
			const byEnd = isAscending(rows.flatMap(({ end }) => end ?? []));
			const byStart = isAscending(rows.map(({ start }) => start));
			note.saw(`${rows.length} row(s): ends in order: ${yes(byEnd)}, starts in order: ${yes(byStart)}.`);
			if (byEnd && byStart)
				throw new Unanswered('the conversations of the last week ended in the order in which they began');
			if (byEnd || byStart) note.value('ordersByEnd', byEnd);
			else note.other('ordersByEnd', 'an order neither by the end nor by the start');
		},
	},
	{
		kind: 'reads',
		name: 'deep-pages',
		title: 'Does the details query fail on pages beyond the 8,000th row?',
		settles: ['deepPagesFail'],
		steps: [
			'asks how many web messaging conversations began in the last month',
			`asks for page ${DEEP_PAGE} of them, if there are more than ${DEEPEST_ASKED}`,
		],
		ask: async (look, note) => {
			const hits = (await look.read(look.indexCall(30))).at('totalHits').number ?? 0;
			// The total is an estimate.
			if (hits < DEEPEST_ASKED * 1.05)
				throw new Unanswered(
					`fewer than ${DEEPEST_ASKED} web messaging conversations began in the last month`,
				);
			const call = look.indexCall(30, { paging: { pageSize: 100, pageNumber: DEEP_PAGE } });
			const { status, body } = await look.ask(call);
			note.saw(`Page ${DEEP_PAGE} is answered with status ${status}.`);
			if ([401, 403, 429].includes(status)) throw refusal(call, status);
			if (status === 200 && rowsOf(body).length === 0)
				note.other('deepPagesFail', 'status 200 without a row');
			else if (status === 200 || status === 502) note.value('deepPagesFail', status === 502);
			else note.other('deepPagesFail', `status ${status}`);
		},
	},
];

function yes(isSo: boolean): string {
	return isSo ? 'yes' : 'no';
}
