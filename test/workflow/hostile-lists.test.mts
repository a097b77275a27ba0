import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { GenesysWebMessagingTrigger } from '../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import { answersOf, isRead, oddFor, type Answer, type Odd, type Place } from '../support/hostile-answers.mts';
import {
	ask,
	formAbout,
	furnish,
	listsIn,
	readOn,
	wrongIn,
	type Listed,
	type ListScene,
} from '../support/hostile-lists.mts';
import { shortly } from '../support/hostile-judge.mts';
import { HOSTILE, jsonOf, someValues, type HostileValue, type Meant } from '../support/hostile.mts';
import { withNotes } from '../support/outgoing.mts';
import { withTally } from '../support/tally.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The same values for the same seed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
const RANDOM_VALUES = Number(process.env['HOSTILE_RUNS'] ?? 5);
/** Every value in every list, and in every place of every answer. Otherwise they share both out among them. */
const IS_WHOLE = process.env['HOSTILE_ALL'] === '1';
const SHARE = 5;
/** All odd answers of the index take minutes. */
const LONG_MS = 3_600_000;
/** So many odd answers of each kind of list. */
const MOST_CASES = 40;

const LISTS = [new GenesysWebMessaging(), new GenesysWebMessagingTrigger()]
	.flatMap(({ description, methods }) => listsIn(description).map((list) => ({ ...list, methods })))
	.filter(({ method }, i, all) => all.findIndex((other) => other.method === method) === i)
	.map((list, number) => ({ ...list, number }));
const SEARCHED = LISTS.filter(({ isWhole }) => !isWhole);

/** What an ID must not be, besides what nothing must be. */
const ODD_IDS: readonly Odd[] = [
	{ what: 'an expression', value: '={{ $env }}' },
	{ what: 'parent folders', value: '../../users/me' },
	{ what: 'an encoded way up', value: '..%2f..' },
	{
		what: 'a foreign address',
		value: 'https://evil.example/interactions/3fa85f64-5717-4562-b3fc-2c963f66afa6',
	},
	{ what: 'characters without width', value: '\u200b\u2060' },
];

/** What is tried in a list. */
function valuesFor(number: number, meant: Meant): HostileValue[] {
	const some = HOSTILE.filter((_, i) => IS_WHOLE || i % SHARE === number % SHARE);
	return [...some, ...someValues(meant, SEED + number, RANDOM_VALUES)].map(({ make }) => make(meant));
}

const isText = (value: HostileValue) => typeof value === 'string';

