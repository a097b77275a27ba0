import type { IDisplayOptions, INodeProperties } from 'n8n-workflow';

import { OPTIONS } from '../../shared/n8n/options';
import type { Parameters } from '../../shared/n8n/parameters';
import { Failure } from '../../shared/platform/failures';

const allowAsTool: INodeProperties = {
	displayName: 'Allow as AI Tool',
	name: 'allowAsTool',
	type: 'boolean',
	// In a tool an expression sees what the model has sent: the agent could allow itself to act.
	noDataExpression: true,
	displayOptions: { show: { '@tool': [true] } },
	default: false,
	description: 'Whether the AI agent may do this. When off, nothing is changed.',
};

/**
 * Stands among the options as well, hidden: n8n drops what it does not know before the node sees it, and a switch in the wrong
 * place must be refused.
 */
export const misplacedAllowAsTool: INodeProperties = {
	displayName: allowAsTool.displayName,
	name: allowAsTool.name,
	type: 'hidden',
	default: '',
};

/**
 * What stands at the top of a form that changes something, in a tool, where an agent decides what happens.
 *
 * @param cannot told as long as the agent is not allowed to
 * @param can told when it is
 * @param unless what in the form makes that untrue
 */
export function toolFields(
	cannot: string,
	can: string,
	unless: NonNullable<IDisplayOptions['hide']> = {},
): INodeProperties[] {
	const notice = (
		name: string,
		displayName: string,
		isAllowed: boolean,
		hide: NonNullable<IDisplayOptions['hide']>,
	): INodeProperties => ({
		displayName,
		name,
		type: 'notice',
		displayOptions: { show: { '@tool': [true], allowAsTool: [isAllowed] }, hide },
		default: '',
	});
	return [notice('toolNotice', cannot, false, {}), notice('toolWarning', can, true, unless), allowAsTool];
}

/** What is told about a switch of the form that stands among the options. */
export const SWITCH_IN_WRONG_PLACE =
	'It is a separate switch and does not work inside Options. Remove it there.';

/**
 * Keeps an AI agent from changing anything unless the form allows it.
 *
 * @param refusal what is told then
 * @param isHarmless nothing would be changed anyhow
 * @throws BadInput, Failure
 */
export function assertMayAct(
	isTool: boolean,
	parameters: Parameters,
	refusal: string,
	isHarmless = false,
): void {
	parameters.within(OPTIONS).refuse(misplacedAllowAsTool, SWITCH_IN_WRONG_PLACE);
	const isAllowed = parameters.fixedFlag(allowAsTool);
	if (!isTool || isAllowed || isHarmless) return;
	throw new Failure(refusal, "The owner of the workflow can allow it with 'Allow as AI Tool'.");
}
