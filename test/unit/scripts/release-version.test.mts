import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { changelogFaults, sectionOf } from '../../../scripts/release/changelog.mts';
import { checkoutOf } from '../../../scripts/release/checkout.mts';
import { isAbove, versionFaults, type Plan } from '../../../scripts/release/version.mts';
import { CHANGELOG, RELEASE_DAY } from '../../support/release-state.mts';

describe('The changelog', () => {
	it('gives the section of a version, without its heading and the links at the end of the file', () => {
		expect(sectionOf(CHANGELOG, '0.2.0')).toBe(
			'### Added\n\n- One thing, see [a link](https://example.com).',
		);
		expect(sectionOf(CHANGELOG, '0.1.0')).toBe('- The first.');
	});

	it('gives nothing for a version that it does not name, or says nothing about', () => {
		expect(sectionOf(CHANGELOG, '0.2')).toBeUndefined();
		expect(sectionOf(CHANGELOG, '0.0.9')).toBeUndefined();
		expect(sectionOf(CHANGELOG, 'Unreleased')).toBeUndefined();
		expect(sectionOf('', '0.2.0')).toBeUndefined();
	});

	const dated = (date: string) => CHANGELOG.replace('[0.2.0] - 2026-12-01', `[0.2.0]${date}`);

	it.each([
		['is as it should be', CHANGELOG],
		['has no section for what is to come', CHANGELOG.replace('## [Unreleased]\n', '')],
		['has the date of a day that has begun in the east', dated(' - 2026-12-02')],
	])('is good where it %s', (_what, changelog) => {
		expect(changelogFaults(changelog, '0.2.0', RELEASE_DAY)).toEqual([]);
	});

	it.each([
		['has no section of the version', CHANGELOG.replace('[0.2.0] -', '[0.3.0] -'), 'no section "## [0.2.0]"'],
		['gives no date', dated(''), 'has to end with its date'],
		['gives a word for a date', dated(' - someday'), 'has to end with its date'],
		['gives a date that no calendar has', dated(' - 2026-02-30'), 'has to end with its date'],
		['gives a month that no calendar has', dated(' - 2025-13-45'), 'has to end with its date'],
		['gives a date and more', dated(' - 2026-12-01 or so'), 'has to end with its date'],
		['gives a date in the future', dated(' - 2099-01-01'), 'in the future'],
		['gives the day after tomorrow', dated(' - 2026-12-03'), 'in the future'],
		['has the version twice', `${CHANGELOG}\n## [0.2.0] - 2026-12-01\n\n- Again.\n`, '2 sections of 0.2.0'],
		[
			'has another version above',
			CHANGELOG.replace('## [0.2.0]', '## [9.0.0] - 2026-12-01\n\n- More.\n\n## [0.2.0]'),
			'"9.0.0" above that of 0.2.0',
		],
		[
			'still has entries for what is to come',
			CHANGELOG.replace('## [Unreleased]', '## [Unreleased]\n\n- Soon.'),
			'something under "Unreleased"',
		],
		['has a section of headings only', CHANGELOG.replace(/- One thing.*/, ''), 'names no change'],
	])('is refused where it %s', (_what, changelog, told) => {
		const faults = changelogFaults(changelog, '0.2.0', RELEASE_DAY);

		expect(faults).toEqual([expect.stringContaining(told)]);
	});
});

