import { REMOVED } from '../../scripts/live-check/discreet.mts';
import {
	DEFAULT_CLIENT,
	startSimulator,
	type ConversationInit,
	type Simulator,
} from '../../simulator/index.mts';
import { seedContactCenter, type ContactCenter } from '../../simulator/seed.mts';
import { changesIn, Helper, NOW, play, type Answering, type Played } from './rig.mts';

const EVERYTHING = ['--changes', '--exhaust-rate-limit', '--wait-for-expiry'];
const NOT_MARKED = 'not a web messaging chat whose customer has written the marker: nothing was changed';
const TOKEN_TYPED = 'a-token-of-a-user-that-must-not-be-shown';

describe('live-check', () => {
	let simulator: Simulator;
	let center: ContactCenter;
	/** Bodies of all answers, for what must not get out. */
	let answers: string[];

	beforeAll(async () => {
		simulator = await startSimulator();
	});

	beforeEach(() => {
		simulator.reset();
		simulator.world.clock.set(NOW);
		center = seedContactCenter(simulator.world);
		simulator.configure({ tokenLifeSeconds: 900 });
		answers = [];
		simulator.whenAnswered((_call, body) => answers.push(body));
	});

	afterAll(async () => {
		await simulator.close();
	});

	/** Asks one question that changes something, with somebody at the terminal who does as asked but for what is given here. */
	async function change(
		name: string,
		own: Answering = () => undefined,
		chat: Partial<ConversationInit> = {},
	) {
		const helper = new Helper(simulator, chat);
		const played = await play(simulator, {
			argv: ['--changes', '--only', name],
			answers: (question) => own(question) ?? helper.obliging(question),
		});
		return { ...played, helper };
	}

	/** Everything that anybody could read of a run. */
	const printed = ({ text, said }: Played) => [text, ...said].join('\n');

	/** IDs, names, texts and secrets that the organization has. */
	function privateThings(): string[] {
		const { world } = simulator;
		const ids = /[0-9a-f]{8}-?(?:[0-9a-f]{4}-?){3}[0-9a-f]{12}/g;
		const conversations = JSON.stringify([...world.conversations.all()]);
		const names = [...world.conversations.all()].flatMap(({ participants }) =>
			participants.flatMap(({ name, communication }) => [
				name,
				...communication.messages.map(({ text }) => text).filter((text) => !text.startsWith('live-check')),
			]),
		);
		const tokens = answers.flatMap((body) => /"access_token":"([^"]+)"/.exec(body)?.[1] ?? []);
		const known = [...(conversations.match(ids) ?? []), ...(answers.join().match(ids) ?? [])];
		const secrets = [DEFAULT_CLIENT.secret, DEFAULT_CLIENT.id, TOKEN_TYPED, ...tokens];
		// "API" is the name of a leg, and a word of ours.
		return [...new Set([...known, ...names, ...secrets])].filter((one) => one !== '' && one !== 'API');
	}

	describe('without --changes', () => {
		it('changes nothing, asks nobody, and leaves open what it would have to change for', async () => {
			const { text, exitCode } = await play(simulator);

			expect(exitCode).toBe(0);
			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain('Calls that change something: 0.');
			expect(text).toContain(
				'- `patchOnEnded`: not answered because it changes something: run with --changes',
			);
			expect(text).toContain(
				"- `rateLimitHeadersOn429`: not answered because it uses up a token's calls for a minute: run with --exhaust-rate-limit",
			);
			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
		});

		it('leaves a pause between its calls', async () => {
			await play(simulator);

			const times = simulator.requests.filter(({ path }) => path.startsWith('/api/')).map(({ at }) => at);
			expect(times.length).toBeGreaterThan(20);
			expect(times.length).toBeLessThan(60);
			expect(times.every((at, index) => index === 0 || at - (times[index - 1] ?? 0) >= 300)).toBe(true);
		});
	});

	describe('with --changes', () => {
		it('changes only chats that were opened for it, and tells how often it did', async () => {
			const helper = new Helper(simulator);
			const { text } = await play(simulator, { argv: EVERYTHING, answers: helper.obliging });

			const changes = changesIn(simulator);
			const ofChats = changes.filter((call) => helper.chats.some((id) => call.includes(id)));
			expect(changes.filter((call) => !ofChats.includes(call)).map((call) => call.split(' ')[1])).toEqual([
				'/api/v2/conversations/messages/agentless',
			]);
			expect(text).toContain(`Calls that change something: ${changes.length}.`);
			expect(helper.steps).toHaveLength(changes.length);
			expect(text).not.toContain('it changes something');
		});

		it('needs somebody at the terminal', async () => {
			const { exitCode, said } = await play(simulator, { argv: EVERYTHING, isInteractive: false });

			expect([exitCode, said, simulator.requests.length]).toEqual([
				2,
				['--changes needs a terminal, for it asks before every step.'],
				0,
			]);
		});

		it('finds the chat by the ID that is pasted, too', async () => {
			const helper = new Helper(simulator);
			const pasted: Answering = (question) =>
				question.includes('paste')
					? ` ${(helper.obliging(question), helper.chats.at(-1))?.toUpperCase()} `
					: undefined;
			const { text } = await play(simulator, {
				argv: ['--changes', '--only', 'disconnect'],
				answers: (question) => pasted(question) ?? helper.obliging(question),
			});

			expect(text).toContain('`disconnectNeedsContentType: true`');
		});

		it('closes what a question leaves open, after it has asked', async () => {
			const { helper } = await change('customer-leaves');

			expect(helper.steps.at(-1)).toContain('Close the test chat, which is still open');
			expect(simulator.world.conversation(helper.chats[0] ?? '').endings).toHaveLength(1);
		});
	});

	describe('writes nothing', () => {
		const chat = (init: Partial<ConversationInit>): string =>
			simulator.world.startConversation({
				customerName: 'Robin',
				queue: center.queues[0] ?? '',
				stage: 'agent',
				startedAt: simulator.world.now() - 60_000,
				...init,
			}).id;
		const pasted =
			(open: (marker: string) => string): Answering =>
			(question) => {
				const marker = /"(live-check \d{4})"/.exec(question)?.[1];
				return question.includes('paste') ? open(marker ?? '') : undefined;
			};

		it.each<[string, (marker: string) => Partial<ConversationInit>]>([
			['has no marker', () => ({})],
			['has another marker', () => ({ messages: [{ from: 'customer', text: 'live-check 999' }] })],
			[
				'has the marker within a text',
				(marker) => ({ messages: [{ from: 'customer', text: `not ${marker}` }] }),
			],
			['has the marker of an agent', (marker) => ({ messages: [{ from: 'agent', text: marker }] })],
			[
				'is WhatsApp',
				(marker) => ({ messageType: 'whatsapp', messages: [{ from: 'customer', text: marker }] }),
			],
			['is a call', () => ({ medium: 'call' })],
		])('to a conversation that %s', async (_what, init) => {
			const { text } = await change(
				'closing',
				pasted((marker) => chat(init(marker))),
			);

			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain(NOT_MARKED);
		});

		it.each<[string, (body: string) => string]>([
			[
				'does not tell the type of its messages',
				(body) => body.replaceAll('"type":"webmessaging"', '"type":""'),
			],
			[
				'has a call of somebody else in it',
				(body) => body.replace(/"calls":\[\](?!.*"calls":\[\])/, '"calls":[{"id":"x","state":"connected"}]'),
			],
			['is another one', (body) => body.replace(/"id":"[0-9a-f]{8}/, '"id":"00000000')],
		])('to a conversation that %s', async (_what, tampered) => {
			const helper = new Helper(simulator);
			simulator.whenAnswered(({ method, path }, body) => {
				if (method !== 'GET' || !path.endsWith(`/conversations/${helper.chats[0] ?? '-'}`)) return;
				const fake: unknown = JSON.parse(tampered(body));
				if (simulator.faults.list().length === 0)
					simulator.faults.add({ kind: 'stub', body: fake, match: { method, path } });
			});
			const { text } = await play(simulator, {
				argv: ['--changes', '--only', 'disconnect'],
				answers: helper.obliging,
			});

			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain(NOT_MARKED);
		});

		it('to a conversation whose marker is gone by the time of the yes', async () => {
			const helper = new Helper(simulator);
			const { text } = await change('disconnect', (question) => {
				const done = helper.obliging(question);
				if (question.endsWith('[yes/no]')) {
					const [id = ''] = helper.chats;
					const [messageId = ''] = simulator.world.handle(id).messageIds;
					simulator.world.deleteMessage(id, messageId);
				}
				return done;
			});

			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain(NOT_MARKED);
		});

		it.each(['no', '', 'n', 'yes please', 'skip'])('where the answer is "%s"', async (answer) => {
			const { text, helper } = await change('closed-again', (question) =>
				question.endsWith('[yes/no]') ? answer : undefined,
			);

			expect(helper.chats).toHaveLength(1);
			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain('- `patchOnEnded`: not answered because you said no to a step of it');
		});

		it.each([
			['skip', 'you left it out'],
			['Dana Example', 'what you pasted is not the ID of a conversation'],
			['../../users/me', 'what you pasted is not the ID of a conversation'],
		])('where the chat is "%s"', async (answer, why) => {
			const { text } = await change(
				'closing',
				pasted(() => answer),
			);

			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain(`- \`patchAnswerShowsEnd\`: not answered because ${why}`);
			expect(text).not.toContain(answer === 'skip' ? 'skip"' : answer);
		});

		it('where no chat is ever opened, and says so after a while', async () => {
			const { text } = await change(
				'closing',
				pasted(() => ''),
			);

			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain('not answered because no open chat with the marker was found');
		});

		it('where no agent answers', async () => {
			const { text } = await change('closing', (question) =>
				question.includes('let an agent answer') ? '' : question.endsWith('[yes/no]') ? 'no' : undefined,
			);

			expect(changesIn(simulator)).toEqual([]);
			expect(text).toContain('not answered because no agent answered the chat within 60 seconds');
		});

		it('by a message without an agent, where the contact has another open conversation', async () => {
			const contact = simulator.world.addContact({ firstName: 'Guest', type: 'Ephemeral' });
			chat({ contact, stage: 'queue' });
			const { text } = await change('goodbye', undefined, { contact });

			expect(changesIn(simulator).filter((call) => call.includes('agentless'))).toEqual([]);
			expect(text).toContain('the contact of the chat has another open conversation: nothing was sent');
		});
	});

	it('goes on after a no to one step of several', async () => {
		const { text } = await change('closed-again', (question) =>
			question.includes('POST to disconnect') ? 'no' : undefined,
		);

		expect(text).toContain('- `patchOnEnded: 400`, as the simulator has it');
		expect(text).toContain('- `disconnectOnEnded`: not answered because you said no to a step of it');
		expect(text).toContain('- `deleteOnEnded: 204`, as the simulator has it');
	});

	describe('keeps to itself', () => {
		it('every ID, name, text, token and secret, whatever it asks', async () => {
			const helper = new Helper(simulator);
			const played = await play(simulator, {
				argv: [...EVERYTHING, '--unseen-conversation', center.dana.open.id],
				env: { GENESYS_USER_TOKEN: TOKEN_TYPED },
				answers: helper.obliging,
			});

			const all = printed(played);
			const things = privateThings();
			expect(things.length).toBeGreaterThan(300);
			expect(things.filter((one) => all.includes(one))).toEqual([]);
			// Nor was it the last guard that took it out.
			expect(all).not.toContain(REMOVED);
		});

		it('words of an answer that it does not know', async () => {
			const { text } = await playWithLeg({ disconnectType: 'Dana Example', state: 'disconnected' });

			expect(text).toContain(
				'`closedLegDisconnectType`: none of the known values: a word that is not on the list of live-check',
			);
			expect(text).not.toContain('Dana Example');
		});

		it('codes of errors that it does not know', async () => {
			simulator.faults.add({
				kind: 'status',
				status: 404,
				code: 'dana.example',
				match: { path: center.dana.open.id },
			});
			const { text } = await play(simulator, {
				argv: ['--only', 'unseen-division', '--unseen-conversation', center.dana.open.id],
			});

			expect(text).toContain('The error code is a word that is not on the list of live-check.');
			expect(text).not.toContain('dana.example');
		});

		it.each([
			['the login', '/oauth/token'],
			['the API', '/api/v2/'],
		])('a secret that %s gives back', async (_what, path) => {
			simulator.faults.add({ kind: 'echo', match: { path } });
			const played = await play(simulator, { env: { GENESYS_USER_TOKEN: TOKEN_TYPED } });

			const all = printed(played);
			expect(privateThings().filter((one) => all.includes(one))).toEqual([]);
			expect(all).not.toContain('Cannot serve');
			expect(all).not.toContain(REMOVED);
		});

		/** The newest read of the chat shows this of its legs, once it has been closed. */
		async function playWithLeg(fields: Record<string, string>): Promise<Played> {
			const helper = new Helper(simulator);
			simulator.whenAnswered(({ method, path }, body) => {
				if (method !== 'PATCH' || !path.endsWith(helper.chats[0] ?? '-')) return;
				const conversation = JSON.parse(body) as { participants: { messages: object[] }[] };
				const participants = conversation.participants.map((participant) => ({
					...participant,
					messages: participant.messages.map((leg) => ({ ...leg, ...fields })),
				}));
				simulator.faults.add({
					kind: 'stub',
					body: { ...conversation, participants },
					match: { method: 'GET', path: '/conversations/[0-9a-f-]+$' },
				});
			});
			return await play(simulator, {
				argv: ['--changes', '--only', 'closing'],
				answers: helper.obliging,
			});
		}
	});

	describe('when it is stopped', () => {
		it('sends nothing more, and reports what there is', async () => {
			const stop = new AbortController();
			simulator.whenCalled(({ path }) => {
				if (path.endsWith('/details/query')) stop.abort();
			});
			simulator.faults.add({ kind: 'silence', match: { path: '/details/query' } });
			const { text, exitCode } = await play(simulator, {
				around: { signal: stop.signal, requestTimeoutMs: 600_000 },
			});

			expect(exitCode).toBe(130);
			expect(simulator.requests.at(-1)?.path).toContain('/details/query');
			expect(text).toContain('**It was stopped before it was through.**');
			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
			expect(text).toContain('- `ordersByEnd`: not answered because it was stopped before');
		});

		it('at a question, sends nothing more either', async () => {
			const stop = new AbortController();
			const helper = new Helper(simulator);
			const { text, exitCode, said } = await play(simulator, {
				argv: ['--changes', '--only', 'closing', '--only', 'delete'],
				around: { signal: stop.signal },
				answers: (question) => {
					if (question.endsWith('[yes/no]')) stop.abort();
					return helper.obliging(question);
				},
			});

			expect([exitCode, changesIn(simulator), helper.chats.length]).toEqual([130, [], 1]);
			expect(said.at(-1)).toMatch(/^The chat with "live-check \d{4}" may still be open/);
			expect(text).toContain('- `deleteWrapUp`: not answered because it was stopped before');
		});
	});

	describe('when something is wrong', () => {
		it('ends although nobody answers its calls', async () => {
			simulator.faults.add({ kind: 'silence', match: { path: '/api/' } });
			const { text, exitCode } = await play(simulator, {
				argv: ['--only', 'malformed-id', '--only', 'empty-list'],
				around: { requestTimeoutMs: 500 },
			});

			expect(exitCode).toBe(0);
			expect(text).toContain('- `malformedId`: not answered because there was no answer within 1 seconds');
			expect(text).toContain('- `emptyConversationsKey`: not answered because there was no answer');
		});

		it('says that it does not know whether a step was carried out whose answer got lost', async () => {
			simulator.faults.add({ kind: 'resetAfter', match: { method: 'DELETE' } });
			const { text } = await change('closed-again');

			expect(text).toContain(
				'- `deleteOnEnded`: not answered because the connection broke; whether the step was carried out is not known',
			);
			expect(text).toContain(`Calls that change something: ${changesIn(simulator).length}.`);
		});

		it('ends although the login is never answered', async () => {
			simulator.faults.add({ kind: 'silence' });
			const { said, exitCode } = await play(simulator, { around: { requestTimeoutMs: 20 } });

			expect([exitCode, said]).toEqual([1, ['The login failed: there was no answer within 1 seconds.']]);
		});

		it('ends although an answer never comes to its end', async () => {
			simulator.faults.add({ kind: 'drip', ms: 5, match: { path: '/api/' } });
			const { text } = await play(simulator, {
				argv: ['--only', 'malformed-id'],
				around: { requestTimeoutMs: 500 },
			});

			expect(text).toContain('not answered because there was no answer within');
		});

		it.each([
			[{ GENESYS_CLIENT_SECRET: 'wrong' }, 'The login was refused (status 401). Check GENESYS_CLIENT_SECRET'],
			[
				{ GENESYS_CLIENT_ID: 'ffffffff-0a9e-4b8d-8f7e-6a5b4c3d2e1f' },
				'The login was refused (status 400). This region does not know GENESYS_CLIENT_ID',
			],
		])('says what to check about %j', async (env, told) => {
			const { said, exitCode, text } = await play(simulator, { env });

			expect([exitCode, text]).toEqual([2, '']);
			expect(said.join()).toContain(told);
		});

		it('names the permission that is missing, and answers what needs none of it', async () => {
			simulator.configure({ clients: [{ ...DEFAULT_CLIENT, permissions: ['routing:wrapupCode:view'] }] });
			const { text } = await play(simulator);

			for (const permission of [
				'analytics:conversationDetail:view',
				'conversation:participant:attributesview',
			])
				expect(text).toContain(`not answered because the client lacks the permission ${permission},`);
			expect(text).toContain('- `wrapUpCodeName: exact`, as the simulator has it');
		});

		it('takes no lack of a permission for the answer of what has ended', async () => {
			simulator.faults.add({
				kind: 'missingPermission',
				permission: 'conversation:communication:disconnect',
				match: { method: 'DELETE' },
			});
			const { text } = await change('closed-again');

			expect(text).toContain(
				'- `deleteOnEnded`: not answered because the client lacks the permission conversation:communication:disconnect,',
			);
		});

		it('tells a status that no setting has, and nothing of its body', async () => {
			simulator.faults.add({
				kind: 'status',
				status: 418,
				body: { message: 'Dana Example' },
				match: { path: 'not-a-uuid' },
			});
			const { text } = await play(simulator, { argv: ['--only', 'malformed-id'] });

			expect(text).toContain(
				'- `malformedId`: none of the known values: status 418; the simulator has `400`',
			);
			expect(text).not.toContain('Dana');
		});

		it('leaves a question open whose answers have no ID in the place of one', async () => {
			simulator.faults.add({
				kind: 'stub',
				body: {
					conversations: [
						{ conversationId: '../../users/me?Dana', conversationStart: NOW, participants: [] },
					],
				},
				match: { path: '/details/query' },
			});
			const played = await play(simulator, { argv: ['--only', 'spelling', '--only', 'malformed-id'] });

			expect(played.text).toContain(
				'- `messageId`: not answered because an answer had something else in the place of an ID',
			);
			expect(played.text).toContain('- `malformedId: 400`, as the simulator has it');
			expect(printed(played)).not.toContain('Dana');
		});

		it('keeps its report where another token is refused later', async () => {
			const helper = new Helper(simulator);
			const { text } = await play(simulator, {
				argv: ['--changes', '--only', 'malformed-id', '--only', 'closing'],
				answers: (question) => {
					simulator.world.clock.advance(20 * 60_000);
					simulator.faults.add({ kind: 'status', status: 401, match: { path: '/oauth/token' } });
					return helper.obliging(question);
				},
			});

			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
			expect(text).toContain('- `patchAnswerShowsEnd`: not answered because another token was refused');
		});

		it('sits a refusal because of the rate limit out', async () => {
			simulator.faults.add({ kind: 'rateLimit', seconds: 30, times: 1, match: { path: 'not-a-uuid' } });
			const { text } = await play(simulator, { argv: ['--only', 'malformed-id'] });

			expect(text).toContain('- `malformedId: 400`, as the simulator has it');
		});

		it('does not wait for hours because of the rate limit', async () => {
			simulator.faults.add({ kind: 'rateLimit', seconds: 7_200, match: { path: 'wrapupcodes' } });
			const { text } = await play(simulator, { argv: ['--only', 'wrap-up-code-name'] });

			expect(simulator.world.now() - Date.parse(NOW)).toBeLessThan(10_000);
			expect(text).toContain('not answered because the rate limit was reached (status 429)');
		});
	});

	it.each([
		[true, 'Refused calls count; the simulator counts them.'],
		[false, 'Whether refused calls count cannot be told: their answers carry no count.'],
	])(
		'tells whether refused calls count, if a 429 has the headers (%s)',
		async (rateLimitHeadersOn429, told) => {
			simulator.configure({ assumptions: { rateLimitHeadersOn429 }, rateLimit: { allowed: 20 } });
			const { text } = await play(simulator, { argv: ['--only', 'rate-limit', '--exhaust-rate-limit'] });

			expect(text).toContain(`- Seen: ${told}`);
		},
	);

	describe('about wrap-ups', () => {
		it('says that two settings cannot be told apart', async () => {
			simulator.configure({ assumptions: { wrapUpByClientCredentials: false, unknownWrapUpCode: 202 } });
			const { text } = await change('agent-leaves');

			expect(text).toContain('- simulator should follow: `wrapUpByClientCredentials: false`');
			expect(text).toContain('so the two cannot be told apart: GENESYS_USER_TOKEN would help');
		});

		it('tells them apart by the token of a user', async () => {
			simulator.configure({ assumptions: { wrapUpByClientCredentials: false, unknownWrapUpCode: 202 } });
			const helper = new Helper(simulator);
			const { text } = await play(simulator, {
				argv: ['--changes', '--only', 'agent-leaves'],
				env: { GENESYS_USER_TOKEN: await userToken() },
				answers: helper.obliging,
			});

			expect(text).toContain('- simulator should follow: `unknownWrapUpCode: 202`');
			expect(helper.steps.join()).toContain('as the signed-in user');
		});
	});

	/** Somebody signs in, and gives a client consent. */
	async function userToken(): Promise<string> {
		const [user] = simulator.world.directory.users.keys();
		const redirect = 'http://127.0.0.1:5678/callback';
		const query = new URLSearchParams({
			client_id: DEFAULT_CLIENT.id,
			redirect_uri: redirect,
			response_type: 'code',
		});
		const decided = await fetch(`${simulator.url}/oauth/authorize?${query.toString()}`, {
			method: 'POST',
			redirect: 'manual',
			body: new URLSearchParams({ user: user ?? '', decision: 'allow' }),
		});
		const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
		const basic = Buffer.from(`${DEFAULT_CLIENT.id}:${DEFAULT_CLIENT.secret}`).toString('base64');
		const given = await fetch(`${simulator.url}/oauth/token`, {
			method: 'POST',
			headers: { authorization: `Basic ${basic}` },
			body: new URLSearchParams({ grant_type: 'authorization_code', redirect_uri: redirect, code }),
		});
		const { access_token } = (await given.json()) as { access_token: string };
		return access_token;
	}
});
