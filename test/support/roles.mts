import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import type { Marks } from '../../scripts/marks.mts';
import type { ConversationHandle, World } from '../../simulator/index.mts';
import { messagesOf } from '../../simulator/world/model.mts';
import { openContactCenter, type ContactCenter } from './contact-center.mts';
import { getMany } from './get-many.mts';
import {
	bySessionId,
	close,
	closeSession,
	find,
	get,
	getMessages,
	list,
	sendMessage,
	setExternalTag,
} from './parameters.mts';

/** Permissions as Genesys Cloud's API names them, and as its admin pages show them. */
export const PERMISSIONS = {
	'conversation:communication:view': 'Conversation > Communication > View',
	'conversation:communication:disconnect': 'Conversation > Communication > Disconnect',
	'analytics:conversationDetail:view': 'Analytics > Conversation Detail > View',
	'externalContacts:contact:view': 'External Contacts > Contact > View',
	'conversation:participant:attributesview': 'Conversation > Participant > Attributes View',
	'conversation:message:view': 'Conversation > Message > View',
	'conversation:message:create': 'Conversation > Message > Create',
	'conversation:participant:wrapup': 'Conversation > Participant > Wrapup',
	'conversation:externalTag:edit': 'Conversation > External Tag > Edit',
	'routing:queue:view': 'Routing > Queue > View',
	'routing:wrapupCode:view': 'Routing > Wrapup Code > View',
	'externalContacts:externalSource:view': 'External Contacts > External Source > View',
	'architect:flow:view': 'Architect > Flow > View',
} as const;

export type Permission = keyof typeof PERMISSIONS;

const READ = 'conversation:communication:view';
const CLOSE = 'conversation:communication:disconnect';
const INDEX = 'analytics:conversationDetail:view';
const CONTACT = 'externalContacts:contact:view';
const WRITE = 'conversation:message:create';
const TEXTS = 'conversation:message:view';
const ATTRIBUTES = 'conversation:participant:attributesview';
const WRAP_UP = 'conversation:participant:wrapup';

/** The conversation that is worked with, in which the customer has written something. */
export interface Scene {
	readonly center: ContactCenter;
	readonly chat: ConversationHandle;
	readonly messageId: string;
	readonly wrapUpCodeId: string;
}

/** Sets the scene in a world. */
export function setScene(world: World): Scene {
	const center = openContactCenter(world);
	const chat = center.chat({
		externalTag: 'ticket-4711',
		attributes: { step: 'checked' },
		startedAt: world.now() - 10 * MINUTE_MS,
		messages: [{ from: 'customer', text: 'Hello', at: world.now() - 5 * MINUTE_MS }],
	});
	const [message] = messagesOf(world.conversation(chat.id));
	return {
		center,
		chat,
		messageId: message?.id ?? '',
		wrapUpCodeId: world.addWrapUpCode({ name: 'Solved' }).id,
	};
}

/** Something that the node can do, and the smallest role for it. */
export interface Way {
	readonly what: string;
	readonly role: readonly Permission[];
	/** Several ways to do it need the same. */
	parameters(scene: Scene): readonly INodeParameters[];
	/** What is done all the same without this permission, and told in the reason of the verdict. */
	readonly besides?: Permission;
	/** Nothing is found: this is the run that asks for the most. */
	readonly isMiss?: true;
}

const of = ({ chat }: Scene) => chat.id;

