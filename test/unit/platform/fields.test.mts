import { Fields, isRecord } from '../../../nodes/shared/platform/fields.ts';

interface Payload {
	readonly name?: string | null;
	readonly age?: number | null;
	readonly isNew?: boolean | null;
	readonly owner?: { readonly name?: string | null } | null;
	readonly labels?: Readonly<Record<string, string>> | null;
	readonly words?: readonly string[] | null;
	readonly parts?: ReadonlyArray<{ readonly name?: string | null }> | null;
}

const fields = (value: unknown) => new Fields<Payload>(value);

/** All that a field can hold beside what it should. */
const STRANGE = [undefined, null, '', 'text', 0, 5, true, false, [], ['text'], {}, { name: 'x' }] as const;

function otherThan(...types: readonly string[]): readonly unknown[] {
	return STRANGE.filter((value) => !types.includes(Array.isArray(value) ? 'array' : typeof value));
}

describe('A field of an answer', () => {
	it('is a text, and an empty one counts as absent', () => {
		expect(fields({ name: 'Thing' }).text('name')).toBe('Thing');
		expect(fields({ name: '' }).text('name')).toBeUndefined();
	});

	it.each(otherThan('string'))('is absent as a text: %j', (name) => {
		expect(fields({ name }).text('name')).toBeUndefined();
		expect(fields({ name }).enumeration('name')).toBeUndefined();
	});

	it('is a value of an enumeration in lower case', () => {
		expect(fields({ name: 'ConNected' }).enumeration('name')).toBe('connected');
	});

	it('is a number', () => {
		expect(fields({ age: 0 }).number('age')).toBe(0);
		expect(fields({ age: 5.5 }).number('age')).toBe(5.5);
	});

	it.each(otherThan('number'))('is absent as a number: %j', (age) => {
		expect(fields({ age }).number('age')).toBeUndefined();
	});

	it('is a flag when it is true, and nothing else', () => {
		expect(fields({ isNew: true }).flag('isNew')).toBe(true);
		expect(STRANGE.filter((isNew) => fields({ isNew }).flag('isNew'))).toEqual([true]);
	});

	it('is an object of its own, empty where there is none', () => {
		expect(
			fields({ owner: { name: 'Dana' } })
				.object('owner')
				.text('name'),
		).toBe('Dana');
		expect(fields({}).object('owner').text('name')).toBeUndefined();
	});

	it('is there as an object or not', () => {
		expect(fields({ owner: {} }).isObject('owner')).toBe(true);
		for (const owner of otherThan('object')) expect(fields({ owner }).isObject('owner')).toBe(false);
		expect(fields({ owner: null }).isObject('owner')).toBe(false);
	});

	it('is a map of texts, without what is none', () => {
		expect(fields({ labels: { a: 'one', b: '', c: 5, d: null } }).mapOfTexts('labels')).toEqual([
			['a', 'one'],
			['b', ''],
		]);
		for (const labels of otherThan('object')) expect(fields({ labels }).mapOfTexts('labels')).toEqual([]);
	});

	it('is a list of objects, empty where there is none', () => {
		const parts = fields({ parts: [{ name: 'one' }, null, { name: 'two' }] }).list('parts');

		expect(parts.map((part) => part.text('name'))).toEqual(['one', undefined, 'two']);
		for (const strange of otherThan('array')) expect(fields({ parts: strange }).list('parts')).toEqual([]);
	});

	it('is a list of texts, without what is none', () => {
		expect(fields({ words: ['one', 5, null, 'two', ['three']] }).listOfTexts('words')).toEqual([
			'one',
			'two',
		]);
		for (const words of otherThan('array')) expect(fields({ words }).listOfTexts('words')).toEqual([]);
	});

	it.each(otherThan('object'))('is absent in what is no object: %j', (value) => {
		expect(fields(value).text('name')).toBeUndefined();
	});
});

describe('A record', () => {
	it('is an object, and neither null nor a list', () => {
		expect(STRANGE.filter(isRecord)).toEqual([{}, { name: 'x' }]);
	});
});
