import fc from 'fast-check';
import { apiPath } from '../../../nodes/shared/platform/api.ts';

describe('A path of the Platform API', () => {
	it('begins with the version, and has its values in their places', () => {
		expect(apiPath`users/${'a'}/queues/${'b'}`).toBe('/api/v2/users/a/queues/b');
		expect(apiPath`users`).toBe('/api/v2/users');
	});

	it('lets no value leave its place', () => {
		expect(apiPath`users/${'../x?y=z#1'}/queues`).toBe('/api/v2/users/..%2Fx%3Fy%3Dz%231/queues');
		fc.assert(
			fc.property(fc.string({ unit: 'grapheme-ascii' }), (value) => {
				const { pathname, search, hash } = new URL(
					apiPath`users/x${value}/queues`,
					'https://api.example.com',
				);
				expect(pathname.split('/')).toHaveLength(6);
				expect([search, hash]).toEqual(['', '']);
			}),
		);
	});
});
