import { asRead, asRow } from '../../../support/tiny-center.mts';
import { answer, ok } from '../../../support/virtual-platform.mts';
import { minute, startedAt, then, Watching } from '../../../support/watching.mts';
import { DAY, A, B, keyOf } from '../../../support/watching-idle.mts';

describe('An example of an idle conversation', () => {
	it('is the newest one that is silent for long enough, since whenever', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.has(startedAt(A, -20 * DAY), startedAt(B, -3 * DAY), startedAt('chat', -10));

		expect(await trigger.latest()).toMatchObject({ id: keyOf(B, -3 * DAY), time: minute(30 - 3 * DAY) });
		expect(trigger.read).toEqual([B]);
	});

	it('is an older one where the newer ones cannot be found, have ended, or are not silent', async () => {
		const trigger = new Watching('conversationIdle');
		const ids = ['c1', 'c2', 'c3', 'c4'];
		trigger.has(...ids.map((id, i) => startedAt(id, -100 + i)));
		trigger.replies('c4', answer(404));
		trigger.reads('c3', asRead(then(startedAt('c3', -98), ['the conversation ends', -1])));
		trigger.reads('c2', asRead(then(startedAt('c2', -99), ['the customer writes', -1])));

		expect(await trigger.latest()).toMatchObject({ id: keyOf('c1', -100) });
		expect(trigger.read).toEqual(['c4', 'c3', 'c2', 'c1']);
	});

	it('is none where there is none', async () => {
		expect(await new Watching('conversationIdle').latest()).toBeUndefined();
	});

	it('is looked for in fifty conversations at most', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.index.rows = Array.from({ length: 60 }, (_, i) => asRow(startedAt(`c${i}`, -100 - i)));

		expect(await trigger.latest()).toBeUndefined();
		expect(trigger.read).toHaveLength(50);
	});

	it('cannot be told without a time', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.has(startedAt(A, -40));
		trigger.replies(A, ok(asRead(startedAt(A, -40)), { date: '' }));

		await expect(trigger.latest()).rejects.toThrow('does not tell what time it is');
	});

	it('may be there where a part is left out and there is none, so it fails', async () => {
		const trigger = new Watching('conversationIdle');
		trigger.index.rows = Array.from({ length: 650 }, (_, i) => asRow(startedAt(`c${i}`, -1 - i / 1_000)));
		trigger.index.leftOut = 4;

		await expect(trigger.latest()).rejects.toThrow('left some conversations out');
		expect(trigger.read).toEqual([]);
	});
});
