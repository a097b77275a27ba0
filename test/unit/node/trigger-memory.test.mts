import type { IDataObject } from 'n8n-workflow';

import { DAY_MS } from '../../../simulator/durations.mts';
import { assertOneNode, Memory, noteHandedOut } from '../../../nodes/GenesysWebMessagingTrigger/memory.ts';
import type { Watch } from '../../../nodes/shared/conversations/watch/event.ts';
import { pollContext } from '../../support/n8n-context.mts';
import { withTimeTravel } from '../../support/time-travel.mts';

const WATCH: Watch = {
	event: 'conversationEnded',
	queueIds: ['q1', 'q2'],
	divisionId: undefined,
	idleForMinutes: 0,
	idleSide: 'anyone',
};
const NODE = { id: 'node', name: 'Trigger' };

/** Data that n8n hands out themselves, and watches for changes. */
const watched = (): IDataObject => ({ __dataChanged: false });

describe('What a trigger keeps from poll to poll', () => {
	const travel = withTimeTravel();
	let workflows = 0;
	let workflowId = '';

	beforeEach(() => {
		workflows += 1;
		workflowId = `memory-${workflows}`;
	});

	/** Another process, which knows nothing of this one. */
	const elsewhere = () => ({ workflow: `${workflowId}, elsewhere` });

	const memory = (
		kept: IDataObject,
		{ watch = WATCH, node = NODE, account = 'account', workflow = workflowId } = {},
	) => {
		const { context } = pollContext({ kept, node, workflowId: workflow });
		noteHandedOut(context);
		return new Memory(context, watch, account);
	};

	it('is nothing at first', () => {
		expect(memory(watched()).read()).toBeUndefined();
		expect(memory(watched()).isReadAhead()).toBe(false);
	});

	it('is read again, in this process and in another', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);

		expect(memory(kept).read()).toEqual({ since: 1 });
		expect(memory(structuredClone(kept), elsewhere()).read()).toEqual({ since: 1 });
	});

	it('is the same whatever the order of the queues', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);

		expect(memory(kept, { watch: { ...WATCH, queueIds: ['q2', 'q1'] } }).read()).toEqual({ since: 1 });
	});

	it.each<[string, Partial<Watch>]>([
		['another event', { event: 'customerLeft' }],
		['other queues', { queueIds: ['q1'] }],
		['another division', { divisionId: 'd' }],
		['another time', { idleForMinutes: 5 }],
		['another side', { idleSide: 'agent' }],
	])('is over where %s is watched, and does not come back', (_what, change) => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);
		const other = { watch: { ...WATCH, ...change } };

		expect(memory(kept, other).read()).toBeUndefined();
		expect(memory(structuredClone(kept), { ...other, ...elsewhere() }).read()).toBeUndefined();
		memory(kept, other).write({ since: 2 }, true);
		expect(memory(kept, other).read()).toEqual({ since: 2 });
		expect(memory(kept).read()).toBeUndefined();
	});

	it('does not come back where n8n puts back what was kept before something else was watched', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);
		const before = structuredClone(kept);
		memory(kept, { watch: { ...WATCH, queueIds: [] } }).write({ since: 2 }, true);

		expect(memory(before).read()).toBeUndefined();
	});

	it('comes back where another process has watched something else since, and this one watches that as well', () => {
		const kept = watched();
		const other = { watch: { ...WATCH, queueIds: [] } };
		memory(kept).write({ since: 1 }, true);
		travel().pass(1000);
		memory(kept, { ...other, ...elsewhere() }).write({ since: 2 }, false);

		expect(memory(structuredClone(kept), other).read()).toEqual({ since: 2 });
	});

	it('is over where another account is watched', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);

		expect(memory(kept, { account: 'other' }).read()).toBeUndefined();
	});

	it('belongs to the node, and not to its name', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);

		expect(memory(kept, { node: { ...NODE, id: 'other' } }).read()).toBeUndefined();
	});

	it('is what it was before, where n8n has discarded the last events', () => {
		const kept = { ...watched() };
		memory(kept).write({ since: 1 }, true);
		const before = structuredClone(kept);
		// A copy that n8n may discard.
		const { watching } = kept;
		memory({ watching }).write({ since: 2 }, false);
		travel().pass(30_001);

		expect(memory(before).read()).toEqual({ since: 1 });
	});

	it('is the last, where nothing was given, though n8n hands out older data', () => {
		const kept = { ...watched() };
		memory(kept).write({ since: 1 }, true);
		const before = structuredClone(kept);
		memory({ watching: kept['watching'] }).write({ since: 2 }, true);

		expect(memory(before).read()).toEqual({ since: 2 });
		expect(memory(before).isReadAhead()).toBe(false);
	});

	it('is what was before the last events, where n8n hands out that: it may have discarded them', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, false);
		const before = structuredClone(kept);
		memory({ ...kept }).write({ since: 2 }, false);

		expect(memory(before).read()).toEqual({ since: 1 });
	});

	it('is the last, where n8n has handed that out, and then puts back older data', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, false);
		const before = structuredClone(kept);
		memory(kept).write({ since: 2 }, false);
		expect(memory(kept).read()).toEqual({ since: 2 });

		expect(memory(before).isReadAhead()).toBe(false);
		expect(memory(before).read()).toEqual({ since: 2 });
	});

	it('is the last, where n8n puts back older data after it has shown that it discarded nothing', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, false);
		const before = structuredClone(kept);
		memory(kept).write({ since: 2 }, false);
		memory(kept).write({ since: 3 }, true);

		expect(memory(before).read()).toEqual({ since: 3 });
		expect(memory({ ...watched() }).read()).toEqual({ since: 3 });
	});

	it('is the last, where the node has another name, and n8n hands out nothing', () => {
		memory(watched()).write({ since: 1 }, false);

		expect(memory(watched(), { node: { ...NODE, name: 'Chats' } }).read()).toEqual({ since: 1 });
		expect(memory(watched()).read()).toBeUndefined();
	});

	it('is what a durable cursor shows, also where the node has another name, and where that is nothing', () => {
		memory({}).write({ since: 1 }, false);
		travel().pass(30_001);

		expect(memory({}, { node: { ...NODE, name: 'Chats' } }).read()).toBeUndefined();
	});

	it('is the last, where the node has an earlier name again, under which n8n has kept older data', () => {
		const older = watched();
		memory(older).write({ since: 1 }, false);
		memory(watched(), { node: { ...NODE, name: 'Chats' } }).write({ since: 2 }, false);

		expect(memory(older).read()).toEqual({ since: 2 });
	});

	it('is not the last where the node has another name, but n8n hands out what it has kept', () => {
		const copy: IDataObject = {};
		memory(copy).write({ since: 1 }, true);
		const before = structuredClone(copy);
		memory(copy).write({ since: 2 }, false);

		expect(memory(before, { node: { ...NODE, name: 'Chats' } }).read()).toEqual({ since: 1 });
	});

	it('is the newest, where another process has kept something since', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);
		travel().pass(1000);
		memory(kept, elsewhere()).write({ since: 2 }, true);

		expect(memory(kept).read()).toEqual({ since: 2 });
	});

	it('is the newest, where another process has kept something since, of which n8n hands out nothing under another name', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);
		travel().pass(1000);
		memory(kept, elsewhere()).write({ since: 2 }, false);
		memory(kept);

		expect(memory(watched(), { node: { ...NODE, name: 'Chats' } }).read()).toEqual({ since: 2 });
	});

	it('is later than what was kept before, also where the clock goes back', () => {
		const kept = watched();
		memory(kept).write({ since: 1 }, true);
		travel().pass(-3_600_000);
		memory(kept).write({ since: 2 }, true);
		expect(memory(kept).read()).toEqual({ since: 2 });
		memory(kept, elsewhere()).write({ since: 3 }, true);

		expect(memory(kept).read()).toEqual({ since: 3 });
	});

	describe('is read ahead', () => {
		it('where n8n hands out what was there before the last events, within half a minute', () => {
			const before: IDataObject = {};
			memory(before).write({ since: 1 }, true);
			const copy = structuredClone(before);
			travel().pass(10);
			memory(copy).write({ since: 2 }, false);

			expect(memory(before).isReadAhead()).toBe(true);
			travel().pass(29_000);
			expect(memory(before).isReadAhead()).toBe(true);
			travel().pass(1_000);
			expect(memory(before).isReadAhead()).toBe(false);
			expect(memory(copy).isReadAhead()).toBe(false);
		});

		it('where a first poll gave events, of which n8n hands out nothing yet', () => {
			memory({}).write({ since: 1 }, false);

			expect(memory({}).isReadAhead()).toBe(true);
			expect(memory({}, { watch: { ...WATCH, queueIds: [] } }).isReadAhead()).toBe(false);
		});

		it('never under another name, where it goes on from the last', () => {
			memory(watched()).write({ since: 1 }, false);

			expect(memory(watched(), { node: { ...NODE, name: 'Chats' } }).isReadAhead()).toBe(false);
		});

		it('not under another name either, where n8n has shown that it may have discarded the last events', () => {
			const kept: IDataObject = { ...watched() };
			memory(kept).write({ since: 1 }, true);
			const before = structuredClone(kept);
			memory({ watching: kept['watching'] }).write({ since: 2 }, false);
			expect(memory(before).isReadAhead()).toBe(true);
			const renamed = memory(watched(), { node: { ...NODE, name: 'Chats' } });

			expect(renamed.isReadAhead()).toBe(false);
			expect(renamed.read()).toEqual({ since: 1 });
		});

		it('never where nothing was given', () => {
			memory({}).write({ since: 1 }, true);
			expect(memory({}).isReadAhead()).toBe(false);
		});
	});

	describe('is nothing where it was damaged:', () => {
		const whole = () => {
			const kept = watched();
			memory(kept).write({ since: 1 }, true);
			return kept;
		};

		it.each([
			['version', '1'],
			['version', 2],
			['node', 1],
			['watched', null],
			['order', '1'],
			['order', undefined],
			['state', 'since'],
			['state', undefined],
		])('%s is %j', (key, value) => {
			const kept = whole();
			const damaged = { ...kept, watching: { ...(kept['watching'] as IDataObject), [key]: value } };

			expect(memory(damaged as IDataObject, elsewhere()).read()).toBeUndefined();
		});

		it.each([[undefined], [null], ['text'], [[1]]])('all of it is %j', (watching) => {
			expect(memory({ watching } as IDataObject, elsewhere()).read()).toBeUndefined();
		});
	});

	it('has what was tried in vain beside it, for as long as the same is watched', () => {
		const tries = memory({}).tries();

		expect(memory({}).tries()).toBe(tries);
		expect(memory({}, elsewhere()).tries()).not.toBe(tries);
		const others = memory({}, { watch: { ...WATCH, queueIds: [] } }).tries();
		expect(others).not.toBe(tries);
		expect(memory({}).tries()).not.toBe(tries);
	});
});

