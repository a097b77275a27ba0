import fc from 'fast-check';
import { quote } from '../../../nodes/shared/platform/quote.ts';

describe('A quote', () => {
	it('stands on one line', () => {
		expect(quote(' one\n two\t\tthree ')).toBe('one two three');
	});

	it('is no longer than 300 characters', () => {
		expect(quote('ab '.repeat(100))).toHaveLength(299);
		expect(quote('no '.repeat(101))).toBe(`${'no '.repeat(100)}…`);
	});

	it('is cut before it is looked through', () => {
		const long = `${'no '.repeat(400)}end`;

		expect(quote(`${' '.repeat(1_200)}never shown`)).toBe('');
		expect(quote(long)).not.toContain('end');
	});

	it.each([
		['Bearer abc', '… is wrong'],
		['bearer   abc.def-ghi', '… is wrong'],
		['Basic dXNlcjpwYXNz', '… is wrong'],
		['a'.repeat(41), '… is wrong'],
		['aB3-_~+/='.repeat(5), '… is wrong'],
		['a'.repeat(40), `${'a'.repeat(40)} is wrong`],
		['3fa85f64-5717-4562-b3fc-2c963f66afa6', '3fa85f64-5717-4562-b3fc-2c963f66afa6 is wrong'],
		['Forbearer abc', 'Forbearer abc is wrong'],
	])('shows nothing that looks like a token: %s', (text, shown) => {
		expect(quote(`${text} is wrong`)).toBe(shown);
	});

	it('hides all of several tokens', () => {
		expect(quote('Bearer a, Bearer b')).toBe('… …');
	});

	it('is short and on one line, whatever comes', () => {
		fc.assert(
			fc.property(fc.string({ maxLength: 2_000, unit: 'grapheme' }), (text) => {
				const quoted = quote(text);
				return quoted.length <= 301 && !/[\r\n]/.test(quoted);
			}),
		);
	});
});
