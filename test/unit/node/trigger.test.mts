import type { IDataObject } from 'n8n-workflow';

import { MINUTE_MS } from '../../../simulator/durations.mts';
import { GenesysWebMessagingTrigger } from '../../../nodes/GenesysWebMessagingTrigger/GenesysWebMessagingTrigger.node.ts';
import { Answer, Each, genesysCloud, pollContext, type PollScene } from '../../support/n8n-context.mts';
import { withTimeTravel } from '../../support/time-travel.mts';
import { chat, party } from '../../support/virtual-conversation.mts';
import { indexed } from '../../support/virtual-index.mts';

const ID = '00000000-0000-4000-8000-000000000001';
const QUEUE = '00000000-0000-4000-8000-000000000002';
const DIVISION = '00000000-0000-4000-8000-000000000003';
const QUERY = 'POST analytics/conversations/details/query';

const trigger = new GenesysWebMessagingTrigger();
const at = (milliseconds: number) => new Date(milliseconds).toISOString();

describe('The trigger', () => {
	const travel = withTimeTravel();
	let workflows = 0;
	let scene: PollScene;
	let node: string;
	let started: number;

	beforeEach(() => {
		workflows += 1;
		node = `trigger-${workflows}`;
		// n8n hands out the data themselves, and watches them by this mark.
		scene = {
			workflowId: node,
			credential: { clientId: node },
			kept: { __dataChanged: false },
			parameters: { event: 'conversationStarted', output: 'simplified' },
		};
	});

	const listed = (...ids: string[]) => ({
		conversations: ids.map((conversationId) => ({
			conversationId,
			conversationStart: at(started),
			participants: [indexed('customer')],
		})),
		totalHits: ids.length,
	});
	const shown = (id = ID) => chat({ id, startTime: at(started) });
	const poll = async (answers: Parameters<typeof genesysCloud>[0], more: PollScene = {}) => {
		const whole = { ...scene, ...more, respond: more.respond ?? genesysCloud(answers) };
		const n8n = pollContext(whole);
		const given = await trigger.poll.call(n8n.context);
		return { ...n8n, given, items: given?.flat().map(({ json }) => json) };
	};
	/** Another workflow, with another credential: who shares one waits for what is known of its rate limit. */
	const elsewhere = () => ({
		workflowId: `${node} elsewhere`,
		credential: { clientId: `${node} elsewhere` },
	});
	/** Begins to watch, and has a chat start half a minute later. */
	const begin = async (more: PollScene = {}) => {
		await poll({ [QUERY]: { totalHits: 0 } }, more);
		travel().pass(MINUTE_MS / 2);
		started = Date.now();
		travel().pass(MINUTE_MS / 2);
	};

	it.each([[null], [undefined]])(
		'does not watch everything where the expression for all filters gives %s',
		async (filters) => {
			const parameters = { ...scene.parameters, filters };
			const { context, sent } = pollContext({
				...scene,
				parameters,
				saved: { filters: '={{ $vars.filters }}' },
				respond: genesysCloud({ [QUERY]: { totalHits: 0 } }),
			});

			await expect(trigger.poll.call(context)).rejects.toMatchObject({
				message: "The value of 'Filters' cannot be used",
			});
			expect(sent).toEqual([]);
		},
	);

	it('gives nothing at first, and from then on what happens, once', async () => {
		expect((await poll({ [QUERY]: { totalHits: 0 } })).given).toBeNull();
		travel().pass(MINUTE_MS / 2);
		started = Date.now();
		travel().pass(MINUTE_MS / 2);
		const answers = { [QUERY]: listed(ID), [`GET conversations/${ID}`]: shown() };

		const { given, items } = await poll(answers);

		expect(given).toHaveLength(1);
		expect(items).toHaveLength(1);
		expect(Object.entries(items?.[0] ?? {}).slice(0, 3)).toEqual([
			['eventId', `conversationStarted:${ID}`],
			['eventType', 'conversationStarted'],
			['eventTime', at(started)],
		]);
		expect(items).toMatchObject([{ conversationId: ID, customerName: 'Dana' }]);
		expect((await poll(answers)).given).toBeNull();
	});

	it('asks for what the form says, with the credential that it names', async () => {
		const parameters = { ...scene.parameters, filters: { queueIds: [QUEUE], divisionId: DIVISION } };

		const { sent, types } = await poll({ [QUERY]: { totalHits: 0 } }, { parameters });

		expect(JSON.stringify(sent[0]?.body)).toContain(QUEUE);
		expect(JSON.stringify(sent[0]?.body)).toContain(DIVISION);
		expect(new Set(types)).toEqual(new Set(['genesysCloudOAuth2Api']));
	});

	it('gives no more than it may, and the others with the next poll', async () => {
		const other = ID.replace(/1$/, '4');
		const parameters = { ...scene.parameters, options: { maxEvents: 1 } };
		await begin({ parameters });
		const answers = {
			[QUERY]: listed(ID, other),
			[`GET conversations/${ID}`]: shown(),
			[`GET conversations/${other}`]: shown(other),
		};

		const first = await poll(answers, { parameters });
		const second = await poll(answers, { parameters });

		expect(
			[...(first.items ?? []), ...(second.items ?? [])].map(({ conversationId }) => conversationId),
		).toEqual(expect.arrayContaining([ID, other]));
		expect([first.items?.length, second.items?.length]).toEqual([1, 1]);
	});

	it('looks as far back as the form says', async () => {
		const parameters = { ...scene.parameters, options: { overlapMinutes: 60 } };
		await begin({ parameters });
		// The index tells of it an hour late.
		for (let polls = 0; polls < 5; polls++) {
			travel().pass(10 * MINUTE_MS);
			await poll({ [QUERY]: { totalHits: 0 } }, { parameters });
		}
		const { items } = await poll(
			{ [QUERY]: listed(ID), [`GET conversations/${ID}`]: shown() },
			{ parameters },
		);

		expect(items).toMatchObject([{ conversationId: ID }]);
	});

	it('reads the list to its end, and begins nothing new when most of its time is over', async () => {
		await begin();
		const ids = Array.from({ length: 100 }, (_, i) => `00000000-0000-4000-8000-000000001${100 + i}`);
		const lists = async (takesMs: number) => {
			let queries = 0;
			const answers = {
				[QUERY]: new Each(() => {
					travel().pass(takesMs);
					queries += 1;
					return { ...(queries === 1 ? listed(...ids) : listed(ID)), totalHits: 101 };
				}),
			};
			const { sent } = await poll(answers, { budgetMs: 10_000 });
			return { queries, reads: sent.length - queries };
		};

		expect(await lists(8_000)).toEqual({ queries: 1, reads: 0 });
		expect(await lists(0)).toMatchObject({ queries: 2 });
	});

	describe('where n8n hands out a copy of what it keeps, and may discard it', () => {
		const durable = (kept: IDataObject = {}) => ({ kept });
		const answers = () => ({ [QUERY]: listed(ID), [`GET conversations/${ID}`]: shown() });

		it('goes on although a first poll without events has kept nothing', async () => {
			await begin(durable());

			expect((await poll(answers(), durable())).items).toMatchObject([{ conversationId: ID }]);
		});

		it('does not look while n8n may not have taken the last events yet', async () => {
			await begin(durable());
			await poll(answers(), durable());

			expect(await poll(answers(), durable())).toMatchObject({ given: null, sent: [] });
		});

		it('gives events again that n8n has discarded', async () => {
			const kept: IDataObject = {};
			await begin(durable(kept));
			const before = structuredClone(kept);
			expect((await poll(answers(), durable(kept))).items).toHaveLength(1);
			travel().pass(31_000);

			expect((await poll(answers(), durable(before))).items).toHaveLength(1);
		});
	});

	describe('that waits for idle conversations', () => {
		const silent = (wroteAt: number) =>
			chat({
				id: ID,
				startTime: at(wroteAt),
				participants: [
					party('customer', {}, { messages: [{ messageId: 'm', messageTime: at(wroteAt) }] }),
					party('agent'),
				],
			});
		const idle = (options: IDataObject = {}) => ({
			parameters: {
				event: 'conversationIdle',
				idleForMinutes: 10,
				idleSide: 'customer',
				output: 'simplified',
				options,
			},
		});

		it('gives one that has been silent for so long on that side', async () => {
			await begin(idle());
			const answers = { [QUERY]: listed(ID), [`GET conversations/${ID}`]: silent(started) };
			expect((await poll(answers, idle())).given).toBeNull();
			travel().pass(11 * MINUTE_MS);

			const { items } = await poll(answers, idle());

			expect(items).toMatchObject([
				{ eventType: 'conversationIdle', eventTime: at(started + 10 * MINUTE_MS), conversationId: ID },
			]);
		});

		it.each([
			[true, [{ conversationId: ID }]],
			[false, undefined],
		])('gives one that was idle at the beginning only if asked to (%s)', async (alreadyIdle, expected) => {
			started = Date.now() - 60 * MINUTE_MS;
			const answers = { [QUERY]: listed(ID), [`GET conversations/${ID}`]: silent(started) };
			await poll(answers, idle({ alreadyIdle }));
			travel().pass(MINUTE_MS);

			const { items } = await poll(answers, idle({ alreadyIdle }));

			if (expected) expect(items).toMatchObject(expected);
			else expect(items).toBeUndefined();
		});

		it('does not need what the form keeps of another event, and the other way around', async () => {
			await expect(
				poll({}, { parameters: { ...idle().parameters, idleForMinutes: 0 } }),
			).rejects.toMatchObject({
				message: "The value of 'Idle for (Minutes)' cannot be used",
			});
			const kept = {
				...scene.parameters,
				idleForMinutes: 0,
				idleSide: 'nobody',
				options: { alreadyIdle: 'x' },
			};
			expect((await poll({ [QUERY]: { totalHits: 0 } }, { parameters: kept })).given).toBeNull();
			const overlap = idle({ overlapMinutes: 'x' });
			expect((await poll({ [QUERY]: { totalHits: 0 } }, overlap)).given).toBeNull();
		});
	});

	describe('where something goes wrong', () => {
		it('says what, and keeps what it had', async () => {
			await begin();
			const before = structuredClone(scene.kept);

			await expect(poll({ [QUERY]: new Answer(403, { code: 'missing.permissions' }) })).rejects.toMatchObject(
				{
					httpCode: '403',
				},
			);

			expect(scene.kept).toEqual(before);
			const answers = { [QUERY]: listed(ID), [`GET conversations/${ID}`]: shown() };
			expect((await poll(answers)).items).toMatchObject([{ conversationId: ID }]);
		});

		it('warns of what could not be read, gives the others, and goes on with the next poll', async () => {
			const other = ID.replace(/1$/, '4');
			await begin();
			const answers = {
				[QUERY]: listed(ID, other),
				[`GET conversations/${ID}`]: shown(),
				[`GET conversations/${other}`]: new Answer(500),
			};

			const { items, warnings, errors } = await poll(answers);

			expect(items).toMatchObject([{ conversationId: ID }]);
			expect(warnings).toEqual([expect.stringMatching(/\. The next poll goes on\.$/)]);
			expect(errors).toEqual([]);
			const next = await poll({ ...answers, [`GET conversations/${other}`]: shown(other) });
			expect(next.items).toMatchObject([{ conversationId: other }]);
			expect(next.warnings).toEqual([]);
		});

		it('tells how many it has given up, and only then', async () => {
			const other = ID.replace(/1$/, '4');
			await begin();
			const broken = {
				[QUERY]: listed(ID, other),
				[`GET conversations/${ID}`]: new Answer(500),
				[`GET conversations/${other}`]: shown(other),
			};
			const told: string[] = [];
			for (let hours = 0; hours < 27; hours++) {
				travel().pass(60 * MINUTE_MS);
				// Something can be read each time: it is about this one.
				const another = `00000000-0000-4000-8000-0000000001${String(hours).padStart(2, '0')}`;
				started = Date.now() - MINUTE_MS;
				const { errors } = await poll({
					...broken,
					[QUERY]: listed(ID, another),
					[`GET conversations/${another}`]: shown(another),
				}).catch(() => ({ errors: [] }));
				told.push(...errors);
			}

			expect(told).toEqual([
				'1 conversation could not be read, or judged, for a day. Events there may be missing.',
			]);
		});

		it('does not begin a second poll while the first is under way', async () => {
			let answer = () => {};
			const waiting = new Promise<void>((resolve) => {
				answer = resolve;
			});
			const respond = async (sent: Parameters<ReturnType<typeof genesysCloud>>[0]) => {
				await waiting;
				return genesysCloud({ [QUERY]: { totalHits: 0 } })(sent);
			};
			const first = poll({}, { respond });

			const second = await poll({});
			const another = await poll({ [QUERY]: { totalHits: 0 } }, elsewhere());
			answer();

			expect(second).toMatchObject({ given: null, sent: [] });
			expect(another.sent).not.toEqual([]);
			expect((await first).given).toBeNull();
			// And goes on when it is over.
			expect((await poll({ [QUERY]: { totalHits: 0 } })).sent).not.toEqual([]);
		});

		it('goes on after a poll that failed', async () => {
			await expect(poll({ [QUERY]: new Answer(403) })).rejects.toThrow();

			expect((await poll({ [QUERY]: { totalHits: 0 } })).sent).not.toEqual([]);
		});

		it('ends in the time that n8n gives it, and says so', async () => {
			await begin();
			const slow = (takesMs: number) =>
				new Each(() => {
					travel().pass(takesMs);
					return listed(ID);
				});

			await expect(
				poll({ [QUERY]: slow(9_100), [`GET conversations/${ID}`]: shown() }, { budgetMs: 10_000 }),
			).rejects.toMatchObject({ message: 'Genesys Cloud did not answer in time' });
			const { items } = await poll(
				{ [QUERY]: slow(6_900), [`GET conversations/${ID}`]: shown() },
				{ budgetMs: 10_000 },
			);
			expect(items).toMatchObject([{ conversationId: ID }]);
		});

		it('takes 36 seconds at most where n8n does not say', async () => {
			await begin();
			const old = (takesMs: number) => {
				const answers = {
					[QUERY]: new Each(() => {
						travel().pass(takesMs);
						return listed(ID);
					}),
					[`GET conversations/${ID}`]: shown(),
				};
				const { context } = pollContext({ ...scene, respond: genesysCloud(answers) });
				const without = new Proxy(context, {
					has: (target, key) => key !== 'getPollBudgetMs' && Reflect.has(target, key),
				});
				return trigger.poll.call(without);
			};

			await expect(old(0.9 * 36_000 + 100)).rejects.toMatchObject({
				message: 'Genesys Cloud did not answer in time',
			});
			expect(await old(0.7 * 36_000 - 500)).toHaveLength(1);
		});
	});

	describe('that is tested in the editor', () => {
		const manual = { isManual: true };

		it('gives the latest that there is, and keeps nothing', async () => {
			started = Date.now() - 60 * MINUTE_MS;
			const answers = { [QUERY]: listed(ID), [`GET conversations/${ID}`]: shown() };
			const before = structuredClone(scene.kept);

			const { items } = await poll(answers, manual);

			expect(items).toMatchObject([{ eventType: 'conversationStarted', conversationId: ID }]);
			expect(scene.kept).toEqual(before);
		});

		it('is not held up by a poll that is under way', async () => {
			started = Date.now() - 60 * MINUTE_MS;
			const answers = { [QUERY]: listed(ID), [`GET conversations/${ID}`]: shown() };
			let inside: unknown;
			const respond = async (sent: Parameters<ReturnType<typeof genesysCloud>>[0]) => {
				inside ??= (await poll(answers, { ...elsewhere(), ...manual, workflowId: node })).items;
				return await genesysCloud({ [QUERY]: { totalHits: 0 } })(sent);
			};
			await poll({}, { respond });

			expect(inside).toMatchObject([{ conversationId: ID }]);
		});

		it.each([
			['conversationEnded', 'none is known to have ended in the last 31 days. End one, and test again.'],
			['conversationIdle', "none is idle for that long. Wait, or lower 'Idle for (Minutes)' for the test."],
			['conversationStarted', 'is known of the last 31 days. Start one, and test again.'],
			[
				'customerLeft',
				'none is known to have been left by its customer. Leave one as the customer, and test again.',
			],
		])('says what to do where there is no example (%s)', async (event, whatToDo) => {
			const parameters = { event, idleForMinutes: 10, idleSide: 'anyone', output: 'simplified' };

			await expect(poll({ [QUERY]: { totalHits: 0 } }, { ...manual, parameters })).rejects.toMatchObject({
				message: 'There is no event to show yet',
				description: expect.stringContaining(whatToDo) as unknown,
			});
		});
	});
});