describe('A node ID that two triggers of a workflow have', () => {
	const travel = withTimeTravel();
	let workflows = 0;

	/** Polls under these names, one after the other; a number is a pause in days. @returns which of them were errors */
	function errorsOf(...names: ReadonlyArray<string | number>): string[] {
		workflows += 1;
		return names.flatMap((name, i) => {
			if (typeof name === 'number') {
				travel().pass(name * DAY_MS);
				return [];
			}
			const { context } = pollContext({ node: { id: 'node', name }, workflowId: `one-node-${workflows}` });
			try {
				assertOneNode(context);
				return [];
			} catch (error) {
				expect(error).toMatchObject({
					message: 'Two triggers of this workflow have the same node ID',
					whatToDo: expect.stringMatching(/^Delete one of them, .* the next poll goes on\.$/) as unknown,
				});
				return [`${name} (${i + 1})`];
			}
		});
	}

	it.each([
		[
			['A', 'B', 'A', 'B', 'A'],
			['B (4)', 'A (5)'],
		],
		[['A', 'A', 'B', 'B', 'A', 'A', 'B'], ['B (7)']],
		[['A', 'B', 'C', 'A', 'B'], ['B (5)']],
		[['A', 'B', 6, 'A', 'B'], ['B (5)']],
		[['A', 'B', 'A', 6.9, 'B'], ['B (5)']],
	])('shows by names that take turns (%j)', (names, errors) => {
		expect(errorsOf(...names)).toEqual(errors);
	});

	it.each([
		[['A', 'A', 'A', 'A']],
		[['A', 'B', 'A', 'A']],
		[['A', 'B', 'C', 'D', 'E']],
		[['A', 'B', 'A', 7, 'B', 'A']],
		[['A', 'B', 'A', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 'J', 'A']],
	])('is not supposed of one that is renamed now and then (%j)', (names) => {
		expect(errorsOf(...names)).toEqual([]);
	});

	it('is an error once where one is renamed back and forth, and none where it gets another name then', () => {
		expect(errorsOf('A', 'B', 'A', 'B', 'B', 'C', 'C')).toEqual(['B (4)']);
	});

	it('is not supposed where they are in two workflows', () => {
		expect([errorsOf('A', 'B'), errorsOf('A', 'B'), errorsOf('A', 'B')].flat()).toEqual([]);
	});
});
