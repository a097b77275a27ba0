import { isObject } from '../../../scripts/n8n/json.mts';
import type { Call, Played, Run } from '../play.mts';
import { conversationIn } from '../seen.mts';
import {
	callsAbout,
	contactsOf,
	countOf,
	errandOf,
	faultsIn,
	hasJumped,
	idOf,
	isAccepted,
	isAlone,
	isMessage,
	isWrite,
	operationOf,
	optionsOf,
	pathOf,
	SLACK_MS,
} from './reading.mts';

const USUAL_RETRIES = 5;
const USUAL_WAIT_SECONDS = 300;
/** A request may take a minute, and so may the pace of a token. */
const NO_PAUSE_MS = 120_000;
/** Faults that keep a call from its answer, and with it all that wait for a token. */
const HOLDS_UP = ['drip', 'silence', 'slow'];

/** Nothing is tried again more often, and nothing paused for longer, than the options allow. */
export function ofLimits(played: Played, run: Run): string[] {
	return [...ofWrites(played, run), ...ofReads(played, run), ...ofWaits(played, run)];
}

/** How often a call may be sent for one item. */
function mostTries(played: Played): number {
	const { maxRetries = USUAL_RETRIES, maxWaitSeconds } = optionsOf(played);
	// Whoever may not wait may not try again: a pause comes before it.
	return 1 + (maxWaitSeconds === 0 ? 0 : Number(maxRetries));
}

/** The same is written as often as items ask for it, each with as many retries as it has. */
function ofWrites(played: Played, run: Run): string[] {
	const tries = mostTries(played) * run.executions.length;
	const byErrand = new Map<string, Call[]>();
	for (const call of run.calls) {
		// n8n itself sends again what a token was refused for, with another one.
		if (!isWrite(call.record) || call.record.status === 401) continue;
		const errand = errandOf(call);
		byErrand.set(errand, [...(byErrand.get(errand) ?? []), call]);
	}
	return [...byErrand.values()].flatMap((calls) => {
		const [first] = calls;
		const most = first ? tries * itemsFor(played, first) : 0;
		return calls.length > most
			? [`It was sent ${calls.length} times, and ${most} are allowed: ${pathOf(first)}`]
			: [];
	});
}

/**
 * What fails too often is not read again. That is certain only of the one read of a single item; what was read well may be read once
 * more, where the answer leaves open what time it is.
 */
function ofReads(played: Played, run: Run): string[] {
	if (operationOf(played) !== 'conversation/get' || !isAlone(played, run)) return [];
	const most = mostTries(played);
	return [...countOf(played.items.map(({ conversationId }) => idOf(conversationId)))].flatMap(
		([id, items]) => {
			const calls = callsAbout(run, id).filter(({ record }) => record.status !== 401);
			let failed = 0;
			const tooMuch = calls.find(({ record }) => {
				if (failed >= most) return true;
				failed = isAccepted(record) ? 0 : failed + 1;
				return false;
			});
			return items === 1 && tooMuch
				? [`It has failed ${failed} times, and is read again: ${pathOf(tooMuch)}`]
				: [];
		},
	);
}

/** How many items may have sent a call. */
function itemsFor(played: Played, { record }: Call): number {
	const { path, body } = record;
	const contact = isObject(body) ? body['externalContactId'] : undefined;
	const isMeant = (id: unknown) => {
		if (!isMessage(record)) return idOf(id) === idOf(conversationIn(path));
		return typeof id === 'string' && typeof contact === 'string' && contactsOf(played, id).includes(contact);
	};
	return played.items.filter(({ conversationId }) => isMeant(conversationId)).length;
}

/** After a refusal because of the rate limit, a run goes on in time, or ends. */
function ofWaits(played: Played, run: Run): string[] {
	const { maxWaitSeconds = USUAL_WAIT_SECONDS } = optionsOf(played);
	const { watcher } = played.plan;
	const isHeldUp = faultsIn(played).some(({ kind }) => HOLDS_UP.includes(kind));
	if (hasJumped(played) || watcher || isHeldUp) return [];
	const mostMs = Number(maxWaitSeconds) * 1_000 + NO_PAUSE_MS + SLACK_MS;
	return run.calls.flatMap((call, i) => {
		const next = run.calls[i + 1];
		if (call.record.status !== 429 || !next) return [];
		const pausedMs = next.record.at - call.record.at;
		return pausedMs > mostMs
			? [`It has paused for ${Math.round(pausedMs / 1_000)} s, and may for ${String(maxWaitSeconds)}`]
			: [];
	});
}
