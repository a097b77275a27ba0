import { spawnSync } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

import { readManifest } from '../../../scripts/release/manifest.mts';
import { integrityOf } from '../../../scripts/release/published.mts';
import { actionOf, expressionsIn, mapped, readWorkflow, workOf } from '../../support/workflow-files.mts';

const PROJECT = resolve(__dirname, '../../..');
const PACKAGE = 'n8n-nodes-genesys-web-messaging';
const CHECKOUT = 'actions/checkout';
const SETUP = 'actions/setup-node';
const DOWNLOAD = 'actions/download-artifact';
const HANDED_OVER = { name: 'release', path: 'reports/release' };
const NODE_OF_THE_PROJECT = { 'node-version-file': '.nvmrc', 'package-manager-cache': false };
const TESTED = '${{ needs.check.outputs.integrity }}';

const PUBLISH = String.raw`tarball=$(echo ./reports/release/*.tgz)
packed=$(tar -xzOf "$tarball" package/package.json | node -p 'const { name, version } = JSON.parse(fs.readFileSync(0, "utf8")); ${'`${name}@v${version}`'}')
integrity=$(node -p '"sha512-" + crypto.createHash("sha512").update(fs.readFileSync(process.argv[1])).digest("base64")' "$tarball")
if [ "$packed" != "$PACKAGE@$GITHUB_REF_NAME" ]; then echo "The tarball is $packed, and the tag is $GITHUB_REF_NAME"; exit 1; fi
if [ "$integrity" != "$TESTED_INTEGRITY" ]; then echo "The tarball is $integrity, and $TESTED_INTEGRITY was tested"; exit 1; fi
published=$(npm view "$PACKAGE@${'${GITHUB_REF_NAME#v}'}" dist.integrity || true)
if [ "$published" = "$integrity" ]; then echo 'The registry has these bytes already'; exit 0; fi
npm publish "$tarball" --provenance --access public`;
const GITHUB_RELEASE = `if [ "$(gh release view "$GITHUB_REF_NAME" --json isDraft --jq .isDraft || true)" = false ]; then echo 'It is there already'; exit 0; fi
gh release create "$GITHUB_REF_NAME" ./reports/release/*.tgz --verify-tag --title "$GITHUB_REF_NAME" --notes-file ./reports/release/notes.md`;

const workflow = readWorkflow('release.yml');

/** Runs a step of one command after the other as GitHub does, with stand-ins for the programs that it calls. */
function run(
	script: string,
	env: Readonly<Record<string, string>>,
	standIns: Readonly<Record<string, string>>,
) {
	const folder = mkdtempSync(join(tmpdir(), 'step-'));
	try {
		const release = join(folder, 'reports/release');
		mkdirSync(join(folder, 'package'));
		mkdirSync(release, { recursive: true });
		const manifest = JSON.stringify({ name: PACKAGE, version: '1.2.3' });
		writeFileSync(join(folder, 'package/package.json'), manifest);
		const tarball = join(release, 'x.tgz');
		spawnSync('tar', ['-czf', tarball, '-C', folder, 'package']);
		mkdirSync(join(folder, 'bin'));
		for (const [program, text] of Object.entries(standIns)) {
			const file = join(folder, 'bin', program);
			writeFileSync(file, `#!/bin/sh\necho "$*" >>calls\n${text}\n`);
			chmodSync(file, 0o755);
		}
		const integrity = integrityOf(readFileSync(tarball));
		const filled = Object.entries(env).map(
			([name, value]) => [name, value.replace('<its own>', integrity)] as const,
		);
		const { status, stdout } = spawnSync('bash', ['--noprofile', '--norc', '-eo', 'pipefail', '-c', script], {
			cwd: folder,
			encoding: 'utf8',
			env: {
				...process.env,
				PATH: [join(folder, 'bin'), process.env['PATH']].join(delimiter),
				OWN_INTEGRITY: integrity,
				...Object.fromEntries(filled),
			},
		});
		const calls = join(folder, 'calls');
		return {
			status,
			told: stdout.trim(),
			calls: existsSync(calls) ? readFileSync(calls, 'utf8').trim().split('\n') : [],
		};
	} finally {
		rmSync(folder, { recursive: true });
	}
}

