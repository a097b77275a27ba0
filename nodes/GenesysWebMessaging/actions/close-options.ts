import type { INodeProperties } from 'n8n-workflow';

import type { CloseOptions, WrapUp } from '../../shared/conversations/close/options';
import { BadInput } from '../../shared/platform/failures';
import type { Parameters } from '../../shared/n8n/parameters';
import { locator } from '../../shared/n8n/locators';
import type { ItemContext } from './operation';
import { misplacedAllowAsTool, SWITCH_IN_WRONG_PLACE, toolFields } from './tool-permission';
import { OPTIONS } from '../../shared/n8n/options';
import { chosenOutput } from '../../shared/n8n/output';

const checkFirst: INodeProperties = {
	displayName: 'Check First',
	name: 'checkFirst',
	type: 'boolean',
	default: true,
	description:
		'Whether to read the conversation before closing it. Turning this off saves one request, but skips the check that it is web messaging.',
};

const dryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'boolean',
	default: false,
	description: 'Whether to only report what would be closed, without changing anything',
};

const maxCloses: INodeProperties = {
	displayName: 'Max Closes',
	name: 'maxCloses',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 50,
	description:
		'How many input items may close something in this run. The rest are reported as not attempted. Without this option there is no limit.',
};

const skipIfConnected: INodeProperties = {
	displayName: 'Skip if Connected',
	name: 'skipIfConnected',
	type: 'options',
	options: [
		{ name: 'Agent', value: 'agent', description: 'Skip it while an agent is connected' },
		{
			name: 'Agent and Customer',
			value: 'agentAndCustomer',
			description: 'Skip it while an agent and the customer are both connected, even if nobody writes',
		},
		{ name: 'Nobody', value: 'nobody', description: 'Close it no matter who is connected' },
	],
	// Whoever adds a guard wants it; without the option there is none.
	default: 'agentAndCustomer',
	description: 'Who must not be interrupted. Checked again right before closing.',
};

const skipIfMessageWithinMinutes: INodeProperties = {
	displayName: 'Skip if Active Within (Min)',
	name: 'skipIfMessageWithinMinutes',
	type: 'number',
	typeOptions: { minValue: 0 },
	default: 10,
	description:
		'Skip it if anyone sent a message within this many minutes. Checked again right before closing. 0 turns this off.',
};

const skipWrapUp: INodeProperties = {
	displayName: 'Skip Wrap-Up',
	name: 'skipWrapUp',
	type: 'boolean',
	default: false,
	description: 'Whether to skip the wrap-up that agents would still have to enter after the close',
};

const waitTimeoutSeconds: INodeProperties = {
	displayName: 'Wait Timeout (Seconds)',
	name: 'waitTimeoutSeconds',
	type: 'number',
	typeOptions: { minValue: 0, maxValue: 600 },
	default: 15,
	description: 'How long to wait for the close to be confirmed',
};

const waitUntilClosed: INodeProperties = {
	displayName: 'Wait Until Closed',
	name: 'waitUntilClosed',
	type: 'boolean',
	default: true,
	description: 'Whether to wait until the close is confirmed before the workflow continues',
};

const whenNotFound: INodeProperties = {
	displayName: 'When Not Found',
	name: 'whenNotFound',
	type: 'options',
	options: [
		{ name: 'Return an Item', value: 'item', description: 'Continue with the status notFound' },
		{ name: 'Stop', value: 'error', description: 'Stop with an error' },
	],
	default: 'item',
	description: 'What to do if the conversation or session does not exist',
};

const wrapUpCodeId = locator({
	displayName: 'Wrap-Up Code',
	name: 'wrapUpCodeId',
	description: 'The wrap-up code to enter for agents who still need one after the close',
	search: 'searchWrapUpCodes',
});

const wrapUpNotes: INodeProperties = {
	displayName: 'Wrap-Up Notes',
	name: 'wrapUpNotes',
	type: 'string',
	typeOptions: { rows: 3 },
	default: '',
	placeholder: 'e.g. Case solved in the CRM',
	description: 'Notes to enter with the wrap-up code',
};

const closeNotice: INodeProperties = {
	displayName: 'Closing cannot be undone. Turn on Dry Run first to see what would be closed.',
	name: 'closeNotice',
	type: 'notice',
	displayOptions: { hide: { dryRun: [true] } },
	default: '',
};

const dryRunNotice: INodeProperties = {
	displayName: 'Dry run: nothing will be closed.',
	name: 'dryRunNotice',
	type: 'notice',
	displayOptions: { show: { dryRun: [true] } },
	default: '',
};

