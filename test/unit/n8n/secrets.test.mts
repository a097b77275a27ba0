import { withoutSecrets } from '../../../nodes/shared/n8n/secrets.ts';

const SECRETS = new Set(['', 's3cret', 't0ken']);

describe('A value without secrets', () => {
	it.each([
		['a text', 'my s3cret t0ken t0ken', 'my **hidden** **hidden** **hidden**'],
		['a list', ['s3cret', 5, ['a t0ken']], ['**hidden**', 5, ['a **hidden**']]],
		['an object', { a: { b: 's3cret' }, c: null }, { a: { b: '**hidden**' }, c: null }],
		['a name in an object', { 'a-s3cret': 1 }, { 'a-**hidden**': 1 }],
	])('has none in %s', (_where, value: unknown, shown) => {
		expect(withoutSecrets(value, SECRETS)).toEqual(shown);
	});

	it.each([['text'], [5], [null], [undefined], [true]])(
		'is itself where there can be none: %j',
		(value: unknown) => {
			expect(withoutSecrets(value, SECRETS)).toBe(value);
		},
	);

	it('is not copied where there is none in it', () => {
		const value = { a: ['b'] };

		expect(withoutSecrets(value, SECRETS)).toBe(value);
		expect(withoutSecrets(value, new Set(['']))).toBe(value);
	});
});
