import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EVENT_TYPES } from '../../../nodes/shared/conversations/watch/event.ts';
import { asObject } from '../../../scripts/n8n/json.mts';
import { pollUntil } from '../../../scripts/n8n/poll.mts';
import type { WorkflowDefinition, WorkflowNode } from '../../../scripts/n8n/workflow.mts';
import { builtIn } from '../../support/flow.mts';
import type { Mode } from './mode.mts';
import { POLL_WITHIN_MS, type Trial, type TrialSettings } from './trial.mts';

/** How n8n is ended under a trial. */
export type Ending = 'in order' | 'killed, nothing given' | 'killed, just given';

/** Something that n8n or its user does while conversations start and end. */
export interface Scenario {
	/** A sentence's end: what happens. */
	readonly name: string;
	readonly settings?: Partial<TrialSettings>;
	/** What happens while n8n runs. All trials play at the same time. */
	readonly play?: (trial: Trial) => Promise<void>;
	/** What happens to n8n itself, after all have played and before it is ended. */
	readonly alone?: (trial: Trial) => Promise<void>;
	/** In the end n8n is ended so, and events happen while it is down. */
	readonly ending?: Ending;
	/** What n8n itself loses or gives twice then, and why, by mode. All else is a fault of the trigger. */
	readonly madeByN8n?: Readonly<Partial<Record<Mode, string>>>;
}

const NOT_STARTED =
	'n8n could not start the workflow for what a poll gave, and it is gone: only with durable cursors does n8n write both down together.';

/** Longer than n8n's scheduler waits for a poll. */
const SLOW_MS = 50_000;
/** A run that takes so long ends after the next poll. */
const LONG_RUN_MS = 20_000;

/** The database is locked so long before the poll is over, and stays so over the next one. */
const LOCKED_BEFORE_MS = 4_000;
const LOCKED_MS = 15_000;
/** A poll reads each conversation that the index tells of. */
const READS = { match: { method: 'GET', path: '/conversations/' } };

/** The one is told by the index, the other by the clock; each keeps something else from poll to poll. */
const BOTH_WAYS = { kinds: ['conversationEnded', 'conversationIdle'] } as const;

const PUT_BACK =
	'At the end of a run in which a node writes static data, n8n puts all static data of the workflow back as they were when that run began. What the trigger gave in the meantime comes once more, at the latest after the next restart. Durable cursors are kept elsewhere.';
const IMPORTED =
	'An import puts back what the trigger had kept when the workflow was exported, and what it gave since then comes once more after the next restart.';
const IN_ONE_PIECE =
	'n8n keeps the static data of a workflow in one piece. Its scheduler reads and writes it anew for each poll, so triggers of one workflow that give something in the same moment undo what the others have kept. Give each its own workflow, or switch durable cursors on.';

/** What is tried, in the order of the table. */
export const SCENARIOS: readonly Scenario[] = [
	{
		name: 'n8n polls, and nothing else happens',
		settings: { kinds: EVENT_TYPES },
		play: async (trial) => {
			trial.organization.happen(3);
			await trial.arrives('something');
			trial.organization.happen(2);
		},
	},
	{
		name: 'The trigger is renamed, and the workflow published',
		play: around((trial) => trial.publish(renamed)),
		ending: 'in order',
	},
	{
		name: 'The workflow is published again as it was',
		play: around((trial) => trial.publish()),
		ending: 'in order',
	},
	{
		name: 'The workflow is published with a change in another node',
		play: around((trial) => trial.publish(withNote)),
		ending: 'in order',
	},
	{
		name: "The workflow is exported and imported with n8n's commands, and published",
		play: around(async ({ n8n, workflowId, republish }) => {
			const file = join(n8n.folder, `${workflowId}.json`);
			await n8n.command('export:workflow', `--id=${workflowId}`, `--output=${file}`);
			await n8n.command('import:workflow', `--input=${file}`);
			await republish();
		}),
		ending: 'in order',
		madeByN8n: { scheduler: IMPORTED },
	},
	{
		name: 'A poll gets no answer for 50 seconds',
		play: async (trial) => {
			trial.simulator.faults.add({ ...READS, kind: 'slow', ms: SLOW_MS, times: 1 });
			trial.organization.happen();
			await sleep(SLOW_MS / 2);
			trial.organization.happen();
			await sleep(SLOW_MS / 2 + POLL_WITHIN_MS);
		},
	},
	{
		name: 'A Code node of the workflow writes static data, in a run that goes on over the next polls',
		settings: { between: [writesStaticData()], takesMs: LONG_RUN_MS },
		play: async (trial) => {
			trial.organization.happen();
			await trial.arrives('something');
			trial.organization.happen();
			await trial.arrives('something');
			await sleep(LONG_RUN_MS * 1.5);
		},
		ending: 'in order',
		madeByN8n: { legacy: PUT_BACK, scheduler: PUT_BACK },
	},
	{
		name: 'A poll gives something while the database of n8n takes nothing for 15 seconds',
		alone: async ({ organization, simulator, n8n }) => {
			const fault = simulator.faults.add({ ...READS, kind: 'slow', ms: LOCKED_BEFORE_MS, times: 1 });
			organization.happen();
			await pollUntil('a poll reads the conversation', 4 * POLL_WITHIN_MS, () => fault.hits > 0 || undefined);
			const unlock = await n8n.lockDatabase();
			await sleep(LOCKED_MS);
			await unlock();
			organization.happen();
		},
		madeByN8n: { legacy: NOT_STARTED, scheduler: NOT_STARTED },
	},
	{
		name: 'Two triggers of one workflow give something in the same second',
		settings: { kinds: ['conversationStarted', 'conversationEnded'], inOne: true },
		play: async (trial) => {
			trial.organization.happen();
			await trial.arrives('everything');
			trial.organization.happen();
		},
		madeByN8n: { scheduler: IN_ONE_PIECE },
	},
	{ name: 'n8n is restarted', settings: BOTH_WAYS, ending: 'in order' },
	{
		name: 'n8n is killed after a poll that gave nothing',
		settings: BOTH_WAYS,
		ending: 'killed, nothing given',
	},
	{
		name: 'n8n is killed after a poll that gave something',
		settings: BOTH_WAYS,
		ending: 'killed, just given',
	},
];

/** Something happens shortly before, in the middle and after. */
function around(middle: (trial: Trial) => Promise<void>): (trial: Trial) => Promise<void> {
	return async (trial) => {
		trial.organization.happen();
		await trial.arrives('everything');
		trial.organization.happen();
		await middle(trial);
		trial.organization.happen();
	};
}

function renamed(workflow: WorkflowDefinition): WorkflowDefinition {
	const [trigger] = workflow.nodes;
	const name = 'A New Name';
	const ways = Object.entries(asObject(workflow['connections'], 'connections'));
	const connections = Object.fromEntries(
		ways.map(([from, to]) => [from === trigger?.name ? name : from, to]),
	);
	return {
		...workflow,
		connections,
		nodes: workflow.nodes.map((node) => (node === trigger ? { ...node, name } : node)),
	};
}

function withNote(workflow: WorkflowDefinition): WorkflowDefinition {
	const note = builtIn(`Note ${randomUUID()}`, 'stickyNote', 1, { content: 'A change' });
	return { ...workflow, nodes: [...workflow.nodes, note] };
}

function writesStaticData(): WorkflowNode {
	const jsCode =
		"const data = $getWorkflowStaticData('global');\ndata.runs = (data.runs ?? 0) + 1;\nreturn $input.all();";
	return builtIn('Count Runs', 'code', 2, { jsCode });
}
