import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, symlink } from 'node:fs/promises';
import { createServer } from 'node:net';
import { basename, join } from 'node:path';
import { after, before, describe } from 'node:test';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../../scripts/browser/chromium.mts';
import { openVisit } from '../../scripts/browser/visit.mts';
import { cacheFolder } from '../../scripts/n8n/cache.mts';
import { N8nClient } from '../../scripts/n8n/client.mts';
import { installing, progressIn } from '../../scripts/n8n/pnpm.mts';
import { pollUntil } from '../../scripts/n8n/poll.mts';
import { freePort } from '../../scripts/n8n/ports.mts';
import { startGroup, type ProcessGroup } from '../../scripts/n8n/process-group.mts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { provisionRuntime } from '../../scripts/n8n/runtime.mts';
import { createTemporaryFolder, type TemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import { plan } from '../../scripts/start/words.mts';
import { scenario } from '../support/scenario.mts';
import { isRunning } from './running.mts';

const READY_WITHIN_MS = 4 * 60 * 1000;
/** The editor is large, and the machine may have other work. */
const SHOWN_WITHIN_MS = 90_000;
const GONE_WITHIN_MS = 30_000;
/** In the last lines of what it prints. */
const READY = 'Your workflows are kept';
const NPM = /^npm start/;
const NPM_ENDED = 'npm has ended';
const OWN = /^\S*node .*scripts\/start\.mts/;
/** Ways to end it that nobody thinks of when writing signal handlers. */
const ENDINGS = [
	['it is killed', OWN, 'SIGKILL'],
	['it is told to quit', OWN, 'SIGQUIT'],
] as const;
const LAPTOP = { width: 1440, height: 900 };
const CODE = {
	name: 'Code',
	nodes: [
		{
			id: 'trigger',
			name: 'Start',
			type: 'n8n-nodes-base.manualTrigger',
			typeVersion: 1,
			position: [0, 0],
			parameters: {},
		},
		{
			id: 'code',
			name: 'Code',
			type: 'n8n-nodes-base.code',
			typeVersion: 2,
			position: [200, 0],
			parameters: { jsCode: 'return [{ json: { sum: 20 + 22 } }];' },
		},
	],
	connections: { Start: { main: [[{ node: 'Code', type: 'main', index: 0 }]] } },
	settings: { executionOrder: 'v1' },
};

/** `npm start`, run as a newcomer does it, with nothing there but an installed n8n. */
interface Run {
	readonly npm: ProcessGroup;
	/** n8n's and the contact center's. */
	readonly ports: readonly [number, number];
	/** The folder that the system's temporary files go into. */
	readonly temporary: string;
	/** What comes after a label in what it has printed. */
	printed(label: string): string;
	/** Waits until it has printed a text. */
	says(text: string): Promise<void>;
	/** What runs of it. */
	processes(): readonly Process[];
}

interface Process {
	readonly pid: number;
	readonly command: string;
}

void describe('npm start', () => {
	let folder: TemporaryFolder;
	let browser: Browser;
	let run: Run;

	before(async () => {
		folder = await createTemporaryFolder();
		const runtime = await provisionRuntime(() => undefined);
		const cache = join(folder.path, basename(cacheFolder()));
		await mkdir(cache);
		await symlink(runtime.folder, join(cache, basename(runtime.folder)));
		browser = await launchChromium();
		run = await begin(folder.path, 'first');
		await run.says(READY);
	});
	after(async () => {
		await browser.close();
		await run.npm.stop('SIGTERM');
		await folder.remove();
	});

	scenario('says what it will do, and how long that takes, before it does anything', () => {
		const text = run.npm.output();
		const said = text.indexOf('This starts a real n8n');
		assert.ok(said >= 0 && said < text.indexOf('Building the node …'), text);
		assert.match(text, /n8n [\d.]+ +is installed already/);
		assert.match(text, /Code nodes run JavaScript; Python is off/);
		assert.match(
			plan('2.40.7', false),
			/about 2\.6 GB and four minutes.*\n.*database driver has to be compiled/,
		);
	});

	scenario('tells how far the installation has come', () => {
		const output =
			'Progress: resolved 900, reused 3, downloaded 40, added 2\n' +
			'Progress: resolved 1563, reused 3, downloaded 800, added 12';
		assert.deepEqual(progressIn(output), { resolved: 1563, fetched: 803, added: 12 });
		assert.equal(progressIn('node_modules/sqlite3 install: done'), undefined);
		const last = { resolved: 1906, fetched: 1890, added: 831 };
		assert.equal(installing(last, 1929), 'fetched 1890 and unpacked 831 of at most 1929 packages');
		assert.equal(installing({ ...last, added: 1890 }, 1929), 'building the database driver');
		assert.match(installing({ ...last, fetched: 3, added: 3 }, 1929), /^fetched 3 and/);
	});

	scenario(
		'leads from the address that it prints to a closed conversation, with nothing to fill in',
		async () => {
			const visit = await openVisit(browser, LAPTOP);
			const { page } = visit;
			const board = await openVisit(browser, LAPTOP);
			try {
				await board.page.goto(run.printed('Watch it end'));
				const open = board.page.locator('.conversation').filter({ hasText: 'Dana Example' });
				await open.first().waitFor();

				page.setDefaultTimeout(SHOWN_WITHIN_MS);
				await page.goto(run.printed('Open'));
				await page.locator('input[name="emailOrLdapLoginId"]').fill(run.printed('log in with'));
				await page.locator('input[name="password"]').fill(run.printed('password'));
				await page.locator('button', { hasText: 'Sign in' }).click();
				await page.locator('[data-test-id="execute-workflow-button"]').click();

				await board.page
					.locator('#ended .conversation')
					.filter({ hasText: 'Dana Example' })
					.first()
					.waitFor();
			} finally {
				await visit.close();
				await board.close();
			}
		},
		READY_WITHIN_MS,
	);

	scenario('prints a client that works in a credential of one’s own', async () => {
		const answer = await fetch(`${run.printed('Custom Login URL')}/oauth/token`, {
			method: 'POST',
			headers: {
				authorization: `Basic ${Buffer.from(`${run.printed('Client ID')}:${run.printed('Client Secret')}`).toString('base64')}`,
			},
			body: new URLSearchParams({ grant_type: 'client_credentials' }),
		});
		assert.equal(answer.status, 200);
	});

	scenario('runs Code nodes', async () => {
		const client = new N8nClient(new URL(run.printed('Open')).origin);
		await client.logIn({ email: run.printed('log in with'), password: run.printed('password') });
		const { id } = await client.createWorkflow(CODE);

		const execution = await client.execution(await client.runWorkflow(id, 'Start'));

		assert.deepEqual([execution.errorMessage, execution.items('Code')], [undefined, [{ sum: 42 }]]);
	});

	scenario('leaves nothing behind when the terminal goes away', async () => {
		await end(run, NPM, 'SIGHUP', folder.path);
	});

	for (const [what, which, signal] of ENDINGS) {
		scenario(
			`leaves nothing behind when ${what}`,
			async () => {
				run = await begin(folder.path, signal);
				await run.says(READY);
				await end(run, which, signal, folder.path);
			},
			READY_WITHIN_MS,
		);
	}

	scenario(
		'leaves nothing behind when npm is killed before n8n is ready',
		async () => {
			run = await begin(folder.path, 'early');
			await run.says('Starting n8n');
			await end(run, NPM, 'SIGKILL', folder.path);
		},
		READY_WITHIN_MS,
	);
});

async function begin(cache: string, name: string): Promise<Run> {
	const temporary = join(cache, `tmp-${name}`);
	await mkdir(temporary);
	const ports = [await freePort(), await freePort()] as const;
	const options = `--port ${ports[0]} --simulator-port ${ports[1]}`;
	// A group is killed when the first of it ends. That must not be npm: what it leaves behind has to end by itself here.
	const npm = startGroup('sh', ['-c', `npm start -- $OPTIONS; echo '${NPM_ENDED}'; exec sleep 600`], {
		cwd: PROJECT_FOLDER,
		env: { ...process.env, XDG_CACHE_HOME: cache, TMPDIR: temporary, OPTIONS: options },
	});
	return {
		npm,
		ports,
		temporary,
		printed: (label) => {
			const found = new RegExp(`^ *(?:\\d\\. )?${label} +(\\S+)$`, 'm').exec(npm.output())?.[1];
			assert.ok(found !== undefined, `No "${label}" in:\n${npm.log()}`);
			return found;
		},
		says: async (text) => {
			await pollUntil(`npm start says "${text}"`, READY_WITHIN_MS, () => {
				assert.ok(!npm.output().includes(NPM_ENDED), npm.log());
				return npm.output().includes(text) || undefined;
			});
		},
		processes: () => family(options),
	};
}

/** What runs with these arguments, and all that it has started. */
function family(options: string): readonly Process[] {
	const { stdout } = spawnSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' });
	const all = [...stdout.matchAll(/^ *(\d+) +(\d+) +(.*)$/gm)].map(([, pid, parent, command = '']) => ({
		pid: Number(pid),
		parent: Number(parent),
		command,
	}));
	const found = new Set(all.filter(({ command }) => command.includes(options)));
	// What is added on the way is looked at as well.
	for (const { pid } of found) for (const child of all) if (child.parent === pid) found.add(child);
	return [...found];
}

/** Kills one process of a run, and waits until nothing is left of any of them. */
async function end(run: Run, which: RegExp, signal: NodeJS.Signals, cache: string): Promise<void> {
	const processes = run.processes();
	const chosen = processes.find(({ command }) => which.test(command));
	assert.ok(chosen, JSON.stringify(processes));

	process.kill(chosen.pid, signal);

	await pollUntil('all of it has ended', GONE_WITHIN_MS, () => {
		const left = [...processes, ...run.processes()].filter(({ pid }) => isRunning(pid));
		return left.length === 0 || undefined;
	});
	for (const port of run.ports) {
		const server = createServer().listen(port, '127.0.0.1');
		await once(server, 'listening');
		server.close();
	}
	// What tsx has compiled is its own, and every tsx of the machine uses it.
	const left = (await readdir(run.temporary)).filter((name) => !name.startsWith('tsx-'));
	assert.deepEqual(left, []);
	const kept = await readdir(join(cache, basename(cacheFolder()), 'start'));
	assert.ok(!kept.includes('tmp'), kept.join());
	await run.npm.stop('SIGTERM');
}
