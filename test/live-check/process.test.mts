import { spawn } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
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
