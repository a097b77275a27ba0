import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { GenesysWebMessagingTrigger } from '../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import type { World } from '../../simulator/index.mts';
import { outOfBounds, toldBadly, type ToldError } from '../support/bounds.mts';
import { choicesOf, placesIn, waysInto } from '../support/form-fields.mts';
import {
	flag,
	meaningOf,
	meantFor,
	number,
	stageFor,
	type Meaning,
	type Stage,
} from '../support/hostile-scenes.mts';
import { HOSTILE, jsonOf, someValues, type Hostile, type HostileValue } from '../support/hostile.mts';
import { withNotes } from '../support/outgoing.mts';
import { activate } from '../support/trigger.mts';
import { withTally } from '../support/tally.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The same values for the same seed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
const RANDOM_VALUES = Number(process.env['HOSTILE_RUNS'] ?? 10);

/** What an expression can give, and JSON cannot say. No item comes in, so it is worked out from nothing. */
const IN_WORDS: ReadonlyMap<string, string> = new Map([
	['undefined', 'undefined'],
	['NaN', 'NaN'],
	['Infinity', '1 / 0'],
	['-Infinity', '-1 / 0'],
	['-0', '-0'],
	['a list of holes', 'Array(2)'],
	['a list of nothing', '[undefined, undefined]'],
	['a date', "new Date('2026-02-03T04:05:06Z')"],
	['a date that is none', "new Date('none')"],
	['a DateTime', "DateTime.fromISO('2026-02-03T04:05:06Z')"],
	['a DateTime that is none', "DateTime.fromISO('none')"],
	['a duration', 'Duration.fromMillis(5)'],
	['a pattern', '/x/'],
]);

/** What only the trigger has. */
const ITS_OWN: Readonly<Record<string, Meaning>> = {
	'options.alreadyIdle': flag(true),
	'options.maxEvents': number(500, 1, 5_000),
	'options.overlapMinutes': number(15, 1, 120),
};

const { properties } = new GenesysWebMessagingTrigger().description;
const PLACES = properties
	.flatMap((property) => placesIn(property))
	.flatMap((place) => waysInto(place.property).map(([way, put]) => ({ ...place, way, put })))
	.map((place) => ({ ...place, name: `${place.path}, ${place.way}`, meaning: meaningAt(place.path) }));

/** The same fields are in the form of Get Many, as filters for some part. */
function meaningAt(path: string): Meaning | undefined {
	const asIn = (where: string) => meaningOf({ resource: 'conversation', operation: 'getAll', path: where });
	return ITS_OWN[path] ?? asIn(`filters.${path}`) ?? asIn(path);
}

/** An expression that gives a value; undefined where none can be written down. */
function expressionFor({ what }: Hostile, value: HostileValue): string | undefined {
	const words = IN_WORDS.get(what);
	if (words !== undefined) return `={{ ${words} }}`;
	const json = jsonOf(value);
	// Braces would end the expression.
	const text = json && JSON.stringify(json).replaceAll('{', '\\u007b').replaceAll('}', '\\u007d');
	return text && `={{ JSON.parse(${text}) }}`;
}

/** What came of a poll. */
interface Played {
	readonly items: readonly IDataObject[];
	readonly error: ToldError | undefined;
}

interface Asked {
	readonly value: HostileValue;
	readonly name: string;
	readonly meaning: Meaning;
	readonly stage: Stage;
	readonly isRight: boolean;
}

/** What must not be, in sentences; nothing where all is well. */
function ofOutcome({ items, error }: Played, { value, name, meaning, stage, isRight }: Asked): string[] {
	const { canMean, fits } = meaning;
	const [chat] = stage.chats;
	const found: string[] = [];
	const refusal = `The value of '${name}' cannot be used`;
	if (!canMean(value) && error?.title !== refusal)
		found.push(`it was not refused by the name of the field: ${error?.title ?? `${items.length} events`}`);
	if (isRight && error) found.push(`it was refused: ${error.title}. ${error.text}`);
	if (isRight && items.length === 0) found.push('it has given nothing');
	if (error) found.push(...toldBadly(error, [refusal]));
	for (const { eventId } of items) {
		const [, id = ''] = typeof eventId === 'string' ? eventId.split(':') : [];
		const given = stage.world.conversations.byId(id);
		if (!given || !chat) found.push('it gave what is no conversation');
		else if (fits && !fits(given, value, chat, stage.world)) found.push(`it gave ${given.id}`);
	}
	return found;
}

