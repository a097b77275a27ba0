import {
	NodeApiError,
	sleep,
	type IExecuteFunctions,
	type IHttpRequestOptions,
	type ILoadOptionsFunctions,
	type IN8nHttpFullResponse,
	type IPollFunctions,
} from 'n8n-workflow';

import type { ApiAnswer, ApiCall } from '../platform/api';
import { GenesysClient, type RateLimits } from '../platform/client';
import { explainBlocked, explainToken, explainUnsent, type TokenProblem } from './explain';
import { paceFor } from '../platform/pace';
import { CUSTOM_REGION, apiBaseUrl } from '../platform/regions';
import type { Dropped } from '../platform/retry';
import type { Surroundings } from '../platform/surroundings';

export const CREDENTIAL_TYPE = 'genesysCloudOAuth2Api';

/** The n8n contexts that can call the Platform API. */
export type N8nContext = IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions;

/** A single answer may take this long; Genesys itself gives up after a minute. */
const ANSWER_TIMEOUT_MS = 65_000;

/**
 * A client for one run of a node with so many items (`tasks`), on n8n's own request helper: token, refresh, proxy and egress rules stay n8n's.
 *
 * @throws BadInput when the credential's region or URL cannot be used
 */
export async function genesysClient(
	context: N8nContext,
	limits: RateLimits,
	tasks = 1,
): Promise<GenesysClient> {
	const { baseUrl, clientId } = await readCredential(context);
	const signal = 'getExecutionCancelSignal' in context ? context.getExecutionCancelSignal() : undefined;
	const surroundings: Surroundings = {
		send: async (call) => await send(context, baseUrl, call),
		now: () => Date.now(),
		// An n8n that knows the signal rejects at once when it is canceled; the client sees the cancel either way.
		sleep: async (milliseconds) => await sleep(milliseconds, signal).catch(() => undefined),
		random: () => Math.random(),
		isCanceled: () => signal?.aborted ?? false,
		onCancel: callbacksOn(signal),
	};
	return new GenesysClient(surroundings, paceFor(baseUrl, clientId), limits, tasks);
}

/** One listener for all, however many requests are under way: a run of thousands must not collect them. */
function callbacksOn(signal: AbortSignal | undefined): Surroundings['onCancel'] {
	const callbacks = new Set<() => void>();
	signal?.addEventListener('abort', () => callbacks.forEach((callback) => callback()), { once: true });
	return (callback) => {
		callbacks.add(callback);
		return () => callbacks.delete(callback);
	};
}

// In a function of its own: n8n's rules keep reading a credential and sending a request apart.
async function readCredential(context: N8nContext): Promise<{ baseUrl: string; clientId: string }> {
	const credential = await context.getCredentials(CREDENTIAL_TYPE);
	const { clientId } = credential;
	return { baseUrl: apiBaseUrl(credential), clientId: typeof clientId === 'string' ? clientId : '' };
}

/** The domain of the credential's region; undefined for a custom one. */
export async function regionOf(context: N8nContext): Promise<string | undefined> {
	const { region } = await context.getCredentials(CREDENTIAL_TYPE);
	return typeof region === 'string' && region !== CUSTOM_REGION ? region : undefined;
}

async function send(context: N8nContext, baseUrl: string, call: ApiCall): Promise<ApiAnswer | Dropped> {
	const options: IHttpRequestOptions = {
		method: call.method,
		url: baseUrl + call.path,
		json: true,
		returnFullResponse: true,
		// A redirect would carry the token to another host; the Platform API does not use them.
		disableFollowRedirect: true,
		timeout: ANSWER_TIMEOUT_MS,
		// n8n renews the token on a *thrown* 401, so this one status must be thrown.
		ignoreHttpStatusErrors: { ignore: true, except: [401] },
	};
	if (call.query) options.qs = { ...call.query };
	if (call.body) options.body = call.body;
	try {
		const response = await sendOnce(context, options);
		// n8n before 2.9 does not know `except` and hands the 401 back; thrown, it is renewed there too.
		if (response.statusCode === 401) {
			return toAnswer(await sendOnce(context, { ...options, ignoreHttpStatusErrors: false }));
		}
		return toAnswer(response);
	} catch (error) {
		return fromThrown(error);
	}
}

async function sendOnce(context: N8nContext, options: IHttpRequestOptions): Promise<IN8nHttpFullResponse> {
	const response: IN8nHttpFullResponse = await context.helpers.httpRequestWithAuthentication.call(
		context,
		CREDENTIAL_TYPE,
		// A copy: n8n writes the token into the options that it is given.
		{ ...options },
	);
	return response;
}

function toAnswer({ statusCode, headers, body }: IN8nHttpFullResponse): ApiAnswer {
	const texts = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]);
	return { status: statusCode, headers: Object.fromEntries(texts), body };
}

/**
 * Reads what n8n throws. The error itself is never passed on: the request in it carries the token.
 */
function fromThrown(error: unknown): ApiAnswer | Dropped {
	const { httpCode, texts, body } = readThrown(error);
	const status = Number(httpCode);
	if (status >= 100) return { status, headers: {}, body };
	if (texts.includes(BLOCKED_BY_N8N)) throw explainBlocked();

	const tokenStatus = /access token: (?:HTTP status|Request failed with status code) (\d{3})/.exec(
		texts,
	)?.[1];
	if (tokenStatus !== undefined && tokenStatus !== '400' && tokenStatus !== '401') {
		return { status: Number(tokenStatus), headers: {}, body: undefined };
	}
	const networkCode = NETWORK_CODE.exec(`${httpCode} ${texts}`)?.[0];
	if (networkCode !== undefined) return { dropped: networkCode };
	if (httpCode === 'EAUTH' || texts.includes('access token:')) throw explainToken(tokenProblem(error));
	throw explainUnsent(texts.split('\n')[0] ?? '');
}

/** How n8n begins to say that its protection of the network held a request back, be it for a token or for the API. */
const BLOCKED_BY_N8N = 'The request was blocked because';

/** The codes of Node.js for a connection that could not be made or broke. */
const NETWORK_CODE =
	/\b(ECONN[A-Z]+|ETIMEDOUT|EPIPE|EAI_AGAIN|ENOTFOUND|ENETUNREACH|EHOSTUNREACH|ERR_NETWORK)\b/;

function readThrown(error: unknown): { httpCode: string; texts: string; body: unknown } {
	if (error instanceof NodeApiError) {
		return {
			httpCode: error.httpCode ?? '',
			texts: [error.message, ...error.messages, error.description ?? ''].join('\n'),
			body: error.context['data'],
		};
	}
	return { httpCode: '', texts: error instanceof Error ? error.message : '', body: undefined };
}

/** Newer versions of n8n keep the body of the token endpoint as the cause of the cause; older ones do not. */
function tokenProblem(error: unknown): TokenProblem {
	for (let cause = error; cause instanceof Error; cause = cause.cause) {
		const body = 'body' in cause ? JSON.stringify(cause.body) : '';
		if (body.includes('not found')) return 'unknownClient';
		if (body.includes('authentication failed')) return 'wrongSecret';
	}
	return 'refused';
}
