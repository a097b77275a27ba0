import fc from 'fast-check';
import {
	conversationIdIn,
	exactText,
	phoneNumber,
	timeIn,
	wholeNumber,
} from '../../../nodes/shared/n8n/exact.ts';

const NOON = Date.parse('2026-09-01T12:00:00Z');
const ID = '3fa85f64-5717-4562-b3fc-2c963f66afa6';
const OTHER_ID = '00000000-0000-4000-8000-000000000000';

describe('An exact text', () => {
	it.each([
		['text', 'text'],
		['', ''],
		[' a ', ' a '],
		[5, '5'],
		[-5, '-5'],
		[Number.MAX_SAFE_INTEGER, '9007199254740991'],
	])('is %j as %j', (value, text) => {
		expect(exactText(value)).toBe(text);
	});

	it.each([1.5, Number.MAX_SAFE_INTEGER + 1, NaN, Infinity, true, null, undefined, {}, ['a']])(
		'is not made of %j',
		(value) => {
			expect(exactText(value)).toBeUndefined();
		},
	);
});

describe('A whole number', () => {
	it.each([
		[5, 5],
		[0, 0],
		[-5, -5],
		['5', 5],
		[' +5 ', 5],
		['-5', -5],
		['007', 7],
	])('is %j as %d', (value, number) => {
		expect(wholeNumber(value)).toBe(number);
	});

	it.each([
		1.5,
		'1.5',
		'',
		' ',
		'5x',
		'x5',
		'1e3',
		'0x10',
		'5 5',
		NaN,
		2 ** 53,
		'9007199254740992',
		true,
		null,
		[5],
	])('is not made of %j', (value) => {
		expect(wholeNumber(value)).toBeUndefined();
	});
});

describe('The conversation in an address', () => {
	it.each([
		`https://apps.mypurecloud.de/directory/#/engage/admin/interactions/${ID}`,
		`https://apps.usw2.pure.cloud/directory/#/engage/admin/interactions/${ID}/details`,
		`https://apps.euw2.pure.cloud/directory/#/engage/admin/interactions/${ID}/qualitySummary`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions/${ID}`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions/${ID.toUpperCase()}/admin`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions/${ID}/admin/details`,
		`https://apps.sae1.pure.cloud/directory/#/analytics/interactions/${ID}/admin?tabId=2`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions/${ID}/admin?tabId=${OTHER_ID}`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions/${ID}/admin/timeline?tabId=${OTHER_ID}&x=1`,
		`https://apps.mypurecloud.de/interaction/${ID}`,
		`https://apps.mypurecloud.de/x?conversationId=${ID}`,
		`https://apps.mypurecloud.de/x?queue=${OTHER_ID}&conversationId=${ID}&tab=audio`,
		`https://apps.mypurecloud.de/#/x?interactionId=${ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/${ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/calls/${ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/messages/${ID}`,
		`https://api.mypurecloud.de/api/v2/analytics/conversations/${ID}/details`,
		`https://api.mypurecloud.de/api/v2/Conversations/messages/${ID}?x=1`,
		`https://api.mypurecloud.de/api/v2/conversations/${ID}#${ID}`,
		`https://apps.mypurecloud.de/x?to=%2Finteractions%2F${ID}%2Fadmin`,
	])('is the one ID in it: %s', (address) => {
		expect(conversationIdIn(address)).toBe(ID);
	});

	it.each([
		ID,
		`http://api.mypurecloud.de/api/v2/conversations/${ID}`,
		`https://api.mypurecloud.de/api/v2/users/${ID}`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions?externalContact=externalContact%3A${ID}`,
		`https://apps.mypurecloud.de/directory/#/analytics/queues/${ID}/interactions`,
		`https://apps.mypurecloud.de/directory/#/analytics/interactions?tabId=${ID}`,
		`https://apps.mypurecloud.de/conversations/x?id=${ID}`,
		`https://apps.mypurecloud.de/x?conversationId=${ID}&conversationId=${OTHER_ID}`,
		`https://apps.mypurecloud.de/interaction/${ID}?conversationId=${OTHER_ID}`,
		`https://apps.mypurecloud.de/x?conversationId=`,
		`https://apps.mypurecloud.de/x?conversationId=${ID}a`,
		`https://apps.mypurecloud.de/x?myconversationId=${ID}`,
		`https://apps.mypurecloud.de/interactions/${ID}?x=%zz`,
		`https://api.mypurecloud.de/api/v2/conversations/messages/${ID}/details`,
		`https://api.mypurecloud.de/api/v2/conversations/messaging/integrations/${ID}`,
		`https://api.mypurecloud.de/api/v2/analytics/conversations/details/jobs/${ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/`,
		`https://api.mypurecloud.de/api/v2/conversations/${ID}/participants/${OTHER_ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/x${ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/${ID}-1`,
		`https://api.mypurecloud.de/api/v2/conversations/${ID}a`,
		`see https://api.mypurecloud.de/api/v2/conversations/${ID}`,
		`https://api.mypurecloud.de/api/v2/conversations/${ID} and more`,
	])('is none where it is not told for sure: %s', (address) => {
		expect(conversationIdIn(address)).toBeUndefined();
	});
});

