import './environment.mts';

import { LoadOptionsContext } from 'n8n-core';
import type {
	ILoadOptionsFunctions,
	INode,
	INodeListSearchResult,
	INodePropertyOptions,
	INodeType,
	IWorkflowExecuteAdditionalData,
	Workflow,
} from 'n8n-workflow';

/** The form of a node while somebody fills it in: the lists that it offers. */
export interface Form {
	/**
	 * A page of the list of a resource locator.
	 *
	 * @param method the name that the field gives as `searchListMethod`
	 * @param filter what the user has typed
	 * @param page the `paginationToken` of the page before
	 */
	search(method: string, filter?: string, page?: string): Promise<INodeListSearchResult>;
	/** What a field offers whose `loadOptionsMethod` this is. */
	options(method: string): Promise<INodePropertyOptions[]>;
}

/** A workflow in an engine has a name; n8n's own types leave that open. */
class FormContext extends LoadOptionsContext {
	override getWorkflow() {
		const { id, name = '', active } = super.getWorkflow();
		return { id, name, active };
	}
}

/** Calls the methods of a node's form as n8n does, in n8n's own context for them. */
export function openForm(
	workflow: Workflow,
	node: INode,
	type: INodeType,
	additionalData: IWorkflowExecuteAdditionalData,
): Form {
	const filledIn = { ...additionalData, currentNodeParameters: node.parameters };
	const context = (): ILoadOptionsFunctions => new FormContext(workflow, node, filledIn, '');
	return {
		search: async (method, filter, page) =>
			await known(type.methods?.listSearch?.[method], method).call(context(), filter, page),
		options: async (method) => await known(type.methods?.loadOptions?.[method], method).call(context()),
	};
}

function known<Method>(method: Method | undefined, name: string): Method {
	if (method === undefined) throw new Error(`The node has no method ${name}`);
	return method;
}
