import { exactOptional } from 'valibot';
import { FAULT } from '../http/fault-kinds.mts';
import { check, dateTime, flag, integer, object, oneOf, read, text } from '../http/fields.mts';
import { queryNumber } from '../http/paging.mts';
import { SETTINGS } from '../settings.mts';
import type { Simulation } from '../simulation.mts';
import { MESSENGER_ON_DISCONNECT } from '../world/directory.mts';
import { act } from './actions.mts';
import { boardView } from './board.mts';
import { conversationRequest } from './conversation-request.mts';
import { configureMessenger, messengerView } from './messenger.mts';
import { newChat } from './new-chat.mts';
import { seedByName } from './scenarios.mts';
import { conversationSummary } from './summary.mts';

/** A call of the admin interface. */
export interface AdminCall {
	readonly simulation: Simulation;
	readonly body: unknown;
	readonly query: URLSearchParams;
	readonly param: (name: string) => string;
}

interface AdminResource {
	readonly method: 'DELETE' | 'GET' | 'PATCH' | 'POST';
	/** Below /_simulator. */
	readonly path: string;
	/** The body of the answer; nothing for 204. */
	readonly answer: (call: AdminCall) => unknown;
}

const clockRequest = object({
	set: exactOptional(dateTime),
	advanceMs: exactOptional(integer(0, 400 * 86_400_000)),
	run: exactOptional(flag),
});

const messengerRequest = object({ onDisconnect: oneOf(MESSENGER_ON_DISCONNECT) });
const newChatRequest = object({ externalId: text() });

function setClock({ simulation, body }: AdminCall): unknown {
	const { clock } = simulation.world;
	const { set, advanceMs, run } = read(clockRequest, body, 'body');
	if (run === true) clock.run();
	if (set !== undefined) clock.set(set);
	if (advanceMs !== undefined) clock.advance(advanceMs);
	simulation.world.catchUp();
	return { now: new Date(simulation.world.now()).toISOString() };
}

/** Everything under /_simulator. */
export const ADMIN_RESOURCES: readonly AdminResource[] = [
	{ method: 'POST', path: '/seed', answer: ({ simulation, body }) => seedByName(simulation.world, body) },
	{
		method: 'POST',
		path: '/reset',
		answer: ({ simulation }) => {
			simulation.reset();
		},
	},
	{ method: 'POST', path: '/clock', answer: setClock },
	{
		method: 'GET',
		path: '/conversations',
		answer: ({ simulation: { world } }) => ({
			conversations: [...world.conversations.all()].map((conversation) =>
				conversationSummary(world, conversation),
			),
		}),
	},
	{
		method: 'POST',
		path: '/conversations',
		answer: ({ simulation: { world }, body }) =>
			world.startConversation(read(conversationRequest, body, 'conversation')),
	},
	{
		method: 'GET',
		path: '/conversations/:conversationId',
		answer: ({ simulation: { world }, param }) =>
			conversationSummary(world, world.conversation(param('conversationId'))),
	},
	{
		method: 'POST',
		path: '/conversations/:conversationId/:action',
		answer: (call) =>
			act(call.simulation.world, call.param('conversationId'), call.param('action'), call.body),
	},
	{
		method: 'GET',
		path: '/conversations/:conversationId/messenger',
		answer: ({ simulation: { world }, param }) => messengerView(world, param('conversationId')),
	},
	{
		method: 'PATCH',
		path: '/conversations/:conversationId/messenger',
		answer: ({ simulation: { world }, body, param }) => {
			const { onDisconnect } = read(messengerRequest, body, 'body');
			configureMessenger(world, param('conversationId'), onDisconnect);
			return messengerView(world, param('conversationId'));
		},
	},
	{
		method: 'POST',
		path: '/newChat',
		answer: ({ simulation: { world }, body }) =>
			newChat(world, read(newChatRequest, body, 'body').externalId),
	},
	{
		method: 'GET',
		path: '/board',
		answer: ({ simulation, query }) =>
			boardView(simulation, queryNumber(query, 'shown', 12, 1000), query.get('search') ?? ''),
	},
	{ method: 'GET', path: '/settings', answer: ({ simulation }) => simulation.settings },
	{
		method: 'PATCH',
		path: '/settings',
		answer: ({ simulation, body }) => {
			check(SETTINGS, body, 'settings');
			simulation.configure(body);
			return simulation.settings;
		},
	},
	{
		method: 'GET',
		path: '/faults',
		answer: ({ simulation }) => ({
			faults: simulation.faults.list().map(({ id, fault, hits }) => ({ id, fault, hits })),
		}),
	},
	{
		method: 'POST',
		path: '/faults',
		answer: ({ simulation, body }) => ({ id: simulation.faults.add(read(FAULT, body, 'fault')).id }),
	},
	{
		method: 'DELETE',
		path: '/faults',
		answer: ({ simulation }) => {
			simulation.faults.clear();
		},
	},
	{
		method: 'DELETE',
		path: '/faults/:faultId',
		answer: ({ simulation, param }) => ({ removed: simulation.faults.remove(param('faultId')) }),
	},
	{
		method: 'GET',
		path: '/requests',
		answer: ({ simulation }) => ({ requests: simulation.requests.entries }),
	},
	{
		method: 'DELETE',
		path: '/requests',
		answer: ({ simulation }) => {
			simulation.requests.clear();
		},
	},
];
