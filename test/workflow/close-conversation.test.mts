import {
	callBeside,
	endOf,
	NOBODYS_ID,
	openContactCenter,
	openConversations,
} from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { close } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const METHODS = ['disconnect', 'graceful', 'teardown'] as const;

describe('Close conversation', () => {
	const bench = withWorkbench();
	const closed = async (id: string, options = {}, more = {}) =>
		await bench().item({ parameters: close(id, options, more) });
	const changes = () =>
		bench()
			.calls()
			.filter((call) => !call.startsWith('GET'));

	it.each(METHODS)('closes it for everybody and says when it ended (%s)', async (method) => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const chat = center.chat();
		const other = center.chat();

		const verdict = await closed(chat.id, {}, { method });

		expect(verdict).toEqual({
			status: 'closed',
			closed: true,
			reason: 'Disconnected Dana Example (customer) and Alex Agent (agent).',
			customerName: 'Dana Example',
			queueName: 'Support',
			agentName: 'Alex Agent',
			previousState: 'open',
			closedAt: endOf(world, chat),
			conversationId: chat.id,
		});
		expect(openConversations(world)).toEqual([other.id]);
	});

	it('disconnects with a single change, found out by a single look', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		await closed(id);

		expect(bench().calls()).toEqual([
			`GET /api/v2/conversations/${id}`,
			`PATCH /api/v2/conversations/messages/${id}`,
		]);
	});

	it('tears down by the resource that Genesys has for it', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		await closed(id, {}, { method: 'teardown' });

		expect(changes()).toEqual([`POST /api/v2/conversations/${id}/disconnect`]);
	});

	it.each(METHODS)('changes nothing the second time, and says when it had ended (%s)', async (method) => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		await closed(chat.id, {}, { method });
		const soFar = changes();

		const verdict = await closed(chat.id, {}, { method });

		expect(verdict).toEqual({
			status: 'alreadyClosed',
			closed: true,
			reason: 'It had already ended. Nothing was changed.',
			customerName: 'Dana Example',
			queueName: 'Support',
			agentName: 'Alex Agent',
			previousState: 'closed',
			closedAt: endOf(world, chat),
			conversationId: chat.id,
		});
		expect(changes()).toEqual(soFar);
	});

	it.each(METHODS)('leaves alone what had ended while an agent still owes a wrap-up (%s)', async (method) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'afterCallWork' });

		expect(await closed(id, {}, { method })).toMatchObject({ status: 'alreadyClosed', closed: true });
		expect(changes()).toEqual([]);
	});

	it.each(METHODS)('closes a conversation in which only an agent is left (%s)', async (method) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ stage: 'customerLeft' });

		expect(await closed(id, {}, { method })).toMatchObject({ status: 'closed' });
		expect(openConversations(world)).toEqual([]);
	});

	it.each(METHODS)('closes a conversation that no agent has taken yet (%s)', async (method) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ stage: 'flow' });

		expect(await closed(id, {}, { method })).toMatchObject({ status: 'closed' });
		expect(openConversations(world)).toEqual([]);
	});

	it.each(METHODS)('leaves another medium alone (%s)', async (method) => {
		const center = openContactCenter(bench().simulator.world);

		for (const { id } of [center.chat({ messageType: 'whatsapp' }), center.chat({ medium: 'call' })]) {
			expect(await closed(id, {}, { method })).toMatchObject({
				conversationId: id,
				status: 'skippedNotWebMessaging',
				closed: false,
			});
		}
		expect(changes()).toEqual([]);
	});

	it.each(METHODS)('leaves a conversation alone in which there is a voice call too (%s)', async (method) => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		callBeside(world, chat);

		const verdict = await closed(chat.id, {}, { method });

		expect(verdict).toMatchObject({ status: 'skippedNotWebMessaging', closed: false });
		expect(verdict['reason']).toContain('call');
		expect(changes()).toEqual([]);
	});

	it.each([
		[403, true],
		[404, true],
		[403, false],
		[404, false],
	] as const)(
		'takes a division that it cannot see (%s) for not found, checking first or not (%s)',
		async (unseenDivision, checkFirst) => {
			const { simulator } = bench();
			const elsewhere = simulator.world.addDivision({ name: 'Elsewhere' });
			const { id } = openContactCenter(simulator.world).chat({ divisionId: elsewhere.id });
			simulator.configure({ assumptions: { unseenDivision } });
			bench().restrict({ divisions: [simulator.world.directory.homeDivision.id] });

			for (const method of METHODS) {
				expect(await closed(id, { checkFirst }, { method })).toMatchObject({
					conversationId: id,
					status: 'notFound',
					closed: false,
				});
			}
		},
	);

	it.each([true, false])(
		'says when there is no such conversation, checking first or not (%s)',
		async (checkFirst) => {
			for (const method of METHODS) {
				expect(await closed(NOBODYS_ID, { checkFirst }, { method })).toEqual({
					status: 'notFound',
					closed: false,
					reason:
						'Genesys Cloud has no such conversation, or it is in a division that the credential cannot see.',
					customerName: null,
					queueName: null,
					agentName: null,
					previousState: null,
					closedAt: null,
					conversationId: NOBODYS_ID,
				});
			}
		},
	);

	it('stops when there is no such conversation, if it is told to', async () => {
		const parameters = close(NOBODYS_ID, { whenNotFound: 'error' });

		expect(await failureOf(bench(), { parameters })).toMatchObject({
			message: 'There is nothing to close',
			httpCode: '404',
			itemIndex: 0,
		});
	});

	it('takes the conversation from a locator, whichever way it was chosen', async () => {
		const center = openContactCenter(bench().simulator.world);
		const ways = [
			(id: string) => ({ __rl: true, mode: 'id', value: id }),
			(id: string) => ({ __rl: true, mode: 'list', value: id, cachedResultName: 'Dana' }),
			(id: string) => ({
				__rl: true,
				mode: 'url',
				value: `https://apps.mypurecloud.com/directory/#/engage/admin/interactions/${id}`,
			}),
			(id: string) => ({
				__rl: true,
				mode: 'url',
				value: `https://api.mypurecloud.com/api/v2/conversations/messages/${id}?x=1`,
			}),
			(id: string) => ` ${id.toUpperCase()}\n`,
		];

		for (const way of ways) {
			const { id } = center.chat();
			const parameters = { ...close(''), conversationId: way(id) };
			expect(await bench().item({ parameters })).toMatchObject({ conversationId: id, status: 'closed' });
		}
	});
});
