import type { Models } from 'purecloud-platform-client-v2';
import { integer, ignoredFields, listOf, object, optional, text } from '../http/fields.mts';
import type { Operation } from '../http/operation.mts';
import { bodyOf, ok } from '../http/operation.mts';

const SCOPES = [
	'conversations',
	'conversations:readonly',
	'analytics:readonly',
	'external-contacts:readonly',
	'routing:readonly',
];
const THREADING = '/api/v2/conversations/messaging/threadingtimeline';
const LONGEST_MINUTES = 72 * 60;

const threadingWindow = object({
	defaultTimeoutMinutes: optional(integer(0, LONGEST_MINUTES)),
	settings: listOf(object({ messengerType: text(), timeoutInMinutes: integer(0, LONGEST_MINUTES) })),
	...ignoredFields(['id']),
});

function threadingView(minutes: number): Models.ConversationThreadingWindow {
	return {
		defaultTimeoutMinutes: LONGEST_MINUTES,
		settings: [{ messengerType: 'webmessaging', timeoutInMinutes: minutes }],
	};
}

/** The organization and its settings. */
export const organizationOperations: readonly Operation[] = [
	{
		method: 'GET',
		path: '/api/v2/organizations/me',
		answer: ({ world }) =>
			ok({
				...world.directory.organization,
				version: 1,
				state: 'active',
				selfUri: '/api/v2/organizations/me',
			}),
	},
	{
		method: 'GET',
		path: '/api/v2/oauth/scopes',
		answer: () =>
			ok({ total: SCOPES.length, entities: SCOPES.map((id) => ({ id })), selfUri: '/api/v2/oauth/scopes' }),
	},
	{
		method: 'GET',
		path: THREADING,
		needs: { all: ['conversation:threadingTimeline:view'] },
		answer: ({ world }) => ok(threadingView(world.threadingMinutes)),
	},
	{
		method: 'PUT',
		path: THREADING,
		needs: { all: ['conversation:threadingTimeline:edit'] },
		answer(call) {
			const { settings, defaultTimeoutMinutes } = bodyOf(call, threadingWindow);
			const own = settings.find(({ messengerType }) => messengerType === 'webmessaging');
			call.world.threadingMinutes = own?.timeoutInMinutes ?? defaultTimeoutMinutes ?? LONGEST_MINUTES;
			return ok(threadingView(call.world.threadingMinutes));
		},
	},
];
