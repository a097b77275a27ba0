/** Something that did not work, told for people: the message says what happened. */
export class Failure extends Error {
	override readonly name: string = 'Failure';

	constructor(
		whatHappened: string,
		/** What the user can do now; full sentences. */
		readonly whatToDo: string,
	) {
		super(whatHappened);
	}
}

/** A value that cannot be used, found before any request was sent. */
export class BadInput extends Failure {
	override readonly name = 'BadInput';

	/** @param field the name that the user sees */
	constructor(field: string, whatToDo: string) {
		super(`The value of '${field}' cannot be used`, whatToDo);
	}
}

/** The user canceled the run while it was waiting or calling. */
export class Canceled extends Failure {
	override readonly name = 'Canceled';

	/**
	 * @param during what was going on, as it stands in sentences
	 * @param underWayMs for how long a call had been under way by then, all its tries together; a wait for its turn does not count
	 * @param hasFailed a try of it had failed by then, otherwise than by the rate limit
	 */
	constructor(
		private readonly during: string,
		readonly underWayMs = 0,
		readonly hasFailed = false,
	) {
		// The host takes an execution for canceled, not failed, by this very word.
		super(`The execution was canceled while ${during}`, 'Everything done before that stays done.');
	}

	/** The same of a call whose earlier tries had been under way for so long, and had failed or not. */
	afterTries(underWayMs: number, hasFailed: boolean): Canceled {
		return new Canceled(this.during, this.underWayMs + underWayMs, hasFailed);
	}
}

interface ApiFailureDetails {
	/** The HTTP status, where an answer came at all. */
	readonly status?: number | undefined;
	/** What Genesys support asks for: the correlation header, or the `contextId` of the error body. */
	readonly correlationId?: string | undefined;
	/** How long Genesys asked to wait, in whole seconds. */
	readonly retryAfterSeconds?: number | undefined;
	/** Which limit of the run did not allow that. */
	readonly limit?: 'maxRetries' | 'maxWaitSeconds' | undefined;
	/** The call may have been carried out all the same: no answer came, or the server broke down over it. */
	readonly isUnclear?: boolean;
	/** What somebody has to change before it can work, where the status does not tell. */
	readonly cause?: 'credential' | 'configuration';
	/** Somebody else answered in Genesys Cloud's place. */
	readonly isForeign?: true;
	/** An earlier try may have been carried out all the same. */
	readonly earlierTryUnclear?: boolean;
}

/** A call that Genesys refused or that never got an answer. */
export class ApiFailure extends Failure {
	override readonly name: string = 'ApiFailure';

	constructor(
		whatHappened: string,
		whatToDo: string,
		readonly details: ApiFailureDetails = {},
	) {
		super(whatHappened, whatToDo);
	}

	/** Whether the call may have been carried out all the same, by the last try or by an earlier one. */
	get mayBeDone(): boolean {
		return this.details.isUnclear === true || this.details.earlierTryUnclear === true;
	}

	/** The same failure of a call that an earlier try may have carried out. */
	afterUnclearTry(): ApiFailure {
		return new ApiFailure(this.message, this.whatToDo, { ...this.details, earlierTryUnclear: true });
	}
}

/** The rate limit of Genesys asks for a longer wait, or for more tries, than this run may spend. */
export class RateLimitReached extends ApiFailure {
	override readonly name = 'RateLimitReached';

	override afterUnclearTry(): RateLimitReached {
		return new RateLimitReached(this.message, this.whatToDo, { ...this.details, earlierTryUnclear: true });
	}
}
