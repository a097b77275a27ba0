import type { INodeParameters, INodeProperties, INodeTypeDescription } from 'n8n-workflow';

import type { ConversationHandle, World } from '../../simulator/index.mts';
import type { Form } from '../harness/form.mts';
import type { Workbench } from '../harness/workbench.mts';
import { outOfBounds, toldBadly, type ToldError } from './bounds.mts';
import type { Noted } from './outgoing.mts';

/*
 * The lists that the forms of the nodes offer, and what may come of them, whatever is typed into them or answered to them.
 */

/** A list of a form, by the method that fills it. */
export interface OfferedList {
	readonly method: string;
	/** All of it comes at once, and there is nothing to type into it. */
	readonly isWhole: boolean;
}

/** The lists in a description, wherever they stand in its form. */
export function listsIn({ properties }: Pick<INodeTypeDescription, 'properties'>): OfferedList[] {
	const found = new Map<string, OfferedList>();
	const walk = (property: INodeProperties) => {
		for (const { typeOptions: { searchListMethod: method } = {} } of property.modes ?? [])
			if (method !== undefined) found.set(method, { method, isWhole: false });
		const method = property.typeOptions?.loadOptionsMethod;
		if (method !== undefined) found.set(method, { method, isWhole: true });
		for (const option of property.options ?? [])
			if ('values' in option) option.values.forEach(walk);
			else if ('type' in option) walk(option);
	};
	properties.forEach(walk);
	return [...found.values()];
}

/** Who and what is in the organization: two of each, one of them somebody else's. */
export interface ListScene {
	readonly own: ConversationHandle;
	readonly others: ConversationHandle;
	/** The form, as far as it is filled in. */
	readonly parameters: INodeParameters;
}

/** Furnishes an empty world with two of whatever a list offers. */
export function furnish(world: World): ListScene {
	const [own, others] = (['Dana', 'Robin'] as const).map((name) => {
		const source = world.addExternalSource({ name: `${name} Source` });
		world.addWrapUpCode({ name: `${name} Code` });
		world.addDivision({ name: `${name} Division` });
		world.addFlow({ name: `${name} Flow` });
		return world.startConversation({
			customerName: `${name} Example`,
			queue: world.addQueue({ name: `${name} Queue` }),
			agent: world.addUser({ name: `${name} Agent` }),
			contact: world.addContact({
				firstName: name,
				externalIds: [{ source, value: `CRM-${name}` }],
				emails: [`${name.toLowerCase()}@example.com`],
			}),
			stage: 'agent',
			externalTag: `ticket of ${name}`,
		});
	});
	if (!own || !others) throw new Error('Nobody is there');
	return { own, others, parameters: formAbout({ __rl: true, mode: 'id', value: own.id }) };
}

/** A form in which a conversation is chosen. */
export function formAbout(conversationId: INodeParameters[string]): INodeParameters {
	return { resource: 'session', operation: 'close', conversationId };
}

/** An entry as it is offered. */
export interface Offered {
	readonly name: string;
	readonly value: unknown;
	readonly url?: string | undefined;
}

/** What came of a list: its entries, as far as it was read on, or what it said instead. */
export interface Listed {
	readonly entries: readonly Offered[];
	/** Where it goes on. */
	readonly next?: string | undefined;
	readonly error?: ToldError;
}

/** Asks a list as n8n's editor does. */
export async function ask(
	form: Form,
	{ method, isWhole }: OfferedList,
	filter?: string,
	page?: string,
): Promise<Listed> {
	try {
		if (isWhole) return { entries: await form.options(method) };
		const { results, paginationToken: next } = await form.search(method, filter, page);
		if (next !== undefined && typeof next !== 'string')
			throw new Error(`${method} goes on at what is no text`);
		return { entries: results, next };
	} catch (error) {
		if (!(error instanceof Error)) throw error;
		const text = 'description' in error && typeof error.description === 'string' ? error.description : '';
		return { entries: [], error: { title: error.message, text } };
	}
}

/** Further than anybody goes on in a list. */
const MOST_PAGES = 4;

/** Reads a list on, page by page, as somebody does who looks through it. */
export async function readOn(form: Form, list: OfferedList): Promise<Listed> {
	const entries: Offered[] = [];
	let page: string | undefined;
	for (let pages = 0; pages < MOST_PAGES; pages++) {
		const listed = await ask(form, list, undefined, page);
		entries.push(...listed.entries);
		if (listed.error) return { ...listed, entries };
		if (listed.next === undefined) break;
		page = listed.next;
	}
	return { entries };
}

const QUERY = `\\?[^\\s#]*`;
const SHAPES = [
	`GET /api/v2/users${QUERY}`,
	`GET /api/v2/flows${QUERY}`,
	`GET /api/v2/authorization/divisions${QUERY}`,
	`GET /api/v2/externalcontacts/(?:contacts|externalsources)${QUERY}`,
	`GET /api/v2/routing/(?:queues|wrapupcodes)${QUERY}`,
].map((shape) => new RegExp(`^${shape}$`));
/** A list that is shown as a whole has up to a hundred pages. */
const MOST_REQUESTS = 125;
/** What shows nothing. */
const INVISIBLE = /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}]*$/u;
/** As the door takes it that the value goes to: nothing around it, nothing that n8n works out, nothing that leads elsewhere. */
const ID = /^[0-9a-z-]{1,100}$/i;

/** What must not be in what a list offers or says, in sentences; nothing where all is well. */
export function wrongIn(
	{ entries, error }: Listed,
	{ outgoing, unhandled }: Noted,
	bench: Workbench,
): string[] {
	const { url } = bench.simulator;
	const isOfList = ({ method, path }: (typeof outgoing)[number]) =>
		SHAPES.some((shape) => shape.test(`${method} ${path}`));
	const known = outgoing.map((one) =>
		isOfList(one) ? { ...one, path: '/oauth/token', method: 'POST' } : one,
	);
	const found = [
		...unhandled.map((reason) => `Nobody has handled ${String(reason)}`),
		...outOfBounds(known, url, true),
	];
	if (outgoing.length > MOST_REQUESTS) found.push(`It took ${outgoing.length} requests`);
	if (error) found.push(...toldBadly(error, []));
	for (const { name, value, url: address } of entries) {
		if (typeof name !== 'string' || INVISIBLE.test(name))
			found.push(`An entry has no name: ${String(value)}`);
		if (typeof value !== 'string' || !ID.test(value))
			found.push(`${name} selects what is no ID: ${JSON.stringify(value).slice(0, 100)}`);
		if (address !== undefined) found.push(`${name} leads to ${address}`);
	}
	const values = entries.map(({ value }) => value);
	if (new Set(values).size < values.length) found.push('It offers something twice');
	const shown = JSON.stringify([entries, error]);
	if (bench.secrets().some((secret) => shown.includes(secret))) found.push('A secret shows');
	return found;
}
