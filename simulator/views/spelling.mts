import type { Assumptions } from '../assumptions.mts';
import type { DisconnectType, SegmentKind } from '../world/model.mts';

/** Writes an enumeration's value the way the organization spells it. */
export type Spell = (value: string) => string;

/** The spelling that the assumptions ask for: as documented, or in capitals with underscores as in events. */
export function spelling({ enumSpelling }: Pick<Assumptions, 'enumSpelling'>): Spell {
	if (enumSpelling === 'documented') return (value) => value;
	return (value) => value.replaceAll(/[.-]/g, '_').toUpperCase();
}

const LIVE_SEGMENT: Readonly<Record<SegmentKind, string>> = {
	alert: 'Alert',
	interact: 'Interact',
	ivr: 'IVR',
	parked: 'Parked',
	wrapup: 'Wrapup',
};

/**
 * Segment.type of GET /api/v2/conversations/{conversationId}, which is capitalized unlike analytics'
 * segmentType.
 */
export function liveSegmentType(kind: SegmentKind): string {
	return LIVE_SEGMENT[kind];
}

const ANALYTICS_DISCONNECT: Partial<Record<DisconnectType, string>> = {
	'session.expired': 'sessionExpired',
	'transfer.noanswer': 'noAnswerTransfer',
};

/** AnalyticsConversationSegment.disconnectType, in camel case where the conversations resources have dots. */
export function analyticsDisconnectType(type: DisconnectType): string {
	return ANALYTICS_DISCONNECT[type] ?? type;
}
