import { HOUR_MS } from '../../../nodes/shared/conversations/time.ts';
import { isOpen, legsOf } from '../legs.mts';
import { ended, liveCall, nobodysId, type Look } from '../look.mts';
import type { Request } from '../platform.mts';
import type { ReadingQuestion } from '../question.mts';
import { Unanswered } from '../trouble.mts';
import { errorCode } from '../words.mts';

const ORPHANS_LOOKED_AT = 10;

/** GET /api/v2/conversations/messages/{conversationId}. */
function messageViewCall(conversationId: string): Request {
	return { method: 'GET', path: `/api/v2/conversations/messages/${encodeURIComponent(conversationId)}` };
}

async function isSeenByUser(look: Look, request: Request): Promise<boolean> {
	const { userToken } = look.plan;
	if (userToken === undefined) return false;
	return (await look.askWith({ value: userToken, lifeSeconds: 0 }, request)).status === 200;
}

/** How single conversations answer. */
export const conversationQuestions: readonly ReadingQuestion[] = [
	{
		kind: 'reads',
		name: 'malformed-id',
		title: 'What is a path told whose ID is no UUID?',
		settles: ['malformedId'],
		steps: ['reads a conversation with the ID "not-a-uuid"'],
		ask: async (look, note) => {
			const { status } = await look.ask(liveCall('not-a-uuid'));
			if (status === 403)
				throw new Unanswered('the client lacks the permission conversation:communication:view');
			note.status('malformedId', status, 'A conversation with an ID that is no UUID');
		},
	},
	{
		kind: 'reads',
		name: 'unseen-division',
		title: 'What is a client told about a conversation in a division out of its reach?',
		settles: ['unseenDivision'],
		steps: [
			'reads the conversation that --unseen-conversation names',
			'reads a conversation with an ID that nothing has',
			'if both are told the same, reads the one that is named as the signed-in user of GENESYS_USER_TOKEN, to see that there is one',
		],
		unless: ({ unseenConversation }) =>
			unseenConversation === undefined
				? 'it needs --unseen-conversation with the ID of a conversation in a division that the client has no role in'
				: undefined,
		ask: async (look, note) => {
			const named = liveCall(look.plan.unseenConversation ?? nobodysId());
			const { status, body } = await look.ask(named);
			const code = errorCode(body);
			if (status === 200) throw new Unanswered('the client can see the conversation that was named');
			if (status === 403 && /^missing\.(any\.)?permissions$/.test(code))
				throw new Unanswered('the client lacks the permission conversation:communication:view everywhere');
			const nobody = await look.ask(liveCall(nobodysId()));
			const isToldApart = nobody.status !== status || errorCode(nobody.body) !== code;
			if (!isToldApart && !(await isSeenByUser(look, named)))
				throw new Unanswered(
					`an ID that nothing has is told the same (status ${status}), so that a typo could not be told apart: GENESYS_USER_TOKEN of somebody who can see the conversation would help`,
				);
			note.saw(`The error code is ${code}.`);
			note.status('unseenDivision', status, 'A conversation in a division out of reach');
		},
	},
	{
		kind: 'reads',
		name: 'message-view',
		title: 'Can the messaging view of a conversation be read without the permission to see conversations?',
		settles: ['messageViewNeedsPermission'],
		steps: [
			'reads the newest web messaging conversation, which has to be refused',
			'reads the messaging view of the same one',
		],
		ask: async (look, note) => {
			const [{ id }] = await look.recent();
			const plain = await look.ask(liveCall(id));
			if (plain.status !== 403)
				throw new Unanswered(
					'only a client without the permission conversation:communication:view can find it out: run it once more with such a one and --only message-view',
				);
			const { status } = await look.ask(messageViewCall(id));
			note.saw(`Without the permission, the messaging view answers with status ${status}.`);
			if (status === 200 || status === 403) note.value('messageViewNeedsPermission', status === 403);
			else note.other('messageViewNeedsPermission', `status ${status}`);
		},
	},
	{
		kind: 'reads',
		name: 'spelling',
		title: 'How are enumerations and the IDs of messages spelled?',
		settles: ['enumSpelling', 'recordingStateCase', 'messageId'],
		steps: ['reads the newest web messaging conversation'],
		ask: async (look, note) => {
			const [{ id }] = await look.recent();
			const conversation = await look.live(id);
			const purpose = conversation.at('participants', 0, 'purpose').text ?? '';
			if (/^[a-z]+$/.test(purpose)) note.value('enumSpelling', 'documented');
			else if (/^[A-Z]+$/.test(purpose)) note.value('enumSpelling', 'capital');
			else note.other('enumSpelling', 'neither lower case nor capitals');
			const recording = conversation.at('recordingState').text;
			if (recording === undefined) note.open('recordingStateCase', 'the conversation has no recordingState');
			else if (recording === recording.toLowerCase()) note.value('recordingStateCase', 'lower');
			else if (recording === recording.toUpperCase()) note.value('recordingStateCase', 'upper');
			else note.other('recordingStateCase', 'neither lower case nor capitals');
			const messageId = legsOf(conversation).flatMap((leg) => leg.messageIds)[0];
			if (messageId === undefined) note.open('messageId', 'the conversation lists no message');
			else if (/^[0-9a-f]{32}$/i.test(messageId)) note.value('messageId', 'hex32');
			else if (/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(messageId))
				note.value('messageId', 'uuid');
			else note.other('messageId', 'neither 32 hexadecimal digits nor a UUID');
			note.saw('One conversation was read for how it is spelled.');
		},
	},
	{
		kind: 'reads',
		name: 'to-address',
		title: "Is the address that a web messaging customer writes to the deployment's ID, or its flow's?",
		settles: ['addressToIsDeployment'],
		steps: [
			'reads the web messaging deployments',
			"reads the newest web messaging conversation, and compares its customer's to-address with them",
		],
		ask: async (look, note) => {
			const deployments = await look.read({
				method: 'GET',
				path: '/api/v2/webdeployments/deployments',
				permission: 'webDeployments:deployment:view',
			});
			const ids = deployments.at('entities').list.map((one) => one.at('id').text);
			const flows = deployments.at('entities').list.map((one) => one.at('flow', 'id').text);
			const [{ id }] = await look.recent();
			const to = legsOf(await look.live(id)).find(({ purpose }) => purpose === 'customer')?.toAddress;
			if (to === undefined) throw new Unanswered('the customer has no to-address');
			note.saw(`It was compared with ${ids.length} deployment(s).`);
			if (ids.includes(to)) note.value('addressToIsDeployment', true);
			else if (flows.includes(to)) note.value('addressToIsDeployment', false);
			else note.other('addressToIsDeployment', 'the ID of neither a deployment nor its flow');
		},
	},
	{
		kind: 'reads',
		name: 'orphan',
		title: 'Can a conversation still be read live that has ended, and that the index shows open for ever?',
		settles: ['orphanReadable'],
		steps: [
			`reads up to ${ORPHANS_LOOKED_AT} conversations that the index shows open after more than two days`,
		],
		ask: async (look, note) => {
			const rows = await look.index(30, { order: 'asc', conversationFilters: [ended('notExists')] });
			const old = rows.filter(({ start }) => start < look.now() - 48 * HOUR_MS).slice(0, ORPHANS_LOOKED_AT);
			let stillOpen = 0;
			for (const { id } of old) {
				const { status, body } = await look.ask(liveCall(id));
				const end = body.at('endTime').time;
				const hasEnded = end !== undefined && end < look.now() - HOUR_MS && !legsOf(body).some(isOpen);
				if (status === 404 || (status === 200 && hasEnded)) {
					note.value('orphanReadable', status === 200);
					note.saw(`A live read of an orphan is answered with status ${status}.`);
					return;
				}
				stillOpen += 1;
			}
			throw new Unanswered(
				`there is no orphan to look at; ${stillOpen} old conversation(s) that the index shows open really are, or cannot be seen`,
			);
		},
	},
];
