import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, find, FROM_ITEM } from '../support/parameters.mts';
import { rawConversation, READ, showInstead, withMessage } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

/** How far Genesys Cloud's clock is ahead of this machine's, in minutes. */
const AHEAD = [-40, 0, 40];

/** A chat in which the customer wrote so many minutes ago, by Genesys Cloud's clock. */
function chatSilentFor(minutes: number, ahead: number): string {
	const { world } = bench().simulator;
	world.clock.skewBy(ahead * MINUTE_MS);
	const center = openContactCenter(world);
	const at = world.now() - minutes * MINUTE_MS;
	return center.chat({ startedAt: at - 60 * MINUTE_MS, messages: [{ from: 'customer', text: 'Hello', at }] })
		.id;
}

describe.each(AHEAD)('An age, where Genesys Cloud’s clock is %i minutes ahead of this machine’s', (ahead) => {
	const idle = async () => {
		const items = await bench().items({ parameters: getMany({ idleForMinutes: 30 }) });
		return items.map(({ conversationId }) => conversationId);
	};

	it('is counted by Genesys Cloud’s clock when it is asked for what is idle', async () => {
		chatSilentFor(25, ahead);
		const quiet = chatSilentFor(35, ahead);

		expect(await idle()).toEqual([quiet]);
	});

	it('is counted by Genesys Cloud’s clock in a guard, also when it is the first thing that is asked', async () => {
		const fresh = chatSilentFor(25, ahead);

		const held = await bench().item({ parameters: close(fresh, { skipIfMessageWithinMinutes: 30 }) });

		expect(held).toMatchObject({ status: 'skippedRecentMessage' });
		const quiet = chatSilentFor(35, ahead);
		const closed = await bench().item({ parameters: close(quiet, { skipIfMessageWithinMinutes: 30 }) });
		expect(closed).toMatchObject({ status: 'closed' });
		expect(openConversations(bench().simulator.world)).toEqual([fresh]);
	});
});

describe.each([-40, 40])(
	'The first thing that is asked, with this machine’s clock %i minutes off',
	(ahead) => {
		it('is answered once more, so that a guard can judge', async () => {
			const id = chatSilentFor(35, ahead);

			expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 30 }) })).toMatchObject(
				{
					status: 'closed',
				},
			);
		});
	},
);

describe('A conversation that has only just begun', () => {
	// The index takes whole days, so that only a clock on another day shows.
	it.each([-3, 3])(
		'is found, where Genesys Cloud’s clock is %i days ahead of this machine’s',
		async (days) => {
			const { world } = bench().simulator;
			world.clock.skewBy(days * DAY_MS);
			const { id } = openContactCenter(world).chat();

			for (const parameters of [getMany(), find('externalId', 'CRM-1')]) {
				expect(await bench().items({ parameters })).toMatchObject([{ conversationId: id }]);
			}
		},
	);
});

describe('A conversation that began after a time', () => {
	it.each([
		['ten minutes', 10 * MINUTE_MS, 3 * MINUTE_MS],
		['twenty hours', 20 * 60 * MINUTE_MS, 60 * MINUTE_MS],
	])('is listed where this machine’s clock is %s behind', async (_what, behind, ago) => {
		const { world } = bench().simulator;
		world.clock.skewBy(behind);
		const { id } = openContactCenter(world).chat({ startedAt: world.now() - MINUTE_MS });
		const startedAfter = new Date(world.now() - ago).toISOString();

		expect(await bench().items({ parameters: getMany({ startedAfter }) })).toMatchObject([
			{ conversationId: id },
		]);
	});

	it('that is still to come is asked for, too: only Genesys Cloud says that there is none', async () => {
		openContactCenter(bench().simulator.world).chat();
		const startedAfter = new Date(Date.now() + 5 * 60 * MINUTE_MS).toISOString();

		expect(await bench().items({ parameters: getMany({ startedAfter }) })).toEqual([]);
		expect(bench().calls()).toHaveLength(1);
	});
});

describe('An answer that tells a wrong time', () => {
	const wrong = (days: number) => ({
		kind: 'lyingHeaders' as const,
		headers: { date: new Date(Date.now() + days * DAY_MS).toUTCString() },
	});

	it.each([-40, -3, 3])('hides nothing from a list, also when it is the first (%i days)', async (days) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ ...wrong(days), times: 1, match: { path: 'details/query$' } });

		expect(await bench().items({ parameters: getMany() })).toMatchObject([{ conversationId: id }]);
	});

	it('does not lose what was found', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ ...wrong(-40), times: 1, match: READ });

		expect(await bench().item({ parameters: find('externalId', 'CRM-1') })).toMatchObject({
			conversationId: id,
		});
	});

	it('fails where no two tell the same, for nobody knows where to look', async () => {
		openContactCenter(bench().simulator.world).chat();
		for (const days of [-40, 40, -80])
			bench().simulator.faults.add({ ...wrong(days), times: 1, match: { path: 'details/query$' } });

		expect(await failureOf(bench(), { parameters: getMany() })).toMatchObject({
			message: 'Genesys Cloud does not tell what time it is',
		});
	});

	it('lets no guard judge an age, where all before it told another', async () => {
		const id = chatSilentFor(1, 0);
		const guarded = close(id, { skipIfMessageWithinMinutes: 10 });
		for (let look = 0; look < 2; look++)
			expect(await bench().item({ parameters: guarded })).toMatchObject({ status: 'skippedRecentMessage' });
		bench().simulator.faults.add({ ...wrong(1), times: 1, match: READ });

		expect(await bench().item({ parameters: guarded })).toMatchObject({ status: 'skippedRecentMessage' });
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});
});

