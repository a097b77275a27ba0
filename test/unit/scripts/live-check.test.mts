import { HELP, readArguments, type Plan } from '../../../scripts/live-check/arguments.mts';
import { discreet, REMOVED } from '../../../scripts/live-check/discreet.mts';
import { Json } from '../../../scripts/live-check/json.mts';
import { describeLegs, legsOf } from '../../../scripts/live-check/legs.mts';
import { Look } from '../../../scripts/live-check/look.mts';
import { Notebook } from '../../../scripts/live-check/notebook.mts';
import { confirms } from '../../../scripts/live-check/person.mts';
import { Platform } from '../../../scripts/live-check/platform.mts';
import { QUESTIONS } from '../../../scripts/live-check/questions/all.mts';
import { listOf, reportOf } from '../../../scripts/live-check/report.mts';
import { Session } from '../../../scripts/live-check/session.mts';
import { Unanswered } from '../../../scripts/live-check/trouble.mts';
import { known } from '../../../scripts/live-check/words.mts';
import { startHttpStub } from '../../support/http-stub.mts';

const ENV = { GENESYS_CLIENT_ID: 'an-id', GENESYS_CLIENT_SECRET: 'a-secret' };
const NAMES = ['closing', 'spelling'];
const ID = '7c1f6b2e-3d4a-4b5c-8d6e-9f0a1b2c3d4e';

function plan(...argv: readonly string[]): Plan {
	const read = readArguments(argv, ENV, NAMES);
	if (typeof read === 'string') throw new Error(`No plan: ${read}`);
	return read;
}

describe('The command line of live-check', () => {
	it('takes a region and the client of the environment, and changes nothing unless asked to', () => {
		expect(plan('--region', 'MyPureCloud.de')).toEqual({
			place: {
				name: 'mypurecloud.de',
				api: 'https://api.mypurecloud.de',
				login: 'https://login.mypurecloud.de',
			},
			client: { id: 'an-id', secret: 'a-secret' },
			userToken: undefined,
			changes: false,
			exhaustsRateLimit: false,
			waitsForExpiry: false,
			unseenConversation: undefined,
			only: [],
			output: undefined,
		});
	});

	it.each(['http://127.0.0.1:4010/', 'http://localhost:4010', 'http://[::1]:4010'])(
		'takes the simulator on this machine (%s), and does not name its address',
		(url) => {
			const { place } = plan('--api', url, '--login', url);
			expect(place.api).toBe(url.replace(/\/$/, ''));
			expect(place.name).toBe('simulator on this machine');
		},
	);

	it.each([
		['a region that there is not', ['--region', 'example.com'], 'Say where your organization is'],
		['no region', [], 'Say where your organization is'],
		['another host', ['--api', 'http://example.com', '--login', 'http://example.com'], 'on this machine'],
		['https', ['--api', 'https://127.0.0.1', '--login', 'https://127.0.0.1'], 'on this machine'],
		[
			'a host that only begins like this machine',
			['--api', 'http://127.0.0.1.example.com', '--login', 'http://127.0.0.1.example.com'],
			'on this machine',
		],
		['half of the addresses', ['--api', 'http://127.0.0.1'], '--api together with --login'],
		[
			'both a region and addresses',
			['--region', 'mypurecloud.de', '--api', 'http://127.0.0.1', '--login', 'http://127.0.0.1'],
			'Give --region alone',
		],
		['a question that there is not', ['--region', 'mypurecloud.de', '--only', 'dana'], '--list shows them'],
		['what is no ID', ['--region', 'mypurecloud.de', '--unseen-conversation', 'x'], 'ID of a conversation'],
		['an unknown option', ['--secret', 'a-secret'], 'does not know an option'],
		['a stray word', ['a-secret'], 'does not know an option'],
	])('refuses %s, and repeats nothing of it', (_what, argv, told) => {
		const read = () => readArguments(argv, ENV, NAMES);
		expect(read).toThrow(told);
		expect(read).not.toThrow('a-secret');
		expect(read).not.toThrow('dana');
	});

	it.each(['GENESYS_CLIENT_ID', 'GENESYS_CLIENT_SECRET'])('says that %s is missing', (name) => {
		const read = () => readArguments(['--region', 'mypurecloud.de'], { ...ENV, [name]: '  ' }, NAMES);
		expect(read).toThrow(`The environment has no ${name}.`);
	});

	it.each([
		['  ', undefined],
		[' a-token ', 'a-token'],
	])('takes "%s" as the token of a user for %s', (written, taken) => {
		const env = { ...ENV, GENESYS_USER_TOKEN: written };
		expect(readArguments(['--region', 'mypurecloud.de'], env, NAMES)).toMatchObject({ userToken: taken });
	});

	it('is explained without a client', () => {
		expect(readArguments(['--help'], {}, NAMES)).toBe('help');
		expect(readArguments(['--list'], {}, NAMES)).toBe('list');
		expect(HELP.split('\n').length).toBeLessThanOrEqual(30);
		const options = [...HELP.matchAll(/^ {2}(--[\w-]+)/gm)].map(([, option]) => option);
		expect(options).toHaveLength(9);
	});

	it('lists every question with what it settles', () => {
		const list = listOf(QUESTIONS);
		for (const { name, title, settles } of QUESTIONS) {
			expect(list).toContain(`${name}: ${title}`);
			expect(list).toContain(`settles ${settles.join(', ')}`);
		}
	});
});

