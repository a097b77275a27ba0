import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeProperties,
	type INodeType,
} from 'n8n-workflow';

// Stand-ins for the few nodes of n8n's own that the example workflows use: n8n-nodes-base would bring 800 MB along.

interface StandIn {
	readonly name: string;
	readonly isTrigger?: boolean;
	readonly outputs?: number;
	readonly properties?: INodeProperties[];
	readonly execute: (this: IExecuteFunctions) => INodeExecutionData[][];
}

function standIn({ name, isTrigger = false, outputs = 1, properties = [], execute }: StandIn): INodeType {
	return {
		description: {
			displayName: name,
			name,
			group: isTrigger ? ['trigger'] : ['transform'],
			version: [1, 1.1, 2, 2.1, 2.2, 2.3, 3, 3.1, 3.2, 3.3, 3.4],
			description: '',
			defaults: {},
			inputs: isTrigger ? [] : [NodeConnectionTypes.Main],
			outputs: Array.from({ length: outputs }, () => NodeConnectionTypes.Main),
			properties,
		},
		execute(this: IExecuteFunctions) {
			return Promise.resolve(execute.call(this));
		},
	};
}

function passOn(this: IExecuteFunctions): INodeExecutionData[][] {
	return [this.getInputData()];
}

/** Sends an item on to the first output when every condition is true, else to the second; other operators are refused. */
function branch(this: IExecuteFunctions): INodeExecutionData[][] {
	const items = this.getInputData();
	const isTrue = (_item: INodeExecutionData, index: number) => {
		const conditions = this.getNodeParameter('conditions.conditions', index, []);
		if (!Array.isArray(conditions)) throw new Error('An If without conditions');
		return conditions.every((condition: unknown) => {
			if (!isTrueCondition(condition)) throw new Error('The stand-in for If knows "is true" only');
			return condition.leftValue === true;
		});
	};
	return [items.filter(isTrue), items.filter((item, index) => !isTrue(item, index))];
}

function isTrueCondition(value: unknown): value is { leftValue: unknown } {
	if (typeof value !== 'object' || value === null || !('leftValue' in value) || !('operator' in value))
		return false;
	const { operator } = value;
	return (
		typeof operator === 'object' &&
		operator !== null &&
		'operation' in operator &&
		operator.operation === 'true'
	);
}

/** Nodes of n8n by type: triggers, the branch, and everything else that only hands its items on. */
export const BUILTIN_NODES: Readonly<Record<string, INodeType>> = {
	'n8n-nodes-base.manualTrigger': standIn({ name: 'manualTrigger', isTrigger: true, execute: passOn }),
	'n8n-nodes-base.webhook': standIn({ name: 'webhook', isTrigger: true, execute: passOn }),
	'n8n-nodes-base.if': standIn({
		name: 'if',
		outputs: 2,
		properties: [{ displayName: 'Conditions', name: 'conditions', type: 'filter', default: {} }],
		execute: branch,
	}),
	'n8n-nodes-base.stickyNote': standIn({ name: 'stickyNote', execute: passOn }),
	'n8n-nodes-base.noOp': standIn({ name: 'noOp', execute: passOn }),
	'n8n-nodes-base.respondToWebhook': standIn({ name: 'respondToWebhook', execute: passOn }),
};
