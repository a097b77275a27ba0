import assert from 'node:assert/strict';
import { optionalTextField, type UnknownObject } from '../../../scripts/n8n/json.mts';
import type { Leg, StormCustomer } from './storm-customers.mts';

/** What one caller of the webhook got. */
export interface Answer {
	readonly customer: StormCustomer;
	/** HTTP status. */
	readonly status: number;
	readonly verdicts: readonly UnknownObject[];
	/** When the caller had the answer, in milliseconds since 1970. */
	readonly receivedAt: number;
}

/**
 * Asserts that every verdict of an answer is true. A caller's verdict is true when
 * - `closed`: it names a leg of the caller's conversation, says `closed: true`, and its `closedAt` is the moment, before
 *   the answer, at which that leg ended; that nobody says so of a leg that somebody else closed is for
 *   {@link assertOneCloserEach} to see;
 * - `alreadyClosed`: the same; without a `sessionId` it speaks of the whole conversation, and so of its last leg;
 * - `notFound`: it says `closed: false`, and no leg of the conversation was open any more when the answer was there.
 * Everything else, an error above all, is not.
 */
export function assertTrue({ customer, status, verdicts, receivedAt }: Answer): void {
	const context = `${customer.externalId}: ${status} ${JSON.stringify(verdicts)}`;
	assert.equal(status, 200, context);
	assert.notEqual(verdicts.length, 0, context);
	for (const verdict of verdicts) {
		assert.ok(!('error' in verdict), context);
		switch (verdict['status']) {
			case 'closed':
			case 'alreadyClosed':
				assertEnded(customer, verdict, receivedAt, context);
				break;
			case 'notFound':
				assert.equal(verdict['closed'], false, context);
				assert.ok(
					customer.legs.every((leg) => endOf(leg) <= receivedAt),
					context,
				);
				break;
			default:
				assert.fail(context);
		}
	}
}

function assertEnded(
	{ conversationId, legs }: StormCustomer,
	verdict: UnknownObject,
	receivedAt: number,
	context: string,
): void {
	assert.equal(verdict['closed'], true, context);
	assert.equal(verdict['conversationId'], conversationId, context);
	const named = legs.filter(({ sessionId }) => sessionId === verdict['sessionId']);
	const isAboutAll = verdict['status'] === 'alreadyClosed' && verdict['sessionId'] === undefined;
	const ended = Math.max(...(isAboutAll ? legs : named).map(endOf));
	assert.equal(Date.parse(optionalTextField(verdict, 'closedAt') ?? ''), ended, context);
	assert.ok(ended <= receivedAt, context);
}

/** When a leg ended, in milliseconds since 1970; never, if it is open. */
function endOf({ communication }: Leg): number {
	return communication.disconnectedTime ?? Infinity;
}

/**
 * Asserts that of each leg exactly as many callers say `closed` as closing requests for it were accepted: one for a leg
 * that was closed, none for one that left by itself when another was closed.
 */
export function assertOneCloserEach(
	answers: readonly Answer[],
	acceptedCloses: ReadonlyMap<string, number>,
): void {
	const claims = new Map<string, number>();
	for (const verdict of answers.flatMap(({ verdicts }) => verdicts)) {
		if (verdict['status'] !== 'closed') continue;
		const sessionId = optionalTextField(verdict, 'sessionId') ?? '';
		claims.set(sessionId, (claims.get(sessionId) ?? 0) + 1);
	}
	const legs = [...new Set(answers.flatMap(({ customer }) => customer.legs))];
	for (const { sessionId, path } of legs) {
		assert.equal(claims.get(sessionId) ?? 0, acceptedCloses.get(path) ?? 0, path);
	}
}
