import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { NOBODYS_ID } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { bySessionId, close, closeSession, find, FIND_KEYS, get, list } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The value under test comes in with the item, as from a webhook. */
const VALUE = '={{ $json.value }}';

type Value = IDataObject[string];

const NO_TEXT: Value[] = [{}, { id: NOBODYS_ID }, [], [NOBODYS_ID], true, false];
const BLANK: Value[] = ['', '   ', '\n\t', null];
const NO_UUID: Value[] = [
	'../../users/me',
	'..%2F..%2Fusers%2Fme',
	'nope',
	4711,
	NOBODYS_ID.slice(1),
	`${NOBODYS_ID}0`,
	`${NOBODYS_ID}/disconnect`,
	`${NOBODYS_ID}?state=open`,
	`{${NOBODYS_ID}}`,
	NOBODYS_ID.replaceAll('-', ''),
	NOBODYS_ID.replace('0000-4', '00\u00004'),
	`${NOBODYS_ID} ${NOBODYS_ID}`,
	NOBODYS_ID.replaceAll('0', '٠'),
	'x'.repeat(100_000),
];
/** Rounded on their way, or no numbers at all. */
const INEXACT: Value[] = [Number('7615917337495251231'), -1e21, 1.5];
const BAD_TEXT: Value[] = [
	...BLANK,
	...NO_TEXT,
	...INEXACT,
	'x'.repeat(256),
	'a\u0000b',
	'a\nb',
	'a\u007Fb',
	'a\u0085b',
];
const NO_ADDRESS: Value[] = [
	'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/',
	'https://apps.mypurecloud.com/directory/#/engage/admin/interactions/../../users/me',
	`https://apps.mypurecloud.com/users/${NOBODYS_ID}`,
	`ftp://apps.mypurecloud.com/interactions/${NOBODYS_ID}`,
];
const NO_CHOICE: Value[] = ['', 'other', 'toString', '__proto__', 5, true, null, {}, []];
const NO_FLAG: Value[] = ['', 'yes', 'TRUE ', 0, 1, null, {}, []];
const NO_NUMBER: Value[] = [
	'',
	'many',
	'NaN',
	'1e999',
	'5 minutes',
	2.5,
	'2.5',
	true,
	null,
	{},
	[],
	[5],
	-1,
	'-1',
];

interface Field {
	/** As the form shows it. */
	readonly shown: string;
	readonly parameters: INodeParameters;
	readonly bad: readonly Value[];
}

const SESSION = bySessionId(NOBODYS_ID);
const OPTIONAL_UUID = [...NO_TEXT, ...NO_UUID];

/** A key that an expression chooses: n8n then asks for all of them. */
const EVERY_KEY = [...FIND_KEYS, 'attributeName', 'attributeValue'].reduce(
	(parameters, key) => ({ ...parameters, ...find(key, NOBODYS_ID) }),
	{},
);

