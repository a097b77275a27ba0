import {
	NodeHelpers,
	type INodeParameters,
	type INodeProperties,
	type INodePropertyCollection,
	type INodePropertyOptions,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { AS_TEXT } from '../../nodes/shared/n8n/form-values.ts';

/** A place in the form of an operation where an expression can stand. */
export interface FormField {
	readonly resource: string;
	readonly operation: string;
	/** Such as `dryRun` or `options.dryRun`. */
	readonly path: string;
	readonly property: INodeProperties;
	/** How the expression stands there: in the field itself, or in one of the modes of a field to pick from. */
	readonly way: string;
	/** An expression chooses what makes the form show the field. */
	readonly isChosenByExpression: boolean;
	/** What else has to be in the form for this field to be shown. */
	readonly shownBy: INodeParameters;
	/** The parameters of the step, with an expression in this place. */
	with(expression: string, others: INodeParameters): INodeParameters;
}

type Value = INodeParameters[string];

/** What n8n shows and works nothing out for. */
const WITHOUT_VALUE = ['notice', 'button', 'callout'];

/** Every place in a node's forms that takes an expression, as its description tells; what only a tool's form shows aside. */
export function formFields(description: INodeTypeDescription): FormField[] {
	return operationsOf(description).flatMap(({ resource, operation }) =>
		fieldsOf(description, { resource, operation }),
	);
}

/** The resources and operations that the form offers. */
export function operationsOf({
	properties,
}: INodeTypeDescription): Array<{ resource: string; operation: string }> {
	const resources = properties.filter(({ name }) => name === 'resource').flatMap(choicesOf);
	return resources.flatMap((resource) =>
		properties
			.filter(
				({ name, displayOptions }) =>
					name === 'operation' && displayOptions?.show?.['resource']?.some((one) => one === resource),
			)
			.flatMap(choicesOf)
			.map((operation) => ({ resource, operation })),
	);
}

/** The values that a field offers. */
export function choicesOf({ options = [] }: INodeProperties): string[] {
	return options.flatMap((option) =>
		'value' in option && typeof option.value === 'string' ? option.value : [],
	);
}

function fieldsOf(
	description: INodeTypeDescription,
	chosen: { readonly resource: string; readonly operation: string },
): FormField[] {
	const { properties } = description;
	const isOfOperation = ({ displayOptions: { show = {} } = {} }: INodeProperties) =>
		[show['resource'] ?? [], show['operation'] ?? []].every((values, i) =>
			values.some((value) => value === (i === 0 ? chosen.resource : chosen.operation)),
		);
	const found = new Map<string, FormField>();
	for (const property of properties.filter(isOfOperation)) {
		const form = formThatShows(description, property, chosen);
		if (!form) continue;
		for (const field of placesIn(property))
			for (const [way, put] of waysInto(field.property)) {
				const one: FormField = {
					...chosen,
					path: field.path,
					property: field.property,
					way,
					isChosenByExpression: form.isByExpression,
					shownBy: form.shownBy,
					with: (expression, others) =>
						field.into({ ...others, ...chosen, ...form.shownBy }, put(expression)),
				};
				const key = `${field.path} ${way} ${form.isByExpression ? 'by an expression' : ''}`;
				if (!found.has(key)) found.set(key, one);
			}
	}
	return [...found.values()];
}

/** A place in a form, and how a value gets there. */
export interface Place {
	readonly path: string;
	readonly property: INodeProperties;
	readonly into: (parameters: INodeParameters, value: Value) => INodeParameters;
}

/** The places that take an expression: the property itself, or those within it. */
export function placesIn(property: INodeProperties): Place[] {
	const { name, type, options = [] } = property;
	if (WITHOUT_VALUE.includes(type) || name === AS_TEXT) return [];
	if (type === 'collection')
		return options
			.flatMap((option) => ('type' in option ? placesIn(option) : []))
			.map((place) => ({
				...place,
				path: `${name}.${place.path}`,
				into: (parameters, value) => ({
					...parameters,
					[name]: place.into(objectIn(parameters[name]), value),
				}),
			}));
	if (type === 'fixedCollection')
		return options.flatMap((group) => (isGroup(group) ? placesInGroup(property, group) : []));
	if (property.noDataExpression === true) return [];
	return [{ path: name, property, into: (parameters, value) => ({ ...parameters, [name]: value }) }];
}

function placesInGroup({ name, typeOptions }: INodeProperties, group: INodePropertyCollection): Place[] {
	return group.values
		.flatMap((inner) => placesIn(inner))
		.map((place) => ({
			...place,
			path: `${name}.${group.name}.${place.path}`,
			into: (parameters, value) => {
				const filled = place.into({}, value);
				return {
					...parameters,
					[name]: { [group.name]: typeOptions?.multipleValues === true ? [filled] : filled },
				};
			},
		}));
}

function isGroup(
	option: INodePropertyCollection | INodePropertyOptions | INodeProperties,
): option is INodePropertyCollection {
	return 'values' in option;
}

function objectIn(value: Value): INodeParameters {
	const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
	return isObject ? Object.fromEntries(Object.entries(value)) : {};
}

/** A field to pick from has its expression in one of its modes, or as a whole. */
export function waysInto({
	type,
	modes = [],
}: INodeProperties): Array<readonly [string, (value: string) => Value]> {
	const whole = ['itself', (value: string): Value => value] as const;
	if (type !== 'resourceLocator') return [whole];
	return [
		...modes.map(
			({ name }) => [name, (value: string): Value => ({ __rl: true, mode: name, value })] as const,
		),
		whole,
	];
}

interface ShowingForm {
	readonly shownBy: INodeParameters;
	readonly isByExpression: boolean;
}

/** What has to be chosen for a property to be shown, by n8n's own judgment; undefined where only the form of a tool has it. */
function formThatShows(
	description: INodeTypeDescription,
	property: INodeProperties,
	chosen: INodeParameters,
): ShowingForm | undefined {
	const { show = {}, hide = {} } = property.displayOptions ?? {};
	const others = [...new Set([...Object.keys(show), ...Object.keys(hide)])].filter(
		(name) => !(name in chosen) && !name.startsWith('@'),
	);
	const isShown = (shownBy: INodeParameters) =>
		NodeHelpers.displayParameter({ ...chosen, ...shownBy }, property, { typeVersion: 1 }, description, {
			...chosen,
			...shownBy,
		});
	const forms = others.reduce<INodeParameters[]>(
		(all, name) =>
			all.flatMap((form) => valuesOf(description, name).map((value) => ({ ...form, [name]: value }))),
		[{}],
	);
	const shownBy = forms.find(isShown);
	if (shownBy) return { shownBy, isByExpression: false };
	// Shown only where an expression chooses: it is to choose what the field's namesake is shown for.
	const namesakes = description.properties.filter(
		(other) => other.name === property.name && other !== property,
	);
	for (const namesake of namesakes) {
		const plain = formThatShowsPlainly(forms, description, namesake, chosen);
		const byExpression = Object.fromEntries(
			Object.entries(plain ?? {}).map(([name, value]) => [name, `={{ ${JSON.stringify(value)} }}`]),
		);
		if (plain && isShown(byExpression)) return { shownBy: byExpression, isByExpression: true };
	}
	return undefined;
}

function formThatShowsPlainly(
	forms: readonly INodeParameters[],
	description: INodeTypeDescription,
	property: INodeProperties,
	chosen: INodeParameters,
): INodeParameters | undefined {
	return forms.find((form) =>
		NodeHelpers.displayParameter({ ...chosen, ...form }, property, { typeVersion: 1 }, description, {
			...chosen,
			...form,
		}),
	);
}

function valuesOf({ properties }: INodeTypeDescription, name: string): Value[] {
	const named = properties.filter((property) => property.name === name);
	const isSwitch = named.some(({ type }) => type === 'boolean');
	return isSwitch ? [true, false] : [...new Set(named.flatMap(choicesOf))];
}
