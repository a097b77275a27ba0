import { fetchConversation } from '../../../nodes/shared/conversations/live.ts';
import { chat } from '../../support/virtual-conversation.mts';
import { answer, ok, VirtualPlatform, type Reply } from '../../support/virtual-platform.mts';

const LOOK = 'GET /api/v2/conversations/chat';
/** A conversation, with a header that tells another year. */
const seenIn = (year: number) => ok(chat(), { date: new Date(Date.UTC(year, 0)).toUTCString() });

describe('A look at a conversation', () => {
	/** @returns how often it was asked for, and whether the last answer has told what time it is */
	async function look(
		platform: VirtualPlatform,
		...replies: readonly Reply[]
	): Promise<{ asked: number; isTold: boolean | undefined }> {
		const { client } = platform.run();
		platform.server.always(LOOK, ok(chat()));
		platform.server.next(LOOK, ...replies);
		const seen = await platform.play(fetchConversation(client, 'chat'));
		const isTold = seen && seen.conversation.toldAt !== undefined;
		return { asked: platform.server.lines.length, isTold };
	}

	it('is one request where the answer tells what time it is', async () => {
		expect(await look(new VirtualPlatform())).toEqual({ asked: 1, isTold: true });
	});

	it.each<[what: string, replies: readonly Reply[], asked: number, isTold: boolean | undefined]>([
		['once more where the time that is told may be wrong', [seenIn(2030)], 2, true],
		['twice more where two times are told that may be wrong', [seenIn(2030), seenIn(2034)], 3, true],
		['no more where three are', [seenIn(2030), seenIn(2034), seenIn(2038), seenIn(2042)], 3, false],
		[
			'no more where there is none, whatever time is told',
			[{ ...answer(404, {}, { date: 'Tue, 01 Jan 2030 00:00:00 GMT' }) }],
			1,
			undefined,
		],
	])('asks %s', async (_what, replies, asked, isTold) => {
		expect(await look(new VirtualPlatform(), ...replies)).toEqual({ asked, isTold });
	});

	it('asks no more where no answer ever tells the time', async () => {
		const platform = new VirtualPlatform();
		platform.server.isDated = false;

		expect(await look(platform)).toEqual({ asked: 1, isTold: false });
	});

	it.each([
		['somebody else', chat({ id: 'other' }), 'It is about a different conversation.'],
		['nobody', chat({ participants: [] }), 'It does not say who is in the conversation.'],
	])('fails where the answer is about %s', async (_who, body, why) => {
		await expect(look(new VirtualPlatform(), ok(body))).rejects.toMatchObject({
			whatToDo: expect.stringContaining(why) as unknown,
		});
	});
});
