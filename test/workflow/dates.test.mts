import { isDeepStrictEqual } from 'node:util';

import type { INodeParameters } from 'n8n-workflow';

import { MINUTE_MS } from '../../simulator/durations.mts';
import { followedByClose, told, VALUE, withValues } from '../support/chain.mts';
import { openContactCenter, openConversations } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { withWorkbench } from '../support/workbench.mts';

/** When the tests play, by Genesys Cloud's clock; all times are given in full, so that n8n's own does not matter. */
const TODAY = '2026-09-30T12:00:00Z';
/** The process has one zone itself: of these, at least three are others. */
const ZONES = ['America/New_York', 'Asia/Kolkata', 'Europe/Berlin', 'UTC'] as const;
type Zone = (typeof ZONES)[number];

describe('A time', () => {
	const bench = withWorkbench();

	/** Whether it stands for just this moment, as a start and as an end. */
	async function isMoment(written: string, moment: string, zone: Zone): Promise<boolean> {
		const { world } = bench().simulator;
		world.clock.set(TODAY);
		const center = openContactCenter(world);
		const at = Date.parse(moment);
		const before = center.chat({ startedAt: at - MINUTE_MS });
		const after = center.chat({ startedAt: at });
		const listed = async (filters: INodeParameters) =>
			(await bench().items({ parameters: getMany(filters), timezone: zone })).map(
				({ conversationId }) => conversationId,
			);
		const day = (days: number) => new Date(at + days * 1440 * MINUTE_MS).toISOString();

		const since = await listed({ startedAfter: written, startedBefore: day(1) });
		const until = await listed({ startedAfter: day(-1), startedBefore: written });
		bench().reset();
		return isDeepStrictEqual([since, until], [[after.id], [before.id]]);
	}

	it.each<readonly [written: string, moments: Readonly<Record<Zone, string>>]>([
		[
			'2026-07-01T08:00:00',
			{
				'America/New_York': '2026-07-01T12:00:00Z',
				'Asia/Kolkata': '2026-07-01T02:30:00Z',
				'Europe/Berlin': '2026-07-01T06:00:00Z',
				UTC: '2026-07-01T08:00:00Z',
			},
		],
		[
			'2026-01-15T08:00:00',
			{
				'America/New_York': '2026-01-15T13:00:00Z',
				'Asia/Kolkata': '2026-01-15T02:30:00Z',
				'Europe/Berlin': '2026-01-15T07:00:00Z',
				UTC: '2026-01-15T08:00:00Z',
			},
		],
		[
			'2026-07-01',
			{
				'America/New_York': '2026-07-01T04:00:00Z',
				'Asia/Kolkata': '2026-06-30T18:30:00Z',
				'Europe/Berlin': '2026-06-30T22:00:00Z',
				UTC: '2026-07-01T00:00:00Z',
			},
		],
	])('without a zone is in the one of the workflow: %s', async (written, moments) => {
		for (const zone of ZONES)
			expect([zone, await isMoment(written, moments[zone], zone)]).toEqual([zone, true]);
	});

	it.each([
		'2026-07-01T08:00',
		'2026-07-01 08:00',
		'2026-07-01 08:00:00.000',
		'2026-07-01t08:00:00',
		' 2026-07-01 08:00 ',
	])('without a zone may be written so: "%s"', async (written) => {
		expect(await isMoment(written, '2026-07-01T12:00:00Z', 'America/New_York')).toBe(true);
		expect(await isMoment(written, '2026-07-01T02:30:00Z', 'Asia/Kolkata')).toBe(true);
	});

	it.each([
		'2026-07-01T08:00:00Z',
		'2026-07-01T08:00Z',
		'2026-07-01t08:00:00z',
		'2026-07-01 08:00:00 Z',
		'2026-07-01T08:00:00 Z',
		'2026-07-01T08:00:00.000000000Z',
		'2026-07-01T10:00:00+02:00',
		'2026-07-01T10:00+0200',
		'2026-07-01 10:00 +02:00',
		'2026-06-30T18:00:00-14:00',
		'2026-07-01T13:30:00+05:30',
	])('with a zone is in that one, whatever the workflow says: %s', async (written) => {
		for (const zone of ['America/New_York', 'Asia/Kolkata'] as const)
			expect([zone, await isMoment(written, '2026-07-01T08:00:00Z', zone)]).toEqual([zone, true]);
	});

	it.each([
		['={{ new Date("2026-07-01T12:00:00Z") }}', '2026-07-01T12:00:00Z'],
		['={{ new Date(1782907200000) }}', '2026-07-01T12:00:00Z'],
		['={{ DateTime.fromISO("2026-07-01T08:00:00") }}', '2026-07-01T12:00:00Z'],
		['={{ "2026-07-01T08:00:00".toDateTime() }}', '2026-07-01T12:00:00Z'],
		['={{ DateTime.fromISO("2026-07-01T08:00:00", { zone: "Asia/Tokyo" }) }}', '2026-06-30T23:00:00Z'],
		['={{ DateTime.fromISO("2026-07-03T08:00:00").minus({ days: 2 }) }}', '2026-07-01T12:00:00Z'],
		['={{ DateTime.fromMillis(1782907200000) }}', '2026-07-01T12:00:00Z'],
		['={{ DateTime.fromISO("2026-07-01T08:00:00").toISO() }}', '2026-07-01T12:00:00Z'],
		['={{ DateTime.fromISO("2026-07-01T08:00:00").toJSDate() }}', '2026-07-01T12:00:00Z'],
	])('may be a date of an expression: %s', async (written, moment) => {
		expect(await isMoment(written, moment, 'America/New_York')).toBe(true);
	});
});

