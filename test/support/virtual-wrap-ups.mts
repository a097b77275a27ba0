import type { VirtualCloses } from './virtual-closes.mts';
import { party } from './virtual-conversation.mts';

/** A wrap-up to enter. */
export const CODE = { skip: false, codeId: 'code', notes: undefined } as const;
/** What an agent is who owes one after the end. */
export const OWING = { wrapupRequired: true };
export const TWO_OWE = [
	party('customer'),
	party('agent', { ...OWING, name: 'Alex' }),
	party('user', { ...OWING, name: 'Bo' }),
];
export const HANDS_IN =
	'POST /api/v2/conversations/messages/chat/participants/agent/communications/agent-leg/wrapup';
export const OF_AGENT = 'PATCH /api/v2/conversations/messages/chat/participants/agent';

/** What was sent about an agent alone. */
export function sentToAgents({ server }: VirtualCloses) {
	return server.arrivals
		.filter(({ line }) => line.includes('/agent'))
		.map(({ line, call }) => [line, call.body]);
}
