import * as v from 'valibot';
import { object } from './http/fields.mts';

/** These values and no others; the first is the one that a simulator starts with: what is most likely, or most awkward. */
function anyOf<const T extends boolean | number | string>(usual: T, ...others: readonly T[]) {
	return v.exactOptional(v.union([usual, ...others].map((value) => v.literal(value))), usual);
}

/**
 * What nobody has verified on a live organization. Each is one setting; a client that is right works with
 * every value.
 */
export const ASSUMPTIONS = object({
	/** Status of PATCH /api/v2/conversations/messages/{conversationId} on a conversation that has ended. */
	patchOnEnded: anyOf(400, 200, 404, 409),
	/** Status of PATCH …/participants/{participantId} (both twins) on a leg that has ended. */
	participantPatchOnEnded: anyOf(400, 202, 404, 409),
	/** Status of PATCH …/communications/{communicationId} on a leg that has ended. */
	communicationPatchOnEnded: anyOf(400, 200, 404, 409),
	/** Status of POST /api/v2/conversations/{conversationId}/disconnect on a conversation that has ended. */
	disconnectOnEnded: anyOf(202, 400, 404, 409),
	/** Status of DELETE /api/v2/conversations/{conversationId} on a conversation that has ended. */
	deleteOnEnded: anyOf(204, 400, 404, 409),
	/** Whether the Conversation in the answer of the closing PATCH shows the legs disconnected already. */
	patchAnswerShowsEnd: anyOf(true, false),
	/** Whether the closing PATCH leaves the agent in after-call work, as an agent's own ending would. */
	patchBeginsAfterCallWork: anyOf(true, false),
	/**
	 * What DELETE does to agents who owe a wrap-up: nothing special, or a system wrap-up as POST …/disconnect
	 * sets it.
	 */
	deleteWrapUp: anyOf('asQueueSays', 'system'),
	/** Disconnect type of the legs that a closing call addresses. */
	closedLegDisconnectType: anyOf('client', 'endpoint', 'system'),
	/** The agent's leg ends by itself when the customer's ends. */
	agentLeavesWhenCustomerDoes: anyOf(false, true),
	/** The customer's leg ends by itself when the last agent's ends. */
	customerLeavesWithLastAgent: anyOf(true, false),
	/** Whether a conversation that was re-opened by threading still carries the end time of before. */
	reopenKeepsEndTime: anyOf(false, true),
	/** Status for a path id that is not a UUID. */
	malformedId: anyOf(400, 404),
	/** Status for a conversation in a division that the client has no role in. */
	unseenDivision: anyOf(403, 404),
	/** Whether GET /api/v2/conversations/messages/{conversationId} needs conversation:communication:view. */
	messageViewNeedsPermission: anyOf(false, true),
	/** Whether the attribute search shows conversations that have not ended. */
	attributeSearchShowsOpen: anyOf(true, false),
	/**
	 * What the attribute search takes: what callers have been seen to send, or whatever its model has (order, date
	 * format, single values).
	 */
	attributeSearch: anyOf('strict', 'lenient'),
	/** How the ids of messages look: UUIDs, or 32 hexadecimal digits without hyphens. */
	messageId: anyOf('hex32', 'uuid'),
	/** Whether a web messaging leg's to-address is the deployment's id; otherwise it is the flow's. */
	addressToIsDeployment: anyOf(true, false),
	/** What GET …/contacts/{contactId} shows of a contact that was merged: itself with a reference, or the one that survives. */
	mergedContactShows: anyOf('itself', 'survivor'),
	/** Whether POST …/agentless refuses a contact of type Ephemeral, as an anonymous guest is. */
	agentlessNeedsKnownContact: anyOf(true, false),
	/** Whether the id that POST …/agentless answers with is the one under which the conversation lists the message. */
	agentlessMessageId: anyOf('listed', 'own'),
	/** The text that POST …/disconnect and PUT …/tags answer with: none at all, or a JSON string. */
	textAnswer: anyOf('empty', 'jsonString'),
	/** Whether POST …/disconnect, which has no body, needs the header Content-Type: application/json all the same. */
	disconnectNeedsContentType: anyOf(true, false),
	/** Spelling of enumerations in conversations and analytics: as documented, or in capitals as in events. */
	enumSpelling: anyOf('documented', 'capital'),
	/** Spelling of Conversation.recordingState. */
	recordingStateCase: anyOf('lower', 'upper'),
	/** Whether a 429 carries the inin-ratelimit headers too. */
	rateLimitHeadersOn429: anyOf(false, true),
	/** Status for a wrap-up with a code that does not exist. */
	unknownWrapUpCode: anyOf(400, 202),
	/** Whether an asterisk in the name asked for stands for anything in the list of wrap-up codes, as with queues. */
	wrapUpCodeName: anyOf('exact', 'wildcard'),
	/** Whether a token without a user may hand in an agent's wrap-up. */
	wrapUpByClientCredentials: anyOf(true, false),
	/** Error code of the 401 for a token that is past its life. */
	expiredTokenCode: anyOf('bad.credentials', 'credentials.expired'),
	/** Whether "matches" of the details query ignores case. */
	matchesIgnoresCase: anyOf(true, false),
	/**
	 * Whether the details query answers with an empty list, rather than without the key, when nothing matches.
	 */
	emptyConversationsKey: anyOf(false, true),
	/** Whether the details query keeps to an order by the end of conversations; else it goes by their start. */
	ordersByEnd: anyOf(true, false),
	/** Whether pages of the details query beyond the 8,000th row fail with a 502. */
	deepPagesFail: anyOf(true, false),
	/** Whether a live conversation that ended and is an orphan in analytics can still be read. */
	orphanReadable: anyOf(true, false),
});

/** What a simulator takes for true of what nobody has verified. */
export type Assumptions = Readonly<v.InferOutput<typeof ASSUMPTIONS>>;

/** The values a simulator starts with. */
export const DEFAULT_ASSUMPTIONS: Assumptions = v.parse(ASSUMPTIONS, {});

/** Every assumption with all its values, the default first; a test can flip each one. */
export const ASSUMPTION_VALUES = Object.fromEntries(
	Object.entries(ASSUMPTIONS.entries).map(([name, { wrapped }]) => [
		name,
		wrapped.options.map(({ literal }) => literal),
	]),
);
