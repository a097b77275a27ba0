import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { describe } from 'node:test';
import { CommandError, runCommand } from '../../scripts/n8n/command.mts';
import { pollUntil } from '../../scripts/n8n/poll.mts';
import { freePort, onFreePort } from '../../scripts/n8n/ports.mts';
import { startGroup } from '../../scripts/n8n/process-group.mts';
import { listenOnLoopback } from '../support/loopback.mts';
import { scenario } from '../support/scenario.mts';
import { isRunning } from './running.mts';

const HERE = { cwd: tmpdir(), env: process.env };
/** Starts a process of its own, tells its number, and waits for it. */
const PARENT = 'sleep 600 & echo $!; wait';
const GROUPS = new URL('../../scripts/n8n/process-group.mts', import.meta.url).href;
/** Starts a program whose number it tells, and ends without another word to it. */
const DESERTER = `
import { startGroup } from '${GROUPS}';
const group = startGroup('sh', ['-c', 'echo $$; exec sleep 600'], { cwd: '/', env: process.env });
while (group.output() === '') await new Promise((resolve) => setTimeout(resolve, 10));
process.stdout.write(group.output(), () => process.exit());
`;

void describe('A program that is run', () => {
	scenario(
		'gives what it writes, takes what it is to read, and fails with the end of its output',
		async () => {
			assert.equal(await runCommand('cat', [], { ...HERE, input: 'a "b" $c' }), 'a "b" $c');
			await assert.rejects(runCommand('sh', ['-c', 'echo out; echo err >&2; exit 3'], HERE), (error) => {
				assert.ok(error instanceof CommandError);
				assert.match(error.message, /ended with exit code 3:\n(out\nerr|err\nout)$/);
				return true;
			});
			await assert.rejects(runCommand('no-such-program', ['x'], HERE), /no-such-program x.*ENOENT/);
		},
	);

	scenario('leaves nothing behind that it has started', async () => {
		const pid = Number(await runCommand('sh', ['-c', 'sleep 600 & echo $!'], HERE));

		await pollUntil('it has ended', 10_000, () => !isRunning(pid) || undefined);
	});

	scenario('ends with all that it has started when it is interrupted', async () => {
		const interruption = new AbortController();
		const group = startGroup('sh', ['-c', PARENT], HERE);
		const pid = await pollUntil('it has begun', 10_000, () => Number(group.output()) || undefined);
		const command = runCommand('sh', ['-c', PARENT], { ...HERE, signal: interruption.signal });
		const interrupted = assert.rejects(command, /ended with signal SIGTERM/);

		interruption.abort();
		await group.stop('SIGTERM');

		await interrupted;
		assert.equal(await group.ended, 'signal SIGTERM');
		await pollUntil('it has ended', 10_000, () => !isRunning(pid) || undefined);
	});

	scenario('ends with the process that has started it', async () => {
		const args = ['--import', 'tsx', '--input-type=module', '--eval', DESERTER];
		const pid = Number(await runCommand(process.execPath, args, { cwd: process.cwd() }));

		assert.ok(pid > 0);
		await pollUntil('it has ended', 10_000, () => !isRunning(pid) || undefined);
	});

	scenario('gets another port where the usual one is taken, also by somebody who was quicker', async () => {
		const server = await listenOnLoopback(createServer());
		try {
			assert.notEqual(await freePort(server.port), server.port);
			const tried: number[] = [];
			const started = await onFreePort(async (free) => {
				tried.push(free);
				const port = tried.length === 1 ? server.port : free;
				const quick = createServer().listen(port, '127.0.0.1');
				await once(quick, 'listening').catch((error: unknown) => {
					throw new Error('It says: address already in use', { cause: error });
				});
				quick.close();
				return port;
			});
			assert.deepEqual([tried.length, tried[1]], [2, started]);
		} finally {
			await server.close();
		}
	});
});
