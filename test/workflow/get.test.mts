import { NOBODYS_ID, openContactCenter } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { get, selected } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('Get', () => {
	const bench = withWorkbench();

	it.each([
		['webmessaging', {}],
		['whatsapp', { messageType: 'whatsapp' }],
		['call', { medium: 'call' }],
	] as const)('returns a conversation of any type, and says the type (%s)', async (type, init) => {
		const { id } = openContactCenter(bench().simulator.world).chat(init);

		expect(await bench().item({ parameters: get(id, selected('conversationId', 'state', 'type')) })).toEqual({
			found: true,
			conversationId: id,
			state: 'open',
			type,
		});
	});

	it.each([
		[
			'agent',
			{
				state: 'open',
				customerConnected: true,
				agentName: 'Alex Agent',
				agentConnected: true,
				openSessions: 2,
			},
		],
		['parked', { state: 'open', agentName: 'Alex Agent', agentConnected: true, openSessions: 2 }],
		['alerting', { state: 'open', agentName: 'Alex Agent', agentConnected: false, openSessions: 3 }],
		['customerLeft', { state: 'open', customerConnected: false, agentConnected: true, openSessions: 1 }],
		['afterCallWork', { state: 'closed', agentConnected: false, openSessions: 0 }],
		['ended', { state: 'closed', agentConnected: false, openSessions: 0 }],
	] as const)('tells how a conversation stands (%s)', async (stage, standing) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage });

		const fields = selected('state', 'customerConnected', 'agentName', 'agentConnected', 'openSessions');

		expect(await bench().item({ parameters: get(id, fields) })).toMatchObject(standing);
	});

	it('tells when an ended conversation ended', async () => {
		const { world } = bench().simulator;
		const endedAt = new Date(world.now() - 5000).toISOString();
		const { id } = openContactCenter(world).chat({ stage: 'ended', endedAt });

		expect(await bench().item({ parameters: get(id, selected('endTime')) })).toEqual({
			found: true,
			endTime: endedAt,
		});
	});

	it('returns what Genesys sent where that is wanted', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await bench().item({ parameters: get(id, { output: 'raw' }) })).toMatchObject({
			id,
			participants: expect.arrayContaining([expect.objectContaining({ purpose: 'customer' })]) as unknown[],
		});
	});

	it('stops when there is no such conversation', async () => {
		const failure = await failureOf(bench(), { parameters: get(NOBODYS_ID) });

		expect(failure).toMatchObject({
			message: 'The conversation does not exist (reading the conversation)',
			httpCode: '404',
			itemIndex: 0,
		});
		expect(failure.description).toMatch(/Correlation ID: [\w-]{36}\./);
	});

	it('goes on when there is no such conversation, if that is wanted', async () => {
		const missing = async (whenNotFound: string) =>
			await bench().items({ parameters: get(NOBODYS_ID, { options: { whenNotFound } }) });

		expect(await missing('item')).toEqual([{ found: false, conversationId: NOBODYS_ID }]);
		expect(await missing('none')).toEqual([]);
	});

	it.each([403, 404] as const)('stops when its division cannot be seen (%s)', async (unseenDivision) => {
		const { simulator } = bench();
		const division = simulator.world.addDivision({ name: 'Elsewhere' });
		const { id } = openContactCenter(simulator.world).chat({ divisionId: division.id });
		simulator.configure({ assumptions: { unseenDivision } });
		bench().restrict({ divisions: [simulator.world.directory.homeDivision.id] });

		const { httpCode, description } = await failureOf(bench(), { parameters: get(id) });

		expect(httpCode).toBe(String(unseenDivision));
		expect(description).toContain('division');
	});
});
