/**
 * The section of a version in a changelog in the form of Keep a Changelog, without its heading.
 * @returns nothing where the version has no section, or an empty one
 */
export function sectionOf(changelog: string, version: string): string | undefined {
	const [, ...sections] = changelog.split(/^## /m);
	const section = sections.find((text) => text.startsWith(`[${version}]`));
	if (section === undefined) return undefined;
	const [, ...lines] = section.split('\n');
	const isLinkOfTheFile = (line: string): boolean => /^\[[^\]]+\]: /.test(line);
	const text = lines
		.filter((line) => !isLinkOfTheFile(line))
		.join('\n')
		.trim();
	return text === '' ? undefined : text;
}
