import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { isObject } from '../../scripts/n8n/json.mts';
import type { Execution } from '../harness/engine.mts';
import { NODE } from '../harness/workbench.mts';
import { isForPeople } from '../support/bounds.mts';
import { formFields, operationsOf, type FormField } from '../support/form-fields.mts';
import {
	askedOf,
	statesIn,
	violations,
	type Asked,
	type Outcome,
	type Played,
} from '../support/hostile-judge.mts';
import {
	formAround,
	isOfTheRun,
	meaningOf,
	meantFor,
	stageFor,
	type Meaning,
	type Stage,
} from '../support/hostile-scenes.mts';
import { HOSTILE, someValues, type Hostile, type HostileValue } from '../support/hostile.mts';
import { withNotes } from '../support/outgoing.mts';
import { withTally } from '../support/tally.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The same values for the same seed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
const RANDOM_VALUES = Number(process.env['HOSTILE_RUNS'] ?? 10);
/** Every value in every place. Otherwise fields that are read by the same code share the corpus out among them. */
const IS_WHOLE = process.env['HOSTILE_ALL'] === '1';
const SHARE = 30;

const { description } = new GenesysWebMessaging();
const FIELDS = formFields(description).map((field, number) => ({
	field,
	number,
	name: `${field.resource} ${field.operation}: ${field.path}, ${field.way}${field.isChosenByExpression ? ', chosen by an expression' : ''}`,
}));

describe('Whatever a workflow hands to', () => {
	const bench = withWorkbench();
	const notes = withNotes();
	const tally = withTally(`hostile values in ${FIELDS.length} places of the node's forms`);

	function valuesFor({ field, number }: (typeof FIELDS)[number], meaning: Meaning, stage: Stage): Hostile[] {
		const [chat] = stage.chats;
		if (!chat) throw new Error('A stage without conversations');
		const random = someValues(meantFor(field, meaning, chat, stage), SEED + number, RANDOM_VALUES);
		const isShared = !IS_WHOLE && isReadElsewhere(field);
		const shared = HOSTILE.filter(
			(_, i) =>
				!isShared || i % Math.ceil(HOSTILE.length / SHARE) === number % Math.ceil(HOSTILE.length / SHARE),
		);
		return [...shared, ...random];
	}

	async function play(
		place: (typeof FIELDS)[number],
	): Promise<{ played: Played; executions: readonly Execution[] }> {
		const { field } = place;
		const meaning = meaningOf(field);
		if (!meaning) throw new Error(`Nobody has said in hostile-scenes.mts what ${place.name} is for`);
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 1_000_000 } });
		const stage = stageFor(field, simulator.world, HOSTILE.length + RANDOM_VALUES + 60);
		const parameters = field.with('={{ $json.value }}', formAround(field, stage));
		const values = askedOf(field, meaning, stage, valuesFor(place, meaning, stage), (value) =>
			asHandedOn(field, value),
		);
		const before = statesIn(stage.world);
		notes();
		const groups = isOfTheRun(field) ? values.map((value) => [value]) : [values];
		const executions: Execution[] = [];
		const outcomes: Outcome[] = [];
		for (const group of groups) {
			const items = group.map(({ given, chat }) => ({ ...chat.words, value: given }));
			const execution = await bench().run({
				parameters,
				items,
				settings: { onError: 'continueRegularOutput' },
			});
			executions.push(execution);
			outcomes.push(...outcomesOf(execution, group));
		}
		await new Promise((resolve) => setImmediate(resolve));
		const hasStopped = executions.some((execution) => execution.error(NODE));
		const { requests } = simulator;
		const played = { field, meaning, stage, hasStopped, outcomes, requests, before, ...notes() };
		return { played, executions };
	}

	it.each(FIELDS)('$name, nothing is done that must not be, and a clear word is said', async (place) => {
		const { played, executions } = await play(place);
		tally(played.outcomes.length);

		expect(executions.length).toBeGreaterThan(0);
		expect([
			...executions.flatMap((execution) => ofExecution(execution, bench().secrets())),
			...violations(played, bench().simulator.url),
		]).toEqual([]);
	});

	it('a parameter, each of them is known here by what it is for', () => {
		const unknown = FIELDS.filter(({ field }) => meaningOf(field) === undefined).map(({ name }) => name);

		expect(unknown).toEqual([]);
		expect(new Set(FIELDS.map(({ field }) => `${field.resource} ${field.operation}`)).size).toBe(
			operationsOf(description).length,
		);
	});
});

/** Within a collection, n8n makes a text of what is a DateTime before a node is given it. */
function asHandedOn({ path }: FormField, value: HostileValue): HostileValue {
	const isDateTime = typeof value === 'object' && value !== null && 'isLuxonDateTime' in value;
	if (!isDateTime || !path.includes('.')) return value;
	const text: unknown = JSON.parse(JSON.stringify(value));
	return typeof text === 'string' ? text : 'Invalid DateTime';
}

/** The same code reads the same field in another place as well; and six requests for each value are many. */
function isReadElsewhere(field: FormField): boolean {
	const isOtherWay = field.property.type === 'resourceLocator' && field.way !== 'id';
	const isDear = field.path.startsWith('attribute');
	return field.isChosenByExpression || isOfTheRun(field) || isOtherWay || isDear;
}

function outcomesOf(execution: Execution, values: readonly Asked[]): Outcome[] {
	const output = execution.output(NODE);
	return values.map((value, i) => {
		const items = output
			.filter(({ pairedItem }) => isObject(pairedItem) && pairedItem['item'] === i)
			.map(({ json }) => json);
		const { error: title, message: text } = items.find((json) => 'error' in json) ?? {};
		const isFailure = typeof title === 'string' && typeof text === 'string';
		return {
			...value,
			items: items.filter((json) => !('error' in json)),
			failure: isFailure ? { title, text } : undefined,
		};
	});
}

/** What must not be in a run as a whole. */
function ofExecution(execution: Execution, secrets: readonly string[]): string[] {
	const found: string[] = [];
	const error = execution.error(NODE);
	if (error) found.push(`A run stopped although it may continue: ${error.message}`);
	const output = execution.output(NODE);
	const shown = JSON.stringify([output.map(({ json }) => json), execution.hints(NODE)]);
	if (secrets.some((secret) => shown.includes(secret))) found.push('A secret shows');
	const hints = execution.hints(NODE).filter((hint) => !isForPeople(hint));
	found.push(...hints.map((hint) => `A hint is not for people: ${hint}`));
	const places = output.map(({ pairedItem }) => (isObject(pairedItem) ? Number(pairedItem['item']) : NaN));
	if (places.some((place, i) => !(place >= (places[i - 1] ?? 0)))) found.push('The items are out of order');
	return found;
}