describe('An age, where a single answer tells another time', () => {
	const wrong = {
		kind: 'lyingHeaders' as const,
		headers: { date: new Date(Date.now() + 7_200_000).toUTCString() },
	};

	it.each([0, 1, 3])('cannot be told, so that the guard holds (after %i right ones)', async (before) => {
		const id = chatSilentFor(1, 0);
		const guarded = close(id, { skipIfMessageWithinMinutes: 30 });
		for (let look = 0; look < before; look++) await rawConversation(bench(), id);
		bench().simulator.faults.add({ ...wrong, times: 1, match: READ });

		expect(await bench().item({ parameters: guarded })).toMatchObject({ status: 'skippedRecentMessage' });
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});

	it('is read once more where the one answer tells no time at all', async () => {
		const id = chatSilentFor(35, 0);
		await rawConversation(bench(), id);
		bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date: 'today' }, times: 1, match: READ });

		expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 30 }) })).toMatchObject({
			status: 'closed',
		});
	});

	it('makes nothing idle that is not', async () => {
		const quiet = chatSilentFor(90, 0);
		const fresh = chatSilentFor(1, 0);
		bench().simulator.faults.add({ ...wrong, times: 1, match: { path: fresh } });

		const items = await bench().items({ parameters: getMany({ idleForMinutes: 30 }) });

		expect(items.map(({ conversationId }) => conversationId)).toEqual([quiet]);
	});
});

describe('An end that Genesys Cloud’s servers date a few seconds apart', () => {
	it.each([
		['teardown', 'GET', 3],
		['teardown', 'GET', 25],
		['disconnect', 'PATCH', 5],
		['disconnect', 'PATCH', 50],
	])(
		'is of the close that caused it, and counts against Max Closes (%s, %s, %i s)',
		async (method, on, ahead) => {
			const { simulator } = bench();
			const center = openContactCenter(simulator.world);
			const chats = [center.chat({ stage: 'queue' }), center.chat({ stage: 'queue' })];
			for (const { id } of chats) await rawConversation(bench(), id);
			simulator.faults.add({
				kind: 'lyingHeaders',
				headers: { date: new Date(Date.now() + ahead * 1_000).toUTCString() },
				match: { method: on, path: '/api/' },
			});

			const items = await bench().items({
				parameters: close(FROM_ITEM, { checkFirst: false, maxCloses: 1 }, { method }),
				items: chats.map(({ id }) => ({ conversationId: id })),
			});

			expect(items.map(({ status }) => status)).toEqual(['closed', 'notAttempted']);
			expect(openConversations(simulator.world)).toHaveLength(1);
		},
	);
});

describe('A message that is ahead of Genesys Cloud’s clock', () => {
	/** Clocks inside of Genesys Cloud run apart as well, and the header tells whole seconds only. */
	async function chatAhead() {
		const { world } = bench().simulator;
		const { id, customer } = openContactCenter(world).chat();
		const messageTime = new Date(world.now() + 2_000).toISOString();
		const raw = await rawConversation(bench(), id);
		showInstead(bench(), withMessage(raw, 'customer', { messageId: 'x', messageTime }), 1);
		return { id, sessionId: customer.sessionId };
	}

	it('holds nothing where no guard is set', async () => {
		for (const closing of [
			({ id }: { id: string }) => close(id),
			({ id, sessionId }: { id: string; sessionId: string }) => closeSession(id, bySessionId(sessionId)),
		]) {
			const parameters = closing(await chatAhead());
			expect(await bench().item({ parameters })).toMatchObject({ status: 'closed' });
		}
	});

	it('holds a guard', async () => {
		const { id } = await chatAhead();

		expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 1 }) })).toMatchObject({
			status: 'skippedRecentMessage',
		});
	});
});

describe('An answer that does not tell when it was given', () => {
	it('lets no guard judge an age, so that the guard holds, and nothing count as idle', async () => {
		const id = chatSilentFor(600, 0);
		bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date: null }, match: { path: '/api/' } });

		expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 30 }) })).toMatchObject({
			status: 'skippedRecentMessage',
		});
		expect(await bench().items({ parameters: getMany({ idleForMinutes: 30 }) })).toEqual([]);
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});
});
