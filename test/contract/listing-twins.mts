import * as directory from '../../nodes/shared/directory/directory.ts';
import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import type { Form } from '../harness/form.mts';
import type { Sdk } from './sdk.mts';

/** One request for a list, made by the node's form inside n8n and by the official SDK. */
export interface ListingTwin {
	readonly what: string;
	/** The call that the form is expected to have sent. */
	readonly call: Pick<ApiCall, 'method' | 'path'>;
	/** Fills the list. */
	form(form: Form): Promise<unknown>;
	/** The same request by the SDK. */
	sdk(sdk: Sdk): Promise<unknown>;
}

/** The package's functions that build a request for a list. */
type ListingName = Extract<keyof typeof directory, `list${string}`>;

/** For each of them: the same request made in two ways. */
export const LISTING_TWINS: { readonly [Name in ListingName]: readonly ListingTwin[] } = {
	listDivisions: [
		{
			what: 'divisions, whose names are looked through here',
			call: directory.listDivisions('', ''),
			form: async (form) => await form.search('searchDivisions', 'home'),
			sdk: async ({ authorization }) =>
				await authorization.getAuthorizationDivisions({ pageSize: 100, pageNumber: 1 }),
		},
	],

	listExternalContacts: [
		{
			what: 'external contacts by what somebody types',
			call: directory.listExternalContacts('', ''),
			form: async (form) => await form.search('searchExternalContacts', ' Dana +1 (317) & Söhne '),
			sdk: async ({ contacts }) =>
				await contacts.getExternalcontactsContacts({
					q: 'Dana +1 (317) & Söhne',
					pageSize: 100,
					pageNumber: 1,
				}),
		},
		{
			what: 'a further page of all external contacts',
			call: directory.listExternalContacts('', ''),
			form: async (form) => await form.search('searchExternalContacts', '', '2'),
			sdk: async ({ contacts }) =>
				await contacts.getExternalcontactsContacts({
					sortOrder: 'firstName:asc',
					pageSize: 100,
					pageNumber: 2,
				}),
		},
	],

	listExternalSources: [
		{
			what: 'external sources by the beginning of their name',
			call: directory.listExternalSources('', ''),
			form: async (form) => await form.search('searchExternalSources', 'CRM'),
			sdk: async ({ contacts }) =>
				await contacts.getExternalcontactsExternalsources({ name: 'CRM', limit: 100 }),
		},
		{
			what: 'a further page of external sources',
			call: directory.listExternalSources('', ''),
			form: async (form) => await form.search('searchExternalSources', '', '100'),
			sdk: async ({ contacts }) =>
				await contacts.getExternalcontactsExternalsources({ cursor: '100', limit: 100 }),
		},
	],

	listFlows: [
		{
			what: 'inbound message flows by a part of their name',
			call: directory.listFlows('', ''),
			form: async (form) => await form.search('searchFlows', 'Web & Chat'),
			sdk: async ({ architect }) =>
				await architect.getFlows({
					type: ['inboundshortmessage'],
					sortBy: 'name',
					sortOrder: 'asc',
					name: '*Web & Chat*',
					pageSize: 100,
					pageNumber: 1,
				}),
		},
	],

	listQueues: [
		{
			what: 'all queues',
			call: directory.listQueues('', ''),
			form: async (form) => await form.options('getQueues'),
			sdk: async ({ routing }) => await routing.getRoutingQueues({ pageSize: 100, pageNumber: 1 }),
		},
	],

	listUsers: [
		{
			what: 'active users',
			call: directory.listUsers('', ''),
			form: async (form) => await form.search('searchAgents'),
			sdk: async ({ users }) => await users.getUsers({ state: 'active', pageSize: 100, pageNumber: 1 }),
		},
	],

	listWrapUpCodes: [
		{
			what: 'wrap-up codes, whose names are looked through here',
			call: directory.listWrapUpCodes('', ''),
			form: async (form) => await form.search('searchWrapUpCodes', 'Grüße & Co'),
			sdk: async ({ routing }) => await routing.getRoutingWrapupcodes({ pageSize: 100, pageNumber: 1 }),
		},
		{
			what: 'a further page of wrap-up codes',
			call: directory.listWrapUpCodes('', ''),
			form: async (form) => await form.search('searchWrapUpCodes', '', '2'),
			sdk: async ({ routing }) => await routing.getRoutingWrapupcodes({ pageSize: 100, pageNumber: 2 }),
		},
	],
};
