/**
 * What nobody has verified on a live organization. Each is one setting; a client that is right works with
 * every value.
 */
export interface Assumptions {
	/** Status of PATCH /api/v2/conversations/messages/{conversationId} on a conversation that has ended. */
	readonly patchOnEnded: 200 | 400 | 404 | 409;
	/** Status of PATCH …/participants/{participantId} (both twins) on a leg that has ended. */
	readonly participantPatchOnEnded: 202 | 400 | 404 | 409;
	/** Status of PATCH …/communications/{communicationId} on a leg that has ended. */
	readonly communicationPatchOnEnded: 200 | 400 | 404 | 409;
	/** Status of POST /api/v2/conversations/{conversationId}/disconnect on a conversation that has ended. */
	readonly disconnectOnEnded: 202 | 400 | 404 | 409;
	/** Status of DELETE /api/v2/conversations/{conversationId} on a conversation that has ended. */
	readonly deleteOnEnded: 204 | 400 | 404 | 409;
	/** Whether the Conversation in the answer of the closing PATCH shows the legs disconnected already. */
	readonly patchAnswerShowsEnd: boolean;
	/** Whether the closing PATCH leaves the agent in after-call work, as an agent's own ending would. */
	readonly patchBeginsAfterCallWork: boolean;
	/**
	 * What DELETE does to agents who owe a wrap-up: nothing special, or a system wrap-up as POST …/disconnect
	 * sets it.
	 */
	readonly deleteWrapUp: 'asQueueSays' | 'system';
	/** Disconnect type of the legs that a closing call addresses. */
	readonly closedLegDisconnectType: 'client' | 'endpoint' | 'system';
	/** The agent's leg ends by itself when the customer's ends. */
	readonly agentLeavesWhenCustomerDoes: boolean;
	/** The customer's leg ends by itself when the last agent's ends. */
	readonly customerLeavesWithLastAgent: boolean;
	/** Whether a conversation that was re-opened by threading still carries the end time of before. */
	readonly reopenKeepsEndTime: boolean;
	/** Status for a path id that is not a UUID. */
	readonly malformedId: 400 | 404;
	/** Status for a conversation in a division that the client has no role in. */
	readonly unseenDivision: 403 | 404;
	/** Whether GET /api/v2/conversations/messages/{conversationId} needs conversation:communication:view. */
	readonly messageViewNeedsPermission: boolean;
	/** Whether the attribute search shows conversations that have not ended. */
	readonly attributeSearchShowsOpen: boolean;
	/** Whether a web messaging leg's to-address is the deployment's id; otherwise it is the flow's. */
	readonly addressToIsDeployment: boolean;
	/** The text that POST …/disconnect and PUT …/tags answer with: none at all, or a JSON string. */
	readonly textAnswer: 'empty' | 'jsonString';
	/** Spelling of enumerations in conversations and analytics: as documented, or in capitals as in events. */
	readonly enumSpelling: 'capital' | 'documented';
	/** Spelling of Conversation.recordingState. */
	readonly recordingStateCase: 'lower' | 'upper';
	/** Whether a 429 carries the inin-ratelimit headers too. */
	readonly rateLimitHeadersOn429: boolean;
	/** Status for a wrap-up with a code that does not exist. */
	readonly unknownWrapUpCode: 202 | 400;
	/** Whether a token without a user may hand in an agent's wrap-up. */
	readonly wrapUpByClientCredentials: boolean;
	/** Error code of the 401 for a token that is past its life. */
	readonly expiredTokenCode: 'bad.credentials' | 'credentials.expired';
	/**
	 * Whether the details query answers with an empty list, rather than without the key, when nothing matches.
	 */
	readonly emptyConversationsKey: boolean;
	/** Whether pages of the details query beyond the 8,000th row fail with a 502. */
	readonly deepPagesFail: boolean;
	/** Whether a live conversation that ended and is an orphan in analytics can still be read. */
	readonly orphanReadable: boolean;
}

/** The values a simulator starts with: what is most likely, or most awkward. */
export const DEFAULT_ASSUMPTIONS: Assumptions = {
	patchOnEnded: 400,
	participantPatchOnEnded: 400,
	communicationPatchOnEnded: 400,
	disconnectOnEnded: 202,
	deleteOnEnded: 204,
	patchAnswerShowsEnd: true,
	patchBeginsAfterCallWork: true,
	deleteWrapUp: 'asQueueSays',
	closedLegDisconnectType: 'client',
	agentLeavesWhenCustomerDoes: false,
	customerLeavesWithLastAgent: true,
	reopenKeepsEndTime: false,
	malformedId: 400,
	unseenDivision: 403,
	messageViewNeedsPermission: false,
	attributeSearchShowsOpen: true,
	addressToIsDeployment: true,
	textAnswer: 'empty',
	enumSpelling: 'documented',
	recordingStateCase: 'lower',
	rateLimitHeadersOn429: true,
	unknownWrapUpCode: 400,
	wrapUpByClientCredentials: true,
	expiredTokenCode: 'bad.credentials',
	emptyConversationsKey: false,
	deepPagesFail: true,
	orphanReadable: true,
};

/** Every assumption with all its values, the default first; a test can flip each one. */
export const ASSUMPTION_VALUES: { readonly [Name in keyof Assumptions]: readonly Assumptions[Name][] } = {
	patchOnEnded: [400, 200, 404, 409],
	participantPatchOnEnded: [400, 202, 404, 409],
	communicationPatchOnEnded: [400, 200, 404, 409],
	disconnectOnEnded: [202, 400, 404, 409],
	deleteOnEnded: [204, 400, 404, 409],
	patchAnswerShowsEnd: [true, false],
	patchBeginsAfterCallWork: [true, false],
	deleteWrapUp: ['asQueueSays', 'system'],
	closedLegDisconnectType: ['client', 'endpoint', 'system'],
	agentLeavesWhenCustomerDoes: [false, true],
	customerLeavesWithLastAgent: [true, false],
	reopenKeepsEndTime: [false, true],
	malformedId: [400, 404],
	unseenDivision: [403, 404],
	messageViewNeedsPermission: [false, true],
	attributeSearchShowsOpen: [true, false],
	addressToIsDeployment: [true, false],
	textAnswer: ['empty', 'jsonString'],
	enumSpelling: ['documented', 'capital'],
	recordingStateCase: ['lower', 'upper'],
	rateLimitHeadersOn429: [true, false],
	unknownWrapUpCode: [400, 202],
	wrapUpByClientCredentials: [true, false],
	expiredTokenCode: ['bad.credentials', 'credentials.expired'],
	emptyConversationsKey: [false, true],
	deepPagesFail: [true, false],
	orphanReadable: [true, false],
};
