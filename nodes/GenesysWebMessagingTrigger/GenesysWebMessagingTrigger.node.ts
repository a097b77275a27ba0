import {
	NodeConnectionTypes,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
	type IPollFunctions,
} from 'n8n-workflow';

import { getQueues, searchDivisions } from '../shared/n8n/lists/directory';
import { properties } from './form';
import { poll } from './poll';

/** Starts a workflow when something happens in a web messaging conversation of Genesys Cloud. */
export class GenesysWebMessagingTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Genesys Web Messaging Trigger',
		name: 'genesysWebMessagingTrigger',
		icon: {
			light: 'file:../../icons/genesys-web-messaging.svg',
			dark: 'file:../../icons/genesys-web-messaging.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ $parameter["event"] }}',
		description:
			'Starts the workflow when a Genesys Cloud web messaging conversation starts, is idle, is left, or ends',
		defaults: { name: 'Genesys Web Messaging Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'genesysCloudOAuth2Api', required: true }],
		properties,
	};

	methods = { listSearch: { searchDivisions }, loadOptions: { getQueues } };

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
