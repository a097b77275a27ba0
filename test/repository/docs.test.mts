import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join, relative, resolve } from 'node:path';

import * as v from 'valibot';
import { parse } from 'yaml';

import { OPERATIONS } from '../../nodes/GenesysWebMessaging/actions/operations.ts';
import { CONVERSATION_FIELDS, SESSION_FIELDS } from '../../nodes/shared/n8n/items.ts';
import { rateLimitOptions } from '../../nodes/shared/n8n/rate-limit.ts';
import { LINES } from '../../scripts/n8n/lines.mts';
import { INSTALL_COMMAND } from '../../scripts/n8n/package.mts';
import { hasRelease } from '../../scripts/release/changelog.mts';
import { parseManifest, repositoryOf } from '../../scripts/release/manifest.mts';
import { unreleasedIn } from '../../scripts/release/pages.mts';
import { PLACEHOLDERS, isPlaceholder } from '../../scripts/release/placeholders.mts';
import { messagesIn } from '../support/messages.mts';

const PROJECT = resolve(__dirname, '../..');
const README = join(PROJECT, 'README.md');
const PAGES = [README, join(PROJECT, 'SECURITY.md'), ...filesIn('docs', '.md')];
/** Those for whoever works on the project, too. */
const ALL_PAGES = [
	...PAGES,
	...['CHANGELOG.md', 'CODE_OF_CONDUCT.md', 'CONTRIBUTING.md'].map((name) => join(PROJECT, name)),
	...filesIn('.github', '.md'),
];
const MANIFEST = v.object({ scripts: v.record(v.string(), v.string()) });
/** Everything that is published. */
const SOURCES = [...filesIn('nodes', '.ts'), ...filesIn('credentials', '.ts')].map(read);
/** The same, with what is filled in at run time as the pages write it. */
const PUBLISHED = SOURCES.join('\n').replace(/\$\{[^}]*\}/g, '…');

/** Where requests are described. */
const CALLS = [
	...filesIn('nodes/shared/conversations', 'calls.ts'),
	...filesIn('nodes/shared/directory', '.ts'),
];

const ISSUE_FORM = v.object({
	name: v.string(),
	body: v.array(
		v.object({
			type: v.string(),
			id: v.optional(v.string()),
			attributes: v.object({ options: v.optional(v.array(v.unknown())) }),
			validations: v.optional(v.object({ required: v.boolean() })),
		}),
	),
});

function issueForm(name: string): v.InferOutput<typeof ISSUE_FORM> {
	return v.parse(ISSUE_FORM, parse(read(join(PROJECT, '.github/ISSUE_TEMPLATE', name))));
}

function titled(word: string): string {
	return word.slice(0, 1).toUpperCase() + word.slice(1);
}

function filesIn(folder: string, ending: string): string[] {
	const names = readdirSync(join(PROJECT, folder), { encoding: 'utf8', recursive: true });
	return names.filter((name) => name.endsWith(ending)).map((name) => join(PROJECT, folder, name));
}

function read(file: string): string {
	return readFileSync(file, 'utf8');
}

/** The part of a page under a heading, up to the next heading of any level. */
function section(page: string, heading: string): string {
	const text = read(join(PROJECT, page));
	const begin = text.search(new RegExp(`^#+ ${heading}$`, 'm'));
	if (begin < 0) throw new Error(`${page} has no heading "${heading}"`);
	const [, ...rest] = text.slice(begin).split('\n');
	const end = rest.findIndex((line) => line.startsWith('#'));
	return rest.slice(0, end < 0 ? undefined : end).join('\n');
}

/** The cells of a column of the tables in a text, without their heads. */
function column(text: string, index: number): string[] {
	const rows = text.split('\n').filter((line) => line.startsWith('|'));
	const isHead = (row: number) =>
		/^\|[ :-]*-/.test(rows[row + 1] ?? '') || /^\|[ :-]*-/.test(rows[row] ?? '');
	return rows.filter((_, row) => !isHead(row)).map((line) => line.split('|')[index + 1]?.trim() ?? '');
}

