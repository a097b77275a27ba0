import { MINUTE_MS } from '../../simulator/durations.mts';
import type { ConversationHandle } from '../../simulator/index.mts';
import { NOBODYS_ID, openContactCenter, openConversations, whoIsIn } from '../support/contact-center.mts';
import { during } from '../support/during.mts';
import { failureOf } from '../support/failure.mts';
import { close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { CLOSE, READ } from '../support/raw-conversation.mts';
import { SOMEBODY_ELSES, type AnyFault } from '../support/somebody-else.mts';
import { toClose, WAYS } from '../support/ways-to-close.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();
const METHODS = ['disconnect', 'graceful', 'teardown'] as const;

/** The node's reads and writes, without IDs. */
const calls = () =>
	bench()
		.calls()
		.map((call) => call.split(' ')[0]);

/** The first look takes so long that it does not count any more, and the second one fails. */
function spoilSecondLook(fault: AnyFault) {
	const { faults } = bench().simulator;
	faults.add({ kind: 'slow', ms: 2_500, times: 1, match: READ });
	return faults.add({ ...fault, match: READ });
}

describe('A second look that fails', () => {
	const GUARDED = { skipIfConnected: 'agent' };
	const NO_RETRIES = { maxRetries: 0 };

	it.each<readonly [string, AnyFault]>([
		['500', { kind: 'status', status: 500 }],
		['503', { kind: 'status', status: 503 }],
		['a cut connection', { kind: 'resetBefore' }],
		['a stub', { kind: 'stub', body: {} }],
		...SOMEBODY_ELSES,
	])('is no close that was lost, for none was sent: %s', async (_what, fault) => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });
		spoilSecondLook(fault);

		const { message } = await failureOf(bench(), {
			parameters: close(id, { ...GUARDED, ...NO_RETRIES, waitTimeoutSeconds: 0 }),
		});

		expect(message).toContain('(reading the conversation)');
		expect(calls()).toEqual(['GET', 'GET']);
	});

	it.each(WAYS)('makes nothing of it where somebody else ends it (%s)', async (_way, parameters) => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat({ stage: 'queue' });
		const fault = spoilSecondLook({ kind: 'status', status: 500 });

		await during(
			failureOf(bench(), { parameters: parameters(toClose(chat), GUARDED) }),
			() => fault.hits > 0,
			() => {
				world.end(chat.id);
			},
		);

		expect(calls()).toEqual(['GET', 'GET']);
	});

	it('uses up none of Max Closes', async () => {
		const center = openContactCenter(bench().simulator.world);
		const [first, second] = [center.chat({ stage: 'queue' }), center.chat({ stage: 'queue' })];
		const { faults } = bench().simulator;
		faults.add({ kind: 'slow', ms: 2_500, times: 1, match: { path: first.id } });
		faults.add({ kind: 'status', status: 500, match: { path: first.id } });

		const items = await bench().items({
			parameters: close(FROM_ITEM, { ...GUARDED, maxCloses: 1 }),
			settings: { onError: 'continueRegularOutput' },
			items: [first, second].map(({ id }) => ({ conversationId: id })),
		});

		expect(items).toMatchObject([
			{ error: expect.stringContaining('internal error') as unknown },
			{ status: 'closed' },
		]);
	});

	it('is no close either where it is that of a graceful one with nobody to disconnect yet', async () => {
		const { world } = bench().simulator;
		const chat = openContactCenter(world).chat({ stage: 'customerLeft' });
		bench().simulator.faults.add({ kind: 'slow', ms: 1, times: 1, match: READ });
		bench().simulator.faults.add({ kind: 'status', status: 500, match: READ });

		await failureOf(bench(), { parameters: close(chat.id, {}, { method: 'graceful' }) });

		expect(whoIsIn(world, chat)).toEqual(['agent']);
	});
});

