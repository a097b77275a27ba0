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

	it('is told where answers of before are all that comes', async () => {
		sightings.note(readChat(agentHasLeft));

		await expect(read(bothThere)).rejects.toMatchObject({
			message: 'Genesys Cloud shows an older state of the conversation',
		});
		expect(platform.server.lines).toHaveLength(3);
	});

	it('grows with every look', () => {
		expect(sightings.note(readChat(noAgentYet))).toBe(true);
		expect(sightings.note(readChat(bothThere))).toBe(true);
		expect(sightings.note(readChat(bothThere))).toBe(true);
		expect(sightings.note(readChat(agentHasLeft))).toBe(true);
		expect(sightings.note(readChat(bothThere))).toBe(false);
		expect(sightings.note(readChat(noAgentYet))).toBe(false);
	});

	it('is about this conversation, however its ID is written, and about no other', () => {
		sightings.note(readChat(chat({ id: 'CHAT' })));

		expect(sightings.note(readChat(noAgentYet))).toBe(false);
		expect(sightings.note(readChat({ ...noAgentYet, id: 'other' }))).toBe(true);
	});

	it('does not make up for a conversation that is not there any more', async () => {
		sightings.note(readChat(bothThere));
		platform.server.always('GET', answer(404));

		expect(await platform.play(sightings.fetch(platform.run().client, 'chat'))).toBeUndefined();
		expect(platform.server.lines).toHaveLength(1);
	});
});
