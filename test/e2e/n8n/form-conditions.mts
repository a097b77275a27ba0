import { asArray, asObject, isObject, textField, type UnknownObject } from '../../../scripts/n8n/json.mts';

/** What a form holds, by field. */
export type Values = Readonly<Record<string, unknown>>;

/** Which values of other fields a property of a node's form is shown with, or hidden with, by field. */
interface Conditions {
	readonly show: Readonly<Record<string, readonly unknown[]>>;
	readonly hide: Readonly<Record<string, readonly unknown[]>>;
}

/** What chooses the operation, and whether the node is a tool of an agent. */
const CHOICES = ['resource', 'operation', '@tool'];

/** The `displayOptions` of a property. */
export function conditionsOf(property: UnknownObject): Conditions {
	const display = isObject(property['displayOptions']) ? property['displayOptions'] : {};
	const read = (value: unknown) =>
		Object.fromEntries(
			Object.entries(isObject(value) ? value : {}).map(([name, values]) => [name, asArray(values, name)]),
		);
	return { show: read(display['show']), hide: read(display['hide']) };
}

/** Whether a form that holds the values shows a property; what the values do not name stands in nobody's way. */
export function isShown(property: UnknownObject, values: Values): boolean {
	const { show, hide } = conditionsOf(property);
	const meetsAny = (name: string, wanted: readonly unknown[]): boolean =>
		wanted.some((condition) => meets(values[name], condition));
	return (
		Object.entries(show).every(([name, wanted]) => !(name in values) || meetsAny(name, wanted)) &&
		!Object.entries(hide).some(([name, unwanted]) => name in values && meetsAny(name, unwanted))
	);
}

/**
 * The value of another field with which a property is shown. One that no value shows is there for an expression in that
 * field: one that gives the value which shows the property of the same name.
 * @param form the properties of the operation.
 * @throws Error when it depends on more than one field, or nothing shows it.
 */
export function shownByIn(property: UnknownObject, form: readonly UnknownObject[]): Values {
	const name = textField(property, 'name', 'property');
	const [controller, ...more] = controllersOf(property);
	if (controller === undefined) return {};
	if (more.length > 0) throw new Error(`The field ${name} depends on several others`);
	const values = valuesOf(form.find((other) => other['name'] === controller) ?? {});
	const showing = ({ value, by }: { value: unknown; by: UnknownObject }) =>
		isShown(by, { [controller]: value });
	const twins = form.filter((other) => other['name'] === name);
	const constant = values.find((value) => showing({ value, by: property }));
	if (constant !== undefined) return { [controller]: constant };
	const ofTwin = values.find((value) => twins.some((by) => showing({ value, by })));
	const expression = `={{ ${JSON.stringify(ofTwin)} }}`;
	if (!showing({ value: expression, by: property })) throw new Error(`Nothing shows the field ${name}`);
	return { [controller]: expression };
}

function controllersOf(property: UnknownObject): readonly string[] {
	const { show, hide } = conditionsOf(property);
	const names = new Set([...Object.keys(show), ...Object.keys(hide)]);
	return [...names].filter((name) => !CHOICES.includes(name));
}

/** The properties in a list of them; `place` names it in the error. */
export function propertiesIn(value: unknown, place: string): readonly UnknownObject[] {
	return asArray(value, place).map((property) => asObject(property, place));
}

/** The values that can be chosen for a property. */
export function valuesOf(choice: UnknownObject): readonly unknown[] {
	if (choice['type'] === 'boolean') return [true, false];
	return propertiesIn(choice['options'], 'options').map(({ value }) => value);
}

/** @throws Error for a condition of a kind that is not known here. */
function meets(value: unknown, condition: unknown): boolean {
	if (!isObject(condition)) return value === condition;
	const { startsWith, ...others } = isObject(condition['_cnd']) ? condition['_cnd'] : condition;
	if (typeof startsWith !== 'string' || Object.keys(others).length > 0) {
		throw new Error(`A condition that no test knows: ${JSON.stringify(condition)}`);
	}
	return typeof value === 'string' && value.startsWith(startsWith);
}
