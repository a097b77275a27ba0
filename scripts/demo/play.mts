import type { IDataObject } from 'n8n-workflow';

import { createEngine, type Engine, type Execution, type WorkflowJson } from '../../test/harness/engine.mts';
import { PROJECT_FOLDER } from '../n8n/project.mts';
import { readExample, withCredential } from '../n8n/workflow.mts';
import { readManifest } from '../release/manifest.mts';
import { bullet, say, step, styled, table } from './print.mts';
import type { Stage } from './stage.mts';

const CREDENTIAL = { id: 'demo', name: 'Demo', type: 'genesysCloudOAuth2Api' };
const WEBHOOK = 'Webhook';
const FIND = 'Find conversation';
const LIST = 'List sessions';
const CLOSE = 'Close conversation';
const CLOSE_SESSION = 'Close session';

/** Plays the demo: one webhook, and where the customer can be staged, what follows. */
export async function play(stage: Stage): Promise<void> {
	const engine = await createEngine(PROJECT_FOLDER, {
		[CREDENTIAL.id]: { type: CREDENTIAL.type, data: stage.credential },
	});
	if (!(await findAndClose(engine, stage)) || !stage.startNewChat) return;
	// Where customers are real, another one of their conversations may be open by now, and nobody was asked about that.
	await callAgain(engine, stage);
	stage.startNewChat();
	await closeSessions(engine, stage);
}

/** Find → Close: the whole conversation. Gives whether something was closed. */
async function findAndClose(engine: Engine, stage: Stage): Promise<boolean> {
	const workflow = await example('find-and-close.json');
	const pinData = webhookCall(stage);
	say();
	say(styled('bold', 'Find → Close'));
	say(`A webhook comes in: ${JSON.stringify({ externalId: stage.externalId })}`);

	const looked = await engine.run({ ...without(workflow, CLOSE), pinData });
	showFound(1, looked);
	const found = looked.output(FIND);
	if (looked.json(FIND)[0]?.['found'] !== true) {
		say('   Nothing is open, so there is nothing to close.');
		return false;
	}
	if (!(await stage.mayClose())) {
		say('   Nothing was closed.');
		return false;
	}

	// What was shown is what gets closed: the first step is not run a second time.
	const closed = await engine.run({ ...workflow, pinData: { ...pinData, [FIND]: found } });
	assertNoFailure(closed, CLOSE);
	step(2, CLOSE);
	closed.json(CLOSE).forEach(showVerdict);

	say();
	say(styled('bold', '   What the customer sees'));
	stage.showCustomersSide(text(looked.json(FIND)[0]?.['conversationId']));
	return true;
}

async function callAgain(engine: Engine, stage: Stage): Promise<void> {
	const again = await engine.run({ ...(await example('find-and-close.json')), pinData: webhookCall(stage) });
	assertNoFailure(again, CLOSE);
	say();
	say('   The same webhook again:');
	again.json(CLOSE).forEach(showVerdict);
}

/** Find → List → Close session by session. */
async function closeSessions(engine: Engine, stage: Stage): Promise<void> {
	const workflow = await example('close-by-webhook.json');
	say();
	say(styled('bold', 'Find → List → Close sessions'));
	say('The customer starts a new chat, and the next webhook ends it session by session.');

	const execution = await engine.run({ ...workflow, pinData: webhookCall(stage) });
	assertNoFailure(execution, LIST, CLOSE_SESSION);
	showFound(1, execution);
	step(2, LIST);
	table(execution.json(LIST), ['purpose', 'participantName', 'state', 'connectedTime', 'lastMessageTime']);
	step(3, CLOSE_SESSION);
	execution.json(CLOSE_SESSION).forEach(showVerdict);
	say();
}

function showFound(number: number, execution: Execution): void {
	assertNoFailure(execution, FIND);
	step(number, FIND);
	table(execution.json(FIND), [
		'customerName',
		'state',
		'queueName',
		'agentName',
		'startTime',
		'lastMessageTime',
		'found',
	]);
}

/** What was decided and why, in a line. */
function showVerdict({ status, participantName, customerName, reason }: IDataObject): void {
	bullet(text(status), text(participantName) || text(customerName), text(reason));
}

function webhookCall({ externalId }: Stage) {
	return { [WEBHOOK]: [{ json: { body: { externalId } } }] };
}

/** An example as n8n's engine takes it. */
async function example(file: string): Promise<WorkflowJson> {
	const { name } = await readManifest(PROJECT_FOLDER);
	const workflow: unknown = withCredential(await readExample(file), name, CREDENTIAL);
	return workflow as WorkflowJson;
}

function without(workflow: WorkflowJson, name: string): WorkflowJson {
	const nodes = workflow.nodes.map((node) => (node.name === name ? { ...node, disabled: true } : node));
	return { ...workflow, nodes };
}

function assertNoFailure(execution: Execution, ...names: string[]): void {
	for (const name of names) {
		const items = [0, 1].flatMap((output) => execution.json(name, output));
		const failed = items.find(({ error }) => error !== undefined);
		if (failed) throw new Error(`${name}: ${text(failed['error'])}. ${text(failed['message'])}`);
		const error = execution.error(name);
		if (error) throw new Error(`${name}: ${error.message}`);
	}
}

function text(value: unknown): string {
	return typeof value === 'string' ? value : '';
}
