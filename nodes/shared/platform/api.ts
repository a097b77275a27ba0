import type { Advice } from './advice';
import type { JsonObject } from './json';

/**
 * One call of the Genesys Cloud Platform API, described but not sent.
 */
export interface ApiCall {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
	/** Built with {@link apiPath}, so that no value can leave its place in the path. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | number>>;
	readonly body?: JsonObject;
	/** What the call does, as it stands in sentences: 'reading the user'. */
	readonly doing: string;
	/**
	 * Whether doing it twice does no harm. A repeatable call is sent again after a broken connection; one that is not is
	 * only sent again when Genesys said that it had not been carried out (429).
	 */
	readonly repeatable: boolean;
	/** What to tell about refusals that mean something particular here, by the code of the error body or by status. */
	readonly advice?: ReadonlyMap<string | number, Advice>;
	/** Refusals that the caller wants to judge itself instead of having them thrown. */
	readonly expectedRefusals?: readonly number[];
	/** Finishes what another call has begun, so it goes before calls that begin something. */
	readonly urgent?: boolean;
	/** Asked after every longer wait, before the call is sent. `false` gives the call up. */
	readonly stillWanted?: () => Promise<boolean>;
}

/** An answer of the Platform API. */
export interface ApiAnswer {
	readonly status: number;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON, or the text where it was none. */
	readonly body: unknown;
}

/** How a call ended that was not thrown. */
export interface ApiResult extends ApiAnswer {
	/** An earlier try got no answer, so it may have been carried out all the same. */
	readonly earlierTryUnclear: boolean;
	/** `stillWanted` said no after a pause: there is no answer, and the status is 0. */
	readonly withdrawn: boolean;
}

/** The Platform API as the rest of the package sees it: paced, retried, cancellable. */
export interface GenesysApi {
	/**
	 * Sends a call, as often as it takes and is allowed.
	 *
	 * @returns a success, or one of the call's expected refusals
	 * @throws ApiFailure when Genesys refuses for good; RateLimitReached when it asks for a longer wait than allowed;
	 * Canceled when the run is canceled
	 */
	request(call: ApiCall): Promise<ApiResult>;
	/**
	 * Waits, unless the run is canceled first.
	 *
	 * @param during what is waited for, as it stands in sentences
	 * @throws Canceled
	 */
	wait(seconds: number, during: string): Promise<void>;
	/** The current time in milliseconds since 1970. */
	now(): number;
}

/**
 * A path of the Platform API with its values encoded: `` apiPath`users/${id}` `` gives
 * `/api/v2/users/…`.
 */
export function apiPath(parts: TemplateStringsArray, ...values: string[]): string {
	const path = parts.map((part, i) => part + encodeURIComponent(values[i] ?? '')).join('');
	return `/api/v2/${path}`;
}
