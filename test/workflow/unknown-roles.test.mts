import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { close, closeSession, list } from '../support/parameters.mts';
import { rawConversation, showInstead, withLegs, withParticipants } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

/** Whom Genesys Cloud shows, of whom nobody can tell what it is. */
const ROLES = [null, '', 5, 'guest', 'assistant'];

describe('Somebody of an unknown role who is in a conversation', () => {
	/** A customer who has left, and somebody with an open session. */
	async function withSomebody(purpose: UnknownObject[string]): Promise<string> {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });
		const raw = await rawConversation(bench(), id);
		const left = {
			id: '3fa85f64-5717-4562-b3fc-2c963f66afa7',
			type: 'webmessaging',
			state: 'disconnected',
			disconnectedTime: '2026-01-01T00:00:00Z',
		};
		const participants = withParticipants(raw, (one) =>
			one['purpose'] === 'customer' ? { ...one, purpose } : one,
		)['participants'];
		const customer = { id: '3fa85f64-5717-4562-b3fc-2c963f66afa6', purpose: 'customer', messages: [left] };
		const others: unknown[] = Array.isArray(participants) ? participants : [];
		showInstead(bench(), { ...raw, participants: [customer, ...others] });
		return id;
	}

	it.each(ROLES)('may be the customer, so that no session of hers is called ended: %j', async (purpose) => {
		const id = await withSomebody(purpose);

		expect(
			await failureOf(bench(), { parameters: closeSession(id, { closeWhich: 'customerSessions' }) }),
		).toMatchObject({ message: 'Genesys Cloud does not tell whose session this is' });
		expect(openConversations(bench().simulator.world)).toEqual([id]);
	});

	it.each(ROLES)('may be the customer, who has not left then: %j', async (purpose) => {
		await withSomebody(purpose);

		expect(await bench().items({ parameters: getMany({ customer: 'left' }) })).toEqual([]);
	});

	it.each(ROLES)('may be an agent, so that the guard holds: %j', async (purpose) => {
		const id = await withSomebody(purpose);

		for (const skipIfConnected of ['agent', 'agentAndCustomer'])
			expect(await bench().item({ parameters: close(id, { skipIfConnected }) })).toMatchObject({
				status: 'skippedAgentConnected',
			});
	});
});

describe('A session that does not tell of which platform it is', () => {
	it('is web messaging in a conversation that has any', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const raw = await rawConversation(bench(), id);
		showInstead(
			bench(),
			withLegs(raw, (leg, participant) =>
				participant['purpose'] === 'customer' ? { ...leg, type: null } : leg,
			),
			2,
		);

		expect(await bench().items({ parameters: list(id) })).toHaveLength(2);
		expect(
			await bench().items({
				parameters: closeSession(id, { closeWhich: 'customerSessions' }, { dryRun: true }),
			}),
		).toMatchObject([{ status: 'wouldClose', purpose: 'customer' }]);
	});
});
