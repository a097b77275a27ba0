import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';
import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { GenesysWebMessagingTrigger } from '../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';

const { properties } = new GenesysWebMessaging().description;

/** What n8n marks in the form, and publishes no workflow with: by field. */
function issuesOf(parameters: INodeParameters): Readonly<Record<string, readonly string[]>> {
	const node: INode = {
		id: '1',
		name: 'Genesys',
		type: 'n8n-nodes-genesys-web-messaging.genesysWebMessaging',
		typeVersion: 1,
		position: [0, 0],
		parameters: NodeHelpers.getNodeParameters(properties, parameters, true, false, null, null) ?? {},
	};
	return NodeHelpers.getNodeParametersIssues(properties, node, null)?.parameters ?? {};
}

const FIND = { resource: 'conversation', operation: 'find' };

describe('The form', () => {
	it.each([
		// The incoming item has it.
		['conversationId', []],
		['customAttribute', ['attributeName', 'attributeValue']],
		['email', ['email']],
		['externalContactId', ['externalContactId']],
		['externalId', ['externalId']],
		['externalTag', ['externalTag']],
		['messageId', ['messageId']],
		['phone', ['phone']],
	])('asks for what finding by %s needs, and for nothing else', (findBy, needed) => {
		expect(Object.keys(issuesOf({ ...FIND, findBy })).toSorted()).toEqual(needed);
	});

	it('lets a workflow be published in which an expression chooses what to find by', () => {
		expect(issuesOf({ ...FIND, findBy: '={{ $json.by }}', email: '={{ $json.email }}' })).toEqual({});
	});

	it.each([
		['conversation', 'get'],
		['conversation', 'close'],
		['session', 'list'],
		['session', 'close'],
	])('has nothing to fill in after Find or List: %s, %s', (resource, operation) => {
		expect(issuesOf({ resource, operation })).toEqual({});
	});
});

describe('The form of a tool', () => {
	const shown = (typeName: string, parameters: INodeParameters) => {
		const description = { ...new GenesysWebMessaging().description, name: typeName };
		const node = { typeVersion: 1, parameters };
		return properties.filter((property) =>
			NodeHelpers.displayParameter(parameters, property, node, description, parameters),
		);
	};
	const names = (typeName: string, parameters: INodeParameters) =>
		shown(typeName, parameters).map(({ name }) => name);
	const CLOSING = ['conversation', 'session'].map((resource) => ({ resource, operation: 'close' }));

	const ACTING = OPERATIONS.filter(({ fields }) => fields.some(({ name }) => name === 'allowAsTool')).map(
		({ resource, value }) => ({ resource, operation: value }),
	);

	it.each(ACTING)(
		'has the switch that lets an agent act at its top, and a notice of what that means ($resource $operation)',
		(acting) => {
			const atTop = (allowAsTool: boolean) =>
				names('genesysWebMessagingTool', { ...acting, allowAsTool }).slice(2, 4);

			expect(atTop(false)).toEqual(['toolNotice', 'allowAsTool']);
			expect(atTop(true)).toEqual(['toolWarning', 'allowAsTool']);
			for (const name of ['allowAsTool', 'toolNotice', 'toolWarning'])
				expect(names('genesysWebMessaging', acting)).not.toContain(name);
		},
	);

	it.each(CLOSING)('does not say that an agent can close in a dry run ($resource $operation)', (closing) => {
		const parameters = { ...closing, allowAsTool: true, dryRun: true };

		expect(names('genesysWebMessagingTool', parameters)).not.toContain('toolWarning');
	});

	it.each([
		...CLOSING,
		{ resource: 'session', operation: 'list' },
		{ resource: 'conversation', operation: 'get' },
	])('names no conversation by itself: no item comes in ($resource $operation)', (chosen) => {
		const defaults = (typeName: string) =>
			shown(typeName, chosen)
				.filter(({ name }) => name === 'conversationId')
				.map((property) => property.default);

		expect(defaults('genesysWebMessagingTool')).toEqual([{ mode: 'list', value: '' }]);
		expect(defaults('genesysWebMessaging')).toEqual([{ mode: 'id', value: '={{ $json.conversationId }}' }]);
	});

	it.each(CLOSING)(
		'says what is at stake: closing, or with the dry run on, nothing ($resource)',
		(closing) => {
			const notices = (parameters: INodeParameters) =>
				names('genesysWebMessaging', parameters).filter((name) => name.endsWith('Notice'));

			expect(notices({ ...closing, dryRun: false })).toEqual(['closeNotice']);
			expect(notices({ ...closing, dryRun: true })).toEqual(['dryRunNotice']);
		},
	);
});

describe('The form of the trigger', () => {
	const { description } = new GenesysWebMessagingTrigger();
	const shown = (parameters: INodeParameters) =>
		description.properties
			.filter((property) =>
				NodeHelpers.displayParameter(parameters, property, { typeVersion: 1 }, description, parameters),
			)
			.map(({ name }) => name);

	it('offers every event in the list of nodes, by what starts the workflow', () => {
		const [event] = description.properties;
		const actions = (event?.options ?? []).map((option) => 'action' in option && option.action);

		// n8n looks for the actions of a trigger under this name.
		expect(event?.displayName).toBe('Event');
		expect(actions).toEqual([
			'On conversation ended',
			'On conversation idle',
			'On conversation started',
			'On customer left',
		]);
	});

	it('asks how long only where that matters', () => {
		expect(shown({ event: 'conversationIdle' })).toContain('idleForMinutes');
		expect(shown({ event: 'conversationEnded' })).not.toContain('idleForMinutes');
	});

	it('has nothing to fill in', () => {
		const node: INode = {
			id: '1',
			name: 'Trigger',
			type: 'n8n-nodes-genesys-web-messaging.genesysWebMessagingTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: NodeHelpers.getNodeParameters(description.properties, {}, true, false, null, null) ?? {},
		};

		expect(NodeHelpers.getNodeParametersIssues(description.properties, node, null)).toBeNull();
	});
});
