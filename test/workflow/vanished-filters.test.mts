import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { WorkflowJson } from '../harness/engine.mts';
import { NODE } from '../harness/workbench.mts';
import { followedByClose } from '../support/chain.mts';
import { NOBODYS_ID, openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, find, list } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

type Value = INodeParameters[string];

/** A field that narrows down what is acted on, and the parameters of a step in which it has a value. */
interface Field {
	/** As the form shows it. */
	readonly shown: string;
	readonly name: string;
	readonly with: (value: Value) => INodeParameters;
}

const picked = (value: Value): Value => ({ __rl: true, mode: 'id', value });
const field = (shown: string, name: string, parameters: (value: Value) => INodeParameters): Field => ({
	shown,
	name,
	with: parameters,
});

const FIND: readonly Field[] = [
	...(
		[
			['Conversation', 'conversationId'],
			['Email', 'email'],
			['External ID', 'externalId'],
			['External Tag', 'externalTag'],
			['Message ID', 'messageId'],
			['Phone', 'phone'],
		] as const
	).map(([shown, key]) => field(shown, key, (value) => find(key, '', { [key]: value }))),
	field('External Contact', 'externalContactId (as a text)', (value) =>
		find('externalContactId', '', { externalContactId: value }),
	),
	field('External Contact', 'externalContactId (picked)', (value) =>
		find('externalContactId', '', { externalContactId: picked(value) }),
	),
	field('Attribute Name', 'attributeName', (value) =>
		find('customAttribute', '', { attributeName: value, attributeValue: 'A-1' }),
	),
	field('Attribute Value', 'attributeValue', (value) =>
		find('customAttribute', '', { attributeName: 'orderNumber', attributeValue: value }),
	),
	field('External Source', 'externalSourceId', (value) =>
		find('externalId', 'CRM-1', { options: { externalSourceId: picked(value) } }),
	),
	field('External Source', 'externalSourceId (as a text)', (value) =>
		find('externalId', 'CRM-1', { options: { externalSourceId: value } }),
	),
	field('Look Back (Days)', 'lookbackDays', (value) =>
		find('externalId', 'CRM-1', { options: { lookbackDays: value } }),
	),
	...(
		[
			['State', 'state'],
			['Match', 'match'],
		] as const
	).map(([shown, name]) => field(shown, name, (value) => find('externalId', 'CRM-1', { [name]: value }))),
];

const GET_MANY: readonly Field[] = [
	...(
		[
			['Agent', 'userId'],
			['Customer', 'customer'],
			['Division', 'divisionId'],
			['External Contact', 'externalContactId'],
			['External Tag', 'externalTag'],
			['Flow', 'flowId'],
			['Idle for (Minutes)', 'idleForMinutes'],
			['Idle Since', 'idleSide'],
			['Queue Names or IDs', 'queueIds'],
			['Started After', 'startedAfter'],
			['Started Before', 'startedBefore'],
			['State', 'state'],
		] as const
	).map(([shown, name]) =>
		field(shown, name, (value) =>
			getMany({ ...(name === 'idleSide' && { idleForMinutes: 60 }), [name]: value }),
		),
	),
	field('Agent', 'userId (picked)', (value) => getMany({ userId: picked(value) })),
	field('Limit', 'limit', (value) => getMany({}, { returnAll: false, limit: value })),
	field('Return All', 'returnAll', (value) => getMany({}, { returnAll: value, limit: 1 })),
	field('Verify Live', 'verifyLive', (value) => getMany({}, { options: { verifyLive: value } })),
];

const LIST: readonly Field[] = [
	field('Conversation', 'conversationId', (value) => list(value)),
	field('Session State', 'sessionState', (value) => list(NOBODYS_ID, { sessionState: value })),
];

const CLOSE_OPTIONS = [
	['Check First', 'checkFirst'],
	['Dry Run', 'dryRun'],
	['Max Closes', 'maxCloses'],
	['Skip if Connected', 'skipIfConnected'],
	['Skip if Active Within (Min)', 'skipIfMessageWithinMinutes'],
	['Skip Wrap-Up', 'skipWrapUp'],
	['Wait Timeout (Seconds)', 'waitTimeoutSeconds'],
	['Wait Until Closed', 'waitUntilClosed'],
	['When Not Found', 'whenNotFound'],
] as const;

