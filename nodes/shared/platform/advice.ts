/** What to tell people about a refusal of Genesys Cloud. */
export interface Advice {
	readonly whatHappened: string;
	readonly whatToDo: string;
}

function advice(whatHappened: string, whatToDo: string): Advice {
	return { whatHappened, whatToDo };
}

const LATER = 'Try again later. If it stays, give the correlation ID to Genesys support.';

const CREDENTIAL = advice(
	'Genesys Cloud did not accept the credential',
	'Check the region of the credential first: a token of one region is worth nothing in another. Then check that the OAuth client is still active.',
);
const NOT_ALLOWED = advice(
	'The credential is not allowed to do this',
	'In Genesys Cloud, give the role of the OAuth client what is missing, and check the divisions of the role.',
);
const DIVISION = advice(
	'The credential has no access to the division that this belongs to',
	'In Genesys Cloud, add the division to the role of the OAuth client.',
);
const UNKNOWN_ID = advice(
	'Genesys Cloud does not know what was asked for',
	'Check the ID, and whether its division is among those of the role of the OAuth client.',
);
const TOO_SLOW = advice('Genesys Cloud took too long to answer', 'Try again.');
const UNAVAILABLE = advice(
	'Genesys Cloud is not available right now',
	'Try again later; https://status.mypurecloud.com tells about outages.',
);

/** By the `code` of the error body (`ErrorBody`). It says more than the status, so it is looked up first. */
const BY_CODE: ReadonlyMap<string, Advice> = new Map([
	['authentication.required', CREDENTIAL],
	['authentication.request.timeout', TOO_SLOW],
	['bad.credentials', CREDENTIAL],
	['client.timeout', TOO_SLOW],
	['conversation.error.conversation.not.found', advice('There is no such conversation', UNKNOWN_ID.whatToDo)],
	[
		'conversation.error.not.conversation.participant',
		advice(
			'The participant does not belong to this conversation',
			'Check the participant ID, as "List" gives it.',
		),
	],
	[
		'conversation.error.wrapup.code.required',
		advice('A wrap-up needs a code', "Choose a 'Wrap-Up Code' in the options, one that the queue knows."),
	],
	['credentials.expired', CREDENTIAL],
	['missing.any.permissions', NOT_ALLOWED],
	['missing.division.permission', DIVISION],
	['missing.permissions', NOT_ALLOWED],
	[
		'not.a.user',
		advice(
			'Genesys Cloud answers this request for a signed-in user only',
			'Use a credential with the grant type Authorization Code or PKCE.',
		),
	],
	['request.timeout', TOO_SLOW],
]);

const BY_STATUS: ReadonlyMap<number, Advice> = new Map([
	[400, advice('Genesys Cloud did not accept the request', 'Check the values of this node.')],
	[401, CREDENTIAL],
	[403, NOT_ALLOWED],
	[404, UNKNOWN_ID],
	[408, TOO_SLOW],
	[409, advice('The conversation was being changed by somebody else at the same moment', 'Try again.')],
	[413, advice('The request is too large for Genesys Cloud', 'Shorten the notes.')],
	[
		422,
		advice('Genesys Cloud cannot look for this', 'Check the value; a phone number needs its country code.'),
	],
	[500, advice('Genesys Cloud failed inside', LATER)],
]);

const UNKNOWN_STATUS = advice('Genesys Cloud answered in a way that this node does not know', LATER);

/** What to tell for a refusal: by its code, else by its status. */
export function adviceFor(code: string | undefined, status: number): Advice {
	return BY_CODE.get(code ?? '') ?? BY_STATUS.get(status) ?? (status > 500 ? UNAVAILABLE : UNKNOWN_STATUS);
}
