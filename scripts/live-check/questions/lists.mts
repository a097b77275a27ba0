import { searchAttributes } from '../../../nodes/shared/conversations/calls.ts';
import { MINUTE_MS } from '../../../nodes/shared/conversations/time.ts';
import type { JsonObject } from '../../../nodes/shared/platform/json.ts';
import { isOpen, legsOf } from '../legs.mts';
import { ended, refusal, type Indexed, type Look } from '../look.mts';
import type { Request } from '../platform.mts';
import type { ReadingQuestion } from '../question.mts';
import { Unanswered } from '../trouble.mts';

const SECOND_MS = 1_000;
/** Conversations that are looked for in the attribute search, open ones and ended ones. */
const SOUGHT = 5;

/** What else than the two times the attribute search may take, each by itself. */
const EXTRAS: ReadonlyArray<{ what: string; request?: JsonObject; criterion?: JsonObject }> = [
	{ what: 'sortOrder', request: { sortOrder: 'DESC' } },
	{ what: 'sortBy', request: { sortBy: 'startTime' } },
	{ what: 'dateFormat', criterion: { dateFormat: "yyyy-MM-dd'T'HH:mm:ss.SSSX" } },
	{ what: 'operator', criterion: { operator: 'AND' } },
];

function searchCall(from: number, to: number): Request {
	const [start, end] = [from, to].map((time) => new Date(time).toISOString());
	return {
		...searchAttributes(start ?? '', end ?? '', undefined),
		permission: 'conversation:participant:attributesview',
	};
}

function searchWith(from: number, to: number, extra: (typeof EXTRAS)[number]): Request {
	const [start, end] = [from, to].map((time) => new Date(time).toISOString());
	const range = { type: 'DATE_RANGE', fields: ['startTime'], startValue: start ?? '', endValue: end ?? '' };
	return {
		method: 'POST',
		path: searchCall(from, to).path,
		body: { query: [{ ...range, ...extra.criterion }], ...extra.request },
	};
}

async function isInSearch(look: Look, { id, start }: Indexed): Promise<boolean> {
	const body = await look.read(searchCall(start - SECOND_MS, start + SECOND_MS));
	return body.at('results').list.some((row) => row.at('conversationId').text === id);
}

async function countInSearch(look: Look, conversations: readonly Indexed[]): Promise<number> {
	let count = 0;
	for (const one of conversations) if (await isInSearch(look, one)) count += 1;
	return count;
}

/** How other lists and searches answer. */
export const listQuestions: readonly ReadingQuestion[] = [
	{
		kind: 'reads',
		name: 'attribute-search',
		title: 'What does the attribute search take besides a range of times?',
		settles: ['attributeSearch'],
		steps: [
			'searches the participant attributes of the last hour by time alone',
			...EXTRAS.map(({ what }) => `the same with ${what}`),
		],
		ask: async (look, note) => {
			const [from, to] = [look.now() - 60 * MINUTE_MS, look.now()];
			await look.read(searchCall(from, to));
			const taken: string[] = [];
			const refused: string[] = [];
			for (const extra of EXTRAS) {
				const request = searchWith(from, to, extra);
				const { status } = await look.ask(request);
				note.saw(`With ${extra.what}: status ${status}.`);
				if (status === 200) taken.push(extra.what);
				else if (status === 400) refused.push(extra.what);
				else throw refusal(request, status);
			}
			if (refused.length === 0) note.value('attributeSearch', 'lenient');
			else if (taken.length === 0) note.value('attributeSearch', 'strict');
			else note.other('attributeSearch', `takes ${taken.join(', ')}, and refuses ${refused.join(', ')}`);
		},
	},
	{
		kind: 'reads',
		name: 'attribute-search-open',
		title: 'Does the attribute search show conversations that have not ended?',
		settles: ['attributeSearchShowsOpen'],
		steps: [
			`looks for up to ${SOUGHT} open conversations in the attribute search, which are a while old`,
			'reads those live that it shows, to see that they are open',
			`if it shows none, looks for up to ${SOUGHT} that have ended`,
		],
		ask: async (look, note) => {
			const isOldEnough = ({ start }: Indexed) => start < look.now() - 15 * MINUTE_MS;
			const open = (await look.index(7, { conversationFilters: [ended('notExists')] })).filter(isOldEnough);
			if (open.length === 0)
				throw new Unanswered('no web messaging conversation has been open for a quarter of an hour');
			const sought = open.slice(0, SOUGHT);
			for (const one of sought) {
				if (!(await isInSearch(look, one))) continue;
				if (!legsOf(await look.live(one.id)).some(isOpen)) continue;
				note.saw('The search shows a conversation that is open.');
				note.value('attributeSearchShowsOpen', true);
				return;
			}
			const over = (await look.index(7, { conversationFilters: [ended('exists')] })).filter(isOldEnough);
			const shown = await countInSearch(look, over.slice(0, SOUGHT));
			note.saw(
				`The search shows none of ${sought.length} open conversation(s), and ${shown} that have ended.`,
			);
			if (shown === 0) throw new Unanswered('the search shows no ended conversation either');
			note.value('attributeSearchShowsOpen', false);
		},
	},
	{
		kind: 'reads',
		name: 'wrap-up-code-name',
		title: 'Does an asterisk stand for anything in the list of wrap-up codes?',
		settles: ['wrapUpCodeName'],
		steps: [
			'lists some wrap-up codes',
			'lists those with the name of one as it is written',
			'lists those with its first three letters and an asterisk',
		],
		ask: async (look, note) => {
			const list = async (query: Request['query']) =>
				(
					await look.read({
						method: 'GET',
						path: '/api/v2/routing/wrapupcodes',
						permission: 'routing:wrapupCode:view',
						query: { pageSize: 25, ...query },
					})
				).at('entities').list;
			const names = (await list({})).flatMap((code) => code.at('name').text ?? []);
			const name = names.find((one) => /^[a-z]{3}.*[a-z]/i.test(one) && !one.includes('*'));
			if (name === undefined) throw new Unanswered('there is no wrap-up code whose name begins with letters');
			const hasIt = async (written: string) =>
				(await list({ name: written })).some((code) => code.at('name').text === name);
			if (!(await hasIt(name))) throw new Unanswered('a code is not found by its whole name either');
			const isWildcard = await hasIt(`${name.slice(0, 3)}*`);
			note.saw(`With an asterisk, the code is ${isWildcard ? 'found' : 'not found'}.`);
			note.value('wrapUpCodeName', isWildcard ? 'wildcard' : 'exact');
		},
	},
];
