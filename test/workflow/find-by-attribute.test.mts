import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { NODE } from '../harness/workbench.mts';
import { withWorkbench } from '../support/workbench.mts';

const SEARCH = 'POST /api/v2/conversations/participants/attributes/search';
const QUERY = 'POST /api/v2/analytics/conversations/details/query';
const ATTRIBUTES = { 'context.customerId': 'CRM-1', step: 'checked' };
const ONE_DAY = { options: { lookbackDays: 1 } };
/** Genesys is asked for four hours at a time. */
const WINDOWS_A_DAY = 6;

describe.each([true, false])('Find by custom attribute, where the search shows open ones: %s', (shown) => {
	const bench = withWorkbench();
	const center = () => {
		bench().simulator.configure({ assumptions: { attributeSearchShowsOpen: shown } });
		return openContactCenter(bench().simulator.world);
	};
	const found = async (attributeName: string, attributeValue: string, more: INodeParameters = {}) => {
		const items = await bench().items({ parameters: byAttribute(attributeName, attributeValue, more) });
		return items.map(({ conversationId }) => conversationId);
	};

	it.each([
		['customerId', 'CRM-1'],
		['context.customerId', 'CRM-1'],
		['step', 'checked'],
	])('finds what is open by %s', async (name, value) => {
		const scene = center();
		scene.chat({ attributes: { 'context.customerId': 'CRM-2', step: 'open' } });
		const { id } = scene.chat({ attributes: ATTRIBUTES });

		expect(await found(name, value)).toEqual([id]);
	});

	it.each([
		['customerId', 'CRM-10'],
		['customerId', 'crm-1'],
		['customerid', 'CRM-1'],
		['context.step', 'checked'],
		['CRM-1', 'customerId'],
	])('compares letter by letter: %s is not %s', async (name, value) => {
		center().chat({ attributes: ATTRIBUTES });

		expect(await found(name, value)).toEqual([]);
	});

	it('gives all matches, the newest first', async () => {
		const scene = center();
		const { world } = bench().simulator;
		const older = scene.chat({ attributes: ATTRIBUTES, startedAt: world.now() - 10 * 60 * MINUTE_MS });
		const newer = scene.chat({ attributes: ATTRIBUTES });

		expect(await found('customerId', 'CRM-1', { match: 'all' })).toEqual([newer.id, older.id]);
	});

	it('finds what is open beside one that was reopened a moment ago, and which of them is the newest', async () => {
		const scene = center();
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 2 * MINUTE_MS });
		const { world } = simulator;
		const older = scene.chat({ attributes: ATTRIBUTES, startedAt: world.now() - 10 * 60 * MINUTE_MS });
		const newer = scene.chat({ attributes: ATTRIBUTES, startedAt: world.now() - 60 * MINUTE_MS });
		world.end(older.id);
		world.clock.advance(10 * MINUTE_MS);
		world.reopen(older.id);

		expect(await found('customerId', 'CRM-1', { ...ONE_DAY, match: 'all' })).toEqual([newer.id, older.id]);
		expect(await found('customerId', 'CRM-1', ONE_DAY)).toEqual([newer.id]);
	});

	it('says with Any where open ones may be missing', async () => {
		const scene = center();
		scene.chat({ attributes: ATTRIBUTES, stage: 'ended' });
		const hints = async () => {
			const parameters = byAttribute('customerId', 'CRM-1', { ...ONE_DAY, state: 'any', match: 'all' });
			return (await bench().run({ parameters })).hints(NODE);
		};
		const mayBeMissing = [
			'It is not known whether the search by attribute shows conversations that are still open. To be sure of those, set State to Open.',
		];
		expect(await hints()).toEqual(mayBeMissing);

		scene.chat({ attributes: ATTRIBUTES });

		expect(await hints()).toEqual(shown ? [] : mayBeMissing);
	});

	it('gives an ended one only when it is asked for', async () => {
		const { id } = center().chat({ attributes: ATTRIBUTES, stage: 'ended' });

		expect(await found('customerId', 'CRM-1')).toEqual([]);
		expect(await found('customerId', 'CRM-1', { state: 'any' })).toEqual([id]);
	});

	it('does not give what has ended, and the index shows as open', async () => {
		const scene = center();
		const { simulator } = bench();
		const { id } = scene.chat({ attributes: ATTRIBUTES });
		simulator.configure({ analyticsLagMs: 5 * MINUTE_MS });
		simulator.world.end(id);

		expect(await found('customerId', 'CRM-1')).toEqual([]);
	});

	it('reads past the first page of a window', async () => {
		const scene = center();
		const { world } = bench().simulator;
		const { id } = scene.chat({ attributes: ATTRIBUTES, startedAt: world.now() - 30 * MINUTE_MS });
		for (let count = 0; count < 60; count++) scene.chat({ attributes: { 'context.customerId': 'CRM-2' } });

		expect(await found('customerId', 'CRM-1')).toEqual([id]);
	});

	it('looks back as far as it is told, at a known cost', async () => {
		const scene = center();
		const { world } = bench().simulator;
		const { id } = scene.chat({ attributes: ATTRIBUTES, startedAt: world.now() - 3 * DAY_MS });

		expect(await found('customerId', 'CRM-1', { options: { lookbackDays: 1 } })).toEqual([]);
		expect(times(bench().calls(), SEARCH)).toBe(WINDOWS_A_DAY);
		expect(times(bench().calls(), QUERY)).toBe(1);
		expect(await found('customerId', 'CRM-1', { options: { lookbackDays: 4 } })).toEqual([id]);
	});

	it('asks for nothing more than the search when ended ones count as well', async () => {
		center().chat();

		expect(await found('customerId', 'CRM-1', { state: 'any', options: { lookbackDays: 2 } })).toEqual([]);
		expect(bench().calls()).toEqual(Array.from({ length: 2 * WINDOWS_A_DAY }, () => SEARCH));
	});
});

