import { MINUTE_MS, DAY_MS } from '../../simulator/durations.mts';
import type { ConversationInit } from '../../simulator/index.mts';
import { openContactCenter } from '../support/contact-center.mts';
import { getMany } from '../support/get-many.mts';
import { withWorkbench } from '../support/workbench.mts';

type Side = 'agent' | 'anyone' | 'customer' | 'customerAfterAgent';

/** Who wrote how many minutes ago, and for whose sake the conversation is idle for an hour then. */
interface IdleCase {
	readonly what: string;
	readonly customer?: number;
	readonly agent?: number;
	readonly idle: readonly Side[];
}

const CASES: readonly IdleCase[] = [
	{
		what: 'both wrote long ago',
		customer: 90,
		agent: 80,
		idle: ['agent', 'anyone', 'customer', 'customerAfterAgent'],
	},
	{
		what: 'the customer waits for an answer',
		customer: 80,
		agent: 90,
		idle: ['agent', 'anyone', 'customer'],
	},
	{ what: 'the agent has replied late', customer: 90, agent: 30, idle: ['customer'] },
	{ what: 'both wrote just now', customer: 5, agent: 4, idle: [] },
	{ what: 'only the agent wrote just now', customer: 90, agent: 5, idle: ['customer'] },
	{ what: 'only the customer wrote just now', customer: 5, agent: 90, idle: ['agent'] },
	{ what: 'the agent never wrote', customer: 90, idle: ['anyone', 'customer'] },
	{ what: 'the customer never wrote', agent: 90, idle: ['agent', 'anyone', 'customerAfterAgent'] },
	{ what: 'nobody ever wrote', idle: [] },
];

const SIDES: readonly Side[] = ['agent', 'anyone', 'customer', 'customerAfterAgent'];

describe('Get Many, idle for an hour', () => {
	const bench = withWorkbench();

	it.each(CASES)('asks for the messages, not for the start: $what', async (written) => {
		const { world } = bench().simulator;
		const messages = (['customer', 'agent'] as const).flatMap((from) => {
			const minutesAgo = written[from];
			return minutesAgo === undefined
				? []
				: [{ from, text: 'Hello', at: world.now() - minutesAgo * MINUTE_MS }];
		});
		openContactCenter(world).chat({ startedAt: world.now() - DAY_MS, messages });

		const idle: Side[] = [];
		for (const idleSide of SIDES) {
			const items = await bench().items({ parameters: getMany({ idleForMinutes: 60, idleSide }) });
			if (items.length > 0) idle.push(idleSide);
		}

		expect(idle).toEqual(written.idle);
	});

	it('means anyone when no side is chosen', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		center.chat(wroteAgo(world.now(), 30));
		const { id } = center.chat(wroteAgo(world.now(), 90));

		const items = await bench().items({ parameters: getMany({ idleForMinutes: 60 }) });

		expect(items).toMatchObject([{ conversationId: id, state: 'open' }]);
	});

	it('takes nothing as idle that has ended, whatever state is asked for', async () => {
		const { world } = bench().simulator;
		openContactCenter(world).chat({ ...wroteAgo(world.now(), 90), stage: 'ended' });

		expect(await bench().items({ parameters: getMany({ idleForMinutes: 60, state: 'any' }) })).toEqual([]);
	});

	it('judges what it reads live by that: an end and a message that the index does not know yet', async () => {
		const { simulator } = bench();
		simulator.configure({ analyticsLagMs: 10 * MINUTE_MS });
		const { world } = simulator;
		const center = openContactCenter(world);
		const [ended, talking, idle] = [1, 2, 3].map(() => center.chat(wroteAgo(world.now(), 90)));
		if (!ended || !talking || !idle) throw new Error('Three were started');
		world.end(ended.id);
		world.customerWrites(talking.id);

		const items = await bench().items({ parameters: getMany({ idleForMinutes: 60 }) });

		expect(items).toMatchObject([{ conversationId: idle.id }]);
	});

	it('spends no request on what is too young to be idle', async () => {
		const { world } = bench().simulator;
		const center = openContactCenter(world);
		center.chat({ startedAt: world.now() - 59 * MINUTE_MS });
		const old = center.chat(wroteAgo(world.now(), 90));

		await bench().items({ parameters: getMany({ idleForMinutes: 60 }) });

		expect(bench().calls().slice(1)).toEqual([`GET /api/v2/conversations/${old.id}`]);
	});
});

/** Started a day ago, and silent since the customer wrote so many minutes ago. */
function wroteAgo(now: number, minutes: number): Partial<ConversationInit> {
	return {
		startedAt: now - DAY_MS,
		messages: [{ from: 'customer', text: 'Hello', at: now - minutes * MINUTE_MS }],
	};
}
