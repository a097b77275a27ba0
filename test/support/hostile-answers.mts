import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import type { ConversationHandle, Simulator } from '../../simulator/index.mts';

/*
 * Answers of Genesys Cloud in which one value is not what it should be.
 */

/** A place in an answer; what is in lists is counted. */
export interface Place {
	/** Among all values of the answer, as the simulator's fault `oddValue` counts them. */
	readonly number: number;
	readonly path: string;
	readonly value: unknown;
}

/** A kind of answer, with all its places. */
export interface Answer {
	readonly method: string;
	/** With a pattern in place of the IDs. */
	readonly path: string;
	readonly places: readonly Place[];
}

/** What may stand in a place; `{}` is nothing at all. */
export interface Odd {
	readonly what: string;
	readonly value?: unknown;
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;
const ODD: readonly Odd[] = [
	{ what: 'missing' },
	{ what: 'null', value: null },
	{ what: 'an empty text', value: '' },
	{ what: 'blanks', value: ' \u00a0' },
	{ what: 'a number', value: 7 },
	{ what: '-1', value: -1 },
	{ what: '1e21', value: 1e21 },
	{ what: 'true', value: true },
	{ what: 'an empty list', value: [] },
	{ what: 'a list of null', value: [null] },
	{ what: 'an empty object', value: {} },
	{ what: 'a very long text', value: 'x'.repeat(50_000) },
	{ what: 'a word that nobody knows', value: 'somethingNew' },
	{
		what: 'an own __proto__',
		value: JSON.parse('{"__proto__":{"id":"x","state":"disconnected"}}') as unknown,
	},
	{ what: 'a name of what every object has', value: 'constructor' },
	{ what: 'control characters', value: 'a\u0000b\u202ec\r\nd' },
];
const ODD_DATES: readonly Odd[] = [
	{ what: 'a date that is none', value: '2026-13-45T99:99:99Z' },
	{ what: 'a date in words', value: 'yesterday' },
	{ what: 'the end of time', value: '+275760-09-13T00:00:00.001Z' },
];

/** Notes each kind of answer that is given from now on, by how it was asked for. */
export function answersOf(simulator: Simulator): ReadonlyMap<string, Answer> {
	const answers = new Map<string, Answer>();
	simulator.whenAnswered(({ method, path }, body) => {
		const pattern = `^${path.replaceAll(/[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32}/g, '[0-9a-f-]{32,36}')}$`;
		const places = placesIn(body);
		const key = `${method} ${pattern}`;
		if (!answers.has(key) && places.length > 0) answers.set(key, { method, path: pattern, places });
	});
	return answers;
}

/** The values in a body, in the order of the simulator's fault. */
function placesIn(body: string): Place[] {
	const places: Place[] = [];
	const walk = (whole: unknown, path: string) => {
		if (typeof whole !== 'object' || whole === null) return;
		for (const [name, value] of Object.entries(whole) as Array<[string, unknown]>) {
			const inner = path === '' ? name : `${path}.${name}`;
			places.push({ number: places.length, path: inner, value });
			walk(value, inner);
		}
	};
	try {
		walk(JSON.parse(body), '');
	} catch {
		// An answer without a body.
	}
	return places;
}

/** What may stand in a place instead. */
export function oddFor({ value }: Place, { id, customer, messageIds }: ConversationHandle): Odd[] {
	const text = typeof value === 'string' ? value : '';
	return [
		...ODD,
		...(UUID.test(text)
			? [id, customer.participantId, customer.sessionId].map((other) => ({
					what: "somebody else's ID",
					value: other,
				}))
			: []),
		...(/^[0-9a-f]{32}$/.test(text) ? [{ what: "somebody else's message", value: messageIds[0] }] : []),
		...(/^\d{4}-\d\d-\d\dT/.test(text) ? ODD_DATES : []),
	];
}

const PAYLOADS = ['conversations/payloads', 'directory/directory', 'directory/external-contacts'];
/** Every name that the package reads, in whatever answer: it stands in the payload types, which the official SDK's are compared with. */
const NAMES = new Set(
	[
		...PAYLOADS.map((file) => readFileSync(join(__dirname, `../../nodes/shared/${file}.ts`), 'utf8')),
		'readonly access_token?: readonly expires_in?:',
	].flatMap((source) => [...source.matchAll(/readonly (\w+)\?:/g)].map(([, name = '']) => name)),
);

/** Whether a place is one that is read. */
export function isRead(path: string): boolean {
	return path.split('.').every((name) => /^\d+$/.test(name) || NAMES.has(name));
}
