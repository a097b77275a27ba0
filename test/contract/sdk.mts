import {
	AnalyticsApi,
	ApiClient,
	ArchitectApi,
	AuthorizationApi,
	ConversationsApi,
	ExternalContactsApi,
	OAuthApi,
	OrganizationApi,
	RoutingApi,
	TokensApi,
	UsersApi,
	WebDeploymentsApi,
	type Models,
} from 'purecloud-platform-client-v2';

import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import type { Bodies } from './models.mts';

/** `ApiClient.instance`: the SDK has one client for the whole process. */
export type SdkClient = typeof ApiClient.instance;

/**
 * Closing by the SDK. Its typings ask for `startTime` and `participants` in the body of
 * `PATCH /api/v2/conversations/messages/{conversationId}`, because one model serves answers and bodies; the resource
 * takes a body without them, and the SDK sends whatever it is given.
 */
export interface MessageConversationsApi {
	patchConversationsMessage(
		conversationId: string,
		body: Bodies['PATCH /api/v2/conversations/messages/{conversationId}'],
	): Promise<Models.Conversation>;
}

/**
 * Looking a contact up by the SDK. Its typings ask for the name of the external source, again because the model is that
 * of the answers; the resource takes a reference by id.
 */
export interface ContactLookupApi {
	postExternalcontactsIdentifierlookupContacts(
		identifier: Bodies['POST /api/v2/externalcontacts/identifierlookup/contacts'],
	): Promise<Models.ExternalContact>;
}

/** The official SDK, unmodified: its client and its groups of resources. */
export interface Sdk {
	readonly client: SdkClient;
	readonly analytics: AnalyticsApi;
	readonly architect: ArchitectApi;
	readonly authorization: AuthorizationApi;
	readonly contactLookup: ContactLookupApi;
	readonly contacts: ExternalContactsApi;
	readonly conversations: ConversationsApi;
	readonly messageConversations: MessageConversationsApi;
	readonly oauth: OAuthApi;
	readonly organization: OrganizationApi;
	readonly routing: RoutingApi;
	readonly tokens: TokensApi;
	readonly users: UsersApi;
	readonly webDeployments: WebDeploymentsApi;
}

/** The SDK's client, deaf to the settings file in the home folder: a change there would send it to another address. */
export function sdkClient(): SdkClient {
	const client = ApiClient.instance;
	client.config.setConfigPath('');
	// A token that is refused is to be seen, not renewed behind the back of whoever looks.
	client.config.refresh_access_token = false;
	return client;
}

/**
 * The official SDK, talking to another address than Genesys Cloud's by its setting for a gateway.
 *
 * @param url base address of both the API and the login host, without a path
 */
export function sdkAt(url: string): Sdk {
	const client = sdkClient();
	const { hostname, port, protocol } = new URL(url);
	client.setGateway({ host: hostname, port: Number(port), protocol: protocol.slice(0, -1) });
	const contacts = new ExternalContactsApi(client);
	const conversations = new ConversationsApi(client);
	return {
		client,
		analytics: new AnalyticsApi(client),
		architect: new ArchitectApi(client),
		authorization: new AuthorizationApi(client),
		contactLookup: contacts,
		contacts,
		conversations,
		messageConversations: conversations,
		oauth: new OAuthApi(client),
		organization: new OrganizationApi(client),
		routing: new RoutingApi(client),
		tokens: new TokensApi(client),
		users: new UsersApi(client),
		webDeployments: new WebDeploymentsApi(client),
	};
}

/** Logs the SDK in as the client that every simulator knows; what it does from now on is authorized. */
export async function logIn({ client }: Sdk): Promise<void> {
	await client.loginClientCredentialsGrant(DEFAULT_CLIENT.id, DEFAULT_CLIENT.secret);
}

/**
 * Logs the SDK in as a user: takes the user through the consent page of the login host (`/oauth/authorize`), as a
 * browser would, and redeems the code.
 *
 * @param url base address of the login host
 * @throws Error when the login host gives no code
 */
export async function signIn({ client }: Sdk, url: string, userId: string): Promise<void> {
	const redirectUri = 'https://example.com/signed-in';
	const asked = new URLSearchParams({
		client_id: DEFAULT_CLIENT.id,
		redirect_uri: redirectUri,
		response_type: 'code',
	});
	const answer = await fetch(`${url}/oauth/authorize?${asked.toString()}`, {
		method: 'POST',
		body: new URLSearchParams({ decision: 'allow', user: userId }),
		redirect: 'manual',
	});
	const code = new URL(answer.headers.get('location') ?? url).searchParams.get('code');
	if (code === null) throw new Error(`The login host answered ${answer.status} and gave no code`);
	await client.loginCodeAuthorizationGrant(DEFAULT_CLIENT.id, DEFAULT_CLIENT.secret, code, redirectUri);
}

/**
 * What the SDK rejects a call with: the body of the answer, an error of its HTTP client at login.
 *
 * @throws Error when the call succeeds
 */
export async function refusalOf(call: Promise<unknown>): Promise<unknown> {
	const settled = await call.then(
		() => undefined,
		(reason: unknown) => ({ reason }),
	);
	if (settled === undefined) throw new Error('The call was to be refused, and succeeded');
	return settled.reason;
}
