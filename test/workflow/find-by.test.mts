import { MINUTE_MS } from '../../simulator/durations.mts';
import { NODE } from '../harness/workbench.mts';
import { find, selected } from '../support/parameters.mts';
import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Find, by what is known', () => {
	const bench = withWorkbench();

	it.each([
		['externalId', 'CRM-1'],
		['email', 'dana@example.com'],
		['email', 'DANA@Example.com'],
		['phone', '+13175550100'],
		['phone', '+1 317 555 0100'],
	])('finds the conversation of the customer whose %s is %s', async (key, value) => {
		const center = openContactCenter(bench().simulator.world);
		const mine = center.chat();
		center.chat({ contact: bench().simulator.world.addContact({ firstName: 'Robin' }) });

		expect(await bench().item({ parameters: find(key, value) })).toMatchObject({
			found: true,
			conversationId: mine.id,
		});
	});

	it('finds a conversation by its ID with a single request, in capitals too', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		const item = await bench().item({ parameters: find('conversationId', ` ${id.toUpperCase()} `) });

		expect(item).toMatchObject({ found: true, conversationId: id });
		expect(bench().calls()).toEqual([`GET /api/v2/conversations/${id}`]);
	});

	it('finds a conversation by its external tag, and no other', async () => {
		const center = openContactCenter(bench().simulator.world);
		const tagged = center.chat({ externalTag: 'ticket-4711' });
		center.chat({ externalTag: 'ticket-4712' });

		const items = await bench().items({ parameters: find('externalTag', 'ticket-4711', { match: 'all' }) });

		expect(items.map(({ conversationId }) => conversationId)).toEqual([tagged.id]);
	});

	it('finds by the exact tag: there are systems whose IDs differ by case alone', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const mine = center.chat({ externalTag: '5003000000D8cuI', startedAt: world.now() - 20 * MINUTE_MS });
		center.chat({ externalTag: '5003000000D8cui' });
		const parameters = (tag: string) => ({ parameters: find('externalTag', tag) });

		expect(await bench().item(parameters('5003000000D8cuI'))).toMatchObject({ conversationId: mine.id });
		const execution = await bench().run(parameters('5003000000d8CUI'));
		expect(execution.json(NODE)).toEqual([{ found: false }]);
		expect(execution.hints(NODE)).toContain(
			'A conversation has this tag with other upper and lower case letters. They matter.',
		);
	});

	it('finds the conversation of an external contact by the ID of the contact', async () => {
		const center = openContactCenter(bench().simulator.world);
		const { id } = center.chat();

		const item = await bench().item({
			parameters: find('externalContactId', center.dana.id, selected('conversationId', 'externalContactId')),
		});

		expect(item).toEqual({ found: true, conversationId: id, externalContactId: center.dana.id });
	});

	it('finds the conversation that a message belongs to, and not one of another medium', async () => {
		const center = openContactCenter(bench().simulator.world);
		center.chat();
		const mine = center.chat();
		const other = center.chat({ messageType: 'whatsapp' });

		expect(await bench().item({ parameters: find('messageId', mine.messageIds[0] ?? '') })).toMatchObject({
			conversationId: mine.id,
		});
		expect(await bench().item({ parameters: find('messageId', other.messageIds[0] ?? '') })).toEqual({
			found: false,
		});
	});

	it.each(['5befde6373a23f32f20b59b4e1cba0e6', '5BEFDE6373A23F32F20B59B4E1CBA0E6', 'wm-1-Ab', '4711'])(
		'asks for a message by its ID as it is: %s',
		async (messageId) => {
			const { id } = openContactCenter(bench().simulator.world).chat();
			const path = `/api/v2/conversations/messages/${messageId}/details`;
			bench().simulator.faults.add({
				kind: 'status',
				status: 200,
				body: { id: messageId, conversationId: id },
				match: { path: `${path}$` },
			});

			expect(await bench().item({ parameters: find('messageId', messageId) })).toMatchObject({
				found: true,
				conversationId: id,
			});
			expect(bench().calls()[0]).toBe(`GET ${path}`);
		},
	);

	it('finds the conversation that carries a custom attribute, and not one with another value', async () => {
		const center = openContactCenter(bench().simulator.world);
		const mine = center.chat({ attributes: { orderNumber: 'A-1' } });
		center.chat({ attributes: { orderNumber: 'A-12' } });
		center.chat({ attributes: { caseNumber: 'A-1' } });
		const parameters = find('customAttribute', '', {
			match: 'all',
			attributeName: 'orderNumber',
			attributeValue: 'A-1',
		});

		expect((await bench().items({ parameters })).map(({ conversationId }) => conversationId)).toEqual([
			mine.id,
		]);
	});

	it('takes an external ID that an expression gives as a number', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const contact = world.addContact({ firstName: 'Robin', externalIds: [{ value: '100045' }] });
		const { id } = center.chat({ contact });

		const item = await bench().item({
			parameters: find('externalId', '={{ $json.customer }}'),
			items: [{ customer: 100045 }],
		});

		expect(item).toMatchObject({ conversationId: id });
	});

	it('tells two customers with the same external ID apart by the external source', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const shop = world.addExternalSource({ name: 'Shop' });
		const robin = world.addContact({ firstName: 'Robin', externalIds: [{ source: shop, value: 'CRM-1' }] });
		const mine = center.chat();
		const robins = center.chat({ contact: robin });
		const ofSource = (externalSourceId: string) => ({
			parameters: find('externalId', 'CRM-1', { match: 'all', options: { externalSourceId } }),
		});

		expect(await bench().items(ofSource(shop.id))).toMatchObject([{ conversationId: robins.id }]);
		expect(await bench().items(ofSource(center.crm.id))).toMatchObject([{ conversationId: mine.id }]);
	});

	it.each([
		['itself', 'itself'],
		['the one that survives', 'survivor'],
	] as const)(
		'finds conversations from before and after a merge, where the merged contact shows %s',
		async (_what, mergedContactShows) => {
			const { world } = bench().simulator;
			bench().simulator.configure({ assumptions: { mergedContactShows } });
			const center = openContactCenter(world);
			const guest = world.addContact({
				firstName: 'Guest',
				emails: ['guest@example.com'],
				mergedInto: center.dana,
			});
			const asGuest = center.chat({ contact: guest, startedAt: world.now() - 20 * MINUTE_MS });
			const asDana = center.chat();

			for (const [key, value] of [
				['email', 'guest@example.com'],
				['externalId', 'CRM-1'],
				['externalContactId', center.dana.id],
				['externalContactId', guest.id],
			] as const) {
				const items = await bench().items({ parameters: find(key, value, { match: 'all' }) });
				expect(items.map(({ conversationId }) => conversationId)).toEqual([asDana.id, asGuest.id]);
			}
		},
	);

	it.each([
		['externalId', 'CRM-unknown'],
		['email', 'nobody@example.com'],
		['phone', '+10000000000'],
		['externalTag', 'no-such-tag'],
		['externalContactId', NOBODYS_ID],
		['conversationId', NOBODYS_ID],
	])('finds nothing by a %s that nobody has', async (key, value) => {
		openContactCenter(bench().simulator.world).chat();

		expect(await bench().item({ parameters: find(key, value) })).toEqual({ found: false });
	});

	it.each([
		['externalId', 'CRM-unknown'],
		['externalContactId', NOBODYS_ID],
	])('says that no contact has this %s', async (key, value) => {
		openContactCenter(bench().simulator.world).chat();

		const execution = await bench().run({ parameters: find(key, value) });

		expect(execution.hints(NODE)).toContain('No external contact has this value.');
	});

	it('finds nothing for a customer who never wrote', async () => {
		openContactCenter(bench().simulator.world);

		expect(await bench().item({ parameters: find('externalId', 'CRM-1') })).toEqual({ found: false });
	});

	it('looks for external ID, open conversations and the newest match when nothing else is chosen', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		center.chat({ startedAt: world.now() - 30 * MINUTE_MS });
		const { id } = center.chat({ startedAt: world.now() - 20 * MINUTE_MS });
		center.chat({ stage: 'ended' });

		const item = await bench().item({ parameters: { operation: 'find', externalId: 'CRM-1' } });

		expect(item).toMatchObject({ conversationId: id, state: 'open' });
	});
});
