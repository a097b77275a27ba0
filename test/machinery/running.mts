import { spawnSync } from 'node:child_process';

/** An ended process whose parent has not asked for its exit code yet ("zombie", Z) does not count. */
export function isRunning(pid: number): boolean {
	const { stdout } = spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' });
	return /^[^Z]/.test(stdout.trim());
}
