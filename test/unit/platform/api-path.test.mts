import fc from 'fast-check';
import { apiPath } from '../../../nodes/shared/platform/api.ts';

describe('A path of the Platform API', () => {
	it('begins with the version, and has its values in their places', () => {
		expect(apiPath`users/${'a-1'}/queues/${'B-2'}`).toBe('/api/v2/users/a-1/queues/B-2');
		expect(apiPath`users`).toBe('/api/v2/users');
	});

	it.each(['', '.', '..', '../x', 'a/b', 'a b', 'a?b', 'a#b', '%2e', 'a\n', 'a_b', 'x'.repeat(101)])(
		'takes nothing but an ID: not %j',
		(value) => {
			expect(() => apiPath`users/${'a'}/queues/${value}`).toThrow(RangeError);
		},
	);

	it('takes an ID of a hundred characters', () => {
		expect(apiPath`users/${'x'.repeat(100)}`).toHaveLength('/api/v2/users/'.length + 100);
	});

	it('says what is no ID, and of a long one the beginning', () => {
		expect(() => apiPath`users/${'?'.repeat(60)}`).toThrow(`Not an ID: ${'?'.repeat(50)}`);
	});

	it('lets no value lead elsewhere, whatever comes', () => {
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
				let path: string;
				try {
					path = apiPath`users/${value}/queues`;
				} catch {
					return;
				}
				const { pathname, search, hash } = new URL(path, 'https://api.example.com');
				expect([pathname, search, hash]).toEqual([`/api/v2/users/${value}/queues`, '', '']);
			}),
		);
	});
});
