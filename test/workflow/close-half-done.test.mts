import { callBeside, openContactCenter, whoIsIn } from '../support/contact-center.mts';
import { during } from '../support/during.mts';
import { failureOf } from '../support/failure.mts';
import { close, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

const bench = withWorkbench();

it('A graceful close of a list with one bad ID leaves no agent alone', async () => {
	const { simulator } = bench();
	const { world } = simulator;
	// Steps are on their way for longer than looks: the run fails while some of the first ones are.
	simulator.configure({ latencyMs: 20 });
	simulator.faults.add({ kind: 'slow', ms: 300, match: { method: 'PATCH' } });
	const center = openContactCenter(world);
	const chats = Array.from({ length: 12 }, (_, i) =>
		center.chat(i === 1 || i === 10 ? { stage: 'ended' } : {}),
	);
	const items = chats.map(({ id }, i) => ({ conversationId: i === 11 ? 'not-an-id' : id }));

	await failureOf(bench(), { parameters: close(FROM_ITEM, {}, { method: 'graceful' }), items });
	await bench().engine.idle();

	const who = chats.map((chat) => whoIsIn(world, chat).join(' and '));
	expect(who).toContain('');
	expect(who).not.toContain('agent');
});

it('A close whose token ends after the look is held by what has begun since', async () => {
	const { simulator } = bench();
	const { world } = simulator;
	const chat = openContactCenter(world).chat({ stage: 'queue' });
	const ended = simulator.faults.add({ kind: 'expireToken', times: 1, match: { method: 'PATCH' } });
	simulator.faults.add({ kind: 'slow', ms: 500, match: { path: '/oauth/token' } });

	const verdict = await during(
		bench().item({ parameters: close(chat.id, { skipIfConnected: 'agent' }) }),
		() => ended.hits > 0,
		() => {
			callBeside(world, chat);
		},
	);

	expect(verdict).toMatchObject({ status: expect.stringMatching(/^skipped/) as unknown, closed: false });
	expect(whoIsIn(world, chat)).toContain('customer');
});

it('A close whose token ends after the look is sent with another one', async () => {
	const { simulator } = bench();
	const chat = openContactCenter(simulator.world).chat();
	simulator.faults.add({ kind: 'expireToken', times: 1, match: { method: 'PATCH' } });

	expect(await bench().item({ parameters: close(chat.id) })).toMatchObject({
		status: 'closed',
		closed: true,
	});
});