describe('A phone number', () => {
	it.each([
		['+13175550100', '+13175550100'],
		['+1 (317) 555-0100', '+13175550100'],
		['(0049) 30 123456', '+4930123456'],
		['tel:+49.30.123456', '+4930123456'],
		['TEL:+49 30 123456', '+4930123456'],
		['0049 30 123456', '+4930123456'],
		['+1\u00a0317\u2011555\u202f0100', '+13175550100'],
		['+1234567', '+1234567'],
		['+123456789012345', '+123456789012345'],
	])('is %s as %s', (text, number) => {
		expect(phoneNumber(text)).toBe(number);
	});

	it.each([
		'317 555 0100',
		'+49 (0)30 123456',
		'+49 (030) 123456',
		'+0493012345',
		'+123456',
		'+1234567890123456',
		'+49 30 12 34 x 5',
		'x+4930123456',
		'+49/30/123456',
		'1 0049 30 123456',
		'',
	])('is not made of %j', (text) => {
		expect(phoneNumber(text)).toBeUndefined();
	});
});

describe('A time', () => {
	const NEW_YORK = 'America/New_York';
	/** As n8n's expressions have it. */
	const dateTime = (iso: string) => ({ isLuxonDateTime: true, toMillis: () => Date.parse(iso) });

	it.each([
		['2026-09-01T08:00:00Z', '2026-09-01T08:00:00Z'],
		['2026-09-01T08:00:00.123456Z', '2026-09-01T08:00:00.123Z'],
		[' 2026-09-01 08:00:00 +02:00 ', '2026-09-01T06:00:00Z'],
		['2026-09-01T08:00+0200', '2026-09-01T06:00:00Z'],
		['2026-09-01T08:00', '2026-09-01T12:00:00Z'],
		['2026-09-01 08:00', '2026-09-01T12:00:00Z'],
		['2026-12-01 08:00', '2026-12-01T13:00:00Z'],
		['2026-09-01', '2026-09-01T04:00:00Z'],
		[new Date('2026-09-01T08:00:00Z'), '2026-09-01T08:00:00Z'],
		[dateTime('2026-09-01T08:00:00Z'), '2026-09-01T08:00:00Z'],
		['2026-09-01t08:00:00z', '2026-09-01T08:00:00Z'],
		['2026-09-01T08:00:00+14:59', '2026-08-31T17:01:00Z'],
		['2000-01-01T00:00:00Z', '2000-01-01T00:00:00Z'],
	])('is %s, in the zone of the workflow where it names none', (value, time) => {
		expect(timeIn(value, NEW_YORK)).toBe(Date.parse(time));
	});

	it.each([
		5,
		'5',
		'',
		'01/02/2026',
		'2026-09-01T08:00:00+15:00',
		'2026-09-01T08:00:00+10:60',
		'1999-12-31T23:59:59.999Z',
		new Date(0),
		'2026-02-30',
		'2026-04-31T08:00:00Z',
		'2026-13-01',
		'2026-02-32',
		'2026-09-01T25:00:00Z',
		'2026-9-1',
		'x 2026-09-01',
		'2026-09-01 x',
		'2026-09-01T08:00:00 CET',
		'tomorrow',
		null,
		undefined,
		{},
		{ isLuxonDateTime: true, toMillis: 5 },
		{ isLuxonDateTime: true, toMillis: () => NaN },
		{ toMillis: () => NOON },
		new Date('never'),
		[],
	])('is not made of %j', (value) => {
		expect(timeIn(value, 'UTC')).toBeUndefined();
	});

	it.each(['2026-03-08 02:00', '2026-03-08T02:59:59'])('is not made of %s, which no clock shows', (value) => {
		expect(timeIn(value, NEW_YORK)).toBeUndefined();
	});

	it.each(['2026-11-01 01:00', '2026-11-01T01:59:59'])(
		'is not made of %s, which clocks show twice: nobody knows which is meant',
		(value) => {
			expect(timeIn(value, NEW_YORK)).toBeUndefined();
			expect(timeIn(value, 'UTC')).toBe(Date.parse(`${value.replace(' ', 'T')}Z`));
		},
	);

	it('is made of the first moment of a date, also where that day begins twice', () => {
		expect(timeIn('2026-11-01', 'America/Havana')).toBe(Date.parse('2026-11-01T04:00:00Z'));
		expect(timeIn('2026-11-01T00:00', 'America/Havana')).toBeUndefined();
	});

	it('is made of half an hour less where clocks go back by half an hour', () => {
		expect(timeIn('2026-04-05 01:45', 'Australia/Lord_Howe')).toBeUndefined();
		expect(timeIn('2026-04-05 01:15', 'Australia/Lord_Howe')).toBe(Date.parse('2026-04-04T14:15:00Z'));
	});

	it.each([
		['2026-11-01 00:59', '2026-11-01T04:59:00Z'],
		['2026-11-01 02:00', '2026-11-01T07:00:00Z'],
		['2026-11-01 01:30-04:00', '2026-11-01T05:30:00Z'],
		['2026-11-01 01:30-05:00', '2026-11-01T06:30:00Z'],
		['2026-03-08 01:59', '2026-03-08T06:59:00Z'],
		['2026-03-08 03:00', '2026-03-08T07:00:00Z'],
		['2026-03-08 02:30Z', '2026-03-08T02:30:00Z'],
	])('is %s on the day on which the clocks change', (value, time) => {
		expect(timeIn(value, NEW_YORK)).toBe(Date.parse(time));
	});

	it('is never made of nonsense, whatever comes', () => {
		fc.assert(
			fc.property(fc.anything(), (value) => {
				const time = timeIn(value, 'UTC');
				return time === undefined || Number.isFinite(time);
			}),
		);
	});
});
