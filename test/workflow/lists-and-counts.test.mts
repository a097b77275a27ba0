import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { NODE } from '../harness/workbench.mts';
import { followedByClose, told, VALUE, withValues } from '../support/chain.mts';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, list } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

type Value = IDataObject[string];

/** What is said of a value, and the values of which it is said. */
type Refusals = ReadonlyArray<readonly [said: string, values: readonly Value[]]>;

const NO_COUNT: Refusals = [
	['The expression returned nothing', ['', ' ', null, []]],
	[
		'It must be a whole number',
		[2.5, '2.5', '2,5', -1, '1e3', '0x10', '5 minutes', 'all', true, {}, [5], 1e21, '9007199254740993'],
	],
];
const NO_IDS: Refusals = [
	['The expression returned nothing', ['', ' ', null, []]],
	[
		'It must be a list of IDs',
		[[''], [' '], [null], [NOBODYS_ID, ''], [null, NOBODYS_ID], [[NOBODYS_ID]], [4711], {}, 4711, true],
	],
	['It must be an ID', ['nope', `${NOBODYS_ID},${NOBODYS_ID}`, `["${NOBODYS_ID}"]`, [NOBODYS_ID, 'nope']]],
];
const NO_CHOICES: Refusals = [
	['The expression returned nothing', ['', ' ', null]],
	[
		'It must be a list of values from',
		[[''], [null], ['agent', ''], 'agent', 'agent,customer', {}, [['agent']]],
	],
];

interface Case {
	/** As the form shows it. */
	readonly shown: string;
	readonly parameters: INodeParameters;
	readonly refused: Refusals;
}

const SESSION = bySessionId(NOBODYS_ID);
const CASES: readonly Case[] = [
	{ shown: 'Queue Names or IDs', parameters: getMany({ queueIds: VALUE }), refused: NO_IDS },
	{
		shown: 'Limit',
		parameters: getMany({}, { returnAll: false, limit: VALUE }),
		refused: [...NO_COUNT, ['It must be a whole number', [0, '0']]],
	},
	{
		shown: 'Idle for (Minutes)',
		parameters: getMany({ idleForMinutes: VALUE }),
		refused: [...NO_COUNT, ['It must be a whole number', [0, '0']]],
	},
	{ shown: 'Participants', parameters: list(NOBODYS_ID, { purposes: VALUE }), refused: NO_CHOICES },
	...(
		[
			['Max Closes', 'maxCloses'],
			['Skip if Active Within (Min)', 'skipIfMessageWithinMinutes'],
			['Wait Timeout (Seconds)', 'waitTimeoutSeconds'],
		] as const
	).flatMap(([shown, name]) => [
		{ shown, parameters: close(NOBODYS_ID, { [name]: VALUE }), refused: NO_COUNT },
		{ shown, parameters: closeSession(NOBODYS_ID, SESSION, { [name]: VALUE }), refused: NO_COUNT },
	]),
];

describe('A list or a count that is not quite one', () => {
	const bench = withWorkbench();

	it.each(CASES)(
		'is refused before any request: $shown ($parameters.resource $parameters.operation)',
		async ({ shown, parameters, refused }) => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat();
			const values = refused.flatMap(([, some]) => some);

			const execution = await bench().engine.run(followedByClose(withValues(parameters, values)));

			const said = told(execution);
			expect(values.map((value, item) => [value, said[item]])).toEqual(
				refused.flatMap(([why, some]) =>
					some.map((value) => [
						value,
						expect.stringContaining(`The value of '${shown}' cannot be used. ${why}`) as string,
					]),
				),
			);
			expect(bench().calls()).toEqual([]);
			expect(openConversations(world)).toEqual([id]);
		},
	);

	it.each([[[]], [['']], [[NOBODYS_ID, '']]])('is refused as it stands in the form: %j', async (queueIds) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		const execution = await bench().engine.run(followedByClose({ parameters: getMany({ queueIds }) }));

		expect(execution.error(NODE)?.message).toBe("The value of 'Queue Names or IDs' cannot be used");
		expect(bench().calls()).toEqual([]);
		expect(openConversations(world)).toEqual([id]);
	});
});

describe('A list or a count', () => {
	const bench = withWorkbench();

	it('of one queue is that queue, and of two either', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const [billing, sales] = [world.addQueue({ name: 'Billing' }), world.addQueue({ name: 'Sales' })];
		const one = center.chat({ queue: billing, startedAt: world.now() - 5_000 });
		const other = center.chat({ queue: sales });
		center.chat();
		const found = async (value: Value) =>
			(await bench().items(withValues(getMany({ queueIds: VALUE }), [value]))).map(
				({ conversationId }) => conversationId,
			);

		for (const value of [billing.id, [billing.id], ` ${billing.id.toUpperCase()} `])
			expect(await found(value)).toEqual([one.id]);
		expect(await found([billing.id, sales.id])).toEqual([one.id, other.id]);
	});

	it.each([
		[0, []],
		['0', []],
		[1, [0]],
		[' 2 ', [0, 1]],
	])('of closes counts as it is: %j', async (value, closed) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const chats = [0, 1, 2].map(() => center.chat());

		const items = await bench().items({
			parameters: close('={{ $json.id }}', { maxCloses: '={{ $json.value }}' }),
			items: chats.map(({ id }) => ({ id, value })),
		});

		expect(items.map(({ status }) => status)).toEqual(
			chats.map((_, index) => (closed.includes(index) ? 'closed' : 'notAttempted')),
		);
		expect(openConversations(world)).toEqual(
			chats.filter((_, index) => !closed.includes(index)).map(({ id }) => id),
		);
	});

	it.each([0, '0'])('of sessions to close counts as it is: %j', async (value) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		const items = await bench().items(
			withValues(closeSession(id, { closeWhich: 'allOpenSessions' }, { maxCloses: VALUE }), [value]),
		);

		expect(new Set(items.map(({ status }) => status))).toEqual(new Set(['notAttempted']));
		expect(openConversations(world)).toEqual([id]);
	});
});
