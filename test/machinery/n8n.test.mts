import assert from 'node:assert/strict';
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe } from 'node:test';
import { claimFolder, FolderInUseError } from '../../scripts/n8n/data-folder.mts';
import {
	assertMachineCanRunN8n,
	UnsupportedMachineError,
	type Machine,
} from '../../scripts/n8n/node-binary.mts';
import { LINES, UnknownLineError } from '../../scripts/n8n/lines.mts';
import { redact } from '../../scripts/n8n/redact.mts';
import { provisionRuntime, type Runtime } from '../../scripts/n8n/runtime.mts';
import { N8nStartError, startN8n, type N8nOptions } from '../../scripts/n8n/server.mts';
import { createTemporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { scenario } from '../support/scenario.mts';
import { isRunning } from './running.mts';

/** Starts a child, then answers as a ready n8n does, but does not end when it is asked to; nor does the child. */
const STUBBORN_SERVER = `
process.on('SIGTERM', () => undefined);
const script = "process.on('SIGTERM', () => undefined); setInterval(() => undefined, 1000);";
const child = require('node:child_process').spawn(process.execPath, ['--eval', script]);
require('node:fs').writeFileSync('pids.json', JSON.stringify([process.pid, child.pid]));
require('node:http').createServer((_, response) => response.end('{}')).listen(process.env.N8N_PORT, '127.0.0.1');
`;

void describe('What runs n8n', () => {
	let folder: TemporaryFolder;
	let runtime: Runtime;

	before(async () => {
		folder = await createTemporaryFolder();
		runtime = await provisionRuntime((line) => {
			console.log(line);
		});
	});
	after(async () => {
		await folder.remove();
	});

	/** What starts a script in place of n8n. */
	async function inPlaceOfN8n(name: string, script: string): Promise<N8nOptions> {
		const userFolder = join(folder.path, name);
		await mkdir(userFolder);
		const n8n = join(userFolder, 'n8n.cjs');
		await writeFile(n8n, script);
		return { runtime: { ...runtime, n8n }, userFolder };
	}

	scenario('shows the end of the log, without secrets, when n8n ends before it is ready', async () => {
		const options = await inPlaceOfN8n('dying', "console.error('no luck with', 's3cret'); process.exit(3);");

		await assert.rejects(startN8n({ ...options, secrets: ['s3cret'] }), (error) => {
			assert.ok(error instanceof N8nStartError);
			assert.match(error.message, /ended with exit code 3.*no luck with \[redacted\]/s);
			return true;
		});
	});

	scenario('gives up on an n8n that does not get ready, and ends it', async () => {
		const script =
			"require('node:fs').writeFileSync('pids.json', JSON.stringify([process.pid])); setInterval(() => undefined, 1000);";
		const options = await inPlaceOfN8n('hanging', script);

		await assert.rejects(startN8n({ ...options, readyWithinMs: 1500 }), /until it is ready after 1.5 s/);

		assert.deepEqual(await stillRunning(options.userFolder), []);
	});

	scenario('ends an n8n that does not want to, and what it has started', async () => {
		const options = await inPlaceOfN8n('stubborn', STUBBORN_SERVER);
		const n8n = await startN8n(options);
		assert.equal((await stillRunning(options.userFolder)).length, 2);

		await n8n.stop();

		assert.equal(await n8n.ended, 'signal SIGKILL');
		assert.deepEqual(await stillRunning(options.userFolder), []);
	});

	scenario('refuses a machine without a Node for n8n, and says what to install', () => {
		const machine: Machine = {
			platform: 'darwin',
			architecture: 'arm64',
			nodeVersion: '20.20.2',
			nodePath: '',
		};

		assert.throws(
			() => {
				assertMachineCanRunN8n(machine, '2.40');
			},
			new UnsupportedMachineError(
				'n8n 2.40 needs Node 24 or later. On Linux x64 it is fetched from npm; for darwin arm64 npm has no such package, ' +
					'and the running Node is 20.20.2. Install Node 24 (https://nodejs.org) and run this again with it.',
			),
		);
		assertMachineCanRunN8n({ ...machine, nodeVersion: '24.21.0' }, '2.40');
		assertMachineCanRunN8n({ ...machine, platform: 'linux', architecture: 'x64' }, '2.40');
		assert.throws(() => {
			assertMachineCanRunN8n({ ...machine, platform: 'win32', nodeVersion: '24.21.0' }, '2.40');
		}, /WSL/);
	});

	scenario('knows what Node each line of n8n takes', () => {
		const mac = (nodeVersion: string): Machine => ({
			platform: 'darwin',
			architecture: 'arm64',
			nodeVersion,
			nodePath: '',
		});

		for (const line of ['1.123', '2.8'] as const) {
			assertMachineCanRunN8n(mac('22.18.0'), line);
			assertMachineCanRunN8n(mac('24.21.0'), line);
			assert.throws(() => {
				assertMachineCanRunN8n(mac('22.9.0'), line);
			}, /needs Node 22\.18 or later, up to 24/);
			assert.throws(() => {
				assertMachineCanRunN8n(mac('25.1.0'), line);
			}, /Install Node 24/);
		}
		assert.throws(() => {
			assertMachineCanRunN8n(mac('22.23.3'), '2.40');
		}, /needs Node 24/);
	});

	scenario('does not know an n8n that it has no recipe for, and names those that it has', async () => {
		await assert.rejects(
			provisionRuntime(() => undefined, undefined, '2.39'),
			(error) => error instanceof UnknownLineError && LINES.every((line) => error.message.includes(line)),
		);
	});

	scenario('takes secrets out of what it shows, known ones and such as give themselves away', () => {
		const text = 'key k1 Authorization: Bearer abc.def "client_secret":"xyz" n8n-auth=eyJ; done';

		const shown = redact(text, ['k1']);

		for (const secret of ['k1', 'abc.def', 'xyz', 'eyJ']) assert.ok(!shown.includes(secret), shown);
		assert.match(shown, /^key .* done$/);
	});

	scenario('lets one process at a time use a data folder that is kept', async () => {
		const path = join(folder.path, 'kept');
		const release = await claimFolder(path);
		await assert.rejects(claimFolder(path), FolderInUseError);

		await release();
		const releaseAgain = await claimFolder(path);
		await releaseAgain();
	});
});

/** The processes named in the folder's `pids.json` that have not ended. */
async function stillRunning(folder: string): Promise<number[]> {
	const pids: unknown = JSON.parse(await readFile(join(folder, 'pids.json'), 'utf8'));
	assert.ok(Array.isArray(pids));
	return pids.map(Number).filter(isRunning);
}
