import { BadInput } from './failures';

/**
 * The regions of Genesys Cloud, as the official JavaScript SDK 262 lists them (`PureCloudRegionHosts`). A region is named
 * by its domain: the API answers at `api.{domain}`, tokens come from `login.{domain}`.
 */
export const REGIONS = [
	{ domain: 'mypurecloud.com', name: 'Americas – US East' },
	{ domain: 'usw2.pure.cloud', name: 'Americas – US West' },
	{ domain: 'use2.us-gov-pure.cloud', name: 'Americas – US FedRAMP' },
	{ domain: 'cac1.pure.cloud', name: 'Americas – Canada' },
	{ domain: 'mxc1.pure.cloud', name: 'Americas – Mexico' },
	{ domain: 'sae1.pure.cloud', name: 'Americas – São Paulo' },
	{ domain: 'mypurecloud.ie', name: 'Europe – Ireland' },
	{ domain: 'euw2.pure.cloud', name: 'Europe – London' },
	{ domain: 'mypurecloud.de', name: 'Europe – Frankfurt' },
	{ domain: 'euc2.pure.cloud', name: 'Europe – Zurich' },
	{ domain: 'edee1.eusc-pure.cloud', name: 'Europe – EU Sovereign Cloud' },
	{ domain: 'mec1.pure.cloud', name: 'Middle East – UAE' },
	{ domain: 'aps1.pure.cloud', name: 'Asia Pacific – Mumbai' },
	{ domain: 'apse1.pure.cloud', name: 'Asia Pacific – Singapore' },
	{ domain: 'mypurecloud.com.au', name: 'Asia Pacific – Sydney' },
	{ domain: 'mypurecloud.jp', name: 'Asia Pacific – Tokyo' },
	{ domain: 'apne2.pure.cloud', name: 'Asia Pacific – Seoul' },
	{ domain: 'apne3.pure.cloud', name: 'Asia Pacific – Osaka' },
] as const;

export const DEFAULT_REGION = 'mypurecloud.com';
export const CUSTOM_REGION = 'custom';

/**
 * What a custom base URL may look like: https anywhere, http only to this machine, and neither user name nor path. The
 * credential's expressions use the same text, so what the user sees, the token request and the calls can never disagree.
 */
export const BASE_URL_PATTERN =
	'^(https:\\/\\/[a-z0-9.-]+|http:\\/\\/(localhost|127(\\.[0-9]{1,3}){3}|\\[::1\\]))(:[0-9]{1,5})?\\/*$';

const baseUrl = new RegExp(BASE_URL_PATTERN, 'i');

/** The fields of the credential that say where Genesys Cloud is; anything may be in them. */
interface Whereabouts {
	/** A domain out of {@link REGIONS}, or `custom`. */
	readonly region?: unknown;
	readonly customApiUrl?: unknown;
	readonly customLoginUrl?: unknown;
}

/**
 * Where the API of a credential answers.
 *
 * @returns a base URL without a trailing slash
 * @throws BadInput when the region is unknown, or a custom URL, that of the login included, is neither https nor on this
 * machine
 */
export function apiBaseUrl({ region, customApiUrl, customLoginUrl }: Whereabouts): string {
	if (region === CUSTOM_REGION) {
		const url = customBaseUrl('Custom API URL', customApiUrl);
		customBaseUrl('Custom Login URL', customLoginUrl);
		return url;
	}
	const known = REGIONS.find(({ domain }) => domain === region);
	if (known) return `https://api.${known.domain}`;
	throw new BadInput(
		'Region',
		'The credential does not name a Genesys Cloud region. Open the credential and pick one.',
	);
}

function customBaseUrl(field: string, value: unknown): string {
	const url = typeof value === 'string' ? value.trim() : '';
	if (baseUrl.test(url)) return url.replace(/\/+$/, '');
	throw new BadInput(
		field,
		'It must be a base URL such as https://api.example.com, without a path. Plain http is accepted only for localhost.',
	);
}
