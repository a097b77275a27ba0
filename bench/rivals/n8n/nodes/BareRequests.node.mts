import {
	NodeConnectionTypes,
	type IExecuteFunctions,
	type INodeExecutionData,
	type INodeType,
	type INodeTypeDescription,
} from 'n8n-workflow';

import { asObject, textField } from '../../../../scripts/n8n/json.mts';
import { withWorkers } from '../../workers.mts';

const CREDENTIAL_TYPE = 'genesysCloudOAuth2Api';
const WORKERS = 10;

/** Closes by n8n's own request helper and does nothing else: no check, no pace, no retry; any refusal stops it. */
export class BareRequests implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Bare Requests',
		name: 'bareRequests',
		group: ['transform'],
		version: 1,
		description: '',
		defaults: {},
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: CREDENTIAL_TYPE, required: true }],
		properties: [{ displayName: 'URL', name: 'url', type: 'string', default: '' }],
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const base = textOf(this.getNodeParameter('url', 0));
		const conversationIds = this.getInputData().map(({ json }) => textOf(json['conversationId']));
		const output: INodeExecutionData[] = [];
		await withWorkers(WORKERS, conversationIds, async (id) => {
			const answer: unknown = await this.helpers.httpRequestWithAuthentication.call(this, CREDENTIAL_TYPE, {
				method: 'PATCH',
				url: `${base}/api/v2/conversations/messages/${id}`,
				body: { state: 'disconnected' },
				json: true,
				returnFullResponse: true,
			});
			const body = asObject(asObject(answer, 'answer')['body'], 'body');
			output.push({ json: { conversationId: textField(body, 'id', 'body') } });
			return true;
		});
		return [output];
	}
}

function textOf(value: unknown): string {
	if (typeof value !== 'string') throw new TypeError('Not a text');
	return value;
}