describe('Whatever stands in the form of the trigger for', () => {
	const bench = withWorkbench();
	const notes = withNotes();
	const tally = withTally(`hostile values in ${PLACES.length} places of the trigger's form`);

	it('a field, it is known here what it is for', () => {
		expect(PLACES.filter(({ meaning }) => meaning === undefined).map(({ path }) => path)).toEqual([]);
		expect(PLACES.length).toBeGreaterThan(9);
	});

	it.each(PLACES)('$name, nothing is given that must not be, and a clear word is said', async (place) => {
		const { path, property, meaning } = place;
		if (!meaning) throw new Error(`Nobody has said in hostile-scenes.mts what ${path} is for`);
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 1_000_000 } });
		const { world } = simulator;
		const stage = stageFor({ resource: 'conversation', operation: 'getAll', path }, world, 1);
		const [chat] = stage.chats;
		if (!chat) throw new Error('A stage without conversations');
		const meant = meantFor(place, meaning, chat, stage);
		const right = [
			{ what: 'THE RIGHT VALUE', make: () => meaning.good(chat, stage) },
			...choicesOf(property).map((value) => ({ what: 'a choice of the form', make: () => value })),
		];
		const found: string[] = [];
		let tried = 0;
		for (const hostile of [...right, ...HOSTILE, ...someValues(meant, SEED, RANDOM_VALUES)]) {
			const value = hostile.make(meant);
			const expression = expressionFor(hostile, value);
			if (expression === undefined) continue;
			tried += 1;
			tally();
			notes();
			const played = await play(path, place.into(around(path), place.put(expression)), world);
			await new Promise((resolve) => setImmediate(resolve));
			const { outgoing, unhandled } = notes();
			const wrong = [
				...unhandled.map((reason) => `nobody has handled ${String(reason)}`),
				...outOfBounds(outgoing, simulator.url),
				...ofOutcome(played, {
					value,
					name: property.displayName,
					meaning,
					stage,
					isRight: hostile.what === 'THE RIGHT VALUE',
				}),
				...(played.error && !meaning.canMean(value) && outgoing.length > 0 ? ['requests were sent'] : []),
			];
			found.push(...wrong.map((one) => `${hostile.what} (${expression.slice(0, 90)}): ${one}`));
		}

		expect(found).toEqual([]);
		expect(tried).toBeGreaterThan(100);
	});

	/** Publishes the workflow, lets something happen, and polls. */
	async function play(path: string, parameters: INodeParameters, world: World): Promise<Played> {
		try {
			const trigger = await activate(bench(), parameters);
			if (path === 'options.overlapMinutes') {
				world.clock.advance(MINUTE_MS);
				world.startConversation({
					customerName: 'Robin',
					startedAt: world.now(),
					queue: world.addQueue({ name: 'Late' }),
					stage: 'flow',
				});
				// The index is late.
				world.clock.advance(2 * MINUTE_MS);
			}
			return { items: await trigger.poll(), error: undefined };
		} catch (error) {
			if (!(error instanceof Error)) throw error;
			const text = 'description' in error && typeof error.description === 'string' ? error.description : '';
			return { items: [], error: { title: error.message, text } };
		}
	}
});

/** What else stands in the form. */
function around(path: string): INodeParameters {
	return {
		event: path === 'options.overlapMinutes' ? 'conversationStarted' : 'conversationIdle',
		idleForMinutes: 30,
		...(path === 'fields' && { output: 'selectedFields' }),
		options: { ...(path !== 'options.overlapMinutes' && { alreadyIdle: true }) },
	};
}
