import { MINUTE_MS } from '../../simulator/durations.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { thrownBy, withTriggerScene } from '../support/trigger-scene.mts';
import { activate } from '../support/trigger.mts';

const STARTED = { event: 'conversationStarted' };

describe('A trigger, where clocks run apart or no answer tells the time,', () => {
	const { bench, world, minutes, startsNow } = withTriggerScene();

	it.each([40, -40])("goes by Genesys Cloud's clock where that is %d minutes apart", async (apart) => {
		bench().simulator.configure({ clockSkewMs: apart * MINUTE_MS });
		openContactCenter(world()).chat({ startedAt: world().now() - MINUTE_MS });
		const trigger = await activate(bench(), STARTED);
		const idle = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		minutes(1);
		const { id } = startsNow();

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
		expect(await idle.poll()).toEqual([]);
		minutes(10);
		expect(await idle.poll()).not.toEqual([]);
	});

	it('is not led astray by an answer that tells the time wrong', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const one = startsNow();
		const date = new Date(world().now() + 86_400_000).toUTCString();
		bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date }, times: 1 });
		expect(await trigger.poll()).toMatchObject([{ conversationId: one.id }]);
		const other = startsNow();

		expect(await trigger.poll()).toMatchObject([{ conversationId: other.id }]);
	});

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
		'goes by no other clock where no answer tells the time: %s',
		async (event) => {
			bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date: null } });

			expect(await thrownBy(activate(bench(), { event }))).toMatchObject({
				message: 'Genesys Cloud does not tell what time it is',
			});
		},
	);

	it.each([-3, 3, 26])(
		'is not led astray by answers that tell the time wrong for a whole poll, by %d hours',
		async (hours) => {
			const trigger = await activate(bench(), STARTED);
			minutes(1);
			const given: string[] = [];
			const started: string[] = [];
			const happens = async () => {
				started.push(`conversationStarted:${startsNow().id}`);
				given.push(...(await trigger.ids()));
			};
			for (let minute = 0; minute < 30; minute++) await happens();
			const date = new Date(world().now() + hours * 60 * MINUTE_MS).toUTCString();
			const lie = bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date } });
			await happens();
			lie.remove();
			bench().simulator.configure({ analyticsLagMs: 6 * MINUTE_MS });
			for (let minute = 0; minute < 30; minute++) await happens();
			minutes(10);
			given.push(...(await trigger.ids()));

			expect(given.toSorted()).toEqual(started.toSorted());
		},
	);

	it('says so where no answer tells the time, in the test as well', async () => {
		const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		startsNow();
		minutes(11);
		bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date: null } });

		for (const isManual of [false, true]) {
			await trigger.poll({ isManual }).catch(() => []);
			expect(await thrownBy(trigger.poll({ isManual }))).toMatchObject({
				message: 'Genesys Cloud does not tell what time it is',
			});
		}
	});

	it('goes on where the clock was wrong when it began', async () => {
		const date = new Date(world().now() + 86_400_000).toUTCString();
		const lie = bench().simulator.faults.add({ kind: 'lyingHeaders', headers: { date } });
		const trigger = await activate(bench(), STARTED);
		lie.remove();
		await trigger.poll();
		await trigger.poll();
		minutes(6);
		const { id } = startsNow();

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});
});
