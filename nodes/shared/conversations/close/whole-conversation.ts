import type { GenesysApi } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import { disconnectConversation, tearDownConversation } from '../calls';
import { close } from './close';
import type { CloseOptions } from './options';
import type { CloseRun } from './run';
import { closedAt, isOpen } from '../conversation';
import { whoIsIn, whoLeftSince } from '../people';
import type { Sightings } from '../sightings';
import { disconnectGracefully } from './graceful';
import { heldByOtherMedia } from './guards';
import { asSent, type Subject } from './subject';
import type { CloseMethod, Verdict } from './verdict';

/**
 * Closes a whole conversation.
 *
 * @param method `disconnect` ends all legs at once, `graceful` the customer first and then only the agents who are still
 * there, `teardown` is Genesys's way out for what is stuck
 * @throws ApiFailure when Genesys refuses, Canceled
 */
export async function closeConversation(
	run: CloseRun,
	conversationId: string,
	method: CloseMethod,
	options: CloseOptions,
): Promise<Verdict> {
	const subject = wholeConversation(run.sightings, conversationId, method, options);
	return await run.inTurn(
		options,
		conversationId,
		async () => await close(run, run.item(), subject, options),
	);
}

function wholeConversation(
	sightings: Sightings,
	conversationId: string,
	method: CloseMethod,
	options: CloseOptions,
): Subject {
	const call =
		method === 'teardown' ? tearDownConversation(conversationId) : disconnectConversation(conversationId);
	const subject: Subject = {
		target: { conversationId },
		method,
		// The end of what is torn down may be dated back: only who has seen it stuck can tell that it is this run's.
		needsLook: method !== 'disconnect',
		locatedIn: () => subject,
		heldBy: heldByOtherMedia,
		isEnded: (conversation) => !isOpen(conversation),
		endedAt: closedAt,
		stateOf: (conversation) => (isOpen(conversation) ? 'open' : 'closed'),
		named: whoIsIn,
		whoLeft: whoLeftSince,
		// A teardown writes a code of its own for whoever owes a wrap-up.
		concerns: () => method !== 'teardown',
		isWithoutWrapUp: () => false,
		send: async (api: GenesysApi, before, sending) => {
			const { stillWanted } = sending;
			if (method === 'graceful' && before && stillWanted)
				return await disconnectGracefully(api, sightings, before, options, { ...sending, stillWanted });
			return await api.request(asSent(call, sending));
		},
		explain: (answer) => explainRefusal(answer, call),
	};
	return subject;
}
