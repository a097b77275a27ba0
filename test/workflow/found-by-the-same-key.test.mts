import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import type { World } from '../../simulator/index.mts';
import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { find, findByAttribute } from '../support/parameters.mts';
import { rawConversation, READ, withParticipants } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

const TAG = 'ticket-4711';

describe('What a message belongs to', () => {
	it('is not told by the details of another message', async () => {
		const contactCenter = openContactCenter(bench().simulator.world);
		const [asked, other] = [contactCenter.chat(), contactCenter.chat()];
		const [id = ''] = asked.messageIds;
		bench().simulator.faults.add({
			kind: 'status',
			status: 200,
			body: { id: other.messageIds[0], conversationId: other.id },
			match: { path: '/details$' },
		});

		const failure = await failureOf(bench(), { parameters: find('messageId', id) });

		expect(failure.description).toContain('a different message');
	});
});

describe('What a conversation was found by', () => {
	const FOUND_BY: ReadonlyArray<
		readonly [
			key: string,
			parameters: (contactId: string) => INodeParameters,
			gone: (raw: UnknownObject) => UnknownObject,
		]
	> = [
		['external tag', () => find('externalTag', TAG), (raw) => ({ ...raw, externalTag: 'another-tag' })],
		['external tag', () => find('externalTag', TAG), (raw) => ({ ...raw, externalTag: null })],
		[
			'custom attribute',
			() => findByAttribute('step', 'checked'),
			(raw) => withParticipants(raw, (participant) => ({ ...participant, attributes: { step: 'Checked' } })),
		],
		[
			'external contact',
			(contactId) => find('externalContactId', contactId),
			(raw) => withParticipants(raw, (participant) => ({ ...participant, externalContactId: NOBODYS_ID })),
		],
		[
			'external ID',
			() => find('externalId', 'CRM-1'),
			(raw) => withParticipants(raw, (participant) => ({ ...participant, externalContactId: NOBODYS_ID })),
		],
		[
			'email',
			() => find('email', 'dana@example.com'),
			(raw) => withParticipants(raw, (participant) => ({ ...participant, externalContactId: null })),
		],
		[
			'tag in Get Many',
			() => getMany({ externalTag: TAG }, { options: { verifyLive: true } }),
			(raw) => ({ ...raw, externalTag: 'another-tag' }),
		],
		[
			'external contact in Get Many',
			(contactId) => getMany({ externalContactId: contactId }, { options: { verifyLive: true } }),
			(raw) => withParticipants(raw, (participant) => ({ ...participant, externalContactId: NOBODYS_ID })),
		],
	];

	it.each(FOUND_BY)('must still be there live: %s', async (_key, parameters, gone) => {
		const contactCenter = openContactCenter(bench().simulator.world);
		const { id } = contactCenter.chat({ externalTag: TAG, attributes: { step: 'checked' } });
		const raw = await rawConversation(bench(), id);

		const found = await bench().items({ parameters: parameters(contactCenter.dana.id) });
		expect(found).toMatchObject([{ conversationId: id }]);

		bench().simulator.faults.add({ kind: 'status', status: 200, body: gone(raw), match: READ });
		const items = await bench().items({ parameters: parameters(contactCenter.dana.id) });
		expect(items.filter(({ found: isFound }) => isFound !== false)).toEqual([]);
	});
});

describe('An attribute', () => {
	const byTicket = (value: string, name = 'ticketId') => findByAttribute(name, value);

	it.each<readonly [how: string, goesOn: (world: World, id: string) => void]>([
		[
			'left and came back',
			(world, id) => {
				world.customerLeaves(id);
				world.clock.advance(5 * MINUTE_MS);
				world.customerReturns(id);
			},
		],
		[
			'ended and was reopened',
			(world, id) => {
				world.end(id);
				world.clock.advance(5 * MINUTE_MS);
				world.reopen(id);
			},
		],
	])('of a former visit is none of this one (%s)', async (_how, goesOn) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ attributes: { ticketId: 'T-1' } });
		goesOn(world, id);
		expect(await bench().items({ parameters: byTicket('T-1') })).toMatchObject([{ conversationId: id }]);
		const conversation = world.conversation(id);
		const back = conversation.participants.findLast(({ purpose }) => purpose === 'customer');
		if (back) world.setAttributes(conversation, back, new Map([['ticketId', 'T-2']]));

		expect(await bench().items({ parameters: byTicket('T-2') })).toMatchObject([{ conversationId: id }]);
		expect(await bench().items({ parameters: byTicket('T-1') })).toEqual([{ found: false }]);
	});

	it('that a web page has set does not go before one of exactly that name', async () => {
		const attributes = { ticketId: 'T-2', 'context.ticketId': 'T-1' };
		const { id } = openContactCenter(bench().simulator.world).chat({ attributes });

		expect(await bench().items({ parameters: byTicket('T-1') })).toEqual([{ found: false }]);
		for (const parameters of [byTicket('T-2'), byTicket('T-1', 'context.ticketId')])
			expect(await bench().items({ parameters })).toMatchObject([{ conversationId: id }]);
	});
});

describe('A customer who was merged with another', () => {
	it.each<readonly [key: string, value: (ids: { survivor: string }) => string]>([
		['externalContactId', ({ survivor }) => survivor],
		['externalId', () => 'CRM-1'],
		['externalId', () => 'CRM-OLD'],
	])('is found in conversations of before, and in those of after (%s)', async (key, value) => {
		const contactCenter = openContactCenter(bench().simulator.world);
		const { dana, crm } = contactCenter;
		const merged = bench().simulator.world.addContact({
			firstName: 'D.',
			externalIds: [{ source: crm, value: 'CRM-OLD' }],
			mergedInto: dana,
		});
		const ids = [contactCenter.chat({ contact: merged }).id, contactCenter.chat().id];

		const parameters = find(key, value({ survivor: dana.id }), { match: 'all' });
		const items = await bench().items({ parameters });

		expect(items.map(({ conversationId }) => conversationId).sort()).toEqual(ids.sort());
	});
});

describe('A customer whose contact was merged into another', () => {
	it.each([
		['Find', (contactId: string) => find('externalContactId', contactId)],
		['Get Many', (contactId: string) => getMany({ externalContactId: contactId })],
	])('is still found by the ID that a CRM has kept: %s', async (_operation, parameters) => {
		const { world } = bench().simulator;
		const contactCenter = openContactCenter(world);
		const { dana: contact } = contactCenter;
		const merged = world.addContact({ firstName: 'D.', mergedInto: contact });
		const { id } = contactCenter.chat({ contact });

		const items = await bench().items({ parameters: parameters(merged.id) });

		expect(items).toMatchObject([{ conversationId: id }]);
	});
});
