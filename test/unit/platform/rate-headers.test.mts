import { rateHeaders } from '../../../nodes/shared/platform/rate-headers.ts';

const ALL = { 'inin-ratelimit-allowed': '300', 'inin-ratelimit-count': '17', 'inin-ratelimit-reset': '42' };

const read = (headers: Readonly<Record<string, string>>) => rateHeaders({ headers });

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

	it.each(['-1', '1.5', ' 5', '5 ', '1e3', ''])('is nothing where a number is not of digits (%j)', (text) => {
		expect(read({ ...ALL, 'inin-ratelimit-count': text })).toBeUndefined();
	});

	it('holds nobody for longer than a window can take', () => {
		expect(read({ ...ALL, 'inin-ratelimit-reset': '61' })?.resetSeconds).toBe(61);
		expect(read({ ...ALL, 'inin-ratelimit-reset': '62' })?.resetSeconds).toBe(61);
		expect(read({ ...ALL, 'inin-ratelimit-reset': '86400' })?.resetSeconds).toBe(61);
	});

	it('is nothing where nothing would be allowed: that is no limit to live with', () => {
		expect(read({ ...ALL, 'inin-ratelimit-allowed': '0' })).toBeUndefined();
	});
});