describe('Find by custom attribute', () => {
	const bench = withWorkbench();

	it('costs one search and one look when the newest window has it', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ attributes: ATTRIBUTES });

		const item = await bench().item({ parameters: byAttribute('customerId', 'CRM-1') });

		expect(item).toMatchObject({ found: true, conversationId: id });
		expect(bench().calls()).toEqual([SEARCH, `GET /api/v2/conversations/${id}`]);
	});
});

describe('Find by message ID', () => {
	const bench = withWorkbench();
	const byMessage = (messageId: string, more: INodeParameters = {}): INodeParameters => ({
		resource: 'conversation',
		operation: 'find',
		findBy: 'messageId',
		messageId,
		...more,
	});

	it('finds the conversation by any of its messages, with two requests each', async () => {
		const { id, messageIds } = openContactCenter(bench().simulator.world).chat();

		for (const messageId of messageIds) {
			expect(await bench().item({ parameters: byMessage(messageId) })).toMatchObject({
				found: true,
				conversationId: id,
			});
		}
		expect(messageIds).toHaveLength(2);
		expect(bench().calls()).toEqual(
			messageIds.flatMap((messageId) => [
				`GET /api/v2/conversations/messages/${messageId}/details`,
				`GET /api/v2/conversations/${id}`,
			]),
		);
	});

	it('finds nothing by a message that is not there, with a single request', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await bench().item({ parameters: byMessage(id) })).toEqual({ found: false });
		expect(bench().calls()).toEqual([`GET /api/v2/conversations/messages/${id}/details`]);
	});

	it('finds an ended conversation only when it is asked for', async () => {
		const { id, messageIds } = openContactCenter(bench().simulator.world).chat({ stage: 'ended' });
		const [messageId = ''] = messageIds;

		expect(await bench().item({ parameters: byMessage(messageId) })).toEqual({ found: false });
		expect(await bench().item({ parameters: byMessage(messageId, { state: 'any' }) })).toMatchObject({
			conversationId: id,
			state: 'closed',
		});
	});

	it('finds nothing by a message of another channel', async () => {
		const { messageIds } = openContactCenter(bench().simulator.world).chat({ messageType: 'whatsapp' });

		expect(await bench().item({ parameters: byMessage(messageIds[0] ?? '') })).toEqual({ found: false });
	});

	it.each([403, 404] as const)(
		'finds nothing by a message in a division that it cannot see (%i)',
		async (unseenDivision) => {
			const { simulator } = bench();
			const { id: divisionId } = simulator.world.addDivision({ name: 'West' });
			const { messageIds } = openContactCenter(simulator.world).chat({ divisionId });
			simulator.configure({ assumptions: { unseenDivision } });
			bench().restrict({ divisions: [simulator.world.directory.homeDivision.id] });

			expect(await bench().item({ parameters: byMessage(messageIds[0] ?? '') })).toEqual({ found: false });
		},
	);
});

function byAttribute(
	attributeName: string,
	attributeValue: string,
	more: INodeParameters = {},
): INodeParameters {
	return {
		resource: 'conversation',
		operation: 'find',
		findBy: 'customAttribute',
		attributeName,
		attributeValue,
		whenNotFound: 'none',
		...more,
	};
}

function times(calls: readonly string[], wanted: string): number {
	return calls.filter((call) => call === wanted).length;
}
