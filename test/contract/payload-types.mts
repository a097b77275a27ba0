/**
 * Compile-time proof that the package reads what Genesys Cloud sends, as the official SDK's models describe it: every
 * field that a payload type names is a field of the model, and whatever the model holds there fits the payload's type.
 * It proves when it compiles and does nothing when it runs.
 */
import type { Models } from 'purecloud-platform-client-v2';

import type {
	AfterCallWorkPayload,
	AttributePagePayload,
	CommunicationPayload,
	ConversationPayload,
	DetailsPagePayload,
	DetailsParticipantPayload,
	DetailsRowPayload,
	DetailsSegmentPayload,
	DetailsSessionPayload,
	ExternalContactPayload,
	MessageCardPayload,
	MessageContentPayload,
	MessageDataPayload,
	MessageDetailsPayload,
	MessageListPayload,
	ParticipantPayload,
	SentMessagePayload,
	WrapUpPayload,
} from '../../nodes/shared/conversations/payloads.ts';
import type { ListingPayload, NumberedPagePayload } from '../../nodes/shared/directory/directory.ts';
import type {
	ContactListingPayload,
	NamedContactPayload,
	PhoneNumberPayload,
} from '../../nodes/shared/directory/external-contacts.ts';

/** What is wrong with a payload type, field by field; nothing (`never`) when it is what the model says. */
type Complaints<Payload, Model> = {
	[Field in keyof Payload & string]-?: Field extends keyof Model
		? Model[Field] extends Payload[Field]
			? never
			: `The model holds something else in ${Field}`
		: `The model has no field ${Field}`;
}[keyof Payload & string];

/** Does not compile as long as there are complaints, and the compiler's message is the complaint. */
type Proven<None extends never> = None;

/** The element of a list that may be absent. */
type Element<List> = NonNullable<List> extends readonly (infer E)[] ? E : never;

/** The lists of a participant that hold legs: only a leg is ever disconnected. */
type MediumOf<Participant> = {
	[Field in keyof Participant]-?: Element<Participant[Field]> extends infer Leg
		? [Leg] extends [never]
			? never
			: 'disconnectedTime' extends keyof Leg
				? Field
				: never
		: never;
}[keyof Participant];

/** One proof for each type of the payloads, under its name. */
export interface PayloadProofs {
	AfterCallWorkPayload: Proven<Complaints<AfterCallWorkPayload, Models.AfterCallWork>>;
	/** The SDK says of `results` no more than that they are there. */
	AttributePagePayload: Proven<
		Complaints<
			Omit<AttributePagePayload, 'results'> & { readonly results: object },
			Models.JsonCursorSearchResponse
		>
	>;
	/** By the medium that has all of its fields; that the other media fit is part of the participant's proof. */
	CommunicationPayload: Proven<Complaints<CommunicationPayload, Models.Message>>;
	ContactListingPayload: Proven<Complaints<ContactListingPayload, Models.ContactListing>>;
	ConversationPayload: Proven<Complaints<ConversationPayload, Models.Conversation>>;
	DetailsPagePayload: Proven<Complaints<DetailsPagePayload, Models.AnalyticsConversationQueryResponse>>;
	DetailsParticipantPayload: Proven<
		Complaints<DetailsParticipantPayload, Models.AnalyticsParticipantWithoutAttributes>
	>;
	DetailsRowPayload: Proven<Complaints<DetailsRowPayload, Models.AnalyticsConversationWithoutAttributes>>;
	DetailsSegmentPayload: Proven<Complaints<DetailsSegmentPayload, Models.AnalyticsConversationSegment>>;
	DetailsSessionPayload: Proven<Complaints<DetailsSessionPayload, Models.AnalyticsSession>>;
	ExternalContactPayload: Proven<Complaints<ExternalContactPayload, Models.ExternalContact>>;
	/** By the list that has all of its fields; the lists by page know no cursors. */
	ListingPayload: Proven<Complaints<ListingPayload, Models.CursorExternalSourceListing>>;
	MessageCardPayload: Proven<Complaints<MessageCardPayload, Models.ConversationContentCard>>;
	MessageContentPayload: Proven<Complaints<MessageContentPayload, Models.ConversationMessageContent>>;
	MessageDataPayload: Proven<Complaints<MessageDataPayload, Models.MessageData>>;
	MessageDetailsPayload: Proven<Complaints<MessageDetailsPayload, Models.MessageDetails>>;
	MessageListPayload: Proven<Complaints<MessageListPayload, Models.TextMessageListing>>;
	NumberedPagePayload: Proven<Complaints<NumberedPagePayload, Models.QueueEntityListing>>;
	NamedContactPayload: Proven<Complaints<NamedContactPayload, Models.ExternalContact>>;
	ParticipantPayload: Proven<Complaints<ParticipantPayload, Models.Participant>>;
	PhoneNumberPayload: Proven<Complaints<PhoneNumberPayload, Models.PhoneNumber>>;
	SentMessagePayload: Proven<Complaints<SentMessagePayload, Models.SendAgentlessOutboundMessageResponse>>;
	WrapUpPayload: Proven<Complaints<WrapUpPayload, Models.Wrapup>>;
}

