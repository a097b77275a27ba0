import { spawn } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { text } from 'node:stream/consumers';
import { DEFAULT_CLIENT, startSimulator, type Simulator } from '../../simulator/index.mts';

const PROJECT = resolve(__dirname, '../..');

describe('npm run live-check, as a process', () => {
	let simulator: Simulator;
	let folder: string;

	beforeAll(async () => {
		simulator = await startSimulator();
		folder = await mkdtemp(join(tmpdir(), 'live-check-'));
	});

	afterEach(() => {
		simulator.reset();
	});

	afterAll(async () => {
		await simulator.close();
		await rm(folder, { recursive: true });
	});

	/** Starts it, with what ends it. */
	function start(...options: readonly string[]) {
		const { url } = simulator;
		const child = spawn(
			process.execPath,
			['--import', 'tsx', 'scripts/live-check.mts', '--api', url, '--login', url, ...options],
			{
				cwd: PROJECT,
				stdio: ['ignore', 'pipe', 'pipe'],
				env: {
					PATH: process.env['PATH'] ?? '',
					INIT_CWD: folder,
					GENESYS_CLIENT_ID: DEFAULT_CLIENT.id,
					GENESYS_CLIENT_SECRET: DEFAULT_CLIENT.secret,
				},
			},
		);
		const code = new Promise((done) => child.once('close', done));
		return { child, done: Promise.all([code, text(child.stdout), text(child.stderr)]) };
	}

	it('prints the report, and writes it where the caller is', async () => {
		const [code, stdout, stderr] = await start('--only', 'malformed-id', '--output', 'report.md').done;

		expect(code).toBe(0);
		expect(stdout).toContain('- `malformedId: 400`, as the simulator has it');
		expect(await readFile(join(folder, 'report.md'), 'utf8')).toBe(stdout);
		expect(stderr).not.toContain('malformedId');
		expect(stdout + stderr).not.toContain(DEFAULT_CLIENT.secret);
	});

	it.each([
		['no-such-folder/report.md', 'its folder does not exist'],
		['.', 'it is a folder'],
	])('says before it asks anything that the report cannot be written (%s)', async (output, why) => {
		const [code, stdout, stderr] = await start('--only', 'malformed-id', '--output', output).done;

		expect([code, stdout, stderr]).toEqual([2, '', `The file of --output cannot be written: ${why}.\n`]);
		expect(simulator.requests).toEqual([]);
	});

	it('keeps the report where its folder has gone meanwhile, and says so', async () => {
		const gone = join(folder, 'gone');
		await mkdir(gone);
		simulator.whenCalled(({ path }) => {
			if (path.startsWith('/api/')) rmSync(gone, { recursive: true, force: true });
		});
		const [code, stdout, stderr] = await start('--only', 'malformed-id', '--output', 'gone/report.md').done;

		expect(code).toBe(1);
		expect(stdout).toContain('- `malformedId: 400`, as the simulator has it');
		expect(stderr).toContain(
			'The report is not in the file of --output, which could not be written: its folder',
		);
		expect(stderr).not.toContain('    at ');
	});

	it('leaves a former report as it was, until there is another one', async () => {
		await writeFile(join(folder, 'former.md'), 'a former report');
		const former: string[] = [];
		simulator.whenCalled(() => former.push(readFileSync(join(folder, 'former.md'), 'utf8')));
		const [, stdout] = await start('--only', 'malformed-id', '--output', 'former.md').done;

		expect(new Set(former)).toEqual(new Set(['a former report']));
		expect(await readFile(join(folder, 'former.md'), 'utf8')).toBe(stdout);
	});

	it('leaves no file where it could not begin', async () => {
		simulator.faults.add({ kind: 'status', status: 401, match: { path: '/oauth/token' } });
		const [code] = await start('--only', 'malformed-id', '--output', 'nothing.md').done;

		expect(code).toBe(2);
		expect(await readdir(folder)).not.toContain('nothing.md');
	});

	it('ends at once at an interruption, with a report of what there is', async () => {
		simulator.faults.add({ kind: 'silence', match: { path: '/details/query' } });
		const { child, done } = start('--only', 'malformed-id', '--only', 'empty-list');
		simulator.whenCalled(({ path }) => {
			if (path.endsWith('/details/query')) child.kill('SIGINT');
		});
		const [code, stdout, stderr] = await done;

		expect(code).toBe(130);
		expect(stderr).toContain('Stopping');
		expect(stdout).toContain('**It was stopped before it was through.**');
		expect(stdout).toContain('- `malformedId: 400`, as the simulator has it');
	});

	it('does not ask for changes where nobody sits at a terminal', async () => {
		const [code, stdout, stderr] = await start('--changes').done;

		expect([code, stdout]).toEqual([2, '']);
		expect(stderr).toContain('--changes needs a terminal');
	});
});
