import { invalidValue } from '../http/errors.mts';
import { dateTime, isUuid, object, optional, text } from '../http/fields.mts';
import type { World } from '../world/world.mts';

const actionRequest = object({
	text: optional(text({ blank: true })),
	agent: optional(text()),
	queue: optional(text()),
	until: optional(dateTime),
});
type Action = (world: World, id: string, body: ReturnType<typeof actionRequest>) => unknown;

const required = (value: string | undefined, name: string): string => {
	if (value === undefined) throw invalidValue('', name);
	return value;
};

/** What can be made to happen in a conversation. */
const ACTIONS: ReadonlyMap<string, Action> = new Map<string, Action>([
	[
		'customerWrites',
		(world, id, body) => ({ conversationId: world.customerWrites(id, body.text).conversationId }),
	],
	['agentWrites', (world, id, body) => ({ messageId: world.agentWrites(id, body.text).id })],
	['assignAgent', (world, id, body) => world.assignAgent(id, required(body.agent, 'agent'))],
	[
		'answer',
		(world, id) => {
			world.answer(id);
		},
	],
	[
		'customerLeaves',
		(world, id) => {
			world.customerLeaves(id);
		},
	],
	[
		'agentLeaves',
		(world, id) => {
			world.agentLeaves(id);
		},
	],
	[
		'park',
		(world, id, body) => {
			world.park(id, body.until);
		},
	],
	[
		'transfer',
		(world, id, body) => {
			world.transfer(id, required(body.queue, 'queue'));
		},
	],
	[
		'end',
		(world, id) => {
			world.end(id);
		},
	],
	[
		'orphan',
		(world, id) => {
			world.orphan(id);
		},
	],
	['reopen', (world, id, body) => world.reopen(id, body.text)],
	['startNewChat', (world, id) => world.startNewChat(id)],
]);

/**
 * Makes something happen in a conversation.
 * @returns what the action tells, or the conversation's id
 * @throws ApiError 400 for an unknown action or a malformed id
 */
export function act(world: World, conversationId: string, name: string, body: unknown): unknown {
	const action = ACTIONS.get(name);
	if (action === undefined) throw invalidValue(name, 'action', [...ACTIONS.keys()]);
	if (!isUuid(conversationId)) throw invalidValue(conversationId, 'conversationId');
	return action(world, conversationId, actionRequest(body, 'body')) ?? { conversationId };
}
