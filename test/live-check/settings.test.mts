import { HOUR_MS } from '../../simulator/durations.mts';
import { ASSUMPTION_VALUES, DEFAULT_ASSUMPTIONS } from '../../simulator/assumptions.mts';
import { NOT_ASKED, QUESTIONS } from '../../scripts/live-check/questions/all.mts';
import { SETTINGS, type Setting } from '../../scripts/live-check/notebook.mts';
import { DEFAULT_CLIENT, type Assumptions, type Simulator } from '../../simulator/index.mts';
import { seedContactCenter } from '../../simulator/seed.mts';
import { logIn } from '../simulator/rig.mts';
import { Helper, linesUnder, play, withSimulator } from './rig.mts';

const SUMMARY = 'What the simulator should follow';
/** More than the program asks for, by more than its total may be off. */
const CROWD = 8_900;

/** Somebody who sees everything. */
const SUPERVISOR = {
	...DEFAULT_CLIENT,
	id: '5d1f3c7a-8b24-4e6f-9a0d-1c2b3e4f5a6b',
	secret: 'of-a-supervisor',
};

/** What a question finds in the organization, and the options that it needs. */
type Scene = (simulator: Simulator) => readonly string[];

const SCENES: Readonly<Record<string, Scene>> = {
	'message-view': (simulator) => {
		simulator.configure({
			clients: [{ ...DEFAULT_CLIENT, permissions: ['analytics:conversationDetail:view'] }],
		});
		return [];
	},
	'unseen-division': ({ world, ...simulator }) => {
		const divisionId = world.addDivision({ name: 'Elsewhere' }).id;
		const [queue] = world.directory.queues.values();
		const { id } = world.startConversation({
			customerName: 'Robin',
			queue: queue ?? '',
			stage: 'agent',
			divisionId,
		});
		const narrow = { ...DEFAULT_CLIENT, divisions: [world.directory.homeDivision.id] };
		simulator.configure({ clients: [narrow, SUPERVISOR] });
		return ['--unseen-conversation', id];
	},
	'merged-contact': ({ world }) => {
		const [queue] = world.directory.queues.values();
		const survivor = world.addContact({ firstName: 'Robin' });
		const contact = world.addContact({ firstName: 'Robin', mergedInto: survivor });
		world.startConversation({ customerName: 'Robin', contact, queue: queue ?? '', stage: 'agent' });
		return [];
	},
	orphan: ({ world }) => {
		const [queue] = world.directory.queues.values();
		const { id } = world.startConversation({
			customerName: 'Robin',
			queue: queue ?? '',
			stage: 'agent',
			startedAt: world.now() - 60 * HOUR_MS,
		});
		world.clock.advance(-2 * HOUR_MS);
		world.orphan(id);
		world.clock.advance(2 * HOUR_MS);
		return [];
	},
	'order-by-end': ({ world }) => {
		const [queue] = world.directory.queues.values();
		const talk = (startedAt: number, endedAt: number) =>
			world.startConversation({
				customerName: 'Robin',
				queue: queue ?? '',
				stage: 'ended',
				startedAt: world.now() - startedAt * HOUR_MS,
				endedAt: world.now() - endedAt * HOUR_MS,
			});
		talk(4, 1);
		talk(3, 2);
		return [];
	},
	'deep-pages': ({ world }) => {
		const [queue] = world.directory.queues.values();
		for (let count = 0; count < CROWD; count += 1)
			world.startConversation({ customerName: 'Robin', queue: queue ?? '', stage: 'flow', messages: [] });
		return [];
	},
	'rate-limit': (simulator) => {
		simulator.configure({ rateLimit: { allowed: 30 } });
		return ['--exhaust-rate-limit'];
	},
	'expired-token': (simulator) => {
		simulator.configure({ tokenLifeSeconds: 300 });
		return ['--wait-for-expiry'];
	},
};

/** Where the answer to one thing can only be seen when another thing is so. */
const COMPANIONS: Readonly<Partial<Record<Setting, Partial<Assumptions>>>> = {
	agentlessMessageId: { agentlessNeedsKnownContact: false },
};

const CASES = QUESTIONS.flatMap(({ name, settles }) =>
	settles.flatMap((setting) => (ASSUMPTION_VALUES[setting] ?? []).map((value) => ({ name, setting, value }))),
);

describe('Every setting of the simulator', () => {
	it('is settled by one question, or has a reason why it cannot be asked', () => {
		const settled = QUESTIONS.flatMap(({ settles }) => settles);

		expect([...settled, ...NOT_ASKED.keys()].toSorted()).toEqual(SETTINGS.toSorted());
	});
});

describe('The report names what the organization does', () => {
	const simulator = withSimulator();

	/** Asks one question of an organization in which these settings are so. */
	async function asked(name: string, assumptions: Partial<Assumptions>): Promise<string> {
		const organization = simulator();
		organization.configure({ assumptions, rateLimit: { allowed: 30_000 } });
		seedContactCenter(organization.world);
		const options = SCENES[name]?.(organization) ?? [];
		const { obliging } = new Helper(organization);
		// Only for somebody who sees the conversation can it be told from one that does not exist.
		const env: Record<string, string> =
			name === 'unseen-division' ? { GENESYS_USER_TOKEN: (await logIn(organization, SUPERVISOR)).token } : {};
		const { text, exitCode } = await play(organization, {
			argv: ['--changes', '--only', name, ...options],
			env,
			answers: obliging,
		});
		expect(exitCode).toBe(0);
		return text;
	}

	it.each(CASES)('$setting: $value', async ({ name, setting, value }) => {
		const companions = COMPANIONS[setting] ?? {};
		const report = await asked(name, { ...companions, [setting]: value });

		const isDefault = DEFAULT_ASSUMPTIONS[setting] === value;
		const follow = `- simulator should follow: \`${setting}: ${value}\``;
		expect(report.split('\n')).toContain(
			isDefault ? `- \`${setting}: ${value}\`, as the simulator has it` : follow,
		);
		const others = Object.entries(companions).map(
			([other, its]) => `- simulator should follow: \`${other}: ${String(its)}\``,
		);
		expect(linesUnder(report, SUMMARY)).toEqual([...others, ...(isDefault ? [] : [follow])]);
	});
});
