import { rateHeaders } from '../../../nodes/shared/platform/rate-headers.ts';

const ALL = { 'inin-ratelimit-allowed': '300', 'inin-ratelimit-count': '17', 'inin-ratelimit-reset': '42' };

const read = (headers: Readonly<Record<string, string>>) => rateHeaders({ status: 200, headers, body: {} });

describe('What an answer says of the rate limit', () => {
	it('is what is allowed, what is counted and when the window ends', () => {
		expect(read(ALL)).toEqual({ allowed: 300, count: 17, resetSeconds: 42 });
	});

	it('may be that nothing is counted, or that the window ends now', () => {
		expect(read({ ...ALL, 'inin-ratelimit-count': '0', 'inin-ratelimit-reset': '0' })).toEqual({
			allowed: 300,
			count: 0,
			resetSeconds: 0,
		});
	});

	it.each(['allowed', 'count', 'reset'])('is nothing where it does not tell all of it (%s)', (name) => {
		const others = Object.entries(ALL).filter(([header]) => header !== `inin-ratelimit-${name}`);

		expect(read(Object.fromEntries(others))).toBeUndefined();
		expect(read({ ...ALL, [`inin-ratelimit-${name}`]: 'many' })).toBeUndefined();
		expect(read({ ...ALL, [`inin-ratelimit-${name}`]: 'Infinity' })).toBeUndefined();
	});

	it('is nothing where nothing would be allowed: that is no limit to live with', () => {
		expect(read({ ...ALL, 'inin-ratelimit-allowed': '0' })).toBeUndefined();
	});
});
