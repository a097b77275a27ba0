import { getExternalContact, sendMessage } from '../../../nodes/shared/conversations/calls.ts';
import { isOpen, lastLeg, type Leg } from '../legs.mts';
import { ended, matching, type Look } from '../look.mts';
import type { Notebook } from '../notebook.mts';
import type { Answer } from '../platform.mts';
import { isStillOpen, type Presumption } from '../presumed.mts';
import type { ChangingQuestion } from '../question.mts';
import { bare, type TestChat } from '../test-chat.mts';
import { Unanswered } from '../trouble.mts';
import { errorCode } from '../words.mts';

const EPHEMERAL = 'Ephemeral';
const GOODBYE = 'live-check: goodbye';
/** The longest interval of a details query is 31 days. */
const DAYS = 30;
const POLL_MS = 5_000;
/** The index may be a minute or two behind. */
const SEARCHES = 24;
/** A minute. */
const LOOKS = 12;

/** The deployment that the customer writes to: the to-address is its ID, or its flow's. */
async function deploymentOf(look: Look, toAddress: string | undefined): Promise<string> {
	const deployments = await look.read({
		method: 'GET',
		path: '/api/v2/webdeployments/deployments',
		permission: 'webDeployments:deployment:view',
	});
	const found = deployments
		.at('entities')
		.list.find((one) => [one.at('id').text, one.at('flow', 'id').text].includes(toAddress ?? ''));
	const id = found?.at('id').text;
	if (id === undefined) throw new Unanswered('the deployment that the customer writes to was not found');
	return id;
}

/**
 * Genesys Cloud chooses the conversation by the contact, so that no other one may be open. Only the index lists the conversations of
 * a contact, and it lags: that it shows no other one says something only once it shows the chat itself.
 * @returns whether it does
 * @throws Unanswered if there is another one
 */
async function isSeenAlone(chat: TestChat, look: Look, contactId: string): Promise<boolean> {
	const open = await look.index(DAYS, {
		conversationFilters: [ended('notExists')],
		segmentFilters: [matching('externalContactId', contactId)],
	});
	const ids = open.map(({ id }) => id.toLowerCase());
	if (ids.some((id) => id !== chat.id))
		throw new Unanswered('the contact of the chat has another open conversation: nothing was sent');
	return ids.includes(chat.id);
}

async function checkAlone(
	chat: TestChat,
	look: Look,
	{ contactId, searches }: { contactId: string; searches: number },
): Promise<void> {
	for (let search = 1; !(await isSeenAlone(chat, look, contactId)); search += 1) {
		if (search >= searches)
			throw new Unanswered(
				'the search does not show the chat as open, so that it cannot tell whether the contact has another one: nothing was sent',
			);
		await look.wait(POLL_MS);
	}
}

/** The customer who is to get the message is in the chat. */
function isStillWith(contactId: string): Presumption {
	return (legs) =>
		isStillOpen(legs) ??
		(lastLeg(legs, 'customer')?.externalContactId === contactId
			? undefined
			: 'the customer of the chat has another contact than before, so the step was not sent');
}

/** @throws Unanswered if the message went elsewhere, or may have gone elsewhere: what became of it answers no question then */
function checkItWentHere({ body }: Answer, chat: TestChat, note: Notebook): void {
	const into = body.at('conversationId').text?.toLowerCase();
	if (into === chat.id) return;
	const where =
		into === undefined
			? 'the answer does not say into which conversation the message went'
			: 'the message went into another conversation than the test chat';
	note.saw(`${where.replace('the', 'The')}.`);
	chat.tell(
		`Attention: ${where}. Look for a conversation of this guest with the text "${GOODBYE}", and tell whoever is in it.`,
	);
	throw new Unanswered(where);
}

