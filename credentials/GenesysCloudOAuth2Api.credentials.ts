import type { Icon, ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { BASE_URL_PATTERN, CUSTOM_REGION, DEFAULT_REGION, REGIONS } from '../nodes/shared/platform/regions';

/**
 * Stands in for a URL that is refused. No such protocol exists, so nothing leaves n8n, not even the name of a host; and
 * the protocol's name is what n8n shows.
 */
const REFUSED_URL = 'https-is-required-except-for-this-machine://refused';
/** Copied along, a blank would be told as a wrong secret. */
const BLANK_URL = 'blanks-around-the-client-id-or-secret://refused';

/**
 * The expression for a base URL of the credential, with the same rules as the node: plain http only to this machine.
 *
 * @param host `api` or `login`
 * @param customField the field that holds the URL when the region is `custom`
 * @param self how an expression in this place names the credential's own fields
 */
function baseUrlExpression(
	host: 'api' | 'login',
	customField: string,
	self: '$self' | '$credentials',
): string {
	const custom = `String(${self}["${customField}"] || "").trim()`;
	const domains = JSON.stringify(REGIONS.map(({ domain }) => domain));
	// A region that is not in the list, as an imported credential may have, gets nothing either.
	return [
		`${domains}.includes(${self}["region"])`,
		`? "https://${host}." + ${self}["region"]`,
		`: ${self}["region"] === "${CUSTOM_REGION}" && new RegExp(${JSON.stringify(BASE_URL_PATTERN)}, "i").test(${custom})`,
		`? ${custom}.replace(/\\/+$/, "")`,
		`: "${REFUSED_URL}"`,
	].join(' ');
}

/** A refused API URL refuses the login as well: no token is fetched for what could not be called with it. */
function loginUrl(path: string): string {
	const api = baseUrlExpression('api', 'customApiUrl', '$self');
	const login = baseUrlExpression('login', 'customLoginUrl', '$self');
	const refused = `(${api}) === "${REFUSED_URL}" ? "${REFUSED_URL}"`;
	const blank = `${hasBlank('clientId')} || ${hasBlank('clientSecret')} ? "${BLANK_URL}"`;
	return `={{ (${refused} : ${blank} : ${login}) + "${path}" }}`;
}

function hasBlank(field: 'clientId' | 'clientSecret'): string {
	const value = `String($self["${field}"] || "")`;
	return `${value} !== ${value}.trim()`;
}

/** An OAuth client of Genesys Cloud: for a service with roles of its own, or for a person who signs in. */
export class GenesysCloudOAuth2Api implements ICredentialType {
	name = 'genesysCloudOAuth2Api';

	extends = ['oAuth2Api'];

	displayName = 'Genesys Cloud OAuth2 API';

	icon: Icon = {
		light: 'file:../icons/genesys-web-messaging.svg',
		dark: 'file:../icons/genesys-web-messaging.dark.svg',
	};

	documentationUrl =
		'https://github.com/n8n-nodes-genesys-web-messaging/n8n-nodes-genesys-web-messaging#credentials';

	properties: INodeProperties[] = [
		{
			displayName:
				'Choose the region of your organization below. With the wrong region, the test says "client authentication failed". To change anything later, create a new credential: n8n keeps using the old token.',
			name: 'regionNotice',
			type: 'notice',
			default: '',
		},
		{
			displayName: 'Grant Type',
			name: 'grantType',
			type: 'options',
			options: [
				{
					name: 'Client Credentials',
					value: 'clientCredentials',
					description: 'The node acts as a service, with the roles of the OAuth client',
				},
				{
					name: 'Authorization Code',
					value: 'authorizationCode',
					description: 'The node acts as the person who connects the credential',
				},
				{
					name: 'PKCE',
					value: 'pkce',
					description: 'Like Authorization Code, with an extra check at sign-in',
				},
			],
			default: 'clientCredentials',
		},
		{
			displayName: 'Region',
			name: 'region',
			type: 'options',
			options: [
				...REGIONS.map(({ domain, name }) => ({ name: `${name} (${domain})`, value: domain })),
				{
					name: 'Custom',
					value: CUSTOM_REGION,
					description: 'A new region, a gateway, or a simulator on this computer',
				},
			],
			default: DEFAULT_REGION,
			description:
				'Where your organization is hosted: the part after "apps." in the address of your Genesys Cloud',
		},
		{
			displayName: 'Custom API URL',
			name: 'customApiUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://api.mypurecloud.com',
			description: 'Base URL of the API, without a path. Plain http is accepted only for localhost.',
			displayOptions: { show: { region: [CUSTOM_REGION] } },
		},
		{
			displayName: 'Custom Login URL',
			name: 'customLoginUrl',
			type: 'string',
			required: true,
			default: '',
			placeholder: 'e.g. https://login.mypurecloud.com',
			description: 'Base URL of the sign-in, without a path. Plain http is accepted only for localhost.',
			displayOptions: { show: { region: [CUSTOM_REGION] } },
		},
		{
			displayName: 'Authorization URL',
			name: 'authUrl',
			type: 'hidden',
			default: loginUrl('/oauth/authorize'),
		},
		{
			displayName: 'Access Token URL',
			name: 'accessTokenUrl',
			type: 'hidden',
			default: loginUrl('/oauth/token'),
		},
		{
			// What a client may do is set on the client in Genesys Cloud: by roles for a service, by scopes for a person.
			displayName: 'Scope',
			name: 'scope',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Auth URI Query Parameters',
			name: 'authQueryParameters',
			type: 'hidden',
			default: '',
		},
		{
			displayName: 'Authentication',
			name: 'authentication',
			type: 'hidden',
			default: 'header',
		},
	];

	/** Every client may read its own token; a resource that needs a permission would fail for half of them. */
	test: ICredentialTestRequest = {
		request: {
			baseURL: `={{ ${baseUrlExpression('api', 'customApiUrl', '$credentials')} }}`,
			url: '/api/v2/tokens/me',
		},
		rules: [
			{
				type: 'responseCode',
				properties: {
					value: 401,
					message:
						'Genesys Cloud did not accept the token. Check the region first, then whether the OAuth client is active.',
				},
			},
			{
				type: 'responseCode',
				properties: {
					value: 429,
					message: 'Genesys Cloud is limiting the request rate. Try again in a minute.',
				},
			},
		],
	};
}
