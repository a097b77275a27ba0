import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { failureOf } from '../support/failure.mts';
import { close } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const AGENTLESS = '/messages/agentless';
const BYE = { goodbyeMessage: 'Thank you. This chat is closed now.' };

describe('Close, with a goodbye', () => {
	const bench = withWorkbench();
	const world = () => bench().simulator.world;
	const chat = (init = {}) => openContactCenter(world()).chat(init);
	const goodbyes = () => bench().simulator.requests.filter(({ path }) => path.endsWith(AGENTLESS)).length;
	const lastText = (id: string) =>
		world()
			.conversation(id)
			.participants.flatMap(({ communication }) => communication.messages)
			.toSorted((one, other) => one.at - other.at)
			.at(-1)?.text;

	it.each(['disconnect', 'graceful', 'teardown'])('says it before the end (%s)', async (method) => {
		const { id } = chat();

		const verdict = await bench().item({ parameters: close(id, BYE, { method }) });

		expect(verdict).toMatchObject({
			status: 'closed',
			reason: expect.stringMatching(/ The goodbye was sent\.$/) as unknown,
		});
		expect(lastText(id)).toBe(BYE.goodbyeMessage);
	});

	it('costs one call more', async () => {
		const calls = async (options: Record<string, string>) => {
			const { id } = chat();
			const before = bench().calls().length;
			await bench().item({ parameters: close(id, options) });
			return bench().calls().length - before;
		};

		expect((await calls(BYE)) - (await calls({}))).toBe(1);
	});

	it('says nothing in a dry run, and tells whether it could', async () => {
		const { id } = chat();

		expect(await bench().item({ parameters: close(id, { ...BYE, dryRun: true }) })).toMatchObject({
			status: 'wouldClose',
			reason: expect.stringMatching(/ Before that, would say goodbye\.$/) as unknown,
		});
		expect(goodbyes()).toBe(0);
		expect(openConversations(world())).toEqual([id]);
	});

	it('says nothing to what has ended, nor a second time', async () => {
		const { id } = chat();
		const parameters = close(id, BYE);
		await bench().item({ parameters });

		expect(await bench().item({ parameters })).toMatchObject({
			status: 'alreadyClosed',
			reason: 'It had already ended. Nothing was changed.',
		});
		expect(goodbyes()).toBe(1);
	});

	it('says nothing where a guard holds', async () => {
		const { id } = chat();

		expect(await bench().item({ parameters: close(id, { ...BYE, skipIfConnected: 'agent' }) })).toMatchObject(
			{
				status: 'skippedAgentConnected',
				reason: 'Alex Agent (agent) is connected.',
			},
		);
		expect(goodbyes()).toBe(0);
	});

	it.each(['listed', 'own'] as const)(
		'is not held up by its own message (%s)',
		async (agentlessMessageId) => {
			bench().simulator.configure({ assumptions: { agentlessMessageId } });
			const at = world().now() - 60 * MINUTE_MS;
			const { id } = chat({
				stage: 'queue',
				startedAt: at,
				messages: [{ from: 'customer', text: 'Hi', at }],
			});
			// So slow that the guard looks again after it.
			bench().simulator.faults.add({ kind: 'slow', ms: 2_200, times: 1, match: { path: AGENTLESS } });

			expect(
				await bench().item({ parameters: close(id, { ...BYE, skipIfMessageWithinMinutes: 10 }) }),
			).toMatchObject({ status: 'closed' });
			expect(
				bench()
					.calls()
					.filter((call) => call === `GET /api/v2/conversations/${id}`),
			).toHaveLength(2);
		},
	);

	it('closes although nobody can be told, and says so', async () => {
		bench().restrict({
			permissions: ['conversation:communication:view', 'conversation:communication:disconnect'],
		});
		const { id } = chat();

		const { status, reason } = await bench().item({ parameters: close(id, BYE) });

		expect(status).toBe('closed');
		expect(reason).toContain('The goodbye could not be sent: ');
		expect(reason).toContain('Conversation > Message > Create');
	});

	it('says it once where the connection breaks, closes, and tells that nobody knows', async () => {
		bench().simulator.faults.add({ kind: 'resetAfter', match: { path: AGENTLESS } });
		const { id } = chat();

		expect(await bench().item({ parameters: close(id, BYE) })).toMatchObject({
			status: 'closed',
			reason: expect.stringContaining('It is not known whether the goodbye was sent') as unknown,
		});
		expect(goodbyes()).toBe(1);
	});

	it.each([
		['nothing', ''],
		['too much', 'x'.repeat(2_001)],
	])('refuses a goodbye of %s before any request', async (_what, goodbyeMessage) => {
		const { id } = chat();

		expect(await failureOf(bench(), { parameters: close(id, { goodbyeMessage }) })).toMatchObject({
			message: "The value of 'Goodbye Message' cannot be used",
		});
		expect(bench().calls()).toEqual([]);
	});
});
