import type { CloseOptions } from '../../../../nodes/shared/conversations/close/options.ts';
import type { ConversationPayload } from '../../../../nodes/shared/conversations/payloads.ts';
import { closeConversation } from '../../../../nodes/shared/conversations/close/whole-conversation.ts';
import { USUAL_OPTIONS } from '../../../support/virtual-closes.mts';
import { chat, leg, party } from '../../../support/virtual-conversation.mts';
import { answer, dropped, limited, ok } from '../../../support/virtual-platform.mts';
import { BYE, customer, DEPLOYMENT, SEND, VirtualGoodbyes } from '../../../support/virtual-goodbyes.mts';

describe('A goodbye in a run', () => {
	let closes: VirtualGoodbyes;

	beforeEach(() => {
		closes = new VirtualGoodbyes().arriving();
	});

	const started = (change?: ConversationPayload) => closes.started(change);
	const close = async (options?: Partial<CloseOptions>) => await closes.closeWithGoodbye(options);
	const goodbyes = () => closes.goodbyes();

	it('is said once to what comes twice in a run', async () => {
		started();
		closes.server.next('PATCH', dropped(), dropped(), dropped(), dropped(), dropped(), dropped());
		const first = await close({ waitTimeoutSeconds: 0 });
		const second = await close();

		expect([first.status, second.status]).toEqual(['closing', 'closed']);
		expect(second.reason).toMatch(/ The goodbye had been sent before\.$/);
		expect(goodbyes()).toHaveLength(1);
	});

	it('is told to have been another one where that had another text', async () => {
		started();
		closes.server.next('PATCH', dropped(), dropped(), dropped(), dropped(), dropped(), dropped());
		await close({ waitTimeoutSeconds: 0 });

		const { reason } = await close({ goodbyeMessage: 'Something else' });

		expect(reason).toMatch(/ The goodbye had been sent before\. Its text was another one\.$/);
		expect(goodbyes()).toHaveLength(1);
	});

	it('is not said again for the same conversation where it has gone into another one, which has ended since', async () => {
		closes = new VirtualGoodbyes();
		closes.server.next(SEND, ok({ id: 'bye', conversationId: 'newer' }));
		started();
		const newer = closes.chat(chat({ id: 'newer', participants: [customer()] }));
		closes.server.next('PATCH', dropped(), dropped(), dropped(), dropped(), dropped(), dropped());
		await close({ waitTimeoutSeconds: 0 });
		newer.end();

		expect(await close()).toMatchObject({
			status: 'closed',
			goodbye: 'elsewhere',
			reason: expect.stringMatching(/ The goodbye was not sent again: .*, newer\.$/) as string,
		});
		expect(goodbyes()).toHaveLength(1);
	});

	describe('to a customer with two open conversations', () => {
		let places: string[];
		const both = () => {
			closes.chat(chat({ id: 'older', participants: [customer()] }));
			// Whichever it is for, Genesys Cloud puts it into the newer one, as long as that goes on.
			closes.server.always(SEND, () => {
				const place = closes.calls.includes('PATCH messages/newer') ? 'older' : 'newer';
				places.push(place);
				return ok({ id: `bye-${place}`, conversationId: place });
			});
			return closes.chat(chat({ id: 'newer', participants: [customer()] }));
		};

		beforeEach(() => {
			closes = new VirtualGoodbyes();
			places = [];
		});

		it.each([
			[['older', 'newer'], ['elsewhere', 'told'], ['newer']],
			[
				['newer', 'older'],
				['told', 'told'],
				['newer', 'older'],
			],
		])('is said once in each, side by side: %j', async (ids, goodbyesOf, intended) => {
			both();
			const verdicts = await closes.closeAll(ids, BYE);

			expect(places).toEqual(intended);
			expect(verdicts.map(({ status, goodbye }) => [status, goodbye])).toEqual(
				goodbyesOf.map((goodbye) => ['closed', goodbye]),
			);
		});

		it('does not hold the guard of the second, in which it is listed', async () => {
			const newer = both();
			const guarded = { ...BYE, skipIfMessageWithinMinutes: 10 };
			const first = await closes.close(guarded, 'disconnect', 'older');
			const bye = { messageId: 'bye-newer', messageTime: '2026-09-01T12:00:00.000Z' };
			newer.become({
				participants: [customer(), party('api', {}, { state: 'disconnected', messages: [bye] })],
			});
			const second = await closes.close(guarded, 'disconnect', 'newer');

			expect([first.goodbye, second.status, second.goodbye]).toEqual(['elsewhere', 'closed', 'told']);
			expect(goodbyes()).toHaveLength(1);
		});

		it('leaves the guard of the second to hold for what is listed there and may be anything', async () => {
			const newer = both();
			const guarded = { ...BYE, skipIfMessageWithinMinutes: 10 };
			await closes.close(guarded, 'disconnect', 'older');
			const messages = [{ messageId: 'another', messageTime: '2026-09-01T12:00:00.000Z' }];
			newer.become({ participants: [customer(), party('workflow', {}, { messages })] });

			expect(await closes.close(guarded, 'disconnect', 'newer')).toMatchObject({
				status: 'skippedRecentMessage',
				reason: 'The message flow wrote less than a minute ago.',
			});
		});

		it('is not spoken of where the second ends before it can be said there, as the first has', async () => {
			both();
			await closes.close(BYE, 'disconnect', 'newer');
			const older = closes.chat(chat({ id: 'oldest', participants: [customer()] }));
			closes.server.next(SEND, limited(30));
			closes.platform.after(10, () => {
				older.end();
			});

			const { status, reason, goodbye } = await closes.close(BYE, 'disconnect', 'oldest');

			expect([status, goodbye]).toEqual(['alreadyClosed', undefined]);
			expect(reason).toBe('It had already ended. Nothing was changed.');
		});

		it('is not spoken of where the rate limit comes before anybody can tell whether the first goes on', async () => {
			both();
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await closes.close(BYE, 'disconnect', 'newer').catch(() => undefined);
			closes.server.next('GET /api/v2/conversations/newer', limited(4_000));

			const { status, reason, goodbye } = await closes.close(BYE, 'disconnect', 'older');

			expect([status, goodbye]).toEqual(['notAttempted', undefined]);
			expect(reason).toMatch(/^Genesys Cloud is limiting the request rate \(reading the conversation\)\. /);
			expect(reason).not.toContain('goodbye');
		});

		it.each([
			['another customer', 'another-contact', DEPLOYMENT],
			['the customer at another messenger', 'contact', 'd0000000-0000-4000-8000-000000000002'],
		])('is said to %s, whether the first goes on or not', async (_who, contact, deployment) => {
			both();
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await closes.close(BYE, 'disconnect', 'newer').catch(() => undefined);
			closes.chat(
				chat({
					id: 'theirs',
					participants: [
						party(
							'customer',
							{ externalContactId: contact },
							{ toAddress: { addressNormalized: deployment } },
						),
					],
				}),
			);
			closes.server.next(SEND, ok({ id: 'bye-theirs', conversationId: 'theirs' }));

			expect(await closes.close(BYE, 'disconnect', 'theirs')).toMatchObject({
				status: 'closed',
				goodbye: 'told',
			});
			expect(goodbyes()).toHaveLength(2);
		});

		it('is not said again in the second where nobody knows whether, and into which of them, it was sent', async () => {
			both();
			closes.server.next(SEND, dropped());
			const first = await closes.close(BYE, 'disconnect', 'newer');

			expect(await closes.close(BYE, 'disconnect', 'older')).toMatchObject({
				status: 'closed',
				goodbye: 'unknown',
				reason: expect.stringContaining(
					'The goodbye was not sent again: it is not known whether the one for conversation newer has reached the customer.',
				) as unknown,
			});
			expect([first.status, first.goodbye]).toEqual(['closed', 'unknown']);
			expect(goodbyes()).toHaveLength(1);
		});

		it('is not said again where the first goes on', async () => {
			both();
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await closes.close(BYE, 'disconnect', 'older').catch(() => undefined);
			closes.chat(chat({ id: 'oldest', participants: [customer()] }));

			expect(await closes.close(BYE, 'disconnect', 'oldest')).toMatchObject({ goodbye: 'elsewhere' });
			expect(places).toEqual(['newer']);
		});

		it('is not said in the second where nobody can tell whether the first goes on', async () => {
			both();
			closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
			await closes.close(BYE, 'disconnect', 'newer').catch(() => undefined);
			closes.server.next('GET /api/v2/conversations/newer', answer(500));

			expect(await closes.close(BYE, 'disconnect', 'older')).toMatchObject({
				status: 'closed',
				goodbye: 'elsewhere',
				reason: expect.stringContaining(
					'it has gone into another conversation of the customer, newer',
				) as unknown,
			});
			expect(goodbyes()).toHaveLength(1);
		});
	});

	it('is said once where a cap holds for one of two items about it only', async () => {
		started();
		closes.server.next(SEND, { ...ok({ id: 'bye', conversationId: 'chat' }), after: 5 });
		await closes.platform.play(
			Promise.all(
				[5, undefined].map(
					async (maxCloses) =>
						await closeConversation(closes.closes, 'chat', 'disconnect', {
							...USUAL_OPTIONS,
							...BYE,
							maxCloses,
						}),
				),
			),
		);

		expect(goodbyes()).toHaveLength(1);
	});

	it('is promised once for what comes twice in a dry run', async () => {
		started();
		await close({ dryRun: true });

		expect((await close({ dryRun: true })).reason).toBe(
			'It came in before: by now, it would have been closed.',
		);
	});

	describe('in a conversation in which other people are by then', () => {
		const left = { state: 'disconnected', disconnectedTime: '2026-09-01T12:00:01.000Z' };
		const at = (deploymentId: string) => ({ toAddress: { addressNormalized: deploymentId } });
		const alex = party('agent', { name: 'Alex' });
		const danaGone = { ...customer(), messages: [leg({ id: 'customer-leg', ...left })] };
		const eve = (change = {}) => ({
			...customer('eve'),
			id: 'customer2',
			name: 'Eve',
			messages: [leg({ id: 'customer2-leg', ...at(DEPLOYMENT), ...change })],
		});
		const loseIt = () => {
			closes.server.next('PATCH', dropped(), dropped(), dropped(), dropped(), dropped(), dropped());
		};
		const NOW = { waitTimeoutSeconds: 0 };

		it('is said to another customer as well', async () => {
			const conversation = started();
			loseIt();
			await close(NOW);
			conversation.become({ participants: [danaGone, eve(), alex] });

			const { goodbye, reason } = await close();

			expect([goodbye, reason]).toEqual(['told', expect.stringMatching(/ The goodbye was sent\.$/)]);
			expect(goodbyes()).toHaveLength(2);
		});

		it('is not said again to the first one who is back after another', async () => {
			const conversation = started();
			loseIt();
			await close(NOW);
			conversation.become({ participants: [danaGone, eve(), alex] });
			loseIt();
			await close(NOW);
			const messages = [...danaGone.messages, leg({ id: 'customer-leg2', ...at(DEPLOYMENT) })];
			conversation.become({ participants: [{ ...danaGone, messages }, eve(left), alex] });

			expect((await close()).reason).toMatch(/ The goodbye had been sent before\.$/);
			expect(goodbyes()).toHaveLength(2);
		});

		it.each([
			['whose contact was merged or linked', [customer('merged')]],
			[
				'who uses another messenger',
				[
					{
						...danaGone,
						messages: [
							...danaGone.messages,
							leg({ id: 'customer-leg2', ...at('d0000000-0000-4000-8000-000000000002') }),
						],
					},
				],
			],
		])('is not said again to a customer %s', async (_who, customers) => {
			const conversation = started();
			loseIt();
			await close(NOW);
			conversation.become({ participants: [...customers, alex] });

			await close();

			expect(goodbyes()).toHaveLength(1);
		});

		it('is not told as said to a customer who is no known contact', async () => {
			const conversation = started();
			loseIt();
			await close(NOW);
			conversation.become({ participants: [danaGone, { ...eve(), externalContactId: null }, alex] });

			expect(await close()).toMatchObject({
				goodbye: 'notTold',
				reason: expect.stringContaining('not a known external contact') as unknown,
			});
		});

		it('is not said again where it went to, though the customer is another contact there', async () => {
			closes = new VirtualGoodbyes();
			closes.server.always(SEND, ok({ id: 'bye', conversationId: 'newer' }));
			closes.chat(chat({ id: 'older', participants: [customer('before-a-merge')] }));
			closes.chat(chat({ id: 'newer', participants: [eve()] }));
			await closes.closeAll(['older'], BYE);

			await closes.closeAll(['newer'], BYE);

			expect(goodbyes()).toHaveLength(1);
		});

		it('does not hold its own guard, whomever it was said to', async () => {
			closes = new VirtualGoodbyes();
			const guarded = { skipIfMessageWithinMinutes: 5 };
			const queue = (...messageIds: readonly string[]) =>
				party(
					'acd',
					{},
					{
						messages: messageIds.map((messageId) => ({ messageId, messageTime: '2026-09-01T12:00:00.200Z' })),
					},
				);
			let said = 0;
			closes.server.always(SEND, () => {
				said += 1;
				const participants =
					said === 1 ? [customer(), queue('bye1')] : [danaGone, eve(), queue('bye1', 'bye2')];
				conversation.become({ participants });
				return { ...ok({ id: `bye${said}`, conversationId: 'chat' }), after: 3 };
			});
			const conversation = started({ participants: [customer(), party('acd')] });
			closes.server.next('PATCH', answer(400));
			await close(guarded).catch(() => undefined);
			conversation.become({ participants: [danaGone, eve(), queue('bye1')] });

			expect(await close(guarded)).toMatchObject({ status: 'closed', goodbye: 'told' });
		});
	});

	it('is not said again where nobody knows whether it was, and is told as that', async () => {
		started();
		closes.server.next(SEND, dropped());
		closes.server.next('PATCH', answer(409, { code: 'conflict.x', message: 'busy', status: 409 }));
		await close().catch(() => undefined);

		expect(await close()).toMatchObject({
			status: 'closed',
			goodbye: 'unknown',
			reason: expect.stringMatching(
				/ It is not known whether the goodbye had been sent before\.$/,
			) as unknown,
		});
		expect(goodbyes()).toHaveLength(1);
	});

	it('that has to wait is not said once another item has failed', async () => {
		started();
		closes.server.next(SEND, limited(30));
		closes.platform.after(5, () => {
			closes.run.client.stop();
		});

		await expect(close()).rejects.toThrow();
		expect(goodbyes()).toHaveLength(1);
		expect(closes.calls).not.toContain('PATCH messages/chat');
	});

	it('counts against the cap, whatever comes of the close', async () => {
		closes.chat(chat({ id: 'one', participants: [customer()] }));
		closes.chat(chat({ id: 'two', participants: [customer()] }));
		closes.server.always(SEND, ok({ id: 'bye', conversationId: 'one' }));
		closes.server.next('PATCH', answer(403, { code: 'missing.permissions', message: 'x', status: 403 }));
		const options = { ...BYE, maxCloses: 1 };
		await closes.close(options, 'disconnect', 'one').catch(() => undefined);

		expect((await closes.close(options, 'disconnect', 'two')).status).toBe('notAttempted');
		expect(goodbyes()).toHaveLength(1);
	});
});
