import { exactOptional, type GenericSchema } from 'valibot';
import { invalidValue } from '../http/errors.mts';
import type { Read } from '../http/fields.mts';
import { dateTime, isUuid, object, oneOf, read, text } from '../http/fields.mts';
import type { Written } from '../world/model.mts';
import { EVENT_TYPES, SENDERS } from '../world/model.mts';
import type { World } from '../world/world.mts';
import { writtenFields } from './written.mts';

type Action = (world: World, id: string, body: unknown) => unknown;

/** What happens to a conversation, given a body of this model. */
function action<S extends GenericSchema>(
	model: S,
	carryOut: (world: World, id: string, body: Read<S>) => unknown,
): Action {
	return (world, id, body) => carryOut(world, id, read(model, body, 'body'));
}

const nothing = object({});
const maybeText = object({ text: exactOptional(text({ blank: true })) });
const maybeWritten = object(writtenFields);
const message = object({ messageId: text() });

/** What a body says is written; nothing where it says nothing, so that the usual text is. */
function writtenIn(body: Read<typeof maybeWritten>): Written | undefined {
	return Object.keys(body).length === 0 ? undefined : body;
}

const event = object({
	eventType: oneOf(EVENT_TYPES),
	subType: exactOptional(text()),
	from: exactOptional(oneOf(SENDERS)),
});
const receipt = object({ from: exactOptional(oneOf(SENDERS)) });

/** What can be made to happen in a conversation. */
const ACTIONS: ReadonlyMap<string, Action> = new Map(
	Object.entries({
		customerWrites: action(maybeWritten, (world, id, body) => {
			const { conversationId, message: written } = world.customerWrites(id, writtenIn(body));
			return { conversationId, messageId: written.id };
		}),
		agentWrites: action(maybeWritten, (world, id, body) => ({
			messageId: world.agentWrites(id, writtenIn(body)).id,
		})),
		workflowWrites: action(maybeWritten, (world, id, body) => ({
			messageId: world.workflowWrites(id, writtenIn(body)).id,
		})),
		deleteMessage: action(message, (world, id, { messageId }) => {
			world.deleteMessage(id, messageId);
		}),
		forgetMessage: action(message, (world, id, { messageId }) => {
			world.forgetMessage(id, messageId);
		}),
		assignAgent: action(object({ agent: text() }), (world, id, { agent }) => world.assignAgent(id, agent)),
		answer: action(nothing, (world, id) => {
			world.answer(id);
		}),
		customerLeaves: action(nothing, (world, id) => {
			world.customerLeaves(id);
		}),
		agentLeaves: action(nothing, (world, id) => {
			world.agentLeaves(id);
		}),
		park: action(object({ until: exactOptional(dateTime) }), (world, id, { until }) => {
			world.park(id, until);
		}),
		transfer: action(object({ queue: text() }), (world, id, { queue }) => {
			world.transfer(id, queue);
		}),
		end: action(nothing, (world, id) => {
			world.end(id);
		}),
		orphan: action(nothing, (world, id) => {
			world.orphan(id);
		}),
		stick: action(nothing, (world, id) => {
			world.stick(id);
		}),
		lingerInQueue: action(object({ queue: exactOptional(text()) }), (world, id, { queue }) => {
			world.lingerInQueue(id, queue);
		}),
		addEvent: action(event, (world, id, body) => ({ messageId: world.addEvent(id, body).id })),
		addReceipt: action(receipt, (world, id, { from }) => ({ messageId: world.addReceipt(id, from).id })),
		reopen: action(maybeText, (world, id, body) => world.reopen(id, body.text)),
		startNewChat: action(nothing, (world, id) => world.startNewChat(id)),
	}),
);

/**
 * Makes something happen in a conversation.
 * @returns what the action tells, or the conversation's id
 * @throws ApiError 400 for an unknown action, a malformed id, or a body that is not the action's
 */
export function act(world: World, conversationId: string, name: string, body: unknown): unknown {
	const carryOut = ACTIONS.get(name);
	if (carryOut === undefined) throw invalidValue(name, 'action', [...ACTIONS.keys()]);
	if (!isUuid(conversationId)) throw invalidValue(conversationId, 'conversationId');
	return carryOut(world, conversationId, body) ?? { conversationId };
}
