import type { IDataObject, INodeParameters, INodeProperties } from 'n8n-workflow';
import { AS_TEXT } from '../../../nodes/shared/n8n/form-values.ts';
import { OPTIONS as FORM_OPTIONS, optionsWith } from '../../../nodes/shared/n8n/options.ts';
import { Parameters } from '../../../nodes/shared/n8n/parameters.ts';
import {
	itemsForMissing,
	itemsForNothing,
	readWhenNotFound,
} from '../../../nodes/shared/n8n/when-not-found.ts';
import { rateLimits } from '../../../nodes/shared/n8n/rate-limit.ts';
import { ApiFailure } from '../../../nodes/shared/platform/failures.ts';
import { ByItem, executeContext, type N8nScene } from '../../support/n8n-context.mts';

const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const NOBODYS = '11111111-2222-4333-8444-555555555555';
const field = (change: Partial<INodeProperties> = {}): INodeProperties => ({
	displayName: 'Field',
	name: 'field',
	type: 'string',
	default: '',
	...change,
});
const FIELD = field();
const LOCATOR = field({ type: 'resourceLocator' });
const OPTIONS = field({ displayName: 'Options', name: 'options', type: 'collection', default: {} });

type Value = NonNullable<N8nScene['parameters']>[string];

/** The parameters of an item whose field has this value. */
const given = (value: Value, saved: INodeParameters = {}) =>
	new Parameters(executeContext({ parameters: { field: value }, saved }).context, 0);
/** Those of a collection in which the field was added with this value. */
const added = (value: unknown) =>
	new Parameters(executeContext({ parameters: { options: { field: value } } }).context, 0).within(OPTIONS);

/** What a read was refused with. */
function refusal(read: () => unknown): { field: string; whatToDo: unknown } {
	try {
		read();
	} catch (error) {
		if (!(error instanceof Error) || !('whatToDo' in error)) throw error;
		return { field: error.message, whatToDo: error.whatToDo };
	}
	throw new Error('It was not refused');
}
const refused = (whatToDo: string) => ({ field: "The value of 'Field' cannot be used", whatToDo });

