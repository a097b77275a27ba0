import type { INodeListSearchResult } from 'n8n-workflow';

import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import type { World } from '../../simulator/index.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { get } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** A list that the form offers, and how the organization comes by an entry of it. */
interface List {
	readonly method: string;
	readonly permission?: string;
	/** What the organization has from the start. */
	readonly there?: readonly string[];
	add(world: World, name: string): { readonly id: string };
}

const LISTS: readonly List[] = [
	{ method: 'searchAgents', add: (world, name) => world.addUser({ name }) },
	{
		method: 'searchDivisions',
		there: ['Home'],
		add: (world, name) => world.addDivision({ name }),
	},
	{
		method: 'searchExternalContacts',
		permission: 'externalContacts:contact:view',
		add: (world, name) => world.addContact({ firstName: name }),
	},
	{
		method: 'searchExternalSources',
		permission: 'externalContacts:externalSource:view',
		add: (world, name) => world.addExternalSource({ name }),
	},
	{
		method: 'searchFlows',
		permission: 'architect:flow:view',
		add: (world, name) => world.addFlow({ name }),
	},
	{
		method: 'searchWrapUpCodes',
		permission: 'routing:wrapupCode:view',
		add: (world, name) => world.addWrapUpCode({ name }),
	},
];

const names = ({ results }: INodeListSearchResult) => results.map(({ name }) => name);
const numbered = (count: number) =>
	Array.from({ length: count }, (_, index) => `Entry ${String(index + 1).padStart(3, '0')}`);

describe.each(LISTS)('The list of a locator ($method)', (list) => {
	const { method, permission, there = [] } = list;
	const bench = withWorkbench();

	it('offers names, and gives the ID', async () => {
		const { id } = list.add(bench().simulator.world, 'Entry');

		expect(await bench().form().search(method, 'entry')).toEqual({ results: [{ name: 'Entry', value: id }] });
	});

	it('goes on page by page, complete', async () => {
		const all = numbered(250);
		for (const name of all) list.add(bench().simulator.world, name);
		const form = bench().form();

		const pages = [await form.search(method)];
		for (let next = pages[0]?.paginationToken; next !== undefined; next = pages.at(-1)?.paginationToken) {
			pages.push(await form.search(method, undefined, String(next)));
		}

		expect(pages).toHaveLength(3);
		expect(pages.flatMap(names).sort()).toEqual([...all, ...there]);
	});

	it('is searched by name, whatever the case', async () => {
		for (const name of ['Billing', 'Support', 'Suppliers']) list.add(bench().simulator.world, name);

		expect(names(await bench().form().search(method, 'sUPP')).sort()).toEqual(['Suppliers', 'Support']);
		expect(await bench().form().search(method, 'no such name')).toEqual({ results: [] });
	});

	it('says what it could not do and why, and tells no secret', async () => {
		bench().restrict({ permissions: [] });
		bench().simulator.faults.add({ kind: 'status', status: 403, match: { path: '^/api/' } });

		const failure = await bench()
			.form()
			.search(method)
			.catch((error: unknown) => error);

		expect(failure).toBeInstanceOf(Error);
		expect(String(failure)).toContain('listing the');
		for (const secret of bench().secrets()) expect(String(failure)).not.toContain(secret);
	});

	if (permission !== undefined) {
		it('names the permission that is missing', async () => {
			bench().restrict({ permissions: [] });

			await expect(bench().form().search(method)).rejects.toMatchObject({
				description: expect.stringContaining(permission) as string,
			});
		});
	}
});

describe('The list of divisions', () => {
	const bench = withWorkbench();

	it('is there without any permission', async () => {
		bench().restrict({ permissions: [] });

		expect(names(await bench().form().search('searchDivisions'))).toEqual(['Home']);
	});
});

