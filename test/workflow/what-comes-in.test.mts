import type { INodeParameters } from 'n8n-workflow';

import { NODE } from '../harness/workbench.mts';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { ON_A_CONVERSATION, operationIn } from '../support/operations.mts';
import {
	close,
	closeSession,
	find,
	get,
	getMessages,
	list,
	sendMessage,
	setExternalTag,
} from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

/** As the form has it when nobody touches it. */
const DEFAULT = { __rl: true, mode: 'id', value: '={{ $json.conversationId }}' };
const NONE_FOUND = { found: false };

/** What a step does that looks a conversation up, and gives when nothing is found. */
const LOOKING: ReadonlyArray<readonly [name: string, parametersOf: typeof get]> = [
	['Get', get],
	['Get Many of messages', getMessages],
	['List', list],
	['Send', (id, more) => sendMessage(id, undefined, more)],
	['Set External Tag', (id, more) => setExternalTag(id, undefined, more)],
];
const CLOSING = [
	['Close', close(DEFAULT)],
	['a dry run', close(DEFAULT, { dryRun: true })],
	['Close of a session', closeSession(DEFAULT, { closeWhich: 'customerSessions' })],
	[
		'Close of a session by its ID',
		closeSession(DEFAULT, { closeWhich: 'bySessionId', sessionId: NOBODYS_ID }),
	],
] as const;

describe('An incoming item that says that nothing was found', () => {
	it('is met by every operation that works on a conversation', () => {
		const met = [
			...LOOKING.map(([, parametersOf]) => parametersOf(DEFAULT)),
			...CLOSING.map(([, close]) => close),
		];
		const names = met.map(operationIn);

		expect([...new Set(names)].sort()).toEqual([...ON_A_CONVERSATION].sort());
	});

	it.each(CLOSING)('is not found by %s, and the other items go on', async (_name, parameters) => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		const verdicts = await bench().items({
			parameters,
			items: [NONE_FOUND, { conversationId: id }, NONE_FOUND],
		});

		expect(verdicts.at(0)).toMatchObject({ status: 'notFound', closed: false, conversationId: null });
		expect(verdicts.at(-1)).toMatchObject({ status: 'notFound', closed: false, conversationId: null });
		expect(verdicts.slice(1, -1)).toMatchObject([{ conversationId: id }]);
	});

	it.each([
		'={{ $json["conversationId"] }}',
		"={{$json['conversationId']}}",
		'={{ $json?.conversationId }}',
		'={{ $input.item.json.conversationId }}',
		' ={{ $json.conversationId }} '.trim(),
	])('is meant however the conversation of the item is written: %s', async (value) => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		for (const found of [false, 'false', 'FALSE', ' false', 0, '0', 'no'])
			expect(
				await bench().items({ parameters: close(value), items: [{ found, conversationId: id }] }),
			).toMatchObject([{ status: 'notFound' }]);
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});

	it('stops a close that is to stop where nothing is found', async () => {
		const { message } = await failureOf(bench(), {
			parameters: close(DEFAULT, { whenNotFound: 'error' }),
			items: [NONE_FOUND],
		});

		expect(message).toBe('There is nothing to close');
	});

	it.each(LOOKING)('stops %s unless it may go on, which tells how', async (_name, parametersOf) => {
		const failure = await failureOf(bench(), { parameters: parametersOf(DEFAULT), items: [NONE_FOUND] });

		expect(failure.message).toBe('The step before found nothing');
		expect(failure.description).toContain('When Not Found');
		expect(failure.httpCode).toBe('404');
	});

	it.each(LOOKING)('goes on behind %s where that is wanted', async (_name, parametersOf) => {
		const run = async (whenNotFound: string) =>
			await bench().items({
				parameters: parametersOf(DEFAULT, { options: { whenNotFound } }),
				items: [NONE_FOUND],
			});

		expect(await run('item')).toEqual([{ found: false, conversationId: null }]);
		expect(await run('none')).toEqual([]);
	});

	it('is not found by Find by the conversation either', async () => {
		const parameters = find('conversationId', '={{ $json.conversationId }}');

		expect(await bench().items({ parameters, items: [NONE_FOUND] })).toEqual([{ found: false }]);
	});

	it('sends nothing', async () => {
		for (const parameters of [close(DEFAULT), list(DEFAULT, { options: { whenNotFound: 'none' } })])
			await bench().items({ parameters, items: [NONE_FOUND] });

		expect(bench().calls()).toEqual([]);
		expect(bench().tokenRequests()).toBe(0);
	});

	it('counts for the item’s own conversation only, and not for one that the form names', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await bench().item({ parameters: close(id), items: [NONE_FOUND] })).toMatchObject({
			status: 'closed',
		});
		expect(openConversations(bench().simulator.world)).toEqual([]);
	});

	it('runs through Find and Close as it stands: one is closed, the other not found', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const found = await bench().items({
			parameters: find('externalId', '={{ $json.customer }}'),
			items: [{ customer: 'CRM-1' }, { customer: 'CRM-2' }],
		});

		const verdicts = await bench().items({ parameters: close(DEFAULT), items: found });

		expect(verdicts).toMatchObject([
			{ status: 'closed', conversationId: id },
			{ status: 'notFound', conversationId: null },
		]);
	});
});