describe('Whatever is typed or answered, the list of a form', () => {
	const bench = withWorkbench();
	const notes = withNotes();
	const tallyAsked = withTally(`hostile texts, pages, and fields above in ${SEARCHED.length} lists`);
	const tallyAnswered = withTally(`odd answers in ${LISTS.length} lists`);

	function setScene(): ListScene {
		bench().reset();
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 1_000_000 } });
		return furnish(simulator.world);
	}

	it('is known here, in both nodes', () => {
		const methods = LISTS.flatMap((list) => [
			...Object.keys(list.methods.listSearch),
			...Object.keys(list.methods.loadOptions),
		]);

		expect(new Set(LISTS.map(({ method }) => method))).toEqual(new Set(methods));
	});

	it.each(SEARCHED)('$method, offers only what has the text in it that somebody has typed', async (list) => {
		const scene = setScene();
		const form = bench().form(scene.parameters);
		const all = (await ask(form, list)).entries;
		const [first] = all;
		if (!first) throw new Error(`${list.method} is empty`);
		const meant = { good: first.name, others: all.at(-1)?.name ?? '' };
		const found: string[] = [];
		for (const text of valuesFor(list.number, meant).filter(isText)) {
			notes();
			tallyAsked();
			const listed = await ask(form, list, text);
			await new Promise((resolve) => setImmediate(resolve));
			const isOther = ({ name, value }: (typeof all)[number]) =>
				!all.some((one) => one.name === name && one.value === value);
			const wrong = [
				...wrongIn(listed, notes(), bench()),
				...(listed.entries.some(isOther) ? ['It offers what is not there'] : []),
				...(text.trim() !== '' && listed.entries.some((one) => !bears(one, text, scene))
					? ['It offers what was not looked for']
					: []),
				...(text.trim() === '' && listed.entries.length < all.length ? ['It offers less than all'] : []),
			];
			found.push(...wrong.map((one) => `${shortly(text)}: ${one}`));
		}

		expect(found).toEqual([]);
		expect((await ask(form, list, 'DANA')).entries.length).toBeGreaterThan(0);
	});

	it.each(SEARCHED)('$method, ends wherever it is said to go on', async (list) => {
		const { parameters } = setScene();
		const form = bench().form(parameters);
		const found: string[] = [];
		for (const page of valuesFor(list.number, { good: '2', others: '3' }).filter(isText)) {
			notes();
			tallyAsked();
			const listed = await ask(form, list, undefined, page);
			await new Promise((resolve) => setImmediate(resolve));
			found.push(...wrongIn(listed, notes(), bench()).map((one) => `${shortly(page)}: ${one}`));
		}

		expect(found).toEqual([]);
	});

	it('searchSessions, is about no other conversation than the one in the field above it', async () => {
		const { own, others } = setScene();
		const meant = { good: own.id, others: others.id };
		const list = { method: 'searchSessions', isWhole: false };
		const found: string[] = [];
		const modes = ['list', 'id', 'url', undefined];
		for (const [number, mode] of modes.entries())
			for (const value of valuesFor(number, meant)) {
				const given = typeof value === 'string' ? value : jsonOf(value);
				if (given === undefined) continue;
				const conversationId = mode === undefined ? given : { __rl: true as const, mode, value: given };
				notes();
				tallyAsked();
				const listed = await ask(bench().form(formAbout(conversationId)), list);
				const wrong = wrongIn(listed, notes(), bench());
				const isOthers = listed.entries.some((one) => one.name.includes('Robin'));
				if (isOthers && given.toLowerCase().includes(own.id)) wrong.push('It is about somebody else');
				found.push(...wrong.map((one) => `${shortly(given)}, ${mode ?? 'itself'}: ${one}`));
			}

		expect(found).toEqual([]);
	});

	/** What is answered while nothing is odd. */
	async function calmAnswersTo(list: (typeof LISTS)[number]): Promise<Answer[]> {
		const { parameters } = setScene();
		const answers = answersOf(bench().simulator);
		const listed = await ask(bench().form(parameters), list);
		expect(wrongIn(listed, notes(), bench())).toEqual([]);
		expect(listed.entries.length).toBeGreaterThan(1);
		return [...answers.values()];
	}

	it.each(LISTS)(
		'$method, offers nothing without a name or an ID, and nothing twice',
		async (list) => {
			const answers = await calmAnswersTo(list);
			const found: string[] = [];
			const cases = answers.flatMap(({ method, path, places }) =>
				places
					.filter((place) => isRead(place.path))
					.flatMap((place) =>
						[...oddFor(place, setScene().others), ...ODD_IDS, ...othersFor(place, places)].map((odd) => ({
							place,
							odd,
							match: { method, path },
						})),
					),
			);
			const every = Math.ceil(cases.length / MOST_CASES);
			for (const { place, odd, match } of cases.filter(
				(one, i) => IS_WHOLE || i % every === SEED % every || isDecisive(one.place.path),
			)) {
				const { parameters } = setScene();
				bench().simulator.faults.add({
					kind: 'oddValue',
					place: place.number,
					match,
					...('value' in odd && { value: odd.value }),
				});
				notes();
				tallyAnswered();
				const listed = await readOn(bench().form(parameters), list);
				await new Promise((resolve) => setImmediate(resolve));
				const wrong = wrongIn(listed, notes(), bench());
				found.push(...wrong.map((one) => `${odd.what} for ${place.path}: ${one}`));
			}

			expect(found).toEqual([]);
			expect(cases.length).toBeGreaterThan(50);
		},
		LONG_MS,
	);

	it.each(LISTS)('$method, tells no secret that is answered', async (list) => {
		const answers = await calmAnswersTo(list);
		const found: string[] = [];
		for (const { method, path, places } of answers.filter((answer) => answer.method === 'GET'))
			for (const place of places.filter((one) => isDecisive(one.path))) {
				const { parameters } = setScene();
				// The token that the credential has is asked for first.
				await ask(bench().form(parameters), list);
				for (const value of bench().secrets()) {
					const { faults } = bench().simulator;
					const fault = faults.add({ kind: 'oddValue', place: place.number, match: { method, path }, value });
					const listed = await readOn(bench().form(parameters), list);
					fault.remove();
					found.push(...wrongIn(listed, notes(), bench()).map((one) => `${place.path}: ${one}`));
				}
			}

		expect(found).toEqual([]);
	});

	it.each(LISTS)('$method, ends where its pages do not', async (list) => {
		const found: string[] = [];
		for (const kind of ['samePage', 'sameCursor'] as const) {
			const { parameters } = setScene();
			const match = { path: '^/api/' };
			bench().simulator.faults.add({ kind, rows: 1, total: 1_000_000, match });
			notes();
			const listed = await readOn(bench().form(parameters), list);
			found.push(...wrongIn(listed, notes(), bench()).map((wrong) => `${kind}: ${wrong}`));
		}

		expect(found).toEqual([]);
	});
});

/** By these it is decided what is offered, and as what. */
function isDecisive(path: string): boolean {
	return /^(?:entities\.0\.(?:id|name|firstName)|cursors\.after|nextUri|pageNumber)$/.test(path);
}

/** What belongs to another entry of the same answer. */
function othersFor({ path, value }: Place, places: readonly Place[]): Odd[] {
	const pattern = path.replaceAll(/\d+/g, '\\d+');
	const other = places.find((one) => one.value !== value && new RegExp(`^${pattern}$`).test(one.path));
	return other ? [{ what: 'that of another entry', value: other.value }] : [];
}

/** Whether an entry is one that somebody can have looked for by this text. */
function bears(
	{ name, value }: Listed['entries'][number],
	text: string,
	{ own, others }: ListScene,
): boolean {
	const tag = value === own.id ? 'ticket of Dana' : value === others.id ? 'ticket of Robin' : '';
	return `${name} ${tag} ${String(value)}`.toLowerCase().includes(text.trim().toLowerCase());
}
