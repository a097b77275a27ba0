import {
	Farewells,
	mayHaveReached,
	type Farewell,
} from '../../../../nodes/shared/conversations/close/farewells.ts';
import { chat, readChat } from '../../../support/virtual-conversation.mts';

const sending = { before: readChat(chat()), from: 0, until: 0 };
const elsewhere: Farewell = {
	addressee: { deploymentId: 'deployment', externalContactId: 'Contact', participantIds: ['one', 'two'] },
	conversationId: 'Chat',
	isSure: true,
	text: 'Goodbye!',
	messageIds: [],
};
const farewell: Farewell = { ...elsewhere, sending };

describe('A goodbye of a run', () => {
	it.each([
		['the same contact, as somebody else', 'contact', ['three'], true],
		['one of the same participants, with another contact', 'other', ['three', 'TWO'], true],
		['one of the same participants, whose contact is not known', undefined, ['one'], true],
		['whoever was there, where nobody is any more', undefined, [], true],
		['somebody else', 'other', ['three'], false],
		['somebody else, whose contact is not known', undefined, ['three'], false],
	])('may have been said to %s, or not', (_who, contact, participantIds, expected) => {
		expect(mayHaveReached(farewell, contact, participantIds)).toBe(expected);
	});

	it('may have been said to anybody where it went into another conversation than was meant', () => {
		expect(mayHaveReached(elsewhere, 'other', ['three'])).toBe(true);
	});

	it('is kept for the conversation that it was meant for, the one that it went into, and the customer', () => {
		const farewells = new Farewells();
		farewells.note('Meant', farewell);
		farewells.note('chat', { ...farewell, text: 'Again' });

		expect(farewells.in('MEANT')).toEqual([farewell]);
		expect(farewells.in('chat').map(({ text }) => text)).toEqual(['Goodbye!', 'Again']);
		expect(farewells.in('other')).toEqual([]);
		expect(farewells.to({ ...farewell.addressee, externalContactId: 'CONTACT' })?.text).toBe('Again');
		expect(farewells.to({ ...farewell.addressee, deploymentId: 'other' })).toBeUndefined();
	});
});