describe('The step of a graceful close that was carried out, and its answer lost', () => {
	/** The customer is disconnected, nobody tells, and a second try is refused. */
	function loseFirstStep(): ConversationHandle {
		const chat = openContactCenter(bench().simulator.world).chat();
		bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });
		return chat;
	}

	it.each<readonly [string, AnyFault]>([
		['the rate limit ends the run', { kind: 'rateLimit', seconds: 1_000 }],
		['it cannot be read', { kind: 'status', status: 403, code: 'missing.permissions' }],
		['it is not shown', { kind: 'status', status: 404 }],
		['somebody else answers', { kind: 'html', status: 404 }],
	])('is neither forgotten nor an error where %s afterwards', async (_what, fault) => {
		const chat = loseFirstStep();
		const { faults, world } = bench().simulator;
		const lost = faults.add({ kind: 'slow', ms: 1, match: { method: 'PATCH' } });
		const other = openContactCenter(world).chat();

		const items = await during(
			bench().items({
				parameters: close(FROM_ITEM, { waitTimeoutSeconds: 0, maxCloses: 1 }, { method: 'graceful' }),
				items: [chat, other].map(({ id }) => ({ conversationId: id })),
			}),
			() => whoIsIn(world, chat).join() === 'agent' || lost.hits > 0,
			() => {
				faults.add({ ...fault, match: { path: `/conversations/${chat.id}$` } });
			},
		);

		expect(items).toMatchObject([{ status: 'closing', closed: false }, { status: 'notAttempted' }]);
		expect(whoIsIn(world, chat)).toEqual(['agent']);
		expect(whoIsIn(world, other)).toContain('customer');
	});

	it('is part of what was disconnected', async () => {
		const chat = loseFirstStep();

		expect(await bench().item({ parameters: close(chat.id, {}, { method: 'graceful' }) })).toMatchObject({
			status: 'closed',
			reason: 'Disconnected Dana Example (customer) and Alex Agent (agent).',
		});
	});
});

describe('A close that has begun', () => {
	it.each([
		['graceful', (id: string) => close(id, {}, { method: 'graceful' })],
		['all open sessions', (id: string) => closeSession(id, { closeWhich: 'allOpenSessions' })],
	])('comes to its end although another item has failed (%s)', async (_what, parametersOf) => {
		const { simulator } = bench();
		const chat = openContactCenter(simulator.world).chat();
		const { resource, operation, ...form } = parametersOf(FROM_ITEM);
		// The other item fails while this one is between its two steps.
		simulator.faults.add({ kind: 'slow', ms: 600, match: { path: NOBODYS_ID } });
		simulator.faults.add({ kind: 'slow', ms: 400, match: { method: 'PATCH' } });

		await failureOf(bench(), {
			parameters: {
				...{ resource, operation },
				...form,
				options: { whenNotFound: 'error' },
			},
			items: [{ conversationId: chat.id }, { conversationId: NOBODYS_ID }],
		});

		expect(whoIsIn(simulator.world, chat)).toEqual([]);
	});
});

describe('An answer that is no HTTP', () => {
	const TOO_LONG: AnyFault = { kind: 'lyingHeaders', headers: { 'x-big': 'x'.repeat(20_000) } };

	it.each(WAYS)(
		'leaves open whether a close was carried out, so that it is looked at (%s)',
		async (_way, parameters) => {
			const chat = openContactCenter(bench().simulator.world).chat();
			bench().simulator.faults.add({ ...TOO_LONG, times: 1, match: CLOSE });

			expect(await bench().item({ parameters: parameters(toClose(chat)) })).toMatchObject({
				status: 'closed',
				closed: true,
			});
		},
	);

	it('counts against Max Closes', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		const chats = [center.chat(), center.chat(), center.chat()];
		bench().simulator.faults.add({ ...TOO_LONG, match: CLOSE });

		const items = await bench().items({
			parameters: close(FROM_ITEM, { maxCloses: 1, maxRetries: 0, waitUntilClosed: false }),
			settings: { onError: 'continueRegularOutput' },
			items: chats.map(({ id }) => ({ conversationId: id })),
		});

		expect(items.map(({ status }) => status)).toEqual(['closing', 'notAttempted', 'notAttempted']);
		expect(openConversations(world)).toHaveLength(2);
	});
});

