/**
 * What Genesys Cloud sends, as far as this package reads it. The names and types are those of the official SDK's models;
 * a test compares the two. Every field may be missing or null: answers differ from resource to resource and over time.
 */

export interface MessageDetailsPayload {
	readonly messageId?: string | null;
	readonly messageStatus?: string | null;
	readonly messageTime?: string | null;
	readonly messageMetadata?: { readonly type?: string | null } | null;
}

export interface AfterCallWorkPayload {
	readonly state?: string | null;
}

/** One leg of a participant on one medium (SDK: `Message`, `Call`, `Email` …). Genesys calls it a communication. */
export interface CommunicationPayload {
	readonly id?: string | null;
	readonly state?: string | null;
	readonly connectedTime?: string | null;
	readonly disconnectedTime?: string | null;
	readonly disconnectType?: string | null;
	/** The kind of message; only on messages. */
	readonly type?: string | null;
	/** Of a guest's leg, the deployment of the messenger; only on messages. */
	readonly toAddress?: { readonly addressNormalized?: string | null } | null;
	/** Only on messages. */
	readonly messages?: readonly MessageDetailsPayload[] | null;
	readonly afterCallWork?: AfterCallWorkPayload | null;
}

export interface WrapUpPayload {
	readonly code?: string | null;
	readonly provisional?: boolean | null;
}

/** A participant of `GET /api/v2/conversations/{conversationId}` (SDK: `Participant`). */
export interface ParticipantPayload {
	readonly id?: string | null;
	readonly name?: string | null;
	readonly purpose?: string | null;
	readonly userId?: string | null;
	readonly queueId?: string | null;
	readonly queueName?: string | null;
	readonly externalContactId?: string | null;
	readonly attributes?: Readonly<Record<string, string>> | null;
	readonly wrapupRequired?: boolean | null;
	readonly wrapupSkipped?: boolean | null;
	readonly wrapup?: WrapUpPayload | null;
	readonly calls?: readonly CommunicationPayload[] | null;
	readonly callbacks?: readonly CommunicationPayload[] | null;
	readonly chats?: readonly CommunicationPayload[] | null;
	readonly cobrowsesessions?: readonly CommunicationPayload[] | null;
	readonly emails?: readonly CommunicationPayload[] | null;
	readonly internalMessages?: readonly CommunicationPayload[] | null;
	readonly messages?: readonly CommunicationPayload[] | null;
	readonly screenMonitorings?: readonly CommunicationPayload[] | null;
	readonly screenshares?: readonly CommunicationPayload[] | null;
	readonly socialExpressions?: readonly CommunicationPayload[] | null;
	readonly videos?: readonly CommunicationPayload[] | null;
}

/** `GET /api/v2/conversations/{conversationId}` (SDK: `Conversation`). */
export interface ConversationPayload {
	readonly id?: string | null;
	readonly startTime?: string | null;
	readonly endTime?: string | null;
	readonly externalTag?: string | null;
	readonly divisions?: ReadonlyArray<{ readonly division?: { readonly id?: string | null } | null }> | null;
	readonly participants?: readonly ParticipantPayload[] | null;
}

export interface DetailsSegmentPayload {
	readonly segmentStart?: string | null;
	readonly segmentEnd?: string | null;
	readonly segmentType?: string | null;
	readonly disconnectType?: string | null;
	readonly queueId?: string | null;
}

export interface DetailsSessionPayload {
	readonly sessionId?: string | null;
	readonly mediaType?: string | null;
	readonly messageType?: string | null;
	readonly addressTo?: string | null;
	readonly segments?: readonly DetailsSegmentPayload[] | null;
}

export interface DetailsParticipantPayload {
	readonly participantId?: string | null;
	readonly participantName?: string | null;
	readonly purpose?: string | null;
	readonly userId?: string | null;
	readonly externalContactId?: string | null;
	readonly sessions?: readonly DetailsSessionPayload[] | null;
}

