import { changelogFaults } from './changelog.mts';
import type { Checkout } from './checkout.mts';

/** What a release is about to be. */
export interface Plan {
	/** The version in package.json. */
	readonly version: string;
	readonly changelog: string;
	readonly now: Date;
	/** The tag that the workflow runs on; nothing on a branch. */
	readonly tag: string | undefined;
	/** Whether something will be published. A check may run on a branch. */
	readonly publishes: boolean;
	/** The repository that package.json names, as in `owner/name`. */
	readonly repository: string | undefined;
	/** The repository that the workflow runs in; nothing where no workflow runs. */
	readonly runsIn: string | undefined;
	readonly checkout: Checkout;
}

/** Three numbers, none with a zero before it. */
const RELEASE = /^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)$/;

/** Why version, tag, changelog, and repository do not fit together: a sentence for each reason. */
export function versionFaults(plan: Plan): string[] {
	const { version, changelog, now, tag, publishes } = plan;
	const faults: string[] = [];
	// npm would need a dist-tag for pre-releases, and n8n offers only the newest version anyway.
	if (!RELEASE.test(version))
		faults.push(`Version ${version} is not of the form 1.2.3. Pre-releases are not published.`);
	if (tag === undefined && publishes)
		faults.push(`There is no tag to publish. Run the workflow on the tag v${version}.`);
	if (tag !== undefined && tag !== `v${version}`)
		faults.push(`The tag is ${tag}, and package.json says ${version}. The tag has to be v${version}.`);
	return [...faults, ...placeFaults(plan), ...changelogFaults(changelog, version, now)];
}

function placeFaults({ version, publishes, repository, runsIn, checkout }: Plan): string[] {
	const faults: string[] = [];
	// npm compares them too, but only when the tarball is signed already.
	if (runsIn !== undefined && runsIn !== repository)
		faults.push(
			`package.json names the repository ${repository ?? '(none)'}, and this workflow runs in ${runsIn}.`,
		);
	if (checkout.taggedCommit !== undefined && checkout.taggedCommit !== checkout.commit)
		faults.push(
			`The tag v${version} is there already, on the commit ${checkout.taggedCommit}; this is ${checkout.commit}. Raise the version.`,
		);
	if (publishes && checkout.isOnMain === undefined)
		faults.push('Whether this commit is on main cannot be seen: the checkout lacks history, or origin/main.');
	if (publishes && checkout.isOnMain === false)
		faults.push(`The commit ${checkout.commit} is not on main. Only what has landed there is published.`);
	return faults;
}

/** Whether a version is newer than another one. A pre-release comes right before its version. */
export function isAbove(version: string, other: string): boolean {
	const [mine, others] = [numbersOf(version), numbersOf(other)];
	const place = mine.findIndex((number, index) => number !== others[index]);
	if (place < 0) return other.includes('-') && !version.includes('-');
	return (mine[place] ?? 0) > (others[place] ?? 0);
}

function numbersOf(version: string): number[] {
	const [core = ''] = version.split(/[-+]/);
	return core.split('.').map(Number);
}
