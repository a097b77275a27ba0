import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join, resolve } from 'node:path';

import { readPacked } from '../../../scripts/n8n/package.mts';
import {
	askUntilThere,
	hasPassedScan,
	integrityOf,
	mayBePublished,
	type Holdings,
} from '../../../scripts/release/published.mts';
import { publishedVersion, publishedVersions, type NpmSettings } from '../../../scripts/release/registry.mts';
import { startHttpStub, type StubAnswer } from '../../support/http-stub.mts';

const PROJECT = resolve(__dirname, '../../..');

describe('The registry', () => {
	const NAME = 'n8n-nodes-example';
	const INTEGRITY = integrityOf(Buffer.from('a tarball'));
	const PACKUMENT = {
		name: NAME,
		'dist-tags': { latest: '0.1.0' },
		versions: {
			'0.1.0': {
				name: NAME,
				version: '0.1.0',
				dist: { integrity: INTEGRITY, tarball: 'http://127.0.0.1/x' },
			},
		},
	};

	/** Asks a registry on this machine, which gives every request the same answer. */
	async function asked<T>(answer: StubAnswer, ask: (settings: NpmSettings) => Promise<T>): Promise<T> {
		const stub = await startHttpStub(() => answer);
		try {
			return await ask({
				npm_config_registry: stub.url,
				npm_config_fetch_retries: '0',
				npm_config_audit: 'false',
			});
		} finally {
			await stub.close();
		}
	}

	function ask(version: string, answer: StubAnswer) {
		return asked(answer, (settings) => publishedVersion(NAME, version, settings));
	}

	function askForAll(answer: StubAnswer) {
		return asked(answer, (settings) => publishedVersions(NAME, settings));
	}

	it('knows what is published, with the checksum of its tarball', async () => {
		expect(await ask('0.1.0', { body: PACKUMENT })).toEqual({ integrity: INTEGRITY });
	});

	it('knows that another version of the package is not', async () => {
		expect(await ask('0.2.0', { body: PACKUMENT })).toBeUndefined();
	});

	it('knows that a package which is not there has no version', async () => {
		expect(await ask('0.1.0', { status: 404, body: { error: 'Not found' } })).toBeUndefined();
	});

	it.each([
		['an error', { status: 500, body: { error: 'Internal' } }],
		['a refusal', { status: 403, body: { error: 'Forbidden' } }],
		['a foreign page', { body: '<html>Sign in</html>' }],
	])('does not count as empty because of %s', async (_what, answer) => {
		await expect(ask('0.1.0', answer)).rejects.toThrow();
		await expect(askForAll(answer)).rejects.toThrow();
	});

	it('names every version that it has, be it one, several, or none', async () => {
		const [one] = Object.values(PACKUMENT.versions);
		const several = { ...PACKUMENT.versions, '0.0.9': { ...one, version: '0.0.9' } };

		expect(await askForAll({ body: PACKUMENT })).toEqual(['0.1.0']);
		expect((await askForAll({ body: { ...PACKUMENT, versions: several } })).sort()).toEqual([
			'0.0.9',
			'0.1.0',
		]);
		expect(await askForAll({ status: 404, body: { error: 'Not found' } })).toEqual([]);
	});
});

describe('The answer of npm', () => {
	const INTEGRITY = 'sha512-abc';
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'npm-'));
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	/** Settings in which `npm` is a program that gives this answer, as some version of it would. */
	function npmThatSays(answer: unknown): NpmSettings {
		writeFileSync(join(folder, 'answer.json'), JSON.stringify(answer));
		writeFileSync(join(folder, 'npm'), `#!/bin/sh\ncat '${folder}/answer.json'\n`, { mode: 0o755 });
		return { PATH: [folder, process.env['PATH']].join(delimiter) };
	}

	const found = { name: 'n8n-nodes-example', 'dist.integrity': INTEGRITY };

	it.each([
		['by itself, up to npm 11', found],
		['in a list, from npm 12 on', [found]],
	])('about one version is read where it comes %s', async (_how, answer) => {
		expect(await publishedVersion('n8n-nodes-example', '0.1.0', npmThatSays(answer))).toEqual({
			integrity: INTEGRITY,
		});
	});

	it.each([
		['one, up to npm 11', '0.1.0', ['0.1.0']],
		['one, from npm 12 on', ['0.1.0'], ['0.1.0']],
		['several', ['0.0.0', '0.1.0'], ['0.0.0', '0.1.0']],
	])('about all versions is read where there is %s', async (_how, answer, versions) => {
		expect(await publishedVersions('n8n-nodes-example', npmThatSays(answer))).toEqual(versions);
	});

	it.each([
		['nothing', []],
		['two versions', [found, found]],
		['something else', { unknown: true }],
	])('never counts as "not published" with %s in it', async (_what, answer) => {
		await expect(publishedVersion('n8n-nodes-example', '0.1.0', npmThatSays(answer))).rejects.toThrow();
	});

	const packed = {
		name: 'n8n-nodes-example',
		version: '0.1.0',
		filename: 'n8n-nodes-example-0.1.0.tgz',
		size: 100,
		unpackedSize: 200,
		files: [{ path: 'README.md' }],
	};

	it.each([
		['in a list, up to npm 11', [packed]],
		['in an object by name, from npm 12 on', { 'n8n-nodes-example': packed }],
	])('about what was packed is read where it comes %s', (_how, answer) => {
		expect(readPacked(JSON.stringify(answer))).toEqual(packed);
	});

	it.each([
		['nothing', []],
		['two packages', [packed, packed]],
		['two packages by name', { one: packed, two: packed }],
	])('about what was packed is refused with %s in it', (_what, answer) => {
		expect(() => readPacked(JSON.stringify(answer))).toThrow('npm pack');
	});
});

