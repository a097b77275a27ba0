import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import type { UnknownObject } from '../../scripts/n8n/json.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { bySessionId, close, closeSession, get, list } from '../support/parameters.mts';
import { rawConversation, showInstead, withMessage } from '../support/raw-conversation.mts';
import { withWorkbench } from '../support/workbench.mts';

const SIDES = ['customer', 'agent', 'anyone'] as const;

/** Entries of `messages` in which nobody says anything, by the model of Genesys Cloud. */
const NO_MESSAGES: ReadonlyArray<readonly [name: string, entry: UnknownObject]> = [
	...(
		[
			['Presence', 'Join'],
			['Presence', 'Disconnect'],
			['Presence', 'SignIn'],
			['Typing', 'On'],
			['CoBrowse', 'Offering'],
			['CoBrowse', 'OfferingAccepted'],
			['Unknown', 'Unknown'],
		] as const
	).map(
		([eventType, subType]) =>
			[
				`${eventType} ${subType}`,
				{ messageMetadata: { type: 'Event', events: [{ eventType, subType }] } },
			] as const,
	),
	['an event of no kind', { messageMetadata: { type: 'Event' } }],
	['an event in capitals', { messageMetadata: { type: 'EVENT', events: [] } }],
	[
		'an event that carries text',
		{
			text: 'Hello',
			textBody: 'Hello',
			messageMetadata: {
				type: 'Event',
				events: [{ eventType: 'Presence', subType: 'Join' }],
				content: [{ contentType: 'Text' }],
			},
		},
	],
	['a receipt', { messageStatus: 'delivered', messageMetadata: { type: 'Receipt' } }],
	['a receipt in lower case', { messageStatus: 'read', messageMetadata: { type: 'receipt' } }],
];

/** What counts: whoever leaves something out, or invents something new, must not have customers cut off. */
const MESSAGES: ReadonlyArray<readonly [name: string, entry: UnknownObject]> = [
	...['Text', 'Structured', 'Message', 'Unknown', 'Video', ''].map(
		(type) => [`of type "${type}"`, { messageMetadata: { type } }] as const,
	),
	['without a type', { messageMetadata: { events: [], content: [] } }],
	['of a type that is null', { messageMetadata: { type: null } }],
	['without metadata', {}],
	['whose metadata are null', { messageMetadata: null }],
	['whose metadata are unreadable', { messageMetadata: 'Event' }],
];

const bench = withWorkbench();
const ago = (minutes: number) => new Date(bench().simulator.world.now() - minutes * MINUTE_MS).toISOString();
const entryOf = (entry: UnknownObject, minutes: number) => ({
	messageId: '46e7001c24abed05e9bcd1a006eb54b7',
	messageTime: ago(minutes),
	...entry,
});

/** Customer and agent wrote three hours ago. */
async function quietChat() {
	const { world } = bench().simulator;
	const at = world.now() - 180 * MINUTE_MS;
	const chat = openContactCenter(world).chat({
		startedAt: world.now() - DAY_MS,
		messages: [
			{ from: 'customer', text: 'Hello', at },
			{ from: 'agent', text: 'Hello', at: at + MINUTE_MS },
		],
	});
	return {
		...chat,
		raw: await rawConversation(bench(), chat.id),
		lastMessageTime: new Date(at + MINUTE_MS).toISOString(),
	};
}

const idle = async () => {
	const found: string[] = [];
	for (const idleSide of SIDES) {
		const items = await bench().items({ parameters: getMany({ idleForMinutes: 60, idleSide }) });
		if (items.length > 0) found.push(idleSide);
	}
	return found;
};

describe.each([
	{ purpose: 'customer', noMessages: NO_MESSAGES },
	// Whose it is makes no difference to what it is.
	{ purpose: 'agent', noMessages: NO_MESSAGES.filter(([name]) => /^(Typing On|a receipt)$/.test(name)) },
])(
	'Presence, typing, co-browse and receipts are no messages (of the $purpose)',
	({ purpose, noMessages }) => {
		it.each(noMessages)('and do not keep a conversation from being idle: %s', async (_name, entry) => {
			const { raw } = await quietChat();
			showInstead(bench(), withMessage(raw, purpose, entryOf(entry, 2)));

			expect(await idle()).toEqual(SIDES);
		});

		it.each(noMessages)('and do not hold a guard: %s', async (_name, entry) => {
			const { id, raw, customer } = await quietChat();
			showInstead(bench(), withMessage(raw, purpose, entryOf(entry, 2)));
			const guard = { skipIfMessageWithinMinutes: 60, dryRun: true };

			for (const parameters of [close(id, guard), closeSession(id, bySessionId(customer.sessionId), guard)])
				expect(await bench().item({ parameters })).toMatchObject({ status: 'wouldClose' });

			expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 60 }) })).toMatchObject(
				{
					status: 'closed',
				},
			);
			expect(openConversations(bench().simulator.world)).toEqual([]);
		});

		it.each(noMessages)('and are not the last message: %s', async (_name, entry) => {
			const { id, raw, lastMessageTime } = await quietChat();
			const before = await bench().items({ parameters: list(id) });
			showInstead(bench(), withMessage(raw, purpose, entryOf(entry, 2)));

			expect(await bench().item({ parameters: get(id) })).toMatchObject({ lastMessageTime });
			expect(
				await bench().items({ parameters: getMany({}, { options: { verifyLive: true } }) }),
			).toMatchObject([{ conversationId: id, lastMessageTime }]);
			expect(await bench().items({ parameters: list(id) })).toEqual(before);
		});

		it.each(noMessages.slice(-2))('and need no time that can be read: %s', async (_name, entry) => {
			const { id, raw } = await quietChat();
			showInstead(bench(), withMessage(raw, purpose, { ...entryOf(entry, 2), messageTime: null }));

			expect(await idle()).toEqual(SIDES);
			expect(
				await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 60, dryRun: true }) }),
			).toMatchObject({ status: 'wouldClose' });
		});
	},
);

describe('Who has only joined', () => {
	it.each(NO_MESSAGES)('has not written, and is waited for: %s', async (_name, entry) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat({ startedAt: world.now() - DAY_MS, messages: [] });
		showInstead(bench(), withMessage(await rawConversation(bench(), id), 'customer', entryOf(entry, 120)));

		expect(await idle()).toEqual([]);
		expect(await bench().item({ parameters: get(id) })).toMatchObject({ lastMessageTime: null });
		expect(
			await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 600, dryRun: true }) }),
		).toMatchObject({ status: 'wouldClose' });
	});
});

describe.each(['customer', 'agent'] as const)(
	'Whatever else is among the messages is one (of the %s)',
	(purpose) => {
		it.each(MESSAGES)('%s', async (_name, entry) => {
			const { id, raw } = await quietChat();
			const message = entryOf(entry, 2);
			showInstead(bench(), withMessage(raw, purpose, message));

			expect(await idle()).toEqual(SIDES.filter((side) => side !== purpose && side !== 'anyone'));
			expect(await bench().item({ parameters: get(id) })).toMatchObject({
				lastMessageTime: message.messageTime,
			});
			expect(await bench().item({ parameters: close(id, { skipIfMessageWithinMinutes: 60 }) })).toMatchObject(
				{
					status: 'skippedRecentMessage',
					closed: false,
				},
			);
			expect(openConversations(bench().simulator.world)).toEqual([id]);
		});
	},
);
