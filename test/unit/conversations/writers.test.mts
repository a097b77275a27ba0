import type {
	MessageDetailsPayload,
	ParticipantPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import {
	authorOf,
	lastAuthor,
	lastMessageFrom,
	listingsIn,
	writerOf,
	type OfMessage,
} from '../../../nodes/shared/conversations/writers.ts';
import { chat, party, readChat } from '../../support/virtual-conversation.mts';

const at = (time: string) => `2026-09-01T${time}:00.000Z`;
const of = (...participants: readonly ParticipantPayload[]) => readChat(chat({ participants }));
const lists = (purpose: string, name: string, message: MessageDetailsPayload = {}, id = name) =>
	party(
		purpose,
		{ id, name },
		{ id: `${id}-leg`, messages: [{ messageId: 'm', messageTime: at('11:00'), ...message }] },
	);

const DANA = lists('customer', 'Dana');
const ROBIN = lists('customer', 'Robin');
const ALEX = lists('agent', 'Alex');
const KIM = lists('agent', 'Kim');
const BOT = lists('botflow', 'Bot');
const FLOW = lists('workflow', 'Flow');
const QUEUE = lists('acd', 'Queue');
const API = lists('api', 'API');
const STRANGER = lists('supervisor2', 'Sam');

describe('Whoever has written a message', () => {
	const told = (participants: readonly ParticipantPayload[], ofMessage: OfMessage = {}) => {
		const { from, who } = authorOf(listingsIn(of(...participants)), ofMessage);
		return [from, who?.name];
	};
	const IN = { direction: 'inbound' };
	const OUT = { direction: 'outbound' };

	it.each([
		['the customer, where it came in', [ALEX, DANA], IN, ['customer', 'Dana']],
		['a customer without a name, where it may be any of two', [DANA, ROBIN], IN, ['customer', undefined]],
		['the customer alone, without another word', [DANA], {}, ['customer', 'Dana']],
		['nobody knows who, where both sides list it and nothing tells the direction', [DANA, ALEX], {}, []],
		['nobody knows who, where a machine lists it as well', [DANA, QUEUE], {}, []],
		['the agent before machines', [DANA, QUEUE, ALEX], OUT, ['agent', 'Alex']],
		[
			'a machine before agents, where it was one by its own word',
			[ALEX, BOT],
			{ ...OUT, entity: 'bot' },
			['bot', 'Bot'],
		],
		[
			'the contact center, where a program has sent it',
			[API, ALEX],
			{ ...OUT, entity: 'bot' },
			['system', 'API'],
		],
		['the agent, where no machine lists it', [ALEX], { ...OUT, entity: 'bot' }, ['agent', 'Alex']],
		['an agent without a name, where it may be any of two', [ALEX, KIM], OUT, ['agent', undefined]],
		[
			'the same agent on two legs',
			[ALEX, { ...ALEX, id: 'again', messages: [{ ...ALEX.messages?.[0], id: 'l2' }] }],
			OUT,
			['agent', 'Alex'],
		],
		['a bot of a flow', [FLOW], { ...OUT, entity: 'bot' }, ['bot', 'Flow']],
		['nobody knows who, of a bot and a queue', [BOT, QUEUE], OUT, [undefined, undefined]],
		['the contact center, of a flow and a queue', [FLOW, QUEUE], OUT, ['system', undefined]],
		[
			'nobody knows who, of an agent and one of an unknown role',
			[ALEX, STRANGER],
			OUT,
			[undefined, undefined],
		],
		[
			'the contact center, where it went out and only the customer lists it',
			[DANA],
			OUT,
			['system', undefined],
		],
		[
			'a bot, where it went out and only the customer lists it',
			[DANA],
			{ ...OUT, entity: 'bot' },
			['bot', undefined],
		],
		[
			'the customer, where Genesys Cloud has received it',
			[DANA, lists('acd', 'Queue', { messageStatus: 'received' })],
			{},
			['customer', 'Dana'],
		],
		[
			'the customer, where it was received and only a machine lists it',
			[lists('acd', 'Queue', { messageStatus: 'received' })],
			{},
			['customer', undefined],
		],
		[
			'whose it was by its own direction, whatever the list says',
			[DANA, lists('agent', 'Alex', { messageStatus: 'received' })],
			OUT,
			['agent', 'Alex'],
		],
	] as const)('is %s', (_who, participants, ofMessage, expected) => {
		expect(told(participants, ofMessage)).toEqual(expected.length === 0 ? [undefined, undefined] : expected);
	});
});

describe('Whoever wrote last', () => {
	const wrote = (purpose: string, ...times: readonly string[]) =>
		party(purpose, {}, { messages: times.map((messageTime) => ({ messageTime })) });
	const lastOf = (...participants: readonly ParticipantPayload[]) => lastAuthor(of(...participants))?.who?.id;

	it('is who wrote the latest message, wherever they stand', () => {
		const agent = wrote('agent', at('11:10'), at('11:30'));
		const customer = wrote('customer', at('11:20'));

		expect(lastOf(agent, customer)).toBe('agent');
		expect(lastOf(customer, agent)).toBe('agent');
	});

	it('is told by the moment, not by the letters', () => {
		const east = wrote('agent', '2026-09-01T12:30:00.000+02:00');

		expect(lastOf(east, wrote('customer', at('11:20')))).toBe('customer');
	});

	it('is not known where two wrote in the same moment', () => {
		const both = of(wrote('customer', at('11:20')), wrote('agent', at('11:20')));

		expect(lastAuthor(both)).toEqual({ from: undefined, who: undefined });
		expect(lastMessageFrom(both)).toBeUndefined();
	});

	it('is not who wrote at a time that cannot be read', () => {
		expect(lastOf(wrote('agent', 'soon'), wrote('customer', at('11:20')))).toBe('customer');
	});

	it('is nobody where nobody wrote', () => {
		expect(lastAuthor(of(party('customer'), party('agent')))).toBeUndefined();
		expect(lastMessageFrom(of(party('customer'), party('agent')))).toBeUndefined();
	});

	it.each([
		['customer', 'customer'],
		['external', 'customer'],
		['agent', 'agent'],
		['user', 'agent'],
		['botflow', 'bot'],
		['workflow', 'system'],
		['acd', 'system'],
		['station', 'system'],
	])('is told in one word: %s as %s', (purpose, writer) => {
		const conversation = of(wrote(purpose, at('11:20')), party('customer', { id: 'silent' }));

		expect(lastMessageFrom(conversation)).toBe(writer);
		expect(conversation.participants.map(writerOf)[0]).toBe(writer);
	});
});