/** A row of the details query (SDK: `AnalyticsConversationWithoutAttributes`). */
export interface DetailsRowPayload {
	readonly conversationId?: string | null;
	readonly conversationStart?: string | null;
	readonly conversationEnd?: string | null;
	readonly externalTag?: string | null;
	readonly divisionIds?: readonly string[] | null;
	readonly participants?: readonly DetailsParticipantPayload[] | null;
}

/** `POST /api/v2/analytics/conversations/details/query` (SDK: `AnalyticsConversationQueryResponse`). */
export interface DetailsPagePayload {
	readonly conversations?: readonly DetailsRowPayload[] | null;
	readonly totalHits?: number | null;
	readonly aggregations?: readonly unknown[] | null;
}

/** `GET /api/v2/externalcontacts/contacts/{contactId}`, and the look-up by an identifier (SDK: `ExternalContact`). */
export interface ExternalContactPayload {
	readonly id?: string | null;
	readonly canonicalContact?: ContactRefPayload | null;
	/** All that are one with it, itself included. */
	readonly mergeSet?: readonly ContactRefPayload[] | null;
}

/** SDK: `ContactAddressableEntityRef`. */
interface ContactRefPayload {
	readonly id?: string | null;
}

/** What a message consists of besides its text, as far as it is put into words (SDK: `ConversationMessageContent`). */
export interface MessageContentPayload {
	readonly contentType?: string | null;
	readonly attachment?: {
		readonly mediaType?: string | null;
		readonly filename?: string | null;
		readonly text?: string | null;
	} | null;
	readonly quickReply?: { readonly text?: string | null } | null;
	readonly quickReplyV2?: {
		readonly title?: string | null;
		readonly actions?: ReadonlyArray<{ readonly text?: string | null }> | null;
	} | null;
	readonly buttonResponse?: { readonly text?: string | null } | null;
	readonly card?: MessageCardPayload | null;
	readonly carousel?: { readonly cards?: readonly MessageCardPayload[] | null } | null;
	readonly text?: { readonly body?: string | null } | null;
	readonly location?: { readonly text?: string | null; readonly address?: string | null } | null;
	readonly template?: { readonly body?: { readonly text?: string | null } | null } | null;
}

/** SDK: `ConversationContentCard`. */
export interface MessageCardPayload {
	readonly title?: string | null;
	readonly description?: string | null;
	readonly actions?: ReadonlyArray<{ readonly text?: string | null }> | null;
}

/** A message (SDK: `MessageData`), such as of `GET /api/v2/conversations/messages/{messageId}/details`. */
export interface MessageDataPayload {
	readonly id?: string | null;
	readonly conversationId?: string | null;
	readonly timestamp?: string | null;
	readonly direction?: string | null;
	readonly status?: string | null;
	readonly normalizedMessage?: {
		readonly type?: string | null;
		readonly direction?: string | null;
		readonly text?: string | null;
		readonly originatingEntity?: string | null;
		readonly channel?: { readonly dateDeleted?: string | null } | null;
		readonly content?: readonly MessageContentPayload[] | null;
	} | null;
}

/** `POST /api/v2/conversations/messages/{conversationId}/messages/bulk` (SDK: `TextMessageListing`). */
export interface MessageListPayload {
	readonly entities?: readonly MessageDataPayload[] | null;
}

/** `POST /api/v2/conversations/messages/agentless` (SDK: `SendAgentlessOutboundMessageResponse`). */
export interface SentMessagePayload {
	readonly id?: string | null;
	readonly conversationId?: string | null;
	readonly timestamp?: string | null;
	readonly message?: MessageDataPayload | null;
}

/** A row of `POST /api/v2/conversations/participants/attributes/search`; the SDK leaves its type open. */
export interface AttributeRowPayload {
	readonly conversationId?: string | null;
	readonly startTime?: string | null;
	readonly endTime?: string | null;
	readonly participantData?: ReadonlyArray<{
		readonly participantAttributes?: Readonly<Record<string, string>> | null;
	}> | null;
}

/** `POST /api/v2/conversations/participants/attributes/search` (SDK: `JsonCursorSearchResponse`). */
export interface AttributePagePayload {
	readonly types?: readonly string[] | null;
	readonly results?: readonly AttributeRowPayload[] | null;
	readonly cursor?: string | null;
}
