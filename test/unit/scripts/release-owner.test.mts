import { repositoryOf } from '../../../scripts/release/manifest.mts';
import {
	PLACEHOLDERS,
	placeholdersIn,
	withHolder,
	withoutNote,
} from '../../../scripts/release/placeholders.mts';
import {
	isCodeOwner,
	mayLink,
	ownerFaults,
	placeOf,
	withOwner,
} from '../../../scripts/release/public-files.mts';
import { FILES, FORM, LICENSE, faultsWith, manifestWith } from '../../support/release-state.mts';

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
	const TO_KIM = { owner: 'kim', name: DANA.name, codeOwner: '@kim' };
	const AUTHOR = { name: 'Dana Example', email: 'dana@example.dev' };

	it.each(['@kim', '@kim/maintainers', AUTHOR.email])(
		'is changed everywhere at once, with %s to look after the code',
		(codeOwner) => {
			const moved = new Map(
				[...FILES].map(([path, text]) => [
					path,
					withOwner(path, text, DANA, { owner: 'kim', name: DANA.name, codeOwner }),
				]),
			);

			expect(ownerFaults(FILES, DANA, AUTHOR)).toEqual([]);
			expect(ownerFaults(moved, KIM, AUTHOR)).toEqual([]);
			expect(moved.get('.github/CODEOWNERS')).toBe(`# All of it\n* ${codeOwner}\n`);
		},
	);

	it('is changed nowhere else: what belongs to others stays, and so does what is only called alike', () => {
		const text =
			'github.com/dana/other, @dana, github.com/dana/n8n-nodes-example-two, github.com/danaher/n8n-nodes-example';

		expect(withOwner('README.md', text, DANA, TO_KIM)).toBe(text);
	});

	it('is changed at the end of a sentence, and in the address of a clone', () => {
		expect(
			withOwner(
				'README.md',
				'See github.com/dana/n8n-nodes-example. Or github.com/dana/n8n-nodes-example.git',
				DANA,
				TO_KIM,
			),
		).toBe('See github.com/kim/n8n-nodes-example. Or github.com/kim/n8n-nodes-example.git');
	});

	const NOBODY = PLACEHOLDERS.owner;

	it('is changed together with the name of the repository, and in every link to the placeholder', () => {
		const toElse = { owner: 'kim', name: 'else', codeOwner: '@kim' };
		const text = `github.com/dana/n8n-nodes-example/issues, git@github.com:dana/n8n-nodes-example.git, https://github.com/${NOBODY}/${NOBODY}#readme, github.com/${NOBODY}, github.com/dana`;

		expect(withOwner('README.md', text, DANA, toElse)).toBe(
			'github.com/kim/else/issues, git@github.com:kim/else.git, https://github.com/kim/else#readme, github.com/kim, github.com/dana',
		);
	});

	it.each([
		['the repository', `https://github.com/${NOBODY}/${NOBODY}#credentials`, `${NOBODY}/${NOBODY}`],
		['the same in capitals', `https://github.com/${NOBODY.toUpperCase()}/x`, `${NOBODY.toUpperCase()}/x`],
		['another repository', `https://github.com/${NOBODY}/docs`, `${NOBODY}/docs`],
		['a clone', `git@github.com:${NOBODY}/x.git`, `${NOBODY}/x`],
		['nothing but the account', `https://github.com/${NOBODY}.`, NOBODY],
	])('is nowhere a placeholder once there is one: not in a link to %s', (_what, text, told) => {
		const fault = (repository: typeof DANA) =>
			ownerFaults(new Map([...FILES, ['nodes/a.node.json', text]]), repository, AUTHOR);

		expect(fault(DANA)).toEqual([`nodes/a.node.json links to ${told}, not to dana/n8n-nodes-example.`]);
	});

	it.each([
		['acme', { owner: 'acme' }],
		['acme/nodes.js', { owner: 'acme', name: 'nodes.js' }],
	])('is taken from %s', (text, place) => {
		expect(placeOf(text)).toEqual(place);
	});

	it.each([
		NOBODY,
		`${NOBODY.toUpperCase()}/nodes`,
		'acme/nodes/more',
		'acme/nodes.git',
		'acme/',
		'-acme',
		'',
	])('is not taken from "%s", which can be nobody’s', (text) => {
		expect(() => placeOf(text)).toThrow(`"${text}" is no account on GitHub of yours`);
	});

	it('is looked for in code and pages, not in package.json and its lock', () => {
		const paths = [
			'package.json',
			'package-lock.json',
			'nodes/a.node.json',
			'README.md',
			'simulator/pages/board.html',
			'docs/images/board.png',
			'.github/CODEOWNERS',
		];

		expect(paths.filter(mayLink)).toEqual([
			'nodes/a.node.json',
			'README.md',
			'simulator/pages/board.html',
			'.github/CODEOWNERS',
		]);
	});
});

describe('Code owners', () => {
	const owners = (text: string) => faultsWith({ files: new Map([...FILES, ['.github/CODEOWNERS', text]]) });

	it('and links and forms are refused where they lead to somebody else', () => {
		const files = new Map([
			...FILES,
			['.github/CODEOWNERS', '* @somebody'],
			['docs/a.md', 'https://github.com/somebody/n8n-nodes-example.git and https://github.com/somebody/else'],
			['SECURITY.md', 'Write to us.'],
		]);

		expect(faultsWith({ files })).toEqual([
			`SECURITY.md does not lead to ${FORM}.`,
			'.github/CODEOWNERS names @somebody, and the repository belongs to dana.',
			'docs/a.md links to somebody/n8n-nodes-example, not to dana/n8n-nodes-example.',
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
	const PAGES = { license: LICENSE, security: 'Use the form.' };
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
		const url = `git+https://github.com/${PLACEHOLDERS.owner.toUpperCase()}/n8n-nodes-example.git`;

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

	const NOTE = `# Security\n\nUse the form.\n\n${PLACEHOLDERS.security}: wait.\nA while.\n\n## More\n`;

	it('is said to be in the link of SECURITY.md as long as it is, and no longer', () => {
		const url = `git+https://github.com/${PLACEHOLDERS.owner}/n8n-nodes-example.git`;
		const told = 'SECURITY.md says that its link does not work';

		expect(faults({ repository: { url } }, { ...PAGES, security: NOTE }).join()).not.toContain(told);
		expect(faults({}, { ...PAGES, security: NOTE })).toEqual([expect.stringContaining(told)]);
		expect(faults({}, { ...PAGES, security: withoutNote(NOTE) })).toEqual([]);
		expect(withoutNote(NOTE)).toBe('# Security\n\nUse the form.\n\n## More\n');
	});

	it('goes from the license with the owner: to the author, or to the owner while there is none', () => {
		const somebody = LICENSE.replace('Dana Example', 'The maintainers of n8n-nodes-genesys-web-messaging');
		const nobody = manifestWith({ author: { name: 'The maintainers of n8n-nodes-genesys-web-messaging' } });

		expect(withHolder(somebody, manifestWith(), 'dana')).toBe(LICENSE);
		expect(withHolder(somebody, nobody, 'dana')).toBe(LICENSE.replace('Dana Example', 'dana'));
		expect(faults({}, { ...PAGES, license: LICENSE.replace('Dana Example', 'dana') })).toEqual([]);
	});
});
