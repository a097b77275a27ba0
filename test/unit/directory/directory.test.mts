import {
	readAllEntries,
	readDirectory,
	readEntries,
	type ListName,
} from '../../../nodes/shared/directory/directory.ts';
import { ok, VirtualPlatform } from '../../support/virtual-platform.mts';

describe('The directory of an organization', () => {
	let platform: VirtualPlatform;

	beforeEach(() => {
		platform = new VirtualPlatform();
	});

	const read = async (listing: ListName, name = '', page = '') => {
		const reading = readDirectory(platform.run().client, listing, name, page);
		const { entries, next } = await platform.play(reading);
		return { entries, next };
	};
	const entriesOf = async (listing: ListName, name = '', page = '') =>
		await platform.play(readEntries(platform.run().client, listing, name, page));
	const asked = () => platform.server.arrivals.map(({ line, call }) => [line, call.query]);
	const page = (names: readonly string[], more = {}) =>
		ok({ entities: names.map((name) => ({ id: `id-${name.replaceAll(' ', '-')}`, name })), ...more });

	it.each([
		['queues', 'routing/queues', { pageSize: 100, pageNumber: 1 }],
		['wrapUpCodes', 'routing/wrapupcodes', { pageSize: 100, pageNumber: 1 }],
		['users', 'users', { state: 'active', pageSize: 100, pageNumber: 1 }],
		['externalSources', 'externalcontacts/externalsources', { limit: 100 }],
		['divisions', 'authorization/divisions', { pageSize: 100, pageNumber: 1 }],
		[
			'flows',
			'flows',
			{ type: 'inboundshortmessage', sortBy: 'name', sortOrder: 'asc', pageSize: 100, pageNumber: 1 },
		],
	] as const)('is asked for the first page of %s', async (listing, path, query) => {
		platform.server.next('', page(['Support']));

		expect(await read(listing)).toEqual({ entries: [{ id: 'id-Support', name: 'Support' }] });
		expect(asked()).toEqual([[`GET /api/v2/${path}`, query]]);
	});

	it.each([
		['queues', { name: '*sup*', pageSize: 100, pageNumber: 2 }],
		['wrapUpCodes', { pageSize: 100, pageNumber: 2 }],
		['users', { state: 'active', pageSize: 100, pageNumber: 2 }],
		['divisions', { pageSize: 100, pageNumber: 2 }],
		[
			'flows',
			{
				type: 'inboundshortmessage',
				sortBy: 'name',
				sortOrder: 'asc',
				name: '*sup*',
				pageSize: 100,
				pageNumber: 2,
			},
		],
	] as const)('is asked for a name and a page of %s, as far as it can be', async (listing, query) => {
		platform.server.next('', page(['Support']));

		await read(listing, 'sup', '2');

		expect(asked()[0]?.[1]).toEqual(query);
	});

	it('is asked for external sources by the beginning of a name, and by a cursor', async () => {
		platform.server.next('', page(['Support']));

		await read('externalSources', 'sup', 'next');

		expect(asked()[0]?.[1]).toEqual({ name: 'sup', limit: 100, cursor: 'next' });
	});

	it('gives what has the name in it, in whatever letters', async () => {
		platform.server.next('', page(['Support', 'Sales', 'IT support']));

		expect((await read('users', 'SUP')).entries.map(({ name }) => name)).toEqual(['Support', 'IT support']);
	});

	it('leaves out what has no ID or no name', async () => {
		platform.server.next('', ok({ entities: [{ id: 'a' }, { name: 'B' }, { id: 'c', name: 'C' }, null] }));

		expect((await read('queues')).entries).toEqual([{ id: 'c', name: 'C' }]);
	});

	it.each([
		'={{ $env }}',
		'../../users/me',
		'https://evil.example/interactions/a',
		' ',
		'a\r\nb',
		'x'.repeat(101),
	])(
		'leaves out what has an ID that is none, for what is picked may be worked out or lead elsewhere: %j',
		async (id) => {
			const entities = [
				{ id, name: 'Support', firstName: 'Support' },
				{ id: 'c', name: 'C', firstName: 'C' },
			];
			platform.server.next('', ok({ entities }), ok({ entities }));

			expect((await read('queues')).entries).toEqual([{ id: 'c', name: 'C' }]);
			expect((await read('externalContacts')).entries).toEqual([{ id: 'c', name: 'C' }]);
		},
	);

	it.each([' \u00a0', '\u200b\u2060', '\n', '\u0000\u202e'])(
		'leaves out what has a name that nobody sees: %j',
		async (name) => {
			platform.server.next(
				'',
				ok({
					entities: [
						{ id: 'a', name },
						{ id: 'b', name: 'B' },
					],
				}),
			);

			expect((await read('queues')).entries).toEqual([{ id: 'b', name: 'B' }]);
		},
	);

	it.each([
		['Dana\u202e neppo elpmaxE', 'Dana neppo elpmaxE'],
		['Dana\r\n\u0000 Web', 'Dana Web'],
		['a'.repeat(5_000), `${'a'.repeat(60)}…`],
		['🙂'.repeat(61), `${'🙂'.repeat(60)}…`],
	])('shows a name in a line that is not too long: %j', async (name, shown) => {
		platform.server.next('', ok({ entities: [{ id: 'a', name }] }));

		expect((await read('queues')).entries).toEqual([{ id: 'a', name: shown }]);
	});

	it.each(['Dana\u202e neppo', 'Dana neppo', 'B  C', 'z'])(
		'is searched by the name as it really is, and as it is shown: %j',
		async (wanted) => {
			const name = `Dana\u202e neppo B  C ${'a'.repeat(60)}z`;
			platform.server.next('', ok({ entities: [{ id: 'a', name }] }));

			expect((await read('users', wanted)).entries.map(({ id }) => id)).toEqual(['a']);
		},
	);

	it('offers an ID once, by its first name', async () => {
		const entities = [
			{ id: 'a', name: 'A' },
			{ id: 'a', name: 'B' },
		];
		platform.server.next('', ok({ entities }));

		expect((await read('queues')).entries).toEqual([{ id: 'a', name: 'A' }]);
	});

	it('fails where another page is given than the one that was asked for, and it leads on', async () => {
		platform.server.always('', page(['A'], { pageNumber: 1, nextUri: '/x' }));

		expect((await read('queues')).next).toBe('2');
		await expect(read('queues', '', '2')).rejects.toMatchObject({
			message: 'The list from Genesys Cloud does not end',
		});
	});

	it('takes another page than the one that was asked for as the last one, where it leads nowhere', async () => {
		platform.server.next('', page(['A'], { pageNumber: 1 }));

		expect(await read('queues', '', '2')).toEqual({ entries: [{ id: 'id-A', name: 'A' }] });
	});

	it('fails where a cursor leads to itself', async () => {
		platform.server.next('', page(['A'], { cursors: { after: 'b' } }));

		await expect(read('externalSources', '', 'b')).rejects.toMatchObject({
			message: 'The list from Genesys Cloud does not end',
		});
	});

	it('tells where the next page begins: by its number', async () => {
		platform.server.next(
			'',
			page(['A'], { nextUri: '/api/v2/next' }),
			page(['B'], { nextUri: '/api/v2/next' }),
		);

		expect((await read('queues')).next).toBe('2');
		expect((await read('queues', '', '2')).next).toBe('3');
	});

	it('tells where the next page begins: by a cursor', async () => {
		platform.server.next(
			'',
			page(['A'], { cursors: { after: 'b' }, nextUri: '/x' }),
			page(['B'], { nextUri: '/x' }),
		);

		expect((await read('externalSources')).next).toBe('b');
		expect((await read('externalSources')).next).toBeUndefined();
	});

	it('does not take a cursor for the page of another list', async () => {
		platform.server.next('', page(['A'], { cursors: { after: 'b' } }));

		expect((await read('queues')).next).toBeUndefined();
	});

	it.each([
		['is a list', []],
		['has no entities', {}],
		['has entities that are none', { entities: {} }],
		['is a page of HTML', '<html></html>'],
	])('fails where the answer %s', async (_what, body) => {
		platform.server.next('', ok(body));

		await expect(read('queues')).rejects.toMatchObject({
			message: 'The answer does not seem to come from Genesys Cloud (listing the queues)',
		});
	});

	it.each([
		['users', 'listing the agents'],
		['wrapUpCodes', 'listing the wrap-up codes'],
		['externalSources', 'listing the external sources'],
		['divisions', 'listing the divisions'],
		['flows', 'listing the message flows'],
		['externalContacts', 'listing the external contacts'],
	] as const)('says what it was doing: %s', async (listing, doing) => {
		platform.server.next('', ok([]));

		await expect(read(listing)).rejects.toMatchObject({
			message: `The answer does not seem to come from Genesys Cloud (${doing})`,
		});
	});

	describe('of external contacts', () => {
		const contacts = (entities: ReadonlyArray<object | null>, more = {}) => ok({ entities, ...more });

		it('is asked for the first names in order, as long as nothing is looked for', async () => {
			platform.server.next('', contacts([]));

			await read('externalContacts');

			expect(asked()).toEqual([
				[
					'GET /api/v2/externalcontacts/contacts',
					{ sortOrder: 'firstName:asc', pageSize: 100, pageNumber: 1 },
				],
			]);
		});

		it('is asked for what somebody has typed, and gives whom Genesys Cloud finds', async () => {
			platform.server.next('', contacts([{ id: 'a', firstName: 'Robin' }]));

			expect(await read('externalContacts', '+1 317', '2')).toEqual({
				entries: [{ id: 'a', name: 'Robin' }],
			});
			expect(asked()[0]?.[1]).toEqual({ q: '+1 317', pageSize: 100, pageNumber: 2 });
		});

		it.each([
			[{ firstName: 'Dana', lastName: 'Example' }, 'Dana Example'],
			[{ lastName: 'Example', personalEmail: 'd@example.com' }, 'Example – d@example.com'],
			[
				{ firstName: 'Dana', workEmail: 'w@example.com', otherEmail: 'o@example.com' },
				'Dana – w@example.com',
			],
			[{ firstName: 'Dana', otherEmail: 'o@example.com' }, 'Dana – o@example.com'],
			[
				{ firstName: 'Dana', personalEmail: 'd@example.com', workEmail: 'w@example.com' },
				'Dana – d@example.com',
			],
			[
				{ firstName: 'Dana', personalEmail: 'd@example.com', cellPhone: { e164: '+1' } },
				'Dana – d@example.com',
			],
			[
				{ firstName: 'Dana', cellPhone: { e164: '+1', display: '1' }, workPhone: { e164: '+2' } },
				'Dana – +1',
			],
			[{ firstName: 'Dana', cellPhone: {}, workPhone: { display: '2', userInput: 'two' } }, 'Dana – 2'],
			[{ firstName: 'Dana', homePhone: { userInput: '3' }, otherPhone: { e164: '+4' } }, 'Dana – 3'],
			[{ firstName: 'Dana', otherPhone: { e164: '+4' } }, 'Dana – +4'],
			[{ workEmail: 'w@example.com' }, 'w@example.com'],
			[{ firstName: '', lastName: null }, 'No name'],
			[{ firstName: ' ', lastName: '\u200b' }, 'No name'],
			[{ firstName: ' ', workEmail: 'w@example.com' }, 'w@example.com'],
			[{ firstName: '\u0000', workEmail: 'w@example.com' }, 'w@example.com'],
			[
				{ firstName: 'Dana\u202e', lastName: 'a'.repeat(5_000), workEmail: 'w@example\r\n.com' },
				`Dana ${'a'.repeat(55)}… – w@example .com`,
			],
		])('names a contact by all that tells it from others: %j', async (contact, name) => {
			platform.server.next('', contacts([{ id: 'a', ...contact }]));

			expect((await read('externalContacts')).entries).toEqual([{ id: 'a', name }]);
		});

		it('leaves out who has no ID', async () => {
			platform.server.next('', contacts([{ firstName: 'Dana' }, null]));

			expect((await read('externalContacts')).entries).toEqual([]);
		});

		it('goes no further than Genesys Cloud does: to the thousandth', async () => {
			const more = { nextUri: '/x' };
			platform.server.next('', contacts([], more), contacts([], more));

			expect((await read('externalContacts', '', '9')).next).toBe('10');
			expect((await read('externalContacts', '', '10')).next).toBeUndefined();
		});
	});

	it('goes on beyond the thousandth where Genesys Cloud does', async () => {
		platform.server.next('', page(['A'], { nextUri: '/x' }));

		expect((await read('divisions', '', '10')).next).toBe('11');
	});

	describe('where many do not match', () => {
		it('is read on until something does', async () => {
			platform.server.next(
				'',
				page(['Sales'], { nextUri: '/x' }),
				page(['Sales', 'Billing'], { nextUri: '/x' }),
				page(['Support'], { nextUri: '/x' }),
			);

			expect(await entriesOf('users', 'sup')).toEqual({
				entries: [{ id: 'id-Support', name: 'Support' }],
				next: '4',
			});
		});

		it('gives nothing at its end', async () => {
			platform.server.next('', page(['Sales'], { nextUri: '/x' }), page(['Sales']));

			expect(await entriesOf('users', 'sup')).toEqual({ entries: [] });
		});

		it('gives the last entries without a next page', async () => {
			platform.server.next('', page(['Support']));

			expect((await entriesOf('users', 'sup')).next).toBeUndefined();
		});

		it('fails where its pages go in circles', async () => {
			const [a, b] = [page(['X'], { cursors: { after: 'b' } }), page(['Y'], { cursors: { after: 'a' } })];
			platform.server.next('', a, b, a);

			await expect(entriesOf('externalSources', 'sup')).rejects.toMatchObject({
				message: 'The list from Genesys Cloud does not end',
				whatToDo:
					'Its pages repeat. Try again. If it keeps happening, check the network connection to Genesys Cloud.',
			});
			expect(platform.server.arrivals).toHaveLength(3);
		});

		it('fails where a page brings nothing but what another one brought, and leads on', async () => {
			platform.server.always('', page(['X', 'Y'], { nextUri: '/x' }));

			await expect(entriesOf('users', 'sup')).rejects.toMatchObject({
				message: 'The list from Genesys Cloud does not end',
			});
			expect(platform.server.arrivals).toHaveLength(2);
		});

		it.each([
			['agents that somebody else is among', (number: number) => [`Agent ${number}`]],
			['nobody at all', () => []],
		])('passes over thirty pages and no more, and says that there are more: %s', async (_who, names) => {
			let number = 0;
			platform.server.always('', () => page(names(number++), { nextUri: '/x' }));

			await expect(entriesOf('users', 'sup')).rejects.toMatchObject({
				message: 'The list from Genesys Cloud is too long',
				whatToDo:
					'Nothing on the 30 pages that were looked through matches, and there are more. Enter the ID instead of choosing from the list.',
			});
			expect(platform.server.arrivals).toHaveLength(30);
		});

		it('finds on the last page that is looked at', async () => {
			let number = 0;
			platform.server.always('', () => page([`Agent ${++number}`], { nextUri: '/x' }));

			expect(await entriesOf('users', 'agent 30')).toEqual({
				entries: [{ id: 'id-Agent-30', name: 'Agent 30' }],
				next: '31',
			});
		});
	});

	describe('read as a whole', () => {
		const all = async () => await platform.play(readAllEntries(platform.run().client, 'queues'));

		it('has every entry once', async () => {
			platform.server.next('', page(['A', 'B'], { nextUri: '/x' }), page(['B', 'C']));

			expect((await all()).map(({ name }) => name)).toEqual(['A', 'B', 'C']);
			expect(asked().map(([, query]) => query)).toEqual([
				{ pageSize: 100, pageNumber: 1 },
				{ pageSize: 100, pageNumber: 2 },
			]);
		});

		it('ends where every page has something new, and says that it is too long', async () => {
			let number = 0;
			platform.server.always('', () => page([`Queue ${number++}`], { nextUri: '/x' }));

			await expect(all()).rejects.toMatchObject({
				message: 'The list from Genesys Cloud is too long',
				whatToDo: 'It has more than 100 pages. Enter the ID instead of choosing from the list.',
			});
			expect(platform.server.arrivals).toHaveLength(100);
		});

		it('may be empty', async () => {
			platform.server.next('', page([]));

			expect(await all()).toEqual([]);
		});

		it('fails where a page brings nothing new and leads on', async () => {
			platform.server.next('', page(['A'], { nextUri: '/x' }), page(['A'], { nextUri: '/x' }));

			await expect(all()).rejects.toMatchObject({ message: 'The list from Genesys Cloud does not end' });
		});
	});
});
