import type { INodeProperties } from 'n8n-workflow';

import { setExternalTag as setExternalTagCall } from '../../../shared/conversations/calls';
import { conversationFields, conversationId } from '../../../shared/n8n/locators';
import {
	itemsForMissing,
	itemsIfNoneCameIn,
	readWhenNotFound,
	whenNotFound,
} from '../../../shared/n8n/when-not-found';
import { missingIn } from '../../../shared/conversations/live';
import type { Operation } from '../operation';
import { assertMayAct, misplacedAllowAsTool, toolFields } from '../tool-permission';

const externalTag: INodeProperties = {
	displayName: 'External Tag',
	name: 'externalTag',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. ticket-4711',
	description: 'The tag to find the conversation by later. It replaces any existing tag.',
};

/** Puts a tag of your own on a conversation, so that it can be found by it. */
export const setExternalTag: Operation = {
	resource: 'conversation',
	value: 'setExternalTag',
	name: 'Set External Tag',
	description: 'Tag a conversation so that you can find it later',
	action: 'Set the external tag of a conversation',
	fields: [
		...toolFields(
			'The AI agent cannot set tags. Turn on Allow as AI Tool to let it.',
			'The AI agent can set tags, and replaces those that are there.',
		),
		...conversationFields,
		externalTag,
	],
	options: [misplacedAllowAsTool, whenNotFound],
	writesInOrderTo: (parameters) => parameters.conversation(conversationId),
	async execute({ api, parameters, isTool }) {
		assertMayAct(isTool, parameters, 'The AI agent is not allowed to set tags');
		const id = parameters.conversation(conversationId);
		const missing = readWhenNotFound(parameters);
		if (id === undefined) return itemsIfNoneCameIn(parameters, missing);
		const tag = parameters.text(externalTag);
		const call = setExternalTagCall(id, tag);
		const answer = await api.request(call);
		const notFound = missingIn(answer, call);
		if (notFound) return itemsForMissing(notFound, missing, id);
		return [{ conversationId: id, externalTag: tag }];
	},
};
