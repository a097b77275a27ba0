import type { Kept, Watch } from '../../nodes/shared/conversations/watch/event.ts';
import { unpacked, unpackedTime } from '../../nodes/shared/conversations/watch/packed.ts';
import type { Chat } from './tiny-center.mts';
import { inMinutes, iso, Watching } from './watching.mts';

export const DAY = 1_440;
export const A = 'aaaaaaaa-0000-4000-8000-000000000001';
export const B = 'bbbbbbbb-0000-4000-8000-000000000002';
export const QUEUE = 'cccccccc-0000-4000-8000-000000000003';
export const OTHER_QUEUE = 'dddddddd-0000-4000-8000-000000000004';

export const keyOf = (id: string, minutes: number) => `conversationIdle:${id}:${iso(minutes)}`;

/** A trigger for what is idle that has begun at noon with some chats. */
export async function begun(chats: readonly Chat[], watch: Partial<Watch> = {}): Promise<Watching> {
	const trigger = new Watching('conversationIdle', watch);
	trigger.has(...chats);
	await trigger.poll();
	return trigger;
}

/** What is kept, in minutes from noon on: when it may be idle, in brackets when it was given, and behind ? how long it is in vain. */
export function told(kept: Kept | undefined, name: 'open' | 'past' = 'open'): Record<string, string> {
	const inWords = (text: string) =>
		text.replace(/(\?)?([0-9a-z]+)/g, (_all, isVain: string | undefined, time: string) => {
			const number = unpackedTime(time) ?? NaN;
			return isVain ? `?${number}` : String(inMinutes(number));
		});
	return Object.fromEntries(unpacked(kept?.[name], inWords));
}
