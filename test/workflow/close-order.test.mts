import type { INodeParameters } from 'n8n-workflow';
import {
	NOBODYS_ID,
	openContactCenter,
	openConversations,
	type ContactCenter,
} from '../support/contact-center.mts';
import { bySessionId, close, closeSession, FROM_ITEM } from '../support/parameters.mts';
import { withWorkbench } from '../support/workbench.mts';

/** Every reason at once that could hold a close back. */
const EVERYTHING = { skipIfConnected: 'agent', skipIfMessageWithinMinutes: 60, maxCloses: 1, dryRun: true };

describe('Close, the order in which it is decided', () => {
	const bench = withWorkbench();

	/** What becomes of conversations one after the other; the first, which nothing holds back, uses up the cap. */
	async function statuses(
		options: INodeParameters,
		ids: (center: ContactCenter) => string[],
	): Promise<unknown[]> {
		const center = openContactCenter(bench().simulator.world);
		const quiet = center.chat({ stage: 'queue', messages: [] });
		const items = [quiet.id, ...ids(center)].map((conversationId) => ({ conversationId }));
		const verdicts = await bench().items({ parameters: close(FROM_ITEM, options), items });
		return verdicts.map(({ status }) => status).slice(1);
	}

	it('is not found before it is anything else', async () => {
		expect(await statuses(EVERYTHING, () => [NOBODYS_ID])).toEqual(['notFound']);
	});

	it('is of another medium before it has ended', async () => {
		const voice = (center: ContactCenter) => [
			center.chat({ medium: 'call', stage: 'ended' }).id,
			center.chat({ medium: 'call' }).id,
		];

		expect(await statuses(EVERYTHING, voice)).toEqual(['skippedNotWebMessaging', 'skippedNotWebMessaging']);
	});

	it('has ended before a guard holds it', async () => {
		expect(await statuses(EVERYTHING, (center) => [center.chat({ stage: 'ended' }).id])).toEqual([
			'alreadyClosed',
		]);
	});

	it('is held by a guard before the cap counts, the agent before the message', async () => {
		const guarded = (center: ContactCenter) => [
			center.chat({ stage: 'agent' }).id,
			center.chat({ stage: 'queue' }).id,
		];

		expect(await statuses(EVERYTHING, guarded)).toEqual(['skippedAgentConnected', 'skippedRecentMessage']);
	});

	it('meets the cap before the dry run', async () => {
		expect(await statuses({ maxCloses: 1, dryRun: true }, (center) => [center.chat().id])).toEqual([
			'notAttempted',
		]);
	});

	it('is a dry run before it is a close', async () => {
		expect(await statuses({ dryRun: true }, (center) => [center.chat().id])).toEqual(['wouldClose']);
		expect(openConversations(bench().simulator.world)).toHaveLength(2);
	});

	it('is decided in the same order for a session', async () => {
		const center = openContactCenter(bench().simulator.world);
		const [chat, call, ended] = [
			center.chat(),
			center.chat({ medium: 'call' }),
			center.chat({ stage: 'ended' }),
		];
		const queued = center.chat({ stage: 'queue' });
		const cases = [
			[{ id: chat.id, session: NOBODYS_ID }, 'notFound'],
			[{ id: call.id, session: call.customer.sessionId }, 'skippedNotWebMessaging'],
			[{ id: ended.id, session: ended.customer.sessionId }, 'alreadyClosed'],
			[{ id: chat.id, session: chat.customer.sessionId }, 'skippedAgentConnected'],
			[{ id: queued.id, session: queued.customer.sessionId }, 'skippedRecentMessage'],
		] as const;

		const verdicts = await bench().items({
			parameters: closeSession('={{ $json.id }}', bySessionId('={{ $json.session }}'), EVERYTHING),
			items: cases.map(([item]) => ({ ...item })),
		});

		expect(verdicts.map(({ status }) => status)).toEqual(cases.map(([, status]) => status));
	});
});