describe('What was published', () => {
	const noPause = () => Promise.resolve();

	it('is asked for until it is there', async () => {
		const answers = [undefined, undefined, 'there'];
		const ask = () => Promise.resolve(answers.shift());

		expect(await askUntilThere(ask, { tries: 3, pause: noPause }, 'It')).toBe('there');
	});

	it('is not waited for without an end', async () => {
		const nothing = () => Promise.resolve(undefined);
		const asked = askUntilThere(nothing, { tries: 2, pause: noPause }, 'It');

		await expect(asked).rejects.toThrow('It: not there after 2 tries');
	});

	it('is asked for again after an answer that is unclear', async () => {
		const answers = [() => Promise.reject(new Error('503')), () => Promise.resolve('there')];
		const ask = () => answers.shift()?.() ?? Promise.resolve(undefined);

		expect(await askUntilThere<string>(ask, { tries: 2, pause: noPause }, 'It')).toBe('there');
	});

	it('is given up with what the last answer said', async () => {
		const ask = () => Promise.reject(new Error('npm view ended with 1: E503'));
		const asked = askUntilThere(ask, { tries: 2, pause: noPause }, 'It');

		await expect(asked).rejects.toThrow('It: not there after 2 tries: npm view ended with 1: E503');
	});

	it('has passed n8n’s scanner only if the scanner says so of this very version', () => {
		const passed = '✅ Package n8n-nodes-example@0.2.0 has passed all security checks';

		expect(hasPassedScan(passed, 'n8n-nodes-example', '0.2.0')).toBe(true);
		expect(hasPassedScan(passed, 'n8n-nodes-example', '0.2.1')).toBe(false);
		expect(hasPassedScan(passed.replace('passed all', 'failed'), 'n8n-nodes-example', '0.2.0')).toBe(false);
		expect(hasPassedScan('', 'n8n-nodes-example', '0.2.0')).toBe(false);
	});

	it('is still judged by the words that the scanner in the lock uses', () => {
		const scanner = readFileSync(
			join(PROJECT, 'node_modules/@n8n/scan-community-package/scanner/cli.mjs'),
			'utf8',
		);

		expect(scanner).toContain('Package ${packageName}@${result.version} has passed all security checks');
	});
});

describe('A version', () => {
	const standing = (changes: Partial<Holdings> = {}) =>
		mayBePublished({
			version: '0.2.0',
			versions: ['0.0.9', '0.1.0'],
			published: undefined,
			packed: 'sha512-a',
			...changes,
		});

	it('may be published where it is above everything that is', () => {
		expect(standing()).toBe('new');
		expect(standing({ versions: [] })).toBe('new');
	});

	it('is done where the registry has these very bytes, even if something newer is there by now', () => {
		const versions = ['0.2.0', '0.3.0'];

		expect(standing({ versions, published: 'sha512-a' })).toBe('done');
	});

	it.each([
		['is published with other bytes', { published: 'sha512-b' }, 'with other bytes'],
		[
			'is published, and nothing was packed to compare with',
			{ published: 'sha512-b', packed: undefined },
			'nothing to compare it with. Run: npm run release:pack',
		],
		['is below what is published', { versions: ['0.1.0', '0.10.0'] }, 'not above what is published: 0.10.0'],
		['is among what is published, though nobody says how', { versions: ['0.2.0'] }, 'not above'],
	])('is refused where it %s', (_what, changes, told) => {
		expect(standing(changes)).toHaveProperty('fault', expect.stringContaining(told));
	});
});
