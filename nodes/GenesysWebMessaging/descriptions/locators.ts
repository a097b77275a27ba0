import type { INodeProperties } from 'n8n-workflow';

/** What an ID of Genesys Cloud looks like. */
export const ID_EXAMPLE = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
export const ID_PLACEHOLDER = `e.g. ${ID_EXAMPLE}`;

interface Locator {
	readonly displayName: string;
	readonly name: string;
	readonly description: string;
	/** The method that fills the list. */
	readonly search: string;
}

/** Makes a field that picks something of Genesys Cloud from a list, or takes its ID. */
export function locator({ displayName, name, description, search }: Locator): INodeProperties {
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
				typeOptions: { searchListMethod: search, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder: ID_PLACEHOLDER },
		],
	};
}
