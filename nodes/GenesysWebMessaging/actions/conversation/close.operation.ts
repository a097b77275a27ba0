import type { INodeProperties } from 'n8n-workflow';

import { closeConversation } from '../../../shared/conversations/close/whole-conversation';
import { LONGEST_MESSAGE } from '../../../shared/conversations/send-message';
import { conversationFields, conversationId } from '../../../shared/n8n/locators';
import { OPTIONS } from '../../../shared/n8n/options';
import {
	AGENT_MAY_NOT_CLOSE,
	closeForm,
	closeOptions,
	isSummarized,
	readCloseOptions,
} from '../close-options';
import type { Operation } from '../operation';
import { assertMayAct } from '../tool-permission';
import { conversationVerdict, verdictIfNoneCameIn } from '../verdict-item';
import { deliver } from '../deliver';

const method: INodeProperties = {
	displayName: 'Method',
	name: 'method',
	type: 'options',
	options: [
		{
			name: 'Disconnect',
			value: 'disconnect',
			description: 'Disconnect everyone at once',
		},
		{
			name: 'Graceful',
			value: 'graceful',
			description:
				'Disconnect the customer first. Agents who stay are disconnected next, and should keep their after-call work.',
		},
		{
			name: 'Teardown',
			value: 'teardown',
			description:
				'For a stuck conversation. Genesys Cloud forces it to end and enters a system wrap-up code.',
		},
	],
	default: 'disconnect',
	description: 'How to close the conversation',
};

const goodbyeMessage: INodeProperties = {
	displayName: 'Goodbye Message',
	name: 'goodbyeMessage',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. Thank you for contacting us. We are closing this chat.',
	description:
		'What the customer is told just before the close. It needs the permission Conversation > Message > Create. If it cannot be sent, the close happens anyway, and the reason says so.',
};

/** Closes a whole conversation and gives one verdict. */
export const close: Operation = {
	resource: 'conversation',
	value: 'close',
	name: 'Close',
	description: 'End a whole conversation for everyone in it',
	action: 'Close a conversation',
	fields: closeForm([...conversationFields, method]),
	options: [...closeOptions, goodbyeMessage],
	isSummarized,
	async execute(context) {
		const { closes, parameters, isTool } = context;
		const id = parameters.conversation(conversationId);
		const chosen = parameters.option(method, ['disconnect', 'graceful', 'teardown']);
		const own = parameters.within(OPTIONS);
		const options = {
			...readCloseOptions(context),
			goodbyeMessage: own.added(goodbyeMessage, () => own.messageText(goodbyeMessage, LONGEST_MESSAGE)),
		};
		assertMayAct(isTool, parameters, AGENT_MAY_NOT_CLOSE, options.dryRun);
		const verdict =
			id === undefined
				? verdictIfNoneCameIn(parameters.conversationOfNone(conversationId))
				: await closeConversation(closes, id, chosen, options);
		const item = conversationVerdict(verdict);
		const about = { ...verdict, name: item.customerName };
		return deliver(item, about, options, context);
	},
};
