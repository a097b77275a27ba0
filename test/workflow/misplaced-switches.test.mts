import type { INodeParameters } from 'n8n-workflow';

import { NOBODYS_ID, openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** Whatever stands there: somebody thought that it would do something. */
const VALUES = [true, false, 'true', '', null, '={{ true }}', '={{ $json.nope }}'] as const;
const SWITCHES = [
	['Dry Run', 'dryRun'],
	['Allow as AI Tool', 'allowAsTool'],
] as const;

describe('A switch of the form that stands inside Options', () => {
	const bench = withWorkbench();

	it.each(SWITCHES)('is refused by name, and nothing is closed: %s', async (shown, name) => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const closes = (options: INodeParameters): INodeParameters[] => [
			{ ...close(chat.id), options },
			{ ...closeSession(chat.id, bySessionId(chat.customer.sessionId)), options },
			{ ...closeSession(chat.id, { closeWhich: 'allOpenSessions' }), options },
		];

		for (const parameters of VALUES.flatMap((value) => closes({ [name]: value })))
			expect(await failureOf(bench(), { parameters })).toMatchObject({
				message: `The value of '${shown}' cannot be used`,
				description: expect.stringContaining('inside Options') as string,
			});
		expect(bench().calls()).toEqual([]);
		expect(whoIsIn(world, chat)).toEqual(['customer', 'agent']);
	});

	it('is no trouble where Get has left its own way of "When Not Found": the usual one counts', async () => {
		const [verdict] = await bench().items({ parameters: close(NOBODYS_ID, { whenNotFound: 'none' }) });

		expect(verdict).toMatchObject({ status: 'notFound' });
	});

	it('does not hide behind the same switch in its right place', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		const parameters = { ...close(id, {}, { dryRun: true }), options: { dryRun: false } };

		expect((await failureOf(bench(), { parameters })).message).toContain("'Dry Run'");
		expect(openConversations(world)).toEqual([id]);
	});
});

describe('A collection that is no object', () => {
	const bench = withWorkbench();

	// This is n8n's doing, and out of the node's sight; the switches that matter are no options for that reason.
	it.each(['text', '={{ {} }}', 5, null])(
		'is an empty one when it comes to the node: %j',
		async (collection) => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat();

			const listed = await bench().items({ parameters: { ...getMany(), filters: collection } });
			const verdict = await bench().item({
				parameters: { ...close(id, { dryRun: true }), options: collection },
			});

			expect(listed).toMatchObject([{ conversationId: id }]);
			expect(verdict).toMatchObject({ status: 'wouldClose' });
			expect(openConversations(world)).toEqual([id]);
		},
	);
});
