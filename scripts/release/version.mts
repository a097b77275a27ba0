import { sectionOf } from './changelog.mts';

/** What a release is about to be. */
export interface Plan {
	/** The version in package.json. */
	readonly version: string;
	readonly changelog: string;
	/** The tag that the workflow runs on; nothing on a branch. */
	readonly tag: string | undefined;
	/** Whether something will be published. A check may run on a branch. */
	readonly publishes: boolean;
}

/** Why version, tag and changelog do not fit together: a sentence for each reason. */
export function versionFaults({ version, changelog, tag, publishes }: Plan): string[] {
	const faults: string[] = [];
	// npm would need a dist-tag for those, and n8n offers only the newest version anyway.
	if (!/^\d+\.\d+\.\d+$/.test(version))
		faults.push(`Version ${version} is not of the form 1.2.3. Pre-releases are not published.`);
	if (tag === undefined && publishes)
		faults.push(`There is no tag to publish. Run the workflow on the tag v${version}.`);
	if (tag !== undefined && tag !== `v${version}`)
		faults.push(`The tag is ${tag}, and package.json says ${version}. The tag has to be v${version}.`);
	if (sectionOf(changelog, version) === undefined)
		faults.push(`CHANGELOG.md has no section "## [${version}]" with something in it.`);
	return faults;
}
