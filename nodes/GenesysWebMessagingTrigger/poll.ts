import type { IDataObject, INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import type { Conversation } from '../shared/conversations/conversation';
import type { WatchedEvent } from '../shared/conversations/watch/event';
import { latestEvent, outOfTime, poll as pollGenesys } from '../shared/conversations/watch/watch';
import { oauthClientOf, genesysClient } from '../shared/n8n/client';
import { conversationItem } from '../shared/n8n/conversation-items';
import { toNodeError } from '../shared/n8n/errors';
import type { Shape } from '../shared/n8n/output';
import { Parameters } from '../shared/n8n/parameters';
import type { GenesysClient } from '../shared/platform/client';
import { Canceled, Failure } from '../shared/platform/failures';
import { inNumber } from '../shared/platform/words';
import { readSettings, type Settings } from './form';
import { assertOneNode, keyOf, Memory, noteHandedOut } from './memory';

/** What a poll may take where n8n does not say it, and what n8n's scheduler allows by default. */
const USUAL_BUDGET_MS = 36_000;
/** Of the time for a poll: until when more is listed, when something new is begun, and when everything ends. */
const LIST_WITHIN = 0.5;
const BEGIN_WITHIN = 0.7;
const END_WITHIN = 0.9;
/** The next poll comes soon, so nothing waits for long. */
const PATIENCE = { headroom: 0.05, maxRetries: 2, maxWaitSeconds: 30 };

/**
 * What is polled in this process now, by workflow and node: n8n starts the next poll whether or not the last is over, also of a
 * workflow that was published anew meanwhile.
 */
const underWay = new Map<string, Memory>();

/**
 * Looks for events once.
 *
 * @returns null where there is none
 * @throws NodeApiError or NodeOperationError with what to do, and n8n's own word for why. Nothing has changed then
 */
export async function poll(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	const isManual = context.getMode() === 'manual';
	return await inWordsOfN8n(context, async () => await (isManual ? example(context) : nextEvents(context)));
}

async function inWordsOfN8n<T>(context: IPollFunctions, work: () => Promise<T>): Promise<T> {
	try {
		return await work();
	} catch (error) {
		throw toNodeError(context.getNode(), error instanceof Canceled ? outOfTime() : error);
	}
}

async function nextEvents(context: IPollFunctions): Promise<INodeExecutionData[][] | null> {
	noteHandedOut(context);
	assertOneNode(context);
	const key = keyOf(context);
	const settings = settingsOf(context);
	const memory = new Memory(context, settings.watch, await oauthClientOf(context));
	// The same events would come twice. What is watched instead of something else begins at once; so does a trigger that was renamed,
	// for n8n discards what the poll under its former name gives.
	if (memory.isLike(underWay.get(key))) return null;
	underWay.set(key, memory);
	const isReplaced = () => underWay.get(key) !== memory;
	try {
		return await eventsSince(context, settings, memory, isReplaced);
	} finally {
		if (!isReplaced()) underWay.delete(key);
	}
}

/** @param isReplaced tells whether another poll has taken this one's place, so that nothing of this is to be remembered */
async function eventsSince(
	context: IPollFunctions,
	{ watch, options, maxEvents, shape }: Settings,
	memory: Memory,
	isReplaced: () => boolean,
): Promise<INodeExecutionData[][] | null> {
	const budgetMs = budgetOf(context);
	const start = performance.now();
	const isWithin = (share: number) => performance.now() < start + budgetMs * share;
	// The events of the poll before would come again.
	if (memory.isReadAhead()) return null;
	const effort = {
		mayList: () => isWithin(LIST_WITHIN),
		mayGoOn: () => isWithin(BEGIN_WITHIN),
		most: maxEvents,
	};
	const { events, state, failure, givenUp } = await withClient(
		context,
		budgetMs,
		async (api) => await pollGenesys(api, watch, options, memory.read(), effort, memory.tries()),
	);
	const items = events.map((event) => itemOf(event, shape));
	if (failure) context.logger.warn(`${failure.message}. ${failure.whatToDo} The next poll goes on.`);
	if (givenUp > 0)
		context.logger.error(
			`${inNumber(givenUp, 'conversation')} could not be read, or judged, for a day. Events there may be missing.`,
		);
	// Last of all: where something goes wrong before, the next poll finds everything as it was.
	if (!isReplaced()) memory.write(state, items.length === 0);
	return items.length === 0 ? null : [items];
}

/** A real event for whoever builds a workflow. Nothing is remembered of it. */
async function example(context: IPollFunctions): Promise<INodeExecutionData[][]> {
	const { watch, shape } = settingsOf(context);
	const event = await withClient(context, budgetOf(context), async (api) => await latestEvent(api, watch));
	if (event) return [[itemOf(event, shape)]];
	throw new Failure('There is no event to show yet', NO_EXAMPLE[watch.event]);
}

const NO_EXAMPLE: Readonly<Record<WatchedEvent['type'], string>> = {
	conversationEnded:
		'Of the web messaging conversations that match, none is known to have ended in the last 31 days. End one, and test again.',
	conversationIdle:
		"Of the newest open web messaging conversations that match, none is idle for that long. Wait, or lower 'Idle for (Minutes)' for the test.",
	conversationStarted:
		'No web messaging conversation that matches is known of the last 31 days. Start one, and test again.',
	customerLeft:
		'Of the open web messaging conversations that match, none is known to have been left by its customer. Leave one as the customer, and test again.',
};

async function withClient<T>(
	context: IPollFunctions,
	budgetMs: number,
	work: (api: GenesysClient) => Promise<T>,
): Promise<T> {
	const api = await genesysClient(context, PATIENCE, 1, performance.now() + budgetMs * END_WITHIN);
	api.begin();
	try {
		return await work(api);
	} finally {
		api.end();
	}
}

function settingsOf(context: IPollFunctions): Settings {
	return readSettings(
		new Parameters(
			{
				getNode: () => context.getNode(),
				getTimezone: () => context.getTimezone(),
				getInputData: () => [],
				getNodeParameter: (name, _item, usual) => context.getNodeParameter(name, usual),
			},
			0,
		),
	);
}

function budgetOf(context: IPollFunctions): number {
	// n8n before 2.38 does not say.
	return 'getPollBudgetMs' in context ? context.getPollBudgetMs() : USUAL_BUDGET_MS;
}

function itemOf({ id, type, time, live }: WatchedEvent, shape: Shape<Conversation>): INodeExecutionData {
	const about: IDataObject = {
		eventId: id,
		eventType: type,
		eventTime: new Date(time).toISOString(),
	};
	return { json: { ...about, ...conversationItem(live, shape) } };
}
