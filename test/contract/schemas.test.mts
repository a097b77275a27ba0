import {
	MAX_INTERVAL_DAYS,
	detailsQuery,
	type DetailsQuery,
	lastDays,
} from '../../nodes/shared/conversations/details-query.ts';
import {
	ASSUMPTION_VALUES,
	startSimulator,
	type RecordedRequest,
	type Simulator,
} from '../../simulator/index.mts';
import { openWorkbench, type Workbench } from '../harness/workbench.mts';
import { playFullScenario } from './full-scenario.mts';
import { readModelSchemas, type ModelSchemas } from './model-schemas.mts';
import { foundOrganization } from './organization.mts';
import { logIn, refusalOf, sdkAt } from './sdk.mts';
import { TWINS } from './twins.mts';
import { EVERY_RESOURCE, resourceOf, Witness } from './witness.mts';

/** The first time, the schemas are generated. */
const GENERATING_MS = 60_000;

let simulator: Simulator;
let workbench: Workbench;
let schemas: ModelSchemas;

beforeAll(async () => {
	schemas = readModelSchemas();
	simulator = await startSimulator({ settings: { rateLimit: { enabled: false } } });
	workbench = await openWorkbench();
}, GENERATING_MS);

beforeEach(() => {
	simulator.reset();
	workbench.reset();
});

afterAll(async () => {
	await simulator.close();
	await workbench.close();
});

describe('The schemas', () => {
	it.each([
		{ what: 'a field that the model does not have', answer: { organizations: {} } },
		{ what: 'such a field further in', answer: { organization: { nmae: 'Example Org' } } },
		{ what: 'a field of another type', answer: { authorizedScope: 'none' } },
	])('do not take $what', ({ answer }) => {
		expect(schemas.judge('Answers', 'GET /api/v2/tokens/me')(answer)).toHaveLength(1);
	});

	it('take what the model allows', () => {
		const judge = schemas.judge('Answers', 'GET /api/v2/tokens/me');

		expect(judge({ organization: { name: 'Example Org' }, authorizedScope: [] })).toEqual([]);
	});
});

describe('What the simulator answers fits the models of the official SDK', () => {
	it('on every resource', async () => {
		const witness = await scenario();

		expect(witness.complaints).toEqual([]);
	});

	it('and no resource is left out', async () => {
		const { answered } = await scenario();

		expect(EVERY_RESOURCE.filter((resource) => !answered.has(resource))).toEqual([]);
	});

	it('and no list is only seen without an entry, which would fit any model', async () => {
		const { emptyLists } = await scenario();

		expect(emptyLists).toEqual([]);
	});

	const flips = Object.entries(ASSUMPTION_VALUES).flatMap(([assumption, values]) =>
		values.slice(1).map((value) => ({ assumption, value })),
	);

	it.each(flips)('with $assumption at $value', async ({ assumption, value }) => {
		simulator.configure({ assumptions: { [assumption]: value } });
		const witness = await scenario();

		expect(witness.complaints).toEqual([]);
	});
});

describe('What the simulator refuses with fits the model of the official SDK', () => {
	it.each([400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 500, 502, 503, 504])(
		'with %i',
		async (status) => {
			simulator.faults.add({ kind: 'status', status, match: { path: '^/api/' } });

			expect(await refusalComplaints()).toEqual([]);
		},
	);

	it.each(['retryAfterSeconds', 'retryAfterDate', 'bodyOnly', 'noHint', 'oldCode'] as const)(
		'beyond the rate limit, spelled %s',
		async (spelling) => {
			simulator.faults.add({ kind: 'rateLimit', spelling, match: { path: '^/api/' } });

			expect(await refusalComplaints()).toEqual([]);
		},
	);
});

describe('What the node sends fits the models of the official SDK', () => {
	it.each(Object.values(TWINS).flat())('with $what', async (twin) => {
		const organization = foundOrganization(workbench.simulator.world);
		await workbench.items({
			parameters: twin.node({ ...organization, conversation: organization.start(twin.stage) }),
		});
		const sent = workbench.simulator.requests.filter(({ path }) => path.startsWith('/api/'));

		expect(sent).not.toEqual([]);
		expect(sent.flatMap(bodyComplaints)).toEqual([]);
	});

	it.each<[string, Partial<DetailsQuery>]>([
		['the list of open conversations', { order: 'asc', openOnly: true }],
		['what has ended', { endedOnly: true, orderBy: 'conversationEnd' }],
		['what the customer has left', { openOnly: true, customerHasLeft: true }],
	])('with the query for %s', (_what, query) => {
		const interval = lastDays(MAX_INTERVAL_DAYS, Date.now());
		const body = detailsQuery({ ...interval, order: 'desc', ...query }, 2);
		const judge = schemas.judge('Bodies', 'POST /api/v2/analytics/conversations/details/query');

		expect(judge(body)).toEqual([]);
	});
});

async function scenario(): Promise<Witness> {
	const witness = new Witness(simulator, schemas);
	await playFullScenario(simulator, sdkAt(simulator.url), witness);
	return witness;
}

/** What does not fit in the body of a call's refusal. */
async function refusalComplaints(): Promise<string[]> {
	const sdk = sdkAt(simulator.url);
	await logIn(sdk);
	return schemas.judgeRefusal(await refusalOf(sdk.tokens.getTokensMe()));
}

/** What does not fit in the body of a request; a request without one has nothing to fit. */
function bodyComplaints({ method, path, body }: RecordedRequest): string[] {
	return body === undefined ? [] : schemas.judge('Bodies', resourceOf(method, path))(body);
}
