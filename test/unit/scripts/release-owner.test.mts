import { repositoryOf } from '../../../scripts/release/manifest.mts';
import { placeholdersIn, withHolder } from '../../../scripts/release/placeholders.mts';
import { isCodeOwner, mayLink, ownerFaults, withOwner } from '../../../scripts/release/public-files.mts';
import { FILES, FORM, LICENSE, README, faultsWith, manifestWith } from '../../support/release-state.mts';

describe('The owner', () => {
	it('is read from an address on GitHub, and from no other', () => {
		expect(repositoryOf(manifestWith())).toEqual({
			owner: 'dana',
			name: 'n8n-nodes-example',
			url: 'https://github.com/dana/n8n-nodes-example',
		});
		expect(repositoryOf(manifestWith({ repository: { url: 'https://gitlab.com/dana/x' } }))).toBeUndefined();
	});

	const DANA = {
		owner: 'dana',
		name: 'n8n-nodes-example',
		url: 'https://github.com/dana/n8n-nodes-example',
	};
	const KIM = { owner: 'kim', name: 'n8n-nodes-example', url: 'https://github.com/kim/n8n-nodes-example' };
	const AUTHOR = { name: 'Dana Example', email: 'dana@example.dev' };

	it.each(['@kim', '@kim/maintainers', AUTHOR.email])(
		'is changed everywhere at once, with %s to look after the code',
		(codeOwner) => {
			const moved = new Map(
				[...FILES].map(([path, text]) => [path, withOwner(path, text, DANA, { owner: 'kim', codeOwner })]),
			);

			expect(ownerFaults(FILES, DANA, AUTHOR)).toEqual([]);
			expect(ownerFaults(moved, KIM, AUTHOR)).toEqual([]);
			expect(moved.get('.github/CODEOWNERS')).toBe(`# All of it\n* ${codeOwner}\n`);
		},
	);

	it('is changed nowhere else: what belongs to others stays, and so does what is only called alike', () => {
		const text =
			'github.com/dana/other, @dana, github.com/dana/n8n-nodes-example-two, github.com/danaher/n8n-nodes-example';

		expect(withOwner('README.md', text, DANA, { owner: 'kim', codeOwner: '@kim' })).toBe(text);
	});

	it('is changed at the end of a sentence, and in the address of a clone', () => {
		expect(
			withOwner(
				'README.md',
				'See github.com/dana/n8n-nodes-example. Or github.com/dana/n8n-nodes-example.git',
				DANA,
				{
					owner: 'kim',
					codeOwner: '@kim',
				},
			),
		).toBe('See github.com/kim/n8n-nodes-example. Or github.com/kim/n8n-nodes-example.git');
	});

	it('is looked for in code and pages, not in package.json and its lock', () => {
		const paths = [
			'package.json',
			'package-lock.json',
			'nodes/a.node.json',
			'README.md',
			'.github/CODEOWNERS',
		];

		expect(paths.filter(mayLink)).toEqual(['nodes/a.node.json', 'README.md', '.github/CODEOWNERS']);
	});
});

describe('Code owners', () => {
	const owners = (text: string) => faultsWith({ files: new Map([...FILES, ['.github/CODEOWNERS', text]]) });

	it('and links and forms are refused where they lead to somebody else', () => {
		const files = new Map([
			...FILES,
			['.github/CODEOWNERS', '* @somebody'],
			['README.md', 'https://github.com/somebody/n8n-nodes-example.git and https://github.com/somebody/else'],
			['SECURITY.md', 'Write to us.'],
		]);

		expect(faultsWith({ files })).toEqual([
			`SECURITY.md does not lead to ${FORM}.`,
			'.github/CODEOWNERS names @somebody, and the repository belongs to dana.',
			'README.md links to somebody/n8n-nodes-example, not to dana/n8n-nodes-example.',
		]);
	});

	it.each([
		['a person', '* @dana'],
		['a team of the organization', '* @dana/maintainers'],
		['the address of the author', '* dana@example.dev'],
		['several of them, with a comment', '* @dana @dana/docs # All of it\nnodes/ @dana\n'],
	])('may be %s', (_who, text) => {
		expect(owners(text)).toEqual([]);
	});

	it.each([
		['for nothing', '# Nobody\n', 'names nobody for all files'],
		['for some files only', 'nodes/ @dana', 'names nobody for all files'],
		['and a folder of nobody', '* @dana\nnodes/\n', 'names nobody for nodes/'],
		['and a comment in place of one', '* @dana\nnodes/ # @dana', 'names nobody for nodes/'],
		['of another organization', '* @somebody/team', 'names @somebody/team'],
		['without a sign', '* dana', 'names dana'],
		['with a team that has no name', '* @dana/', 'names @dana/'],
	])('are refused: %s', (_what, text, told) => {
		expect(owners(text)).toEqual([expect.stringContaining(told)]);
	});

	it('are nobody as long as the author has no address', () => {
		expect(isCodeOwner('', 'dana', '')).toBe(false);
	});
});

