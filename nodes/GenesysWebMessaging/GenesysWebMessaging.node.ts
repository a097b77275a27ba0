import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { properties } from './actions/operations';
import { router } from './actions/router';
import { searchConversations } from '../shared/n8n/lists/conversations';
import {
	getQueues,
	searchAgents,
	searchDivisions,
	searchExternalContacts,
	searchExternalSources,
	searchFlows,
	searchWrapUpCodes,
} from '../shared/n8n/lists/directory';
import { searchSessions } from '../shared/n8n/lists/sessions';

/** Finds, lists, reads, writes to, and closes Web Messaging conversations of Genesys Cloud. */
export class GenesysWebMessaging implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Genesys Web Messaging',
		name: 'genesysWebMessaging',
		icon: {
			light: 'file:../../icons/genesys-web-messaging.svg',
			dark: 'file:../../icons/genesys-web-messaging.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: '={{ $parameter["operation"] + ": " + $parameter["resource"] }}',
		description: 'Find, read, write to, and close Genesys Cloud web messaging conversations',
		defaults: { name: 'Genesys Web Messaging' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'genesysCloudOAuth2Api', required: true }],
		properties,
	};

	methods = {
		listSearch: {
			searchAgents,
			searchConversations,
			searchDivisions,
			searchExternalContacts,
			searchExternalSources,
			searchFlows,
			searchSessions,
			searchWrapUpCodes,
		},
		loadOptions: { getQueues },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await router(this);
	}
}