const output: INodeProperties = {
	displayName: 'Output',
	name: 'output',
	type: 'options',
	noDataExpression: true,
	options: [
		{ name: 'Summary', value: 'summary', description: 'One item with counts and a text you can post' },
		{
			name: 'Verdicts',
			value: 'verdicts',
			description: 'One item for each close, with what was done and why',
		},
	],
	default: 'verdicts',
	description: 'What to return',
};

/** What an agent is told that closes with a tool that may not. */
export const AGENT_MAY_NOT_CLOSE = 'The AI agent is not allowed to close conversations';
const AGENT_CANNOT_CLOSE =
	'The AI agent cannot close. Turn on Allow as AI Tool to let it, or Dry Run for a rehearsal.';
const AGENT_CAN_CLOSE =
	'The AI agent can close conversations. Add Skip if Connected (Agent) and Skip if Active Within to protect people.';

/**
 * A form that closes.
 *
 * @param what the fields that choose what to close
 */
export function closeForm(what: readonly INodeProperties[]): INodeProperties[] {
	return [
		...toolFields(AGENT_CANNOT_CLOSE, AGENT_CAN_CLOSE, { dryRun: [true] }),
		closeNotice,
		dryRunNotice,
		...what,
		dryRun,
		output,
	];
}

/** As with {@link misplacedAllowAsTool}: a dry run in the wrong place must be refused, not carried out. */
const misplacedDryRun: INodeProperties = {
	displayName: 'Dry Run',
	name: 'dryRun',
	type: 'hidden',
	default: '',
};
/** The options of both ways to close. */
export const closeOptions: readonly INodeProperties[] = [
	misplacedAllowAsTool,
	checkFirst,
	misplacedDryRun,
	maxCloses,
	skipIfConnected,
	skipIfMessageWithinMinutes,
	skipWrapUp,
	waitTimeoutSeconds,
	waitUntilClosed,
	whenNotFound,
	wrapUpCodeId,
	wrapUpNotes,
];

/** The options as the domain takes them, and those that are the form's own business. */
export interface ReadCloseOptions extends CloseOptions {
	readonly whenNotFound: 'item' | 'error';
}

/** Whether a run that closes is to give a summary in place of its verdicts. @throws BadInput */
export function isSummarized(parameters: Parameters): boolean {
	return chosenOutput(parameters, output, ['verdicts', 'summary']) === 'summary';
}

/**
 * Reads the options of a close.
 *
 * @throws BadInput
 */
export function readCloseOptions({
	parameters: item,
	hint,
}: Pick<ItemContext, 'parameters' | 'hint'>): ReadCloseOptions {
	const parameters = item.within(OPTIONS);
	parameters.refuse(misplacedDryRun, SWITCH_IN_WRONG_PLACE);
	return {
		checkFirst: parameters.flag(checkFirst),
		dryRun: item.flag(dryRun),
		maxCloses: parameters.added(maxCloses, () => parameters.number(maxCloses)),
		skipIfConnected:
			parameters.added(skipIfConnected, () =>
				parameters.option(skipIfConnected, ['nobody', 'agent', 'agentAndCustomer']),
			) ?? 'nobody',
		skipIfMessageWithinMinutes:
			parameters.added(skipIfMessageWithinMinutes, () => parameters.number(skipIfMessageWithinMinutes)) ?? 0,
		waitTimeoutSeconds: parameters.number(waitTimeoutSeconds),
		waitUntilClosed: parameters.flag(waitUntilClosed),
		whenNotFound: parameters.option(whenNotFound, ['item', 'error'], ['none']),
		wrapUp: readWrapUp(parameters, hint),
	};
}

function readWrapUp(parameters: Parameters, hint: ItemContext['hint']): WrapUp | undefined {
	const codeId = parameters.optionalUuid(wrapUpCodeId);
	const notes = parameters.notes(wrapUpNotes);
	// Not every item need have one; but it cannot be entered after the close, and may be missing by mistake.
	if (parameters.has(wrapUpCodeId) && codeId === undefined)
		hint(`'${wrapUpCodeId.displayName}' was empty for at least one item, for which no wrap-up is entered.`);
	if (parameters.flag(skipWrapUp)) {
		const entered = codeId !== undefined ? wrapUpCodeId : notes !== undefined ? wrapUpNotes : undefined;
		if (!entered) return { skip: true };
		throw new BadInput(
			skipWrapUp.displayName,
			`It cannot be combined with '${entered.displayName}'. Remove one of the two.`,
		);
	}
	if (codeId !== undefined) return { skip: false, codeId, notes };
	if (notes === undefined) return undefined;
	throw new BadInput(
		wrapUpNotes.displayName,
		parameters.has(wrapUpCodeId)
			? `Notes need a wrap-up code, and '${wrapUpCodeId.displayName}' is empty.`
			: `Notes need a wrap-up code. Fill in '${wrapUpCodeId.displayName}' too.`,
	);
}
