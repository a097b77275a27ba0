import { inspect } from 'node:util';

import fc from 'fast-check';
import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import type { ConversationHandle, RecordedRequest, World } from '../../simulator/index.mts';
import { endTimeOf, messagesOf, type Conversation } from '../../simulator/world/model.mts';
import { isObject } from '../../scripts/n8n/json.mts';
import type { Execution } from '../harness/engine.mts';
import { NODE } from '../harness/workbench.mts';
import { isForPeople, isWrite, outOfBounds } from '../support/bounds.mts';
import { answersOf, isRead, oddFor, type Answer, type Odd, type Place } from '../support/hostile-answers.mts';
import { getMany } from '../support/get-many.mts';
import { statesIn } from '../support/hostile-judge.mts';
import { operationIn } from '../support/operations.mts';
import { withNotes, type Noted } from '../support/outgoing.mts';
import {
	bySessionId,
	close,
	closeSession,
	find,
	get,
	getMessages,
	list,
	sendMessage,
	setExternalTag,
} from '../support/parameters.mts';
import { withTally } from '../support/tally.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The same cases for the same seed. */
const SEED = Number(process.env['HOSTILE_SEED'] ?? 1);
/** How many cases for each kind of answer in a run. */
const CASES = Number(process.env['HOSTILE_RUNS'] ?? 8);
/** Every value in every place, which takes hours. */
const IS_WHOLE = process.env['HOSTILE_ALL'] === '1';

const TAG = 'ticket-4711';
const LIMITS = { maxRetries: 0, maxWaitSeconds: 0 };
/** A close that does not show is not waited for. */
const BRIEFLY = { ...LIMITS, waitTimeoutSeconds: 0 };

/** Who is there: one customer's conversation, which the step is about, and somebody else's, which it is not. */
interface Scene {
	readonly world: World;
	readonly own: ConversationHandle;
	readonly others: ConversationHandle;
	readonly wrapUpCodeId: string;
}

/** A step of the node that reads answers. */
interface Reading {
	readonly name: string;
	readonly parameters: (scene: Scene) => INodeParameters;
	/** It is not to change anything in this scene, and to give nothing. */
	readonly isHeldBack?: true;
	/** Genesys Cloud accepts what ends something, and does it an hour later. */
	readonly endsLate?: true;
	/** It waits for a second in between: so much less is tried. */
	readonly isSlow?: true;
}

const withOptions = (parameters: INodeParameters, options: INodeParameters = LIMITS): INodeParameters => ({
	...parameters,
	options: { ...(isObject(parameters['options']) ? parameters['options'] : {}), ...options },
});

