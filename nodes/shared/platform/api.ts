import type { Advice } from './advice';
import { isId } from './ids';
import type { JsonObject, JsonValue } from './json';

/**
 * One call of the Genesys Cloud Platform API, described but not sent.
 */
export interface ApiCall {
	readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT';
	/** Built with {@link apiPath}, so that no value can leave its place in the path. */
	readonly path: string;
	readonly query?: Readonly<Record<string, string | number>>;
	readonly body?: JsonObject | readonly JsonValue[];
	/** What the call does, as it stands in sentences: 'reading the user'. */
	readonly doing: string;
	/**
	 * Whether doing it twice does no harm. A repeatable call is sent again after a broken connection; one that is not is
	 * only sent again where it is known not to have been carried out, as after a 429.
	 */
	readonly repeatable: boolean;
	/** Whether it changes something: only such a call can have been carried out without anybody knowing. */
	readonly changes: boolean;
	/** What to tell about refusals that mean something particular here, by the code of the error body or by status. */
	readonly advice?: ReadonlyMap<string | number, Advice>;
	/** Refusals that the caller wants to judge itself instead of having them thrown. */
	readonly expectedRefusals?: readonly number[];
	/**
	 * Once it was sent, its answer is waited for even where something else in the run has failed, and where it may have been carried
	 * out, it is tried to its end: more depends on it.
	 */
	readonly outlivesRun?: true;
	/** Finishes what another call has begun, so it goes before calls that begin something. */
	readonly urgent?: boolean;
	/** The call depends on something that was looked at and can change. */
	readonly stillWanted?: Recheck;
	/**
	 * Told when a try may have been carried out and nobody knows, before there is another look for the next.
	 *
	 * @param sentAt when it was sent, on the clock of {@link GenesysApi.elapsed}
	 */
	readonly noteMayBeDone?: (sentAt: number) => void;
}

/**
 * A look that a call depends on. It is taken again when it is too old in the moment of sending, and before every repeat, also where
 * only the token had ended.
 */
export interface Recheck {
	/** Until when the last look counts, on the clock of {@link GenesysApi.elapsed}. */
	freshUntil(): number;
	/** Takes another look. `false` gives the call up. */
	look(): Promise<boolean>;
	/** Told when looks take so long that none is fresh; the call is given up. */
	tooSlow(): void;
}

/** An answer of the Platform API. */
export interface ApiAnswer {
	readonly status: number;
	/** By lower-case name. */
	readonly headers: Readonly<Record<string, string>>;
	/** Parsed JSON, or the text where it was none. */
	readonly body: unknown;
	/** It was given when a token was asked for: the call itself has not been sent. */
	readonly atToken?: true;
}

/** How a call ended that was not thrown. */
export interface ApiResult extends ApiAnswer {
	/** An earlier try had no answer that tells what came of it, so it may have been carried out all the same. */
	readonly earlierTryUnclear: boolean;
	/** When Genesys Cloud told this, by its own clock, in milliseconds since 1970; undefined where that cannot be relied on. */
	readonly toldAt: number | undefined;
	/** When the try that was answered was sent, on the clock of {@link GenesysApi.elapsed}. */
	readonly sentAt: number;
	/** `stillWanted` said no, or no look of it was fresh: this time nothing was sent, and the status is 0. */
	readonly withdrawn: boolean;
}

/** The Platform API as the rest of the package sees it: paced, retried, cancelable. */
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
	/**
	 * The same, for finishing what has begun: that something else in the run has failed does not stop it. A cancel does.
	 */
	toTheEnd(): GenesysApi;
	/** Milliseconds on a clock that only goes forward, for measuring how long something takes. */
	elapsed(): number;
	/**
	 * What Genesys Cloud's clock shows now, in milliseconds since 1970. As long as no answer has told it, this machine's: good
	 * for looking something up, but not for judging an age.
	 */
	now(): number;
	/** Whether an answer has told it. */
	isTimeKnown(): boolean;
	/** Whether two have, of which this machine's clock may be one: good for what is remembered for long. */
	isTimeSure(): boolean;
	/**
	 * How far Genesys Cloud's clock is ahead of this machine's time of day, in milliseconds, for the next process; undefined as long
	 * as no two answers, or one and what another process knew, agree on it.
	 */
	timeAhead(): number | undefined;
	/** Takes over what another process knew of that; no effect once two have agreed on it. */
	recallTime(ahead: number): void;
}

/**
 * A path of the Platform API: `` apiPath`users/${id}` `` gives `/api/v2/users/…`. Values come from outside, from answers as
 * well, and must not lead to another place: not even `..` stays what it is in an address.
 *
 * @throws RangeError for a value that is no ID
 */
export function apiPath(parts: TemplateStringsArray, ...values: string[]): string {
	const wrong = values.find((value): boolean => !isId(value));
	if (wrong !== undefined) throw new RangeError(`Not an ID: ${wrong.slice(0, 50)}`);
	return `/api/v2/${parts.map((part, i) => part + (values[i] ?? '')).join('')}`;
}
