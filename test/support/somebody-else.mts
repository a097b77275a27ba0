import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import type { Fault } from '../../simulator/index.mts';
import type { Workbench } from '../harness/workbench.mts';
import { openContactCenter } from './contact-center.mts';
import { getMany } from './get-many.mts';
import { bySessionId, close, closeSession, find, findByAttribute, get, list } from './parameters.mts';

type Unplaced<F> = F extends unknown ? Omit<F, 'match' | 'times'> : never;

/** A fault, wherever it happens. */
export type AnyFault = Unplaced<Fault>;

/** Answers of proxies, gateways and sign-in pages, which know nothing of what was asked for. */
export const SOMEBODY_ELSES: ReadonlyArray<readonly [name: string, fault: AnyFault]> = [
	['a gateway that has no route (404)', { kind: 'gateway' }],
	['a page (404)', { kind: 'html', status: 404 }],
	['a page (200)', { kind: 'html', status: 200 }],
	['a message (200)', { kind: 'gateway', status: 200, message: 'upstream error' }],
	[
		'a gateway with codes of its own (404)',
		{
			kind: 'status',
			status: 404,
			body: { code: 'NOT_FOUND', message: 'The requested URL was not found' },
			correlated: false,
		},
	],
	['a list (200)', { kind: 'status', status: 200, body: [], correlated: false }],
];

/** A conversation as the operations below need it. */
export interface Asked {
	readonly id: string;
	readonly contactId: string;
	readonly messageId: string;
	readonly sessionId: string;
	readonly participantId: string;
}

/** An open conversation that every key leads to. */
export function openChat({ simulator: { world } }: Workbench): Asked {
	const center = openContactCenter(world);
	const { id, customer, messageIds } = center.chat({
		externalTag: TAG,
		attributes: { [ATTRIBUTE.name]: ATTRIBUTE.value },
		startedAt: world.now() - 30 * MINUTE_MS,
	});
	const { sessionId, participantId } = customer;
	return { id, contactId: center.dana.id, messageId: messageIds[0] ?? '', sessionId, participantId };
}

/** What an operation is asked for, and one of the requests that it depends on. */
export interface Step {
	readonly name: string;
	/** A regular expression that the path of the request matches. */
	readonly path: string;
	readonly parameters: (asked: Asked) => INodeParameters;
}

const LOOKUP = 'identifierlookup';
const QUERY = 'details/query$';
const READ = '/api/v2/conversations/[0-9a-f-]{36}$';

const ATTRIBUTE = { name: 'customerId', value: 'CRM-1' };
export const TAG = 'ticket-4711';

const byAttribute = (value: string): INodeParameters => findByAttribute(ATTRIBUTE.name, value);

/** Every operation that looks something up, once for each kind of request on its way. */
export const LOOKS: readonly Step[] = [
	{ name: 'Find by external ID, contact', path: LOOKUP, parameters: () => find('externalId', 'CRM-1') },
	{ name: 'Find by external ID, index', path: QUERY, parameters: () => find('externalId', 'CRM-1') },
	{ name: 'Find by external ID, live', path: READ, parameters: () => find('externalId', 'CRM-1') },
	{ name: 'Find by email', path: LOOKUP, parameters: () => find('email', 'dana@example.com') },
	{ name: 'Find by phone', path: LOOKUP, parameters: () => find('phone', '+13175550100') },
	{
		name: 'Find by contact, index',
		path: QUERY,
		parameters: ({ contactId }) => find('externalContactId', contactId),
	},
	{
		name: 'Find by contact, live',
		path: READ,
		parameters: ({ contactId }) => find('externalContactId', contactId),
	},
	{ name: 'Find by tag, index', path: QUERY, parameters: () => find('externalTag', TAG) },
	{ name: 'Find by tag, live', path: READ, parameters: () => find('externalTag', TAG) },
	{
		name: 'Find by message, message',
		path: 'messages/[^/]+/details$',
		parameters: ({ messageId }) => find('messageId', messageId),
	},
	{
		name: 'Find by message, live',
		path: READ,
		parameters: ({ messageId }) => find('messageId', messageId),
	},
	{
		name: 'Find by attribute, search',
		path: 'attributes/search$',
		parameters: () => byAttribute(ATTRIBUTE.value),
	},
	{ name: 'Find by attribute, live', path: READ, parameters: () => byAttribute(ATTRIBUTE.value) },
	{ name: 'Find by attribute, index', path: QUERY, parameters: () => byAttribute('CRM-2') },
	{ name: 'Find by ID', path: READ, parameters: ({ id }) => find('conversationId', id) },
	{
		name: 'Find by ID, ended ones too',
		path: READ,
		parameters: ({ id }) => find('conversationId', id, { state: 'any' }),
	},
	{
		name: 'Find by tag, ended ones too',
		path: READ,
		parameters: () => find('externalTag', TAG, { state: 'any', match: 'all' }),
	},
	{ name: 'Get', path: READ, parameters: ({ id }) => get(id) },
	{ name: 'Get, raw', path: READ, parameters: ({ id }) => get(id, { output: 'raw' }) },
	{ name: 'Get Many, index', path: QUERY, parameters: () => getMany() },
	{ name: 'Get Many, ended ones too', path: QUERY, parameters: () => getMany({ state: 'any' }) },
	{
		name: 'Get Many, live',
		path: READ,
		parameters: () => getMany({}, { options: { verifyLive: true } }),
	},
	{
		name: 'Get Many, ended ones too, live',
		path: READ,
		parameters: () => getMany({ state: 'any' }, { options: { verifyLive: true } }),
	},
	{ name: 'Get Many, idle', path: READ, parameters: () => getMany({ idleForMinutes: 1 }) },
	{ name: 'List', path: READ, parameters: ({ id }) => list(id) },
	{ name: 'List, raw', path: READ, parameters: ({ id }) => list(id, { output: 'raw' }) },
	{ name: 'Close, dry run', path: READ, parameters: ({ id }) => close(id, { dryRun: true }) },
	...['disconnect', 'graceful', 'teardown'].map((method) => ({
		name: `Close, ${method}`,
		path: READ,
		parameters: ({ id }: Asked) => close(id, {}, { method }),
	})),
	{
		name: 'Close a session by its ID',
		path: READ,
		parameters: ({ id, sessionId }) => closeSession(id, bySessionId(sessionId)),
	},
	{
		name: 'Close a session by its ID and participant',
		path: READ,
		parameters: ({ id, sessionId, participantId }) => closeSession(id, bySessionId(sessionId, participantId)),
	},
	...['customerSessions', 'allOpenSessions'].map((closeWhich) => ({
		name: `Close ${closeWhich}`,
		path: READ,
		parameters: ({ id }: Asked) => closeSession(id, { closeWhich }),
	})),
];
