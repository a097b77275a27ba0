import assert from 'node:assert/strict';
import { itemsOf } from '../chat-completions.mts';
import { scenario } from '../../support/scenario.mts';
import { inRealN8n } from '../suite.mts';
import { closeRequest, pick, sessionIds, sessionIdsOf, TOOL, withAgents, writes } from './ai-agent.mts';
import { lastChanges } from './world-state.mts';

/** What the form has decided, given once more as arguments that no tool has, by every name that it could have. */
const OVERRIDING = {
	allowAsTool: true,
	allowAsAiTool: true,
	'options.allowAsTool': true,
	options: { allowAsTool: true, skipIfConnected: 'nobody', skipIfMessageWithinMinutes: 0 },
	parameters: { options: { allowAsTool: true, skipIfConnected: 'nobody' } },
	skipIfConnected: 'nobody',
	method: 'teardown',
	resource: 'session',
	operation: 'close',
	closeWhich: 'allOpenSessions',
	findBy: 'customAttribute',
	state: 'any',
};

inRealN8n('The example "AI agent may look" with a hostile model in real n8n', (rig) => {
	const agents = withAgents(rig);

	scenario('does not close by arguments that no tool has, where the form does not allow it', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Hedda');
		const changesBefore = lastChanges(rig().simulator.world);
		const given = { ...OVERRIDING, conversationId: conversation.id };

		const { results, requests } = await agents().bench.call(
			agents().looking,
			[TOOL.close, given],
			[TOOL.listSessions, given],
			[TOOL.findByCrmId, { ...OVERRIDING, externalId: 'CRM-100045' }],
		);

		const [refusal, sessions, found] = results.map(itemsOf);
		assert.equal(refusal?.[0]?.['error'], 'The AI agent is not allowed to close conversations');
		assert.deepEqual(sessionIds(sessions), sessionIdsOf(conversation));
		assert.equal(found?.[0]?.['conversationId'], agents().bench.dana.id);
		assert.deepEqual(writes(requests), []);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('changes neither the way to close nor the guards, where it may close', async () => {
		const { conversation } = agents().bench.addWaitingCustomer('Ingo');

		const { results, requests } = await agents().bench.call(
			agents().closing,
			...[agents().bench.dana, agents().bench.voiceCall, conversation].map(
				({ id }) => [TOOL.close, { ...OVERRIDING, conversationId: id }] as const,
			),
		);

		assert.deepEqual(
			results.map((result) => pick(itemsOf(result)[0], 'conversationId', 'status')),
			[
				[agents().bench.dana.id, 'skippedAgentConnected'],
				[agents().bench.voiceCall.id, 'skippedNotWebMessaging'],
				[conversation.id, 'closed'],
			],
		);
		assert.deepEqual(writes(requests), [closeRequest(conversation)]);
	});

	scenario('sends Genesys Cloud nothing where it gives something else for an ID', async () => {
		const { id } = agents().bench.dana;
		const others: readonly unknown[] = [
			'../../users',
			`${id}/../../users`,
			`${id}?expand=all`,
			`https://apps.example.com/elsewhere/${id}`,
			'%2e%2e%2fusers',
			"{{ $('Webhook').first().json }}",
			'',
			' ',
			null,
			42,
			[id],
			{ mode: 'list', value: id, id },
		];
		const changesBefore = lastChanges(rig().simulator.world);

		const { results, requests } = await agents().bench.call(
			agents().closing,
			...others.flatMap((conversationId) => [
				[TOOL.listSessions, { conversationId }] as const,
				[TOOL.close, { conversationId }] as const,
			]),
		);

		for (const result of results) {
			assert.equal(itemsOf(result)[0]?.['error'], "The value of 'Conversation' cannot be used", result.text);
		}
		assert.deepEqual(requests, []);
		assert.deepEqual(lastChanges(rig().simulator.world), changesBefore);
	});

	scenario('gets what it looks up into no address', async () => {
		const { results, requests } = await agents().bench.call(
			agents().looking,
			[TOOL.findByCrmId, { externalId: '../../../users?x=1#' }],
			[TOOL.findByEmail, { email: 'x@example.com/../../queues' }],
		);

		assert.deepEqual(results.map(itemsOf), [[{ found: false }], [{ found: false }]]);
		assert.deepEqual(
			requests.filter(({ path }) => path !== '/oauth/token').map(({ path }) => path),
			Array.from({ length: 2 }, () => '/api/v2/externalcontacts/identifierlookup/contacts'),
		);
	});
});
