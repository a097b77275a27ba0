import { MINUTE_MS } from '../../../../simulator/durations.mts';
import { Tries } from '../../../../nodes/shared/conversations/watch/tries.ts';
import { pollIdle } from '../../../../nodes/shared/conversations/watch/idle.ts';
import type { IdleWatch } from '../../../../nodes/shared/conversations/watch/open-list.ts';
import type { Kept } from '../../../../nodes/shared/conversations/watch/event.ts';
import { packed, packedTime } from '../../../../nodes/shared/conversations/watch/packed.ts';
import { NOON } from '../../../support/virtual-clock.mts';
import { chat, party, VirtualConversation } from '../../../support/virtual-conversation.mts';
import { row, VirtualIndex } from '../../../support/virtual-index.mts';
import { VirtualPlatform } from '../../../support/virtual-platform.mts';

const WATCH: IdleWatch = {
	event: 'conversationIdle',
	queueIds: [],
	divisionId: undefined,
	idleForMinutes: 30,
	idleSide: 'anyone',
	alreadyIdle: false,
};
const EFFORT = { mayList: () => true, mayGoOn: () => true, most: 500 };

/** A process of n8n's, which knows nothing of the time yet, and Genesys Cloud so many hours ahead of it. */
function startProcess(hoursAhead: number) {
	const platform = new VirtualPlatform();
	platform.server.clockAhead = hoursAhead * 3_600;
	const index = new VirtualIndex(platform, [row('chat', 10 - hoursAhead * 60)]);
	const messageTime = new Date(NOON + (hoursAhead * 60 - 10) * MINUTE_MS).toISOString();
	new VirtualConversation(
		platform,
		chat({ participants: [party('customer', {}, { messages: [{ messageTime }] })] }),
	);
	const poll = async (kept: Kept | undefined) =>
		await platform.play(pollIdle(platform.run().client, WATCH, kept, EFFORT, new Tries()));
	const pass = async (minutes: number) => {
		await platform.play(platform.clock.sleep(minutes * MINUTE_MS));
	};
	return { index, pass, poll };
}

describe('Watching for idle conversations', () => {
	it.each([-3, 0, 0.2, 3])(
		'goes on after a restart where Genesys Cloud is %d hours ahead, although nobody has told the time yet',
		async (hoursAhead) => {
			const before = startProcess(hoursAhead);
			const { state } = await before.poll(undefined);
			const after = startProcess(hoursAhead);
			await after.pass(22);

			const { events } = await after.poll(state);

			expect(events.map(({ live }) => live.conversation.id)).toEqual(['chat']);
			expect(after.index.asked).not.toEqual([]);
		},
	);

	it('lists anew what it seems to have listed in the future, for some clock was wrong then', async () => {
		const { index, pass, poll } = startProcess(0);
		const { state } = await poll(undefined);
		await pass(1);
		const asked = index.asked.length;

		await poll({ ...state, listedAt: NOON + 86_400_000 });

		expect(index.asked.length).toBeGreaterThan(asked);
	});

	it('looks again at what a wrong clock has put off for longer than the limit', async () => {
		const { pass, poll } = startProcess(0);
		const { state } = await poll(undefined);
		await pass(25);
		const putOff = new Map([['chat', NOON + 86_400_000]]);

		expect((await poll({ ...state, open: packed(putOff, packedTime) })).events).toHaveLength(1);
	});

	it('asks for nothing while nothing can be due', async () => {
		const { index, pass, poll } = startProcess(0);
		const { state } = await poll(undefined);
		const asked = index.asked.length;
		await pass(5);

		expect(await poll(state)).toMatchObject({ events: [], isProgress: true, failure: undefined });
		expect(index.asked).toHaveLength(asked);
	});
});