describe('The list of flows', () => {
	const bench = withWorkbench();

	it('offers what takes messages, by name', async () => {
		const { world } = bench().simulator;
		for (const name of ['Zebra', 'Apple', 'Mango']) world.addFlow({ name });
		world.addFlow({ name: 'Main Number', type: 'inboundcall' });

		expect(names(await bench().form().search('searchFlows'))).toEqual(['Apple', 'Mango', 'Zebra']);
	});
});

describe('The list of external contacts', () => {
	const bench = withWorkbench();
	const offered = async (filter?: string) =>
		names(await bench().form().search('searchExternalContacts', filter));

	beforeEach(() => {
		const { world } = bench().simulator;
		world.addContact({ firstName: 'Robin', lastName: 'Hood', phones: ['+13175550199'] });
		world.addContact({ firstName: 'Dana', lastName: 'Example', emails: ['dana@example.com'] });
	});

	it('offers somebody before anything is typed, by first name', async () => {
		expect(await offered()).toEqual(['Dana Example – dana@example.com', 'Robin Hood – +13175550199']);
	});

	it.each([
		['hood', 'Robin Hood – +13175550199'],
		['dana exa', 'Dana Example – dana@example.com'],
		['DANA@', 'Dana Example – dana@example.com'],
		['555019', 'Robin Hood – +13175550199'],
	])('is searched by name, email address and phone number: %s', async (filter, entry) => {
		expect(await offered(filter)).toEqual([entry]);
	});

	it('ends where Genesys Cloud goes no further: with the thousandth', async () => {
		const { world } = bench().simulator;
		for (const name of numbered(1_020)) world.addContact({ firstName: name });
		const form = bench().form();

		const last = await form.search('searchExternalContacts', undefined, '10');

		expect(last.results).toHaveLength(100);
		expect(last.paginationToken).toBeUndefined();
	});
});

describe('The list of sessions', () => {
	const bench = withWorkbench();
	const form = (conversationId: string, mode = 'id') =>
		bench().form({
			resource: 'session',
			operation: 'close',
			conversationId: { __rl: true, mode, value: conversationId },
		});

	it('offers those of the conversation in the form, those that are open first', async () => {
		const chat = openContactCenter(bench().simulator.world).chat();

		const { results } = await form(chat.id).search('searchSessions');

		expect(results.slice(0, 2)).toEqual([
			{ name: 'Dana Example – customer – connected', value: chat.customer.sessionId },
			{ name: 'Alex Agent – agent – connected', value: chat.agent?.sessionId },
		]);
		expect(results.slice(2).map(({ name }) => name)).toEqual([
			'Web Messaging Inbound – message flow – disconnected',
			'Support – queue – disconnected',
		]);
	});

	it.each(['list', 'url'])('takes the conversation as it was given: %s', async (mode) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const value =
			mode === 'url' ? `https://apps.mypurecloud.de/directory/#/engage/admin/interactions/${id}` : id;

		expect((await form(value, mode).search('searchSessions')).results).toHaveLength(4);
	});

	it.each(['', '={{ $json.conversationId }}'])(
		'says that a conversation must be chosen first, in place of a list: %j',
		async (value) => {
			await expect(form(value).search('searchSessions')).rejects.toMatchObject({
				message: 'Choose a conversation first',
			});
			expect(bench().calls()).toEqual([]);
		},
	);

	it('says so as well where the form has no conversation at all', async () => {
		await expect(bench().form().search('searchSessions')).rejects.toMatchObject({
			message: 'Choose a conversation first',
		});
	});

	it('names the permission that is missing', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		bench().restrict({ permissions: [] });

		await expect(form(id).search('searchSessions')).rejects.toMatchObject({
			description: expect.stringContaining('conversation:communication:view') as string,
		});
	});
});

describe('The list of queues', () => {
	const bench = withWorkbench();

	it('offers all of them at once', async () => {
		const { world } = bench().simulator;
		const queues = numbered(250).map((name) => ({ name, value: world.addQueue({ name }).id }));

		expect(await bench().form().options('getQueues')).toEqual(queues);
		expect(bench().calls()).toHaveLength(3);
	});

	it('gets along without any', async () => {
		expect(await bench().form().options('getQueues')).toEqual([]);
	});
});

