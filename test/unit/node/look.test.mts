import { MINUTE_MS } from '../../../simulator/durations.mts';
import { runNode } from '../../support/node-stand-in.mts';
import { Answer } from '../../support/n8n-context.mts';
import { chat, leg, party } from '../../support/virtual-conversation.mts';
import { row as rowOfThen } from '../../support/virtual-index.mts';

const ID = '00000000-0000-4000-8000-000000000001';
const OTHER = '00000000-0000-4000-8000-000000000002';
const READ = `GET conversations/${ID}`;
const THIRD = '00000000-0000-4000-8000-000000000003';
const READ_OTHER = `GET conversations/${OTHER}`;
const READ_THIRD = `GET conversations/${THIRD}`;
const QUERY = 'POST analytics/conversations/details/query';

/** A row of a chat that began so many minutes before now: the node goes by the clock that there is. */
const row = (id: string, minutesAgo: number, change = {}) =>
	rowOfThen(id, minutesAgo, {
		conversationStart: new Date(Date.now() - minutesAgo * MINUTE_MS).toISOString(),
		...change,
	});
const of = (id: string, change = {}) => chat({ id, externalTag: 'ticket', ...change });
const found = { found: true, conversationId: ID };

describe('Conversation → Find', () => {
	const FIND = {
		resource: 'conversation',
		operation: 'find',
		findBy: 'externalTag',
		externalTag: 'ticket',
		state: 'open',
		match: 'newest',
		whenNotFound: 'item',
		output: 'simplified',
	};
	const two = {
		[QUERY]: { conversations: [row(OTHER, 1), row(ID, 0)], totalHits: 2 },
		[READ]: of(ID),
		[READ_OTHER]: of(OTHER),
	};
	const none = { [QUERY]: { totalHits: 0 } };

	it('gives the newest, and looks no further', async () => {
		const { items, calls } = await runNode(FIND, two);

		expect(items).toMatchObject([found]);
		expect(calls).toEqual([QUERY, READ]);
	});

	it('gives all', async () => {
		expect((await runNode({ ...FIND, match: 'all' }, two)).items).toMatchObject([
			found,
			{ conversationId: OTHER },
		]);
	});

	it('gives the only one, and stops where there are several', async () => {
		await expect(runNode({ ...FIND, match: 'only' }, two)).rejects.toMatchObject({
			message: 'More than one conversation matches',
			description: "Search by something only one conversation has, or set 'Match' to Newest or All.",
		});
		const one = { ...two, [READ_OTHER]: of(OTHER, { externalTag: 'other' }) };
		expect((await runNode({ ...FIND, match: 'only' }, one)).items).toMatchObject([found]);
	});

	it('looks at no more than it needs for that', async () => {
		const three = {
			[QUERY]: { conversations: [row(THIRD, 2), row(OTHER, 1), row(ID, 0)], totalHits: 3 },
			[READ]: of(ID),
			[READ_OTHER]: of(OTHER),
			[READ_THIRD]: of(THIRD),
		};
		const readsOf = async (match: string) => {
			const { items, calls } = await runNode({ ...FIND, match }, three);
			return [items.length, calls.length - 1];
		};

		expect(await readsOf('all')).toEqual([3, 3]);
		expect(await readsOf('newest')).toEqual([1, 1]);
		// A third look would fail.
		await expect(
			runNode({ ...FIND, match: 'only' }, { ...three, [READ_THIRD]: new Answer(400) }),
		).rejects.toMatchObject({ message: 'More than one conversation matches' });
	});

	it('gives it as Genesys Cloud has sent it', async () => {
		expect((await runNode({ ...FIND, output: 'raw' }, two)).items).toEqual([of(ID)]);
	});

	it('gives an item, nothing, or stops, where none matches', async () => {
		expect((await runNode(FIND, none)).items).toEqual([{ found: false }]);
		expect((await runNode({ ...FIND, whenNotFound: 'none' }, none)).items).toEqual([]);
		await expect(runNode({ ...FIND, whenNotFound: 'error' }, none)).rejects.toMatchObject({
			message: 'No conversation matches',
			httpCode: '404',
		});
	});

	it('says what to check where nothing was found and nothing is known to be the reason', async () => {
		const error = { ...FIND, whenNotFound: 'error' };

		await expect(runNode(error, none)).rejects.toMatchObject({
			description:
				'Check the value, and that the customer has an open conversation. A new one can take a minute to show up.',
		});
		expect((await runNode(FIND, none)).hints).toEqual([]);
	});

	it('says why what was found is none', async () => {
		const ended = {
			conversations: [row(ID, 0, { conversationEnd: '2026-09-01T12:10:00.000Z' })],
			totalHits: 1,
		};
		const error = { ...FIND, whenNotFound: 'error' };
		const why = 'A conversation matches but has ended. To find ended conversations too, set State to Any.';

		expect((await runNode(FIND, { [QUERY]: ended })).hints).toEqual([why]);
		await expect(runNode(error, { [QUERY]: ended })).rejects.toMatchObject({ description: why });
	});

	it('finds nothing, and asks for nothing, where the step before has found nothing', async () => {
		const byId = { ...FIND, findBy: 'conversationId', conversationId: '' };
		const scene = { saved: { conversationId: '={{ $json.conversationId }}' }, items: [{ found: false }] };

		expect(await runNode(byId, {}, scene)).toMatchObject({ items: [{ found: false }], calls: [] });
	});

	it.each([
		['email', { email: 'dana@example.com' }, { type: 'Email', value: 'dana@example.com' }],
		['phone', { phone: '+1 317 555 0100' }, { type: 'Phone', value: '+13175550100' }],
		['externalId', { externalId: 'CRM-1' }, { type: 'ExternalId', value: 'CRM-1' }],
		[
			'externalId',
			{ externalId: 'CRM-1', options: { externalSourceId: OTHER } },
			{ type: 'ExternalId', value: 'CRM-1', externalSource: { id: OTHER } },
		],
	])('looks the customer up by %s', async (findBy, given, body) => {
		const { bodies } = await runNode({ ...FIND, findBy, ...given }, {});

		expect(bodies).toEqual([body]);
	});

	it.each([
		['email', { email: 'dana@example.com' }, OTHER],
		['phone', { phone: '+1 317 555 0100' }, ''],
		['externalTag', {}, OTHER],
	])('refuses whose external ID it is where it looks by %s', async (findBy, given, externalSourceId) => {
		await expect(
			runNode({ ...FIND, findBy, ...given, options: { externalSourceId } }, none),
		).rejects.toMatchObject({
			message: "The value of 'External Source' cannot be used",
			description: "It says whose external ID it is. Set 'Find By' to External ID, or remove it.",
		});
	});

	it('finds by its ID, by a message and by a customer', async () => {
		const byId = await runNode({ ...FIND, findBy: 'conversationId', conversationId: ID }, two);
		const byMessage = await runNode(
			{ ...FIND, findBy: 'messageId', messageId: 'm-1' },
			{ ...two, 'GET conversations/messages/m-1/details': { id: 'm-1', conversationId: ID } },
		);
		const byContact = await runNode(
			{ ...FIND, findBy: 'externalContactId', externalContactId: OTHER },
			{ ...none, [`GET externalcontacts/contacts/${OTHER}`]: { id: OTHER } },
		);

		expect(byId.calls).toEqual([READ]);
		expect(byMessage.items).toMatchObject([found]);
		expect(JSON.stringify(byContact.bodies[1])).toContain(OTHER);
	});

	it('finds by an attribute, and says that attributes are not kept for long', async () => {
		const SEARCH = 'POST conversations/participants/attributes/search';
		const byAttribute = {
			...FIND,
			findBy: 'customAttribute',
			attributeName: ' customerId ',
			attributeValue: ' CRM-1',
			state: 'any',
		};
		const hit = {
			conversationId: ID,
			participantData: [{ participantAttributes: { customerId: ' CRM-1' } }],
		};
		const attributes = { customerId: ' CRM-1' };
		const answers = {
			[SEARCH]: { results: [hit] },
			[READ]: of(ID, { participants: [party('customer', { attributes })] }),
		};

		const usual = await runNode({ ...byAttribute, options: { lookbackDays: 1 } }, answers);
		const longest = await runNode({ ...byAttribute, options: { lookbackDays: 31 } }, answers);
		const long = await runNode({ ...byAttribute, options: { lookbackDays: 32 } }, answers);

		expect(usual.items).toMatchObject([found]);
		expect([...usual.hints, ...longest.hints]).toEqual([]);
		expect(long.hints).toEqual([
			'Genesys Cloud keeps attributes for 30 days, so the search by attribute went back no further.',
		]);
	});

	it('says that an open one may be missing, where only ended ones have the attribute', async () => {
		const MAY_MISS = [expect.stringContaining('To be sure of those, set State to Open') as unknown];
		const attributes = { customerId: 'CRM-1' };
		const gone = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:00.000Z' };
		const hit = { conversationId: ID, participantData: [{ participantAttributes: attributes }] };
		const hintsOf = async (state: string, leg: object, findBy = 'customAttribute') => {
			const participants = [party('customer', { attributes }, leg)];
			const { hints } = await runNode(
				{ ...FIND, findBy, attributeName: 'customerId', attributeValue: 'CRM-1', state },
				{
					'POST conversations/participants/attributes/search': { results: [hit] },
					[QUERY]: { conversations: [row(ID, 0)], totalHits: 1 },
					[READ]: of(ID, { participants, ...(leg === gone && { endTime: gone.disconnectedTime }) }),
				},
			);
			return hints;
		};

		expect(await hintsOf('any', gone)).toEqual(MAY_MISS);
		expect(await hintsOf('any', {})).toEqual([]);
		expect(await hintsOf('open', {})).toEqual([]);
		expect(await hintsOf('any', gone, 'externalTag')).toEqual([]);
	});

	it('refuses a way that there is none', async () => {
		await expect(runNode({ ...FIND, findBy: 'name' }, two)).rejects.toMatchObject({
			message: "The value of 'Find By' cannot be used",
		});
	});
});