describe('An acceptance that is not the word of Genesys Cloud', () => {
	const ACCEPTS: ReadonlyArray<readonly [string, AnyFault]> = [
		['a message (200)', { kind: 'gateway', status: 200, message: 'ok' }],
		['a page (202)', { kind: 'html', status: 202 }],
		['nothing (204)', { kind: 'status', status: 204, body: '', correlated: false }],
	];

	it.each(METHODS.flatMap((method) => ACCEPTS.map(([what, fault]) => [method, what, fault] as const)))(
		'is not told as one (%s, %s)',
		async (method, _what, fault) => {
			const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });
			bench().simulator.faults.add({ ...fault, match: CLOSE });

			const { reason, ...verdict } = await bench().item({
				parameters: close(id, { waitTimeoutSeconds: 0 }, { method }),
			});

			expect(verdict).toMatchObject({ status: 'closing', closed: false });
			expect(reason).toContain('it is not known whether it was carried out');
		},
	);

	it.each(
		ACCEPTS.flatMap(([what, fault]) => [
			[what, 'wrapUpCodeId', fault] as const,
			[what, 'skipWrapUp', fault] as const,
		]),
	)('leaves the wrap-up in doubt (%s, %s)', async (_what, option, fault) => {
		const { world } = bench().simulator;
		const code = world.addWrapUpCode({ name: 'Solved' });
		const { id } = openContactCenter(world).chat();
		bench().simulator.faults.add({ ...fault, match: { path: '/participants/' } });

		expect(
			await bench().item({
				parameters: close(id, option === 'skipWrapUp' ? { skipWrapUp: true } : { wrapUpCodeId: code.id }),
			}),
		).toMatchObject({
			status: 'closed',
			reason: expect.stringMatching(
				/It is not known whether the wrap-up of .+ \(agent\) was entered/,
			) as unknown,
		});
	});
});

describe('A close whose answer was lost', () => {
	it.each(
		([400, 404, 409] as const).flatMap((status) => [[status, false] as const, [status, true] as const]),
	)('still enters the wrap-up (%i to the second try, Check First: %s)', async (status, checkFirst) => {
		const { simulator } = bench();
		simulator.configure({ assumptions: { patchOnEnded: status } });
		const code = simulator.world.addWrapUpCode({ name: 'Solved' });
		const chat = openContactCenter(simulator.world).chat();
		simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

		const verdict = await bench().item({
			parameters: close(chat.id, { wrapUpCodeId: code.id, checkFirst }),
		});

		expect(verdict).toMatchObject({
			status: 'closed',
			reason: expect.not.stringContaining('wrap-up') as unknown,
		});
		expect(bench().calls().at(-1)).toMatch(/^POST .*\/wrapup$/);
	});

	it.each(WAYS)('was none of this run where it had ended long before (%s)', async (_way, parameters) => {
		const { simulator } = bench();
		const { world } = simulator;
		const chat = openContactCenter(world).chat({
			stage: 'ended',
			startedAt: world.now() - 90 * MINUTE_MS,
			endedAt: world.now() - 60 * MINUTE_MS,
		});
		simulator.faults.add({ kind: 'resetBefore', times: 1, match: CLOSE });

		expect(
			await bench().item({ parameters: parameters(toClose(chat), { checkFirst: false }) }),
		).toMatchObject({
			status: 'alreadyClosed',
			reason: 'It had already ended. Nothing was changed.',
		});
	});

	it('was of what was open, whatever the second look shows', async () => {
		const { id } = openContactCenter(bench().simulator.world).chat({ stage: 'queue' });
		bench().simulator.faults.add({ kind: 'resetAfter', times: 1, match: CLOSE });

		expect(await bench().item({ parameters: close(id, { skipIfConnected: 'agent' }) })).toMatchObject({
			status: 'closed',
			previousState: 'open',
		});
	});
});