describe('The release', () => {
	it('begins with a tag, or by hand, and then it only checks unless it is told otherwise', () => {
		expect(workflow.on).toEqual({
			push: { tags: ['v*'] },
			workflow_dispatch: {
				inputs: {
					check: { description: 'Only check, and publish nothing', type: 'boolean', default: true },
				},
			},
		});
	});

	it('is not stopped halfway, and is not dropped by a run on another branch or tag', () => {
		expect(workflow.concurrency).toEqual({
			group: 'release-${{ github.ref }}',
			'cancel-in-progress': false,
		});
	});

	it('gives each job no more rights than these, and the right to publish only behind the protected environment', () => {
		expect(mapped(workflow.jobs, ({ permissions }) => permissions)).toEqual({
			check: { contents: 'read' },
			build: { contents: 'read' },
			attest: { 'id-token': 'write', attestations: 'write' },
			publish: { 'id-token': 'write' },
			scan: { contents: 'read' },
			'github-release': { contents: 'write' },
		});
		expect(mapped(workflow.jobs, ({ environment }) => environment)).toEqual({ publish: 'release' });
	});

	it('goes from one job to the next only where all before have succeeded, and ends before the first signature while it only checks', () => {
		expect(mapped(workflow.jobs, ({ needs }) => needs)).toEqual({
			build: 'check',
			attest: 'build',
			publish: ['check', 'attest'],
			scan: 'publish',
			'github-release': 'scan',
		});
		expect(mapped(workflow.jobs, (job) => job.if)).toEqual({
			attest: "github.ref_type == 'tag' && (github.event_name == 'push' || !inputs.check)",
		});
		expect(mapped(workflow.jobs, ({ strategy }) => strategy)).toEqual({});
	});

	it('does exactly this, so that no code of the project or its dependencies runs beside a right to sign, publish, or write', () => {
		expect(workOf(workflow)).toEqual({
			check: [
				CHECKOUT,
				SETUP,
				'npm ci',
				'npm run release:version',
				'npm run ready',
				'npm run release:pack',
				'npm run release:unpublished',
				'.ci/run',
				'npm run release:pack',
			],
			build: [CHECKOUT, SETUP, 'npm ci', 'npm run release:pack', 'actions/upload-artifact'],
			attest: [DOWNLOAD, 'actions/attest-build-provenance'],
			publish: [SETUP, DOWNLOAD, PUBLISH],
			scan: [CHECKOUT, SETUP, 'npm ci', DOWNLOAD, 'npm run release:published'],
			'github-release': [DOWNLOAD, GITHUB_RELEASE],
		});
	});

	it('runs what has several commands in bash, where a command that fails in a pipe fails the step', () => {
		const shells = mapped(workflow.jobs, ({ steps }) =>
			steps.filter(({ run: script }) => script?.trim().includes('\n')).map(({ shell }) => shell),
		);

		expect(shells).toEqual({
			check: [],
			build: [],
			attest: [],
			publish: ['bash'],
			scan: [],
			'github-release': ['bash'],
		});
	});

	it('gives up a job after these minutes, and no later', () => {
		expect(mapped(workflow.jobs, (job) => job['timeout-minutes'])).toEqual({
			check: 90,
			build: 20,
			attest: 10,
			publish: 10,
			scan: 40,
			'github-release': 10,
		});
	});

	it('gives its actions these options and no others: no cache, the whole history for the checks, and a digest that has to match', () => {
		const options = mapped(workflow.jobs, ({ steps }) =>
			steps.filter(({ uses }) => uses !== undefined).map((step) => [actionOf(step), step.with]),
		);
		const checkout = [CHECKOUT, { 'persist-credentials': false }];
		const setup = [SETUP, NODE_OF_THE_PROJECT];
		const download = [DOWNLOAD, HANDED_OVER];

		expect(options).toEqual({
			check: [[CHECKOUT, { 'persist-credentials': false, 'fetch-depth': 0 }], setup],
			build: [checkout, setup, ['actions/upload-artifact', { ...HANDED_OVER, 'if-no-files-found': 'error' }]],
			attest: [download, ['actions/attest-build-provenance', { 'subject-path': 'reports/release/*.tgz' }]],
			publish: [[SETUP, { 'node-version': '24', 'package-manager-cache': false }], download],
			scan: [checkout, setup, download],
			'github-release': [download],
		});
	});

	it('lets GitHub fill in only what no stranger writes, and in no command: the checksum of what was tested goes from job to job', () => {
		expect(expressionsIn(workflow)).toEqual({
			'concurrency.group': 'release-${{ github.ref }}',
			'env.WORKFLOW_MODE': "${{ (github.event_name == 'push' || !inputs.check) && 'publish' || 'check' }}",
			'jobs.check.outputs.integrity': '${{ steps.tested.outputs.integrity }}',
			'jobs.build.steps.3.env.EXPECTED_INTEGRITY': TESTED,
			'jobs.publish.steps.2.env.TESTED_INTEGRITY': TESTED,
			'jobs.github-release.env.GH_TOKEN': '${{ github.token }}',
			'jobs.github-release.env.GH_REPO': '${{ github.repository }}',
		});
		expect(workflow.jobs['check']?.steps.findIndex(({ id }) => id === 'tested')).toBe(8);
	});

	it('sets no variable but those', async () => {
		const { name } = await readManifest(PROJECT);
		const ofSteps = mapped(workflow.jobs, ({ steps }) =>
			steps.flatMap(({ env = {} }) => Object.entries(env).map(([key, value]) => `${key}=${value}`)),
		);

		expect(Object.keys(workflow.env ?? {})).toEqual(['WORKFLOW_MODE']);
		expect(mapped(workflow.jobs, ({ env }) => env && Object.keys(env))).toEqual({
			'github-release': ['GH_TOKEN', 'GH_REPO'],
		});
		expect(ofSteps).toEqual({
			check: [],
			build: [`EXPECTED_INTEGRITY=${TESTED}`],
			attest: [],
			publish: [`PACKAGE=${name}`, `TESTED_INTEGRITY=${TESTED}`],
			scan: [],
			'github-release': [],
		});
	});
});