/** Both closes, of a conversation that is there: with a value that vanishes it would end. */
function closesOf(id: string, sessionId: string): readonly Field[] {
	const session = bySessionId(sessionId);
	return [
		field('Conversation', 'conversationId', (value) => close(value)),
		field('Method', 'method', (value) => close(id, {}, { method: value })),
		field('Conversation', 'conversationId (picked)', (value) => close(picked(value))),
		field('Conversation', 'conversationId', (value) => closeSession(value, session)),
		field('Close Which', 'closeWhich', (value) => closeSession(id, { ...session, closeWhich: value })),
		field('Session', 'sessionId', (value) => closeSession(id, { ...session, sessionId: value })),
		...CLOSE_OPTIONS.flatMap(([shown, name]) => [
			field(shown, name, (value) => close(id, { [name]: value })),
			field(shown, name, (value) => closeSession(id, session, { [name]: value })),
		]),
	];
}

const CHAT = NOBODYS_ID.replace(/0/, '1');
const LOOKING: readonly Field[] = [...FIND, ...GET_MANY, ...LIST];
const CLOSES = closesOf(CHAT, NOBODYS_ID);
const named = (fields: readonly Field[]) => fields.map((one) => ({ ...one, step: one.with('') }));

/** What an expression gives for the items, by `$json.value`: the field is not there at all, or there is nothing in it. */
const NOTHING: IDataObject[] = [
	{},
	{ other: 'value' },
	{ value: null },
	{ value: '' },
	{ value: ' \u00a0\t' },
];

/**
 * What a saved workflow may hold. In the place of a null, n8n itself puts a default that is an expression, and where a required
 * field to pick from is null as a whole, it fails by itself.
 */
const blanksFor = ({ name }: Field): Value[] =>
	/^(conversationId|sessionId|externalContactId \(as a text\))/.test(name) ? ['', '   '] : ['', '   ', null];

describe.each([
	{ what: 'is looked for, and closed by the next step', fields: named(LOOKING) },
	{ what: 'is closed', fields: named(CLOSES) },
])('A value that came out blank never widens what $what:', ({ fields }) => {
	const bench = withWorkbench();

	function twoChats() {
		const center = openContactCenter(bench().simulator.world);
		const chats = [center.chat({ id: CHAT }), center.chat()];
		return {
			assertUntouched: () => {
				expect(openConversations(bench().simulator.world)).toEqual(chats.map(({ id }) => id));
				for (const chat of chats)
					expect(whoIsIn(bench().simulator.world, chat)).toEqual(['customer', 'agent']);
			},
		};
	}

	async function refusalOf(workflow: WorkflowJson): Promise<string> {
		try {
			const error = (await bench().engine.run(workflow)).error(NODE);
			return error ? `${error.message}: ${error.description ?? ''}` : 'not refused';
		} catch (error) {
			return String(error);
		}
	}

	it.each(fields)(
		'$name ($step.resource $step.operation), by an expression',
		async ({ shown, with: withValue }) => {
			const { assertUntouched } = twoChats();

			const execution = await bench().engine.run(
				followedByClose({
					parameters: withValue('={{ $json.value }}'),
					items: NOTHING,
					settings: { onError: 'continueRegularOutput' },
				}),
			);

			expect(execution.json(NODE)).toEqual(
				NOTHING.map((_, item) => ({
					error: `The value of '${shown}' cannot be used`,
					message: expect.stringContaining(
						`The expression returned nothing for item ${item}. Check that the item has the field that the expression uses.`,
					) as string,
				})),
			);
			expect(bench().calls()).toEqual([]);
			expect(bench().tokenRequests()).toBe(0);
			assertUntouched();
		},
	);

	it.each(fields)('$name ($step.resource $step.operation), as it stands in the form', async (blanked) => {
		const { assertUntouched } = twoChats();
		const name = blanked.shown.replaceAll(/[()]/g, '\\$&');
		// What is required and empty, or no ID, n8n refuses before the node is asked.
		const told = new RegExp(
			`'${name}' cannot be used.+(is empty|must be)|"${name}" is required|not a Genesys Cloud conversation ID`,
			's',
		);

		for (const blank of blanksFor(blanked))
			expect(await refusalOf(followedByClose({ parameters: blanked.with(blank) }))).toMatch(told);
		expect(bench().calls()).toEqual([]);
		assertUntouched();
	});
});
