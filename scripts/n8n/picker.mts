import { asArray, asObject, optionalTextField, textField, type JsonObject } from './json.mts';
import type { CredentialReference } from './workflow.mts';

/** A field of a node whose choices come from the service, as the editor asks for them. */
export interface Picker {
	/** Such as `n8n-nodes-base.hubspot`. */
	readonly nodeType: string;
	readonly typeVersion: number;
	/** Name of the field. */
	readonly field: string;
	/** Name of the node's method that lists the choices, under `listSearch` or `loadOptions`. */
	readonly method: string;
	/** Values of the node's fields. */
	readonly parameters: JsonObject;
	readonly credential?: CredentialReference;
}

/** One thing that a list offers. */
export interface Choice {
	readonly name: string;
	readonly value: unknown;
	/** Where the service shows it. */
	readonly url?: string | undefined;
}

/** A page of a searchable list. */
export interface ChoicePage {
	readonly choices: readonly Choice[];
	/** What to ask for the next page with; undefined after the last one. */
	readonly nextPage: string | undefined;
}

/** What the editor sends to have a list filled. */
export function pickerRequest({
	nodeType,
	typeVersion,
	field,
	method,
	parameters,
	credential,
}: Picker): JsonObject {
	return {
		path: `parameters.${field}`,
		nodeTypeAndVersion: { name: nodeType, version: typeVersion },
		methodName: method,
		currentNodeParameters: parameters,
		...(credential && { credentials: { [credential.type]: { id: credential.id, name: credential.name } } }),
	};
}

/** Reads the answer of `POST /rest/dynamic-node-parameters/resource-locator-results`. */
export function readChoicePage(value: unknown): ChoicePage {
	const page = asObject(value, 'page of choices');
	const token = page['paginationToken'];
	return {
		choices: readChoices(page['results']),
		nextPage: typeof token === 'string' || typeof token === 'number' ? String(token) : undefined,
	};
}

/** Reads the answer of `POST /rest/dynamic-node-parameters/options`. */
export function readChoices(value: unknown): readonly Choice[] {
	return asArray(value, 'choices').map((entry) => {
		const choice = asObject(entry, 'choice');
		return {
			name: textField(choice, 'name', 'choice'),
			value: choice['value'],
			url: optionalTextField(choice, 'url'),
		};
	});
}
