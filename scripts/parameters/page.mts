import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

import type { Operation } from '../../nodes/GenesysWebMessaging/actions/operation.ts';
import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { properties as TRIGGER } from '../../nodes/GenesysWebMessagingTrigger/form.ts';
import { optionsWith } from '../../nodes/shared/n8n/options.ts';
import { table } from '../markdown.mts';

const ONLY_OF_TOOL = 'allowAsTool';

type Row = readonly string[];
type Choice = INodeProperties | INodePropertyCollection | INodePropertyOptions;

const HEAD = `# Parameters

The names that workflows have in JSON, for those who write them by hand, by a program, or by an AI. Whoever uses the editor does not need this page: it is made from the forms, by \`npm run parameter-page\`.

- n8n drops without a word what it does not know. A filter or an option with a misspelled name is none, and the node cannot see that it was there. **Open such a workflow in the editor once**: what the form does not show does not count.
- The types are \`n8n-nodes-genesys-web-messaging.genesysWebMessaging\` and \`….genesysWebMessagingTrigger\`, both in version 1.
- In *Find*, only what \`findBy\` names counts; with \`customAttribute\`, these are \`attributeName\` and \`attributeValue\`.
- Values may be expressions (\`={{ … }}\`); only \`allowAsTool\` has to be \`true\` or \`false\` itself.
- *ID* stands for \`{ "__rl": true, "mode": "id", "value": "3fa85f64-5717-4562-b3fc-2c963f66afa6" }\`.
- A name with a dot is one inside of a collection: \`options.maxRetries\` is \`"options": { "maxRetries": 3 }\`. What stands in a collection has its default only when it is added; what is not there is not set.
`;

/** The page of all parameters of both nodes, made from their forms. */
export function parameterPage(): string {
	const sections = [
		...OPERATIONS.map((operation) => section(titleOf(operation), rowsOf(operation))),
		section(
			'Trigger',
			TRIGGER.flatMap((one) => rows(one)),
		),
	];
	return `${HEAD}\n${sections.join('\n')}`;
}

function titleOf({ resource, value, name }: Operation): string {
	const upper = `${resource.slice(0, 1).toUpperCase()}${resource.slice(1)}`;
	return `${upper}: ${name} (\`"resource": "${resource}", "operation": "${value}"\`)`;
}

function rowsOf({ fields, options }: Operation): Row[] {
	return [...fields, optionsWith(options)].flatMap((one) => rows(one));
}

function section(title: string, all: readonly Row[]): string {
	const lines = table(['Name', 'In the form', 'Value', 'Default'], all, '---');
	// A field that is shown under several conditions is there more than once.
	return [`## ${title}`, '', ...new Set(lines), ''].join('\n');
}

/** A row for a parameter, or for each of those in a collection. */
function rows(property: INodeProperties, collection?: string): Row[] {
	const { displayName, type, options = [], default: usual } = property;
	if (type === 'hidden' || type === 'notice') return [];
	// As a tool of an AI Agent, a form has other defaults; its parameters are the same.
	if (isOfTool(property) && property.name !== ONLY_OF_TOOL) return [];
	const name = collection === undefined ? property.name : `${collection}.${property.name}`;
	if (type === 'collection') return options.filter(isProperty).flatMap((one) => rows(one, name));
	return [
		[`\`${name}\``, `${displayName}${whenOf(property)}`, valueOf(property), `\`${JSON.stringify(usual)}\``],
	];
}

function isProperty(choice: Choice): choice is INodeProperties {
	return 'type' in choice && 'displayName' in choice;
}

function isOfTool({ displayOptions }: INodeProperties): boolean {
	return displayOptions?.show?.['@tool']?.includes(true) === true;
}

/** What else has to be chosen for it. */
function whenOf(property: INodeProperties): string {
	if (isOfTool(property)) return ', as a tool of an AI Agent';
	const conditions = Object.entries(property.displayOptions?.show ?? {}).filter(([path]) => path !== '@tool');
	const told = conditions.map(([path, values = []]) => {
		const choices = values.map((value) => `\`${plain(value)}\``).join(' or ');
		return `\`${path.replace(/^\//, '')}\` ${choices}`;
	});
	return told.length > 0 ? `, with ${told.join(' and ')}` : '';
}

/** A text without its quotes. */
function plain(value: unknown): string {
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function valueOf({ type, options = [], typeOptions = {} }: INodeProperties): string {
	const { minValue, maxValue, loadOptionsMethod } = typeOptions;
	const choices = options.flatMap((one) => ('value' in one ? [`\`${String(one.value)}\``] : [])).join(', ');
	switch (type) {
		case 'options':
			return choices;
		case 'multiOptions':
			return loadOptionsMethod === undefined ? `list of ${choices}` : 'list of IDs';
		case 'resourceLocator':
			return 'ID';
		case 'boolean':
			return '`true`, `false`';
		case 'number':
			return `whole number${minValue === undefined ? '' : `, from ${minValue}`}${maxValue === undefined ? '' : ` to ${maxValue}`}`;
		case 'dateTime':
			return 'date and time';
		default:
			return 'text';
	}
}
