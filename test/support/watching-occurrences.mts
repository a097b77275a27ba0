import { packed, packedTime } from '../../nodes/shared/conversations/watch/packed.ts';
import { minute, startedAt, then, Watching } from './watching.mts';

export const DAY = 1_440;
export const UUIDS = ['aaaaaaaa-0000-4000-8000-000000000001', 'bbbbbbbb-0000-4000-8000-000000000002'];
export const [A = '', B = ''] = UUIDS;
export const QUEUE = 'cccccccc-0000-4000-8000-000000000003';
export const DIVISION = 'dddddddd-0000-4000-8000-000000000004';

export const endedAt = (id: string, minutes: number, start = -30) =>
	then(startedAt(id, start), ['the conversation ends', minutes]);
export const leftAt = (id: string, minutes: number, start = -30) =>
	then(startedAt(id, start), ['the customer leaves', minutes]);

/** A trigger that has begun at noon. */
export async function begun(...settings: ConstructorParameters<typeof Watching>): Promise<Watching> {
	const trigger = new Watching(...settings);
	await trigger.poll();
	return trigger;
}

/** What is kept of some moments, by conversation. */
export const kept = (moments: Readonly<Record<string, number>>) =>
	packed(new Map(Object.entries(moments)), (minutes) => packedTime(minute(minutes)));

export const WEB_MESSAGING = {
	type: 'and',
	predicates: [
		{ type: 'dimension', dimension: 'mediaType', operator: 'matches', value: 'message' },
		{ type: 'dimension', dimension: 'messageType', operator: 'matches', value: 'webmessaging' },
	],
};
export const whetherEnded = (operator: string) => [
	{ type: 'and', predicates: [{ type: 'dimension', dimension: 'conversationEnd', operator }] },
];