describe('A parameter', () => {
	it('is that of the item', () => {
		const { context } = executeContext({ parameters: { field: new ByItem((item) => `item ${item}`) } });

		expect(new Parameters(context, 3).text(FIELD)).toBe('item 3');
	});

	it('is worked out once for an item: a second look at a clock may differ', () => {
		let looks = 0;
		const ids = [ID, NOBODYS];
		const { context } = executeContext({ parameters: { field: new ByItem(() => ids[looks++]) } });
		const parameters = new Parameters(context, 0);

		expect([parameters.conversationIdFrom(FIELD), parameters.conversationIdFrom(FIELD), looks]).toEqual([
			ID,
			ID,
			1,
		]);
	});

	describe('that is the conversation of the incoming item', () => {
		const comingIn = (json: IDataObject, saved = '={{ $json.conversationId }}') =>
			new Parameters(
				executeContext({
					items: [json],
					saved: { field: { __rl: true, mode: 'id', value: saved } },
					parameters: { field: { __rl: true, mode: 'id', value: json['conversationId'] ?? '' } },
				}).context,
				0,
			);

		it('is read from it', () => {
			expect(comingIn({ conversationId: ID }).conversation(LOCATOR)).toBe(ID);
			expect(comingIn({ conversationId: ID, found: true }).conversation(LOCATOR)).toBe(ID);
			expect(comingIn({ conversationId: ID, found: 'yes' }).conversation(LOCATOR)).toBe(ID);
		});

		it.each([false, 'false', 'FALSE', ' False ', 0, '0', 'no', 'No', 'n', 'F', 'off'])(
			'is none where the item says that none was found: %j',
			(found) => {
				expect(comingIn({ found }).conversation(LOCATOR)).toBeUndefined();
				expect(comingIn({ found, conversationId: ID }).conversation(LOCATOR)).toBeUndefined();
			},
		);

		it('is read all the same where another one was entered', () => {
			expect(comingIn({ found: false, conversationId: ID }, ID).conversation(LOCATOR)).toBe(ID);
		});

		it.each([{}, { found: true }, { found: null }, { found: 1 }])(
			'is refused where the item has none: %j',
			(json) => {
				expect(refusal(() => comingIn(json).conversation(LOCATOR))).toEqual(
					refused(
						'The incoming item has no conversationId. Put this step after Find, Get Many, or List, or choose a conversation. With Selected Fields, select the conversation ID there as well.',
					),
				);
			},
		);
	});

	it.each(['Invalid Date', 'Invalid DateTime', ' Invalid DateTime\n', 'We call you on Invalid DateTime.'])(
		'is no date that does not exist: %j',
		(text) => {
			expect(refusal(() => given(text).messageText(FIELD, 100))).toEqual(
				refused('Its expression gives a date that does not exist.'),
			);
		},
	);

	it.each(['Your Invalid Date', 'Invalid Dates', 'Invalid Date, sorry'])('may speak of one: %j', (text) => {
		expect(given(text).messageText(FIELD, 100)).toBe(text);
	});

	it.each(['Hello [object Object], bye', '[object Promise]', '[object Array]'])(
		'is no object that became a text on the way: %j',
		(text) => {
			const byExpression = { field: `=${text}{{ '' }}` };
			for (const read of [
				() => given(text, byExpression).messageText(FIELD, 100),
				() => given(text, byExpression).notes(FIELD),
			])
				expect(refusal(read)).toEqual(refused('Its expression gives an object where a text belongs.'));
			// Somebody may write about such things.
			expect(given(text).messageText(FIELD, 100)).toBe(text);
			const about = 'See [object storage] and [object 4711].';
			expect(given(about, byExpression).messageText(FIELD, 100)).toBe(about);
		},
	);

	it.each(['undefined', ' null ', 'NaN'])(
		'is no value that is missing, written out on the way: %j',
		(text) => {
			for (const read of [
				() => given(text, { field: '={{ String($json.bye) }}' }).messageText(FIELD, 100),
				() => given(text, { field: '={{ String($json.bye) }}' }).notes(FIELD),
			])
				expect(refusal(read)).toEqual(
					refused(
						'Its expression gives nothing, written out as a word. Check that the item has the field that the expression uses.',
					),
				);
			// Written by hand, it is what is meant.
			expect(given(text).messageText(FIELD, 100)).toBe(text);
		},
	);

	it('is no message where it is no text', () => {
		expect(refusal(() => given(5).messageText(FIELD, 100))).toEqual(
			refused('It must be text, not a number.'),
		);
	});

	it('is its default where nothing is saved', () => {
		const { context } = executeContext();

		expect(new Parameters(context, 0).flag(field({ default: true }))).toBe(true);
	});

	it('is what a locator was given, whichever way', () => {
		expect(given({ __rl: true, mode: 'id', value: 'x' }).text(LOCATOR)).toBe('x');
		expect(given({ mode: 'id' }).added(FIELD, () => 1)).toBeUndefined();
		expect(refusal(() => given({ mode: 'id', val: 'x' }).text(LOCATOR))).toEqual(
			refused('It must be text, not an object.'),
		);
	});

	it('is no locator unless the form has one there', () => {
		expect(refusal(() => given({ __rl: true, mode: 'id', value: 'x' }).text(FIELD))).toEqual(
			refused('It must be text, not an object.'),
		);
	});
});

describe('A text with an expression in it', () => {
	const TEXT = 'ID {{ $json.id }}';

	it('is refused where it was typed into a field that is Fixed', () => {
		expect(refusal(() => given(TEXT, { field: TEXT }).text(FIELD))).toEqual(
			refused('It contains {{ }}, which n8n did not evaluate. Switch the field from Fixed to Expression.'),
		);
	});

	it('is taken as it is where an expression has given it', () => {
		expect(given(TEXT, { field: '={{ $json.body.id }}' }).text(FIELD)).toBe(TEXT);
	});
});