describe('A question of live-check', () => {
	it('has a name of its own and says what it does', () => {
		expect(new Set(QUESTIONS.map(({ name }) => name)).size).toBe(QUESTIONS.length);
		expect(QUESTIONS.filter(({ steps }) => steps.length === 0)).toEqual([]);
		expect(QUESTIONS.filter(({ title }) => !title.endsWith('?'))).toEqual([]);
	});

	it('is only agreed to by a yes', async () => {
		const isYes = async (answer: string) =>
			await confirms({ tell: () => undefined, ask: () => Promise.resolve(answer) }, 'Go ahead?');
		const yes = ['yes', 'Y', ' YES '];
		const answers = [...yes, 'no', '', 'yess', 'ok', 'yes no'];
		expect(await Promise.all(answers.map(isYes))).toEqual(answers.map((answer) => yes.includes(answer)));
	});
});

describe('What live-check sends', () => {
	/** A look at a stub that logs in anybody, and tells what it was sent. */
	async function looking(run: (look: Look, sent: string[]) => Promise<void>): Promise<void> {
		const sent: string[] = [];
		const stub = await startHttpStub(({ method, path }) => {
			sent.push(`${method} ${path}`);
			return path === '/oauth/token'
				? { body: { access_token: 'a-token', expires_in: 100 } }
				: { status: 302, headers: { location: 'http://127.0.0.1:1/elsewhere' }, body: {} };
		});
		const around = {
			now: () => 0,
			sleep: () => Promise.resolve(),
			signal: new AbortController().signal,
			requestTimeoutMs: 5_000,
		};
		const { place } = plan('--api', stub.url, '--login', stub.url);
		const platform = new Platform(place, around);
		const session = new Session(platform, ENV_CLIENT, around.now);
		try {
			await run(new Look(plan('--region', 'mypurecloud.de'), platform, session, around.now), sent);
		} finally {
			await stub.close();
		}
	}

	const ENV_CLIENT = { id: 'an-id', secret: 'a-secret' };

	it.each([
		{ method: 'PATCH', path: `/api/v2/conversations/messages/${ID}` },
		{ method: 'DELETE', path: `/api/v2/conversations/${ID}` },
		{ method: 'POST', path: `/api/v2/conversations/${ID}/disconnect` },
		{ method: 'POST', path: '/api/v2/conversations/messages/agentless' },
		{ method: 'PUT', path: `/api/v2/conversations/${ID}/tags` },
	] as const)('is never $method $path while it only looks', async (request) => {
		await looking(async (look, sent) => {
			await expect(look.ask(request)).rejects.toThrow('is no read');
			await expect(look.askWith({ value: 'a-token', lifeSeconds: 1 }, request)).rejects.toThrow('is no read');
			expect(sent).toEqual([]);
		});
	});

	it('follows no redirect, which would carry the token elsewhere', async () => {
		await looking(async (look, sent) => {
			const { status } = await look.ask({ method: 'GET', path: '/api/v2/tokens/me' });
			expect(status).toBe(302);
			expect(sent).toEqual(['POST /oauth/token', 'GET /api/v2/tokens/me']);
		});
	});
});