describe('Conversation → Get Many', () => {
	const GET_MANY = {
		resource: 'conversation',
		operation: 'getAll',
		returnAll: true,
		filters: {},
		output: 'simplified',
	};
	const two = { [QUERY]: { conversations: [row(OTHER, 0), row(ID, 0)], totalHits: 2 } };
	const first = { conversationId: ID };
	const LEFT_OUT =
		"Message times are left out because they take one request per conversation. To get them, turn on Options → 'Verify Live'.";

	it('gives all, the newest first', async () => {
		const { items } = await runNode(GET_MANY, two);

		expect(items).toMatchObject([first, { conversationId: OTHER }]);
		expect(items.some((item) => 'found' in item)).toBe(false);
	});

	it('leaves the times of messages out, and says so, unless it looks at each live', async () => {
		const live = { ...two, [READ]: of(ID), [READ_OTHER]: of(OTHER) };
		const ofMessages = (items: readonly object[]) =>
			items.map((item) => ['lastMessageTime', 'idleMinutes', 'lastMessageFrom'].filter((key) => key in item));
		const selected = { ...GET_MANY, output: 'selectedFields' };
		const fields = ['conversationId', 'idleMinutes', 'lastMessageFrom'];

		const indexed = await runNode(GET_MANY, two);
		const verified = await runNode({ ...GET_MANY, options: { verifyLive: true } }, live);
		const asked = await runNode({ ...selected, fields }, two);
		const others = await runNode({ ...selected, fields: ['conversationId'] }, two);
		const raw = await runNode({ ...GET_MANY, output: 'raw' }, two);

		expect(ofMessages(indexed.items)).toEqual([[], []]);
		expect(indexed.hints).toEqual([LEFT_OUT]);
		expect(ofMessages(verified.items)).toEqual([['lastMessageTime'], ['lastMessageTime']]);
		expect(verified.hints).toEqual([]);
		expect(asked.items).toEqual([{ conversationId: ID }, { conversationId: OTHER }]);
		expect(asked.hints).toEqual([LEFT_OUT]);
		expect(others.hints).toEqual([]);
		expect(raw.hints).toEqual([]);
	});

	it('gives no more than the limit, and says so where there are more', async () => {
		const limited = { ...GET_MANY, returnAll: false };

		expect(await runNode({ ...limited, limit: 1 }, two)).toMatchObject({
			items: [first],
			hints: [
				LEFT_OUT,
				"More conversations match than 'Limit' allows (1). Turn on 'Return All' to get all of them.",
			],
		});
		expect(await runNode({ ...limited, limit: 2 }, two)).toMatchObject({
			items: [first, {}],
			hints: [LEFT_OUT],
		});
	});

	it('asks for what is chosen', async () => {
		const filters = {
			userId: { __rl: true, mode: 'id', value: ID },
			queueIds: [OTHER],
			externalContactId: ID,
			externalTag: 'ticket',
			flowId: ID,
			divisionId: OTHER,
			startedAfter: '2026-09-01T00:00:00Z',
			startedBefore: '2026-09-02T00:00:00Z',
		};
		const { bodies } = await runNode(
			{ ...GET_MANY, state: 'any', filters },
			{ [`GET externalcontacts/contacts/${ID}`]: { id: ID }, [QUERY]: { totalHits: 0 } },
		);

		expect(bodies[1]).toMatchObject({
			interval: '2026-09-01T00:00:00.000Z/2026-09-02T00:00:00.000Z',
			segmentFilters: [
				{},
				{ predicates: [{ dimension: 'queueId', value: OTHER }] },
				{ predicates: [{ dimension: 'userId', value: ID }] },
				{ predicates: [{ dimension: 'externalContactId', value: ID }, {}] },
				{ predicates: [{ dimension: 'flowId', value: ID }] },
			],
			conversationFilters: [
				{
					predicates: [
						{ dimension: 'externalTag', value: 'ticket' },
						{ dimension: 'divisionId', value: OTHER },
					],
				},
			],
		});
	});

	it('looks at each live where that is wanted, or where silence counts', async () => {
		const live = { ...two, [READ]: of(ID), [READ_OTHER]: of(OTHER) };
		const verified = await runNode({ ...GET_MANY, options: { verifyLive: true } }, live);

		expect(verified.calls).toEqual([QUERY, READ, READ_OTHER]);

		const old = {
			[QUERY]: { conversations: [row(ID, 0, { conversationStart: '2026-09-01T08:00:00Z' })], totalHits: 1 },
		};
		const wrote = party('customer', {}, { messages: [{ messageTime: '2026-09-01T08:30:00Z' }] });
		const idle = { ...old, [READ]: of(ID, { participants: [wrote] }) };
		const filters = {
			startedAfter: '2026-09-01T00:00:00Z',
			startedBefore: '2026-09-02T00:00:00Z',
			idleForMinutes: 1,
		};
		expect((await runNode({ ...GET_MANY, filters }, idle)).calls).toEqual([QUERY, READ]);
	});

	it('gives those whose customer is still there, or those whose customer has left', async () => {
		const left = of(OTHER, {
			participants: [party('customer', {}, { state: 'disconnected' }), party('agent')],
		});
		const live = { ...two, [READ]: of(ID), [READ_OTHER]: left };
		const given = async (customer: string) =>
			(await runNode({ ...GET_MANY, filters: { customer } }, live)).items.map(
				({ conversationId }) => conversationId,
			);

		expect(await given('connected')).toEqual([ID]);
		expect(await given('left')).toEqual([OTHER]);
		expect(await given('any')).toEqual([ID, OTHER]);
		await expect(given('gone')).rejects.toMatchObject({
			message: "The value of 'Customer' cannot be used",
		});
	});

	it.each([
		[
			'no time at all',
			{ startedAfter: '2026-09-02T00:00:00Z', startedBefore: '2026-09-02T00:00:00Z' },
			"It must be earlier than 'Started Before', or earlier than now if that is not set.",
		],
		[
			'a time to come',
			{ startedAfter: '2999-01-01T00:00:00Z' },
			"It must be earlier than 'Started Before', or earlier than now if that is not set.",
		],
		[
			'more than a year and a half',
			{ startedAfter: '2024-01-01T00:00:00Z', startedBefore: '2025-07-12T00:05:01Z' },
			'The time range must not be longer than 558 days.',
		],
	])('refuses %s', async (_what, filters, description) => {
		await expect(runNode({ ...GET_MANY, filters }, two)).rejects.toMatchObject({
			message: "The value of 'Started After' cannot be used",
			description,
		});
	});

	it('refuses to go by whose silence it is where it is not said how long', async () => {
		const filters = { idleSide: 'agent' };

		await expect(runNode({ ...GET_MANY, filters }, two)).rejects.toMatchObject({
			message: "The value of 'Idle Since' cannot be used",
			description: "It needs 'Idle for (Minutes)' beside it. Add that filter, too.",
		});
		await expect(
			runNode(
				{ ...GET_MANY, filters: { ...filters, idleForMinutes: 1 } },
				{ ...two, [READ]: of(ID), [READ_OTHER]: of(OTHER) },
			),
		).resolves.toMatchObject({ items: [] });
	});

	it('takes what begins within a day, for the clock of this machine may be wrong', async () => {
		const startedAfter = new Date(Date.now() + 3_600_000).toISOString();

		await expect(runNode({ ...GET_MANY, filters: { startedAfter } }, two)).resolves.toBeDefined();
		const tooLate = new Date(Date.now() + 2 * 86_400_000).toISOString();
		await expect(runNode({ ...GET_MANY, filters: { startedAfter: tooLate } }, two)).rejects.toBeDefined();
	});

	it('takes a year and a half, also where it is worked out a moment before', async () => {
		const startedAfter = new Date(Date.now() - 558 * 86_400_000 - 60_000).toISOString();
		const { items } = await runNode({ ...GET_MANY, filters: { startedAfter } }, two);

		expect(items).toMatchObject([{ conversationId: ID }, { conversationId: OTHER }]);
		const whole = { startedAfter: '2024-01-01T00:00:00Z', startedBefore: '2025-07-12T00:00:00Z' };
		await expect(runNode({ ...GET_MANY, filters: whole }, two)).resolves.toMatchObject({ items: [] });
	});
});

