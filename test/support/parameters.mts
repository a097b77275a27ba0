import type { INodeParameters } from 'n8n-workflow';

/*
 * The parameters of each operation as a saved workflow has them: the names and values stand in users' workflows.
 */

/** Conversation → Find. */
export function find(findBy: string, value: string, more: INodeParameters = {}): INodeParameters {
	return { resource: 'conversation', operation: 'find', findBy, [findBy]: value, ...more };
}

/** Conversation → Get. */
export function get(conversationId: INodeParameters[string], more: INodeParameters = {}): INodeParameters {
	return { resource: 'conversation', operation: 'get', conversationId, ...more };
}

/** Conversation → Close. @param settings options and, among them for short, the switches of the form */
export function close(
	conversationId: INodeParameters[string],
	settings: INodeParameters = {},
	more: INodeParameters = {},
): INodeParameters {
	return { resource: 'conversation', operation: 'close', conversationId, ...withSwitches(settings), ...more };
}

/** Puts the switches of a closing form where they belong: beside the options. */
export function withSwitches({ dryRun, allowAsTool, ...options }: INodeParameters): INodeParameters {
	return {
		options,
		...(dryRun !== undefined && { dryRun }),
		...(allowAsTool !== undefined && { allowAsTool }),
	};
}

/** Session → List. */
export function list(conversationId: INodeParameters[string], more: INodeParameters = {}): INodeParameters {
	return { resource: 'session', operation: 'list', conversationId, ...more };
}

/** Session → Close; the choice is `closeWhich` with what belongs to it. */
export function closeSession(
	conversationId: INodeParameters[string],
	choice: INodeParameters,
	settings: INodeParameters = {},
): INodeParameters {
	return { resource: 'session', operation: 'close', conversationId, ...choice, ...withSwitches(settings) };
}

/** Session → Close of one session. */
export function bySessionId(sessionId: string, participantId = ''): INodeParameters {
	return { closeWhich: 'bySessionId', sessionId, participantId };
}

/** Takes the conversation from the item that comes in. */
export const FROM_ITEM = '={{ $json.conversationId }}';