describe('What live-check notes', () => {
	it('tells a value of the setting from what is none of them', () => {
		const note = new Notebook();
		note.status('patchOnEnded', 409, 'PATCH');
		note.status('deleteOnEnded', 418, 'DELETE');
		note.status('participantPatchOnEnded', 400, 'PATCH');

		expect(note.finding('patchOnEnded')).toEqual({ kind: 'value', value: 409, isDefault: false });
		expect(note.finding('participantPatchOnEnded')).toEqual({ kind: 'value', value: 400, isDefault: true });
		expect(note.finding('deleteOnEnded')).toEqual({ kind: 'other', what: 'status 418' });
		expect(note.finding('malformedId')).toBeUndefined();
	});

	it('leaves only one setting open where one step cannot be', async () => {
		const note = new Notebook();
		await note.attempt('patchOnEnded', () => Promise.reject(new Unanswered('of a reason')));

		expect(note.finding('patchOnEnded')).toEqual({ kind: 'open', why: 'of a reason' });
		await expect(note.attempt('patchOnEnded', () => Promise.reject(new Error('a fault')))).rejects.toThrow(
			'a fault',
		);
	});

	it('becomes a report that names what the simulator should follow', () => {
		const [question] = QUESTIONS.filter(({ name }) => name === 'closed-again');
		if (question === undefined) throw new Error('No such question');
		const note = new Notebook();
		note.status('patchOnEnded', 409, 'PATCH of the conversation after the end');
		note.status('deleteOnEnded', 418, 'DELETE of the conversation after the end');
		const outcome = { asked: [{ question, note, why: 'of a reason' }], changes: 3, isStopped: false };
		const report = reportOf(outcome, { date: '2026-11-27', version: '0.1.0', place: 'mypurecloud.de' });

		expect(report).toContain('2026-11-27, n8n-nodes-genesys-web-messaging 0.1.0, mypurecloud.de.');
		expect(report.split('\n').filter((line) => line.startsWith('- '))).toEqual([
			'- simulator should follow: `patchOnEnded: 409`',
			'- `deleteOnEnded`: none of the known values: status 418; the simulator has `204`',
			'- Seen: PATCH of the conversation after the end: status 409.',
			'- Seen: DELETE of the conversation after the end: status 418.',
			'- simulator should follow: `patchOnEnded: 409`',
			'- `participantPatchOnEnded`: not answered because of a reason',
			'- `communicationPatchOnEnded`: not answered because of a reason',
			'- `disconnectOnEnded`: not answered because of a reason',
			'- `deleteOnEnded`: none of the known values: status 418; the simulator has `204`',
		]);
	});
});

describe('What live-check reads', () => {
	it('walks through JSON of any shape, and into nothing that is not there', () => {
		const json = new Json({ list: [{ name: 'Dana', time: 'x', blank: ' ' }], nothing: null });

		expect(json.at('list', 0, 'name').text).toBe('Dana');
		expect(json.at('list', 0, 'blank').text).toBeUndefined();
		expect(json.at('list', 0, 'time').time).toBeUndefined();
		expect(json.at('list', 'length').value).toBeUndefined();
		expect(json.at('constructor').isThere).toBe(false);
		expect([json.at('nothing').isThere, json.at('nothing', 'more').isThere]).toEqual([true, false]);
		expect(json.at('nothing').list).toEqual([]);
	});

	it('takes every spelling of an enumeration for the same, and names no word that it does not know', () => {
		const conversation = new Json({
			participants: [
				{ purpose: 'CUSTOMER', messages: [{ state: 'DISCONNECTED', disconnectType: 'SESSION_EXPIRED' }] },
				{ purpose: 'agent', messages: [{ state: 'connected' }], calls: [{ state: 'Dana Example' }] },
			],
		});
		const legs = legsOf(conversation);

		expect(legs.map(({ medium }) => medium)).toEqual(['message/', 'message/', 'calls']);
		expect(describeLegs(legs)).toBe(
			'customer disconnected (session.expired), agent connected, agent a word that is not on the list of live-check',
		);
		expect(known('', ['a'])).toBe('nothing');
	});

	it('prints no secret, ID or e-mail address, should one get as far as that', () => {
		const text = `of ${ID} and ${ID.replaceAll('-', '')}, dana@example.com, a-secret`;
		expect(discreet(text, ['a-secret'])).toBe(`of ${REMOVED} and ${REMOVED}, ${REMOVED}, ${REMOVED}`);
	});
});
