import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, get } from '../support/parameters.mts';
import { rawConversation, showInstead, withLegs, withMessage } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const UNREADABLE: ReadonlyArray<readonly [name: string, entry: UnknownObject]> = [
	['none', {}],
	['null', { messageTime: null }],
	['empty', { messageTime: '' }],
	['blank', { messageTime: ' ' }],
	['a word', { messageTime: 'yesterday' }],
	['a number', { messageTime: 1782907200000 }],
	['a number as a text', { messageTime: '1782907200000' }],
	['a digit', { messageTime: '5' }],
	['a date of another form', { messageTime: '01/02/2020' }],
	['before anything began', { messageTime: '0001-01-01T00:00:00Z' }],
	['an object', { messageTime: { at: '2026-01-01T00:00:00Z' } }],
	['on no calendar', { messageTime: '2026-13-45T00:00:00Z' }],
];

/** One message so many minutes ago, and one whose time cannot be read. */
async function chatWith(entry: UnknownObject, minutesAgo: number, purpose = 'customer') {
	const { world } = bench().simulator;
	const at = world.now() - minutesAgo * MINUTE_MS;
	const chat = openContactCenter(world).chat({
		startedAt: world.now() - DAY_MS,
		messages: [{ from: 'agent', text: 'Hello', at }],
	});
	const raw = await rawConversation(bench(), chat.id);
	showInstead(bench(), withMessage(raw, purpose, { messageId: 'x', ...entry }));
	return { ...chat, lastMessageTime: new Date(at).toISOString() };
}

describe('A message whose time cannot be read', () => {
	it.each(UNREADABLE)('may be a fresh one, so that the guard holds: %s', async (_name, entry) => {
		const { id, customer } = await chatWith(entry, 180);
		const guard = { skipIfMessageWithinMinutes: 5 };

		for (const parameters of [
			close(id, guard),
			close(id, guard, { method: 'graceful' }),
			close(id, guard, { method: 'teardown' }),
			closeSession(id, bySessionId(customer.sessionId), guard),
			closeSession(id, { closeWhich: 'allOpenSessions' }, guard),
		])
			for (const verdict of await bench().items({ parameters }))
				expect(verdict).toMatchObject({ status: 'skippedRecentMessage', closed: false });

		expect(openConversations(bench().simulator.world)).toEqual([id]);
		expect(
			bench()
				.calls()
				.every((call) => call.startsWith('GET')),
		).toBe(true);
	});

	it.each(UNREADABLE)('does not let the customer count as idle: %s', async (_name, entry) => {
		const { id } = await chatWith(entry, 180);

		for (const idleSide of ['customer', 'anyone'])
			expect(await bench().items({ parameters: getMany({ idleForMinutes: 60, idleSide }) })).toEqual([]);
		// It is not of the agent.
		expect(
			await bench().items({ parameters: getMany({ idleForMinutes: 60, idleSide: 'agent' }) }),
		).toMatchObject([{ conversationId: id }]);
	});

	it.each(UNREADABLE)('hides none whose time can be read: %s', async (_name, entry) => {
		// Behind the one that can be read, in the same leg.
		const { id, lastMessageTime } = await chatWith(entry, 4, 'agent');

		expect(await bench().item({ parameters: get(id) })).toMatchObject({ lastMessageTime });
		expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 60 }) })).toMatchObject({
			status: 'skippedRecentMessage',
		});
	});

	it('holds nothing where no guard asks for it', async () => {
		const { id } = await chatWith({ messageTime: null }, 180);

		expect(await bench().item({ parameters: close(id) })).toMatchObject({ status: 'closed' });
		expect(openConversations(bench().simulator.world)).toEqual([]);
	});
});

describe('Messages that an answer does not tell', () => {
	it.each([
		['of all', () => true],
		['of the customer', (purpose: unknown) => purpose === 'customer'],
	])('may be fresh ones, so that the guard holds: those %s', async (_whose, isLeftOut) => {
		const { world } = bench().simulator;
		const minutesAgo = (minutes: number) => world.now() - minutes * MINUTE_MS;
		const { id } = openContactCenter(world).chat({
			startedAt: minutesAgo(120),
			messages: [
				{ from: 'agent', text: 'Hello', at: minutesAgo(60) },
				{ from: 'customer', text: 'Wait!', at: minutesAgo(1) },
			],
		});
		const raw = await rawConversation(bench(), id);
		showInstead(
			bench(),
			withLegs(raw, ({ messages, ...leg }, { purpose }) =>
				isLeftOut(purpose) ? leg : { ...leg, messages: messages ?? null },
			),
		);

		expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 10 }) })).toMatchObject({
			status: 'skippedRecentMessage',
		});
		expect(await bench().items({ parameters: getMany({ idleForMinutes: 30 }) })).toEqual([]);
		expect(openConversations(world)).toEqual([id]);
	});
});

describe('A message whose time is written in another way', () => {
	it.each([
		['without milliseconds', (iso: string) => iso.replace(/\.\d+Z$/, 'Z')],
		['with an offset', (iso: string) => iso.replace('Z', '+0000')],
		[
			'with the offset of another zone',
			(iso: string) => `${new Date(Date.parse(iso) + 7_200_000).toISOString().slice(0, -1)}+02:00`,
		],
	])('is read all the same: %s', async (_name, write) => {
		const time = (minutesAgo: number) =>
			write(new Date(bench().simulator.world.now() - minutesAgo * MINUTE_MS).toISOString());
		const status = async (minutesAgo: number) => {
			const { id } = await chatWith({ messageTime: time(minutesAgo) }, 180);
			const verdict = await bench().item({
				parameters: close(id, { skipIfMessageWithinMinutes: 60, dryRun: true }),
			});
			bench().simulator.faults.clear();
			return verdict['status'];
		};

		expect(await status(50)).toBe('skippedRecentMessage');
		expect(await status(70)).toBe('wouldClose');
	});
});
