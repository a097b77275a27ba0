import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { NODE } from '../harness/workbench.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { CONVERSATION_KEYS, SESSION_KEYS } from '../support/item-keys.mts';
import { find, get, list } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const selected = (...fields: string[]): INodeParameters => ({ output: 'selectedFields', fields });

/** A chat in which the customer wrote 35 minutes ago, and the agent before. */
function quietChat() {
	const { world } = bench().simulator;
	const center = openContactCenter(world);
	const at = world.now() - 35.5 * MINUTE_MS;
	const chat = center.chat({
		startedAt: at - 60 * MINUTE_MS,
		messages: [
			{ from: 'agent', text: 'Hello', at: at - MINUTE_MS },
			{ from: 'customer', text: 'Hello', at },
		],
	});
	return { ...chat, center, lastMessageTime: new Date(at).toISOString() };
}

const keysOf = (items: readonly IDataObject[]) => items.map((item) => Object.keys(item));

describe('The simplified output', () => {
	it('has ten keys in the order in which people look for them, and found first where something was looked for', async () => {
		const { id } = quietChat();

		expect(keysOf(await bench().items({ parameters: find('externalId', 'CRM-1') }))).toEqual([
			['found', ...CONVERSATION_KEYS],
		]);
		expect(keysOf(await bench().items({ parameters: get(id) }))).toEqual([['found', ...CONVERSATION_KEYS]]);
		expect(
			keysOf(await bench().items({ parameters: getMany({}, { options: { verifyLive: true } }) })),
		).toEqual([CONVERSATION_KEYS]);
		expect(keysOf(await bench().items({ parameters: list(id, { purposes: ['customer'] }) }))).toEqual([
			SESSION_KEYS,
		]);
	});

	it.each([
		['agent', { customerConnected: true, agentConnected: true, state: 'open' }],
		['queue', { customerConnected: true, agentConnected: false, state: 'open' }],
		['customerLeft', { customerConnected: false, agentConnected: true, state: 'open' }],
		['ended', { customerConnected: false, agentConnected: false, state: 'closed' }],
	] as const)('tells who is there (%s)', async (stage, there) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage });

		expect(await bench().item({ parameters: get(id) })).toMatchObject(there);
		expect(await bench().items({ parameters: getMany({ state: 'any' }) })).toMatchObject([there]);
	});
});

describe('Get Many', () => {
	it('leaves out what it has not looked up, and says how to get it', async () => {
		quietChat();

		const execution = await bench().run({ parameters: getMany() });

		expect(keysOf(execution.json(NODE))).toEqual([
			CONVERSATION_KEYS.filter((key) => key !== 'lastMessageTime'),
		]);
		expect(execution.hints(NODE)).toEqual([expect.stringContaining("'Verify Live'")]);
	});

	it.each([
		['Verify Live', getMany({}, { options: { verifyLive: true } })],
		['Idle', getMany({ idleForMinutes: 5 })],
		['Customer', getMany({ customer: 'connected' })],
	])('tells the last message wherever it has read it (%s)', async (_why, parameters) => {
		const { lastMessageTime } = quietChat();

		const execution = await bench().run({ parameters });

		expect(execution.json(NODE)).toMatchObject([{ lastMessageTime }]);
		expect(execution.hints(NODE)).toEqual([]);
	});

	it('leaves out selected fields that it has not looked up, too', async () => {
		const { id } = quietChat();

		expect(
			await bench().items({
				parameters: getMany({}, selected('conversationId', 'idleMinutes', 'lastMessageFrom')),
			}),
		).toEqual([{ conversationId: id }]);
	});
});

describe('The output of another operation that the form still holds', () => {
	it.each(['summary', 'verdicts'])(
		'is no choice of this one: the simplified output is given (%s)',
		async (output) => {
			const { id } = quietChat();

			expect(keysOf(await bench().items({ parameters: get(id, { output }) }))).toEqual([
				['found', ...CONVERSATION_KEYS],
			]);
		},
	);
});

describe('Selected fields', () => {
	it('are those that were chosen, in their usual order, whatever the order of the choice', async () => {
		const { id } = quietChat();

		expect(
			keysOf(
				await bench().items({ parameters: get(id, selected('externalTag', 'state', 'conversationId')) }),
			),
		).toEqual([['found', 'conversationId', 'state', 'externalTag']]);
	});

	it('tell more than the simplified ones: times, IDs and who wrote last', async () => {
		const { id, center } = quietChat();
		const more = [
			'endTime',
			'externalContactId',
			'type',
			'openSessions',
			'idleMinutes',
			'lastMessageFrom',
			'queueId',
			'agentId',
			'deploymentId',
			'divisionId',
		];
		const conversation = bench().simulator.world.conversation(id);

		expect(await bench().item({ parameters: get(id, selected(...more)) })).toEqual({
			found: true,
			endTime: null,
			externalContactId: center.dana.id,
			type: 'webmessaging',
			openSessions: 2,
			idleMinutes: 35,
			lastMessageFrom: 'customer',
			queueId: center.queue.id,
			agentId: center.agent.id,
			deploymentId: conversation.deploymentId,
			divisionId: conversation.divisionIds[0],
		});
	});

	it('come out of the index as well', async () => {
		const { id, center } = quietChat();
		const conversation = bench().simulator.world.conversation(id);

		expect(
			await bench().items({
				parameters: getMany(
					{},
					selected(
						'queueId',
						'queueName',
						'agentId',
						'deploymentId',
						'divisionId',
						'type',
						'externalContactId',
					),
				),
			}),
		).toEqual([
			{
				queueName: center.queue.name,
				externalContactId: center.dana.id,
				type: 'webmessaging',
				queueId: center.queue.id,
				agentId: center.agent.id,
				deploymentId: conversation.deploymentId,
				divisionId: conversation.divisionIds[0],
			},
		]);
	});

	it('of a session tell how it ended, and whose it was', async () => {
		const { id, center } = quietChat();
		const fields = selected('disconnectType', 'queueName', 'userId', 'messageType');

		expect(await bench().items({ parameters: list(id, { purposes: ['agent'], ...fields }) })).toEqual([
			{
				disconnectType: null,
				queueName: center.queue.name,
				userId: center.agent.id,
				messageType: 'webmessaging',
			},
		]);
	});

	it.each([
		['none', []],
		['one that there is not', ['conversationId', 'nope']],
		['of another kind of item', ['purpose']],
		['no list', 'conversationId'],
	])('are refused before any request: %s', async (_what, fields) => {
		const { id } = quietChat();

		const { message } = await failureOf(bench(), {
			parameters: get(id, { output: 'selectedFields', fields }),
		});

		expect(message).toBe("The value of 'Fields' cannot be used");
		expect(bench().calls()).toEqual([]);
	});
});