describe('Conversation → Get', () => {
	const GET = { resource: 'conversation', operation: 'get', conversationId: ID, output: 'simplified' };

	it('gives it, whatever its type, simple or as it was sent', async () => {
		const whatsapp = of(ID, { participants: [party('customer', {}, { type: 'whatsapp' })] });

		const fields = ['type', 'conversationId'];

		expect((await runNode(GET, { [READ]: whatsapp })).items).toMatchObject([found]);
		expect((await runNode({ ...GET, output: 'selectedFields', fields }, { [READ]: whatsapp })).items).toEqual(
			[{ ...found, type: 'whatsapp' }],
		);
		expect((await runNode({ ...GET, output: 'raw' }, { [READ]: whatsapp })).items).toEqual([whatsapp]);
	});

	it('stops where there is none, or goes on', async () => {
		await expect(runNode(GET, {})).rejects.toMatchObject({ httpCode: '404' });
		expect((await runNode({ ...GET, options: { whenNotFound: 'item' } }, {})).items).toEqual([
			{ found: false, conversationId: ID },
		]);
		expect((await runNode({ ...GET, options: { whenNotFound: 'none' } }, {})).items).toEqual([]);
	});
});

describe('What an item is to have', () => {
	const GET = { resource: 'conversation', operation: 'get', conversationId: ID };
	const answers = { [READ]: of(ID) };

	it('is what most workflows need, as long as nobody chooses', async () => {
		expect((await runNode(GET, answers)).items).toEqual(
			(await runNode({ ...GET, output: 'simplified' }, answers)).items,
		);
	});

	it('is what was chosen, and in the form at first three of them', async () => {
		const selected = { ...GET, output: 'selectedFields' };

		expect((await runNode({ ...selected, fields: ['divisionId', 'externalTag'] }, answers)).items).toEqual([
			{ found: true, externalTag: 'ticket', divisionId: null },
		]);
		expect((await runNode(selected, answers)).items).toEqual([
			{ ...found, state: 'open', customerName: 'Dana' },
		]);
	});

	it.each([
		['no field', { output: 'selectedFields', fields: [] }, 'Fields', 'Choose at least one field.'],
		['another form', { output: 'simple' }, 'Output', 'It must be one of: simplified, raw, selectedFields.'],
	])('is refused before any request: %s', async (_what, chosen, field, description) => {
		await expect(runNode({ ...GET, ...chosen }, answers)).rejects.toMatchObject({
			message: `The value of '${field}' cannot be used`,
			description,
		});
	});

	it('is refused where it is a field that there is none', async () => {
		await expect(
			runNode({ ...GET, output: 'selectedFields', fields: ['state', 'name'] }, answers),
		).rejects.toMatchObject({ message: "The value of 'Fields' cannot be used" });
	});
});

