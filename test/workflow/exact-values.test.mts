import type { IDataObject, INodeParameters } from 'n8n-workflow';

import type { Contact } from '../../simulator/world/directory.mts';
import { NODE } from '../harness/workbench.mts';
import { CLOSE, followedByClose, VALUE, withValues } from '../support/chain.mts';
import { NOBODYS_ID, openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, find, get, list, setExternalTag } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** What a CRM has sent, and what is left of it once it was read as a number: somebody else's. */
const KIMS = '7615917337495251231';
const ROBINS = '7615917337495251000';

describe('A number that was rounded on its way', () => {
	const bench = withWorkbench();
	const rounded = () => JSON.parse(`{ "value": ${KIMS} }`) as IDataObject;

	function kimAndRobin() {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const chatOf = (firstName: string, value: string) => {
			const contact: Contact = world.addContact({ firstName, externalIds: [{ source: center.crm, value }] });
			return center.chat({ contact, externalTag: value, attributes: { customer: value } });
		};
		return { kims: chatOf('Kim', KIMS), robins: chatOf('Robin', ROBINS) };
	}

	it('would name somebody else', () => {
		expect(rounded()).toEqual({ value: Number(ROBINS) });
	});

	it.each([
		['External ID', find('externalId', VALUE)],
		['External Tag', find('externalTag', VALUE)],
		['Attribute Value', find('customAttribute', '', { attributeName: 'customer', attributeValue: VALUE })],
		['External Tag', getMany({ externalTag: VALUE })],
	])('closes nobody: %s', async (shown, parameters) => {
		const { kims, robins } = kimAndRobin();

		const execution = await bench().engine.run(followedByClose({ parameters, items: [rounded()] }));

		expect(execution.error(NODE)).toMatchObject({
			message: `The value of '${shown}' cannot be used`,
			description: 'This number is not exact. Enter it as text.',
		});
		expect(bench().calls()).toEqual([]);
		expect(openConversations(bench().simulator.world)).toEqual([kims.id, robins.id]);
	});

	it.each([
		['External ID', find('externalId', VALUE)],
		['External Tag', find('externalTag', VALUE)],
		['Attribute Value', find('customAttribute', '', { attributeName: 'customer', attributeValue: VALUE })],
		['External Tag', getMany({ externalTag: VALUE })],
	])('is exact as a text, and closes whom it names: %s', async (_shown, parameters) => {
		const { kims, robins } = kimAndRobin();

		const execution = await bench().engine.run(followedByClose({ parameters, items: [{ value: KIMS }] }));

		expect(execution.json(CLOSE)).toMatchObject([{ status: 'closed', conversationId: kims.id }]);
		expect(openConversations(bench().simulator.world)).toEqual([robins.id]);
	});

	it('is not written as a tag', async () => {
		const { kims } = kimAndRobin();

		const failure = await failureOf(bench(), {
			parameters: setExternalTag(kims.id, VALUE),
			items: [rounded()],
		});

		expect(failure).toMatchObject({
			message: "The value of 'External Tag' cannot be used",
			description: 'This number is not exact. Enter it as text.',
		});
		expect(
			bench()
				.simulator.world.conversation(kims.id)
				.externalTags.map(({ value }) => value),
		).toEqual([KIMS]);
	});
});

/** What an expression can give that is a number and names nothing; JSON knows only some of it. */
const INEXACT = [
	'NaN',
	'Infinity',
	'-Infinity',
	'1e21',
	'-1e21',
	'1.5',
	'0.1 + 0.2',
	'2 ** 53',
	'9007199254740993',
	KIMS,
];
const SESSION = bySessionId(NOBODYS_ID);

const TEXTS: ReadonlyArray<readonly [shown: string, parameters: (value: string) => INodeParameters]> = [
	...(
		[
			['Conversation', 'conversationId'],
			['Email', 'email'],
			['External Contact', 'externalContactId'],
			['External ID', 'externalId'],
			['External Tag', 'externalTag'],
			['Message ID', 'messageId'],
			['Phone', 'phone'],
		] as const
	).map(([shown, key]) => [shown, (value: string) => find(key, value)] as const),
	['Attribute Name', (value) => find('customAttribute', '', { attributeName: value, attributeValue: 'x' })],
	['Attribute Value', (value) => find('customAttribute', '', { attributeName: 'x', attributeValue: value })],
	['External Source', (value) => find('externalId', 'CRM-1', { options: { externalSourceId: value } })],
	...(
		[
			['Agent', 'userId'],
			['Division', 'divisionId'],
			['External Contact', 'externalContactId'],
			['External Tag', 'externalTag'],
			['Flow', 'flowId'],
			['Queue Names or IDs', 'queueIds'],
		] as const
	).map(([shown, key]) => [shown, (value: string) => getMany({ [key]: value })] as const),
	['External Tag', (value) => setExternalTag(NOBODYS_ID, value)],
	...[get, list, close, (value: string) => setExternalTag(value, 'x')].map(
		(parameters) => ['Conversation', (value: string) => parameters(value)] as const,
	),
	['Conversation', (value) => closeSession(value, SESSION)],
	['Session', (value) => closeSession(NOBODYS_ID, bySessionId(value))],
	['Participant ID', (value) => closeSession(NOBODYS_ID, bySessionId(NOBODYS_ID, value))],
	['Wrap-Up Code', (value) => close(NOBODYS_ID, { wrapUpCodeId: value })],
	['Wrap-Up Notes', (value) => close(NOBODYS_ID, { wrapUpCodeId: NOBODYS_ID, wrapUpNotes: value })],
];

describe('A number that names nothing exactly is refused before any request', () => {
	const bench = withWorkbench();

	it.each(TEXTS.map(([shown, parameters]) => ({ shown, parameters, step: parameters('') })))(
		'as $shown ($step.resource $step.operation)',
		async ({ shown, parameters }) => {
			for (const number of INEXACT) {
				const failure = await failureOf(bench(), { parameters: parameters(`={{ ${number} }}`) });
				expect([number, failure.message]).toEqual([number, `The value of '${shown}' cannot be used`]);
				expect(failure.description).toMatch(/not exact|must be/);
			}
			expect(bench().calls()).toEqual([]);
			expect(bench().tokenRequests()).toBe(0);
		},
	);
});

describe('A number that is exact', () => {
	const bench = withWorkbench();

	it.each([100045, 0, -7, Number.MAX_SAFE_INTEGER])('is taken as the text that it is: %d', async (value) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const contact = world.addContact({
			firstName: 'Robin',
			externalIds: [{ source: center.crm, value: String(value) }],
		});
		const { id } = center.chat({ contact, externalTag: String(value) });
		center.chat();

		for (const parameters of [find('externalId', VALUE), find('externalTag', VALUE)])
			expect(await bench().items(withValues(parameters, [value]))).toMatchObject([{ conversationId: id }]);
	});
});
