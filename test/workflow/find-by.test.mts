import { find } from './support/parameters.mts';
import { MINUTE_MS, NOBODYS_ID, openContactCentre } from './support/contact-centre.mts';
import { withWorkbench } from './support/workbench.mts';

describe('Find, by what is known', () => {
	const bench = withWorkbench();

	it.each([
		['externalId', 'CRM-1'],
		['email', 'dana@example.com'],
		['email', 'DANA@Example.com'],
		['phone', '+13175550100'],
		['phone', '+1 317 555 0100'],
	])('finds the conversation of the customer whose %s is %s', async (key, value) => {
		const centre = openContactCentre(bench().simulator.world);
		const mine = centre.chat();
		centre.chat({ contact: bench().simulator.world.addContact({ firstName: 'Robin' }) });

		expect(await bench().item({ parameters: find(key, value) })).toMatchObject({
			found: true,
			conversationId: mine.id,
		});
	});

	it('finds a conversation by its ID with a single request, in capitals too', async () => {
		const { id } = openContactCentre(bench().simulator.world).chat();

		const item = await bench().item({ parameters: find('conversationId', ` ${id.toUpperCase()} `) });

		expect(item).toMatchObject({ found: true, conversationId: id });
		expect(bench().calls()).toEqual([`GET /api/v2/conversations/${id}`]);
	});

	it('finds a conversation by its external tag, and no other', async () => {
		const centre = openContactCentre(bench().simulator.world);
		const tagged = centre.chat({ externalTag: 'ticket-4711' });
		centre.chat({ externalTag: 'ticket-4712' });

		const items = await bench().items({ parameters: find('externalTag', 'ticket-4711', { match: 'all' }) });

		expect(items.map(({ conversationId }) => conversationId)).toEqual([tagged.id]);
	});

	it('finds the conversation of an external contact by the ID of the contact', async () => {
		const centre = openContactCentre(bench().simulator.world);
		const { id } = centre.chat();

		const item = await bench().item({ parameters: find('externalContactId', centre.dana.id) });

		expect(item).toMatchObject({ conversationId: id, externalContactId: centre.dana.id });
	});

	it('finds the conversation that a message belongs to, and not one of another medium', async () => {
		const centre = openContactCentre(bench().simulator.world);
		centre.chat();
		const mine = centre.chat();
		const other = centre.chat({ messageType: 'whatsapp' });

		expect(await bench().item({ parameters: find('messageId', mine.messageIds[0] ?? '') })).toMatchObject({
			conversationId: mine.id,
		});
		expect(await bench().item({ parameters: find('messageId', other.messageIds[0] ?? '') })).toEqual({
			found: false,
		});
	});

	it('finds the conversation that carries a custom attribute, and not one with another value', async () => {
		const centre = openContactCentre(bench().simulator.world);
		const mine = centre.chat({ attributes: { orderNumber: 'A-1' } });
		centre.chat({ attributes: { orderNumber: 'A-12' } });
		centre.chat({ attributes: { caseNumber: 'A-1' } });
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
		const centre = openContactCentre(world);
		const contact = world.addContact({ firstName: 'Robin', externalIds: [{ value: '100045' }] });
		const { id } = centre.chat({ contact });

		const item = await bench().item({
			parameters: find('externalId', '={{ $json.customer }}'),
			items: [{ customer: 100045 }],
		});

		expect(item).toMatchObject({ conversationId: id });
	});

	it('tells two customers with the same external ID apart by the external source', async () => {
		const { world } = bench().simulator;
		const centre = openContactCentre(world);
		const shop = world.addExternalSource({ name: 'Shop' });
		const robin = world.addContact({ firstName: 'Robin', externalIds: [{ source: shop, value: 'CRM-1' }] });
		const mine = centre.chat();
		const robins = centre.chat({ contact: robin });
		const ofSource = (externalSourceId: string) => ({
			parameters: find('externalId', 'CRM-1', { match: 'all', options: { externalSourceId } }),
		});

		expect(await bench().items(ofSource(shop.id))).toMatchObject([{ conversationId: robins.id }]);
		expect(await bench().items(ofSource(centre.crm.id))).toMatchObject([{ conversationId: mine.id }]);
	});

	it('finds conversations from before and after two contacts were merged', async () => {
		const { world } = bench().simulator;
		const centre = openContactCentre(world);
		const guest = world.addContact({
			firstName: 'Guest',
			emails: ['guest@example.com'],
			mergedInto: centre.dana,
		});
		const asGuest = centre.chat({ contact: guest, startedAt: world.now() - 20 * MINUTE_MS });
		const asDana = centre.chat();

		for (const [key, value] of [
			['email', 'guest@example.com'],
			['externalId', 'CRM-1'],
			['externalContactId', centre.dana.id],
		] as const) {
			const items = await bench().items({ parameters: find(key, value, { match: 'all' }) });
			expect(items.map(({ conversationId }) => conversationId)).toEqual([asDana.id, asGuest.id]);
		}
	});

	it.each([
		['externalId', 'CRM-unknown'],
		['email', 'nobody@example.com'],
		['phone', '+10000000000'],
		['externalTag', 'no-such-tag'],
		['externalContactId', NOBODYS_ID],
		['conversationId', NOBODYS_ID],
	])('finds nothing by a %s that nobody has', async (key, value) => {
		openContactCentre(bench().simulator.world).chat();

		expect(await bench().item({ parameters: find(key, value) })).toEqual({ found: false });
	});

	it('finds nothing for a customer who never wrote', async () => {
		openContactCentre(bench().simulator.world);

		expect(await bench().item({ parameters: find('externalId', 'CRM-1') })).toEqual({ found: false });
	});

	it('looks for external ID, open conversations and the newest match when nothing else is chosen', async () => {
		const { world } = bench().simulator;
		const centre = openContactCentre(world);
		centre.chat({ startedAt: world.now() - 30 * MINUTE_MS });
		const { id } = centre.chat({ startedAt: world.now() - 20 * MINUTE_MS });
		centre.chat({ stage: 'ended' });

		const item = await bench().item({ parameters: { operation: 'find', externalId: 'CRM-1' } });

		expect(item).toMatchObject({ conversationId: id, state: 'open' });
	});
});
