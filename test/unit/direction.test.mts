import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import ts from 'typescript';

const PROJECT = resolve(__dirname, '../..');

/** The floors of the house, the lowest last: a file imports from its own floor and from those below. */
const FLOORS = ['nodes/GenesysWebMessaging/', 'nodes/shared/conversations/', 'nodes/shared/platform/'];

interface Import {
	readonly from: string;
	/** A file of the project, or the name of a package. */
	readonly to: string;
	/** Nothing of it is left after compilation. */
	readonly isTypeOnly: boolean;
}

/** Files that are published, relative to the project. */
function publishedFiles(): string[] {
	const folders = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
			join(folder, path),
		),
	);
	return ['index.ts', ...folders].filter((path) => path.endsWith('.ts'));
}

/** Every module that a file names, by import, export, require or import(). */
function importsOf(from: string): Import[] {
	const source = ts.createSourceFile(
		from,
		readFileSync(join(PROJECT, from), 'utf8'),
		ts.ScriptTarget.ES2022,
		true,
	);
	const found: Import[] = [];
	const add = (specifier: ts.Node | undefined, isTypeOnly: boolean) => {
		if (!specifier || !ts.isStringLiteralLike(specifier)) return;
		const { text } = specifier;
		const to = text.startsWith('.') ? `${relative(PROJECT, resolve(PROJECT, dirname(from), text))}.ts` : text;
		found.push({ from, to, isTypeOnly });
	};
	const visit = (node: ts.Node): void => {
		if (ts.isImportDeclaration(node)) add(node.moduleSpecifier, isErased(node.importClause));
		if (ts.isExportDeclaration(node)) add(node.moduleSpecifier, node.isTypeOnly);
		if (ts.isCallExpression(node) && /^(require|import)$/.test(node.expression.getText(source)))
			add(node.arguments[0], false);
		ts.forEachChild(node, visit);
	};
	visit(source);
	return found;
}

function isErased(clause: ts.ImportClause | undefined): boolean {
	if (!clause || clause.isTypeOnly) return clause !== undefined;
	const { name, namedBindings } = clause;
	return (
		!name &&
		namedBindings !== undefined &&
		ts.isNamedImports(namedBindings) &&
		namedBindings.elements.every((element) => element.isTypeOnly)
	);
}

describe('The direction of imports', () => {
	const files = publishedFiles();
	const imports = files.flatMap(importsOf);
	const floorOf = (path: string) => FLOORS.findIndex((floor) => path.startsWith(floor));
	const told = (wrong: readonly Import[]) => wrong.map(({ from, to }) => `${from} → ${to}`);

	it('is seen at all: every floor has files, and they import from each other', () => {
		for (const floor of FLOORS) expect(files.some((path) => path.startsWith(floor))).toBe(true);
		expect(imports.some(({ from, to }) => floorOf(from) === 0 && floorOf(to) === 1)).toBe(true);
		expect(imports.some(({ from, to }) => floorOf(from) === 1 && floorOf(to) === 2)).toBe(true);
		const missing = imports.filter(({ to }) => to.endsWith('.ts') && !files.includes(to));
		expect(told(missing)).toEqual([]);
	});

	it('goes down: from the actions to the conversations to the platform', () => {
		const upwards = imports.filter(
			({ from, to }) => floorOf(from) >= 0 && floorOf(to) >= 0 && floorOf(to) < floorOf(from),
		);

		expect(told(upwards)).toEqual([]);
	});

	it('leads from one node to no other', () => {
		const nodeOf = (path: string) => /^nodes\/(?!shared\/)([^/]+)\//.exec(path)?.[1];
		const across = imports.filter(
			({ from, to }) => nodeOf(to) !== undefined && from !== 'index.ts' && nodeOf(from) !== nodeOf(to),
		);

		expect(told(across)).toEqual([]);
	});

	it('never leads out of what is published', () => {
		const outside = imports.filter(({ to }) => /^(\.\.|simulator|test|scripts|bench)\b/.test(to));

		expect(told(outside)).toEqual([]);
	});

	it('leads to no package but n8n-workflow, which n8n itself brings', () => {
		const packages = imports
			.filter(({ to, isTypeOnly }) => !to.endsWith('.ts') && !isTypeOnly)
			.map(({ to }) => to);

		expect([...new Set(packages)]).toEqual(['n8n-workflow']);
	});

	it('leads from the conversations to types of n8n only', () => {
		const values = imports.filter(
			({ from, to, isTypeOnly }) => floorOf(from) === 1 && to === 'n8n-workflow' && !isTypeOnly,
		);

		expect(told(values)).toEqual([]);
	});

	it('names no conversation on the platform', () => {
		const platform = files.filter((path) => path.startsWith('nodes/shared/platform/'));
		const knowing = platform.filter((path) =>
			/from '[^']*conversations?/.test(readFileSync(join(PROJECT, path), 'utf8')),
		);

		expect(knowing).toEqual([]);
	});
});