describe('A placeholder', () => {
	const PAGES = { readme: README, license: LICENSE };
	const faults = (changes: object, pages = PAGES) => placeholdersIn(manifestWith(changes), pages);
	const EMAIL = 'dana@example.dev';

	it('is found nowhere once everybody is named, be the author an object or a text', () => {
		expect(faults({})).toEqual([]);
		expect(faults({ author: `Dana Example <${EMAIL}> (https://example.dev)` })).toEqual([]);
	});

	it.each([
		['no author', { author: undefined }],
		['an author without a name', { author: { email: EMAIL } }],
		['a blank name', { author: { name: ' ', email: EMAIL } }],
		['what stands there now', { author: { name: 'The maintainers of n8n-nodes-genesys-web-messaging' } }],
		['the same in capitals', { author: { name: 'The Maintainers of  n8n-nodes-genesys-web-messaging ' } }],
		['the words of a guide', { author: { name: '<your name>', email: EMAIL } }],
		['a text without a name', { author: `<${EMAIL}>` }],
	])('is seen in the name: %s', (_what, changes) => {
		expect(faults(changes).join()).toContain('author.name is a placeholder');
	});

	it.each([
		'',
		' ',
		'nope',
		'a@b',
		'dana@users.noreply.github.com',
		'dana@Users.NoReply.GitHub.com',
		'dana@example.com',
	])('is seen in the e-mail "%s"', (email) => {
		expect(faults({ author: { name: 'Dana Example', email } })).toEqual([
			expect.stringContaining('is no address that reaches you'),
		]);
		expect(faults({ author: `Dana Example <${email}>` })).toHaveLength(1);
	});

	it('is seen in the owner, however it is written', () => {
		const url = 'git+https://github.com/N8N-nodes-genesys-web-messaging/n8n-nodes-example.git';

		expect(faults({ repository: { url } })).toEqual([expect.stringContaining('The owner of the repository')]);
	});

	it.each([
		[
			'the placeholder',
			LICENSE.replace('Dana Example', 'The maintainers of n8n-nodes-genesys-web-messaging'),
		],
		['somebody else', LICENSE.replace('Dana Example', 'Somebody')],
		['nobody', ''],
	])('is seen in a license of %s', (_who, license) => {
		expect(faults({}, { ...PAGES, license })).toEqual([expect.stringContaining('LICENSE names')]);
	});

	it.each([
		['says that nothing is released', 'No version has been released yet. This will be 0.2.0.'],
		['names another version', 'The newest version is 0.1.0.'],
		['names a longer version', 'The newest version is 10.2.0, or 0.2.01.'],
		['says nothing', ''],
	])('is seen in a README that %s', (_what, history) => {
		const readme = README.replace('The newest version is 0.2.0.', history);

		expect(faults({}, { ...PAGES, readme })).toEqual([expect.stringContaining('"Version history"')]);
	});

	it('goes from the license with the owner: to the author, or to the owner while there is none', () => {
		const somebody = LICENSE.replace('Dana Example', 'The maintainers of n8n-nodes-genesys-web-messaging');
		const nobody = manifestWith({ author: { name: 'The maintainers of n8n-nodes-genesys-web-messaging' } });

		expect(withHolder(somebody, manifestWith(), 'dana')).toBe(LICENSE);
		expect(withHolder(somebody, nobody, 'dana')).toBe(LICENSE.replace('Dana Example', 'dana'));
		expect(faults({}, { ...PAGES, license: LICENSE.replace('Dana Example', 'dana') })).toEqual([]);
	});
});
