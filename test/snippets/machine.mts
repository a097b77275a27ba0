import { execFile, spawnSync } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { PROJECT } from './page.mts';

/** What a command has printed, and how it ended. */
export interface Printed {
	readonly code: number;
	readonly stdout: string;
	readonly stderr: string;
}

/** The machine of a reader: a folder with what was saved from the page, and a terminal in it. */
export interface Machine {
	save(file: string, text: string): Promise<void>;
	/** Runs a script in bash. */
	run(script: string, variables?: Readonly<Record<string, string>>): Promise<Printed>;
	remove(): Promise<void>;
}

/** @param url of the simulator, which is both the API and the login */
export async function setUpMachine(url: string): Promise<Machine> {
	const folder = await mkdtemp(join(tmpdir(), 'snippets-'));
	await symlink(join(PROJECT, 'node_modules'), join(folder, 'node_modules'));
	const usual = {
		// Nothing else of this process: a proxy that it knows would keep the snippets from the simulator.
		PATH: process.env['PATH'] ?? '',
		HOME: folder,
		GENESYS_API: url,
		GENESYS_LOGIN: url,
		GENESYS_CLIENT_ID: DEFAULT_CLIENT.id,
		GENESYS_CLIENT_SECRET: DEFAULT_CLIENT.secret,
	};
	return {
		save: async (file, text) => {
			await writeFile(join(folder, file), text);
		},
		run: async (script, variables = {}) => {
			await writeFile(join(folder, 'script.sh'), script);
			return await new Promise((done) => {
				const options = { cwd: folder, env: { ...usual, ...variables } };
				execFile('bash', ['script.sh'], options, (error, stdout, stderr) => {
					const code = error === null ? 0 : typeof error.code === 'number' ? error.code : 1;
					done({ code, stdout, stderr });
				});
			});
		},
		remove: async () => {
			await rm(folder, { recursive: true, force: true });
		},
	};
}

type Body = () => Promise<void>;

/** `it` where the tools of a reader are on this machine; elsewhere a test that is skipped, and says why. */
export function itWith(tools: readonly string[]): (name: string, body: Body) => void {
	const missing = tools.filter((tool) => spawnSync(tool, ['--version']).status !== 0);
	if (missing.length === 0) return it;
	return (name, body) => {
		it.skip(`${name} (skipped: no ${missing.join(', ')} on this machine)`, body);
	};
}
