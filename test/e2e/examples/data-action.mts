import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv } from 'ajv';
import * as v from 'valibot';
import { isObject, jsonOrText, parseJson, shaped, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { PROJECT_FOLDER } from '../../../scripts/n8n/project.mts';

/** What stands for the reader's own n8n in the page. */
const READERS_N8N = 'https://n8n.example.com';

const SCHEMA = v.looseObject({ type: v.literal('object') });
const DATA_ACTION = v.object({
	contract: v.object({
		input: v.object({ inputSchema: SCHEMA }),
		output: v.object({ successSchema: SCHEMA }),
	}),
	config: v.object({
		request: v.object({
			requestUrlTemplate: v.string(),
			requestType: v.literal('POST'),
			headers: v.record(v.string(), v.string()),
			requestTemplate: v.string(),
		}),
		response: v.object({ successTemplate: v.literal('${rawResult}') }),
	}),
});
const TRIGGER = v.object({
	topicName: v.string(),
	enabled: v.literal(true),
	target: v.object({
		type: v.literal('Workflow'),
		workflowTargetSettings: v.object({ dataFormat: v.literal('TopLevelPrimitives') }),
	}),
	matchCriteria: v.array(v.object({ jsonPath: v.string(), operator: v.literal('Equal'), value: v.string() })),
});

/** What came back to the data action. */
export interface Outcome {
	readonly status: number;
	readonly body: UnknownObject;
}

/** Plays the data action that `docs/push.md` has its readers import, so that what they copy is what is tested. */
export class DataAction {
	readonly #action = shaped(DATA_ACTION, jsonOfPage('data-action'), 'data action');
	readonly #url: string;

	/**
	 * @param n8nUrl such as `http://127.0.0.1:5678`.
	 * @param secret as in the integration's credential.
	 */
	constructor(
		n8nUrl: string,
		private readonly secret: string,
	) {
		this.#url = this.#action.config.request.requestUrlTemplate.replace(READERS_N8N, n8nUrl);
	}

	/** The headers that it sends. */
	get headers(): Record<string, string> {
		const { headers } = this.#action.config.request;
		const filled = Object.entries(headers).map(([name, value]) => [
			name,
			filledIn(value, { '${credentials.secret}': this.secret }),
		]);
		return Object.fromEntries(filled) as Record<string, string>;
	}

	/**
	 * Runs it as the workflow in Genesys Cloud does.
	 * @throws Error when the inputs, or the answer to a call that succeeded, break the contract.
	 */
	async run(inputs: UnknownObject): Promise<Outcome> {
		const { contract, config } = this.#action;
		assertFits(contract.input.inputSchema, inputs);
		const body = filledIn(config.request.requestTemplate, { '${input.rawRequest}': JSON.stringify(inputs) });
		const outcome = await this.send(body);
		if (outcome.status < 300) assertFits(contract.output.successSchema, outcome.body);
		return outcome;
	}

	/** Sends any body, with these headers or its own. */
	async send(body: string, headers: Record<string, string> = this.headers): Promise<Outcome> {
		const answer = await fetch(this.#url, { method: 'POST', headers, body });
		const given = jsonOrText(await answer.text());
		return { status: answer.status, body: isObject(given) ? given : { given } };
	}
}

/** Whether the trigger of the page starts its workflow for an event, and for what topic it does. */
export function triggerOfPage(): { topic: string; fits: (event: UnknownObject) => boolean } {
	const { topicName, matchCriteria } = shaped(TRIGGER, jsonOfPage('trigger'), 'trigger');
	return {
		topic: topicName,
		fits: (event) => matchCriteria.every(({ jsonPath, value }) => event[jsonPath] === value),
	};
}

/** The JSON that follows an anchor of the page. */
function jsonOfPage(anchor: string): unknown {
	const page = readFileSync(join(PROJECT_FOLDER, 'docs/push.md'), 'utf8');
	const block = new RegExp(`<a id="${anchor}"></a>\\n\\n\`\`\`json\\n([^\`]+)\`\`\``).exec(page);
	if (block?.[1] === undefined) throw new Error(`docs/push.md has no JSON behind "${anchor}"`);
	return parseJson(block[1], anchor);
}

/** A template with its variables filled in. @throws Error when one is left. */
function filledIn(template: string, values: Readonly<Record<string, string>>): string {
	const text = Object.entries(values).reduce(
		(filled, [variable, value]) => filled.replace(variable, () => value),
		template,
	);
	if (/\$!?\{(?:input|credentials)\./.test(text)) throw new Error(`Nobody fills in ${text}`);
	return text;
}

function assertFits(schema: UnknownObject, value: unknown): void {
	const ajv = new Ajv();
	if (!ajv.validate(schema, value)) throw new Error(`${ajv.errorsText()}: ${JSON.stringify(value)}`);
}
