// npm run demo: the example workflow in n8n's own engine, on a simulated contact center.
//   npm run demo -- --live <external ID>   the same in a real organization; asks before it closes
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { createEngine, type Execution, type WorkflowJson } from '../test/harness/engine.mts';
import { say, step, styled, table } from './demo/print.mts';
import { liveStage, simulatedStage, type Stage } from './demo/stage.mts';

const PROJECT = join(import.meta.dirname, '..');
const CREDENTIAL = { id: 'demo', name: 'Demo' };
const WEBHOOK = 'Webhook';
const FIND = 'Find conversation';
const LIST = 'List sessions';
const CLOSE = 'Close session';

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { live: { type: 'string' } } });
	say();
	const stage = values.live === undefined ? await simulatedStage() : liveStage(values.live);
	try {
		await play(stage);
	} finally {
		await stage.close();
	}
}

async function play(stage: Stage): Promise<void> {
	const workflow = withCredential(await readExample());
	const engine = await createEngine(PROJECT, {
		[CREDENTIAL.id]: { type: 'genesysCloudOAuth2Api', data: stage.credential },
	});
	const body = { externalId: stage.externalId };
	const pinData = { [WEBHOOK]: [{ json: { body } }] };
	say(`A webhook comes in: ${styled('bold', JSON.stringify(body))}`);

	const looked = await engine.run({ ...without(workflow, CLOSE), pinData });
	assertNoFailure(looked, FIND, LIST);
	step(1, FIND);
	table(looked.json(FIND), [
		'customerName',
		'state',
		'queueName',
		'agentName',
		'startTime',
		'lastMessageTime',
		'found',
	]);
	const [conversation] = looked.json(FIND);
	const sessions = looked.output(LIST);
	if (sessions.length === 0) {
		say('   Nothing is open, so there is nothing to close.');
		return;
	}
	step(2, LIST);
	table(looked.json(LIST), ['purpose', 'participantName', 'state', 'connectedTime', 'lastMessageTime']);
	if (!(await stage.mayClose())) {
		say('   Nothing was closed.');
		return;
	}

	// What was shown is what gets closed: the first two steps are not run a second time.
	const closed = await engine.run({
		...workflow,
		pinData: { ...pinData, [FIND]: looked.output(FIND), [LIST]: sessions },
	});
	assertNoFailure(closed, CLOSE);
	step(3, CLOSE);
	table(closed.json(CLOSE), ['status', 'closed', 'previousState', 'closedAt', 'reason']);

	say();
	say(styled('bold', '   What the customer sees'));
	stage.showCustomersSide(text(conversation?.['conversationId']));

	const again = await engine.run({ ...workflow, pinData });
	say(`   The same webhook again: ${JSON.stringify(again.json(FIND)[0])}. Nothing changes the second time.`);
	say();
}

async function readExample(): Promise<WorkflowJson> {
	return JSON.parse(await readFile(join(PROJECT, 'examples/close-by-webhook.json'), 'utf8')) as WorkflowJson;
}

function withCredential(workflow: WorkflowJson): WorkflowJson {
	const nodes = workflow.nodes.map((node) =>
		node.type.endsWith('.genesysWebMessaging')
			? { ...node, credentials: { genesysCloudOAuth2Api: CREDENTIAL } }
			: node,
	);
	return { ...workflow, nodes };
}

function without(workflow: WorkflowJson, name: string): WorkflowJson {
	const nodes = workflow.nodes.map((node) => (node.name === name ? { ...node, disabled: true } : node));
	return { ...workflow, nodes };
}

function assertNoFailure(execution: Execution, ...names: string[]): void {
	for (const name of names) {
		const [failed] = execution.json(name, 1);
		if (failed) throw new Error(`${name}: ${text(failed['error'])}. ${text(failed['message'])}`);
		const error = execution.error(name);
		if (error) throw new Error(`${name}: ${error.message}`);
	}
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}

main().catch((error: unknown) => {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
