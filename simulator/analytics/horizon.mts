import type { Settings } from '../settings.mts';
import type { Conversation, Participant } from '../world/model.mts';

/*
 * The analytics index lags behind. Instead of copies, it reads the same records up to a horizon: everything
 * that happened later is not there yet.
 */

type Lag = Pick<Settings, 'analyticsLagMs' | 'analyticsLagSpreadMs'>;

/** The time up to which the index knows this conversation. One is told later than another, by a share that its id decides. */
export function horizonOf(
	{ id, analyticsBlindSince }: Conversation,
	now: number,
	{ analyticsLagMs, analyticsLagSpreadMs }: Lag,
): number {
	const share = analyticsLagSpreadMs === 0 ? 0 : parseInt(id.slice(0, 8), 16) / 2 ** 32;
	const indexedUntil = now - analyticsLagMs - share * analyticsLagSpreadMs;
	return analyticsBlindSince === undefined ? indexedUntil : Math.min(analyticsBlindSince - 1, indexedUntil);
}

/** The participants that the index knows of, those included that it alone knows. */
export function participantsSeen({ participants, phantoms }: Conversation): readonly Participant[] {
	return phantoms.length === 0 ? participants : [...participants, ...phantoms];
}

/** The end of a conversation as the index knows it: none while a leg is open there. */
export function endSeen({ endings, phantoms }: Conversation, horizon: number): number | undefined {
	if (endings.length === 0) return undefined;
	if (phantoms.some(({ endTime }) => seen(endTime, horizon) === undefined)) return undefined;
	return endings.findLast(({ at }) => at <= horizon)?.value;
}

/** The external tag as the index knows it. */
export function tagSeen({ externalTags }: Conversation, horizon: number): string | undefined {
	return externalTags.findLast(({ at }) => at <= horizon)?.value;
}

/** A time if the index knows of it. */
export function seen(at: number | undefined, horizon: number): number | undefined {
	return at !== undefined && at <= horizon ? at : undefined;
}
