import type { Manifest } from './manifest.mts';

/** What the package is made of. npm adds anything called README or LICENSE by itself, and builds copy more than they should. */
const BELONGS = [
	/^(package\.json|README\.md|LICENSE)$/,
	/^dist\/index\.js$/,
	/^dist\/(nodes|credentials)(\/[\w-]+)*\/[\w.-]+\.js$/,
	/^dist\/nodes\/(\w+)\/\1\.node\.json$/,
	/^dist\/nodes\/\w+\/__schema__\/v\d+\.\d+\.\d+(\/\w+\/\w+)?\.json$/,
	/^dist\/icons\/[\w.-]+\.svg$/,
];

/** What is wrong with the files of a tarball, given by their paths in it: a sentence for each. */
export function contentFaults(paths: readonly string[], { main, n8n }: Manifest): string[] {
	const needed = ['package.json', 'README.md', 'LICENSE', main, ...n8n.nodes, ...n8n.credentials];
	return [
		...needed
			.filter((path) => !paths.includes(path))
			.map((path) => `The package lacks ${path}.${path.startsWith('dist/') ? ' Run: npm run build' : ''}`),
		...paths
			.filter((path) => !BELONGS.some((pattern) => pattern.test(path)))
			.map((path) => `${path} does not belong in the package.`),
	];
}
