import {
	baselineBy,
	eventOf,
	hasGotOn,
	NOTHING_YET,
	placeOf,
} from '../../../../nodes/shared/conversations/watch/event.ts';
import type { Rest } from '../../../../nodes/shared/conversations/watch/looks.ts';
import { noTime } from '../../../../nodes/shared/conversations/genesys-time.ts';
import { NOON } from '../../../support/virtual-clock.mts';
import { readChat, chat } from '../../../support/virtual-conversation.mts';

const FAILURE = noTime();

describe('An event', () => {
	const live = { conversation: readChat(chat({ id: 'Chat-1' })), raw: {} };

	it.each([
		['conversationStarted', 'conversationStarted:chat-1', 0],
		['conversationEnded', 'conversationEnded:chat-1:2026-09-01T12:00:00.000Z', 0],
		['customerLeft', 'customerLeft:chat-1:2026-09-01T12:00:00.000Z', 0],
		['conversationIdle', 'conversationIdle:chat-1:2026-09-01T12:00:00.000Z', 30],
	] as const)('is named by what happens once (%s)', (event, id, minutesLater) => {
		expect(eventOf({ event, idleForMinutes: 30 }, live, NOON)).toEqual({
			...{ id, type: event, time: NOON + minutesLater * 60_000, live },
		});
	});
});

describe('The place to watch', () => {
	it('is everywhere where there is none', () => {
		expect(placeOf({ queueIds: [], divisionId: undefined })).toEqual({ conversation: [], segments: [] });
	});

	it('is a division, and any of some queues', () => {
		expect(placeOf({ queueIds: ['q1', 'q2'], divisionId: 'd1' })).toEqual({
			conversation: [['divisionId', 'd1']],
			segments: [
				[
					['queueId', 'q1'],
					['queueId', 'q2'],
				],
			],
		});
	});
});

describe('The beginning', () => {
	it.each([
		['in the past stays', NOON - 1, NOON - 1],
		['within what answers tell differently stays', NOON + 5_000, NOON + 5_000],
		['in the future was told by a clock that was wrong', NOON + 5_001, NOON + 5_000],
	])('%s', (_what, baseline, then) => {
		expect(baselineBy(NOON, baseline)).toBe(then);
	});

	it('gives nothing, and is no error', () => {
		expect(NOTHING_YET).toEqual({ events: [], isProgress: true, failure: undefined, givenUp: 0 });
	});
});

describe('A poll has got on', () => {
	const NOTHING: Rest = {
		read: 0,
		unread: new Set(),
		failed: new Set(),
		isCutShort: false,
		failure: undefined,
		missing: undefined,
	};
	const WELL = {
		isPutOff: false,
		isListed: false,
		wasAllWell: true,
		isAllInVain: false,
		notListed: undefined,
	};
	const SOME = new Set(['a']);

	it.each<[string, Partial<Rest>, Partial<Parameters<typeof hasGotOn>[1]>, boolean]>([
		['where there was nothing to do', {}, {}, true],
		['where something was read, whatever else', { read: 1, failed: SOME }, { notListed: FAILURE }, true],
		['where something was read after a day in vain', { read: 1 }, { isAllInVain: true }, true],
		['not where a part could not be listed', {}, { notListed: FAILURE, isListed: true }, false],
		['not where nothing can be read', { failed: SOME }, { isAllInVain: true, isListed: true }, false],
		['not where nothing is shown', { missing: FAILURE }, { isAllInVain: true, isListed: true }, false],
		['where nothing could be read for long, and nothing was tried now', {}, { isAllInVain: true }, true],
		[
			'not where nothing can be read, though some are put off',
			{ failed: SOME, unread: SOME },
			{ isAllInVain: true, isPutOff: true },
			false,
		],
		[
			'where something is put off',
			{ failed: SOME, unread: SOME },
			{ isPutOff: true, wasAllWell: false },
			true,
		],
		['where the list got on, and nothing was read', { unread: SOME }, { isListed: true }, true],
		['not where nothing was read, nor listed', { unread: SOME }, {}, false],
		[
			'where it failed for the first time, and the list got on',
			{ failed: SOME, unread: SOME },
			{ isListed: true },
			true,
		],
		['not where it failed for the first time, without a list', { failed: SOME, unread: SOME }, {}, false],
		[
			'not where it fails again, although the list got on',
			{ failed: SOME, unread: SOME },
			{ isListed: true, wasAllWell: false },
			false,
		],
		[
			'not where it is refused again, although the list got on',
			{ failure: FAILURE },
			{ isListed: true, wasAllWell: false },
			false,
		],
		[
			'where the time was over for the first time',
			{ isCutShort: true, unread: SOME },
			{ isListed: true },
			true,
		],
		[
			'not where the time is over again before anything was read, although the list got on',
			{ isCutShort: true, unread: SOME },
			{ isListed: true, wasAllWell: false },
			false,
		],
		['where it is refused for the first time', { failure: FAILURE }, { isListed: true }, true],
		[
			'where others failed before, and the list got on now',
			{ unread: SOME },
			{ isListed: true, wasAllWell: false },
			true,
		],
	])('%s', (_when, rest, besides, isProgress) => {
		expect(hasGotOn({ ...NOTHING, ...rest }, { ...WELL, ...besides })).toBe(isProgress);
	});
});
