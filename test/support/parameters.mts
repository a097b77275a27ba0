import type { INodeParameters } from 'n8n-workflow';

/*
 * The parameters of each operation as a saved workflow has them: the names and values stand in users' workflows.
 */

/** By what Conversation → Find can find one, by itself; an attribute has a name and a value. */
export const FIND_KEYS = [
	'conversationId',
	'email',
	'externalContactId',
	'externalId',
	'externalTag',
	'messageId',
	'phone',
] as const;

/** Conversation → Find. */
export function find(findBy: string, value: string, more: INodeParameters = {}): INodeParameters {
	return { resource: 'conversation', operation: 'find', findBy, [findBy]: value, ...more };
}

/** Conversation → Find, by an attribute of a participant. The search for it is slow, so it looks back a day only. */
export function findByAttribute(
	attributeName: string,
	attributeValue: string,
	more: INodeParameters = {},
): INodeParameters {
	const attribute = { attributeName, attributeValue };
	return find('customAttribute', '', { ...attribute, options: { lookbackDays: 1 }, ...more });
}

/** Conversation → Get. */
export function get(conversationId: INodeParameters[string], more: INodeParameters = {}): INodeParameters {
	return { resource: 'conversation', operation: 'get', conversationId, ...more };
}

/**
 * Conversation → Close.
 *
 * @param settings options and, among them for short, the switches of the form
 * @param more further parameters; options among them join the settings
 */
export function close(
	conversationId: INodeParameters[string],
	settings: INodeParameters = {},
	{ options = {}, ...more }: { readonly options?: INodeParameters } & INodeParameters = {},
): INodeParameters {
	const withOptions = withSwitches({ ...settings, ...options });
	return { resource: 'conversation', operation: 'close', conversationId, ...withOptions, ...more };
}

/** Puts the switches of a closing form where they belong: beside the options. */
function withSwitches({ dryRun, allowAsTool, output, ...options }: INodeParameters): INodeParameters {
	return {
		options,
		...(dryRun !== undefined && { dryRun }),
		...(allowAsTool !== undefined && { allowAsTool }),
		...(output !== undefined && { output }),
	};
}

/** Conversation → Set External Tag. */
export function setExternalTag(
	conversationId: INodeParameters[string],
	externalTag: INodeParameters[string] = 'ticket-4711',
	more: INodeParameters = {},
): INodeParameters {
	return { resource: 'conversation', operation: 'setExternalTag', conversationId, externalTag, ...more };
}

/** Message → Get Many. */
export function getMessages(
	conversationId: INodeParameters[string],
	more: INodeParameters = {},
): INodeParameters {
	return { resource: 'message', operation: 'getAll', conversationId, ...more };
}

/** Message → Send. */
export function sendMessage(
	conversationId: INodeParameters[string],
	text: INodeParameters[string] = 'Are you still there?',
	more: INodeParameters = {},
): INodeParameters {
	return { resource: 'message', operation: 'send', conversationId, text, ...more };
}

/** Session → List. */
export function list(conversationId: INodeParameters[string], more: INodeParameters = {}): INodeParameters {
	return { resource: 'session', operation: 'list', conversationId, ...more };
}

/** Session → Close; the choice is `closeWhich` with what belongs to it. Its options join the settings. */
export function closeSession(
	conversationId: INodeParameters[string],
	{ options = {}, ...choice }: Choice,
	settings: INodeParameters = {},
): INodeParameters {
	const withOptions = withSwitches({ ...options, ...settings });
	return { resource: 'session', operation: 'close', conversationId, ...choice, ...withOptions };
}

type Choice = { readonly options?: INodeParameters } & INodeParameters;

/** The choice of fields for the items of an operation that reads. */
export function selected(...fields: readonly string[]): INodeParameters {
	return { output: 'selectedFields', fields: [...fields] };
}

/** Session → Close of one session. */
export function bySessionId(sessionId: string, participantId?: string): Choice {
	const options = { ...(participantId !== undefined && { participantId }) };
	return { closeWhich: 'bySessionId', sessionId, options };
}

/** Takes the conversation from the item that comes in. */
export const FROM_ITEM = '={{ $json.conversationId }}';
