import type { INodeParameters } from 'n8n-workflow';

import { NOBODYS_ID, openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, find } from '../support/parameters.mts';
import { activate } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

type Value = INodeParameters[string];

/** Whatever stands there: somebody thought that it would do something. */
const VALUES = [true, false, 'true', '', null, '={{ true }}', '={{ $json.nope }}'] as const;
const SWITCHES = [
	['Dry Run', 'dryRun'],
	['Allow as AI Tool', 'allowAsTool'],
] as const;

describe('A switch of the form that stands inside Options', () => {
	const bench = withWorkbench();

	it.each(SWITCHES)('is refused by name, and nothing is closed: %s', async (shown, name) => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const closes = (options: INodeParameters): INodeParameters[] => [
			{ ...close(chat.id), options },
			{ ...closeSession(chat.id, bySessionId(chat.customer.sessionId)), options },
			{ ...closeSession(chat.id, { closeWhich: 'allOpenSessions' }), options },
		];

		for (const parameters of VALUES.flatMap((value) => closes({ [name]: value })))
			expect(await failureOf(bench(), { parameters })).toMatchObject({
				message: `The value of '${shown}' cannot be used`,
				description: expect.stringContaining('inside Options') as string,
			});
		expect(bench().calls()).toEqual([]);
		expect(whoIsIn(world, chat)).toEqual(['customer', 'agent']);
	});

	it('is no trouble where Get has left its own way of "When Not Found": the usual one counts', async () => {
		const [verdict] = await bench().items({ parameters: close(NOBODYS_ID, { whenNotFound: 'none' }) });

		expect(verdict).toMatchObject({ status: 'notFound' });
	});

	it('does not hide behind the same switch in its right place', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		const parameters = { ...close(id, {}, { dryRun: true }), options: { dryRun: false } };

		expect((await failureOf(bench(), { parameters })).message).toContain("'Dry Run'");
		expect(openConversations(world)).toEqual([id]);
	});
});

describe('A collection that is no object', () => {
	const bench = withWorkbench();

	const whole = (id: string, collection: Value): ReadonlyArray<readonly [string, INodeParameters]> => [
		['Filters', getMany({}, { filters: collection })],
		['Options', getMany({}, { options: collection })],
		['Options', find('conversationId', id, { options: collection })],
		['Options', { ...close(id), options: collection }],
		['Options', { ...closeSession(id, { closeWhich: 'allOpenSessions' }), options: collection }],
	];

	it.each<[Value]>([
		['={{ $json.options }}'],
		['={{ null }}'],
		['={{ { skipIfConnected: "agent" } }}'],
		['text'],
		[[{ skipIfConnected: 'agent' }]],
	])(
		'is refused by name, whatever was to be in it, and nothing is asked or closed: %j',
		async (collection) => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat();

			for (const [shown, parameters] of whole(id, collection))
				expect(await failureOf(bench(), { parameters })).toMatchObject({
					message: `The value of '${shown}' cannot be used`,
					description: expect.stringContaining('add what you need one by one') as string,
				});
			expect(bench().calls()).toEqual([]);
			expect(openConversations(world)).toEqual([id]);
		},
	);

	it('is refused in the trigger as well', async () => {
		for (const [shown, name] of [
			['Filters', 'filters'],
			['Options', 'options'],
		] as const)
			await expect(
				activate(bench(), { event: 'conversationStarted', [name]: '={{ $vars.all }}' }),
			).rejects.toMatchObject({ message: `The value of '${shown}' cannot be used` });
		expect(bench().calls()).toEqual([]);
	});

	// This is n8n's doing, and out of the node's sight; the switches that matter are no options for that reason.
	it.each<[Value]>([[5], [null], [[]]])(
		'is an empty one when it comes to the node, where it could hold nothing: %j',
		async (collection) => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat();

			const listed = await bench().items({ parameters: { ...getMany(), filters: collection } });
			const verdict = await bench().item({
				parameters: { ...close(id, { dryRun: true }), options: collection },
			});

			expect(listed).toMatchObject([{ conversationId: id }]);
			expect(verdict).toMatchObject({ status: 'wouldClose' });
			expect(openConversations(world)).toEqual([id]);
		},
	);
});
