/** A section of a changelog. */
interface Section {
	/** What stands in brackets in its heading, such as `1.2.3` or `Unreleased`; the whole heading where there are none. */
	readonly name: string;
	/** What stands behind the name; nothing where the heading ends with it. */
	readonly date: string;
	/** What stands below the heading, without the links at the end of the file. */
	readonly text: string;
}

const UNRELEASED = 'Unreleased';
/** Where a day begins first. A release from there has a date that is not yet the day in UTC. */
const EASTERNMOST_HOURS = 14;
const HOUR_MS = 3_600_000;

/**
 * The section of a version in a changelog in the form of Keep a Changelog, without its heading.
 * @returns nothing where the version has no section, or an empty one
 */
export function sectionOf(changelog: string, version: string): string | undefined {
	const section = sectionsOf(changelog).find(({ name }) => name === version);
	return section === undefined || section.text === '' ? undefined : section.text;
}

/** Whether a changelog has a version at all, and not only what is to come. */
export function hasRelease(changelog: string): boolean {
	return sectionsOf(changelog).some(({ name }) => name !== UNRELEASED);
}

/** Why a changelog is not that of a version which is released now: a sentence for each reason. */
export function changelogFaults(changelog: string, version: string, now: Date): string[] {
	const sections = sectionsOf(changelog);
	const faults = sections
		.filter(({ name, text }) => name === UNRELEASED && text !== '')
		.map(
			() => `CHANGELOG.md still has something under "${UNRELEASED}". Put it into the section of ${version}.`,
		);
	const [own, ...more] = sections.filter(({ name }) => name === version);
	if (own === undefined)
		return [
			...faults,
			`CHANGELOG.md has no section "## [${version}]". Give the section "${UNRELEASED}" this name and a date.`,
		];
	if (more.length > 0) faults.push(`CHANGELOG.md has ${more.length + 1} sections of ${version}.`);
	const newest = sections.find(({ name }) => name !== UNRELEASED);
	if (newest !== own)
		faults.push(`CHANGELOG.md has the section "${newest?.name ?? ''}" above that of ${version}.`);
	if (!/^[-*] \S/m.test(own.text))
		faults.push(`CHANGELOG.md names no change in its section of ${version}: a line "- …" for each.`);
	return [...faults, ...dateFaults(own, now)];
}

function dateFaults({ name, date }: Section, now: Date): string[] {
	if (!isDate(date))
		return [`The heading of ${name} in CHANGELOG.md has to end with its date: "## [${name}] - 2026-12-01".`];
	const latest = new Date(now.getTime() + EASTERNMOST_HOURS * HOUR_MS).toISOString().slice(0, 10);
	return date > latest ? [`CHANGELOG.md dates ${name} to ${date}, which is in the future.`] : [];
}

/** Whether a text is a day of the calendar, which 2026-02-30 is not. */
function isDate(text: string): boolean {
	if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
	const date = new Date(`${text}T00:00:00Z`);
	return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

function sectionsOf(changelog: string): Section[] {
	const [, ...sections] = changelog.split(/^## /m);
	return sections.map((section) => {
		const [heading = '', ...lines] = section.split('\n');
		const [, name = heading.trim(), date = ''] = /^\[([^\]]+)\](?: - (.*))?$/.exec(heading.trim()) ?? [];
		const isLinkOfTheFile = (line: string): boolean => /^\[[^\]]+\]: /.test(line);
		const text = lines
			.filter((line) => !isLinkOfTheFile(line))
			.join('\n')
			.trim();
		return { name, date, text };
	});
}
