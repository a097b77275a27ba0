import fc from 'fast-check';
import type { EventType, Kept } from '../../../../nodes/shared/conversations/watch/event.ts';
import {
	numberIn,
	packed,
	packedStretches,
	packedTime,
	packedVain,
	unpacked,
	unpackedStretches,
	unpackedTime,
	unpackedVain,
	VAIN,
} from '../../../../nodes/shared/conversations/watch/packed.ts';
import { Failure } from '../../../../nodes/shared/platform/failures.ts';
import type { Chat } from '../../../support/tiny-center.mts';
import { minute, startedAt, then, Watching } from '../../../support/watching.mts';

const A = 'aaaaaaaa-0000-4000-8000-000000000001';
const B = 'bbbbbbbb-0000-4000-8000-000000000002';
const EVENTS = [
	'conversationStarted',
	'conversationEnded',
	'customerLeft',
	'conversationIdle',
] as const satisfies readonly EventType[];

const anyTime = fc.integer({ min: 0, max: 4_000_000_000_000 });
const anyId = fc.oneof(fc.uuid(), fc.stringMatching(/^[0-9a-z-]{1,100}$/));
const viaJson = (value: unknown): unknown => JSON.parse(JSON.stringify(value));

describe('What is kept in letters', () => {
	it('is a time again, to the millisecond', () => {
		fc.assert(
			fc.property(anyTime, (time) => {
				expect(unpackedTime(packedTime(time))).toBe(time);
			}),
		);
	});

	it('is the rest of a list again, in order', () => {
		const stretch = fc
			.record({
				from: anyTime,
				to: anyTime,
				page: fc.option(fc.integer({ min: 1, max: 80 })),
				isUnordered: fc.boolean(),
				isEstimated: fc.boolean(),
			})
			.map(({ from, to, page, isUnordered, isEstimated }) => ({
				...{ from, to },
				...(page !== null && { page }),
				...(isUnordered && { isUnordered: true as const }),
				...(isEstimated && { isEstimated: true as const }),
			}));
		fc.assert(
			fc.property(fc.array(stretch, { minLength: 1, maxLength: 12 }), (stretches) => {
				expect(unpackedStretches(packedStretches(stretches))).toEqual(stretches);
			}),
		);
	});

	it('is a time and how long something was tried in vain again', () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(anyId, anyTime, fc.option(fc.nat(100_000)))), (entries) => {
				const things = new Map(
					entries.map(([id, time, minutes]) => [id, { time, vainFor: minutes ?? undefined }] as const),
				);
				const kept = viaJson(
					packed(things, ({ time, vainFor }) => `${packedTime(time)}${packedVain(vainFor)}`),
				);
				const again = unpacked(kept, (text) => ({
					...{ time: unpackedTime(text.split(VAIN)[0]), vainFor: unpackedVain(text) },
				}));
				expect(again).toEqual(things);
			}),
		);
	});

	it('is nothing rather than an error, whatever it was made to be', () => {
		fc.assert(
			fc.property(fc.anything(), fc.string(), (value, name) => {
				expect(() => unpacked(value, unpackedTime)).not.toThrow();
				expect(unpackedVain(name)).not.toBeNaN();
				expect(Number.isNaN(unpackedTime(name))).toBe(false);
			}),
		);
	});

	it('has only numbers as numbers', () => {
		fc.assert(
			fc.property(fc.oneof(fc.double(), fc.dictionary(fc.string(), fc.string())), (value) => {
				expect(numberIn({ value }, 'value')).toBe(
					typeof value === 'number' && Number.isFinite(value) ? value : undefined,
				);
			}),
		);
	});
});

/** What somebody else might have written in place of what was kept: numbers, and records of texts. */
const anyText = fc.oneof(
	fc.string(),
	anyTime.map(packedTime),
	fc.stringMatching(/^[!+*]{0,2}[0-9a-z]{1,9}([.?][0-9a-z]{0,9}){0,3}$/),
);
const anyPacked = fc.dictionary(
	fc.oneof(
		fc.string(),
		fc.constantFrom(
			...Object.keys(
				packed(
					new Map([
						[A, 0],
						[B, 0],
						['chat', 0],
					]),
					String,
				),
			),
		),
	),
	anyText,
	{ maxKeys: 5 },
);
const NAMES = [
	'baseline',
	'readTo',
	'since',
	'knownFrom',
	'isOrdered',
	'beganAt',
	'latestTime',
	'listedAt',
	'ahead',
];
const MAPS = ['known', 'pending', 'toList', 'open', 'past'];
const anyValue = fc.oneof(
	fc.constantFrom(minute(-60), minute(-1), minute(0), minute(30), minute(90), minute(100_000)),
	fc.double({ noNaN: true, noDefaultInfinity: true }),
	anyPacked,
);
/** Some of what was kept is something else. */
const anyDamage: fc.Arbitrary<Kept> = fc.dictionary(fc.constantFrom(...NAMES, ...MAPS), anyValue, {
	maxKeys: 4,
});

/** Two chats in which everything has happened by now, some of it before noon. */
function chats(): Chat[] {
	return [
		then(
			startedAt(A, -50),
			['the customer leaves', -45],
			['the customer comes back', 10],
			['the customer leaves', 20],
		),
		then(startedAt(B, 5), ['the conversation ends', 25]),
	];
}

/** Polls for an hour from noon on, and gives what came and when the watching began. */
async function polled(event: EventType, damage: (kept: Kept | undefined) => Kept | undefined) {
	const trigger = new Watching(event, event === 'conversationIdle' ? { idleForMinutes: 10 } : {});
	trigger.has(...chats().slice(0, 1));
	await trigger.poll();
	trigger.has(...chats());
	await trigger.until(40);
	trigger.kept = damage(trigger.kept);
	const given: { id: string; time: number }[] = [];
	for (const minutes of [40, 41, 60, 61, 80, 100]) {
		await trigger.until(minutes);
		const { events } = await trigger.poll().catch((error: unknown) => {
			// Only what people are told is no mistake of the trigger's.
			if (error instanceof Failure) return { events: [] };
			throw error;
		});
		given.push(...events.map(({ id, time }) => ({ id, time })));
	}
	return given;
}

const twice = (given: readonly { id: string }[]) =>
	given.map(({ id }) => id).filter((id, i, ids) => ids.indexOf(id) !== i);

describe.each(EVENTS)('What is kept, and was damaged (%s)', (event) => {
	const isBefore = ({ time }: { time: number }) => time < minute(0);

	it('gives nothing twice, and nothing from before it began, where its beginning is as it was', async () => {
		await fc.assert(
			fc.asyncProperty(anyDamage, async (damage) => {
				const given = await polled(event, (kept) => ({
					...{ ...kept, ...damage },
					baseline: kept?.['baseline'] ?? 0,
				}));
				expect(twice(given)).toEqual([]);
				expect(given.filter(isBefore)).toEqual([]);
			}),
			{ numRuns: 60, examples: [[{ since: 0, pending: packed(new Map([[A, 0]]), () => '?0') }]] },
		);
	});

	it('is nothing rather than an error where all of it is something else', async () => {
		await fc.assert(
			fc.asyncProperty(fc.option(anyDamage), async (damage) => {
				expect(twice(await polled(event, () => damage ?? undefined))).toEqual([]);
			}),
			{ numRuns: 40 },
		);
	});
});
