import { existsSync } from 'node:fs';
import { join } from 'node:path';

import { NodeHelpers, type INodeProperties, type INodeType, type INodeTypeDescription } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { GenesysWebMessagingTrigger } from '../../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import { AS_TEXT } from '../../../nodes/shared/n8n/form-values.ts';
import { executeContext, genesysCloud } from '../../support/n8n-context.mts';
import { chat } from '../../support/virtual-conversation.mts';

const { displayParameterPath } = NodeHelpers;
const ID = '00000000-0000-4000-8000-000000000001';
const NODES = join(__dirname, '../../../nodes');

describe.each<[string, () => INodeType, string]>([
	['The node', () => new GenesysWebMessaging(), 'GenesysWebMessaging'],
	['The trigger', () => new GenesysWebMessagingTrigger(), 'GenesysWebMessagingTrigger'],
])('%s, as n8n knows it,', (_what, create, folder) => {
	let description: INodeTypeDescription;
	let methods: NonNullable<INodeType['methods']>;

	beforeEach(() => {
		({ description, methods = {} } = create());
	});

	it('has an icon for either background, and they are there', () => {
		const { icon } = description;
		if (typeof icon !== 'object') throw new TypeError('It has no icons');
		const files = [icon.light, icon.dark].map((file) => join(NODES, folder, file.replace('file:', '')));

		expect(new Set(files).size).toBe(2);
		expect(files.filter((file) => !existsSync(file))).toEqual([]);
	});

	it('has a method for every list that its form fills', () => {
		const form = JSON.stringify(description.properties);
		const named = (key: string) =>
			[...form.matchAll(new RegExp(`"${key}":"(\\w+)"`, 'g'))].map(([, name = '']) => name).sort();

		expect([...new Set(named('searchListMethod'))]).toEqual(Object.keys(methods.listSearch ?? {}).sort());
		expect([...new Set(named('loadOptionsMethod'))]).toEqual(Object.keys(methods.loadOptions ?? {}).sort());
	});

	it('lets itself see where one text stands for a whole collection, for n8n drops it', () => {
		const collections = description.properties.filter(({ type }) => type === 'collection');
		const names = ({ options = [] }: INodeProperties) => options.map(({ name }) => name);

		expect(collections.length).toBeGreaterThan(1);
		expect(collections.filter((one) => !names(one).includes(AS_TEXT))).toEqual([]);
	});

	it('has the editor not offer that among the rest', () => {
		for (const { name, options = [] } of description.properties.filter(({ type }) => type === 'collection')) {
			const values = { parameters: { [name]: {} } };
			const isOffered = (option: (typeof options)[number]) =>
				!('displayOptions' in option) ||
				displayParameterPath(values, option, `parameters.${name}`, { typeVersion: 1 }, description);

			expect(options.filter(isOffered).map((option) => option.name)).not.toContain(AS_TEXT);
			expect(options.filter(isOffered).length).toBeGreaterThan(0);
		}
	});

	it('is called the same in the panel and in a workflow', () => {
		expect(description.defaults).toEqual({ name: description.displayName });
	});
});

describe('What saved workflows depend on', () => {
	const credentials = [{ name: 'genesysCloudOAuth2Api', required: true }];

	it.each<[string, () => INodeType, Partial<INodeTypeDescription>]>([
		[
			'the node',
			() => new GenesysWebMessaging(),
			{ name: 'genesysWebMessaging', group: ['transform'], inputs: ['main'], usableAsTool: true },
		],
		[
			'the trigger',
			() => new GenesysWebMessagingTrigger(),
			{ name: 'genesysWebMessagingTrigger', group: ['trigger'], inputs: [], polling: true },
		],
	])('is the same: %s', (_what, create, own) => {
		const { description } = create();
		const { name, version, group, inputs, outputs, credentials: needed, usableAsTool, polling } = description;
		const seen = { name, version, group, inputs, outputs, credentials: needed, usableAsTool, polling };

		expect(seen).toEqual({ version: 1, outputs: ['main'], credentials, ...own });
	});
});

describe('The node', () => {
	it('carries out what its form says', async () => {
		const { context } = executeContext({
			parameters: { resource: 'conversation', operation: 'get', conversationId: ID, output: 'simplified' },
			respond: genesysCloud({ [`GET conversations/${ID}`]: chat({ id: ID }) }),
			credential: { clientId: 'description' },
		});

		expect(await new GenesysWebMessaging().execute.call(context)).toMatchObject([
			[{ json: { conversationId: ID } }],
		]);
	});
});
