import type { INodeProperties } from 'n8n-workflow';

import { closeConversation } from '../../../shared/conversations/close/whole-conversation';
import { allowAsTool, closeNotice, closeOptions, dryRun, readCloseOptions } from '../close-options';
import { conversationId } from '../../../shared/n8n/locators';
import { assertMayClose } from '../tool-permission';
import { verdictItem } from '../verdict-item';
import type { Operation } from '../operation';

const method: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	options: [
		{
			name: 'Disconnect',
			value: 'disconnect',
			description: 'End it for everybody at once',
		},
		{
			name: 'Graceful',
			value: 'graceful',
			description:
				'Let the customer go first and then only agents who are still there, who keep their after-call work',
		},
		{
			name: 'Teardown',
			value: 'teardown',
			description:
				'For a conversation that is stuck: Genesys Cloud ends it by force and writes a system wrap-up code',
		},
	],
	default: 'disconnect',
	description: 'How to close the conversation',
};

/** Closes a whole conversation and gives one verdict. */
export const close: Operation = {
	resource: 'conversation',
	value: 'close',
	name: 'Close',
	description: 'End a conversation for everybody',
	action: 'Close a conversation',
	fields: [closeNotice, conversationId, method, dryRun, allowAsTool, closeOptions],
	async execute({ closes, parameters, isTool }) {
		const id = parameters.locator(conversationId);
		const chosen = parameters.option(method, ['disconnect', 'graceful', 'teardown']);
		const options = readCloseOptions(parameters);
		assertMayClose(isTool, options);
		return [verdictItem(await closeConversation(closes, id, chosen, options), options)];
	},
};
