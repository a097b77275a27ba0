/** What to tell people about a refusal. */
export interface Advice {
	readonly whatHappened: string;
	readonly whatToDo: string;
}

/** Makes advice: what happened, as the beginning of a sentence, and what to do now, in full sentences. */
export function advice(whatHappened: string, whatToDo: string): Advice {
	return { whatHappened, whatToDo };
}

const LATER = 'Try again later. If it keeps happening, give the correlation ID to Genesys support.';

const CREDENTIAL = advice(
	'Genesys Cloud did not accept the credential',
	'Check the region of the credential first: an access token works only in its own region. Then check that the OAuth client is still active.',
);
const NOT_ALLOWED = advice(
	'The credential is not allowed to do this',
	"In Genesys Cloud, add what is missing to the OAuth client's role, and check the role's divisions.",
);
const DIVISION = advice(
	'The credential has no access to this division',
	"In Genesys Cloud, add the division to the OAuth client's role.",
);
const UNKNOWN_ID = advice(
	'Genesys Cloud could not find this',
	"Check the ID, and that the OAuth client's role includes its division.",
);
const TOO_SLOW = advice('Genesys Cloud took too long to answer', 'Try again.');
/** The server does not work. */
export const UNAVAILABLE = advice(
	'Genesys Cloud is not available right now',
	'Try again later. Outages are listed at https://status.mypurecloud.com.',
);

/** By the `code` of the error body (`ErrorBody`). It says more than the status, so it is looked up first. */
const BY_CODE: ReadonlyMap<string, Advice> = new Map([
	['authentication.required', CREDENTIAL],
	['authentication.request.timeout', TOO_SLOW],
	['bad.credentials', CREDENTIAL],
	['client.timeout', TOO_SLOW],
	['credentials.expired', CREDENTIAL],
	['missing.any.permissions', NOT_ALLOWED],
	['missing.division.permission', DIVISION],
	['missing.permissions', NOT_ALLOWED],
	[
		'not.a.user',
		advice(
			'Genesys Cloud allows this only for a signed-in user',
			'Use a credential with the grant type Authorization Code or PKCE.',
		),
	],
	['request.timeout', TOO_SLOW],
]);

const BY_STATUS: ReadonlyMap<number, Advice> = new Map([
	[400, advice('Genesys Cloud did not accept the request', 'Check the values you entered.')],
	[401, CREDENTIAL],
	[403, NOT_ALLOWED],
	[404, UNKNOWN_ID],
	[408, TOO_SLOW],
	[409, advice('Someone else was changing it at the same time', 'Try again.')],
	[413, advice('The request is too large for Genesys Cloud', 'Shorten the text you entered.')],
	[422, advice('Genesys Cloud did not accept one of the values', 'Check the values you entered.')],
	[500, advice('Genesys Cloud had an internal error', LATER)],
]);

const NO_ADVICE: ReadonlyMap<string | number, Advice> = new Map();
const UNKNOWN_STATUS = advice('Genesys Cloud answered in an unexpected way', LATER);

/**
 * What to tell for a refusal: what the call itself knows about it first, then by its code, else by its status.
 *
 * @param ofCall advice of the call's own, by code or by status
 */
export function adviceFor(
	code: string | undefined,
	status: number,
	ofCall: ReadonlyMap<string | number, Advice> = NO_ADVICE,
): Advice {
	return (
		ofCall.get(code ?? '') ??
		BY_CODE.get(code ?? '') ??
		ofCall.get(status) ??
		BY_STATUS.get(status) ??
		(status > 500 ? UNAVAILABLE : UNKNOWN_STATUS)
	);
}
