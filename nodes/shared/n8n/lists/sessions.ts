import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import {
	isSessionOpen,
	isWebMessagingSession,
	participantSessions,
	type ParticipantSession,
} from '../../conversations/conversation';
import { lookUpConversation } from '../../conversations/live';
import { roleOf } from '../../conversations/people';
import { Failure } from '../../platform/failures';
import { capitalized, inALine } from '../../platform/words';
import { conversationIdOf } from '../exact';
import { readForForm } from './read-for-form';

/** Fills the list of the session locator: the sessions of the conversation in the field above it, those that are open first. */
export async function searchSessions(
	this: ILoadOptionsFunctions,
	filter = '',
): Promise<INodeListSearchResult> {
	return await readForForm(this, async (api) => {
		const conversationId = chosenConversation(this);
		if (conversationId === undefined) throw noneChosen();
		const live = await lookUpConversation(api, conversationId);
		if ('missing' in live) throw live.missing;
		const wanted = filter.trim().toLowerCase();
		const sessions = participantSessions(live.conversation).filter(({ session }) =>
			isWebMessagingSession(session),
		);
		const isOpen = ({ session }: ParticipantSession) => isSessionOpen(session);
		const results = eachOnce([...sessions.filter(isOpen), ...sessions.filter((one) => !isOpen(one))])
			.filter((one) => wordsOf(one).includes(wanted))
			.map((one) => ({ name: entryOf(one), value: one.session.id }));
		return { results };
	});
}

/** An odd answer can list a session with several participants: n8n could not tell which of them was chosen. */
function eachOnce(sessions: readonly ParticipantSession[]): ParticipantSession[] {
	const ids = sessions.map(({ session }) => session.id.toLowerCase());
	return sessions.filter((_, i) => ids.indexOf(ids[i] ?? '') === i);
}

/** The conversation that the form names, as far as it can be told before the workflow runs. */
function chosenConversation(context: ILoadOptionsFunctions): string | undefined {
	const value = conversationField(context);
	const text = typeof value === 'string' ? value.trim() : '';
	return conversationIdOf(text);
}

function conversationField(context: ILoadOptionsFunctions): unknown {
	try {
		return context.getCurrentNodeParameter('conversationId', { extractValue: true });
	} catch {
		// So n8n says that there is nothing that it could take out of the field.
		return undefined;
	}
}

function noneChosen(): Failure {
	return new Failure(
		'Choose a conversation first',
		"This list shows the sessions of the conversation in the field 'Conversation'. If an expression stands there, run the steps before once, so that n8n knows which conversation it is.",
	);
}

/** In what an entry is found: in all that it shows, in the name as it really is, and in the ID. */
function wordsOf(one: ParticipantSession): string {
	return `${entryOf(one)} ${one.participant.name ?? ''} ${one.session.id}`.toLowerCase();
}

/** Such as "Marco Conti – customer – connected". */
function entryOf({ participant, session }: ParticipantSession): string {
	const role = roleOf(participant);
	const name = inALine(participant.name);
	const who = name === undefined ? [capitalized(role)] : [name, role];
	return [...who, session.state || 'state unknown'].join(' – ');
}