describe('A collection', () => {
	it('has what was added to it, and the defaults of the rest', () => {
		const options = added('x');

		expect(options.has(FIELD)).toBe(true);
		expect(options.text(FIELD)).toBe('x');
		expect(options.has(field({ name: 'other' }))).toBe(false);
		expect(options.number(field({ name: 'other', default: 7 }))).toBe(7);
	});

	it('has what was added although it turned out empty: it must not become its default', () => {
		expect(refusal(() => added(undefined).flag(field({ default: false })))).toEqual(
			refused('It was added but is empty. Enter a value, or remove it.'),
		);
	});

	it('reads what was added, and nothing else', () => {
		expect(added('x').added(FIELD, (options) => options.text(FIELD))).toBe('x');
		expect(added('x').added(field({ name: 'other' }), () => 'read')).toBeUndefined();
	});

	it('is not the form itself', () => {
		expect(given('x').has(FIELD)).toBe(false);
	});

	it('is empty where it is not there', () => {
		const { context } = executeContext({ parameters: { options: null } });

		expect(new Parameters(context, 0).within(OPTIONS).has(FIELD)).toBe(false);
	});

	it.each([[null], [undefined], [[]]])(
		'is not taken for empty where the expression that was to give all of it gave %j',
		(options) => {
			const { context } = executeContext({
				parameters: { options },
				saved: { options: '={{ $json.options }}' },
			});

			expect(refusal(() => new Parameters(context, 0).within(OPTIONS))).toEqual({
				field: "The value of 'Options' cannot be used",
				whatToDo:
					'The expression returned nothing for item 0. Check that the item has the field that the expression uses.',
			});
		},
	);

	it('is not taken for empty where n8n has dropped the text that stood for all of it', () => {
		const { context } = executeContext({ parameters: { options: { [AS_TEXT]: '' } } });

		expect(refusal(() => new Parameters(context, 0).within(OPTIONS))).toEqual({
			field: "The value of 'Options' cannot be used",
			whatToDo:
				'One text or expression for all of it does not reach this node. Delete the node, add it again, and add what you need one by one; each can have an expression of its own.',
		});
	});

	it.each([
		['text', 'a string'],
		[5, 'a number'],
		[['x'], 'a list'],
	])('is not made of %j', (options, what) => {
		const { context } = executeContext({ parameters: { options } });

		expect(refusal(() => new Parameters(context, 0).within(OPTIONS))).toEqual({
			field: "The value of 'Options' cannot be used",
			whatToDo: `It must be an object, not ${what}.`,
		});
	});

	it('refuses what must not be in it', () => {
		expect(
			refusal(() => {
				added('').refuse(FIELD, 'Take it away.');
			}),
		).toEqual(refused('Take it away.'));
		expect(() => {
			added('x').refuse(field({ name: 'other' }), 'Take it away.');
		}).not.toThrow();
	});
});

