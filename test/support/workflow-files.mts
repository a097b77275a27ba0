import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import * as v from 'valibot';
import { parse } from 'yaml';

const GITHUB = resolve(__dirname, '../../.github');
/** Where GitHub looks for workflows. */
export const WORKFLOWS = join(GITHUB, 'workflows');

/** Strict throughout: a key that is not named here, such as `container` or `continue-on-error`, is none for this project. */
const STEP = v.strictObject({
	id: v.optional(v.string()),
	uses: v.optional(v.string()),
	run: v.optional(v.string()),
	shell: v.optional(v.literal('bash')),
	with: v.optional(v.record(v.string(), v.union([v.string(), v.boolean(), v.number()]))),
	env: v.optional(v.record(v.string(), v.string())),
});
const JOB = v.strictObject({
	name: v.string(),
	'runs-on': v.literal('ubuntu-24.04'),
	'timeout-minutes': v.pipe(v.number(), v.maxValue(240)),
	permissions: v.record(v.string(), v.picklist(['read', 'write'])),
	needs: v.optional(v.union([v.string(), v.array(v.string())])),
	if: v.optional(v.string()),
	environment: v.optional(v.string()),
	env: v.optional(v.record(v.string(), v.string())),
	outputs: v.optional(v.record(v.string(), v.string())),
	strategy: v.optional(
		v.strictObject({ 'fail-fast': v.boolean(), matrix: v.strictObject({ node: v.array(v.string()) }) }),
	),
	steps: v.array(STEP),
});
const WORKFLOW = v.strictObject({
	name: v.string(),
	on: v.record(v.string(), v.unknown()),
	permissions: v.strictObject({}),
	concurrency: v.strictObject({ group: v.string(), 'cancel-in-progress': v.boolean() }),
	env: v.optional(v.record(v.string(), v.string())),
	jobs: v.record(v.string(), JOB),
});

export type Workflow = v.InferOutput<typeof WORKFLOW>;
export type Job = v.InferOutput<typeof JOB>;
export type Step = v.InferOutput<typeof STEP>;

/** The text of a file in `.github`. */
export function gitHubFile(place: string): string {
	return readFileSync(join(GITHUB, place), 'utf8');
}

/** The files of the workflows. */
export function workflowNames(): string[] {
	return readdirSync(WORKFLOWS);
}

/**
 * Reads a workflow.
 * @throws where it has a key that no workflow here should have
 */
export function readWorkflow(name: string): Workflow {
	return v.parse(WORKFLOW, parse(gitHubFile(join('workflows', name))));
}

/** What GitHub fills in in a workflow, by its place, such as `jobs.test.name`. */
export function expressionsIn(value: unknown, place = ''): Record<string, string> {
	if (typeof value === 'string') return value.includes('${{') ? { [place]: value } : {};
	if (typeof value !== 'object' || value === null) return {};
	const inside = Object.entries(value).flatMap(([key, part]: [string, unknown]) =>
		Object.entries(expressionsIn(part, place === '' ? key : `${place}.${key}`)),
	);
	return Object.fromEntries(inside);
}

/** The name of the action that a step uses, without its commit; nothing for a command. */
export function actionOf({ uses }: Step): string | undefined {
	return uses?.split('@')[0];
}

/** What each job does, in order: its commands, and its actions by their names. */
export function workOf({ jobs }: Workflow): Record<string, string[]> {
	return mapped(jobs, ({ steps }) => steps.map((step) => step.run?.trim() ?? actionOf(step) ?? ''));
}

/** The same of each job. */
export function mapped<T>(jobs: Workflow['jobs'], of: (job: Job) => T): Record<string, T> {
	return Object.fromEntries(Object.entries(jobs).map(([name, job]) => [name, of(job)]));
}
