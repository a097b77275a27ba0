import type { INodeProperties } from 'n8n-workflow';

import { UUID_PATTERN } from '../platform/ids';

/** What an ID of Genesys Cloud looks like. */
export const ID_EXAMPLE = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
export const ID_PLACEHOLDER = `e.g. ${ID_EXAMPLE}`;

interface Locator {
	readonly displayName: string;
	readonly name: string;
	readonly description: string;
	/** The method that fills the list. */
	readonly search: string;
	/** What the list says as long as nothing is picked. */
	readonly placeholder?: string;
}

/** Makes a field that picks something of Genesys Cloud from a list, or takes its ID. */
export function locator({ displayName, name, description, search, placeholder }: Locator): INodeProperties {
	return {
		displayName,
		name,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				...(placeholder !== undefined && { placeholder }),
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: ID_PLACEHOLDER },
		],
	};
}

/** The conversation to work on: picked from those that are open now, by ID, or by the address it has in Genesys Cloud. */
export const conversationId: INodeProperties = {
	displayName: 'Conversation',
	name: 'conversationId',
	type: 'resourceLocator',
	// After Find, Get Many or List there is nothing to fill in.
	default: { mode: 'id', value: '={{ $json.conversationId }}' },
	required: true,
	description: 'The conversation to work on',
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
						regex: `^\\s*${UUID_PATTERN}\\s*$`,
						errorMessage: 'This is not a Genesys Cloud conversation ID',
					},
				},
			],
		},
		{
			displayName: 'By URL',
			name: 'url',
			type: 'string',
			placeholder: 'e.g. https://apps.mypurecloud.com/directory/#/engage/admin/interactions/3fa85f64-…',
			hint: 'Open the interaction in Genesys Cloud and copy the address from your browser',
		},
	],
};

/**
 * A field that takes its default from the incoming item, twice: in a tool there is none, so that its default would be whatever the
 * model has sent.
 *
 * @param show where else it is shown
 */
export function forStepAndTool(
	field: INodeProperties,
	show?: Readonly<Record<string, string[]>>,
): INodeProperties[] {
	// First of all: n8n takes an expression in the place of any other condition as met, and asks no more.
	const where = (isTool: boolean) => ({ show: { '@tool': [isTool], ...show } });
	return [
		{ ...field, displayOptions: where(false) },
		{ ...field, default: { mode: 'list', value: '' }, displayOptions: where(true) },
	];
}

/** The field of the conversation. */
export const conversationFields: readonly INodeProperties[] = forStepAndTool(conversationId);
