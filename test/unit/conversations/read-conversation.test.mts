import fc from 'fast-check';
import {
	deploymentOf,
	closedAt,
	isOpen,
	isWebMessaging,
	participantSessions,
} from '../../../nodes/shared/conversations/conversation.ts';
import { whoIsIn } from '../../../nodes/shared/conversations/people.ts';
import { lastAuthor } from '../../../nodes/shared/conversations/writers.ts';
import type {
	CommunicationPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { rawSessions } from '../../../nodes/shared/conversations/raw-sessions.ts';
import { readConversation } from '../../../nodes/shared/conversations/read-conversation.ts';
import { CONVERSATION_FIELDS, itemOf, SESSION_FIELDS } from '../../../nodes/shared/n8n/items.ts';
import { MINUTE_MS } from '../../../nodes/shared/conversations/time.ts';
import { NOON } from '../../support/virtual-clock.mts';
import { chat, leg, party, readChat } from '../../support/virtual-conversation.mts';

const DEPLOYMENT = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const OTHER_DEPLOYMENT = '00000000-0000-4000-8000-000000000000';
const json = fc.jsonValue({ maxDepth: 1, stringUnit: 'grapheme-ascii' });
/** What it should be, and now and then anything else. */
const mostly = <T,>(usual: fc.Arbitrary<T>) =>
	fc.oneof({ arbitrary: usual, weight: 9 }, { arbitrary: json, weight: 1 });
const someId = fc.constantFrom('a', 'b', 'c');
/** Bodies that look like a conversation from afar. */
const anyLeg = fc.record(
	{
		id: someId,
		state: json,
		type: json,
		messages: mostly(fc.array(json)),
		afterCallWork: json,
		disconnectedTime: json,
	},
	{ requiredKeys: ['id'] },
);
const anyParticipant = fc.record(
	{
		id: someId,
		purpose: json,
		name: json,
		wrapup: json,
		calls: mostly(fc.array(anyLeg)),
		messages: mostly(fc.array(anyLeg)),
	},
	{ requiredKeys: ['id'] },
);
const anyBody = fc.record(
	{ id: someId, startTime: json, endTime: json, participants: mostly(fc.array(anyParticipant)) },
	{ requiredKeys: ['id'] },
);

/** A chat of one customer with such legs. */
const withLegs = (...legs: readonly CommunicationPayload[]) =>
	chat({
		participants: [party('customer', { messages: legs.map((one, i) => leg({ id: `leg-${i}`, ...one })) })],
	});

describe('Reading a conversation', () => {
	it('never throws, whatever comes, and neither does what is made of it', () => {
		let readable = 0;
		fc.assert(fc.property(json, (value) => readConversation(value, NOON, NOON) === undefined));
		fc.assert(
			fc.property(anyBody, (value) => {
				const conversation = readConversation(value, NOON, NOON);
				expect(rawSessions(value)).toBeInstanceOf(Map);
				if (!conversation) return;
				readable += 1;
				const sessions = participantSessions(conversation).map((session) =>
					itemOf({ ...session, conversationId: conversation.id }, SESSION_FIELDS),
				);
				const item = itemOf(conversation, CONVERSATION_FIELDS);
				expect(sessions.filter(({ open }) => open).length).toBeGreaterThanOrEqual(
					Number(item['openSessions']),
				);
				expect(item['state']).toBe(isOpen(conversation) ? 'open' : 'closed');
				expect(lastAuthor(conversation) === undefined).toBe(item['lastMessageTime'] === null);
				expect(whoIsIn(conversation).length > 0).toBe(conversation.state === 'open');
			}),
			{ numRuns: 200 },
		);
		expect(readable).toBeGreaterThan(20);
	});

	it.each([null, undefined, '', 'text', 5, true, [], {}, { id: '' }, { id: 5 }, [{ id: 'x' }]])(
		'is no conversation: %j',
		(value) => {
			expect(readConversation(value, NOON, NOON)).toBeUndefined();
		},
	);

	it('is none that does not tell who is, or was, in it', () => {
		expect(readConversation(chat({ participants: null }), NOON, NOON)).toBeUndefined();
		expect(readConversation(chat({ participants: [] }), NOON, NOON)).toBeUndefined();
		expect(
			readConversation(chat({ participants: [party('customer', { messages: [] })] }), NOON, NOON),
		).toBeUndefined();
	});

	it.each([
		['the conversation', chat({ id: '../x' })],
		['a participant', chat({ participants: [party('customer', { id: 'a b' })] })],
		['a leg', chat({ participants: [party('customer', {}, { id: '' })] })],
	])('is none where %s has no ID', (_what, body) => {
		expect(readConversation(body, NOON, NOON)).toBeUndefined();
	});

	it.each<[what: string, participant: object]>([
		['legs that are no list', { calls: 'none' }],
		['legs of the chat that are no list', { messages: {} }],
		['messages that are no list', { messages: [{ id: 'leg', state: 'connected', messages: 'none' }] }],
	])('is none where somebody has %s: they might be there', (_what, participant) => {
		const participants = [party('customer'), { ...party('agent'), ...participant }];

		expect(readConversation({ ...chat(), participants }, NOON, NOON)).toBeUndefined();
	});

	it('takes everything from where it stands', () => {
		const body = chat({
			endTime: '2026-09-01T11:59:00.000Z',
			externalTag: 'ticket',
			divisions: [{ division: { id: 'first' } }, { division: { id: 'second' } }],
			participants: [
				party(
					'CUSTOMER',
					{
						id: 'p',
						name: 'Dana',
						userId: 'u',
						queueId: 'q',
						queueName: 'Support',
						externalContactId: 'x',
						attributes: { a: 'one' },
					},
					{
						id: 'l',
						state: 'DISCONNECTED',
						connectedTime: '2026-09-01T11:01:00.000Z',
						disconnectedTime: '2026-09-01T11:58:00.000Z',
						disconnectType: 'PEER',
						toAddress: { addressNormalized: DEPLOYMENT },
						messages: [{ messageId: 'm', messageTime: '2026-09-01T11:30:00.000Z' }],
					},
				),
			],
		});

		expect(readChat(body)).toEqual({
			id: 'chat',
			state: 'ended',
			toldAt: NOON,
			startTime: '2026-09-01T11:00:00.000Z',
			endTime: '2026-09-01T11:59:00.000Z',
			externalTag: 'ticket',
			divisionIds: ['first', 'second'],
			participants: [
				{
					id: 'p',
					purpose: 'customer',
					name: 'Dana',
					userId: 'u',
					queueId: 'q',
					queueName: 'Support',
					externalContactId: 'x',
					attributes: [['a', 'one']],
					owesWrapUp: false,
					sessions: [
						{
							id: 'l',
							medium: 'message',
							messageType: 'webmessaging',
							state: 'disconnected',
							connectedTime: '2026-09-01T11:01:00.000Z',
							disconnectedTime: '2026-09-01T11:58:00.000Z',
							disconnectType: 'peer',
							deploymentId: DEPLOYMENT,
							messages: [
								{
									id: 'm',
									time: '2026-09-01T11:30:00.000Z',
									cameIn: false,
									isUndelivered: false,
									isRemoved: false,
									isInternal: false,
								},
							],
							mayHideMessages: false,
						},
					],
				},
			],
		});
	});

	it('takes what is missing as absent', () => {
		const conversation = readChat(
			{ id: 'x', participants: [{ id: 'p', messages: [{ id: 'l' }] }] },
			'unknown',
		);

		expect(conversation).toMatchObject({
			toldAt: undefined,
			startTime: undefined,
			externalTag: undefined,
			divisionIds: [],
		});
		expect(conversation.participants[0]).toMatchObject({ purpose: '', attributes: [] });
		expect(conversation.participants[0]?.sessions[0]).toMatchObject({ state: '', messageType: undefined });
	});

	it('takes the deployment from where the customer writes to, last of all, and only where that is one', () => {
		const to = (addressNormalized: string, purpose = 'customer', id = purpose) =>
			party(purpose, { id }, { id: `${id}-leg`, toAddress: { addressNormalized } });
		const deploymentIn = (...participants: readonly ParticipantPayload[]) =>
			deploymentOf(readChat(chat({ participants })));

		expect(deploymentIn(to(DEPLOYMENT))).toBe(DEPLOYMENT);
		expect(deploymentIn(to(OTHER_DEPLOYMENT), to(DEPLOYMENT, 'customer', 'again'))).toBe(DEPLOYMENT);
		expect(deploymentIn(to(DEPLOYMENT), to('+13175550100', 'customer', 'again'))).toBe(DEPLOYMENT);
		expect(deploymentIn(party('customer'), to(DEPLOYMENT, 'agent'))).toBeUndefined();
		expect(deploymentIn(to('+13175550100'))).toBeUndefined();
		expect(deploymentIn(to(DEPLOYMENT, 'external'))).toBe(DEPLOYMENT);
	});

	it('takes the deployment of the leg that goes on before that of one that has ended', () => {
		const to = (id: string, state: string, addressNormalized: string) =>
			party('customer', { id }, { id: `${id}-leg`, state, toAddress: { addressNormalized } });
		const legs = [to('now', 'connected', DEPLOYMENT), to('then', 'terminated', OTHER_DEPLOYMENT)];

		expect(deploymentOf(readChat(chat({ participants: legs })))).toBe(DEPLOYMENT);
	});

	it('takes no address of another channel for a deployment', () => {
		const leg = { type: 'open', toAddress: { addressNormalized: DEPLOYMENT } };

		expect(deploymentOf(readChat(chat({ participants: [party('customer', {}, leg)] })))).toBeUndefined();
	});

	it('tells which messages came in', () => {
		const messages = ['received', 'RECEIVED', 'sent', null].map((messageStatus, i) => ({
			messageId: `m${i}`,
			messageStatus,
		}));
		const [only] = readChat(chat({ participants: [party('workflow', {}, { messages })] })).participants;

		expect(only?.sessions[0]?.messages.map(({ cameIn }) => cameIn)).toEqual([true, true, false, false]);
	});

	it.each([
		['calls', 'call'],
		['callbacks', 'callback'],
		['chats', 'chat'],
		['cobrowsesessions', 'cobrowse'],
		['emails', 'email'],
		['internalMessages', 'internalMessage'],
		['messages', 'message'],
		['screenMonitorings', 'screenMonitoring'],
		['screenshares', 'screenShare'],
		['socialExpressions', 'social'],
		['videos', 'video'],
	] as const)('finds the legs in %s', (list, medium) => {
		const participant: ParticipantPayload = { id: 'p', [list]: [{ id: 'l', state: 'connected' }] };

		expect(readChat(chat({ participants: [participant] })).participants[0]?.sessions).toMatchObject([
			{ id: 'l', medium, state: 'connected' },
		]);
	});
});

describe('The state of a conversation', () => {
	const ENDED = '2026-09-01T11:50:00.000Z';

	it('is open with a leg in a state that nobody knows yet', () => {
		expect(readChat(withLegs({ state: 'HIBERNATING' })).state).toBe('open');
	});

	it.each(['disconnected', 'DISCONNECTED', 'terminated'])('is ended with its legs %s', (state) => {
		expect(readChat(withLegs({ state })).state).toBe('ended');
	});

	it('goes by its legs, whatever its end time says', () => {
		const open = readChat({ ...withLegs({}), endTime: ENDED });
		const ended = readChat({ ...withLegs({ state: 'disconnected' }), endTime: ENDED });

		expect([isOpen(open), closedAt(open)]).toEqual([true, undefined]);
		expect([isOpen(ended), closedAt(ended)]).toEqual([false, ENDED]);
	});

	it('has ended with its last leg where it has no end time', () => {
		const ends = ['2026-09-01T11:58:00.000Z', '2026-09-01T11:59:00.000Z', '2026-09-01T11:00:00.000Z'];
		const legs = ends.map((disconnectedTime) => ({ state: 'disconnected', disconnectedTime }));

		expect(closedAt(readChat(withLegs(...legs)))).toBe(ends[1]);
	});

	it('is stuck where all have left ten minutes ago and it has no end', () => {
		const left = withLegs({ state: 'disconnected', disconnectedTime: ENDED });

		expect(readChat(left, NOON).state).toBe('stuck');
		expect(isOpen(readChat(left, NOON))).toBe(true);
		expect(readChat(left, NOON - 1).state).toBe('ended');
	});

	it.each([
		['it has an end', { endTime: ENDED }, {}, NOON],
		['nobody knows when they left', {}, { disconnectedTime: null }, NOON],
		[
			'an agent owes a wrap-up',
			{
				participants: [
					party('agent', { wrapupRequired: true }, { state: 'disconnected', disconnectedTime: ENDED }),
				],
			},
			{},
			NOON,
		],
	] as const)('is not stuck where %s', (_why, change, ofLeg, toldAt) => {
		const left = withLegs({ state: 'disconnected', disconnectedTime: ENDED, ...ofLeg });

		expect(readChat({ ...left, ...change }, toldAt).state).toBe('ended');
	});

	it('is judged by this machine where Genesys Cloud does not tell the time', () => {
		const left = withLegs({ state: 'disconnected', disconnectedTime: ENDED });

		expect(readChat(left, 'unknown').state).toBe('stuck');
		expect(readConversation(left, undefined, NOON - 1)?.state).toBe('ended');
	});

	it('is stuck where an agent owes a wrap-up for a day', () => {
		const left = chat({
			participants: [
				party('agent', { wrapupRequired: true }, { state: 'disconnected', disconnectedTime: ENDED }),
			],
		});
		const aDayLater = Date.parse(ENDED) + 24 * 60 * MINUTE_MS;

		expect(readChat(left, aDayLater - 1).state).toBe('ended');
		expect(readChat(left, aDayLater).state).toBe('stuck');
	});

	it.each([
		['is from before a re-opening', 60_001, 'stuck'],
		['stands, for a leg may be said to end a little later', 60_000, 'ended'],
	])('has an end that %s, where a leg ended %d ms after it', (_what, laterMs, state) => {
		const endTime = new Date(Date.parse(ENDED) - laterMs).toISOString();
		const left = { ...withLegs({ state: 'disconnected', disconnectedTime: ENDED }), endTime };

		expect(readChat(left, NOON).state).toBe(state);
		expect(closedAt(readChat(left, NOON - 1))).toBe(state === 'stuck' ? ENDED : endTime);
	});
});

describe('The platform of a message leg', () => {
	const typesIn = (...types: ReadonlyArray<string | null>) =>
		readChat(withLegs(...types.map((type) => ({ type })))).participants[0]?.sessions.map(
			({ messageType }) => messageType,
		);

	it.each(['webmessaging', 'WEBMESSAGING', 'WebMessaging'])('is spelled in several ways (%s)', (type) => {
		expect(typesIn(type)).toEqual(['webmessaging']);
	});

	it('is that of the others where it is not told, or not known', () => {
		expect(typesIn('webmessaging', null, 'unknown')).toEqual([
			'webmessaging',
			'webmessaging',
			'webmessaging',
		]);
	});

	it('stays unknown where the others disagree', () => {
		expect(typesIn('whatsapp', null, 'open')).toEqual(['whatsapp', undefined, 'open']);
	});

	it('is web messaging as soon as one of the others is', () => {
		expect(typesIn('open', null, 'webmessaging')).toEqual(['open', 'webmessaging', 'webmessaging']);
	});

	it('stays unknown where nobody tells it', () => {
		expect(typesIn(null, 'unknown')).toEqual([undefined, undefined]);
	});

	it('is not given to a leg of another medium, nor taken from one', () => {
		const call = { id: 'call', type: 'open', state: 'connected' };
		const withCall = (type: string | null) =>
			readChat(chat({ participants: [party('customer', { calls: [call] }, { type })] })).participants[0]
				?.sessions;

		expect(withCall('webmessaging')).toMatchObject([
			{ medium: 'call', messageType: 'open' },
			{ medium: 'message', messageType: 'webmessaging' },
		]);
		expect(withCall(null)?.[1]?.messageType).toBeUndefined();
	});

	it('does not make web messaging of a call', () => {
		const calls = [{ id: 'call', type: 'webmessaging', state: 'connected' }];

		expect(
			isWebMessaging(readChat(chat({ participants: [party('customer', { calls, messages: [] })] }))),
		).toBe(false);
	});
});

describe('Owed after-call work', () => {
	const owes = (change: ParticipantPayload, ofLeg: CommunicationPayload = {}) =>
		readChat(chat({ participants: [party('agent', change, ofLeg)] })).participants[0]?.owesWrapUp;

	it.each([
		['the queue asks for it', { wrapupRequired: true }, {}],
		['it is pending', {}, { afterCallWork: { state: 'Pending' } }],
		[
			'the queue asks for it, and the agent is in it, who knows since when',
			{ wrapupRequired: true },
			{ connectedTime: null },
		],
		['only a provisional one is there', { wrapupRequired: true, wrapup: { provisional: true } }, {}],
	])('is owed where %s', (_why, change, ofLeg) => {
		expect(owes(change, ofLeg)).toBe(true);
	});

	it.each([
		['nobody asks for it', {}, {}],
		[
			'the agent was rung and has not taken it',
			{ wrapupRequired: true },
			{ connectedTime: null, state: 'disconnected' },
		],
		['it was handed in', { wrapupRequired: true, wrapup: { code: 'c' } }, {}],
		['it was skipped', { wrapupRequired: true, wrapupSkipped: true }, {}],
		['it is complete', {}, { afterCallWork: { state: 'complete' } }],
		['it was handed in although it is pending', { wrapup: {} }, { afterCallWork: { state: 'pending' } }],
	])('is not owed where %s', (_why, change, ofLeg) => {
		expect(owes(change, ofLeg)).toBe(false);
	});
});
