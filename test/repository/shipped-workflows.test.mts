import { readdirSync, readFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';

import { NodeHelpers, type INode, type INodeTypeDescription } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { GenesysWebMessagingTrigger } from '../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';

const PROJECT = resolve(__dirname, '../..');
const EXAMPLES = join(PROJECT, 'examples');
const SHIPPED = [
	...readdirSync(EXAMPLES).map((name) => join(EXAMPLES, name)),
	join(PROJECT, 'scripts/start/practice.json'),
];
const FORMS = [new GenesysWebMessaging(), new GenesysWebMessagingTrigger()].map(
	({ description }) => description,
);
/** What n8n itself adds to the forms of tools, and of triggers that poll. */
const OF_N8N = ['descriptionType', 'toolDescription', 'pollTimes'];

/** The form of a node of this package; n8n makes a tool of each that may be one, under a name of its own. */
function formOf({ type }: INode): INodeTypeDescription | undefined {
	const [packageName, name = ''] = type.split('.');
	if (packageName !== 'n8n-nodes-genesys-web-messaging') return undefined;
	const form = FORMS.find((one) => one.name === name.replace(/Tool$/, ''));
	if (form === undefined) throw new Error(`There is no node ${type}`);
	return { ...form, name };
}

describe('A workflow that is shipped', () => {
	it.each(SHIPPED.map((path) => [basename(path), path]))(
		'says nothing that no form has (%s)',
		(_name, path) => {
			const { nodes } = JSON.parse(readFileSync(path, 'utf8')) as { nodes: INode[] };

			for (const node of nodes) {
				const form = formOf(node);
				if (form === undefined) continue;
				const said = Object.fromEntries(
					Object.entries(node.parameters).filter(([name]) => !OF_N8N.includes(name)),
				);
				// What is no field, or is hidden where the others are as they are, n8n drops.
				expect(NodeHelpers.getNodeParameters(form.properties, said, true, false, node, form)).toMatchObject(
					said,
				);
			}
		},
	);
});
