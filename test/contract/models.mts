/**
 * Which model of the official SDK goes with which resource. The JSON Schemas are generated from these types, so each
 * names its model outright: the generator does not follow types that are worked out.
 */
import type { Models } from 'purecloud-platform-client-v2';

/** The answers of the resources that answer with a model. */
export interface Answers {
	'GET /api/v2/analytics/conversations/details': Models.AnalyticsConversationWithoutAttributesMultiGetResponse;
	'GET /api/v2/analytics/conversations/{conversationId}/details': Models.AnalyticsConversationWithoutAttributes;
	'GET /api/v2/authorization/divisions': Models.AuthzDivisionEntityListing;
	'GET /api/v2/conversations': Models.ConversationEntityListing;
	'GET /api/v2/conversations/messages': Models.MessageConversationEntityListing;
	'GET /api/v2/conversations/messages/{conversationId}': Models.MessageConversation;
	'GET /api/v2/conversations/messages/{conversationId}/messages/{messageId}': Models.MessageData;
	'GET /api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}/wrapup': Models.AssignedWrapupCode;
	'GET /api/v2/conversations/messages/{conversationId}/participants/{participantId}/wrapup': Models.AssignedWrapupCode;
	'GET /api/v2/conversations/messages/{conversationId}/participants/{participantId}/wrapupcodes': Models.WrapupCode[];
	'GET /api/v2/conversations/messages/{messageId}/details': Models.MessageData;
	'GET /api/v2/conversations/messaging/threadingtimeline': Models.ConversationThreadingWindow;
	'GET /api/v2/conversations/{conversationId}': Models.Conversation;
	'GET /api/v2/externalcontacts/contacts': Models.ContactListing;
	'GET /api/v2/externalcontacts/contacts/{contactId}': Models.ExternalContact;
	'GET /api/v2/externalcontacts/contacts/{contactId}/identifiers': Models.ContactIdentifierListing;
	'GET /api/v2/externalcontacts/externalsources': Models.CursorExternalSourceListing;
	'GET /api/v2/externalcontacts/reversewhitepageslookup': Models.ReverseWhitepagesLookupResult;
	'GET /api/v2/flows': Models.FlowEntityListing;
	'GET /api/v2/oauth/scopes': Models.OAuthScopeListing;
	'GET /api/v2/organizations/me': Models.Organization;
	'GET /api/v2/routing/queues': Models.QueueEntityListing;
	'GET /api/v2/routing/queues/{queueId}': Models.Queue;
	'GET /api/v2/routing/wrapupcodes': Models.WrapupCodeEntityListing;
	'GET /api/v2/routing/wrapupcodes/{codeId}': Models.WrapupCode;
	'GET /api/v2/tokens/me': Models.TokenInfo;
	'GET /api/v2/users': Models.UserEntityListing;
	'GET /api/v2/users/me': Models.UserMe;
	'GET /api/v2/users/{userId}': Models.User;
	'GET /api/v2/webdeployments/deployments': Models.ExpandableWebDeploymentEntityListing;
	'GET /api/v2/webdeployments/deployments/{deploymentId}': Models.WebDeployment;
	'GET /api/v2/webdeployments/deployments/{deploymentId}/configurations': Models.WebDeploymentActiveConfigurationOnDeployment;
	'PATCH /api/v2/conversations/messages/{conversationId}': Models.Conversation;
	'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}/attributes': Models.ParticipantAttributes;
	'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}': object;
	'POST /api/v2/analytics/conversations/activity/query': Models.ConversationActivityResponse;
	'POST /api/v2/analytics/conversations/details/query': Models.AnalyticsConversationQueryResponse;
	'POST /api/v2/analytics/queues/observations/query': Models.QueueObservationQueryResponse;
	'POST /api/v2/conversations/messages/agentless': Models.SendAgentlessOutboundMessageResponse;
	'POST /api/v2/conversations/messages/{conversationId}/communications/{communicationId}/messages': Models.MessageData;
	'POST /api/v2/conversations/messages/{conversationId}/messages/bulk': Models.TextMessageListing;
	'POST /api/v2/conversations/participants/attributes/search': Models.JsonCursorSearchResponse;
	'POST /api/v2/externalcontacts/identifierlookup/contacts': Models.ExternalContact;
	'PUT /api/v2/conversations/messaging/threadingtimeline': Models.ConversationThreadingWindow;
}

/** Every answer that refuses a call. */
export type Refusal = Models.ErrorBody;

/** The external source of an identifier is referred to by its id; that it must have a name is true of answers. */
interface ContactIdentifierBody extends Omit<Models.ContactIdentifier, 'externalSource'> {
	externalSource?: Partial<Models.ExternalSource>;
}

/** The bodies that the package sends. */
export interface Bodies {
	'PATCH /api/v2/conversations/messages/{conversationId}': Partial<Models.Conversation>;
	'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}': Models.MediaParticipantRequest;
	'PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}': Models.MediaParticipantRequest;
	'POST /api/v2/analytics/conversations/details/query': Models.ConversationQuery;
	'POST /api/v2/conversations/messages/agentless': Models.SendAgentlessOutboundMessageRequest;
	'POST /api/v2/conversations/messages/{conversationId}/messages/bulk': string[];
	'POST /api/v2/conversations/messages/{conversationId}/participants/{participantId}/communications/{communicationId}/wrapup': Models.WrapupInput;
	'POST /api/v2/conversations/participants/attributes/search': Models.ConversationParticipantSearchRequest;
	'POST /api/v2/externalcontacts/identifierlookup/contacts': ContactIdentifierBody;
	'PUT /api/v2/conversations/{conversationId}/tags': Models.ConversationTagsUpdate;
}