/** Whether the guest's contact had to be a known one. */
function noteContact({ status, body }: Answer, isEphemeral: boolean, note: Notebook): void {
	note.saw(
		`The message is answered with status ${status}${status === 200 ? '' : `, code ${errorCode(body)}`}.`,
	);
	if (!isEphemeral)
		note.open('agentlessNeedsKnownContact', 'the guest of the chat is a known contact: use an anonymous one');
	else if (status === 200 || status === 202) note.value('agentlessNeedsKnownContact', false);
	else if (status === 400) note.value('agentlessNeedsKnownContact', true);
	else note.other('agentlessNeedsKnownContact', `status ${status}`);
}

/** Under which ID the chat lists the message. Others may write meanwhile, so that only its text tells which one it is. */
async function noteMessageId(
	{ body }: Answer,
	{ chat, look, note, before }: { chat: TestChat; look: Look; note: Notebook; before: readonly string[] },
): Promise<void> {
	const id = body.at('id').text;
	if (id === undefined) {
		note.other('agentlessMessageId', 'an answer without an ID');
		return;
	}
	for (let looks = 0; looks < LOOKS; looks += 1) {
		const listed = idsIn(await chat.legs());
		if (listed.includes(id)) {
			note.value('agentlessMessageId', 'listed');
			return;
		}
		const [found] = await chat.withText(
			listed.filter((one) => !before.includes(one)),
			GOODBYE,
		);
		if (found !== undefined) {
			if (bare(found) === bare(id)) note.other('agentlessMessageId', 'the listed ID in another spelling');
			else note.value('agentlessMessageId', 'own');
			return;
		}
		await look.wait(POLL_MS);
	}
	note.open('agentlessMessageId', 'the conversation has not listed the message within a minute');
}

function idsIn(legs: readonly Leg[]): readonly string[] {
	return legs.flatMap((leg) => leg.messageIds);
}

/** What reaches a guest without an agent. */
export const goodbyeQuestion: ChangingQuestion = {
	kind: 'changes',
	name: 'goodbye',
	title:
		'Does an anonymous guest get a message that is sent without an agent, and under which ID is it listed?',
	settles: ['agentlessNeedsKnownContact', 'agentlessMessageId'],
	needsAgent: false,
	steps: [
		"reads of which type the external contact of your chat's customer is",
		`sends the text "${GOODBYE}" to your chat without an agent. Genesys Cloud chooses the conversation by the guest, and a search that is minutes behind is all there is to check that: open this chat in a private window that you use for nothing else, and open no other one in it`,
		'reads which messages the conversation lists',
	],
	ask: async (chat, look, note) => {
		const before = await chat.legs();
		const customer = lastLeg(before, 'customer');
		const contactId = customer?.externalContactId;
		if (customer === undefined || !isOpen(customer) || contactId === undefined)
			throw new Unanswered('the customer of the chat has no external contact');
		const contact = await look.read({
			...getExternalContact(contactId),
			permission: 'externalContacts:contact:view',
		});
		const isEphemeral = contact.at('type').text === EPHEMERAL;
		note.saw(`The guest's contact ${isEphemeral ? 'is' : 'is not'} of type ${EPHEMERAL}.`);
		const deploymentId = await deploymentOf(look, customer.toAddress);
		await checkAlone(chat, look, { contactId, searches: SEARCHES });
		const answer = await chat.change({
			what: `Send "${GOODBYE}" to the guest, who has no other chat open`,
			call: {
				...sendMessage(deploymentId, contactId, GOODBYE),
				permission: 'conversation:message:create',
			},
			presumes: isStillWith(contactId),
			check: async () => {
				await checkAlone(chat, look, { contactId, searches: 1 });
			},
		});
		const isSent = answer.status === 200 || answer.status === 202;
		if (isSent) checkItWentHere(answer, chat, note);
		noteContact(answer, isEphemeral, note);
		if (!isSent) throw new Unanswered(`no message was sent (status ${answer.status})`);
		await note.attempt('agentlessMessageId', async () => {
			await noteMessageId(answer, { chat, look, note, before: idsIn(before) });
		});
	},
};
