import type { INodeParameters } from 'n8n-workflow';

import { isObject, type UnknownObject } from '../../scripts/n8n/json.mts';
import type { Workbench } from '../harness/workbench.mts';
import { get } from './parameters.mts';

/** Reading a live conversation. */
export const READ = { method: 'GET', path: '/conversations/[0-9a-f-]{36}$' };

/** What changes something in a conversation. */
export const CLOSE = { path: '/conversations/messages/|/disconnect$' };

/** A conversation as Genesys Cloud sends it. */
export async function rawConversation(bench: Workbench, id: string): Promise<UnknownObject> {
	const parameters: INodeParameters = get(id, { output: 'raw' });
	const [item] = await bench.items({ parameters });
	return isObject(item) ? item : {};
}

/** Has reads of a live conversation answered with this in place of what is; all else goes its way. */
export function showInstead({ simulator }: Workbench, raw: UnknownObject, times?: number): void {
	simulator.faults.add({ kind: 'stub', body: raw, match: READ, ...(times !== undefined && { times }) });
}

/** The conversation with other participants; a change gives nothing for those who are not to be in it. */
export function withParticipants(
	raw: UnknownObject,
	change: (participant: UnknownObject) => UnknownObject | undefined,
): UnknownObject {
	return { ...raw, participants: records(raw['participants']).flatMap((one) => change(one) ?? []) };
}

/** The conversation with other message legs. */
export function withLegs(
	raw: UnknownObject,
	change: (leg: UnknownObject, participant: UnknownObject) => UnknownObject | undefined,
): UnknownObject {
	return withParticipants(raw, (participant) => ({
		...participant,
		messages: records(participant['messages']).flatMap((leg) => change(leg, participant) ?? []),
	}));
}

/** The conversation with other entries among the messages. */
export function withMessages(
	raw: UnknownObject,
	change: (message: UnknownObject, participant: UnknownObject) => UnknownObject,
): UnknownObject {
	return withLegs(raw, (leg, participant) => ({
		...leg,
		messages: records(leg['messages']).map((message) => change(message, participant)),
	}));
}

/** The conversation with one more entry among the messages of a participant. */
export function withMessage(raw: UnknownObject, purpose: string, message: UnknownObject): UnknownObject {
	return withLegs(raw, (leg, participant) =>
		participant['purpose'] === purpose ? { ...leg, messages: [...records(leg['messages']), message] } : leg,
	);
}

function records(value: unknown): UnknownObject[] {
	return Array.isArray(value) ? value.filter(isObject) : [];
}