describe('A text', () => {
	it('is given without the blanks around it, unless it is to be exact', () => {
		expect(given(' a b ').text(FIELD)).toBe('a b');
		expect(given(' a b ').exactText(FIELD)).toBe(' a b ');
		expect(given(5).text(FIELD)).toBe('5');
	});

	it.each([
		['', 'It is empty. Enter a value.'],
		['  ', 'It is empty. Enter a value.'],
		['\u200b\u2060\u00ad', 'It is empty. Enter a value.'],
		['\u3164 \u2800', 'It is empty. Enter a value.'],
		[null, 'It is empty. Enter a value.'],
		[1.5, 'This number is not exact. Enter it as text.'],
		[true, 'It must be text, not a boolean.'],
		[['x'], 'It must be text, not a list.'],
		[[], 'It must be text, not a list.'],
		['x'.repeat(256), 'It is longer than 255 characters.'],
		['a\nb', 'It contains control characters.'],
	])('is not made of %j', (value, whatToDo) => {
		expect(refusal(() => given(value).text(FIELD))).toEqual(refused(whatToDo));
	});

	it('may have 255 characters', () => {
		expect(given('x'.repeat(255)).text(FIELD)).toHaveLength(255);
	});

	it('may be notes of any length and with line breaks', () => {
		const notes = `a\nb ${'x'.repeat(1_000)}`;

		expect(given(notes).notes(FIELD)).toBe(notes);
		expect([given('').notes(FIELD), given(' \n').notes(FIELD), given(null).notes(FIELD)]).toEqual([
			undefined,
			undefined,
			undefined,
		]);
		expect(refusal(() => given(5).notes(FIELD))).toEqual(refused('It must be text, not a number.'));
	});
});

describe('An ID', () => {
	const MUST_BE = `It must be an ID such as ${ID}.`;

	it('is given in lower case', () => {
		expect(given(` ${ID.toUpperCase()} `).uuid(FIELD)).toBe(ID);
		expect(refusal(() => given('x').uuid(FIELD))).toEqual(refused(MUST_BE));
	});

	it('may be left out where it is optional', () => {
		expect(given(ID).optionalUuid(FIELD)).toBe(ID);
		expect(given(' ').optionalUuid(FIELD)).toBeUndefined();
		expect(refusal(() => given('x').optionalUuid(FIELD))).toEqual(refused(MUST_BE));
	});

	it('may be one of several, and counts once, however often and in whatever letters it is given', () => {
		expect(given([ID, NOBODYS, ` ${ID.toUpperCase()}`]).uuids(FIELD)).toEqual([ID, NOBODYS]);
		expect(given(ID).uuids(FIELD)).toEqual([ID]);
	});

	it.each([
		[[], 'It is empty. Choose at least one, or remove it.'],
		['', 'It is empty. Enter a value.'],
		[[ID, ''], `It must be a list of IDs such as ${ID}.`],
		[[ID, 5], `It must be a list of IDs such as ${ID}.`],
		[[ID, 'x'], MUST_BE],
	])('is not one of several where they are %j', (value, whatToDo) => {
		expect(refusal(() => given(value).uuids(FIELD))).toEqual(refused(whatToDo));
	});

	it('of a message is of letters, digits and hyphens', () => {
		expect(given('a-B-1').messageId(FIELD)).toBe('a-B-1');
		for (const value of ['a b', '../x', 'a_b', 'x'.repeat(101)])
			expect(refusal(() => given(value).messageId(FIELD))).toEqual(
				refused('It must be a message ID, which has only letters, digits, and hyphens.'),
			);
	});

	it('is found in an address', () => {
		expect(given(` ${ID.toUpperCase()} `).conversationIdFrom(FIELD)).toBe(ID);
		expect(
			given(`https://apps.mypurecloud.de/directory/#/engage/admin/interactions/${ID}`).conversationIdFrom(
				FIELD,
			),
		).toBe(ID);
	});

	it.each([
		['', `It is empty. Enter an ID such as ${ID}.`],
		[5, 'It must be text, not a number.'],
		['x', `It must be an ID such as ${ID}, or an address that contains the ID of exactly one conversation.`],
	])('is not found in %j', (value, whatToDo) => {
		expect(refusal(() => given(value).conversationIdFrom(FIELD))).toEqual(refused(whatToDo));
	});
});

describe('A phone number', () => {
	it('is given in one form', () => {
		expect(given('+1 317 555 0100').phone(FIELD)).toBe('+13175550100');
		expect(refusal(() => given('555 0100').phone(FIELD))).toEqual(
			refused('It must be a phone number with its country code, such as +1 317 555 0100.'),
		);
	});
});

