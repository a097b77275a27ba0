import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { isObject } from '../../scripts/n8n/json.mts';
import { agentWithTool } from '../harness/node-run.mts';
import { choicesOf, formFields, operationsOf, type FormField } from '../support/form-fields.mts';
import {
	askedOf,
	hasChanged,
	shortly,
	statesIn,
	violations,
	type Asked,
	type Outcome,
} from '../support/hostile-judge.mts';
import {
	formAround,
	isChange,
	meaningOf,
	meantFor,
	stageFor,
	type Meaning,
	type Stage,
} from '../support/hostile-scenes.mts';
import { HOSTILE, jsonOf, someValues, type Hostile, type HostileValue } from '../support/hostile.mts';
import { withNotes } from '../support/outgoing.mts';
import { withTally } from '../support/tally.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The same values for the same seed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
const RANDOM_VALUES = Number(process.env['HOSTILE_RUNS'] ?? 2);
/** Every value in every place. Otherwise the fields share the corpus out among them: items bring all of it to the same code. */
const IS_WHOLE = process.env['HOSTILE_ALL'] === '1';
const SHARE = 6;
/** What a model that was talked into something gives first of all; and what it forgets. */
const ALWAYS = [
	'undefined',
	'null',
	'an empty text',
	'true',
	'false',
	'0',
	'100 kB',
	'another header',
	'a way up behind it',
	"somebody else's",
];

/** No field gets more than these and its choices. */
const MOST_USES = (IS_WHOLE ? HOSTILE.length : SHARE + ALWAYS.length) + RANDOM_VALUES + 2;

/** What the model gives without having been asked for it. */
const UNASKED = {
	allowAsTool: true,
	dryRun: false,
	options: { allowAsTool: true, dryRun: false, checkFirst: false, maxCloses: 10_000 },
	filters: {},
	parameters: { allowAsTool: true },
	found: false,
	toolCallId: '../../users/me',
	query: { allowAsTool: true },
};

const description = { ...new GenesysWebMessaging().description, name: 'genesysWebMessagingTool' };
const FIELDS = formFields(description).map((field, number) => ({
	field,
	number,
	name: `${field.resource} ${field.operation}: ${field.path}, ${field.way}${field.isChosenByExpression ? ', chosen by an expression' : ''}`,
}));
type Place = (typeof FIELDS)[number];

/** How the arguments come to the step is the same for all of them, and so are the schema's refusals. */
const IN_SHORT = FIELDS.filter(
	({ field }) =>
		IS_WHOLE ||
		!(field.isChosenByExpression || (field.property.type === 'resourceLocator' && field.way !== 'id')),
);

/** As n8n's form writes it when somebody lets the model define a parameter. */
function fromAi(name: string, type = 'string'): string {
	return `={{ /*n8n-auto-generated-fromAI-override*/ $fromAI('${name}', \`\`, '${type}') }}`;
}

/** The type of argument that the model is told to give. */
function typeFor({ property: { type } }: FormField, good: HostileValue): string {
	if (Array.isArray(good)) return 'json';
	return ['boolean', 'json', 'number'].includes(type) ? type : 'string';
}

/** What else stands in the form is filled in by the model as well, and rightly. */
function formOfTool(field: FormField, stage: Stage, type: string): INodeParameters {
	const around = field.with(fromAi('value', type), formAround(field, stage));
	const filledIn: unknown = JSON.parse(
		JSON.stringify(around, (_name, value: unknown) => {
			const [, name] = typeof value === 'string' ? (/^=\{\{ \$json\.(\w+) \}\}$/.exec(value) ?? []) : [];
			return name === undefined ? value : fromAi(name);
		}),
	);
	if (!isForm(filledIn)) throw new Error('A form is an object');
	return filledIn;
}

const isForm = (value: unknown): value is INodeParameters => isObject(value);

/** What is no value is no argument either. */
const asHandedOn = (value: HostileValue) => value ?? undefined;

const argumentsFor = ({ chat, given }: Asked): IDataObject => ({
	...UNASKED,
	...chat.words,
	...(given !== undefined && { value: given }),
});

