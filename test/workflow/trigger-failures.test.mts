import { inspect } from 'node:util';

import type { INodeParameters } from 'n8n-workflow';
import * as v from 'valibot';

import { MINUTE_MS, NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { activate, ActiveTrigger } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

const STARTED = { event: 'conversationStarted' };
const LIST = { method: 'POST', path: '/details/query' };

const DECLARED = v.object({ failure: v.optional(v.object({ cause: v.string() })) });
const PERMISSION = 'analytics:conversationDetail:view';

describe('A trigger, when something goes wrong', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();
	const world = () => bench().simulator.world;
	const minutes = (count: number) => {
		travel().pass(count * MINUTE_MS);
	};
	const startsNow = () => {
		const handle = openContactCenter(world()).chat({ startedAt: world().now() });
		minutes(1);
		return handle;
	};
	/** Something happens, in a conversation that begins a minute before. */
	const happensNow = (event: string) => {
		const { id } = startsNow();
		if (event === 'conversationEnded') world().end(id);
		if (event === 'customerLeft') world().customerLeaves(id);
		return id;
	};
	const thrownBy = async (work: Promise<unknown>): Promise<unknown> => {
		try {
			await work;
		} catch (error) {
			return error;
		}
		throw new Error('It did not throw');
	};

	it.each([
		['500', { kind: 'status', status: 500 }, 'temporarily-unavailable'],
		['nothing comes', { kind: 'silence' }, 'temporarily-unavailable'],
		['429', { kind: 'rateLimit', seconds: 50 }, 'rate-limited'],
		[
			'a permission is missing',
			{ kind: 'missingPermission', permission: PERMISSION },
			'configuration-invalid',
		],
		['a page of a proxy', { kind: 'html', status: 200 }, undefined],
		['another page with rows left out', { kind: 'pages', total: 300 }, undefined],
	] as const)(
		'throws with the cause as n8n knows it, changes nothing, and loses nothing: %s',
		async (_what, fault, cause) => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const { id } = startsNow();
			const before = structuredClone(trigger.kept);
			const added = bench().simulator.faults.add({ ...fault, match: LIST });

			const error = await thrownBy(trigger.poll({ budgetMs: 1_000 }));
			expect(v.parse(DECLARED, error).failure?.cause).toBe(cause);
			expect(trigger.kept).toEqual(before);
			added.remove();
			minutes(2);
			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		},
	);

	it('tells how long Genesys Cloud wants to be left alone, and names no option that it does not have', async () => {
		const trigger = await activate(bench(), STARTED);
		bench().simulator.faults.add({ kind: 'rateLimit', seconds: 50 });

		expect(await thrownBy(trigger.poll())).toMatchObject({
			failure: { retryAfterMs: 50_000 },
			description: expect.not.stringContaining('Options') as unknown,
		});
	});

	it('says that the credential is wrong, at the activation already', async () => {
		bench().setCredential({ clientSecret: 'wrong' });

		expect(await thrownBy(activate(bench(), STARTED))).toMatchObject({
			failure: { cause: 'credential-invalid' },
			message: 'Could not sign in to Genesys Cloud with this credential',
		});
	});

	it('shows no secret, even where a server echoes it', async () => {
		const trigger = await activate(bench(), STARTED);
		bench().simulator.faults.add({ kind: 'echo' });

		const shown = inspect(await thrownBy(trigger.poll()), { depth: Infinity, showHidden: true });

		for (const secret of bench().secrets()) expect(shown).not.toContain(secret);
	});

	describe('with a single conversation', () => {
		it('gives the others, and that one as soon as it can be read', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const [one, other] = [startsNow(), startsNow()];
			const fault = bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: one.id } });

			expect(await trigger.poll()).toMatchObject([{ conversationId: other.id }]);
			expect(await thrownBy(trigger.poll())).toMatchObject({
				message: expect.stringContaining('reading the conversation') as unknown,
			});
			fault.remove();
			minutes(60);
			expect(await trigger.poll()).toMatchObject([{ conversationId: one.id }]);
			expect(await trigger.poll()).toEqual([]);
		});

		it('believes no answer about another one', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const { id } = startsNow();
			bench().simulator.faults.add({
				kind: 'foreignId',
				ids: { [id]: NOBODYS_ID },
				times: 1,
				match: { method: 'GET' },
			});

			expect(await trigger.poll()).toEqual([]);
			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});

		it('looks again at one that Genesys Cloud does not show for the moment, and not forever', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const [hidden, unseen] = [startsNow(), startsNow()];
			const faults = [hidden, unseen].map(({ id }) =>
				bench().simulator.faults.add({ kind: 'status', status: 404, match: { path: id } }),
			);
			expect(await trigger.poll()).toEqual([]);
			faults[0]?.remove();
			expect(await trigger.poll()).toMatchObject([{ conversationId: hidden.id }]);

			for (let hours = 0; hours < 26; hours++) {
				minutes(60);
				await trigger.poll();
			}
			const before = bench().calls().length;
			await trigger.poll();
			expect(bench().calls().slice(before)).toEqual(['POST /api/v2/analytics/conversations/details/query']);
		});

		it.each([
			['conversationStarted', {}],
			['conversationIdle', { idleForMinutes: 10 }],
		])('or with several, goes on behind them, however few it may give (%s)', async (event, more) => {
			const trigger = await activate(bench(), { event, ...more, options: { maxEvents: 1 } });
			minutes(1);
			const chats = Array.from({ length: 6 }, () => startsNow());
			for (const { id } of chats.slice(0, 3))
				bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: id } });
			minutes(12);

			const given = new Set<unknown>();
			for (let polls = 0; polls < 10; polls++) {
				minutes(1);
				for (const item of await trigger.poll().catch(() => [])) given.add(item['conversationId']);
			}

			expect(given).toEqual(new Set(chats.slice(3).map(({ id }) => id)));
		});

		it('finds one that the index left out of its first page after n8n was down', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const { id } = startsNow();
			minutes(10 * 60);
			const others = Array.from({ length: 3 }, () => startsNow());
			const rows = bench().simulator.faults.add({ kind: 'pages', rows: 3, total: 3, match: LIST });
			expect(await trigger.poll()).toHaveLength(others.length);
			rows.remove();

			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});

		it.each([1, 500])(
			'reads on, poll after poll, behind many that fail (at most %d a poll)',
			async (maxEvents) => {
				const trigger = await activate(bench(), { ...STARTED, options: { maxEvents } });
				minutes(1);
				const chats = Array.from({ length: 24 }, () => startsNow());
				const [healed, ...broken] = chats.slice(0, 21);
				const faults = [healed, ...broken].map((one) =>
					bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: one?.id ?? '' } }),
				);
				const given = new Set<unknown>();
				const poll = async () => {
					for (const item of await trigger.poll().catch(() => [])) given.add(item['conversationId']);
				};
				for (let polls = 0; polls < 4; polls++) await poll();
				expect(given).toEqual(new Set(chats.slice(21).map(({ id }) => id)));
				faults[0]?.remove();
				await poll();

				expect(given).toContain(healed?.id);
			},
		);

		it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
			'loses none that is not shown for a moment, of a time when n8n was down (%s)',
			async (event) => {
				const trigger = await activate(bench(), { event });
				const happens = () => happensNow(event);
				minutes(1);
				const one = happens();
				minutes(60);
				const other = happens();
				minutes(1);
				const fault = bench().simulator.faults.add({ kind: 'status', status: 404, match: { method: 'GET' } });
				for (let polls = 0; polls < 3; polls++) {
					expect(await trigger.poll()).toEqual([]);
					minutes(1);
				}
				fault.remove();

				const given = [...(await trigger.poll()), ...(await trigger.poll())];
				expect(given.map(({ conversationId }) => conversationId)).toEqual([one, other]);
			},
		);

		it.each([
			['is not shown', { kind: 'status', status: 404 }],
			['does not tell the time', { kind: 'lyingHeaders', headers: { date: null } }],
		] as const)('does not put off what is idle where it %s for a moment', async (_what, fault) => {
			const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 60 });
			minutes(1);
			const { id } = startsNow();
			minutes(61);
			await trigger.poll();
			const added = bench().simulator.faults.add({ ...fault, match: { path: id } });
			world().customerWrites(id);
			minutes(61);
			await trigger.poll().catch(() => []);
			added.remove();
			minutes(1);

			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});

		it('gives up what is not to be read for a day, also where it waits for an idle one', async () => {
			const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
			const { id } = startsNow();
			const fault = bench().simulator.faults.add({ kind: 'status', status: 500, match: { path: id } });
			minutes(11);
			// The first poll has listed it, which is something.
			expect(await trigger.poll()).toEqual([]);
			expect(await thrownBy(trigger.poll())).toMatchObject({
				message: expect.stringContaining('reading the conversation') as unknown,
			});
			const other = openContactCenter(world()).chat();
			for (let hours = 0; hours < 25; hours++) {
				world().customerWrites(other.id);
				minutes(60);
				await trigger.poll().catch(() => []);
			}
			minutes(1);
			expect(await trigger.poll()).toEqual([]);
			fault.remove();
			minutes(11);

			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});

		it('gives one that can be read behind any number that cannot', async () => {
			const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
			for (let many = 0; many < 70; many++) {
				const { id } = openContactCenter(world()).chat();
				world().customerWrites(id);
				bench().simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path: id } });
			}
			minutes(2);
			const { id } = openContactCenter(world()).chat();
			world().customerWrites(id);
			minutes(9);
			await trigger.poll().catch(() => []);
			minutes(2);

			expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		});

		it('does not give up what it could not try, though it had failed before n8n was down', async () => {
			const trigger = await activate(bench(), { ...STARTED, options: { maxEvents: 1 } });
			minutes(1);
			const { id } = startsNow();
			const fault = bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: id } });
			await trigger.poll().catch(() => []);
			fault.remove();
			minutes(25 * 60);
			const others = [startsNow(), startsNow()];
			const given: string[] = [];
			for (let polls = 0; polls < 4; polls++) given.push(...(await trigger.ids()));

			expect(given).toEqual([...others.map((one) => one.id), id].map((one) => `conversationStarted:${one}`));
		});

		it('gives it up after a day of trying, once another one can be read', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const { id } = startsNow();
			bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: id } });
			expect(await trigger.poll()).toEqual([]);
			const failed = async () => {
				minutes(30);
				return await trigger.poll().then(
					() => false,
					() => true,
				);
			};
			// Nothing else happens, so that each poll fails and keeps nothing.
			for (let halfHours = 0; halfHours < 60; halfHours++) expect(await failed()).toBe(true);
			startsNow();

			expect(await failed()).toBe(false);
			expect(await failed()).toBe(false);
			expect(trigger.state()['pending']).toEqual({});
		});

		it('tries it for as long again where it is not to be seen after it was not to be read', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const { id } = startsNow();
			const fails = async (status: number, polls: number) => {
				const fault = bench().simulator.faults.add({ kind: 'status', status, match: { path: id } });
				for (let poll = 0; poll < polls; poll++) {
					startsNow();
					await trigger.poll().catch(() => []);
				}
				fault.remove();
			};
			await fails(500, 25);
			await fails(404, 1);

			expect(await trigger.ids()).toEqual([`conversationStarted:${id}`]);
		});

		it.each(['conversationStarted', 'conversationEnded'])(
			'gives one that can be read behind any number that cannot, though nothing else happens (%s)',
			async (event) => {
				const trigger = await activate(bench(), { event });
				const happens = () => {
					const handle = openContactCenter(world()).chat({ startedAt: world().now() });
					if (event === 'conversationEnded') world().end(handle.id);
					return handle.id;
				};
				minutes(1);
				const chats = Array.from({ length: 71 }, happens);
				const readable = chats[35];
				for (const id of chats)
					if (id !== readable)
						bench().simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path: id } });
				minutes(1);
				const given: unknown[] = [];
				for (let polls = 0; polls < 4; polls++) {
					given.push(...(await trigger.poll().catch(() => [])).map(({ conversationId }) => conversationId));
					minutes(1);
				}

				expect(given).toEqual([readable]);
			},
		);

		it('does not give up what it has not tried, however long n8n was down', async () => {
			const trigger = await activate(bench(), { ...STARTED, options: { maxEvents: 1 } });
			minutes(1);
			const chats = Array.from({ length: 3 }, () => startsNow());
			minutes(5 * 24 * 60);

			const given: unknown[] = [];
			for (let polls = 0; polls < 3; polls++)
				given.push(...(await trigger.poll()).map(({ conversationId }) => conversationId));

			expect(given).toEqual(chats.map(({ id }) => id));
		});
	});

	describe('because time is short', () => {
		it('stops in order, and goes on with the next poll', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const chats = Array.from({ length: 60 }, () => startsNow());
			bench().simulator.faults.add({ kind: 'slow', ms: 300, match: { method: 'GET' } });

			const given: unknown[] = [];
			const sizes: number[] = [];
			for (let polls = 0; polls < 20 && given.length < chats.length; polls++) {
				const items = await trigger.poll({ budgetMs: 2_000 });
				sizes.push(items.length);
				given.push(...items.map(({ conversationId }) => conversationId));
			}

			expect(given).toEqual(chats.map(({ id }) => id));
			expect(sizes.length).toBeGreaterThan(1);
		});

		it('lets one that is never answered hold up the others no longer than a poll', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const chats = Array.from({ length: 20 }, () => startsNow());
			bench().simulator.faults.add({ kind: 'silence', match: { path: chats[0]?.id ?? '' } });

			await trigger.poll({ budgetMs: 1_500 });
			const then = await trigger.poll({ budgetMs: 1_500 });

			expect(then.map(({ conversationId }) => conversationId)).toEqual(chats.slice(10).map(({ id }) => id));
		});

		it('takes n8n at its word where that does not say how long a poll may take', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();

			expect(await trigger.poll({ budgetMs: null })).toHaveLength(1);
		});

		it('lets only one poll look at a time', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			startsNow();
			bench().simulator.faults.add({ kind: 'slow', ms: 100 });

			const polls = await Promise.all([trigger.poll(), trigger.poll(), trigger.poll()]);

			expect(polls.map((items) => items.length)).toEqual([1, 0, 0]);
		});
	});

	it.each([40, -40])("goes by Genesys Cloud's clock where that is %d minutes apart", async (apart) => {
		bench().simulator.configure({ clockSkewMs: apart * MINUTE_MS });
		openContactCenter(world()).chat({ startedAt: world().now() - MINUTE_MS });
		const trigger = await activate(bench(), STARTED);
		const idle = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		minutes(1);
		const { id } = startsNow();

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		expect(await idle.poll()).toEqual([]);
		minutes(10);
		expect(await idle.poll()).not.toEqual([]);
	});

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
		'gives up none while none can be read, however long one of them could not be read before (%s)',
		async (event) => {
			const trigger = await activate(bench(), { event });
			const happens = () => {
				const id = happensNow(event);
				minutes(1);
				return id;
			};
			const cannotRead = (path: string) =>
				bench().simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path } });
			const first = happens();
			const alone = cannotRead(first);
			await trigger.poll();
			minutes(30);
			const second = happens();
			expect(await trigger.poll()).toMatchObject([{ conversationId: second }]);
			alone.remove();
			const all = cannotRead('^/api/v2/conversations/');
			for (let i = 0; i < 60; i++) {
				minutes(30);
				await expect(trigger.poll()).rejects.toThrow();
			}
			all.remove();
			minutes(1);

			expect(await trigger.poll()).toMatchObject([{ conversationId: first }]);
		},
	);

	it('gives up none where several are listed and none is shown, and says so', async () => {
		const trigger = await activate(bench(), STARTED);
		const ids = [1, 2, 3].map(() => startsNow().id);
		const hidden = bench().simulator.faults.add({ kind: 'status', status: 404, match: { method: 'GET' } });
		await trigger.poll();
		for (let i = 0; i < 50; i++) {
			minutes(30);
			await trigger.poll().catch(() => []);
		}
		await expect(trigger.poll()).rejects.toThrow('The conversation does not exist');
		hidden.remove();
		minutes(1);

		expect((await trigger.poll()).map(({ conversationId }) => conversationId)).toEqual(ids);
	});

	it('is not led astray by an answer that tells the time wrong', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const one = startsNow();
		const date = new Date(world().now() + 86_400_000).toUTCString();
		bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date }, times: 1 });
		expect(await trigger.poll()).toMatchObject([{ conversationId: one.id }]);
		const other = startsNow();

		expect(await trigger.poll()).toMatchObject([{ conversationId: other.id }]);
	});

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
		'goes by no other clock where no answer tells the time: %s',
		async (event) => {
			bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date: null } });

			expect(await thrownBy(activate(bench(), { event }))).toMatchObject({
				message: 'Genesys Cloud does not tell what time it is',
			});
		},
	);

	it.each([-3, 3, 26])(
		'is not led astray by answers that tell the time wrong for a whole poll, by %d hours',
		async (hours) => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const given: string[] = [];
			const started: string[] = [];
			const happens = async () => {
				started.push(`conversationStarted:${startsNow().id}`);
				given.push(...(await trigger.ids()));
			};
			for (let minute = 0; minute < 30; minute++) await happens();
			const date = new Date(world().now() + hours * 60 * MINUTE_MS).toUTCString();
			const lie = bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date } });
			await happens();
			lie.remove();
			bench().simulator.configure({ analyticsLagMs: 6 * MINUTE_MS });
			for (let minute = 0; minute < 30; minute++) await happens();
			minutes(10);
			given.push(...(await trigger.ids()));

			expect(given.toSorted()).toEqual(started.toSorted());
		},
	);

	it('says so where no answer tells the time, in the test as well', async () => {
		const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		startsNow();
		minutes(11);
		bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date: null } });

		for (const isManual of [false, true]) {
			await trigger.poll({ isManual }).catch(() => []);
			expect(await thrownBy(trigger.poll({ isManual }))).toMatchObject({
				message: 'Genesys Cloud does not tell what time it is',
			});
		}
	});

	it('goes on where the clock was wrong when it began', async () => {
		const date = new Date(world().now() + 86_400_000).toUTCString();
		const lie = bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date } });
		const trigger = await activate(bench(), STARTED);
		lie.remove();
		await trigger.poll();
		await trigger.poll();
		minutes(6);
		const { id } = startsNow();

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});

	it.each<[string, INodeParameters, string]>([
		['an unknown event', { event: 'somethingElse' }, 'Event'],
		['no time to be idle for', { event: 'conversationIdle', idleForMinutes: 0 }, 'Idle for (Minutes)'],
		['half a minute', { event: 'conversationIdle', idleForMinutes: 0.5 }, 'Idle for (Minutes)'],
		['a queue that came out blank', { ...STARTED, filters: { queueIds: [''] } }, 'Queue Names or IDs'],
		['no queue', { ...STARTED, filters: { queueIds: [] } }, 'Queue Names or IDs'],
		['an empty division', { ...STARTED, filters: { divisionId: '' } }, 'Division'],
		['too long an overlap', { ...STARTED, options: { overlapMinutes: 121 } }, 'Overlap (Minutes)'],
		['no overlap', { ...STARTED, options: { overlapMinutes: 0 } }, 'Overlap (Minutes)'],
		['no event at all', { ...STARTED, options: { maxEvents: 0 } }, 'Max Events'],
		['too many events', { ...STARTED, options: { maxEvents: 5_001 } }, 'Max Events'],
		['no fields', { ...STARTED, output: 'selectedFields', fields: [] }, 'Fields'],
	])('refuses %s before any request, by its name', async (_what, parameters, field) => {
		expect(await thrownBy(activate(bench(), parameters))).toMatchObject({
			message: `The value of '${field}' cannot be used`,
			failure: { cause: 'configuration-invalid' },
		});
		expect(bench().calls()).toEqual([]);
	});
});