describe('A time', () => {
	it('is given in milliseconds', () => {
		expect(given('2026-09-01 08:00').time(FIELD)).toBe(Date.parse('2026-09-01T08:00:00Z'));
		expect(refusal(() => given('soon').time(FIELD))).toEqual(
			refused(
				'It must be a date such as 2026-09-01T08:00:00Z, or 2026-09-01 08:00 in the time zone of the workflow. An hour that a change of clocks repeats or leaves out needs its offset, such as 2026-11-01T01:30:00-05:00.',
			),
		);
	});
});

describe('A choice', () => {
	it('is one of those that there are', () => {
		expect(given('b').option(FIELD, ['a', 'b'])).toBe('b');
		expect(refusal(() => given('c').option(FIELD, ['a', 'b']))).toEqual(refused('It must be one of: a, b.'));
	});

	it('may be several of those that there are, or none', () => {
		expect(given(['b', 'a']).options(FIELD, ['a', 'b'])).toEqual(['b', 'a']);
		expect(given([]).options(FIELD, ['a', 'b'])).toEqual([]);
		for (const value of ['a', ['a', 'c'], 5])
			expect(refusal(() => given(value).options(FIELD, ['a', 'b']))).toEqual(
				refused('It must be a list of values from: a, b.'),
			);
	});

	it('is not none because an expression gave nothing', () => {
		expect(refusal(() => given([], { field: '={{ $json.x }}' }).options(FIELD, ['a']))).toEqual(
			refused(
				'The expression returned nothing for item 0. Check that the item has the field that the expression uses.',
			),
		);
	});
});

describe('A number', () => {
	const bounded = field({ typeOptions: { minValue: 1, maxValue: 9 } });

	it('is whole, and within its bounds', () => {
		expect([1, 9, ' 5 '].map((value) => given(value).number(bounded))).toEqual([1, 9, 5]);
		for (const value of [0, 10, 1.5, '5x', true])
			expect(refusal(() => given(value).number(bounded))).toEqual(
				refused('It must be a whole number, from 1 to 9.'),
			);
	});

	it('may have no upper bound', () => {
		expect(refusal(() => given(-1).number(field({ typeOptions: { minValue: 0 } })))).toEqual(
			refused('It must be a whole number, 0 or more.'),
		);
		expect(given(2 ** 50).number(field())).toBe(2 ** 50);
	});
});

describe('A switch', () => {
	it('is on or off, also as a text', () => {
		expect([true, 'true', false, 'false'].map((value) => given(value).flag(FIELD))).toEqual([
			true,
			true,
			false,
			false,
		]);
		for (const value of [1, 0, 'yes', 'TRUE', []])
			expect(refusal(() => given(value).flag(FIELD))).toEqual(refused('It must be true or false.'));
	});

	it('that only the form can set takes no expression and no text', () => {
		const mustBeSet = refused('Set this switch by hand. Expressions and text are not allowed here.');

		expect(given(true, { field: true }).fixedFlag(FIELD)).toBe(true);
		expect(given(false).fixedFlag(FIELD)).toBe(false);
		expect(refusal(() => given('true').fixedFlag(FIELD))).toEqual(mustBeSet);
		expect(refusal(() => given(true, { field: '={{ true }}' }).fixedFlag(FIELD))).toEqual(mustBeSet);
	});
});

