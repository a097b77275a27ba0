import type { IDataObject, INodeParameters } from 'n8n-workflow';
import { agentWithTool } from '../harness/node-run.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import {
	bySessionId,
	close,
	closeSession,
	find,
	sendMessage,
	setExternalTag,
} from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** The two ways in which n8n lets an agent use a tool. */
describe.each(['askingAgent', 'callingAgent'])('As a tool of an AI agent (%s)', (agent) => {
	const bench = withWorkbench();

	async function answer(parameters: INodeParameters, uses?: IDataObject[]): Promise<string> {
		const execution = await bench().engine.run(agentWithTool(agent, parameters, uses));
		return JSON.stringify(execution.json('Agent')[0]?.['answer']);
	}

	it('may look', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();

		expect(await answer(find('externalId', 'CRM-1'))).toContain(id);
	});

	it('may not close, and says so to the agent', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();

		for (const parameters of [close(chat.id), closeSession(chat.id, bySessionId(chat.customer.sessionId))]) {
			expect(await answer(parameters)).toContain('The AI agent is not allowed to close conversations');
		}
		expect(bench().calls()).toEqual([]);
		expect(openConversations(world)).toEqual([chat.id]);
	});

	it('may not set a tag, unless the owner of the workflow allows it', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();
		const tagging = setExternalTag(id, 'by-ai');

		expect(await answer(tagging)).toContain('The AI agent is not allowed to set tags');
		expect(bench().calls()).toEqual([]);
		expect(await answer({ ...tagging, allowAsTool: true })).toContain('by-ai');
	});

	it('may not write to a customer, unless the owner of the workflow allows it', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat();
		const writing = sendMessage(id);

		expect(await answer(writing)).toContain('The AI agent is not allowed to send messages');
		expect(bench().calls()).toEqual([]);
		expect(await answer({ ...writing, allowAsTool: true })).toContain('Sent into the conversation.');
	});

	it('closes no session that only the model has named, unless the form says that it may', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat();
		const form = closeSession(chat.id, { closeWhich: 'bySessionId' }, { allowAsTool: true });

		const said = await answer(form, [{ sessionId: chat.customer.sessionId }]);

		expect(said).toContain("'Session' cannot be used");
		expect(openConversations(world)).toEqual([chat.id]);
	});

	it('may close when the owner of the workflow allows it', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		expect(await answer(close(id, { allowAsTool: true }))).toContain('closed');
		expect(openConversations(world)).toEqual([]);
	});

	it.each(['={{ true }}', '={{ $json.allowAsTool ?? true }}'])(
		'may not close because an expression says so: %s',
		async (allowAsTool) => {
			const { world } = bench().simulator;
			const { id } = openContactCenter(world).chat();

			expect(await answer(close(id, { allowAsTool }))).toContain("'Allow as AI Tool' cannot be used");
			expect(openConversations(world)).toEqual([id]);
		},
	);

	it('may make a dry run', async () => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		expect(await answer(close(id, { dryRun: true }))).toContain('wouldClose');
		expect(openConversations(world)).toEqual([id]);
	});
});
