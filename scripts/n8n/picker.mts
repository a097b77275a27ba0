import * as v from 'valibot';
import { shaped, type UnknownObject } from './json.mts';
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
	readonly parameters: UnknownObject;
	readonly credential?: CredentialReference;
}

const CHOICES = v.array(
	v.object({
		name: v.string(),
		value: v.unknown(),
		/** Where the service shows it. */
		url: v.optional(v.string()),
	}),
);
const PAGE = v.object({ results: CHOICES, paginationToken: v.nullish(v.union([v.string(), v.number()])) });

/** One thing that a list offers. */
export type Choice = Readonly<v.InferOutput<typeof CHOICES>[number]>;

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
}: Picker): UnknownObject {
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
	const { results, paginationToken } = shaped(PAGE, value, 'page of choices');
	return { choices: results, nextPage: paginationToken?.toString() };
}

/** Reads the answer of `POST /rest/dynamic-node-parameters/options`. */
export function readChoices(value: unknown): readonly Choice[] {
	return shaped(CHOICES, value, 'choices');
}
