import type { Files } from './public-files.mts';

const README = 'README.md';
/** What a page says while there is no release. */
const NONE_YET = /no version (is|has been) released yet/i;

/** What the pages say that is not so once a version is released: a sentence for each place. */
export function pageFaults(files: Files, version: string): string[] {
	const history = sectionsOf(files.get(README) ?? '').find(({ heading }) => heading === 'Version history');
	return [
		...unreleasedIn(files).map((place) => `${place}: take out that no version is released yet.`),
		...(namesVersion(history?.text ?? '', version)
			? []
			: [`${README} does not say under "Version history" that ${version} is released.`]),
	];
}

/** Where the pages say that no version is released yet, as in `README.md, "Installation"`. */
export function unreleasedIn(files: Files): string[] {
	return [...files]
		.filter(([path]) => path.endsWith('.md'))
		.flatMap(([path, text]) =>
			sectionsOf(text)
				.filter((section) => NONE_YET.test(section.text.replace(/\s+/g, ' ')))
				.map(({ heading }) => `${path}, "${heading}"`),
		);
}

/** The parts of a page, each up to the next heading of any level. */
function sectionsOf(text: string): { readonly heading: string; readonly text: string }[] {
	return text.split(/^#+ /m).map((section) => {
		const [heading = '', ...lines] = section.split('\n');
		return { heading, text: lines.join('\n') };
	});
}

/** Whether a text names this version, and not only one that begins or ends with it. */
function namesVersion(text: string, version: string): boolean {
	return text.split(/[^\w.-]+/).some((word) => word.replace(/^v|\.$/g, '') === version);
}
