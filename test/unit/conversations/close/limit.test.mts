import type { CloseOptions } from '../../../../nodes/shared/conversations/close/options.ts';
import type { CloseMethod } from '../../../../nodes/shared/conversations/close/verdict.ts';
import { chat, party } from '../../../support/virtual-conversation.mts';
import { VirtualCloses } from '../../../support/virtual-closes.mts';
import { answer, dropped, limited, type Reply } from '../../../support/virtual-platform.mts';

const OWING = party('agent', { name: 'Alex', wrapupRequired: true });
const CODE = { skip: false, codeId: 'code', notes: undefined } as const;

interface Scene {
	readonly method?: CloseMethod;
	readonly options?: Partial<CloseOptions>;
	readonly status: string;
	/** What is answered before the limit comes, and to what the limit comes. */
	readonly replies: ReadonlyArray<readonly [about: string | RegExp, reply: Reply]>;
}

describe('A rate limit that asks for more than the run may wait', () => {
	it.each<[string, Scene]>([
		[
			'the look at what was accepted',
			{
				options: { checkFirst: false },
				status: 'closing',
				replies: [
					['PATCH', answer(202)],
					['GET', limited(42)],
				],
			},
		],
		[
			'the second try, after the answer to the first was lost',
			{
				options: { checkFirst: false },
				status: 'closing',
				replies: [
					['PATCH', dropped()],
					['PATCH', limited(42)],
				],
			},
		],
		[
			'the look that asks why the second try was refused',
			{
				options: { checkFirst: false },
				status: 'closing',
				replies: [
					['PATCH', dropped()],
					['PATCH', answer(404)],
					['GET', limited(42)],
				],
			},
		],
		[
			'the second step of a graceful close',
			{
				method: 'graceful',
				options: { waitUntilClosed: false },
				status: 'closing',
				replies: [[/PATCH .*agent/, limited(42)]],
			},
		],
		['the wrap-up', { options: { wrapUp: CODE }, status: 'closed', replies: [[/wrapup$/, limited(42)]] }],
	])('of %s ends the closing of the run, also when its time is over', async (_what, scene) => {
		const closes = new VirtualCloses({ maxWaitSeconds: 10 });
		closes.chat(chat({ participants: [party('customer', { name: 'Dana' }), OWING] }));
		closes.chat(chat({ id: 'other' }));
		for (const [about, reply] of scene.replies) closes.server.next(about, reply);
		expect((await closes.close(scene.options, scene.method)).status).toBe(scene.status);
		closes.server.forget();
		await closes.platform.pass(60);

		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({
			status: 'notAttempted',
			reason: expect.stringMatching(/^Genesys Cloud is limiting the request rate/) as unknown,
		});
		expect(closes.calls).toEqual([]);
	});

	it('of a close after its goodbye ends the closing of the run as well', async () => {
		const closes = new VirtualCloses({ maxWaitSeconds: 10 });
		const messenger = { toAddress: { addressNormalized: 'd0000000-0000-4000-8000-000000000001' } };
		closes.chat(chat({ participants: [party('customer', { externalContactId: 'contact' }, messenger)] }));
		closes.chat(chat({ id: 'other' }));
		closes.server.next('POST', answer(200, { id: 'bye', conversationId: 'chat' }));
		closes.server.next('PATCH', limited(42));
		expect(await closes.close({ goodbyeMessage: 'Goodbye!' })).toMatchObject({
			status: 'notAttempted',
			goodbye: 'told',
		});
		await closes.platform.pass(60);

		expect(await closes.close({}, 'disconnect', 'other')).toMatchObject({ status: 'notAttempted' });
	});
});
