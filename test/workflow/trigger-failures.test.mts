import { inspect } from 'node:util';

import type { INodeParameters } from 'n8n-workflow';
import * as v from 'valibot';

import { thrownBy, withTriggerScene } from '../support/trigger-scene.mts';
import { activate } from '../support/trigger.mts';

const LIST = { method: 'POST', path: '/details/query' };
const PERMISSION = 'analytics:conversationDetail:view';
const DECLARED = v.object({ failure: v.optional(v.object({ cause: v.string() })) });
const STARTED = { event: 'conversationStarted' };

describe('A trigger, when something goes wrong', () => {
	const { bench, minutes, startsNow } = withTriggerScene();

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

		it('lets one that is never answered take its own place only: the others come in order, poll after poll', async () => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const chats = Array.from({ length: 20 }, () => startsNow());
			bench().simulator.faults.add({ kind: 'silence', match: { path: chats[0]?.id ?? '' } });

			const given: unknown[] = [];
			for (let polls = 0; polls < 3; polls++)
				given.push(...(await trigger.poll({ budgetMs: 1_500 })).map(({ conversationId }) => conversationId));

			expect(given).toEqual(chats.slice(1).map(({ id }) => id));
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
