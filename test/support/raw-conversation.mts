import type { INodeParameters } from 'n8n-workflow';

import { isObject, type JsonObject } from '../../scripts/n8n/json.mts';
import type { Workbench } from '../harness/workbench.mts';
import { get } from './parameters.mts';

/** Reading a live conversation. */
export const READ = { method: 'GET', path: '/conversations/[0-9a-f-]{36}$' };

/** What changes something in a conversation. */
export const CLOSE = { path: '/conversations/messages/|/disconnect$' };

/** A conversation as Genesys Cloud sends it. */
export async function rawConversation(bench: Workbench, id: string): Promise<JsonObject> {
	const parameters: INodeParameters = get(id, { output: 'raw' });
	const [item] = await bench.items({ parameters });
	return isObject(item) ? item : {};
}

/** Has reads of a live conversation answered with this in place of what is; all else goes its way. */
export function showInstead({ simulator }: Workbench, raw: JsonObject, times?: number): void {
	simulator.faults.add({ kind: 'stub', body: raw, match: READ, ...(times !== undefined && { times }) });
}

/** The conversation with other participants; a change gives nothing for those who are not to be in it. */
export function withParticipants(
	raw: JsonObject,
	change: (participant: JsonObject) => JsonObject | undefined,
): JsonObject {
	return { ...raw, participants: records(raw['participants']).flatMap((one) => change(one) ?? []) };
}

/** The conversation with other message legs. */
export function withLegs(
	raw: JsonObject,
	change: (leg: JsonObject, participant: JsonObject) => JsonObject | undefined,
): JsonObject {
	return withParticipants(raw, (participant) => ({
		...participant,
		messages: records(participant['messages']).flatMap((leg) => change(leg, participant) ?? []),
	}));
}

/** The conversation with one more entry among the messages of a participant. */
export function withMessage(raw: JsonObject, purpose: string, message: JsonObject): JsonObject {
	return withLegs(raw, (leg, participant) =>
		participant['purpose'] === purpose ? { ...leg, messages: [...records(leg['messages']), message] } : leg,
	);
}

function records(value: unknown): JsonObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}
