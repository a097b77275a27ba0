import { openContactCenter } from '../support/contact-center.mts';
import { thrownBy, withTriggerScene } from '../support/trigger-scene.mts';
import { activate } from '../support/trigger.mts';

const STARTED = { event: 'conversationStarted' };

describe('A trigger, before it gives up a conversation that cannot be read,', () => {
	const { bench, world, minutes, startsNow, happensNow } = withTriggerScene();

	it('gives up what is not to be read for a day, also where it waits for an idle one', async () => {
		const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		const { id } = startsNow();
		const fault = bench().simulator.faults.add({ kind: 'status', status: 500, match: { path: id } });
		minutes(11);
		// The first poll has listed it, which is something.
		expect(await trigger.poll()).toEqual([]);
		expect(await thrownBy(trigger.poll())).toMatchObject({
			message: expect.stringContaining('reading the conversation') as unknown,
		});
		const other = openContactCenter(world()).chat();
		for (let hours = 0; hours < 25; hours++) {
			world().customerWrites(other.id);
			minutes(60);
			await trigger.poll().catch(() => []);
		}
		minutes(1);
		expect(await trigger.poll()).toEqual([]);
		fault.remove();
		minutes(11);

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});

	it('gives one that can be read behind any number that cannot', async () => {
		const trigger = await activate(bench(), { event: 'conversationIdle', idleForMinutes: 10 });
		for (let many = 0; many < 70; many++) {
			const { id } = openContactCenter(world()).chat();
			world().customerWrites(id);
			bench().simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path: id } });
		}
		minutes(2);
		const { id } = openContactCenter(world()).chat();
		world().customerWrites(id);
		minutes(9);
		await trigger.poll().catch(() => []);
		minutes(2);

		expect(await trigger.poll()).toMatchObject([{ conversationId: id }]);
	});

	it('does not give up what it could not try, though it had failed before n8n was down', async () => {
		const trigger = await activate(bench(), { ...STARTED, options: { maxEvents: 1 } });
		minutes(1);
		const { id } = startsNow();
		const fault = bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: id } });
		await trigger.poll().catch(() => []);
		fault.remove();
		minutes(25 * 60);
		const others = [startsNow(), startsNow()];
		const given: string[] = [];
		for (let polls = 0; polls < 4; polls++) given.push(...(await trigger.ids()));

		expect(given).toEqual([...others.map((one) => one.id), id].map((one) => `conversationStarted:${one}`));
	});

	it('gives it up after a day of trying, once another one can be read', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const { id } = startsNow();
		bench().simulator.faults.add({ kind: 'html', status: 200, match: { path: id } });
		expect(await trigger.poll()).toEqual([]);
		const failed = async () => {
			minutes(30);
			return await trigger.poll().then(
				() => false,
				() => true,
			);
		};
		// Nothing else happens, so that each poll fails and keeps nothing.
		for (let halfHours = 0; halfHours < 60; halfHours++) expect(await failed()).toBe(true);
		startsNow();

		expect(await failed()).toBe(false);
		expect(await failed()).toBe(false);
		expect(trigger.state()['pending']).toEqual({});
	});

	it('tries it for as long again where it is not to be seen after it was not to be read', async () => {
		const trigger = await activate(bench(), STARTED);
		minutes(1);
		const { id } = startsNow();
		const fails = async (status: number, polls: number) => {
			const fault = bench().simulator.faults.add({ kind: 'status', status, match: { path: id } });
			for (let poll = 0; poll < polls; poll++) {
				startsNow();
				await trigger.poll().catch(() => []);
			}
			fault.remove();
		};
		await fails(500, 25);
		await fails(404, 1);

		expect(await trigger.ids()).toEqual([`conversationStarted:${id}`]);
	});

	it.each(['conversationStarted', 'conversationEnded'])(
		'gives one that can be read behind any number that cannot, though nothing else happens (%s)',
		async (event) => {
			const trigger = await activate(bench(), { event });
			const happens = () => {
				const handle = openContactCenter(world()).chat({ startedAt: world().now() });
				if (event === 'conversationEnded') world().end(handle.id);
				return handle.id;
			};
			minutes(1);
			const chats = Array.from({ length: 71 }, happens);
			const readable = chats[35];
			for (const id of chats)
				if (id !== readable)
					bench().simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path: id } });
			minutes(1);
			const given: unknown[] = [];
			for (let polls = 0; polls < 4; polls++) {
				given.push(...(await trigger.poll().catch(() => [])).map(({ conversationId }) => conversationId));
				minutes(1);
			}

			expect(given).toEqual([readable]);
		},
	);

	it('does not give up what it has not tried, however long n8n was down', async () => {
		const trigger = await activate(bench(), { ...STARTED, options: { maxEvents: 1 } });
		minutes(1);
		const chats = Array.from({ length: 3 }, () => startsNow());
		minutes(5 * 24 * 60);

		const given: unknown[] = [];
		for (let polls = 0; polls < 3; polls++)
			given.push(...(await trigger.poll()).map(({ conversationId }) => conversationId));

		expect(given).toEqual(chats.map(({ id }) => id));
	});

	it.each(['conversationStarted', 'conversationEnded', 'customerLeft'])(
		'gives up none while none can be read, however long one of them could not be read before (%s)',
		async (event) => {
			const trigger = await activate(bench(), { event });
			const happens = () => {
				const id = happensNow(event);
				minutes(1);
				return id;
			};
			const cannotRead = (path: string) =>
				bench().simulator.faults.add({ kind: 'status', status: 500, match: { method: 'GET', path } });
			const first = happens();
			const alone = cannotRead(first);
			await trigger.poll();
			minutes(30);
			const second = happens();
			expect(await trigger.poll()).toMatchObject([{ conversationId: second }]);
			alone.remove();
			const all = cannotRead('^/api/v2/conversations/');
			for (let i = 0; i < 60; i++) {
				minutes(30);
				await expect(trigger.poll()).rejects.toThrow();
			}
			all.remove();
			minutes(1);

			expect(await trigger.poll()).toMatchObject([{ conversationId: first }]);
		},
	);

	it('gives up none where several are listed and none is shown, and says so', async () => {
		const trigger = await activate(bench(), STARTED);
		const ids = [1, 2, 3].map(() => startsNow().id);
		const hidden = bench().simulator.faults.add({ kind: 'status', status: 404, match: { method: 'GET' } });
		await trigger.poll();
		for (let i = 0; i < 50; i++) {
			minutes(30);
			await trigger.poll().catch(() => []);
		}
		await expect(trigger.poll()).rejects.toThrow('The conversation does not exist');
		hidden.remove();
		minutes(1);

		expect((await trigger.poll()).map(({ conversationId }) => conversationId)).toEqual(ids);
	});
});