/** What the node can do, as the page of permissions lists it. */
export const WAYS: readonly Way[] = [
	{
		what: 'Find by conversation ID; Get',
		role: [READ],
		parameters: (scene) => [find('conversationId', of(scene)), get(of(scene))],
	},
	{
		what: 'Find by external tag',
		role: [READ, INDEX],
		parameters: () => [find('externalTag', 'ticket-4711')],
	},
	{
		what: 'Find by external contact, external ID, email, or phone',
		role: [READ, INDEX, CONTACT],
		parameters: ({ center }) => [
			find('externalContactId', center.dana.id),
			find('externalId', 'CRM-1'),
			find('email', 'dana@example.com'),
			find('phone', '+13175550100'),
		],
	},
	{
		what: 'Find by custom attribute',
		role: [READ, INDEX, ATTRIBUTES],
		isMiss: true,
		parameters: () => [{ ...find('customAttribute', ''), attributeName: 'step', attributeValue: 'other' }],
	},
	{
		what: '… with *State* on *Any*',
		role: [READ, ATTRIBUTES],
		parameters: () => [
			{ ...find('customAttribute', ''), attributeName: 'step', attributeValue: 'checked', state: 'any' },
		],
	},
	{
		what: 'Find by message ID',
		role: [READ, TEXTS],
		parameters: ({ messageId }) => [find('messageId', messageId)],
	},
	{ what: 'Get Many', role: [INDEX], parameters: () => [getMany()] },
	{
		what: '… with *External Contact*',
		role: [INDEX, CONTACT],
		parameters: ({ center }) => [getMany({ externalContactId: center.dana.id })],
	},
	{
		what: 'Get Many with *Verify Live*, *Customer*, or *Idle for*',
		role: [READ, INDEX],
		parameters: () => [
			getMany({}, { options: { verifyLive: true } }),
			getMany({ customer: 'connected' }),
			getMany({ idleForMinutes: 1 }),
		],
	},
	{ what: 'List (sessions)', role: [READ], parameters: (scene) => [list(of(scene))] },
	{
		what: 'Close',
		role: [READ, CLOSE],
		parameters: (scene) => [
			close(of(scene)),
			close(of(scene), {}, { method: 'graceful' }),
			close(of(scene), {}, { method: 'teardown' }),
			close(of(scene), { skipIfMessageWithinMinutes: 1 }),
		],
	},
	{
		what: '… as a dry run',
		role: [READ],
		parameters: (scene) => [
			close(of(scene), { dryRun: true }),
			closeSession(of(scene), { closeWhich: 'customerSessions' }, { dryRun: true }),
		],
	},
	{
		what: '… with *Check First* and *Wait Until Closed* off',
		role: [CLOSE],
		parameters: (scene) => [close(of(scene), { checkFirst: false, waitUntilClosed: false })],
	},
	{
		what: '… with *Skip Wrap-Up*',
		role: [READ, CLOSE],
		parameters: (scene) => [close(of(scene), { skipWrapUp: true })],
	},
	{
		what: '… with a goodbye',
		role: [READ, CLOSE, WRITE],
		besides: WRITE,
		parameters: (scene) => [close(of(scene), { goodbyeMessage: 'Goodbye!' })],
	},
	{
		what: '… with a wrap-up',
		role: [READ, CLOSE, WRAP_UP],
		besides: WRAP_UP,
		parameters: (scene) => [close(of(scene), { wrapUpCodeId: scene.wrapUpCodeId })],
	},
	{
		what: 'Close (sessions); see below',
		role: [READ],
		parameters: (scene) => [
			closeSession(of(scene), { closeWhich: 'allOpenSessions' }),
			closeSession(of(scene), { closeWhich: 'customerSessions' }),
			closeSession(of(scene), bySessionId(scene.chat.customer.sessionId)),
		],
	},
	{
		what: 'Set External Tag',
		role: ['conversation:externalTag:edit'],
		parameters: (scene) => [setExternalTag(of(scene), 'ticket-1')],
	},
	{
		what: 'Get Many (messages)',
		role: [READ, TEXTS],
		parameters: (scene) => [getMessages(of(scene)), getMessages(of(scene), { output: 'transcript' })],
	},
	{ what: 'Send', role: [READ, WRITE], parameters: (scene) => [sendMessage(of(scene))] },
];

/** The lists that the form can fill in, and what each needs. */
export const LISTS: ReadonlyArray<readonly [what: string, method: string, role: readonly Permission[]]> = [
	['Conversation', 'searchConversations', [INDEX]],
	['Session', 'searchSessions', [READ]],
	['External contact', 'searchExternalContacts', [CONTACT]],
	['External source', 'searchExternalSources', ['externalContacts:externalSource:view']],
	['Queue', 'getQueues', ['routing:queue:view']],
	['Flow', 'searchFlows', ['architect:flow:view']],
	['Wrap-up code', 'searchWrapUpCodes', ['routing:wrapupCode:view']],
	['Agent', 'searchAgents', []],
	['Division', 'searchDivisions', []],
];

/** What the trigger needs, whatever it waits for. */
export const TRIGGER: readonly Permission[] = [READ, INDEX];

/** Where the page of permissions has the table. */
export const MARKS: Marks = ['<!-- roles: begin -->', '<!-- roles: end -->'];

/** The table of it all, as the page of permissions has it. */
export function roleTable(): string {
	const row = (what: string, role: readonly Permission[]) =>
		`| ${what} | ${role.length === 0 ? 'none' : role.map((permission) => PERMISSIONS[permission]).join('<br>')} |`;
	return [
		'<!-- Written by "npm run role-table". Do not edit. -->',
		'',
		'| For | The role needs |',
		'|---|---|',
		...WAYS.map(({ what, role }) => row(what, role)),
		row('The trigger, whatever it waits for', TRIGGER),
		...LISTS.map(([what, , role]) => row(`The list to choose from: ${what.toLowerCase()}`, role)),
		'',
	].join('\n');
}
