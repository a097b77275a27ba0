import { inspect } from 'node:util';

import fc from 'fast-check';
import { tryToParseDateTime, type IDataObject } from 'n8n-workflow';

/** What an expression can give. */
export type HostileValue = IDataObject[string];

/** A value that a parameter may get although nobody has meant it, and what it is called in reports. */
export interface Hostile {
	readonly what: string;
	readonly make: (meant: Meant) => HostileValue;
}

/** What belongs where the value goes: one that would be right, and a right one of somebody else. */
export interface Meant {
	readonly good: string;
	readonly others: string;
}

/** Nobody listens there, and nobody may be asked to. */
const EVIL_HOST = 'evil.example';

const DATE = '2026-02-03T04:05:06Z';
const LONG = 'x'.repeat(100_000);

/** What has no relation to where it goes. */
const ANYWHERE: Readonly<Record<string, () => HostileValue>> = {
	undefined: () => undefined,
	null: () => null,
	'an empty text': () => '',
	blanks: () => ' \t\n ',
	'no-break spaces': () => '\u00a0\u202f\u3000',
	'characters without width': () => '\u200b\u2060\ufeff\u00ad',
	'marks of direction': () => '\u200f\u202e\u2066',
	NaN: () => NaN,
	Infinity: () => Infinity,
	'-Infinity': () => -Infinity,
	'-1': () => -1,
	'-0': () => -0,
	'0': () => 0,
	'1e21': () => 1e21,
	'a number too large to be exact': () => 2 ** 53,
	'a fraction': () => 1.5,
	'0.1 + 0.2': () => 0.1 + 0.2,
	true: () => true,
	false: () => false,
	'an empty list': () => [],
	'a list in a list': () => [[]],
	'a list of null': () => [null],
	'a list of holes': () => new Array<string>(2),
	'a list of nothing': () => Array.from({ length: 2 }),
	'an empty object': () => ({}),
	'an object in an object': () => ({ value: { value: {} } }),
	'an empty locator': () => ({ __rl: true, mode: 'id', value: '' }),
	'a locator without a value': () => ({ __rl: true, mode: 'id', value: null }),
	'a locator in a locator': () => ({ mode: 'id', value: { mode: 'id', value: 'x' } }),
	'an object without prototype': () => {
		const bare: IDataObject = {};
		Object.setPrototypeOf(bare, null);
		return bare;
	},
	'an object with a toString that throws': () => ({
		toString: () => {
			throw new Error('toString was called');
		},
	}),
	'an object with a toString that is no function': () => ({ toString: 5, valueOf: 5 }),
	'a pattern': () => /x/,
	'an error': () => new Error('An error as a value'),
	'a map': () => new Map([['value', 'x']]),
	bytes: () => new Uint8Array([1, 2, 3]),
	'parent folders': () => '../../users/me',
	'parent folders, encoded': () => '..%2f..%2fusers%2fme',
	'parent folders, encoded twice': () => '%252e%252e%252fusers',
	'a parent folder, encoded': () => '%2e%2e',
	'a parent folder': () => '..',
	'a query': () => '?x=1',
	'a fragment': () => '#',
	'a backslash': () => '\\..\\',
	'a foreign address': () => `https://${EVIL_HOST}/api/v2/conversations`,
	'a foreign address without a scheme': () => `//${EVIL_HOST}/`,
	'a foreign host behind a sign-in': () => `@${EVIL_HOST}`,
	'a foreign port': () => `:9@${EVIL_HOST}:80/`,
	'a script': () => 'javascript:alert(1)',
	'another header': () => 'x\r\nX-Injected: yes\r\n\r\nGET / HTTP/1.1',
	NUL: () => 'a\u0000b',
	'other control characters': () => 'a\u0007\u001b[31m\u0085b',
	'half a character': () => '\ud83d',
	'the other half of a character': () => 'a\udc00b',
	'no character at all': () => '\ufffe\uffff',
	'100 kB': () => LONG,
	'100 kB of a list': () => Array.from({ length: 5_000 }, () => 'x'),
	__proto__: () => '__proto__',
	constructor: () => 'constructor',
	toString: () => 'toString',
	hasOwnProperty: () => 'hasOwnProperty',
	'an own __proto__': () => Object.fromEntries([['__proto__', { mode: 'id', value: 'x' }]]),
	'an expression': () => '={{ 1 }}',
	'an expression within': () => '{{ $json.value }}',
	'a template': () => '${process.env}',
	HTML: () => '<img src=x onerror="alert(1)">',
	SQL: () => "' OR 1=1 --",
	'a wildcard': () => '*',
	'many wildcards': () => '%%**??',
	'"undefined"': () => 'undefined',
	'"null"': () => 'null',
	'"NaN"': () => 'NaN',
	'"[object Object]"': () => '[object Object]',
	'"true"': () => 'true',
	'"false"': () => 'false',
	'"TRUE"': () => 'TRUE',
	'"yes"': () => 'yes',
	'"1e3"': () => '1e3',
	'"0x10"': () => '0x10',
	'"1,5"': () => '1,5',
	'"007"': () => '007',
	'"+5"': () => '+5',
	'digits of another script': () => '\u0661\u0662',
	'a date': () => new Date(DATE),
	'a date that is none': () => new Date(NaN),
	'a date before the calendar': () => new Date(-8.64e15),
	'a DateTime': () => tryToParseDateTime(DATE),
	'a DateTime that is none': () => tryToParseDateTime(DATE).setZone('No/Where'),
	'a duration': () => tryToParseDateTime(DATE).diff(tryToParseDateTime('2026-01-01T00:00:00Z')),
	'a text with a date': () => DATE,
	'a date as Americans write it': () => '02/03/2026',
	'a date as Germans write it': () => '3.2.2026',
	'a date in words': () => 'Tue, 03 Feb 2026 04:05:06 GMT',
	'the 30th of February': () => '2026-02-30',
	'a week date': () => '2026-W06-2',
	'seconds since 1970': () => 1_770_091_506,
	'milliseconds since 1970': () => 1_770_091_506_000,
	'a year': () => '+012026-02-03',
	'a date with an hour too many': () => '2026-02-03T25:00:00Z',
	'an ID that nothing has': () => '00000000-0000-4000-8000-000000000000',
	'an ID of zeros': () => '00000000-0000-0000-0000-000000000000',
};

