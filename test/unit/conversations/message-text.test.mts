import { isDeleted, textOf } from '../../../nodes/shared/conversations/message-text.ts';
import type {
	MessageContentPayload,
	MessageDataPayload,
} from '../../../nodes/shared/conversations/payloads.ts';
import { Fields } from '../../../nodes/shared/platform/fields.ts';

const said = (normalizedMessage: MessageDataPayload['normalizedMessage'], status = 'received') =>
	textOf(new Fields<MessageDataPayload>({ status, normalizedMessage }));

const FILE = { contentType: 'Attachment', attachment: { mediaType: 'Image', filename: 'a.png' } };

describe('The text of a message', () => {
	it('is what was written, as it was written', () => {
		expect(said({ text: ' Hello\n  there ' })).toBe(' Hello\n  there ');
	});

	it.each<[string, MessageContentPayload[], string]>([
		[
			'an image',
			[{ contentType: 'Attachment', attachment: { mediaType: 'Image', filename: 'a.png' } }],
			'[image: a.png]',
		],
		['a file without a name', [{ contentType: 'Attachment', attachment: {} }], '[attachment]'],
		[
			'answers to choose from',
			[
				{ contentType: 'QuickReply', quickReply: { text: 'Yes' } },
				{ contentType: 'QuickReply', quickReply: { text: 'No' } },
			],
			'[options: Yes, No]',
		],
		[
			'answers of the second kind',
			[{ contentType: 'QuickReplyV2', quickReplyV2: { title: 'Sure?', actions: [{ text: 'Yes' }, {}] } }],
			'Sure?\n[options: Yes]',
		],
		[
			'the button that was pressed',
			[{ contentType: 'ButtonResponse', buttonResponse: { text: 'Yes' } }],
			'Yes',
		],
		[
			'a card',
			[{ contentType: 'Card', card: { title: 'Lamp', description: 'Red', actions: [{ text: 'Buy' }] } }],
			'[card: Lamp – Red]\n[options: Buy]',
		],
		[
			'cards',
			[{ contentType: 'Carousel', carousel: { cards: [{ title: 'Lamp' }, { title: 'Desk' }] } }],
			'[card: Lamp]\n[card: Desk]',
		],
		['two files of a name', [FILE, FILE], '[image: a.png]\n[image: a.png]'],
		['a button without a word', [{ contentType: 'ButtonResponse', buttonResponse: {} }], '[button response]'],
		['no cards', [{ contentType: 'Carousel', carousel: { cards: [] } }], '[carousel]'],
		['a template that is only named', [{ contentType: 'Notification', template: {} }], '[notification]'],
		['an empty card', [{ contentType: 'Card', card: {} }], '[card]'],
		['a template', [{ contentType: 'Notification', template: { body: { text: 'Hi' } } }], 'Hi'],
		['a place', [{ contentType: 'Location', location: { address: 'Rome' } }], '[location: Rome]'],
		['a text among the contents', [{ contentType: 'Text', text: { body: 'Hi' } }], 'Hi'],
		['what Genesys Cloud invents tomorrow', [{ contentType: 'HoloCall' }], '[holo call]'],
		['something without a name', [{}], '[something else]'],
	])('says %s in words', (_what, content, words) => {
		expect(said({ content })).toBe(words);
		expect(said({ text: 'Look:', content })).toBe(`Look:\n${words}`);
	});

	it('does not say twice what the contents repeat', () => {
		const content = [{ contentType: 'ButtonResponse', buttonResponse: { text: 'Yes' } }];

		expect(said({ text: 'Yes', content })).toBe('Yes');
	});

	it.each([
		['nothing is there', undefined],
		['it is empty', { text: '', content: [] }],
	])('is not known where %s', (_where, normalizedMessage) => {
		expect(said(normalizedMessage)).toBeUndefined();
	});

	it.each<[string, MessageDataPayload]>([
		[
			'by its date',
			{ normalizedMessage: { text: 'Hi', channel: { dateDeleted: '2026-09-01T12:00:00.000Z' } } },
		],
		['by its status', { status: 'Removed', normalizedMessage: { text: 'Hi' } }],
	])('is not told once it was deleted, told %s', (_how, payload) => {
		const message = new Fields<MessageDataPayload>(payload);

		expect(isDeleted(message)).toBe(true);
		expect(textOf(message)).toBeUndefined();
	});
});
