import { MINUTE_MS } from '../../simulator/durations.mts';
import { endTimeOf } from '../../simulator/world/model.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { rawConversation, showInstead } from '../support/raw-conversation.mts';
import { withTimeTravel } from '../support/time-travel.mts';
import { activate, type ActiveTrigger } from '../support/trigger.mts';
import { withWorkbench } from '../support/workbench.mts';

describe('A trigger that is answered with how a conversation was before', () => {
	const bench = withWorkbench();
	const travel = withTimeTravel();
	const world = () => bench().simulator.world;
	const minutes = (count: number) => {
		travel().pass(count * MINUTE_MS);
	};
	const endOf = (id: string) => {
		const { endings } = world().conversation(id);
		const at = endings.at(-1)?.value ?? NaN;
		return `conversationEnded:${id}:${new Date(at).toISOString()}`;
	};
	/** It has ended once, was given as ended, and has ended again after a re-opening. */
	const endedTwice = async (trigger: ActiveTrigger, id: string) => {
		minutes(1);
		world().end(id);
		minutes(1);
		const first = endOf(id);
		expect(await trigger.ids()).toEqual([first]);
		const before = await rawConversation(bench(), id);
		minutes(20);
		world().reopen(id);
		minutes(20);
		world().end(id);
		minutes(1);
		return { before, second: endOf(id) };
	};
	const chat = async () => {
		const { id } = openContactCenter(world()).chat();
		return { id, trigger: await activate(bench(), { event: 'conversationEnded' }) };
	};

	it('gives the second end as soon as it is shown', async () => {
		const { id, trigger } = await chat();
		const { before, second } = await endedTwice(trigger, id);
		showInstead(bench(), before, 1);

		expect(await trigger.ids()).toEqual([]);
		minutes(1);
		expect(await trigger.ids()).toEqual([second]);
		minutes(1);
		expect(await trigger.ids()).toEqual([]);
	});

	it('gives the first end no second time when the index mends the second', async () => {
		const { id, trigger } = await chat();
		const { before, second } = await endedTwice(trigger, id);
		expect(await trigger.ids()).toEqual([second]);
		const { endings } = world().conversation(id);
		const last = endings.pop();
		if (last?.value !== undefined) endings.push({ ...last, value: last.value + 3_000 });
		showInstead(bench(), before, 1);

		expect(await trigger.ids()).toEqual([]);
		minutes(1);
		expect(await trigger.ids()).toEqual([]);
	});

	it.each([
		['was given, and forgotten since', 'forgotten'],
		['was of before the publishing', 'before'],
	])('gives the second end, and not the first, where that %s', async (_what, how) => {
		const { id } = openContactCenter(world()).chat();
		minutes(1);
		const publish = async () => await activate(bench(), { event: 'conversationEnded' });
		const early = how === 'forgotten' ? await publish() : undefined;
		world().end(id);
		minutes(1);
		const given = await early?.ids();
		expect(given ?? [endOf(id)]).toEqual([endOf(id)]);
		const before = await rawConversation(bench(), id);
		const trigger = early ?? (await publish());
		// What is remembered goes back from the latest event.
		for (let others = 0; others < 3; others++) {
			minutes(20);
			const other = openContactCenter(world()).chat();
			world().end(other.id);
			minutes(1);
			await trigger.ids();
		}
		world().reopen(id);
		minutes(5);
		world().end(id);
		minutes(1);
		const second = endOf(id);
		showInstead(bench(), before, 1);

		expect(await trigger.ids()).toEqual([]);
		minutes(1);
		expect(await trigger.ids()).toEqual([second]);
	});

	it.each([1, 10, 60])(
		'goes by what the conversation tells where the index tells another time for good (a poll every %d minutes)',
		async (apart) => {
			const { id, trigger } = await chat();
			minutes(1);
			world().end(id);
			minutes(1);
			const before = await rawConversation(bench(), id);
			const first = endOf(id);
			world().mendEnd(id, 3 * MINUTE_MS);
			minutes(3);
			showInstead(bench(), before);
			const given: string[][] = [];
			for (let polls = 0; polls < 5; polls++) {
				given.push(await trigger.ids());
				minutes(apart);
			}

			expect(given).toEqual([[], [], [first], [], []]);
		},
	);

	it('goes by what came last where the end of before is shown for good', async () => {
		bench().simulator.configure({ assumptions: { reopenKeepsEndTime: true } });
		const { id, trigger } = await chat();
		const { second } = await endedTwice(trigger, id);

		expect(endTimeOf(world().conversation(id))).toBeDefined();
		expect(await trigger.ids()).toEqual([second]);
	});
});
