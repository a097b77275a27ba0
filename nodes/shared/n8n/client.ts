import {
	sleep,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IPollFunctions,
} from 'n8n-workflow';

import type { ApiAnswer, ApiCall } from '../platform/api';
import { GenesysClient, type RateLimits } from '../platform/client';
import { answerFrom } from './answer';
import { withoutSecrets } from './secrets';
import { fromThrown } from './thrown';
import { BadInput } from '../platform/failures';
import { isRecord } from '../platform/fields';
import { oauthClientKey, paceFor } from '../platform/pace';
import { CUSTOM_REGION, apiBaseUrl } from '../platform/regions';
import { NO_ANSWER, type Dropped } from '../platform/retry';
import type { Surroundings } from '../platform/surroundings';

const CREDENTIAL_TYPE = 'genesysCloudOAuth2Api';

/** The n8n contexts that can call the Platform API. */
type N8nContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/**
 * A client for one run of a node with so many items (`tasks`), on n8n's own request helper: token, refresh, proxy and egress
 * rules stay n8n's.
 *
 * @param until when the run ends as if it was canceled, on the clock of `performance.now()`
 * @throws BadInput when the credential's region or URL cannot be used, or a blank was copied along
 */
export async function genesysClient(
	context: N8nContext,
	limits: RateLimits,
	tasks = 1,
	until = Infinity,
): Promise<GenesysClient> {
	const { baseUrl, clientId, clientSecret } = await readCredential(context);
	const basic = clientSecret === '' ? '' : Buffer.from(`${clientId}:${clientSecret}`).toString('base64');
	const isCanceled = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const surroundings: Surroundings = {
		send: async (call, signal) => await send({ context, baseUrl, clientSecret, basic, signal }, call),
		elapsed: () => performance.now(),
		timeOfDay: () => Date.now(),
		sleep: async (milliseconds) => {
			await sleep(milliseconds);
		},
		random: () => Math.random(),
		isCanceled: () => isCanceled?.aborted === true || performance.now() >= until,
	};
	return new GenesysClient(surroundings, paceFor(baseUrl, clientId), limits, tasks);
}

interface OAuthClient {
	readonly baseUrl: string;
	readonly clientId: string;
	readonly clientSecret: string;
}

// In a function of its own: n8n's rules keep reading a credential and sending a request apart.
async function readCredential(context: N8nContext): Promise<OAuthClient> {
	const credential = await context.getCredentials(CREDENTIAL_TYPE);
	const text = (field: string, value: unknown) => {
		const given = typeof value === 'string' ? value : '';
		if (given === given.trim()) return given;
		throw new BadInput(field, BLANK_COPIED_ALONG);
	};
	return {
		baseUrl: apiBaseUrl(credential),
		clientId: text('Client ID', credential['clientId']),
		clientSecret: text('Client Secret', credential['clientSecret']),
	};
}

/** Told here, because Genesys Cloud would say that the secret is wrong. */
const BLANK_COPIED_ALONG =
	'It begins or ends with a space or a line break, probably copied along. Open the credential and enter it again without.';

/** Whose data a credential leads to: the address of the API and the OAuth client. @throws BadInput */
export async function oauthClientOf(context: N8nContext): Promise<string> {
	const { baseUrl, clientId } = await readCredential(context);
	return oauthClientKey(baseUrl, clientId);
}

/** The domain of the credential's region; undefined for a custom one. */
export async function regionOf(context: N8nContext): Promise<string | undefined> {
	const { region } = await context.getCredentials(CREDENTIAL_TYPE);
	return typeof region === 'string' && region !== CUSTOM_REGION ? region : undefined;
}

/** Where and how a call is sent. */
interface Line {
	readonly context: N8nContext;
	readonly baseUrl: string;
	readonly clientSecret: string;
	/** Client ID and secret in one, as they go to the sign-in. */
	readonly basic: string;
	readonly signal: AbortSignal;
}

async function send(line: Line, call: ApiCall): Promise<ApiAnswer | Dropped> {
	const options: IHttpRequestOptions = {
		method: call.method,
		url: line.baseUrl + call.path,
		// Also where there is no body: every known client of Genesys Cloud says it, and a server may insist.
		headers: { 'Content-Type': 'application/json' },
		json: true,
		returnFullResponse: true,
		// A redirect would carry the token to another host; the Platform API does not use them.
		disableFollowRedirect: true,
		abortSignal: line.signal,
		// n8n renews the token on a *thrown* 401 and sends the call again at once. What depends on a look must not be: it takes another.
		ignoreHttpStatusErrors: call.stillWanted ? true : { ignore: true, except: [401] },
	};
	if (call.query) options.qs = { ...call.query };
	// n8n may add to it.
	if (call.body) options.body = isRecord(call.body) ? { ...call.body } : [...call.body];
	const sending = new Sending(line, options);
	return await Promise.race([sending.outcome(), sending.givenUp()]);
}

/** A call on its way through n8n. */
class Sending {
	private readonly secrets: Set<string>;
	/** What n8n was given: it writes the token into it once it has one. */
	private given: IHttpRequestOptions = { url: '' };

	constructor(
		private readonly line: Line,
		private readonly options: IHttpRequestOptions,
	) {
		this.secrets = new Set([line.clientSecret, line.basic]);
	}

	async outcome(): Promise<ApiAnswer | Dropped> {
		try {
			const answer = this.toAnswer(await this.sendOnce(this.options));
			// n8n before 2.9 does not know `except` and hands the 401 back; thrown, it is renewed there too.
			if (answer.status !== 401 || this.options.ignoreHttpStatusErrors === true) return answer;
			return this.toAnswer(await this.sendOnce({ ...this.options, ignoreHttpStatusErrors: false }));
		} catch (error) {
			return fromThrown(error, this.secrets, this.token !== undefined);
		}
	}

	/** Settles when nobody waits any more. n8n breaks off a call, but not the fetching of a token. */
	async givenUp(): Promise<Dropped> {
		const { signal } = this.line;
		await new Promise<void>((resolve) => {
			signal.addEventListener(
				'abort',
				() => {
					resolve();
				},
				{ once: true },
			);
		});
		return this.token === undefined ? { dropped: NO_ANSWER, atToken: true } : { dropped: NO_ANSWER };
	}

	private get token(): string | undefined {
		const written: unknown = this.given.headers?.['Authorization'];
		return typeof written === 'string' ? /^Bearer (\S+)$/i.exec(written)?.[1] : undefined;
	}

	private async sendOnce(options: IHttpRequestOptions): Promise<unknown> {
		const { context } = this.line;
		this.given = { ...options, headers: { ...options.headers } };
		try {
			const response: unknown = await context.helpers.httpRequestWithAuthentication.call(
				context,
				CREDENTIAL_TYPE,
				this.given,
				// With any other type that a token is said to have, n8n would put it into the address.
				{ oauth2: { tokenType: 'Bearer' } },
			);
			return response;
		} finally {
			const { token } = this;
			if (token !== undefined) this.secrets.add(token);
		}
	}

	private toAnswer(response: unknown): ApiAnswer {
		const { statusCode, headers, body } = isRecord(response) ? response : {};
		const answer = answerFrom(statusCode, headers, body);
		if (!answer) throw new Error('n8n gave no answer to a request');
		return withoutSecrets(answer, this.secrets);
	}
}