describe('Conversation → Set External Tag', () => {
	const SET = {
		resource: 'conversation',
		operation: 'setExternalTag',
		conversationId: ID,
		externalTag: ' ticket ',
	};
	const PUTS = `PUT conversations/${ID}/tags`;

	it('puts the tag on it, and says so', async () => {
		const { items, bodies } = await runNode(SET, { [PUTS]: new Answer(202) });

		expect(items).toEqual([{ conversationId: ID, externalTag: 'ticket' }]);
		expect(bodies).toEqual([{ externalTag: 'ticket' }]);
	});

	it('stops where there is none, or goes on', async () => {
		await expect(runNode(SET, {})).rejects.toMatchObject({ httpCode: '404' });
		expect((await runNode({ ...SET, options: { whenNotFound: 'item' } }, {})).items).toEqual([
			{ found: false, conversationId: ID },
		]);
		const unseen = new Answer(403, { code: 'missing.division.permission', message: 'No' });
		expect((await runNode({ ...SET, options: { whenNotFound: 'none' } }, { [PUTS]: unseen })).items).toEqual(
			[],
		);
	});

	it('stops where the permission is missing, whatever is chosen', async () => {
		const missing = new Answer(403, { code: 'missing.permissions', message: 'No' });

		await expect(
			runNode({ ...SET, options: { whenNotFound: 'none' } }, { [PUTS]: missing }),
		).rejects.toMatchObject({ httpCode: '403' });
	});
});