/** What stands in backticks. */
function codes(text: string): string[] {
	return [...text.matchAll(/`([^`]+)`/g)].flatMap(([, code]) => code ?? []);
}

/** The places in a page that a link can lead to, as GitHub names them. */
function anchorsOf(page: string): Set<string> {
	const headings = [...read(page).matchAll(/^#+ (.+)$/gm)].flatMap(([, heading]) => heading ?? []);
	const named = [...read(page).matchAll(/<a id="([^"]+)">/g)].flatMap(([, id]) => id ?? []);
	const slugs = headings.map((heading) =>
		heading
			.toLowerCase()
			.replace(/[^\p{L}\p{N} _-]/gu, '')
			.replaceAll(' ', '-'),
	);
	return new Set([...slugs, ...named]);
}

/** What the links and pictures of a page lead to, those to other sites aside. */
function targetsOf(page: string): string[] {
	const text = read(page).replace(/```[\s\S]*?```/g, '');
	const links = [...text.matchAll(/\]\(([^)\s]+)\)/g), ...text.matchAll(/<img src="([^"]+)"/g)];
	return links.flatMap(([, target]) => (target === undefined || /^https?:/.test(target) ? [] : target));
}

function isThere(page: string, target: string): boolean {
	const [path = '', anchor] = target.split('#');
	const file = path === '' ? page : resolve(dirname(page), path);
	return existsSync(file) && (anchor === undefined || anchorsOf(file).has(anchor));
}

describe('All pages', () => {
	it.each(ALL_PAGES.map((page) => [relative(PROJECT, page), page]))(
		'have no dead link (%s)',
		(_name, page) => {
			expect(targetsOf(page).filter((target) => !isThere(page, target))).toEqual([]);
		},
	);

	it('name no command that there is not', () => {
		const { scripts } = v.parse(MANIFEST, JSON.parse(read(join(PROJECT, 'package.json'))));
		const files = [...ALL_PAGES, ...filesIn('.github', '.yml'), ...filesIn('scripts', '.mts')];
		const named = files.flatMap((file) =>
			[...read(file).matchAll(/npm run ([a-z][a-z0-9:-]*[a-z0-9])/g)].map(([, name = '']) => name),
		);

		expect(named).toContain('parameter-page');
		expect([...new Set(named)].filter((name) => !(name in scripts))).toEqual([]);
	});
});

describe('The pages for users', () => {
	it('are where n8n is told to look for them', () => {
		const files = [...filesIn('nodes', '.node.json'), ...filesIn('credentials', '.ts')];
		const anchors = files.flatMap((file) =>
			[...read(file).matchAll(/#([a-z-]+)['"]/g)].map(([, name]) => name),
		);

		expect(anchors).toContain('readme');
		const missing = anchors.filter((name = '') => name !== 'readme' && !anchorsOf(README).has(name));
		expect(missing).toEqual([]);
	});

	it('have a row for every operation, and for no other', () => {
		const rows = section('README.md', 'Operations')
			.split('\n')
			.filter((line) => line.startsWith('|'));
		let resource = '';
		const named = rows.flatMap((row) => {
			const [, first = '', second = ''] = row.split('|').map((cell) => cell.trim());
			resource = first || resource;
			const operation = /^\*\*(.+)\*\*$/.exec(second)?.[1];
			return operation === undefined ? [] : [`${resource}: ${operation}`.toLowerCase()];
		});

		expect(named.sort()).toEqual(
			OPERATIONS.map(({ resource: of, name }) => `${of}: ${name}`.toLowerCase()).sort(),
		);
	});

	it('let those who report something choose from every operation, and from no other', () => {
		const operations =
			issueForm('bug.yml').body.find(({ id }) => id === 'operation')?.attributes.options ?? [];

		expect([...operations].sort()).toEqual(
			[
				...OPERATIONS.map(({ resource, name }) => `${titled(resource)}: ${name}`),
				'Trigger',
				'The credential',
				'The node as a tool of an AI agent',
				'Something else',
			].sort(),
		);
	});

	it('lead those who have run the live check to a form that takes its report, and asks for nothing else', () => {
		const { name, body } = issueForm('live-check.yml');
		const asked = body.filter(({ validations }) => validations?.required === true);

		expect(read(join(PROJECT, 'docs/live-check.md'))).toContain(`the form *${name}*`);
		expect(asked.map(({ type, id }) => [type, id])).toEqual([['textarea', 'report']]);
	});

	it('name every line of n8n that the tests run on, and no other', () => {
		const told = section('README.md', 'Compatibility').match(/\d+\.\d+/g);

		expect(told).toEqual([...LINES]);
	});

	it('install the packed package as the tests in real n8n do', () => {
		const told = [...section('README.md', 'Installation').matchAll(/^npm install .*$/gm)].flat();

		expect(told).toEqual([`${INSTALL_COMMAND.join(' ')} <the .tgz file>`]);
	});

	it('show every example', () => {
		const shown = section('README.md', 'Usage');

		for (const file of filesIn('examples', '.json')) expect(shown).toContain(`(examples/${basename(file)})`);
	});
});

describe('What the pages say of releases', () => {
	const PLACES = [
		'README.md, "Installation"',
		'README.md, "Version history"',
		'docs/first-close.md, "1. Install the node"',
		'docs/publishing.md, "Publishing"',
	];

	const pages = new Map(PAGES.map((page) => [relative(PROJECT, page), read(page)]));

	it('is that there is none, until the changelog has one', () => {
		const isReleased = hasRelease(read(join(PROJECT, 'CHANGELOG.md')));

		expect(unreleasedIn(pages).sort()).toEqual(isReleased ? [] : PLACES);
	});

	it('is that the form for vulnerabilities cannot be reached, as long as nobody owns the repository', () => {
		const { owner } = repositoryOf(parseManifest(read(join(PROJECT, 'package.json')))) ?? {};

		expect(read(join(PROJECT, 'SECURITY.md')).includes(PLACEHOLDERS.security)).toBe(
			owner !== undefined && isPlaceholder(owner),
		);
	});

	it('is told in the steps of a release, place by place', () => {
		const steps = section('docs/publishing.md', 'Every release');

		for (const place of unreleasedIn(pages)) {
			const [page = '', heading = ''] = place.replaceAll('"', '').split(', ');
			const told = page === 'docs/publishing.md' ? 'the top of this page' : `*${heading}*`;
			expect(steps).toContain(told);
			expect(steps).toContain(page === 'docs/publishing.md' ? told : `\`${page}\``);
		}
	});
});

