import {
	asArray,
	asObject,
	isObject,
	optionalTextField,
	parseJson,
	textField,
	type UnknownObject,
} from '../../scripts/n8n/json.mts';
import type { StubAnswer } from '../support/http-stub.mts';

/** A tool as a model is told of it. */
export interface ToolDefinition {
	readonly name: string;
	readonly description: string;
	/** The JSON schema of its arguments. */
	readonly parameters: UnknownObject;
}

/** What came out of a tool that the model has called. */
export interface ToolResult {
	/** The id of the call. */
	readonly callId: string;
	/** The text that the model reads. */
	readonly text: string;
}

/** What a model is asked, of a body of `POST /v1/chat/completions` of the OpenAI API. */
export interface ChatRequest {
	readonly tools: readonly ToolDefinition[];
	/** The texts of the messages with the role `system` or `developer`. */
	readonly instructions: readonly string[];
	/** The texts of the messages with the role `user`. */
	readonly questions: readonly string[];
	/** The messages with the role `tool`, in order: all since the question, not only the latest. */
	readonly toolResults: readonly ToolResult[];
	/** Whether the answer is wanted piece by piece, as server-sent events. */
	readonly stream: boolean;
}

/** A call of a tool, as a model asks for it. */
export interface CalledTool {
	readonly id: string;
	readonly tool: string;
	readonly arguments: UnknownObject;
}

/** What a model answers: a text, or tools that it wants called, all at once. */
export interface ChatReply {
	readonly text?: string;
	readonly calls?: readonly CalledTool[];
}

const MODEL = 'scripted';

/** Reads the body of a request. @throws JsonShapeError when it is none of the chat completions API. */
export function readChatRequest(value: unknown): ChatRequest {
	const body = asObject(value, 'chat request');
	const messages = asArray(body['messages'], 'messages').map((entry) => asObject(entry, 'message'));
	const texts = (...roles: readonly string[]): string[] =>
		messages.filter(({ role }) => roles.includes(String(role))).map(textOf);
	return {
		tools: asArray(body['tools'] ?? [], 'tools').map(readTool),
		instructions: texts('system', 'developer'),
		questions: texts('user'),
		toolResults: messages
			.filter(({ role }) => role === 'tool')
			.map((message) => ({
				callId: textField(message, 'tool_call_id', 'message'),
				text: textOf(message),
			})),
		stream: body['stream'] === true,
	};
}

/** The answer on the wire: one object, or server-sent events where the request wanted them. */
export function chatAnswer({ stream }: ChatRequest, reply: ChatReply): StubAnswer {
	return stream ? streamed(reply) : whole(reply);
}

function whole(reply: ChatReply): StubAnswer {
	const message = {
		role: 'assistant',
		content: reply.text ?? null,
		...(reply.calls && { tool_calls: reply.calls.map(wireCall) }),
	};
	const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
	const choice = { index: 0, message, finish_reason: finishReason(reply) };
	return { body: { ...envelope('chat.completion'), choices: [choice], usage } };
}

/** Everything in one piece, then the end: as much as a client has to understand. */
function streamed(reply: ChatReply): StubAnswer {
	const delta = {
		role: 'assistant',
		content: reply.text ?? '',
		...(reply.calls && { tool_calls: reply.calls.map((call, index) => ({ index, ...wireCall(call) })) }),
	};
	const chunks = [
		{ index: 0, delta, finish_reason: null },
		{ index: 0, delta: {}, finish_reason: finishReason(reply) },
	].map((choice) => JSON.stringify({ ...envelope('chat.completion.chunk'), choices: [choice] }));
	return {
		headers: { 'content-type': 'text/event-stream' },
		body: [...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join(''),
	};
}

function envelope(object: string): UnknownObject {
	return { id: 'chatcmpl-scripted', object, created: 0, model: MODEL };
}

function finishReason({ calls }: ChatReply): string {
	return calls === undefined ? 'stop' : 'tool_calls';
}

function wireCall({ id, tool, arguments: given }: CalledTool): UnknownObject {
	return { id, type: 'function', function: { name: tool, arguments: JSON.stringify(given) } };
}

function readTool(value: unknown): ToolDefinition {
	const definition = asObject(asObject(value, 'tool')['function'], 'tool.function');
	const name = textField(definition, 'name', 'tool.function');
	return {
		name,
		description: textField(definition, 'description', name),
		parameters: asObject(definition['parameters'], `${name}.parameters`),
	};
}

/** A message's content is a text or a list of parts, of which those with a text count. */
function textOf({ content }: UnknownObject): string {
	if (!Array.isArray(content)) return typeof content === 'string' ? content : '';
	return content.map((part: unknown) => (isObject(part) ? optionalTextField(part, 'text') : '')).join('');
}

/** The items that a tool of n8n has given, read from its result. @throws JsonShapeError when it is no list of items. */
export function itemsOf({ text, callId }: ToolResult): readonly UnknownObject[] {
	return asArray(parseJson(text, callId), callId).map((item) => asObject(item, callId));
}
