import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import ts from 'typescript';

/** Files by their path from the root of the project, with their text. */
export type Sources = ReadonlyMap<string, string>;

interface Floor {
	readonly name: string;
	/** Its height; a file imports from its own floor and from those below, but not from another one of the same height. */
	readonly height: number;
	/** Words of floors above, which mean nothing here. */
	readonly foreignWords?: RegExp;
	/** Whether it may know n8n. */
	readonly knowsN8n: boolean;
}

/** That one file names another one. */
export interface Import {
	readonly from: string;
	/** A file of the project, or the name of a package. */
	readonly to: string;
	/** Nothing of it is left after compilation. */
	readonly isTypeOnly: boolean;
}

const PROJECT = resolve(import.meta.dirname, '../..');
const N8N = 'n8n-workflow';
const WORDS_OF_N8N = /\b(n8n|workflows?|IDataObject)\b/i;
const WORDS_OF_THE_DOMAIN =
	/\b(conversations?|participants?|sessions?|wrap-?up|queues?|agents?|customers?|n8n|workflows?|dry run)\b/i;

/** What is published. */
export function publishedSources(): Sources {
	const inFolders = ['nodes', 'credentials'].flatMap((folder) =>
		readdirSync(join(PROJECT, folder), { recursive: true, encoding: 'utf8' }).map((path) =>
			join(folder, path),
		),
	);
	const files = ['index.ts', ...inFolders].filter((path) => path.endsWith('.ts'));
	return new Map(files.map((path) => [path, readFileSync(join(PROJECT, path), 'utf8')]));
}

/** The floor that a file stands on; undefined for one that has none. */
function floorOf(path: string): Floor | undefined {
	const shared = /^nodes\/shared\/(\w+)\//.exec(path)?.[1];
	if (shared === 'n8n') return { name: 'n8n', height: 2, knowsN8n: true };
	if (shared === 'conversations' || shared === 'directory')
		return { name: shared, height: 1, foreignWords: WORDS_OF_N8N, knowsN8n: false };
	if (shared === 'platform')
		return { name: 'platform', height: 0, foreignWords: WORDS_OF_THE_DOMAIN, knowsN8n: false };
	if (shared !== undefined) return undefined;
	const node = /^nodes\/(\w+)\//.exec(path)?.[1];
	if (node !== undefined) return { name: `node ${node}`, height: 3, knowsN8n: true };
	if (/^credentials\/[^/]+\.ts$/.test(path)) return { name: 'credentials', height: 3, knowsN8n: true };
	return path === 'index.ts' ? { name: 'index', height: 4, knowsN8n: true } : undefined;
}

/**
 * What is wrong with the house: imports that go up or across or in a circle, files without a floor, and words of a floor
 * above. Each fault is a sentence.
 */
export function faultsOf(sources: Sources): string[] {
	const imports = importsIn(sources);
	return [
		...[...sources.keys()].filter((path) => !floorOf(path)).map((path) => `${path} has no floor`),
		...imports.flatMap((one) => faultOf(one, sources) ?? []),
		...circles(imports).map((circle) => `a circle: ${circle.join(' → ')}`),
		...[...sources].flatMap(([path, text]) => foreignWordIn(path, text) ?? []),
	];
}

/** Every module that the files name. */
export function importsIn(sources: Sources): Import[] {
	return [...sources].flatMap(([path, text]) => importsOf(path, text));
}

function faultOf({ from, to, isTypeOnly }: Import, sources: Sources): string | undefined {
	const floor = floorOf(from);
	const told = `${from} (${floor?.name ?? 'no floor'})`;
	if (!to.endsWith('.ts')) {
		if (to !== N8N) return isTypeOnly ? undefined : `${from} needs the package ${to}`;
		return floor?.knowsN8n === false ? `${told} knows ${to}` : undefined;
	}
	if (!/^(nodes\/|credentials\/|index\.ts$)/.test(to)) return `${from} leads out of what is published: ${to}`;
	if (!sources.has(to)) return `${from} imports ${to}, which is not there`;
	const below = floorOf(to);
	if (!floor || !below || floor.name === below.name || floor.height > below.height) return undefined;
	return `${told} imports ${to} (${below.name})`;
}

/** Circles of imports, each once, beginning with the file that comes first in the alphabet. */
function circles(imports: readonly Import[]): string[][] {
	const next = new Map<string, string[]>();
	for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
	const found = new Map<string, string[]>();
	const done = new Set<string>();
	const walk = (path: string, way: readonly string[]): void => {
		const at = way.indexOf(path);
		if (at >= 0) {
			const ring = way.slice(at);
			const first = ring.indexOf([...ring].sort()[0] ?? '');
			const turned = [...ring.slice(first), ...ring.slice(0, first)];
			found.set(turned.join(), [...turned, turned[0] ?? '']);
			return;
		}
		if (done.has(path)) return;
		for (const to of next.get(path) ?? []) walk(to, [...way, path]);
		done.add(path);
	};
	for (const path of next.keys()) walk(path, []);
	return [...found.values()];
}

/** Everything in a file counts, comments too: who reads a floor should need no other one to understand it. */
function foreignWordIn(path: string, text: string): string | undefined {
	const floor = floorOf(path);
	const word = floor?.foreignWords?.exec(text.replaceAll(/from '[^']*'/g, ''))?.[0];
	return word === undefined ? undefined : `${path} (${floor?.name ?? ''}) says "${word.toLowerCase()}"`;
}

/** What was found in a file before, by its place and text: a sabotage changes one file of the house. */
const known = new Map<string, readonly Import[]>();

/** Every module that a file names, by import, export, require or import(). */
function importsOf(from: string, text: string): readonly Import[] {
	const key = `${from}\n${text}`;
	const imports = known.get(key) ?? readImports(from, text);
	known.set(key, imports);
	return imports;
}

function readImports(from: string, text: string): Import[] {
	const source = ts.createSourceFile(from, text, ts.ScriptTarget.ES2022, true);
	const found: Import[] = [];
	const add = (specifier: ts.Node | undefined, isTypeOnly: boolean) => {
		if (!specifier || !ts.isStringLiteralLike(specifier)) return;
		const { text: name } = specifier;
		found.push({ from, to: name.startsWith('.') ? `${join(dirname(from), name)}.ts` : name, isTypeOnly });
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