describe('A conversation as Raw gives it', () => {
	const GET_MANY = { resource: 'conversation', operation: 'getAll', output: 'raw' };

	it.each([
		['Get', (id: string) => get(id, { output: 'raw' })],
		['Find', (id: string) => find('conversationId', id, { output: 'raw' })],
		['Get Many', () => GET_MANY],
		['List', (id: string) => list(id, { output: 'raw' })],
		['Get Many, read live', () => ({ ...GET_MANY, options: { verifyLive: true } })],
	])('is enough to close it with nothing filled in, behind %s', async (_name, step) => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const [first = {}] = await bench().items({ parameters: step(id) });

		expect(await bench().item({ parameters: close(DEFAULT), items: [first] })).toMatchObject({
			status: 'closed',
			conversationId: id,
		});
	});

	it.each([
		['only has an ID', {}],
		['has nobody in it', { participants: [] }],
		['has a conversationId that is blank', { conversationId: '', participants: [{ id: NOBODYS_ID }] }],
	])('is not guessed from what %s', async (_what, more) => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		const { message } = await failureOf(bench(), { parameters: close(DEFAULT), items: [{ id, ...more }] });

		expect(message).toBe("The value of 'Conversation' cannot be used");
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});
});

describe('An incoming item without a conversation', () => {
	const steps: ReadonlyArray<readonly [name: string, parameters: INodeParameters]> = [
		['Close', close(DEFAULT)],
		['Close of a session', closeSession(DEFAULT, { closeWhich: 'allOpenSessions' })],
		['Find', find('conversationId', '={{ $json.conversationId }}')],
		...LOOKING.map(([name, parametersOf]) => [name, parametersOf(DEFAULT)] as const),
	];

	it.each(steps)('is an error of %s that says which steps give one', async (_name, parameters) => {
		for (const items of [[{}], [{ conversationId: '' }], [{ conversationId: null }], [{ found: 'maybe' }]]) {
			const { message, description } = await failureOf(bench(), { parameters, items });

			expect(message).toBe("The value of 'Conversation' cannot be used");
			expect(description).toBe(
				'The incoming item has no conversationId. Put this step after Find, Get Many, or List, or choose a conversation. With Selected Fields, select the conversation ID there as well.',
			);
		}
		expect(bench().calls()).toEqual([]);
	});

	it('is told as an expression that gave nothing, where the form has another one', async () => {
		const { description } = await failureOf(bench(), {
			parameters: close({ __rl: true, mode: 'id', value: '={{ $json.body.conversation }}' }),
			items: [{ body: {} }],
		});

		expect(description).toContain('The expression returned nothing for item 0');
	});
});

describe('The conversation to find', () => {
	it('can be an address of Genesys Cloud', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const address = `https://apps.mypurecloud.com/directory/#/engage/admin/interactions/${id}`;
		const parameters = {
			...find('conversationId', ''),
			conversationId: { __rl: true, mode: 'url', value: address },
		};

		const execution = await bench().run({ parameters });

		expect(execution.json(NODE)).toMatchObject([{ found: true, conversationId: id }]);
	});
});