const FIELDS: readonly Field[] = [
	{
		shown: 'Conversation',
		parameters: find('conversationId', VALUE),
		bad: [...BLANK, ...NO_TEXT, ...NO_UUID],
	},
	{
		shown: 'External Contact',
		parameters: find('externalContactId', VALUE),
		bad: [...BLANK, ...NO_TEXT, ...NO_UUID],
	},
	{
		shown: 'Message ID',
		parameters: find('messageId', VALUE),
		bad: [...BAD_TEXT, '../../users/me', 'a/b', 'a b', 'ä'],
	},
	{
		shown: 'Attribute Name',
		parameters: { ...find('customAttribute', ''), attributeName: VALUE, attributeValue: 'x' },
		bad: BAD_TEXT,
	},
	{
		shown: 'Attribute Value',
		parameters: { ...find('customAttribute', ''), attributeName: 'x', attributeValue: VALUE },
		bad: BAD_TEXT,
	},
	{ shown: 'External ID', parameters: find('externalId', VALUE), bad: BAD_TEXT },
	{ shown: 'External Tag', parameters: find('externalTag', VALUE), bad: BAD_TEXT },
	{ shown: 'Email', parameters: find('email', VALUE), bad: BAD_TEXT },
	{ shown: 'Phone', parameters: find('phone', VALUE), bad: BAD_TEXT },
	{ shown: 'Find By', parameters: { ...EVERY_KEY, findBy: VALUE }, bad: NO_CHOICE },
	{ shown: 'State', parameters: find('externalId', 'CRM-1', { state: VALUE }), bad: NO_CHOICE },
	{ shown: 'Match', parameters: find('externalId', 'CRM-1', { match: VALUE }), bad: NO_CHOICE },
	{
		shown: 'When Not Found',
		parameters: find('externalId', 'CRM-1', { whenNotFound: VALUE }),
		bad: NO_CHOICE,
	},
	{ shown: 'Output', parameters: find('externalId', 'CRM-1', { output: VALUE }), bad: NO_CHOICE },
	{
		shown: 'External Source',
		parameters: find('externalId', 'CRM-1', { options: { externalSourceId: VALUE } }),
		bad: OPTIONAL_UUID,
	},
	{
		shown: 'Look Back (Days)',
		parameters: find('externalId', 'CRM-1', { options: { lookbackDays: VALUE } }),
		bad: [...NO_NUMBER, 0, 187],
	},
	...[get(VALUE), list(VALUE), close(VALUE), closeSession(VALUE, SESSION)].map((parameters) => ({
		shown: 'Conversation',
		parameters,
		bad: [...BLANK, ...NO_TEXT, ...NO_UUID, ...NO_ADDRESS],
	})),
	{ shown: 'Output', parameters: get(NOBODYS_ID, { output: VALUE }), bad: NO_CHOICE },
	{ shown: 'Session State', parameters: list(NOBODYS_ID, { sessionState: VALUE }), bad: NO_CHOICE },
	{
		shown: 'Participants',
		parameters: list(NOBODYS_ID, { purposes: VALUE }),
		bad: ['nobody', ['agent', 'nobody'], [[]], {}, 5, true],
	},
	{ shown: 'Output', parameters: list(NOBODYS_ID, { output: VALUE }), bad: NO_CHOICE },
	{ shown: 'Method', parameters: close(NOBODYS_ID, {}, { method: VALUE }), bad: NO_CHOICE },
	{
		shown: 'Close Which',
		parameters: closeSession(NOBODYS_ID, { ...SESSION, closeWhich: VALUE }),
		bad: NO_CHOICE,
	},
	{
		shown: 'Session',
		parameters: closeSession(NOBODYS_ID, bySessionId(VALUE)),
		bad: [...BLANK, ...NO_TEXT, ...NO_UUID],
	},
	{
		shown: 'Participant ID',
		parameters: closeSession(NOBODYS_ID, bySessionId(NOBODYS_ID, VALUE)),
		bad: OPTIONAL_UUID,
	},
	...(
		[
			['Check First', 'checkFirst', NO_FLAG],
			['Dry Run', 'dryRun', NO_FLAG],
			['Skip if Connected', 'skipIfConnected', NO_CHOICE],
			['Skip Wrap-Up', 'skipWrapUp', NO_FLAG],
			['Wait Until Closed', 'waitUntilClosed', NO_FLAG],
			['Max Closes', 'maxCloses', NO_NUMBER],
			['Skip if Active Within (Min)', 'skipIfMessageWithinMinutes', NO_NUMBER],
			['Wait Timeout (Seconds)', 'waitTimeoutSeconds', [...NO_NUMBER, 601]],
			['When Not Found', 'whenNotFound', [...NO_CHOICE, 'never']],
			['Wrap-Up Code', 'wrapUpCodeId', OPTIONAL_UUID],
			['Wrap-Up Notes', 'wrapUpNotes', [...NO_TEXT, 5]],
		] as const
	).flatMap(([shown, name, bad]) => [
		{ shown, parameters: close(NOBODYS_ID, { [name]: VALUE }), bad },
		{ shown, parameters: closeSession(NOBODYS_ID, SESSION, { [name]: VALUE }), bad },
	]),
	{ shown: 'Max Retries', parameters: get(NOBODYS_ID, { options: { maxRetries: VALUE } }), bad: NO_NUMBER },
	{
		shown: 'Max Wait (Seconds)',
		parameters: get(NOBODYS_ID, { options: { maxWaitSeconds: VALUE } }),
		bad: NO_NUMBER,
	},
];