describe('The version of a release', () => {
	const ELSEWHERE = { commit: 'aaa', taggedCommit: 'bbb', isOnMain: true };
	const plan = (changes: Partial<Plan> = {}): Plan => ({
		version: '0.2.0',
		changelog: CHANGELOG,
		now: RELEASE_DAY,
		tag: 'v0.2.0',
		publishes: true,
		repository: 'dana/n8n-nodes-example',
		runsIn: 'dana/n8n-nodes-example',
		checkout: { commit: 'aaa', taggedCommit: 'aaa', isOnMain: true },
		...changes,
	});
	const aside = (checkout: Partial<Plan['checkout']>) => ({ checkout: { ...plan().checkout, ...checkout } });

	it('is good where package.json, tag, changelog, and repository agree', () => {
		expect(versionFaults(plan())).toEqual([]);
	});

	it('is checked on any branch, and where no workflow runs', () => {
		const check = { tag: undefined, publishes: false, runsIn: undefined };

		expect(versionFaults(plan({ ...check, ...aside({ taggedCommit: undefined, isOnMain: false }) }))).toEqual(
			[],
		);
		expect(versionFaults(plan({ ...check, ...aside({ isOnMain: undefined }) }))).toEqual([]);
	});

	it.each([
		['another tag', { tag: 'v0.2.1' }, 'The tag is v0.2.1'],
		['a tag without its v', { tag: '0.2.0' }, 'The tag is 0.2.0'],
		['no tag to publish', { tag: undefined }, 'There is no tag to publish'],
		['no section', { version: '0.3.0', tag: 'v0.3.0' }, 'no section "## [0.3.0]"'],
		['a pre-release', { version: '0.2.0-beta.1', tag: 'v0.2.0-beta.1' }, 'not of the form 1.2.3'],
		['a zero before a number', { version: '01.1.0', tag: 'v01.1.0' }, 'not of the form 1.2.3'],
		['another repository', { runsIn: 'kim/n8n-nodes-example' }, 'runs in kim/n8n-nodes-example'],
		['no repository in package.json', { repository: undefined }, 'names the repository (none)'],
		['a tag that is elsewhere', { checkout: ELSEWHERE }, 'on the commit bbb; this is aaa'],
		['a commit that is not on main', aside({ isOnMain: false }), 'aaa is not on main'],
		['a checkout that does not show main', aside({ isOnMain: undefined }), 'cannot be seen'],
	])('is refused with %s', (_what, changes, told) => {
		expect(versionFaults(plan(changes))[0]).toContain(told);
	});

	it('is refused by a mere check as well where its tag is elsewhere, or the repository is another', () => {
		const changes = { tag: undefined, publishes: false, checkout: ELSEWHERE, runsIn: 'kim/other' };

		expect(versionFaults(plan(changes))).toHaveLength(2);
	});

	it.each([
		['0.10.0', '0.9.9', true],
		['1.0.0', '0.99.0', true],
		['0.2.0', '0.2.0', false],
		['0.2.0', '0.10.0', false],
		['0.2.0', '0.2.0-beta.1', true],
		['0.2.0', '0.2.1-beta.1', false],
	])('%s is above %s: %s', (version, other, isSo) => {
		expect(isAbove(version, other)).toBe(isSo);
	});
});

describe('A checkout', () => {
	let folder = '';
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'checkout-'));
		git('origin', 'init', '--quiet', '--initial-branch', 'main', '.');
		commit('One');
		commit('Two');
	});
	afterEach(() => {
		rmSync(folder, { recursive: true });
	});

	const origin = () => join(folder, 'origin');
	const clone = () => join(folder, 'clone');

	function git(place: string, ...args: string[]): string {
		const at = args[0] === 'init' || args[0] === 'clone' ? folder : join(folder, place);
		const placed = args[0] === 'init' ? [...args.slice(0, -1), place] : args;
		const known = ['-c', 'user.name=Dana', '-c', 'user.email=dana@example.dev', '-c', 'tag.gpgSign=false'];
		const { status, stdout, stderr } = spawnSync('git', [...known, ...placed], { cwd: at, encoding: 'utf8' });
		if (status !== 0) throw new Error(stderr);
		return stdout.trim();
	}

	function commit(message: string): void {
		git('origin', 'commit', '--quiet', '--allow-empty', '--no-gpg-sign', '--message', message);
	}

	it('shows that a commit of main is on it, and which commit a tag is on, annotated or not', async () => {
		git('origin', 'tag', 'v0.1.0', 'HEAD~1');
		git('origin', 'tag', '--annotate', '--message', 'Two', 'v0.2.0');
		git('', 'clone', '--quiet', origin(), clone());
		const [first, second] = ['HEAD~1', 'HEAD'].map((name) => git('origin', 'rev-parse', name));

		expect(await checkoutOf(clone(), '0.2.0')).toEqual({
			commit: second,
			taggedCommit: second,
			isOnMain: true,
		});
		expect(await checkoutOf(clone(), '0.1.0')).toMatchObject({ taggedCommit: first });
		expect(await checkoutOf(clone(), '0.3.0')).toMatchObject({ taggedCommit: undefined });
		git('clone', 'checkout', '--quiet', 'v0.1.0');
		expect(await checkoutOf(clone(), '0.1.0')).toMatchObject({ commit: first, isOnMain: true });
	});

	it('shows that a commit beside main is not on it', async () => {
		git('origin', 'checkout', '--quiet', '-b', 'beside');
		commit('Beside');
		git('', 'clone', '--quiet', origin(), clone());

		expect(await checkoutOf(clone(), '0.2.0')).toMatchObject({ isOnMain: false });
	});

	it('does not show where main is if it lacks history or has no main of a remote', async () => {
		git('', 'clone', '--quiet', '--depth', '1', `file://${origin()}`, clone());

		expect(await checkoutOf(clone(), '0.2.0')).toMatchObject({ isOnMain: undefined });
		expect(await checkoutOf(origin(), '0.2.0')).toMatchObject({ isOnMain: undefined });
	});
});