const EARLIER = '2026-07-01T00:00:00Z';
const LATER = '2026-07-02T00:00:00Z';

describe('What is no time', () => {
	const bench = withWorkbench();

	it.each([
		[
			'is written as in some country',
			['01/02/2026', '31/12/2025', '1.7.2026', '01-07-2026', '1 July 2026', 'July 1'],
		],
		[
			'is a number, or has one in it',
			['5', 5, 'foo 5', '1782907200000', 1782907200000, '46204.5', '20260701'],
		],
		[
			'is not on any calendar',
			['2026-02-30', '2026-02-29T08:00', '2026-06-31', '2026-13-01', '2026-00-10', '2026-07-00'],
		],
		[
			'is not on any clock',
			['2026-07-01T25:00', '2026-07-01T08:60', '2026-07-01T08:00:61', '2026-07-01T24:30'],
		],
		[
			'has a zone that is none',
			['2026-07-01T08:00+99:00', '2026-07-01T08:00+02:99', '2026-07-01T08:00 EST', '2026-07-01T08:00X'],
		],
		[
			'is not complete',
			['2026', '2026-07', '2026-7-1', '2026-W27', '2026-182', '2026-07-01T08', 'T08:00', '08:00'],
		],
		[
			'goes on',
			['2026-07-01T08:00:00Z junk', '2026-07-01/2026-07-02', '2026-07-01, 2026-07-02', 'on 2026-07-01'],
		],
		[
			'is of another standard',
			['Wed, 01 Jul 2026 08:00:00 GMT', 'Wed Jul 01 2026 08:00:00 GMT+0200', '/Date(1782907200000)/'],
		],
		['is a word', ['tomorrow', 'now', 'null', 'Invalid Date', 'Invalid DateTime', '{{ $now }}']],
		[
			'stands for no date in other systems',
			['0001-01-01', '0001-01-01T00:00:00Z', '1900-01-01', '1970-01-01T00:00:00.000Z', '0000-00-00'],
		],
		['is of another type', [true, {}, [], [EARLIER], { date: EARLIER }]],
	])('because it %s, is refused by name', async (_what, values) => {
		const { world } = bench().simulator;
		const { id } = openContactCenter(world).chat();

		for (const [shown, filters] of [
			['Started After', { startedAfter: VALUE }],
			['Started Before', { startedBefore: VALUE }],
		] as const) {
			const execution = await bench().engine.run(followedByClose(withValues(getMany(filters), values)));
			expect(told(execution)).toEqual(
				values.map(
					() =>
						expect.stringMatching(
							new RegExp(
								`^The value of '${shown}' cannot be used\\. (The expression returned nothing|It must be a date such as)`,
							),
						) as string,
				),
			);
		}
		expect(bench().calls()).toEqual([]);
		expect(openConversations(world)).toEqual([id]);
	});

	it.each([
		'new Date(NaN)',
		'new Date("foo")',
		'new Date(null)',
		'new Date(0)',
		'DateTime.fromISO("nope")',
		'DateTime.fromISO("2026-02-30")',
		'DateTime.fromMillis(0)',
		'Duration.fromObject({ days: 20000 })',
		'DateTime.fromISO("2026-07-02").diff(DateTime.fromISO("1970-01-01"))',
		'Interval.after(DateTime.fromISO("2026-07-01"), { days: 1 })',
	])('is refused as an expression gives it: %s', async (expression) => {
		for (const name of ['startedAfter', 'startedBefore']) {
			const [said] = told(await bench().run(withValues(getMany({ [name]: `={{ ${expression} }}` }), [1])));
			expect(said).toMatch(
				/^The value of 'Started (After|Before)' cannot be used\. It must be a date such as/,
			);
		}
		expect(bench().calls()).toEqual([]);
	});
});

describe('A time to look at', () => {
	const bench = withWorkbench();
	const between = (startedAfter: string, startedBefore?: string, timezone = 'UTC') => ({
		...withValues(getMany({ startedAfter, ...(startedBefore !== undefined && { startedBefore }) }), [1]),
		timezone,
	});

	it.each([
		['ends before it starts', between(LATER, EARLIER)],
		['ends as it starts', between(EARLIER, EARLIER)],
		['ends as it starts, in another zone', between(EARLIER, '2026-07-01T02:00:00+02:00')],
		[
			'ends before it starts in the zone of the workflow',
			between('2026-07-01T08:00', '2026-07-01T10:00Z', 'America/New_York'),
		],
		['has not come yet', between(new Date(Date.now() + 2 * 1440 * MINUTE_MS).toISOString())],
		['is longer than anything is kept', between('2024-01-01', '2026-07-01')],
	])('that %s is refused by name', async (_what, run) => {
		openContactCenter(bench().simulator.world).chat();

		expect(told(await bench().run(run))).toEqual([
			expect.stringMatching(/^The value of 'Started After' cannot be used\. (It|The time range) must/),
		]);
		expect(bench().calls()).toEqual([]);
	});

	it('is the same in the zone of the workflow and out of it', async () => {
		expect(
			told(await bench().run(between('2026-07-01T08:00', '2026-07-01T10:00', 'America/New_York'))),
		).toEqual([]);
		expect(told(await bench().run(between('2026-07-01T08:00', '2026-07-01T10:00Z', 'UTC')))).toEqual([]);
		expect(bench().calls()).not.toEqual([]);
	});
});