const READINGS: readonly Reading[] = [
	{ name: 'Get', parameters: ({ own }) => withOptions(get(own.id)) },
	{ name: 'Get, raw', parameters: ({ own }) => withOptions(get(own.id, { output: 'raw' })) },
	{ name: 'List', parameters: ({ own }) => withOptions(list(own.id, { sessionState: 'any' })) },
	{
		name: 'List, raw',
		parameters: ({ own }) => withOptions(list(own.id, { sessionState: 'any', output: 'raw' })),
	},
	{ name: 'Find by conversation', parameters: ({ own }) => withOptions(find('conversationId', own.id)) },
	{ name: 'Find by external ID', parameters: () => withOptions(find('externalId', 'CRM-1')) },
	{
		name: 'Find by email, any',
		parameters: () => withOptions(find('email', 'dana@example.com', { state: 'any', match: 'all' })),
	},
	{ name: 'Find by external tag', parameters: () => withOptions(find('externalTag', TAG)) },
	{
		name: 'Find by message',
		parameters: ({ own }) => withOptions(find('messageId', own.messageIds[0] ?? '')),
	},
	{
		name: 'Find by attribute',
		parameters: () =>
			withOptions(find('customAttribute', '', { attributeName: 'order', attributeValue: 'A-1' }), {
				...LIMITS,
				lookbackDays: 1,
			}),
	},
	{ name: 'Get Many', parameters: () => withOptions(getMany({ externalTag: TAG })) },
	{
		name: 'Get Many, live',
		parameters: () => withOptions(getMany({ externalTag: TAG }), { ...LIMITS, verifyLive: true }),
	},
	{
		name: 'Get Many that are idle',
		parameters: () => withOptions(getMany({ externalTag: TAG, idleForMinutes: 30 })),
		isHeldBack: true,
	},
	{
		name: 'Get Many whose customer has left',
		parameters: () => withOptions(getMany({ externalTag: TAG, customer: 'left' })),
		isHeldBack: true,
	},
	{ name: 'Get messages', parameters: ({ own }) => withOptions(getMessages(own.id)) },
	{
		name: 'Get the transcript',
		parameters: ({ own }) => withOptions(getMessages(own.id, { output: 'transcript' })),
	},
	{ name: 'Send', parameters: ({ own }) => withOptions(sendMessage(own.id)) },
	{
		name: 'Set External Tag',
		parameters: ({ own }) => withOptions(setExternalTag(own.id, 'ticket-2')),
	},
	{ name: 'Close, disconnect', parameters: ({ own }) => close(own.id, BRIEFLY) },
	{
		name: 'Close, graceful',
		parameters: ({ own }) => close(own.id, BRIEFLY, { method: 'graceful' }),
		isSlow: true,
	},
	{ name: 'Close, teardown', parameters: ({ own }) => close(own.id, BRIEFLY, { method: 'teardown' }) },
	{
		name: 'Close, teardown, long before it takes effect',
		// Unchecked, so that the only look is the one afterward.
		parameters: ({ own }) => close(own.id, { ...BRIEFLY, checkFirst: false }, { method: 'teardown' }),
		endsLate: true,
	},
	{ name: 'Close, unchecked', parameters: ({ own }) => close(own.id, { ...BRIEFLY, checkFirst: false }) },
	{
		name: 'Close with a goodbye',
		parameters: ({ own }) => close(own.id, { ...BRIEFLY, goodbyeMessage: 'Goodbye!' }),
	},
	{
		name: 'Close with a wrap-up',
		parameters: ({ own, wrapUpCodeId }) => close(own.id, { ...BRIEFLY, wrapUpCodeId, wrapUpNotes: 'Solved' }),
	},
	{
		name: 'Close with a summary',
		parameters: ({ own }) => close(own.id, { ...BRIEFLY, output: 'summary' }),
	},
	{
		name: 'Close unless an agent is there',
		parameters: ({ own }) => close(own.id, { ...BRIEFLY, skipIfConnected: 'agent' }),
		isHeldBack: true,
	},
	{
		name: 'Close unless somebody has written',
		parameters: ({ own }) => close(own.id, { ...BRIEFLY, skipIfMessageWithinMinutes: 10 }),
		isHeldBack: true,
	},
	{
		name: 'Close as a dry run',
		parameters: ({ own }) => close(own.id, { ...BRIEFLY, dryRun: true }),
		isHeldBack: true,
	},
	{
		name: 'Close of a session',
		parameters: ({ own: { id, customer } }) => closeSession(id, bySessionId(customer.sessionId), BRIEFLY),
	},
	{
		name: 'Close of the customer’s sessions',
		parameters: ({ own }) => closeSession(own.id, { closeWhich: 'customerSessions' }, BRIEFLY),
	},
	{
		name: 'Close of all sessions',
		parameters: ({ own }) => closeSession(own.id, { closeWhich: 'allOpenSessions' }, BRIEFLY),
	},
	{
		name: 'Close of the customer’s sessions unless an agent is there',
		parameters: ({ own }) =>
			closeSession(own.id, { closeWhich: 'customerSessions' }, { ...BRIEFLY, skipIfConnected: 'agent' }),
		isHeldBack: true,
	},
];