/** What is nearly right. */
const NEARLY: Readonly<Record<string, (meant: Meant) => HostileValue>> = {
	'a list of the good one': ({ good }) => [good],
	'a list of the good one and a blank': ({ good }) => [good, ' '],
	'a list of the good one and none': ({ good }) => [good, undefined],
	'a list of two': ({ good, others }) => [good, others],
	'a list of the good one twice': ({ good }) => [good, good],
	'two in one text': ({ good, others }) => `${good},${others}`,
	'two in lines': ({ good, others }) => `${good}\n${others}`,
	"somebody else's": ({ others }) => others,
	"somebody else's in a list": ({ others }) => [others],
	'an object with the good one': ({ good }) => ({ id: good }),
	'an object that reads as the good one': ({ good }) => ({ toString: () => good }),
	'an object that is sent as the good one': ({ good }) => ({ toJSON: () => good }),
	'a locator with the good one': ({ good }) => ({ __rl: true, mode: 'id', value: good }),
	'a locator with the good one and no mark': ({ good }) => ({ mode: 'id', value: good }),
	'the good one as an object': ({ good }) => Object(good) as object,
	'blanks around it': ({ good }) => `  ${good}\t`,
	'a line break behind it': ({ good }) => `${good}\n`,
	'a line break before it': ({ good }) => `\r\n${good}`,
	'a no-break space behind it': ({ good }) => `${good}\u00a0`,
	'a character without width in it': ({ good }) => `${good.slice(0, 3)}\u200b${good.slice(3)}`,
	'a character without width before it': ({ good }) => `\u200b${good}`,
	'quotes around it': ({ good }) => `"${good}"`,
	'braces around it': ({ good }) => `{${good}}`,
	'double braces around it': ({ good }) => `{{${good}}}`,
	'in capitals': ({ good }) => good.toUpperCase(),
	'a dot behind it': ({ good }) => `${good}.`,
	'a slash behind it': ({ good }) => `${good}/`,
	'more of the path behind it': ({ good }) => `${good}/participants`,
	'a way up behind it': ({ good, others }) => `${good}/../${others}`,
	'a way up behind it, encoded': ({ good, others }) => `${good}%2f..%2f${others}`,
	'a query behind it': ({ good }) => `${good}?expand=all`,
	'a semicolon behind it': ({ good }) => `${good};x=1`,
	'NUL behind it': ({ good }) => `${good}\u0000`,
	'a letter too many': ({ good }) => `${good}0`,
	'a letter too few': ({ good }) => good.slice(0, -1),
	'without hyphens': ({ good }) => good.replaceAll('-', ''),
	backwards: ({ good }) => Array.from(good).reverse().join(''),
	'other letters that look like it': ({ good }) => good.replaceAll('a', '\u0430').replaceAll('0', '\u041e'),
	'wide digits': ({ good }) => good.replaceAll(/\d/g, (digit) => String.fromCharCode(0xff10 + Number(digit))),
	'an address with it': ({ good }) =>
		`https://apps.mypurecloud.com/directory/#/engage/admin/interactions/${good}`,
	'a foreign address with it': ({ good }) => `https://${EVIL_HOST}/interactions/${good}`,
	'an address with two': ({ good, others }) =>
		`https://apps.mypurecloud.com/directory/#/interactions/${good}?conversationId=${others}`,
	'an address that is none': ({ good }) => `https://apps.mypurecloud.com/%E0%A4%A/interactions/${good}`,
	'the good one again and again': ({ good }) => `${good} `.repeat(2_000),
};

