import type { INodeParameters } from 'n8n-workflow';

import type { ConversationHandle } from '../../simulator/index.mts';
import { bySessionId, close, closeSession } from './parameters.mts';

/** The conversation, and one of its sessions. */
export interface ToClose {
	readonly id: string;
	readonly sessionId: string;
	readonly participantId: string;
}

/** @param more what stands beside the options in the form */
export type WayToClose = readonly [
	name: string,
	parameters: (chat: ToClose, options?: INodeParameters, more?: INodeParameters) => INodeParameters,
];

/** Every way to close: the three methods, and a single session. */
export const WAYS: readonly WayToClose[] = [
	['disconnect', ({ id }, options, more) => close(id, options, more)],
	['graceful', ({ id }, options, more) => close(id, options, { method: 'graceful', ...more })],
	['teardown', ({ id }, options, more) => close(id, options, { method: 'teardown', ...more })],
	[
		'a session',
		({ id, sessionId, participantId }, options, more) => ({
			...closeSession(id, bySessionId(sessionId, participantId), options),
			...more,
		}),
	],
];

/** A conversation and the customer's session in it. */
export function toClose({ id, customer: { sessionId, participantId } }: ConversationHandle): ToClose {
	return { id, sessionId, participantId };
}