describe('Whatever Genesys Cloud answers to', () => {
	const bench = withWorkbench();
	const notes = withNotes();
	const tally = withTally(`odd answers in ${READINGS.length} steps that read one`);

	function setScene({ endsLate }: Reading): Scene {
		bench().reset();
		const { simulator } = bench();
		simulator.configure({
			rateLimit: { allowed: 1_000_000 },
			asyncCloseMs: endsLate === true ? 60 * MINUTE_MS : 0,
		});
		const { world } = simulator;
		const source = world.addExternalSource({ name: 'CRM' });
		const wrapUpCodeId = world.addWrapUpCode({ name: 'Solved' }).id;
		const begin = (name: string, i: number): ConversationHandle =>
			world.startConversation({
				customerName: `${name} Example`,
				queue: world.addQueue({ name: `Queue ${i}` }),
				agent: world.addUser({ name: `Agent ${i}` }),
				contact: world.addContact({
					firstName: name,
					externalIds: [{ source, value: `CRM-${i}` }],
					emails: [`${name.toLowerCase()}@example.com`],
				}),
				stage: 'agent',
				externalTag: i === 1 ? TAG : 'ticket-2',
				attributes: { order: `A-${i}` },
				startedAt: world.now() - 60 * MINUTE_MS,
				messages: [
					{ from: 'customer', text: 'Hello', at: world.now() - 30 * MINUTE_MS },
					{ from: 'agent', text: 'How can I help?', at: world.now() - 20 * MINUTE_MS },
					{ from: 'customer', text: 'It does not work', at: world.now() - 1 * MINUTE_MS },
				],
			});
		return { world, own: begin('Dana', 1), others: begin('Robin', 2), wrapUpCodeId };
	}

	async function play({ parameters }: Reading, scene: Scene): Promise<Played> {
		const before = statesIn(scene.world);
		notes();
		const execution = await bench().run({
			parameters: parameters(scene),
			settings: { onError: 'continueRegularOutput' },
		});
		await new Promise((resolve) => setImmediate(resolve));
		return {
			scene,
			execution,
			before,
			requests: [...bench().simulator.requests],
			...notes(),
			url: bench().simulator.url,
			secrets: bench().secrets(),
		};
	}

	/** What is answered while nothing is odd. */
	async function playCalmly(reading: Reading): Promise<{ calm: Played; answers: Answer[] }> {
		const scene = setScene(reading);
		const answers = answersOf(bench().simulator);
		return { calm: await play(reading, scene), answers: [...answers.values()] };
	}

	it('is tried with every operation', () => {
		const tried = READINGS.map((reading) => operationIn(reading.parameters(setScene(reading))));

		expect([...new Set(tried)].sort()).toEqual(
			OPERATIONS.map(({ resource, value }) => `${resource} ${value}`).sort(),
		);
	});

	it.each(READINGS)(
		'$name, nothing is done that must not be, and a clear word is said',
		async (reading) => {
			const { calm, answers } = await playCalmly(reading);
			const found: string[] = violations(reading, calm, calm).map((sentence) => `As usual: ${sentence}`);
			for (const [i, answer] of answers.entries())
				for (const { place, odd, times } of tried(reading, casesOf(answer, calm.scene, SEED + i))) {
					const scene = setScene(reading);
					const { method, path } = answer;
					const fault = bench().simulator.faults.add({
						kind: 'oddValue',
						place: place.number,
						match: { method, path },
						...('value' in odd && { value: odd.value }),
						...(times !== undefined && { times }),
					});
					const played = await play(reading, scene);
					tally();
					const where = `${odd.what} for ${place.path} (place ${place.number}) of ${method} ${path}${times === undefined ? '' : ', once'}`;
					const all = [...violations(reading, played, calm), ...(fault.hits > 0 ? [] : ['Nothing was odd'])];
					found.push(...all.map((sentence) => `${where}: ${sentence}`));
				}

			expect(answers.length).toBeGreaterThan(0);
			// What fails anyhow reads nothing that could be odd.
			expect(calm.execution.json(NODE).filter((item) => 'error' in item)).toEqual([]);
			expect(found).toEqual([]);
		},
		3_600_000,
	);
});

/** A run, and all that can be told of it. */
interface Played extends Noted {
	readonly scene: Scene;
	readonly execution: Execution;
	readonly before: ReadonlyMap<string, string>;
	readonly requests: readonly RecordedRequest[];
	readonly url: string;
	readonly secrets: readonly string[];
}

interface Case {
	readonly place: Place;
	readonly odd: Odd;
	/** Only the first such answer; each of them unless given. */
	readonly times: number | undefined;
}

