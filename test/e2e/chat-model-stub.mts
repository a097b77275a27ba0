import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { chatAnswer, readChatRequest, type ChatReply, type ChatRequest } from './chat-completions.mts';
import { startHttpStub, type StubAnswer, type StubRequest } from '../support/http-stub.mts';

/** A tool, and the arguments to call it with. */
export interface ToolCall {
	readonly tool: string;
	readonly arguments: UnknownObject;
}

/** What the model does when it is asked: it says something, or calls tools, all in one go. */
export type Turn = { readonly say: string } | { readonly call: readonly ToolCall[] };

/** A turn, or what makes one of what the model sees at that moment. */
export type ScriptedTurn = Turn | ((request: ChatRequest) => Turn);

/** Stands in for a chat model of the OpenAI API, and plays a script. */
export interface ChatModelStub {
	/** The base URL for the credential. */
	readonly baseUrl: string;
	/** Every request as it came in, whatever for. */
	readonly received: readonly StubRequest[];
	/** What the model was asked since the latest script was given. */
	readonly asked: readonly ChatRequest[];
	/** Turns of the script that have not been asked for. */
	readonly turnsLeft: number;
	/** Gives the model a script: one turn for each time that it will be asked. */
	play(...script: readonly ScriptedTurn[]): void;
	close(): Promise<void>;
}

/** Starts a model on 127.0.0.1. What is not in the script it refuses with 400, which nobody tries again. */
export async function startChatModelStub(): Promise<ChatModelStub> {
	let script: ScriptedTurn[] = [];
	let asked: ChatRequest[] = [];
	let calls = 0;
	const reply = (turn: Turn): ChatReply => {
		if ('say' in turn) return { text: turn.say };
		return { calls: turn.call.map((call) => ({ id: `call_${(calls += 1)}`, ...call })) };
	};
	const answer = ({ method, path, body }: StubRequest): StubAnswer => {
		if (method !== 'POST' || path !== '/v1/chat/completions') return refusal(`${method} ${path}`, 404);
		try {
			const request = readChatRequest(body);
			asked.push(request);
			const turn = script.shift();
			if (turn === undefined) return refusal('The script is over');
			return chatAnswer(request, reply(typeof turn === 'function' ? turn(request) : turn));
		} catch (error) {
			return refusal(String(error));
		}
	};
	const stub = await startHttpStub(answer);
	return {
		baseUrl: `${stub.url}/v1`,
		received: stub.requests,
		get asked() {
			return asked;
		},
		get turnsLeft() {
			return script.length;
		},
		play(...turns) {
			script = [...turns];
			asked = [];
		},
		close: () => stub.close(),
	};
}

/** A refusal as the OpenAI API makes it. */
function refusal(message: string, status = 400): StubAnswer {
	return { status, body: { error: { message, type: 'invalid_request_error', param: null, code: null } } };
}
