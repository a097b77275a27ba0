import type { ClientSettings, SettingsChange, Simulator } from '../../simulator/index.mts';
import { DEFAULT_CLIENT, startSimulator } from '../../simulator/index.mts';

/** An answer of the simulator: status, headers, and the body parsed if it is JSON. */
export interface Answer {
	readonly status: number;
	readonly headers: Headers;
	readonly text: string;
	readonly json: Json;
}

/** JSON that a test walks through by keys; a missing key gives undefined, also further down. */
export class Json {
	readonly value: unknown;

	constructor(value: unknown) {
		this.value = value;
	}

	/** The value at the end of this path. */
	at(...path: (number | string)[]): unknown {
		return path.reduce<unknown>((value, key) => {
			if (typeof value !== 'object' || value === null) return undefined;
			return Object.entries(value).find(([name]) => name === String(key))?.[1];
		}, this.value);
	}

	/** The elements of the list at the end of this path; none if there is no list. */
	list(...path: (number | string)[]): Json[] {
		const found = this.at(...path);
		return Array.isArray(found) ? found.map((element: unknown) => new Json(element)) : [];
	}
}

/** A client of the simulator that has a token. */
export interface Api {
	readonly token: string;
	(method: string, path: string, body?: unknown): Promise<Answer>;
}

/** Starts a simulator whose clock stands still at a known time. */
export async function startAt(instant: string, settings: SettingsChange = {}): Promise<Simulator> {
	const simulator = await startSimulator({ settings });
	simulator.world.clock.set(instant);
	return simulator;
}

/**
 * One simulator for all tests of a block. Before each of them it is as it was at the start, its clock stands still at a known
 * time, and somebody is logged in.
 */
export function withSimulator(
	instant: string,
	begin: (simulator: Simulator, api: Api) => void,
	settings: SettingsChange = {},
): void {
	let simulator: Simulator;

	beforeAll(async () => {
		simulator = await startAt(instant, settings);
	});

	beforeEach(async () => {
		simulator.reset();
		simulator.world.clock.set(instant);
		begin(simulator, await logIn(simulator));
	});

	afterAll(async () => {
		await simulator.close();
	});
}

/** Any request. */
export async function send(url: string, init: RequestInit = {}): Promise<Answer> {
	const response = await fetch(url, { redirect: 'manual', ...init });
	const text = await response.text();
	return { status: response.status, headers: response.headers, text, json: new Json(parsed(text)) };
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text) as unknown;
	} catch {
		return undefined;
	}
}

/** POST /oauth/token with HTTP Basic. */
export async function requestToken(
	simulator: Simulator,
	client: Pick<ClientSettings, 'id' | 'secret'> = DEFAULT_CLIENT,
	form: Record<string, string> = { grant_type: 'client_credentials' },
): Promise<Answer> {
	const basic = Buffer.from(`${client.id}:${client.secret}`).toString('base64');
	return send(`${simulator.url}/oauth/token`, {
		method: 'POST',
		headers: { authorization: `Basic ${basic}` },
		body: new URLSearchParams(form),
	});
}

/** Logs in and gives the way to call the API. */
export async function logIn(
	simulator: Simulator,
	client?: Pick<ClientSettings, 'id' | 'secret'>,
): Promise<Api> {
	const answer = await requestToken(simulator, client);
	const token = String(answer.json.at('access_token'));
	const call = async (method: string, path: string, body?: unknown) =>
		send(`${simulator.url}${path}`, {
			method,
			// As the official SDK does, also where there is no body.
			headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
			...(body === undefined ? {} : { body: JSON.stringify(body) }),
		});
	return Object.assign(call, { token });
}

/** A details query over the given days, with what else the body should say. */
export async function queryDetails(
	api: Api,
	interval: string,
	rest: Record<string, unknown> = {},
): Promise<Answer> {
	return api('POST', '/api/v2/analytics/conversations/details/query', { interval, ...rest });
}

/** A predicate of a details query. */
export function where(dimension: string, value?: string, operator = 'matches') {
	return { type: 'dimension', dimension, operator, ...(value === undefined ? {} : { value }) };
}

/** A filter in which all predicates must hold. */
export function all(...predicates: unknown[]) {
	return { type: 'and', predicates };
}
