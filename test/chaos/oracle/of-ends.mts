import type { IDataObject } from 'n8n-workflow';

import type { Conversation } from '../../../simulator/world/model.mts';
import type { Played, Run } from '../play.mts';
import {
	callsAbout,
	conversationOf,
	idOf,
	isCloseOf,
	isWords,
	operationOf,
	outcomesOf,
	parametersOf,
	statusOf,
} from './reading.mts';

const SAID_TO_BE_OVER = ['closed', 'alreadyClosed'];
/** They can be told without a look: the first where nothing more may be sent, the second where the item says so itself. */
const WITHOUT_A_LOOK = ['notAttempted', 'notFound'];

/** A time in which a conversation was over. */
interface End {
	readonly from: number;
	readonly until: number;
}

/** What a verdict says of the server must have been so while the run went on. */
export function ofEnds(played: Played, run: Run): string[] {
	if (!isCloseOf(played)) return [];
	const verdicts = run.executions
		.flatMap((execution) => outcomesOf(execution) ?? [])
		.map(({ json }) => json)
		.filter((json) => typeof json['status'] === 'string');
	return verdicts.flatMap((json) => {
		const told = JSON.stringify(json);
		const status = statusOf(json);
		const hasLooked = callsAbout(run, idOf(json['conversationId'])).length > 0;
		return [
			...(isWhole(played, json) ? [] : [`A verdict is not whole: ${told}`]),
			...(hasLooked || WITHOUT_A_LOOK.includes(status) ? [] : [`Nobody has looked: ${told}`]),
			...(json['closed'] !== true || wasOver(played, run, json)
				? []
				: [`It says closed and is not: ${told}`]),
		];
	});
}

function isWhole(played: Played, json: IDataObject): boolean {
	return isWords(played, json['reason']) && json['closed'] === SAID_TO_BE_OVER.includes(statusOf(json));
}

/** Whether what a verdict is about was over at any time of the run. */
function wasOver(played: Played, run: Run, json: IDataObject): boolean {
	const conversation = conversationOf(played, json['conversationId']);
	if (!conversation) return false;
	const session = idOf(json['sessionId']);
	if (session !== undefined) return endOfSession(conversation, session) <= run.until;
	if (operationOf(played) === 'session/close')
		return hadNoSession(run, conversation.id, parametersOf(played)['closeWhich']);
	return endsOf(conversation).some(({ from, until }) => from <= run.until && until >= run.from);
}

/** When a conversation was over, first to last. One that is stuck has no end. */
export function endsOf({ endings }: Conversation): End[] {
	return endings.flatMap(({ value }, i) =>
		value === undefined ? [] : [{ from: value, until: endings[i + 1]?.at ?? Infinity }],
	);
}

/** When a session has ended, for good; infinity where it has not, or is none of the conversation's. */
export function endOfSession({ participants }: Conversation, session: string): number {
	const leg = participants.find(({ communication }) => communication.id === session)?.communication;
	return leg?.state === 'disconnected' ? (leg.disconnectedTime ?? -Infinity) : Infinity;
}

/** When it was looked at, no session was open that was to be closed; others may have come since. */
function hadNoSession({ calls }: Run, id: string, closeWhich: unknown): boolean {
	const isMeant = (purpose: string) => closeWhich !== 'customerSessions' || purpose === 'customer';
	return calls
		.flatMap(({ seen, seenAtAnswer }) => [seen, seenAtAnswer])
		.some((seen) => seen?.id === id && !seen.open.some((purpose) => isMeant(purpose)));
}