describe('An expression that gave nothing', () => {
	const NOTHING =
		'The expression returned nothing for item 0. Check that the item has the field that the expression uses.';

	it('is told as such', () => {
		expect(refusal(() => given('', { field: '={{ $json.x }}' }).text(FIELD))).toEqual(refused(NOTHING));
		expect(refusal(() => given(null, { field: '={{ $json.x }}' }).flag(FIELD))).toEqual(refused(NOTHING));
	});

	it('is told of a locator, too', () => {
		const saved = { field: { __rl: true, mode: 'id', value: '={{ $json.x }}' } };

		expect(
			refusal(() => given({ __rl: true, mode: 'id', value: '' }, saved).conversationIdFrom(LOCATOR)),
		).toEqual(refused(NOTHING));
	});

	it.each([
		['the field', { options: { field: '={{ $json.x }}' } }],
		['the whole collection', { options: '={{ $json.options }}' }],
	])('is told of a collection, too: %s', (_what, saved) => {
		const { context } = executeContext({ parameters: { options: { field: '' } }, saved });

		expect(refusal(() => new Parameters(context, 0).within(OPTIONS).text(FIELD))).toEqual(refused(NOTHING));
	});

	it('is not blamed where it gave something', () => {
		expect(refusal(() => given('x', { field: '={{ $json.x }}' }).uuid(FIELD))).toEqual(
			refused(`It must be an ID such as ${ID}.`),
		);
	});

	it('is not seen in a text that only has the sign in it', () => {
		expect(refusal(() => given('', { field: 'a={{ $json.x }}' }).text(FIELD))).toEqual(
			refused('It is empty. Enter a value.'),
		);
	});
});

describe('What to do when nothing is found', () => {
	const read = (options: object) =>
		readWhenNotFound(new Parameters(executeContext({ parameters: { options } }).context, 0));
	const missing = { missing: new ApiFailure('There is none', 'Look again.') };

	it('is to stop, unless something else is chosen', () => {
		expect(read({})).toBe('error');
		expect(['error', 'item', 'none'].map((whenNotFound) => read({ whenNotFound }))).toEqual([
			'error',
			'item',
			'none',
		]);
		expect(() => read({ whenNotFound: 'other' })).toThrow("'When Not Found'");
	});

	it('is done for a conversation that is not there', () => {
		expect(() => itemsForMissing(missing, 'error', ID)).toThrow(missing.missing);
		expect(itemsForMissing(missing, 'item', ID)).toEqual([{ found: false, conversationId: ID }]);
		expect(itemsForMissing(missing, 'none', ID)).toEqual([]);
	});

	it('is no failure where nothing in it matches', () => {
		expect(itemsForNothing('error', ID)).toEqual([]);
		expect(itemsForNothing('item', ID)).toEqual([{ found: false, conversationId: ID }]);
	});
});

describe('The limits of a run', () => {
	const read = (values: object) =>
		rateLimits(
			new Parameters(executeContext({ parameters: { options: values } }).context, 0).within(FORM_OPTIONS),
		);

	it('have defaults', () => {
		expect(read({})).toEqual({ headroom: 0.05, maxRetries: 5, maxWaitSeconds: 300 });
	});

	it('are those of the form, the headroom as a share', () => {
		expect(read({ headroomPercent: 20, maxRetries: 0, maxWaitSeconds: 7 })).toEqual({
			headroom: 0.2,
			maxRetries: 0,
			maxWaitSeconds: 7,
		});
	});

	it.each([
		['headroomPercent', 91],
		['headroomPercent', -1],
		['maxRetries', 101],
		['maxRetries', -1],
		['maxWaitSeconds', -1],
	])('have bounds: %s is not %d', (name, value) => {
		expect(() => read({ [name]: value })).toThrow('cannot be used');
	});
});

describe('The options of a form', () => {
	it('are those of the operation and those of the rate limit, in the order of the alphabet', () => {
		const own = [
			field({ displayName: 'When Not Found', name: 'w' }),
			field({ displayName: 'Check First', name: 'c' }),
		];

		const form = optionsWith(own);

		expect(form.name).toBe('options');
		expect(form.options?.map(({ name }) => name)).toEqual([
			'c',
			'headroomPercent',
			'maxRetries',
			'maxWaitSeconds',
			'w',
			AS_TEXT,
		]);
		expect(own.map(({ name }) => name)).toEqual(['w', 'c']);
	});
});