describe('What the pages say of items', () => {
	it.each([
		['Conversation', CONVERSATION_FIELDS],
		['Session', SESSION_FIELDS],
	])('names every key of one, in its order (%s)', (what, fields) => {
		const table = section('README.md', 'What an item contains');
		const row = column(table, 0).indexOf(what);
		const keys = (isOnlySelected: boolean) =>
			fields.filter(({ onlySelected = false }) => onlySelected === isOnlySelected).map(({ key }) => key);

		expect(codes(column(table, 1)[row] ?? '')).toEqual(keys(false));
		expect(codes(column(table, 2)[row] ?? '')).toEqual(keys(true));
	});

	it('names every status of a verdict, and no other', () => {
		const union = /VerdictStatus =([^;]+);/.exec(
			read(join(PROJECT, 'nodes/shared/conversations/close/verdict.ts')),
		);
		const statuses = [...(union?.[1] ?? '').matchAll(/'(\w+)'/g)].flatMap(([, status]) => status ?? []);

		expect(statuses).toContain('closed');
		for (const told of [section('README.md', 'Verdicts'), section('docs/verdicts.md', 'Every status')])
			expect(codes(column(told, 0).join()).sort()).toEqual([...statuses].sort());
	});

	it.each([
		['conversation', 0],
		['session', 1],
	])('names every key of a verdict (%s)', (resource, index) => {
		const schema: unknown = JSON.parse(
			read(join(PROJECT, `nodes/GenesysWebMessaging/__schema__/v1.0.0/${resource}/close.json`)),
		);
		const told = codes(column(section('docs/verdicts.md', 'The keys of a verdict'), index).join());

		expect(schema).toEqual({
			type: 'object',
			version: 1,
			properties: Object.fromEntries(told.map((key) => [key, expect.objectContaining({})])),
		});
	});
});

describe('What the pages say of trouble', () => {
	const headings = [
		'Credential and permissions',
		'IDs and values',
		'Network and Genesys Cloud',
		'Inside a reason',
	];
	const told = headings.flatMap((heading) => column(section('docs/errors.md', heading), 0));

	it('quotes messages as users see them', () => {
		expect(told.length).toBeGreaterThan(20);
		expect(told.filter((message) => !PUBLISHED.includes(message))).toEqual([]);
	});

	it('names every message that users can meet', () => {
		const messages = [...new Set(SOURCES.flatMap(messagesIn))];

		// One of each kind: of a class, of advice by code and by status, of the network, and of a tool.
		for (const known of [
			"The value of '…' cannot be used",
			'More than … conversations match',
			'A wrap-up needs a code',
			'The request is too large for Genesys Cloud',
			'The answer could not be read',
			'The AI agent is not allowed to set tags',
			'The node stopped unexpectedly',
		])
			expect(messages).toContain(known);
		expect(messages.filter((message) => !told.includes(message))).toEqual([]);
	});

	it('names every permission that a request needs', () => {
		const plain = (permission: string) => permission.toLowerCase().replace(/[^a-z:]/g, '');
		const names = section('docs/errors.md', 'Permissions').match(/[A-Z][A-Za-z ]+( > [A-Z][A-Za-z ]+){2}/g);
		const told = (names ?? []).map((permission) => plain(permission.replaceAll('>', ':')));
		const needed = CALLS.flatMap((file) =>
			[...read(file).matchAll(/\b[a-z]+:[a-z]+:[a-z]+\b/gi)].map(([permission]) => plain(permission)),
		);

		expect(needed).toContain('conversation:communication:disconnect');
		expect(needed.filter((permission) => !told.includes(permission))).toEqual([]);
	});

	it('names the permission of a request in the comment above it, or that there is none', () => {
		const calls = CALLS.flatMap((file) =>
			read(file)
				.split(/^}$/m)
				.flatMap((text) => {
					const name = /^export function (\w+)\([^]*?\): ApiCall \{/m.exec(text)?.[1];
					return name === undefined ? [] : [{ name, text: text.slice(text.lastIndexOf('/**')) }];
				}),
		);
		const isTold = /\bpermission\s+(?:\*\s+)?[a-z]+:[a-z]+:[a-z]+\b|\bno permission\b/i;

		expect(calls.map(({ name }) => name)).toEqual(
			expect.arrayContaining(['getConversation', 'disconnectParticipant', 'listQueues']),
		);
		expect(calls.filter(({ text }) => !isTold.test(text)).map(({ name }) => name)).toEqual([]);
	});

	it('names every option for the rate limit, with its default', () => {
		const table = section('docs/rate-limit.md', 'Options');
		const told = column(table, 0).map((name, row) => [name, Number(column(table, 1)[row])]);

		expect(told).toEqual(rateLimitOptions.map(({ displayName, default: usual }) => [displayName, usual]));
	});
});
