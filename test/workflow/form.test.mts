import { NodeHelpers, type INode, type INodeParameters } from 'n8n-workflow';

import { GenesysWebMessaging } from '../../nodes/GenesysWebMessaging/GenesysWebMessaging.node.ts';

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
		['conversationId', ['conversationId']],
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
