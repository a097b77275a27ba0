import { isRecord } from '../platform/fields';
import type { ParticipantPayload } from './payloads';

type RawSession = Readonly<Record<string, unknown>>;

/**
 * The message legs of a conversation as Genesys sent them, by their ID. What they belong to stands around them in the
 * answer, so it is added: without it nobody could close one.
 *
 * @param raw the body of `GET /api/v2/conversations/{conversationId}`
 */
export function rawSessions(raw: unknown): Map<unknown, RawSession> {
	const conversation = isRecord(raw) ? raw : {};
	const legs: keyof ParticipantPayload = 'messages';
	return new Map(
		records(conversation['participants']).flatMap((participant) =>
			records(participant[legs]).map((leg): [unknown, RawSession] => [
				leg['id'],
				{
					conversationId: conversation['id'],
					participantId: participant['id'],
					purpose: participant['purpose'],
					sessionId: leg['id'],
					...leg,
				},
			]),
		),
	);
}

function records(value: unknown): RawSession[] {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}
