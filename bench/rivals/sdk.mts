import sdk from 'purecloud-platform-client-v2';

import type { Rival } from './rival.mts';

/** The official SDK: one call after the other and no retry, which is what it does unless told otherwise. */
export const officialSdk: Rival = {
	ready: ({ url, token, conversationIds }) => {
		const client = sdk.ApiClient.instance;
		// Deaf to the settings file in the home folder: a change there would send it to another address.
		client.config.setConfigPath('');
		const { hostname, port, protocol } = new URL(url);
		client.setGateway({ host: hostname, port: Number(port), protocol: protocol.slice(0, -1) });
		client.setAccessToken(token);
		const conversations: MessageConversationsApi = new sdk.ConversationsApi(client);
		return Promise.resolve(async () => {
			let failed = 0;
			for (const id of conversationIds) {
				const closed = await conversations.patchConversationsMessage(id, { state: 'disconnected' }).then(
					() => true,
					() => false,
				);
				if (!closed) failed += 1;
			}
			return failed;
		});
	},
};

/**
 * Closing by the SDK. Its typings ask for `startTime` and `participants` in the body of
 * `PATCH /api/v2/conversations/messages/{conversationId}`, because one model serves answers and bodies; the resource
 * takes a body without them, and the SDK sends whatever it is given.
 */
interface MessageConversationsApi {
	patchConversationsMessage(conversationId: string, body: { state?: string }): Promise<unknown>;
}