function casesOf({ method, path: address, places }: Answer, { others }: Scene, seed: number): Case[] {
	const isLook = method === 'GET' && address.endsWith('/conversations/[0-9a-f-]{32,36}$');
	const read = places.filter(({ path }) => isRead(path));
	const all = read.flatMap((place) =>
		oddFor(place, others).flatMap((odd) => [undefined, 1].map((times) => ({ place, odd, times }))),
	);
	if (IS_WHOLE) return all;
	const some = fc.sample(fc.nat({ max: Math.max(0, all.length - 1) }), { seed, numRuns: CASES });
	const decisive = all.filter(
		({ place, odd, times }) =>
			times === undefined && DECISIVE.test(place.path) && ALWAYS.includes(odd.what) && isLook,
	);
	return [...decisive, ...[...new Set(some)].flatMap((i) => all[i] ?? [])];
}

/** Waits are long: there, a few are tried. */
function tried({ isSlow }: Reading, cases: Case[]): Case[] {
	return isSlow && !IS_WHOLE ? cases.filter((_, i) => i % 8 === 0) : cases;
}

/** By these it is decided whom an answer is about, who is there and who wrote. */
const DECISIVE = /^(?:id|endTime|participants\.\d+\.(?:purpose|messages\.0\.state))$/;
const ALWAYS = ['missing', 'a word that nobody knows', "somebody else's ID", 'a date in words'];

/** What must not be, in sentences; nothing where all is well. */
function violations(reading: Reading, played: Played, calm: Played): string[] {
	const { scene, execution, before, requests, outgoing, unhandled, url, secrets } = played;
	const found = [
		...unhandled.map((reason) => `Nobody has handled ${String(reason)}`),
		...outOfBounds(outgoing, url, true),
	];
	const error = execution.error(NODE);
	if (error) found.push(`It stopped although it may continue: ${error.message}`);
	const output = execution.output(NODE);
	for (const { json, pairedItem } of output) {
		found.push(...ofItem(played, json));
		if (pairedItem === undefined) found.push(`An item is linked to no input: ${shortly(json)}`);
	}
	const shown = JSON.stringify([output.map(({ json }) => json), execution.hints(NODE)]);
	if (secrets.some((secret) => shown.includes(secret))) found.push('A secret shows');
	found.push(...execution.hints(NODE).filter((hint) => !isForPeople(hint)));
	const written = requests.filter((request) => isWrite(request) && request.status < 400);
	const usual = calm.requests.filter((request) => isWrite(request) && request.status < 400);
	if (written.length > usual.length)
		found.push(
			`It has written ${written.length} times, and not ${usual.length}: ${written.map(({ method, path }) => `${method} ${path}`).join(', ')}`,
		);
	const state = statesIn(scene.world).get(scene.others.id);
	if (before.get(scene.others.id) !== state) found.push('Somebody else’s conversation has changed');
	if (reading.isHeldBack && before.get(scene.own.id) !== statesIn(scene.world).get(scene.own.id))
		found.push('It was to be left alone, and has changed');
	return found;
}

function ofItem({ scene: { world, own, others } }: Played, json: IDataObject): string[] {
	const found: string[] = [];
	const { error, message, reason, text, closed, sent, conversationId, status } = json;
	const words = [
		error,
		message,
		...(typeof status === 'string' || 'sent' in json ? [reason] : []),
		...('total' in json ? [text] : []),
	];
	for (const word of words)
		if (
			word !== undefined &&
			(typeof word !== 'string' || word.trim() === '' || !isForPeople(word) || word.length > 1_500)
		)
			found.push(`It is not told for people: ${shortly(word)}`);
	if (closed === true && !hasEnded(world.conversation(own.id), json['sessionId']))
		found.push(`It says closed and is not: ${shortly(json)}`);
	if (sent === true && messagesOf(world.conversation(own.id)).length < 4)
		found.push(`It says sent and is not: ${shortly(json)}`);
	if (conversationId === others.id) found.push(`It gave somebody else’s: ${shortly(json)}`);
	return found;
}

function hasEnded(conversation: Conversation, sessionId: unknown): boolean {
	const legs = conversation.participants.map(({ communication }) => communication);
	if (typeof sessionId === 'string')
		return legs.some(({ id, state }) => id === sessionId && state === 'disconnected');
	return endTimeOf(conversation) !== undefined || legs.every(({ state }) => state === 'disconnected');
}

function shortly(value: unknown): string {
	const text = inspect(value);
	return text.length > 400 ? `${text.slice(0, 400)}…` : text;
}
