import { getExternalContact, sendMessage } from '../../../nodes/shared/conversations/calls.ts';
import { isOpen, lastLeg, type Leg } from '../legs.mts';
import { ended, matching, type Look } from '../look.mts';
import type { Notebook } from '../notebook.mts';
import type { Answer } from '../platform.mts';
import type { ChangingQuestion } from '../question.mts';
import { closeCall, type TestChat } from '../test-chat.mts';
import { Unanswered } from '../trouble.mts';
import { errorCode } from '../words.mts';
import { untilEnded } from './closing.mts';

const EPHEMERAL = 'Ephemeral';

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

/** Genesys Cloud chooses the conversation by the contact, so that no other one may be open. */
async function checkAlone(chat: TestChat, look: Look, contactId: string): Promise<void> {
	const open = await look.index(7, {
		conversationFilters: [ended('notExists')],
		segmentFilters: [matching('externalContactId', contactId)],
	});
	if (open.some(({ id }) => id.toLowerCase() !== chat.id))
		throw new Unanswered('the contact of the chat has another open conversation: nothing was sent');
}

function noteMessageId({ body }: Answer, listed: readonly string[], isNew: boolean, note: Notebook): void {
	const id = body.at('id').text;
	if (id === undefined) note.other('agentlessMessageId', 'an answer without an ID');
	else if (listed.includes(id)) note.value('agentlessMessageId', 'listed');
	else if (isNew) note.value('agentlessMessageId', 'own');
	else note.open('agentlessMessageId', 'the conversation has not listed the message within a minute');
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

function idsIn(legs: readonly Leg[]): readonly string[] {
	return legs.flatMap((leg) => leg.messageIds);
}

/** What reaches a guest, and what a guest's message does after the end. */
export const messageQuestions: readonly ChangingQuestion[] = [
	{
		kind: 'changes',
		name: 'goodbye',
		title:
			'Does an anonymous guest get a message that is sent without an agent, and under which ID is it listed?',
		settles: ['agentlessNeedsKnownContact', 'agentlessMessageId'],
		needsAgent: false,
		steps: [
			"reads of which type the external contact of your chat's customer is",
			'sends the text "live-check: goodbye" to your chat without an agent',
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
			await checkAlone(chat, look, contactId);
			const answer = await chat.change('Send "live-check: goodbye" to the guest', {
				...sendMessage(deploymentId, contactId, 'live-check: goodbye'),
				permission: 'conversation:message:create',
			});
			noteContact(answer, isEphemeral, note);
			if (answer.status !== 200 && answer.status !== 202)
				throw new Unanswered(`no message was sent (status ${answer.status})`);
			const isListed = (legs: readonly Leg[]) => idsIn(legs).length > idsIn(before).length;
			await note.attempt('agentlessMessageId', async () => {
				await chat.until(isListed, 'the conversation did not list the message');
			});
			const legs = await chat.legs();
			noteMessageId(answer, idsIn(legs), isListed(legs), note);
		},
	},
	{
		kind: 'changes',
		name: 'reopening',
		title: 'Does a conversation that goes on after its end keep its ID and still show its former end?',
		settles: ['reopenKeepsEndTime'],
		needsAgent: false,
		steps: [
			'closes your chat by PATCH, and waits for its end',
			'asks you to write into the same chat once more',
			'reads whether the same conversation goes on, and whether it still shows an end',
		],
		ask: async (chat, look, note) => {
			const { status } = await chat.change('Close the conversation by PATCH', closeCall(chat.id));
			if (status !== 200) throw new Unanswered(`the close was answered with status ${status}`);
			await untilEnded(chat, (ms) => look.wait(ms));
			if (!(await chat.look()).at('endTime').isThere)
				throw new Unanswered('the conversation shows no end after it was closed');
			await chat.tellAndWait(`Now write into the same chat once more, "${chat.marker} again".`);
			const goesOn = await chat.until(
				(legs) => legs.some((leg) => leg.purpose === 'customer' && isOpen(leg)),
				'the same conversation did not go on: the messenger may be read-only, or another one began,',
			);
			const keepsEnd = goesOn.at('endTime').isThere;
			note.saw(`The same conversation goes on, and ${keepsEnd ? 'still shows' : 'shows no'} end.`);
			note.value('reopenKeepsEndTime', keepsEnd);
		},
	},
];
