import { MINUTE_MS, HOUR_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { activate } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

const API = { path: '^/api/' };
const EVENTS = ['conversationStarted', 'conversationEnded', 'customerLeft'] as const;

describe('A trigger, where answers tell the time wrong', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();
	const world = () => bench().simulator.world;
	const minutes = (count: number) => {
		travel().pass(count * MINUTE_MS);
	};
	const lie = (milliseconds: number, more: { readonly times?: number } = {}) => {
		const date = new Date(world().now() + milliseconds).toUTCString();
		return bench().simulator.faults.add({
			kind: 'lyingHeaders',
			headers: { date },
			match: API,
			...more,
		});
	};
	/** Something happens, in a conversation that begins now. */
	const happens = (event: (typeof EVENTS)[number]) => {
		const { id } = openContactCenter(world()).chat({ startedAt: world().now() });
		if (event === 'conversationEnded') world().end(id);
		if (event === 'customerLeft') world().customerLeaves(id);
		return id;
	};

	it.each(EVENTS)(
		'loses nothing where it is believed, hours ahead, for longer than it looks back: %s',
		async (event) => {
			const trigger = await activate(bench(), { event });
			const happened: string[] = [];
			const given: unknown[] = [];
			const poll = async () => {
				minutes(2);
				happened.push(happens(event));
				minutes(3);
				given.push(...(await trigger.poll()).map(({ conversationId }) => conversationId));
			};
			for (let i = 0; i < 4; i++) await poll();
			for (let i = 0; i < 12; i++) {
				const wrong = lie(3 * HOUR_MS + 5 * MINUTE_MS);
				await poll();
				wrong.remove();
			}
			for (let i = 0; i < 8; i++) await poll();

			expect(given).toEqual(happened);
		},
	);

	describe.each([20, 90, 240, -90, -240])('by %d seconds in the first one', (seconds) => {
		it.each(EVENTS)('gives what happens from then on, and nothing else: %s', async (event) => {
			happens(event);
			minutes(1);
			lie(seconds * 1_000, { times: 1 });
			const trigger = await activate(bench(), { event });
			travel().pass(10_000);
			const id = happens(event);
			const given: unknown[] = [];
			for (let i = 0; i < 5; i++) {
				travel().pass(50_000);
				given.push(...(await trigger.poll()).map(({ conversationId }) => conversationId));
			}

			expect(given).toEqual([id]);
		});

		it('gives who falls silent from then on, and nobody else', async () => {
			const center = openContactCenter(world());
			const chat = (minutesAgo: number) => {
				const at = world().now() - minutesAgo * MINUTE_MS;
				return center.chat({ startedAt: at, messages: [{ from: 'customer', text: 'Hello?', at }] }).id;
			};
			chat(11);
			const silent = chat(9.5);
			lie(seconds * 1_000, { times: 1 });
			const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
			const given: unknown[] = [];
			for (let i = 0; i < 20; i++) {
				minutes(1);
				given.push(...(await trigger.poll()).map(({ conversationId }) => conversationId));
			}

			expect(given).toEqual([silent]);
		});
	});

	it('does not begin where they go on contradicting each other', async () => {
		for (const hours of [1, 2, 3, 4, 5, 6, 7, 8]) lie(hours * HOUR_MS, { times: 1 });

		await expect(activate(bench(), { event: 'conversationStarted' })).rejects.toMatchObject({
			message: 'Genesys Cloud does not tell what time it is',
		});
	});
});