type Membership = Element<ConversationPayload['divisions']>;
type MembershipModel = Element<Models.Conversation['divisions']>;

type ContentComplaints<Kind extends keyof MessageContentPayload & keyof Models.ConversationMessageContent> =
	Complaints<NonNullable<MessageContentPayload[Kind]>, NonNullable<Models.ConversationMessageContent[Kind]>>;

/** What stands within a payload and has no type of its own there. */
export interface NestedProofs {
	/** Whom a guest writes to. */
	address: Proven<
		Complaints<NonNullable<CommunicationPayload['toAddress']>, NonNullable<Models.Message['toAddress']>>
	>;
	/** The contact that survived a merge. */
	canonicalContact: Proven<
		Complaints<
			NonNullable<ExternalContactPayload['canonicalContact']>,
			NonNullable<Models.ExternalContact['canonicalContact']>
		>
	>;
	/** Each kind of content that is put into words. */
	attachment: Proven<ContentComplaints<'attachment'>>;
	buttonResponse: Proven<ContentComplaints<'buttonResponse'>>;
	carousel: Proven<ContentComplaints<'carousel'>>;
	location: Proven<ContentComplaints<'location'>>;
	normalizedMessage: Proven<
		Complaints<
			NonNullable<MessageDataPayload['normalizedMessage']>,
			NonNullable<Models.MessageData['normalizedMessage']>
		>
	>;
	quickReply: Proven<ContentComplaints<'quickReply'>>;
	quickReplyV2: Proven<ContentComplaints<'quickReplyV2'>>;
	template: Proven<ContentComplaints<'template'>>;
	text: Proven<ContentComplaints<'text'>>;
	division: Proven<Complaints<NonNullable<Membership['division']>, NonNullable<MembershipModel['division']>>>;
	divisions: Proven<Complaints<Membership, MembershipModel>>;
}

/** The other way round for the media: a conversation is open while any leg is, so a medium left out would be missed. */
export type EveryMediumIsRead = Proven<Exclude<MediumOf<Models.Participant>, keyof ParticipantPayload>>;

type PagePayload = Omit<ListingPayload, 'cursors'>;

/** The lists by page; of external contacts, where a page leads to. */
export interface PageProofs {
	divisions: Proven<Complaints<PagePayload, Models.AuthzDivisionEntityListing>>;
	externalContacts: Proven<Complaints<Omit<PagePayload, 'entities'>, Models.ContactListing>>;
	flows: Proven<Complaints<PagePayload, Models.FlowEntityListing>>;
	queues: Proven<Complaints<PagePayload, Models.QueueEntityListing>>;
	users: Proven<Complaints<PagePayload, Models.UserEntityListing>>;
	wrapUpCodes: Proven<Complaints<PagePayload, Models.WrapupCodeEntityListing>>;
}
