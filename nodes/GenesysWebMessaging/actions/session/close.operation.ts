import type { INodeProperties } from 'n8n-workflow';

import { closeSessions, type SessionChoice } from '../../../shared/conversations/close/sessions';
import {
	conversationFields,
	conversationId,
	forStepAndTool,
	ID_PLACEHOLDER,
	locator,
} from '../../../shared/n8n/locators';
import { OPTIONS } from '../../../shared/n8n/options';
import type { Parameters } from '../../../shared/n8n/parameters';
import {
	AGENT_MAY_NOT_CLOSE,
	closeForm,
	closeOptions,
	isSummarized,
	readCloseOptions,
	type ReadCloseOptions,
} from '../close-options';
import { deliver } from '../deliver';
import type { Operation } from '../operation';
import { assertMayAct } from '../tool-permission';
import { sessionVerdict, verdictIfNoneCameIn } from '../verdict-item';

const closeWhich: INodeProperties = {
	displayName: 'Close Which',
	name: 'closeWhich',
	type: 'options',
	options: [
		{ name: 'Session by ID', value: 'bySessionId', description: 'A single session' },
		{
			name: "Customer's Sessions",
			value: 'customerSessions',
			description: 'Every open session of the customer',
		},
		{
			name: 'All Open Sessions',
			value: 'allOpenSessions',
			description: "Every open session, the customer's first",
		},
	],
	default: 'bySessionId',
	description: 'Which sessions of the conversation to close',
};

const sessionId: INodeProperties = {
	...locator({
		displayName: 'Session',
		name: 'sessionId',
		description: 'The session to close',
		search: 'searchSessions',
		placeholder: 'Select a session…',
	}),
	required: true,
	// After List there is nothing to fill in.
	default: { mode: 'id', value: '={{ $json.sessionId }}' },
};

/** Twice, as the field of the conversation is. */
const sessionFields: readonly INodeProperties[] = forStepAndTool(sessionId, {
	closeWhich: ['bySessionId'],
});

const participantId: INodeProperties = {
	displayName: 'Participant ID',
	name: 'participantId',
	type: 'string',
	default: '',
	placeholder: ID_PLACEHOLDER,
	description: 'Whose session it is. With Check First off, this saves one request.',
};

const NO_SESSION =
	"Find, Get, and Get Many give no session: put List before this step, or set Close Which to All Open Sessions or Customer's Sessions.";

const ONLY_BY_ID =
	"It only says whose session 'Session by ID' means. Set Close Which to Session by ID to close one session, or remove this option to close them all.";

/** Closes sessions of a conversation and gives a verdict for each. */
export const close: Operation = {
	resource: 'session',
	value: 'close',
	name: 'Close',
	description:
		'Disconnect single participants. When the last agent goes, the chat may end for the customer as well.',
	action: 'Close single sessions (customer, agent …)',
	fields: closeForm([...conversationFields, closeWhich, ...sessionFields]),
	options: [...closeOptions, participantId],
	isSummarized,
	async *execute(context) {
		const { closes, parameters, isTool } = context;
		const id = parameters.conversation(conversationId);
		const options = readCloseOptions(context);
		assertMayAct(isTool, parameters, AGENT_MAY_NOT_CLOSE, options.dryRun);
		if (id === undefined) {
			const none = verdictIfNoneCameIn(parameters.conversationOfNone(conversationId));
			yield* deliver(sessionVerdict(none), { name: null }, options, context);
			return;
		}
		const choice = readChoice(parameters);
		const { verdicts, failed } = await closeSessions(closes, id, choice, options);
		// Where anything of it was found, there was something to close.
		const isMissing =
			failed === undefined && verdicts.every(({ status }) => ['notFound', 'notAttempted'].includes(status));
		const told: ReadCloseOptions = isMissing ? options : { ...options, whenNotFound: 'item' };
		for (const verdict of verdicts) {
			const item = sessionVerdict(verdict);
			yield* deliver(item, { ...verdict, name: item.participantName }, told, context);
		}
		if (failed) throw failed.by;
	},
};

function readChoice(parameters: Parameters): SessionChoice {
	const which = parameters.option(closeWhich, ['bySessionId', 'customerSessions', 'allOpenSessions']);
	const options = parameters.within(OPTIONS);
	if (which !== 'bySessionId') {
		// Whoever names somebody does not mean everybody.
		options.refuse(participantId, ONLY_BY_ID);
		return { which };
	}
	return {
		which,
		sessionId: parameters.uuidOfItem(sessionId, NO_SESSION),
		participantId: options.optionalUuid(participantId),
	};
}
