import type { Key } from '../../../nodes/shared/conversations/find.ts';
import { party } from '../../support/virtual-conversation.mts';
import { row } from '../../support/virtual-index.mts';
import { answer, ok } from '../../support/virtual-platform.mts';
import { INDEX, reads, matches, Finding } from '../../support/finding.mts';

describe('Finding a conversation', () => {
	let scene: Finding;

	beforeEach(() => {
		scene = new Finding();
	});

	describe('by its ID', () => {
		const byId: Key = { by: 'conversationId', conversationId: 'chat' };

		it('reads it, and nothing else', async () => {
			scene.live('chat');

			expect(await scene.ids(byId)).toEqual(['chat']);
			expect(scene.platform.server.lines).toEqual([reads('chat')]);
		});

		it('finds an ended one only where ended ones are wanted', async () => {
			scene.live('chat').end();

			expect(await scene.ids(byId)).toEqual([]);
			expect(await scene.ids(byId, { state: 'any' })).toEqual(['chat']);
		});

		it.each([404, 403])('finds none that cannot be seen (%d)', async (status) => {
			scene.platform.server.always('GET', answer(status, { code: 'missing.division.permission' }));

			expect(await scene.ids(byId, { state: 'any' })).toEqual([]);
		});

		it('finds none of another kind', async () => {
			scene.live('chat', { participants: [party('customer', {}, { type: 'open' })] });

			expect(await scene.ids(byId)).toEqual([]);
		});

		it('tells why what was seen is not given', async () => {
			const misses: string[] = [];
			const onMiss = (miss: string) => misses.push(miss);
			scene.live('other', { participants: [party('customer', {}, { type: 'open' })] });
			scene.live('chat').end();
			await scene.ids({ by: 'conversationId', conversationId: 'other' }, { onMiss });
			await scene.ids(byId, { onMiss });
			await scene.ids(byId, { onMiss, state: 'any' });

			expect(misses).toEqual(['otherMedia', 'ended']);
		});

		it('fails where the answer is no conversation', async () => {
			scene.platform.server.always('GET', ok({ name: 'no ID' }));

			await expect(scene.ids(byId)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (reading the conversation)',
			});
		});
	});

	describe('by a message of it', () => {
		const byMessage: Key = { by: 'messageId', messageId: 'm' };
		const LOOKS_UP = 'GET /api/v2/conversations/messages/m/details';

		it('looks up the conversation of the message', async () => {
			scene.platform.server.next(LOOKS_UP, ok({ id: 'm', conversationId: 'chat' }));
			scene.live('chat');

			expect(await scene.ids(byMessage)).toEqual(['chat']);
			expect(scene.platform.server.lines).toEqual([LOOKS_UP, reads('chat')]);
		});

		it.each([
			['there is no such message', answer(404)],
			['it is in a division that cannot be seen', answer(403, { code: 'missing.division.permission' })],
		])('finds none where %s', async (_why, reply) => {
			scene.platform.server.next(LOOKS_UP, reply);

			expect(await scene.ids(byMessage)).toEqual([]);
			expect(scene.platform.server.lines).toEqual([LOOKS_UP]);
		});

		it.each([
			['it belongs to none', { id: 'm' }, 'It does not name the conversation.'],
			['what it belongs to is no ID', { id: 'm', conversationId: '../users' }, 'It does not name'],
			['it is about another message', { id: 'other', conversationId: 'chat' }, 'about a different message.'],
			['it names no message', { conversationId: 'chat' }, 'It is about a different message.'],
		])('fails where %s: the answer is none', async (_why, body, why) => {
			scene.platform.server.next(LOOKS_UP, ok(body));
			scene.live('chat');

			await expect(scene.ids(byMessage)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (looking up the message)',
				whatToDo: expect.stringContaining(why) as unknown,
			});
		});

		it('takes an answer about the same message in other letters', async () => {
			scene.platform.server.next(LOOKS_UP, ok({ id: 'M', conversationId: 'chat' }));
			scene.live('chat');

			expect(await scene.ids(byMessage)).toEqual(['chat']);
		});

		it('fails where a permission is missing', async () => {
			scene.platform.server.next(LOOKS_UP, answer(403, { code: 'missing.permissions' }));

			await expect(scene.ids(byMessage)).rejects.toMatchObject({
				message: 'The credential is not allowed to do this (looking up the message)',
			});
		});
	});

	describe('by an identifier of the customer', () => {
		const LOOKS_UP = 'POST /api/v2/externalcontacts/identifierlookup/contacts';
		const byEmail: Key = {
			by: 'identifier',
			type: 'Email',
			value: 'dana@example.com',
			externalSourceId: undefined,
		};

		it('looks up the contact, then the conversations of it', async () => {
			scene.platform.server.next(LOOKS_UP, ok({ id: 'dana' }));
			scene.index.rows = [row('chat', 1)];
			scene.live('chat');

			expect(await scene.ids(byEmail)).toEqual(['chat']);
			expect(scene.platform.server.arrivals[0]?.call.body).toEqual({
				type: 'Email',
				value: 'dana@example.com',
			});
			expect(scene.platform.server.lines).toEqual([LOOKS_UP, INDEX, reads('chat')]);
		});

		it('names the source of the identifier where it is given', async () => {
			scene.platform.server.next(LOOKS_UP, ok({ id: 'dana' }));

			await scene.ids({ by: 'identifier', type: 'ExternalId', value: 'CRM-1', externalSourceId: 'crm' });

			expect(scene.platform.server.arrivals[0]?.call.body).toEqual({
				type: 'ExternalId',
				value: 'CRM-1',
				externalSource: { id: 'crm' },
			});
		});

		it.each([
			['merged', { id: 'old', canonicalContact: { id: 'new' } }, ['old', 'new']],
			['never merged', { id: 'only', canonicalContact: { id: 'only' } }, ['only']],
			['known by its canonical contact alone', { canonicalContact: { id: 'new' } }, ['new']],
		])('asks for all names of a contact that was %s', async (_what, contact, names) => {
			scene.platform.server.next(LOOKS_UP, ok(contact));

			await scene.ids(byEmail);

			const predicates = names.flatMap((name) => [
				matches('externalContactId', name),
				matches('canonicalExternalContactId', name),
			]);
			expect(scene.platform.server.arrivals[1]?.call.body).toMatchObject({
				segmentFilters: [{ type: 'and' }, { type: 'or', predicates }],
			});
		});

		it('finds nothing where nobody has it, and does not ask the index', async () => {
			scene.platform.server.next(LOOKS_UP, answer(404));

			const misses: string[] = [];
			expect(await scene.ids(byEmail, { onMiss: (miss) => misses.push(miss) })).toEqual([]);
			expect(misses).toEqual(['noContact']);
			expect(scene.platform.server.lines).toEqual([LOOKS_UP]);
		});

		it.each([
			['names no contact: that would find everything', {}],
			['names something else', { id: '../users' }],
			['names something else as canonical', { id: 'dana', canonicalContact: { id: 'a b' } }],
		])('fails where the answer %s', async (_what, body) => {
			scene.platform.server.next(LOOKS_UP, ok(body));

			await expect(scene.ids(byEmail)).rejects.toMatchObject({
				message: 'The answer does not seem to come from Genesys Cloud (looking up the external contact)',
			});
		});
	});
});
