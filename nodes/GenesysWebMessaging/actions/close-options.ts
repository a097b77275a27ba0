import type { INodeProperties } from 'n8n-workflow';

import type { CloseOptions, WrapUp } from '../../shared/conversations/close/options';
import { BadInput } from '../../shared/platform/failures';
import type { Parameters } from '../../shared/n8n/parameters';
import { locator } from '../../shared/n8n/locators';

export const allowAsTool: INodeProperties = {
	displayName: 'Allow as AI Tool',
	name: 'allowAsTool',
	type: 'boolean',
	// In a tool an expression sees what the model has sent: the agent could allow itself to close.
	noDataExpression: true,
	displayOptions: { show: { '@tool': [true] } },
	default: false,
	description:
		'Whether an AI agent that uses this node as a tool may close. Without it an agent can only look.',
};

const checkFirst: INodeProperties = {
	displayName: 'Check First',
	name: 'checkFirst',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the live conversation before closing. Turning it off saves one request, and with it the check that it is web messaging.',
};

export const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to only decide and report, without changing anything',
};

const maxCloses: INodeProperties = {
	displayName: 'Max Closes',
	name: 'maxCloses',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 50,
	description:
		'In how many items this run may close something; what comes after is not attempted. Without this option there is no cap.',
};

const skipIfAgentConnected: INodeProperties = {
	displayName: 'Skip if Agent Connected',
	name: 'skipIfAgentConnected',
	type: 'boolean',
	default: false,
	description:
		'Whether to leave it alone while an agent is in the conversation, checked again in the moment of closing',
};

const skipIfMessageWithinMinutes: INodeProperties = {
	displayName: 'Skip if Message Within (Min)',
	name: 'skipIfMessageWithinMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 0,
	description:
		'Leave it alone when anybody wrote in the last minutes, checked again in the moment of closing. 0 turns this off.',
};

const skipWrapUp: INodeProperties = {
	displayName: 'Skip Wrap-Up',
	name: 'skipWrapUp',
	type: 'boolean',
	default: false,
	description: 'Whether to let agents who leave owing a wrap-up go without one',
};

const waitTimeoutSeconds: INodeProperties = {
	displayName: 'Wait Timeout (Seconds)',
	name: 'waitTimeoutSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 600 },
	default: 15,
	description: 'How long to wait until it has closed',
};

const waitUntilClosed: INodeProperties = {
	displayName: 'Wait Until Closed',
	name: 'waitUntilClosed',
	type: 'boolean',
	default: true,
	description: 'Whether to confirm that it has closed before going on',
};

const whenNotFound: INodeProperties = {
	displayName: 'When Not Found',
	name: 'whenNotFound',
	type: 'options',
	options: [
		{ name: 'Return an Item', value: 'item', description: 'Go on with the status notFound' },
		{ name: 'Stop', value: 'error', description: 'Stop with a message' },
	],
	default: 'item',
	description: 'What to do when there is no such conversation or session',
};

const wrapUpCodeId = locator({
	displayName: 'Wrap-Up Code',
	name: 'wrapUpCodeId',
	description: 'What to enter for agents who leave owing a wrap-up',
	search: 'searchWrapUpCodes',
});

const wrapUpNotes: INodeProperties = {
	displayName: 'Wrap-Up Notes',
	name: 'wrapUpNotes',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. Case solved in the CRM',
	description: 'Notes to go with the wrap-up code',
};

/** Stands at the top of both forms that close. */
export const closeNotice: INodeProperties = {
	displayName: 'Closing cannot be undone. To see first what would happen, switch on "Dry Run".',
	name: 'closeNotice',
	type: 'notice',
	default: '',
};

/**
 * Switches that are fields of the form stand among the options as well, hidden: n8n drops what it does not know before the
 * node sees it, and a dry run in the wrong place must be refused, not carried out.
 */
const misplacedDryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'hidden',
	default: '',
};
const misplacedAllowAsTool: INodeProperties = {
	displayName: 'Allow as AI Tool',
	name: 'allowAsTool',
	type: 'hidden',
	default: '',
};

/** The options of both ways to close. */
export const closeOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		misplacedAllowAsTool,
		checkFirst,
		misplacedDryRun,
		maxCloses,
		skipIfAgentConnected,
		skipIfMessageWithinMinutes,
		skipWrapUp,
		waitTimeoutSeconds,
		waitUntilClosed,
		whenNotFound,
		wrapUpCodeId,
		wrapUpNotes,
	],
};

/** The options as the domain takes them, and the two that are the form's own business. */
export interface ReadCloseOptions extends CloseOptions {
	readonly whenNotFound: 'item' | 'error';
	readonly allowAsTool: boolean;
}

/**
 * Reads the options of a close.
 *
 * @throws BadInput
 */
export function readCloseOptions(item: Parameters): ReadCloseOptions {
	const parameters = item.within(closeOptions);
	for (const misplaced of [misplacedDryRun, misplacedAllowAsTool])
		parameters.refuse(
			misplaced,
			'It is a switch of the form itself, and does nothing among the options. Take it away there.',
		);
	return {
		allowAsTool: item.fixedFlag(allowAsTool),
		checkFirst: parameters.flag(checkFirst),
		dryRun: item.flag(dryRun),
		maxCloses: parameters.added(maxCloses, () => parameters.number(maxCloses)),
		skipIfAgentConnected: parameters.flag(skipIfAgentConnected),
		skipIfMessageWithinMinutes: parameters.number(skipIfMessageWithinMinutes),
		waitTimeoutSeconds: parameters.number(waitTimeoutSeconds),
		waitUntilClosed: parameters.flag(waitUntilClosed),
		whenNotFound: parameters.option(whenNotFound, ['item', 'error']),
		wrapUp: readWrapUp(parameters),
	};
}

function readWrapUp(parameters: Parameters): WrapUp | undefined {
	const codeId = parameters.optionalUuid(wrapUpCodeId);
	const notes = parameters.notes(wrapUpNotes);
	if (parameters.flag(skipWrapUp)) {
		if (codeId === undefined) return { skip: true };
		throw new BadInput(
			skipWrapUp.displayName,
			`It cannot go together with '${wrapUpCodeId.displayName}'. Take one of the two away.`,
		);
	}
	if (codeId !== undefined) return { skip: false, codeId, notes };
	if (notes === undefined) return undefined;
	throw new BadInput(
		wrapUpNotes.displayName,
		`Notes need a code to go with. Fill in '${wrapUpCodeId.displayName}' as well.`,
	);
}