/** All that nobody would have meant, and some that comes close to it. */
export const HOSTILE: readonly Hostile[] = [
	...Object.entries(ANYWHERE).map(([what, make]) => ({ what, make })),
	...Object.entries(NEARLY).map(([what, make]) => ({ what, make })),
];

/** Anything: of every kind that n8n can hand on, texts most often. */
export function anyValue({ good, others }: Meant): fc.Arbitrary<HostileValue> {
	const part = fc.oneof(
		fc.constantFrom(
			good,
			others,
			good.slice(0, 8),
			'..',
			'/',
			'%2f',
			'?',
			'#',
			' ',
			'\n',
			'\u0000',
			'{{',
			'}}',
		),
		fc.string({ unit: 'binary', maxLength: 8 }),
	);
	const text = fc.oneof(
		fc.string({ unit: 'binary', maxLength: 300 }),
		fc.array(part, { maxLength: 6 }).map((parts) => parts.join('')),
		fc.uuid(),
		fc.webUrl({ withFragments: true, withQueryParameters: true }),
		fc.double().map(String),
	);
	const other = fc
		.anything({ withDate: true, withMap: true, withNullPrototype: true, maxDepth: 3 })
		.filter((value): value is HostileValue => isHandedOn(value));
	return fc.oneof(
		{ weight: 4, arbitrary: text },
		{ weight: 1, arbitrary: fc.oneof(fc.integer(), fc.double(), fc.maxSafeInteger()) },
		{ weight: 2, arbitrary: other },
	);
}

/** Some of those, the same for the same seed. */
export function someValues(meant: Meant, seed: number, count: number): Hostile[] {
	return fc
		.sample(anyValue(meant), { seed, numRuns: count })
		.map((value, i) => ({ what: `value ${i} of seed ${seed}`, make: () => value }));
}

function isHandedOn(value: unknown): boolean {
	return !['bigint', 'symbol', 'function'].includes(typeof value);
}

/** A value as JSON, where nothing is lost by that; undefined where something is. */
export function jsonOf(value: HostileValue): string | undefined {
	try {
		const json = JSON.stringify(value);
		const again: unknown = JSON.parse(json);
		return inspect(again, { depth: 9 }) === inspect(value, { depth: 9 }) ? json : undefined;
	} catch {
		return undefined;
	}
}