describe('The step that publishes', () => {
	const NOT_THERE = 'test "$1" != view';
	const publish = (changes: Readonly<Record<string, string>> = {}, npm = NOT_THERE) =>
		run(PUBLISH, { PACKAGE, GITHUB_REF_NAME: 'v1.2.3', TESTED_INTEGRITY: '<its own>', ...changes }, { npm });
	const ASKED = `view ${PACKAGE}@1.2.3 dist.integrity`;
	const SENT = 'publish ./reports/release/x.tgz --provenance --access public';

	it('publishes the tarball of the tag that was tested', () => {
		expect(publish()).toEqual({ status: 0, told: '', calls: [ASKED, SENT] });
	});

	it.each([
		['of another version than the tag', { GITHUB_REF_NAME: 'v1.2.4' }, 'and the tag is v1.2.4'],
		['of another package', { PACKAGE: 'n8n-nodes-other' }, `The tarball is ${PACKAGE}@v1.2.3`],
		['with other bytes than those tested', { TESTED_INTEGRITY: 'sha512-other' }, 'sha512-other was tested'],
		['that nobody has tested', { TESTED_INTEGRITY: '' }, 'was tested'],
	])('sends nothing %s', (_what, changes, told) => {
		const result = publish(changes);

		expect(result).toMatchObject({ status: 1, calls: [] });
		expect(result.told).toContain(told);
	});

	it('is done where the registry has these very bytes, as after a publication whose answer was lost', () => {
		expect(publish({}, 'echo "$OWN_INTEGRITY"')).toEqual({
			status: 0,
			told: 'The registry has these bytes already',
			calls: [ASKED],
		});
	});

	it('leaves it to npm to refuse where the registry has other bytes, and fails with it', () => {
		expect(publish({}, 'test "$1" = view && echo sha512-other')).toMatchObject({
			status: 1,
			calls: [ASKED, SENT],
		});
	});
});

describe('The release on GitHub', () => {
	const release = (gh: string) => run(GITHUB_RELEASE, { GITHUB_REF_NAME: 'v1.2.3' }, { gh });

	it('is made with the tarball and the section of the changelog', () => {
		expect(release('test "$2" != view').calls).toEqual([
			'release view v1.2.3 --json isDraft --jq .isDraft',
			'release create v1.2.3 ./reports/release/x.tgz --verify-tag --title v1.2.3 --notes-file ./reports/release/notes.md',
		]);
	});

	it('is left as it is where a run before made it', () => {
		const { status, calls } = release('echo false');

		expect(status).toBe(0);
		expect(calls).toHaveLength(1);
	});
});
