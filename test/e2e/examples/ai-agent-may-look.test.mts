import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { asObject, type UnknownObject } from '../../../scripts/n8n/json.mts';
import { DEFAULT_CLIENT } from '../../../simulator/index.mts';
import { itemsOf } from '../chat-completions.mts';
import { openConversations } from '../../support/contact-center.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import {
	CLOSE_NODE,
	closeRequest,
	pick,
	QUESTION,
	sessionIds,
	sessionIdsOf,
	TOOL,
	withAgents,
	withClosingAllowed,
	withDryRun,
	withOlderAgent,
	withStreaming,
	writes,
} from './ai-agent.mts';
import { lastChanges } from './world-state.mts';

inRealN8n('The example "AI agent may look" in real n8n', (rig) => {
	const agents = withAgents(rig);

	scenario('offers the model four tools, and of each only the field that it may fill', async () => {
		const answer = await agents().bench.ask(agents().looking, { say: 'Hello.' });

		assert.deepEqual([answer.status, answer.body], [200, { answer: 'Hello.' }]);
		assert.deepEqual(answer.requests, []);
		const tools = new Map(answer.asked[0]?.tools.map((tool) => [tool.name, tool]));
		const fields = [...tools].map(([name, { parameters }]) => [name, describedProperties(parameters)]);
		assert.deepEqual(Object.fromEntries(fields), {
			[TOOL.findByCrmId]: { externalId: 'string' },
			[TOOL.findByEmail]: { email: 'string' },
			[TOOL.listSessions]: { conversationId: 'string' },
			[TOOL.close]: { conversationId: 'string' },
		});
		const description = (tool: string): string => tools.get(tool)?.description ?? '';
		assert.match(description(TOOL.findByCrmId), /by their ID in the CRM.*Changes nothing/);
		assert.match(description(TOOL.findByEmail), /by their email.*Changes nothing/);
		assert.match(description(TOOL.listSessions), /who is in .*Changes nothing/);
		assert.match(description(TOOL.close), /Ends .*for good/);
	});

	scenario('gives the model the question, and rules with the names that the tools have', async () => {
		const { asked } = await agents().bench.ask(agents().looking, { say: 'Hello.' });

		assert.deepEqual(asked[0]?.questions, [QUESTION]);
		const rules = asked[0].instructions.join('\n');
		for (const { name } of asked[0].tools) assert.ok(rules.includes(name), `${name} is not in the rules`);
	});

	scenario('lets it look customers up and see who is there, several at once; changes nothing', async () => {
		const otto = agents().bench.addWaitingCustomer('Otto');
		const changesBefore = lastChanges(rig().simulator.world);

		const answer = await agents().bench.ask(
			agents().looking,
			{
				call: [
					{ tool: TOOL.findByCrmId, arguments: { externalId: 'CRM-100045' } },
					{ tool: TOOL.findByEmail, arguments: { email: otto.email } },
				],
			},
			({ toolResults }) => ({
				call: toolResults.map((result) => ({
					tool: TOOL.listSessions,
					arguments: { conversationId: itemsOf(result)[0]?.['conversationId'] },
				})),
			}),
			{ say: 'Alex Agent talks to Dana; Otto waits.' },
		);

		assert.deepEqual(
			[answer.status, answer.body],
			[200, { answer: 'Alex Agent talks to Dana; Otto waits.' }],
		);
		assert.equal(answer.results.length, 4);
		const [dana, found, danaSessions, sessions] = answer.results.map(itemsOf);
		assert.deepEqual(pick(dana?.[0], 'conversationId', 'agentName'), [agents().bench.dana.id, 'Alex Agent']);
		assert.deepEqual(pick(found?.[0], 'found', 'conversationId'), [true, otto.conversation.id]);
		assert.deepEqual(sessionIds(danaSessions), sessionIdsOf(agents().bench.dana));
		assert.deepEqual(sessionIds(sessions), sessionIdsOf(otto.conversation));
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
		assert.deepEqual(writes(answer.requests), []);
	});

	scenario('does not let it close as it comes; model and execution are told so', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Nora');
		const changesBefore = lastChanges(rig().simulator.world);

		const answer = await agents().bench.call(agents().looking, [
			TOOL.close,
			{ conversationId: conversation.id },
		]);

		const [refusal] = answer.results.map(itemsOf);
		assert.equal(refusal?.[0]?.['error'], 'The AI agent is not allowed to close conversations');
		assert.match(String(refusal[0]['message']), /Allow as AI Tool/);
		assert.deepEqual(answer.requests, []);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
		assert.ok(openConversations(rig().simulator.world).includes(conversation.id));
		const execution = await rig().client.latestExecution(agents().looking.workflowId);
		assert.equal(execution.status, 'success', execution.errorMessage);
		assert.match(
			JSON.stringify(execution.runData[CLOSE_NODE]),
			/The AI agent is not allowed to close conversations/,
		);
	});

	scenario(
		'closes exactly that conversation, and once, where it may, however often it is called',
		async () => {
			const { email, conversation } = agents().bench.addWaitingCustomer('Carl');
			const openBefore = openConversations(rig().simulator.world);
			const close = { tool: TOOL.close, arguments: { conversationId: conversation.id } };

			const answer = await agents().bench.ask(
				agents().closing,
				{ call: [{ tool: TOOL.findByEmail, arguments: { email } }] },
				{ call: [close, close] },
				{ call: [close] },
				{ say: 'Closed.' },
			);

			assert.deepEqual([answer.status, answer.body], [200, { answer: 'Closed.' }]);
			const [first, second, third] = answer.results.slice(1).map((result) => itemsOf(result)[0]);
			for (const verdict of [first, second, third]) {
				assert.deepEqual(pick(verdict, 'conversationId', 'closed'), [conversation.id, true]);
			}
			// Which of the calls of one turn n8n makes first is not the same in all its versions.
			assert.deepEqual([first?.['status'], second?.['status']].sort(), ['alreadyClosed', 'closed']);
			assert.equal(third?.['status'], 'alreadyClosed');
			assert.deepEqual(
				openConversations(rig().simulator.world),
				openBefore.filter((id) => id !== conversation.id),
			);
			assert.deepEqual(writes(answer.requests), [closeRequest(conversation)]);
		},
	);

	scenario('lets it rehearse in a dry run what it would close', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Rita');
		const rehearsing = await agents().bench.activate(withDryRun);
		const changesBefore = lastChanges(rig().simulator.world);

		const { results } = await agents().bench.call(rehearsing, [
			TOOL.close,
			{ conversationId: conversation.id },
		]);

		const [verdict] = results.map(itemsOf);
		assert.deepEqual(pick(verdict?.[0], 'status', 'closed'), ['wouldClose', false]);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('leaves a conversation alone that an agent is in, even where it may close', async () => {
		const changesBefore = lastChanges(rig().simulator.world);

		const { results } = await agents().bench.call(agents().closing, [
			TOOL.close,
			{ conversationId: agents().bench.dana.id },
		]);

		const [verdict] = results.map(itemsOf);
		assert.deepEqual(pick(verdict?.[0], 'status', 'closed'), ['skippedAgentConnected', false]);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('tells the model what it can do where something is not there, or missing', async () => {
		const nowhere = { conversationId: randomUUID() };

		const { asked, results } = await agents().bench.call(
			agents().closing,
			[TOOL.findByCrmId, { externalId: 'CRM-0' }],
			[TOOL.findByCrmId, {}],
			[TOOL.close, nowhere],
			[TOOL.close, {}],
			[TOOL.listSessions, nowhere],
		);

		const [none, noValue, noSuchClose, noId] = results.slice(0, 4).map((result) => itemsOf(result)[0]);
		assert.deepEqual(none, { found: false });
		assert.deepEqual(noValue, {
			error: "The value of 'External ID' cannot be used",
			message:
				'The expression returned nothing for item 0. Check that the item has the field that the expression uses.',
		});
		assert.deepEqual(pick(noSuchClose, 'status', 'closed'), ['notFound', false]);
		assert.match(String(noSuchClose?.['reason']), /no such conversation/);
		assert.equal(noId?.['error'], "The value of 'Conversation' cannot be used");
		assert.match(String(noId['message']), /^The expression returned nothing for item 0\./);
		const [noSuchList] = itemsOf(results[4] ?? assert.fail());
		assert.equal(noSuchList?.['error'], 'The conversation does not exist (reading the conversation)');
		const list = asked[0]?.tools.find(({ name }) => name === TOOL.listSessions);
		assert.match(list?.description ?? '', /Returns an error if there is no such conversation/);
	});

	scenario('tells the model why Genesys Cloud has refused, and goes on with its other calls', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Mona');
		const refusal = rig().simulator.faults.add({
			kind: 'status',
			status: 403,
			code: 'missing.any.permissions',
			match: { method: 'GET', path: `/conversations/${agents().bench.dana.id}$` },
		});

		const { results } = await agents().bench.call(
			agents().looking,
			[TOOL.listSessions, { conversationId: agents().bench.dana.id }],
			[TOOL.listSessions, { conversationId: conversation.id }],
		);
		refusal.remove();

		const [refused, sessions] = results.map(itemsOf);
		assert.match(String(refused?.[0]?.['error']), /not allowed to do this \(reading the conversation\)/);
		assert.match(String(refused?.[0]?.['message']), /add what is missing to the OAuth client's role/);
		assert.deepEqual(sessionIds(sessions), sessionIdsOf(conversation));
	});

	scenario('keeps to the same rules where the answer is streamed', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Sten');
		const changesBefore = lastChanges(rig().simulator.world);
		const streaming = await agents().bench.activate(withStreaming);
		agents().bench.model.play(
			{ call: [{ tool: TOOL.close, arguments: { conversationId: conversation.id } }] },
			{ say: 'I may not close it.' },
		);

		const answer = await rig().client.callWebhook(streaming.path, { question: QUESTION });

		assert.match(JSON.stringify(answer.body), /I may not close it\./);
		assert.deepEqual(
			agents().bench.model.asked.map(({ stream }) => stream),
			[true, true],
		);
		const [refusal] = agents().bench.model.asked[1]?.toolResults.map(itemsOf) ?? [];
		assert.equal(refusal?.[0]?.['error'], 'The AI agent is not allowed to close conversations');
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('keeps to the same rules with an agent from before version 3', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Olga');
		const given = { conversationId: conversation.id };
		const changesBefore = lastChanges(rig().simulator.world);

		const refused = await agents().bench.call(await agents().bench.activate(withOlderAgent), [
			TOOL.close,
			given,
		]);

		const [refusal] = refused.results.map(itemsOf);
		assert.equal(refusal?.[0]?.['error'], 'The AI agent is not allowed to close conversations');
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);

		const allowed = await agents().bench.activate((example) => withClosingAllowed(withOlderAgent(example)));
		const closed = await agents().bench.call(allowed, [TOOL.close, given]);

		const [verdict] = closed.results.map(itemsOf);
		assert.equal(verdict?.[0]?.['status'], 'closed');
		assert.deepEqual(writes(closed.requests), [closeRequest(conversation)]);
	});

	scenario('answers 400 without a question, and 502 where the model gives no answer', async () => {
		const { client } = rig();
		agents().bench.model.play();

		const withoutQuestion = await client.callWebhook(agents().looking.path, {});

		assert.equal(withoutQuestion.status, 400, JSON.stringify(withoutQuestion.body));
		assert.match(JSON.stringify(withoutQuestion.body), /question is missing/);
		assert.deepEqual(agents().bench.model.asked, []);

		const withoutAnswer = await client.callWebhook(agents().looking.path, { question: QUESTION });

		assert.equal(withoutAnswer.status, 502, JSON.stringify(withoutAnswer.body));
		assert.equal(agents().bench.model.asked.length, 1);
	});

	scenario('has never shown the model a secret', () => {
		const seen = agents()
			.bench.model.received.map(({ body }) => JSON.stringify(body))
			.join('\n');

		// n8n has logged in, and the model has seen what came of it …
		assert.ok(rig().simulator.requests.some(({ path }) => path === '/oauth/token'));
		assert.ok(seen.includes(agents().bench.dana.id));
		// … but nothing as long as an access token, and nothing of the credential.
		assert.doesNotMatch(seen, /[\w-]{64}/);
		assert.doesNotMatch(seen, /bearer|authorization|client_?secret/i);
		for (const secret of [DEFAULT_CLIENT.secret, DEFAULT_CLIENT.id]) assert.ok(!seen.includes(secret));
	});
});

/** The types of the properties of a JSON schema of an object, by name. @throws when one says nothing about itself. */
function describedProperties(schema: UnknownObject): UnknownObject {
	const properties = Object.entries(asObject(schema['properties'], 'schema.properties'));
	return Object.fromEntries(
		properties.map(([name, value]) => {
			const property = asObject(value, name);
			assert.match(String(property['description']), /\S+ \S+/, name);
			return [name, property['type']];
		}),
	);
}
