import { readHttpDate } from '../../../nodes/shared/platform/http-date.ts';

const NOON = Date.parse('2026-09-01T12:00:00Z');

describe('A date of HTTP', () => {
	it('is read in the form that HTTP writes', () => {
		expect(readHttpDate('Tue, 01 Sep 2026 12:00:00 GMT')).toBe(NOON);
		expect(readHttpDate(' Tue, 01 Sep 2026 12:00:00 GMT ')).toBe(NOON);
	});

	it.each([
		undefined,
		'',
		'2026-09-01T12:00:00Z',
		'Tue, 01 Sep 2026 12:00:00',
		'Tue, 01 Sep 2026 12:00:00 +0200',
		'Tue, 1 Sep 2026 12:00:00 GMT',
		'Tue, 01 Sep 26 12:00:00 GMT',
		'Tue, 01 Sep 2026 12:00 GMT',
		'tue, 01 Sep 2026 12:00:00 GMT',
		'Tuesday, 01 Sep 2026 12:00:00 GMT',
		'x Tue, 01 Sep 2026 12:00:00 GMT',
		'Tue, 01 Sep 2026 12:00:00 GMT x',
		'Tue, 01 Xyz 2026 12:00:00 GMT',
		'5',
	])('is read in no other: %j', (text) => {
		expect(readHttpDate(text)).toBeUndefined();
	});
});