describe('The test of the trigger', () => {
	const bench = withWorkbench();
	const test = async (parameters: INodeParameters) =>
		await new ActiveTrigger(bench(), parameters).poll({ isManual: true });

	it.each([
		['conversationStarted', {}],
		['conversationEnded', {}],
		['customerLeft', {}],
		['conversationIdle', { idleForMinutes: 10 }],
	])('shows the newest real one, whenever it happened, and remembers nothing (%s)', async (event, more) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const stage = { conversationEnded: 'ended', customerLeft: 'customerLeft' }[event] ?? 'agent';
		const chats = [3, 1, 2].map((hours) =>
			center.chat({ stage: stage as 'agent' | 'ended', startedAt: world.now() - hours * 60 * MINUTE_MS }),
		);
		const trigger = new ActiveTrigger(bench(), { event, ...more });

		const items = await trigger.poll({ isManual: true });

		expect(items).toMatchObject([{ eventType: event, conversationId: chats[1]?.id }]);
		expect(trigger.kept).toEqual({});
	});

	it.each([
		['conversationStarted', 'Start one'],
		['conversationEnded', 'End one'],
		['customerLeft', 'Leave one as the customer'],
		['conversationIdle', "lower 'Idle for (Minutes)'"],
	])('says what to do where there is none (%s)', async (event, whatToDo) => {
		await expect(
			test({ event, ...(event === 'conversationIdle' && { idleForMinutes: 30 }) }),
		).rejects.toMatchObject({
			message: 'There is no event to show yet',
			description: expect.stringContaining(whatToDo) as unknown,
		});
	});
});
