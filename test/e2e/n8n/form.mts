import { OPERATIONS as NODE_OPERATIONS } from '../../../nodes/GenesysWebMessaging/actions/operations.ts';
import type { N8nClient } from '../../../scripts/n8n/client.mts';
import {
	asArray,
	asObject,
	isObject,
	optionalTextField,
	parseJson,
	textField,
	type UnknownObject,
} from '../../../scripts/n8n/json.mts';
import { conditionsOf, isShown, propertiesIn, shownByIn, valuesOf, type Values } from './form-conditions.mts';

/** What kind of value a field takes. */
export type Kind = 'text' | 'longText' | 'id' | 'ids' | 'choice' | 'choices' | 'flag' | 'number' | 'time';

/** A field of a node's form into which an expression can be put. */
export interface Field {
	readonly name: string;
	/** As the user sees it. */
	readonly displayName: string;
	/** The name of the collection that it can be added to; undefined for one that is always there. */
	readonly collection: string | undefined;
	readonly kind: Kind;
	readonly required: boolean;
	/** Whether it is filled in from the beginning, with an expression for what a node of this package gave before. */
	readonly isPrefilled: boolean;
	readonly isLocator: boolean;
	/** The value of another field that makes it be shown; empty for one that is always shown. */
	readonly shownBy: UnknownObject;
}

/** The form of one operation. */
export interface Form {
	readonly resource: string;
	readonly operation: string;
	readonly fields: readonly Field[];
}

/** Every operation of the node, after its resource. */
export const OPERATIONS = NODE_OPERATIONS.map(({ resource, value }) => `${resource} ${value}`);

/** n8n adds this operation to every node with a credential that its HTTP Request node can use, and it leads there. */
const ANY_OTHER_CALL = '__CUSTOM_API_CALL__';

/** Where a field stands, as in `options.maxCloses`. */
export function pathOf({ collection, name }: Field): string {
	return collection === undefined ? name : `${collection}.${name}`;
}

/** A name of a field that no other one of its form has: two of them can share their place, shown in turn. */
export function labelOf(field: Field): string {
	const conditions = Object.entries(field.shownBy).map(([name, value]) =>
		String(value).startsWith('=') ? ` (${name} by expression)` : ` (${name} ${String(value)})`,
	);
	return pathOf(field) + conditions.join('');
}

/**
 * Reads the form of every operation of a node type from what n8n hands to the editor.
 * @throws Error for a field of a type that is not known here.
 */
export async function readForms(client: N8nClient, nodeType: string): Promise<readonly Form[]> {
	const answer = await (await client.file('types/nodes.json')).text();
	const types = asArray(parseJson(answer, 'node types'), 'node types').map((type) =>
		asObject(type, 'node type'),
	);
	const type = types.find(({ name }) => name === nodeType);
	if (type === undefined) throw new Error(`n8n has no node type ${nodeType}`);
	return formsIn(propertiesIn(type['properties'], nodeType));
}

/** The form of every operation of a node type with these properties. @throws as {@link readForms} */
export function formsIn(properties: readonly UnknownObject[]): readonly Form[] {
	const isChoice = (name: string) => (property: UnknownObject) => property['name'] === name;
	return properties.filter(isChoice('operation')).flatMap((choice) => {
		const [resource] = conditionsOf(choice).show['resource'] ?? [];
		const operations = valuesOf(choice).filter((value) => value !== ANY_OTHER_CALL);
		return operations.map((operation) => formOf(properties, { resource, operation, '@tool': false }));
	});
}

function formOf(properties: readonly UnknownObject[], chosen: Values): Form {
	const shown = properties.filter(takesExpression).filter((property) => isShown(property, chosen));
	const fields = shown.flatMap((property) => {
		const shownBy = shownByIn(property, shown);
		if (property['type'] !== 'collection') return [fieldOf(property, shownBy)];
		const name = textField(property, 'name', 'collection');
		const options = propertiesIn(property['options'], name).filter(takesExpression);
		return options.map((option) => fieldOf(option, shownBy, name));
	});
	return { resource: String(chosen['resource']), operation: String(chosen['operation']), fields };
}

function takesExpression({ noDataExpression, type }: UnknownObject): boolean {
	return noDataExpression !== true && type !== 'notice' && type !== 'hidden';
}

function fieldOf(property: UnknownObject, shownBy: UnknownObject, collection?: string): Field {
	const name = textField(property, 'name', 'field');
	return {
		name,
		displayName: textField(property, 'displayName', name),
		collection,
		kind: kindOf(property, name),
		required: property['required'] === true,
		isPrefilled: JSON.stringify(property['default'] ?? '').includes('"={{'),
		isLocator: property['type'] === 'resourceLocator',
		shownBy,
	};
}

function kindOf(property: UnknownObject, name: string): Kind {
	const options = isObject(property['typeOptions']) ? property['typeOptions'] : {};
	const type = textField(property, 'type', name);
	switch (type) {
		case 'boolean':
			return 'flag';
		case 'dateTime':
			return 'time';
		case 'multiOptions':
			return 'loadOptionsMethod' in options ? 'ids' : 'choices';
		case 'number':
			return 'number';
		case 'options':
			return 'choice';
		case 'resourceLocator':
			return 'id';
		case 'string':
			if ('rows' in options) return 'longText';
			return isId(property) ? 'id' : 'text';
		default:
			throw new Error(`The field ${name} is of the type ${type}, which no test knows`);
	}
}

/** A text field says by its placeholder that it takes an ID. */
function isId(property: UnknownObject): boolean {
	return /[0-9a-f]{8}(-[0-9a-f]{4}){3}-/.test(optionalTextField(property, 'placeholder') ?? '');
}
