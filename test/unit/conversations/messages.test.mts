import { readMessages } from '../../../nodes/shared/conversations/messages.ts';
import type {
	MessageDataPayload,
	MessageDetailsPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { isRecord } from '../../../nodes/shared/platform/fields.ts';
import { chat, party, readChat } from '../../support/virtual-conversation.mts';
import { answer, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

const BULK = 'POST /api/v2/conversations/messages/chat/messages/bulk';
const at = (minute: number) => `2026-09-01T11:${String(minute).padStart(2, '0')}:00.000Z`;
const listed = (messageId: string, minute: number): MessageDetailsPayload => ({
	messageId,
	messageTime: at(minute),
});
const from = (purpose: string, ...messages: readonly MessageDetailsPayload[]) =>
	party(purpose, { name: purpose.toUpperCase() }, { messages });

const KEPT = { isDeleted: false, isUndelivered: false };

describe('The messages of a conversation', () => {
	let platform: VirtualPlatform;
	/** What Genesys Cloud still has, by ID. */
	let stored: Map<string, MessageDataPayload>;

	beforeEach(() => {
		platform = new VirtualPlatform();
		stored = new Map();
		platform.server.always(BULK, ({ body }) => {
			const ids = Array.isArray(body) ? body : [];
			const found = ids.flatMap((id) => stored.get(String(id)) ?? []);
			return ok({ entities: found.toReversed() });
		});
	});

	const store = (id: string, text: string, more: MessageDataPayload = {}) =>
		stored.set(id, { id, conversationId: 'chat', normalizedMessage: { text }, ...more });
	const read = async (participants: readonly ParticipantPayload[]) =>
		await platform.play(readMessages(platform.run().client, readChat(chat({ participants }))));

	it('are deleted where they were taken back, also where Genesys Cloud no longer has them', async () => {
		store('a', 'gone', { status: 'removed' });

		const messages = await read([
			from(
				'agent',
				{ ...listed('a', 1), messageStatus: 'removed' },
				{ ...listed('b', 2), messageStatus: 'removed' },
			),
		]);

		expect(messages).toMatchObject([
			{ id: 'a', text: undefined, isDeleted: true, isUndelivered: false },
			{ id: 'b', text: undefined, isDeleted: true, isUndelivered: false },
		]);
	});

	it('come by time, whoever has sent them, and with what they say', async () => {
		for (const id of ['a', 'b', 'c']) store(id, `text of ${id}`);

		const messages = await read([
			from('customer', listed('a', 1), listed('c', 3)),
			from('agent', listed('b', 2)),
		]);

		expect(messages).toEqual([
			{
				id: 'a',
				time: at(1),
				from: 'customer',
				name: 'CUSTOMER',
				text: 'text of a',
				...KEPT,
			},
			{
				id: 'b',
				time: at(2),
				from: 'agent',
				name: 'AGENT',
				text: 'text of b',
				...KEPT,
			},
			{
				id: 'c',
				time: at(3),
				from: 'customer',
				name: 'CUSTOMER',
				text: 'text of c',
				...KEPT,
			},
		]);
	});

	it('are asked for a hundred at a time, each once', async () => {
		const many = Array.from({ length: 250 }, (_, i) => `m${i}`);
		for (const id of many) store(id, id);

		const messages = await read([from('customer', ...many.map((id) => listed(id, 1)))]);

		expect(messages.map(({ text }) => text)).toEqual(many);
		const bodies = platform.server.arrivals.map(({ call }) => call.body);
		expect(bodies.map((body) => (Array.isArray(body) ? body.length : undefined))).toEqual([100, 100, 50]);
		expect(bodies.flat()).toEqual(many);
	});

	it('cost nothing where there are none', async () => {
		expect(await read([from('customer')])).toEqual([]);
		expect(platform.server.lines).toEqual([]);
	});

	it('are there without their text where Genesys Cloud has it no more', async () => {
		store('a', 'still there');

		const messages = await read([from('customer', listed('a', 1), listed('gone', 2))]);

		expect(messages.map(({ text }) => text)).toEqual(['still there', undefined]);
	});

	it('are one where several participants list them', async () => {
		store('a', 'Hello', { direction: 'outbound' });

		const messages = await read([from('customer', listed('a', 1)), from('agent', listed('A', 1))]);

		expect(messages).toMatchObject([{ from: 'agent', name: 'AGENT', text: 'Hello' }]);
	});

	it.each([
		['workflow', 'outbound', undefined, 'system', 'WORKFLOW'],
		['workflow', 'outbound', 'Bot', 'bot', 'WORKFLOW'],
		['botflow', 'outbound', undefined, 'bot', 'BOTFLOW'],
		['api', 'outbound', 'Bot', 'system', undefined],
		['agent', 'outbound', 'Bot', 'agent', 'AGENT'],
		['agent', 'INBOUND', 'Human', 'customer', 'CUSTOMER'],
		['customer', 'outbound', 'Human', 'system', undefined],
		['customer', undefined, undefined, 'customer', 'CUSTOMER'],
	] as const)('on a leg of %s, %s, by %s, are from %s', async (purpose, direction, entity, who, name) => {
		store('a', 'Hi', {
			direction: direction ?? null,
			normalizedMessage: { text: 'Hi', originatingEntity: entity ?? null },
		});

		const messages = await read([
			...(purpose === 'customer' ? [] : [from('customer')]),
			from(purpose, listed('a', 1)),
		]);

		expect(messages).toMatchObject([{ from: who, name }]);
	});

	it.each([
		['outbound', ['customer', 'acd', 'agent'], 'agent', 'AGENT'],
		[undefined, ['customer', 'agent'], undefined, undefined],
		['inbound', ['agent', 'customer'], 'customer', 'CUSTOMER'],
		['outbound', ['acd'], 'system', 'ACD'],
	] as const)(
		'that are listed with several (%s, %j) are from a person, if one of them is, and from nobody where it may be either side',
		async (direction, purposes, who, name) => {
			store('a', 'Hi', { direction: direction ?? null });

			const messages = await read(purposes.map((purpose) => from(purpose, listed('a', 1))));

			expect(messages).toMatchObject([{ from: who, name }]);
		},
	);

	it('came in where only what stands in them says so', async () => {
		store('a', 'Hi', { direction: null, normalizedMessage: { text: 'Hi', direction: 'Inbound' } });

		expect(await read([from('customer', listed('a', 1)), from('agent', listed('a', 1))])).toMatchObject([
			{ from: 'customer', name: 'CUSTOMER' },
		]);
	});

	it.each(['Event', 'Receipt'])('are none where they turn out to be an entry of type %s', async (type) => {
		store('a', 'Hi', { normalizedMessage: { type } });
		store('b', 'Hello');

		expect(await read([from('customer', listed('a', 1), listed('b', 2))])).toMatchObject([{ text: 'Hello' }]);
	});

	it('of a user of the organization are from an agent, whatever the role', async () => {
		store('a', 'Hi', { direction: 'outbound' });
		const user = party('supervisor', { name: 'Sam', userId: 'u' }, { messages: [listed('a', 1)] });

		expect(await read([user])).toMatchObject([{ from: 'agent', name: 'Sam' }]);
	});

	it('that came in, with one of two customers, name nobody', async () => {
		store('a', 'Hi', { direction: 'inbound' });
		const customers = ['Dana', 'Robin'].map((name) => party('customer', { id: name, name }));

		expect(await read([...customers, from('agent', listed('a', 1))])).toMatchObject([
			{ from: 'customer', name: undefined },
		]);
	});

	it('without a time stay behind what was listed before them', async () => {
		for (const id of ['a', 'b', 'c', 'd']) store(id, id);

		const messages = await read([
			from('customer', listed('a', 1), { messageId: 'b', messageTime: 'soon' }, listed('d', 4)),
			from('agent', listed('c', 3)),
		]);

		expect(messages.map(({ text, time }) => [text, time])).toEqual([
			['a', at(1)],
			['b', undefined],
			['c', at(3)],
			['d', at(4)],
		]);
	});

	it('take their time from the message itself where the list does not tell it', async () => {
		store('a', 'Hi', { timestamp: at(5) });

		expect(await read([from('customer', { messageId: 'a' })])).toMatchObject([{ time: at(5) }]);
	});

	it('without an ID are there as well', async () => {
		expect(await read([from('customer', { messageTime: at(1) })])).toEqual([
			{
				id: undefined,
				time: at(1),
				from: 'customer',
				name: 'CUSTOMER',
				text: undefined,
				...KEPT,
			},
		]);
	});

	it.each([
		['no list', {}],
		['something else', { entities: { a: 1 } }],
		['a message that was not asked for', { entities: [{ id: 'other', conversationId: 'chat' }] }],
		['a message without an ID', { entities: [{ conversationId: 'chat' }] }],
		['a message of another conversation', { entities: [{ id: 'a', conversationId: 'other' }] }],
	])('are not read from %s', async (_what, body) => {
		platform.server.next(BULK, ok(body));

		await expect(read([from('customer', listed('a', 1))])).rejects.toThrow(
			'The answer does not seem to come from Genesys Cloud (reading the messages)',
		);
	});

	it('are asked for again after a broken connection, and not where Genesys Cloud refuses', async () => {
		store('a', 'Hi');
		platform.server.next(BULK, answer(503));
		expect(await read([from('customer', listed('a', 1))])).toHaveLength(1);

		platform.server.next(BULK, answer(403, { code: 'missing.permissions', message: 'x', status: 403 }));
		await expect(read([from('customer', listed('a', 1))])).rejects.toMatchObject({
			details: { status: 403 },
		});
		expect(platform.server.lines).toHaveLength(3);
	});

	it('are asked for, and given, by the ID that the conversation lists', async () => {
		platform.server.next(BULK, ok({ entities: [{ id: 'ab', normalizedMessage: { text: 'Hi' } }] }));

		expect(await read([from('customer', listed('AB', 1))])).toMatchObject([{ id: 'AB', text: 'Hi' }]);
		expect(platform.server.arrivals[0]?.call.body).toEqual(['AB']);
	});

	it('are told about in whatever spelling of their ID', async () => {
		platform.server.next(BULK, ok({ entities: [{ id: 'AB', normalizedMessage: { text: 'Hi' } }] }));

		expect(await read([from('customer', listed('ab', 1))])).toMatchObject([{ text: 'Hi' }]);
		expect(isRecord(platform.server.arrivals[0]?.call.body)).toBe(false);
	});
});