describe('The list of conversations', () => {
	const bench = withWorkbench();

	it('offers what is open, the newest first, by customer, queue, agent, idle time and start', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const older = center.chat({ startedAt: '2026-01-01T00:00:00Z', stage: 'ended' });
		const plain = center.chat({ startedAt: world.now() - 60_000 });
		const tagged = center.chat({ externalTag: 'ticket-4711' });

		const { results } = await bench().form().search('searchConversations');

		expect(results.map(({ value }) => value)).toEqual([plain.id, tagged.id]);
		expect(results.map(({ value }) => value)).not.toContain(older.id);
		const [first, second] = results.map(({ name }) => name);
		for (const entry of [first, second]) {
			expect(entry).toMatch(/^Dana Example · Support · Alex Agent · idle \d+ min$/);
		}
	});

	it('is searched by all that it shows, by the tag and by the ID', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const tagged = center.chat({ externalTag: 'ticket-4711' });
		const robins = center.chat({ customerName: 'Robin' });
		const form = bench().form();

		for (const [filter, wanted] of [
			['TICKET', tagged.id],
			['rob', robins.id],
			[robins.id.slice(0, 13), robins.id],
		] as const) {
			const { results } = await form.search('searchConversations', filter);
			expect(results.map(({ value }) => value)).toEqual([wanted]);
		}
	});

	it('shows twenty at a time, and reads no more than it shows', async () => {
		const center = openContactCenter(bench().simulator.world);
		for (let count = 0; count < 120; count++) center.chat();

		expect((await bench().form().search('searchConversations')).results).toHaveLength(20);
		expect(bench().calls()).toHaveLength(21);
	});

	/** Conversations that the index has as open, and that have ended. */
	function orphans(count: number, minutesOld: number) {
		const { world } = bench().simulator;
		for (const { id } of chats(count, minutesOld)) world.orphan(id);
	}
	function chats(count: number, minutesOld: number) {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const startedAt = world.now() - minutesOld * MINUTE_MS;
		return Array.from({ length: count }, () => center.chat({ startedAt }));
	}
	const idsOf = (all: ReadonlyArray<{ readonly id: string }>) => all.map(({ id }) => id).sort();
	/** Scrolls down a list as far as it leads. */
	async function scroll(token: string, most: number): Promise<unknown[]> {
		const given: unknown[] = [];
		let next: string | undefined = token;
		for (let parts = 0; next !== undefined && parts < most; parts++) {
			const part: INodeListSearchResult = await bench().form().search('searchConversations', '', next);
			given.push(...part.results.map(({ value }) => value));
			next = part.paginationToken === undefined ? undefined : String(part.paginationToken);
		}
		expect(next).toBeUndefined();
		return given;
	}

	it('spends a part of the rate limit only where nothing is open that the index has as open', async () => {
		const [older] = chats(1, 60);
		orphans(330, 5);

		await expect(bench().form().search('searchConversations')).rejects.toMatchObject({
			message: 'The list of conversations has nothing to show so far',
			description: expect.stringContaining(
				"60 conversations that Genesys Cloud's index has as open have ended; there are more.",
			) as unknown,
		});
		expect(bench().calls()).toHaveLength(61);
		const parameters = get(older?.id ?? '', { options: { maxWaitSeconds: 0, maxRetries: 0 } });
		expect(await bench().item({ parameters })).toMatchObject({ conversationId: older?.id });
	});

	it('shows what is open of what it has read, and leads on to the rest', async () => {
		orphans(70, 20);
		const older = chats(2, 15);
		orphans(65, 10);
		const newest = chats(3, 5);

		const { results, paginationToken } = await bench().form().search('searchConversations');

		expect(results.map(({ value }) => value).sort()).toEqual(idsOf(newest));
		expect(bench().calls()).toHaveLength(61);
		const rest = await scroll(String(paginationToken), 5);
		expect(rest.sort()).toEqual(idsOf(older));
	});

	it('leaves half of the limit to others where it is read on without finding much', async () => {
		bench().simulator.configure({ rateLimit: { allowed: 100 } });
		orphans(200, 10);
		const newest = chats(1, 5);

		const first = await bench().form().search('searchConversations');
		const second = await bench().form().search('searchConversations', '', String(first.paginationToken));

		expect(first.results.map(({ value }) => value)).toEqual(idsOf(newest));
		expect(second.results).toEqual([]);
		expect(second.paginationToken).toBe(first.paginationToken);
		expect(bench().calls()).toHaveLength(61);
	});

	it('offers nothing unread where the limit is reached, and goes on there', async () => {
		bench().simulator.configure({ rateLimit: { allowed: 15 } });
		const [{ id } = { id: '' }] = chats(30, 5);
		const { startTime } = bench().simulator.world.conversation(id);

		const { results, paginationToken } = await bench().form().search('searchConversations');

		// Which of those that are read at the same time is refused is left to chance.
		const { length } = results;
		expect(length).toBeGreaterThan(0);
		expect(length).toBeLessThanOrEqual(14);
		expect(paginationToken).toBe(`${length}.${startTime.toString(36)}.${String(results.at(-1)?.value)}`);
		await expect(bench().form().search('searchConversations')).rejects.toMatchObject({ httpCode: '429' });
	});

	it.each([
		['Dana\u202e neppo elpmaxE', 'Dana neppo elpmaxE'],
		['Dana\r\n\u0000 Web', 'Dana Web'],
		['\u200b\u202e', 'Guest'],
		['a'.repeat(5_000), `${'a'.repeat(60)}…`],
	])(
		'shows the name that a customer has chosen in a line, and the rest behind it: %j',
		async (name, shown) => {
			const { id } = openContactCenter(bench().simulator.world).chat({ customerName: name });
			const form = bench().form();

			for (const filter of ['', name, shown.replace('…', ''), 'alex agent']) {
				const { results } = await form.search('searchConversations', filter);
				expect(results).toEqual([
					{ name: expect.stringMatching(/ · Support · Alex Agent · idle \d+ min$/) as unknown, value: id },
				]);
				expect(results[0]?.name.startsWith(`${shown} · `)).toBe(true);
			}
			const sessions = bench().form({ resource: 'session', operation: 'close', conversationId: id });
			const { results } = await sessions.search('searchSessions', name);
			expect(results.map((one) => one.name)).toContain(
				`${shown === 'Guest' ? 'Customer' : `${shown} – customer`} – connected`,
			);
		},
	);

	it.each([-40, -1, 1, 3])('goes by the clock of Genesys Cloud (%i days ahead)', async (days) => {
		const { world } = bench().simulator;
		world.clock.skewBy(days * DAY_MS);
		const { id } = openContactCenter(world).chat();

		const { results } = await bench().form().search('searchConversations');

		expect(results.map(({ value }) => value)).toEqual([id]);
	});

	it('looks at what it shows once, also where the clock of this machine is wrong', async () => {
		bench().simulator.world.clock.skewBy(-DAY_MS);
		chats(30, 5);

		expect((await bench().form().search('searchConversations')).results).toHaveLength(20);
		expect(
			bench()
				.calls()
				.filter((call) => call.startsWith('GET ')),
		).toHaveLength(20);
	});

	it('leaves out at once what the index still takes for open', async () => {
		const { simulator } = bench();
		const center = openContactCenter(simulator.world);
		const open = center.chat();
		const ended = center.chat();
		simulator.configure({ analyticsLagMs: 10 * MINUTE_MS });
		simulator.world.end(ended.id);

		const { results } = await bench().form().search('searchConversations');

		expect(results.map(({ value }) => value)).toEqual([open.id]);
	});
});