describe('Session → List', () => {
	const LIST = {
		resource: 'session',
		operation: 'list',
		conversationId: ID,
		sessionState: 'open',
		purposes: [],
		output: 'simplified',
	};
	/** What nobody reads is handed on all the same. */
	const MORE = { provider: 'x' };
	const answers = {
		[READ]: of(ID, {
			participants: [
				party('customer', { calls: [{ id: 'call', state: 'connected' }] }),
				party('acd', {}, { state: 'disconnected' }),
				party('agent', { messages: [{ ...leg({ id: 'agent-leg' }), ...MORE }] }),
			],
		}),
	};
	const listed = async (change = {}) =>
		(await runNode({ ...LIST, ...change }, answers)).items.map(({ sessionId }) => sessionId);

	it('gives the sessions of web messaging that are open, have ended, or all', async () => {
		expect(await listed()).toEqual(['customer-leg', 'agent-leg']);
		expect(await listed({ sessionState: 'closed' })).toEqual(['acd-leg']);
		expect(await listed({ sessionState: 'any' })).toEqual(['customer-leg', 'acd-leg', 'agent-leg']);
	});

	it('gives those of whom it is asked for', async () => {
		expect(await listed({ sessionState: 'any', purposes: ['agent', 'acd'] })).toEqual([
			'acd-leg',
			'agent-leg',
		]);
	});

	it('gives them as Genesys Cloud has sent them, with what they belong to', async () => {
		const { items } = await runNode({ ...LIST, purposes: ['agent'], output: 'raw' }, answers);

		expect(items).toEqual([
			{
				conversationId: ID,
				participantId: 'agent',
				purpose: 'agent',
				sessionId: 'agent-leg',
				...leg({ id: 'agent-leg' }),
				...MORE,
			},
		]);
	});

	it('gives nothing, or an item, where nothing matches; that is no failure', async () => {
		expect(await listed({ purposes: ['user'] })).toEqual([]);
		const asItem = { ...LIST, purposes: ['user'], options: { whenNotFound: 'item' } };
		expect((await runNode(asItem, answers)).items).toEqual([{ found: false, conversationId: ID }]);
	});

	it('stops where there is no such conversation', async () => {
		await expect(runNode(LIST, {})).rejects.toMatchObject({ httpCode: '404' });
	});
});