describe('Bad input is refused before any request, by the name that the user sees', () => {
	const bench = withWorkbench();

	it.each(FIELDS)(
		'$shown ($parameters.resource $parameters.operation)',
		async ({ shown, parameters, bad }) => {
			const items = bad.map((value) => ({ value }));

			const execution = await bench().run({
				parameters,
				items,
				settings: { onError: 'continueRegularOutput' },
			});

			const refused = bad.map((value, item) => ({
				value,
				json: {
					error: `The value of '${shown}' cannot be used`,
					message: expect.stringMatching(/\S/) as string,
				},
				pairedItem: { item },
			}));
			expect(
				execution
					.output('Genesys')
					.map(({ json, pairedItem }, item) => ({ value: bad[item], json, pairedItem })),
			).toEqual(refused);
			expect(bench().calls()).toEqual([]);
			expect(bench().tokenRequests()).toBe(0);
		},
	);
});

describe('Bad input', () => {
	const bench = withWorkbench();

	it('stops the workflow with what is wrong, what to do and the item', async () => {
		const items = [{ value: 'nope' }];

		expect(await failureOf(bench(), { parameters: get(VALUE), items })).toMatchObject({
			message: "The value of 'Conversation' cannot be used",
			description: expect.stringContaining('such as 3fa85f64-5717-4562-b3fc-2c963f66afa6') as string,
			itemIndex: 0,
		});
	});

	it.each([
		[{ wrapUpNotes: 'Solved' }, 'Wrap-Up Notes', 'Wrap-Up Code'],
		[{ wrapUpCodeId: NOBODYS_ID, skipWrapUp: true }, 'Skip Wrap-Up', 'Wrap-Up Code'],
	])('is what does not go together (%j)', async (options, shown, other) => {
		const { message, description } = await failureOf(bench(), { parameters: close(NOBODYS_ID, options) });

		expect(message).toContain(`'${shown}'`);
		expect(description).toContain(`'${other}'`);
		expect(bench().calls()).toEqual([]);
	});

	it.each([
		['Resource', { resource: 'queue', operation: 'close' }],
		['Operation', { resource: 'conversation', operation: 'explode' }],
		['Operation', { resource: 'session', operation: 'toString' }],
	])('is a %s that does not exist (%j)', async (shown, parameters) => {
		const failure = await failureOf(bench(), { parameters });

		expect(failure.message).toContain(`'${shown}'`);
		expect(failure.description).toMatch(/\S/);
		expect(failure.itemIndex).toBe(0);
	});

	it('that could be read as yes or no, or as a number, is taken for that', async () => {
		const parameters = close(NOBODYS_ID, {
			dryRun: '={{ "false" }}',
			maxCloses: '={{ " 3 " }}',
			wrapUpCodeId: '={{ "" }}',
		});

		expect(await bench().item({ parameters })).toMatchObject({ status: 'notFound' });
	});

	it.each([
		['a function', 'Conversation', get('={{ $json.value.trim }}')],
		['something unfinished', 'Conversation', get('={{ $json.value.) }}')],
		['a step that does not exist', 'Conversation', get('={{ $("Nowhere").item.json.id }}')],
		[
			'the same within a collection',
			'Options',
			close(NOBODYS_ID, { maxCloses: '={{ $("Nowhere").item.json.id }}' }),
		],
	])('says which field has an expression that n8n cannot work out: %s', async (_what, shown, parameters) => {
		const { message, description } = await failureOf(bench(), { parameters, items: [{ value: 'x' }] });

		expect(message).toBe(`The value of '${shown}' cannot be used`);
		expect(description).toMatch(/^n8n cannot work out its expression: .+\. Correct the expression\.$/);
		expect(bench().calls()).toEqual([]);
	});
});