/** The two ways in which n8n lets an agent use a tool; in the second one n8n itself refuses what does not fit the tool's schema. */
describe.each([
	{ agent: 'askingAgent', fields: FIELDS },
	{ agent: 'callingAgent', fields: IN_SHORT },
])('Whatever an AI agent ($agent) fills in for', ({ agent, fields }) => {
	const bench = withWorkbench();
	const notes = withNotes();
	const tally = withTally('uses of the node as a tool');

	function valuesFor({ field, number }: Place, meaning: Meaning, stage: Stage): Hostile[] {
		const [chat] = stage.chats;
		if (!chat) throw new Error('A stage without conversations');
		const meant = meantFor(field, meaning, chat, stage);
		const every = Math.ceil(HOSTILE.length / SHARE);
		const some = HOSTILE.filter(
			({ what }, i) => IS_WHOLE || ALWAYS.includes(what) || i % every === number % every,
		);
		return [...some, ...someValues(meant, SEED + number, RANDOM_VALUES)].filter(({ make }) => {
			const value = make(meant);
			return value === undefined || jsonOf(value) !== undefined;
		});
	}

	/** What the agent is given for each of them. */
	async function use(parameters: INodeParameters, asked: readonly Asked[]): Promise<Outcome[]> {
		const execution = await bench().engine.run(agentWithTool(agent, parameters, asked.map(argumentsFor)));
		const error = execution.error('Agent');
		if (error) throw error;
		tally(asked.length);
		const told = execution.json('Agent');
		expect(told).toHaveLength(asked.length);
		expect(
			bench()
				.secrets()
				.filter((secret) => JSON.stringify(told).includes(secret)),
		).toEqual([]);
		return asked.map((one, i) => ({ ...one, ...outcomeOf(told[i] ?? {}) }));
	}

	it.each(fields)('$name, nothing is done that must not be, and a clear word is said', async (place) => {
		const { field } = place;
		const meaning = meaningOf(field);
		if (!meaning) throw new Error(`Nobody has said in hostile-scenes.mts what ${place.name} is for`);
		const { simulator } = bench();
		simulator.configure({ rateLimit: { allowed: 1_000_000 } });
		const choices = field.property.type === 'boolean' ? 2 : choicesOf(field.property).length;
		const stage = stageFor(field, simulator.world, MOST_USES + choices);
		const asked = askedOf(field, meaning, stage, valuesFor(place, meaning, stage), asHandedOn);
		const parameters = formOfTool(field, stage, typeFor(field, asked[0]?.given));
		const before = statesIn(stage.world);
		notes();
		if (isChange(field)) {
			await use({ ...parameters, allowAsTool: false }, asked);

			expect(simulator.requests.filter(hasChanged)).toEqual([]);
		}
		const all = await use({ ...parameters, ...(isChange(field) && { allowAsTool: true }) }, asked);
		const outcomes = all.filter(({ isRight, failure }) => isRight || !isRefusedByAgent(failure));
		await new Promise((resolve) => setImmediate(resolve));
		const { requests } = simulator;
		const played = { field, meaning, stage, hasStopped: false, outcomes, requests, before, ...notes() };

		expect(violations(played, simulator.url)).toEqual([]);
	});
});

describe('The form of an AI agent’s tool', () => {
	it('lets the agent fill in what an expression can fill in, and no more', () => {
		const placeOf = ({ resource, operation, path, way }: FormField) =>
			[resource, operation, path, way].join(' ');
		const inStep = formFields(new GenesysWebMessaging().description).map(placeOf);

		expect(new Set(FIELDS.map(({ field }) => placeOf(field)))).toEqual(new Set(inStep));
		expect(new Set(FIELDS.map(({ field }) => `${field.resource} ${field.operation}`)).size).toBe(
			operationsOf(description).length,
		);
	});
});

function outcomeOf(told: IDataObject): Pick<Outcome, 'items' | 'failure'> {
	const { given, error } = told;
	const items = Array.isArray(given) ? given.filter((one): one is IDataObject => isObject(one)) : [];
	if (!isObject(error)) return { items, failure: undefined };
	const { message, description: text } = error;
	if (typeof message !== 'string' || typeof text !== 'string') throw new Error(`Not told: ${shortly(told)}`);
	return { items: [], failure: { title: message, text } };
}

/** The tool was not run. */
function isRefusedByAgent(failure: Outcome['failure']): boolean {
	return failure?.title.startsWith('Received tool input did not match expected schema') === true;
}
