import type { INodeProperties } from 'n8n-workflow';

/** The conversation to work on: picked from those that are open now, by ID, or by the address it has in Genesys Cloud. */
export const conversationId: INodeProperties = {
	displayName: 'Conversation',
	name: 'conversationId',
	type: 'resourceLocator',
	// After Find, Get Many or List there is nothing to fill in.
	default: { mode: 'id', value: '={{ $json.conversationId }}' },
	required: true,
	description: 'The web messaging conversation',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a conversation…',
			typeOptions: { searchListMethod: 'searchConversations', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. 3fa85f64-5717-4562-b3fc-…',
			validation: [
				{
					type: 'regex',
					properties: {
						regex: '^\\s*[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\\s*$',
						errorMessage: 'Not a conversation ID of Genesys Cloud',
					},
				},
			],
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://apps.mypurecloud.com/directory/#/engage/admin/interactions/3fa85f64-…',
			hint: 'The address of the interaction in Genesys Cloud',
		},
	],
};

/** Whether to give n8n-like items or what Genesys sent. */
export const simplify: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};
