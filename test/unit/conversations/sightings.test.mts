import { Sightings } from '../../../nodes/shared/conversations/sightings.ts';
import { chat, party, readChat, VirtualConversation } from '../../support/virtual-conversation.mts';
import { answer, ok, VirtualPlatform } from '../../support/virtual-platform.mts';

const LEFT = { state: 'disconnected', disconnectedTime: '2026-09-01T11:30:00.000Z' };

describe('What was seen of a conversation', () => {
	const bothThere = chat();
	const agentHasLeft = chat({ participants: [party('customer'), party('agent', {}, LEFT)] });
	const noAgentYet = chat({ participants: [party('customer')] });
	let platform: VirtualPlatform;
	let sightings: Sightings;

	beforeEach(() => {
		platform = new VirtualPlatform();
		sightings = new Sightings();
	});

	/** Reads it on a platform that answers so, and then with what is. */
	async function read(now: typeof bothThere, ...before: ReadonlyArray<typeof bothThere>) {
		new VirtualConversation(platform, now);
		for (const one of before) platform.server.next('GET', ok(one));
		return await platform.play(sightings.fetch(platform.run().client, 'chat'));
	}

	it.each([
		['leaves out who was in it', bothThere, noAgentYet],
		['shows somebody there who had left', agentHasLeft, bothThere],
	])('is not undone by an answer that %s: it is read again', async (_what, now, before) => {
		sightings.note(readChat(now));

		const seen = await read(now, before, before);

		expect(seen?.raw).toEqual(now);
		expect(platform.server.lines).toHaveLength(3);
	});

	it('is told where all answers leave out who was there', async () => {
		sightings.note(readChat(bothThere));

		await expect(read(noAgentYet)).rejects.toMatchObject({
			message: 'Genesys Cloud shows an older state of the conversation',
		});
		expect(platform.server.lines).toHaveLength(3);
	});

	it('is given up where all answers show somebody there who had left', async () => {
		sightings.note(readChat(agentHasLeft));

		expect((await read(bothThere))?.raw).toEqual(bothThere);
		expect(platform.server.lines).toHaveLength(3);
		expect(sightings.note(readChat(bothThere))).toBe(true);
	});

	it('holds also what was seen at a time that nobody could tell, and so was asked for again', async () => {
		platform.server.next('GET', ok(agentHasLeft, { date: 'Tue, 01 Jan 2030 00:00:00 GMT' }));

		const seen = await read(agentHasLeft, bothThere, bothThere);

		expect(seen?.raw).toEqual(agentHasLeft);
		expect(platform.server.lines).toHaveLength(4);
	});

	it('does not hold what somebody else’s answer shows, whose time nobody could tell', async () => {
		const other = { ...agentHasLeft, id: 'other' };
		platform.server.next('GET', ok(other, { date: 'Tue, 01 Jan 2030 00:00:00 GMT' }));

		await read(bothThere);

		expect(sightings.note(readChat({ ...bothThere, id: 'other' }))).toBe(true);
	});

	it('grows with every look', () => {
		for (const one of [noAgentYet, bothThere, bothThere, agentHasLeft])
			expect(sightings.note(readChat(one))).toBe(true);
		expect(sightings.note(readChat(bothThere))).toBe(false);
	});

	it('goes by sessions, not by how often each is listed', () => {
		const [one] = noAgentYet.participants ?? [];
		if (one) sightings.note(readChat(chat({ participants: [one, one] })));

		expect(sightings.note(readChat(noAgentYet))).toBe(true);
	});

	it('does not go by what had ended and is left out, or by what is no message', () => {
		const shares = { cobrowsesessions: [{ id: 'cobrowse', state: 'connected' }] };
		sightings.note(readChat(chat({ participants: [party('customer', shares), party('agent', {}, LEFT)] })));

		expect(sightings.note(readChat(noAgentYet))).toBe(true);
	});

	it('is kept of the latest conversations only', () => {
		sightings.note(readChat(bothThere));
		for (let i = 0; i < 1_000; i++) sightings.note(readChat(chat({ id: `chat-${i}` })));

		expect(sightings.note(readChat(noAgentYet))).toBe(true);
		expect(sightings.note(readChat(chat({ id: 'chat-999', participants: [party('customer')] })))).toBe(false);
	});

	it('is about this conversation, however its ID is written, and about no other', () => {
		sightings.note(readChat(chat({ id: 'CHAT' })));

		expect(sightings.note(readChat(noAgentYet))).toBe(false);
		expect(sightings.note(readChat({ ...noAgentYet, id: 'other' }))).toBe(true);
	});

	it('does not make up for a conversation that is not there any more, as three answers in a row say', async () => {
		sightings.note(readChat(bothThere));
		platform.server.always('GET', answer(404));

		expect(await platform.play(sightings.fetch(platform.run().client, 'chat'))).toBeUndefined();
		expect(platform.server.lines).toHaveLength(3);
	});

	it('is believed more than one answer that does not know it', async () => {
		sightings.note(readChat(bothThere));
		platform.server.next('GET', answer(404), ok(bothThere));

		expect(await platform.play(sightings.fetch(platform.run().client, 'chat'))).toBeDefined();
	});

	it('is not needed to believe that there is none where nobody has seen one', async () => {
		platform.server.always('GET', answer(404));

		expect(await platform.play(sightings.fetch(platform.run().client, 'chat'))).toBeUndefined();
		expect(platform.server.lines).toHaveLength(1);
	});

	it.each([
		[true, 500, 3],
		[true, 400, 1],
		[false, 500, 1],
	] as const)(
		'is asked for (something has begun: %s, and the answer is a %d) %d times',
		async (hasBegun, status, times) => {
			platform.server.always('GET', answer(status));

			await expect(
				platform.play(sightings.fetch(platform.run().client, 'chat', hasBegun)),
			).rejects.toMatchObject({ details: { status } });
			expect(platform.server.lines).toHaveLength(times);
		},
	);
});
