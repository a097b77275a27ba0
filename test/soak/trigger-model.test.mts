import { explore, type Manner, type Model } from '../support/trigger-model.mts';

const OF_ONE: readonly Manner[] = [
	'fine',
	'with an index that is behind',
	'with an index that leaves out A',
	'with an index that gives A twice',
	'without a list',
	'without a single read',
	'without finding A',
];
const OF_TWO: readonly Manner[] = [
	'fine',
	'with an index that is behind',
	'with an index that leaves out A',
	'without a list',
	'without reading A',
	'for one event',
	'without time to read',
];
const ENDING = ['the conversation ends', 'the conversation is reopened'];
const LEAVING = ['the customer leaves', 'the customer comes back'];
const STARTED = { event: 'conversationStarted', queueIds: [], divisionId: undefined } as const;
const NO_LIMIT = { idleForMinutes: 0, idleSide: 'anyone' } as const;
const started = { ...STARTED, ...NO_LIMIT };
const ended = { ...started, event: 'conversationEnded' } as const;
const left = { ...started, event: 'customerLeft' } as const;
const idle = { ...started, event: 'conversationIdle', idleForMinutes: 5 } as const;
const unanswered = { ...idle, idleSide: 'customerAfterAgent' } as const;

/**
 * In all 3,636 different scenes are looked at, to which 31,697 sequences of moves lead; behind each of them some quiet polls. With one move
 * more each, there would be about six times as many.
 */
interface Exploration extends Omit<Model, 'overlapMinutes' | 'opening' | 'pauses'> {
	readonly opening?: Model['opening'];
	readonly pauses?: Model['pauses'];
	readonly what: string;
	/** So many different scenes there are, in so many sequences: fewer mean that something is not looked at any more. */
	readonly scenes: number;
	readonly sequences: number;
}

const EXPLORATIONS: readonly Exploration[] = [
	{
		...{ what: 'two conversations start', watch: started, chats: 2, before: [], steps: [] },
		...{ polls: [...OF_TWO, 'without finding A'], depth: 3, scenes: 146, sequences: 531 },
	},
	{
		...{ what: 'two conversations have started', watch: started, chats: 2, before: [], steps: [] },
		opening: ['A: the conversation starts', 'B: the conversation starts'],
		...{ polls: OF_TWO, depth: 3, scenes: 197, sequences: 713 },
	},
	{
		...{ what: 'one could not be read for long, and another starts', watch: started, chats: 2, before: [] },
		opening: [
			'A: the conversation starts',
			'the trigger polls, without reading A',
			'8 minutes pass',
			'B: the conversation starts',
		],
		...{ steps: [], polls: ['fine', 'without reading A'], depth: 4, scenes: 150, sequences: 414 },
	},
	{
		...{ what: 'one ends and is reopened', watch: ended, chats: 1, before: ['A: the conversation starts'] },
		...{ steps: ENDING, polls: OF_ONE, depth: 4, scenes: 592, sequences: 9_121 },
	},
	{
		...{ what: 'two end, one of them before the activation as well', watch: ended, chats: 2, steps: ENDING },
		before: ['A: the conversation starts', 'A: the conversation ends', 'B: the conversation starts'],
		...{ polls: OF_TWO, depth: 3, scenes: 214, sequences: 1_260 },
	},
	{
		...{
			what: 'a customer leaves and comes back',
			watch: left,
			chats: 1,
			before: ['A: the conversation starts'],
		},
		...{ steps: [...LEAVING, ...ENDING], polls: OF_ONE, depth: 4, scenes: 780, sequences: 13_133 },
	},
	{
		...{ what: 'two customers leave, one of them before the activation as well', watch: left, chats: 2 },
		before: ['A: the conversation starts', 'A: the customer leaves', 'B: the conversation starts'],
		...{
			steps: [...LEAVING, 'the conversation ends'],
			polls: OF_TWO,
			depth: 3,
			scenes: 341,
			sequences: 1_978,
		},
	},
	{
		...{ what: 'one falls silent again and again, and ends and is reopened', watch: idle, chats: 1 },
		...{ before: ['A: the conversation starts', '8 minutes pass'], pauses: [4, 8] },
		...{ steps: ['the customer writes', ...ENDING], polls: OF_ONE, depth: 3, scenes: 589, sequences: 1_600 },
	},
	{
		...{ what: 'one was given as idle and has ended', watch: idle, chats: 1, before: [], pauses: [4, 8] },
		opening: [
			'A: the conversation starts',
			'8 minutes pass',
			'the trigger polls, fine',
			'A: the conversation ends',
			'8 minutes pass',
			'the trigger polls, fine',
		],
		steps: ['the customer writes', ...ENDING],
		...{
			polls: ['fine', 'with an index that is behind', 'without finding A'],
			depth: 3,
			scenes: 230,
			sequences: 393,
		},
	},
	{
		...{ what: 'two fall silent', watch: idle, chats: 2, steps: ['the customer writes'], polls: OF_TWO },
		before: ['A: the conversation starts', 'B: the conversation starts'],
		...{ depth: 3, scenes: 237, sequences: 1_275 },
	},
	{
		...{
			what: 'a customer does not answer',
			watch: unanswered,
			chats: 1,
			before: ['A: the conversation starts'],
		},
		steps: ['the customer writes', 'the agent writes'],
		...{ polls: OF_ONE, depth: 3, scenes: 158, sequences: 1_279 },
	},
];

describe('A trigger, in whatever order things happen and polls fail', () => {
	it.each(EXPLORATIONS)(
		'gives each event once, names and dates it, and asks for no more than it has to ($watch.event: $what)',
		async ({ scenes, sequences, opening = [], pauses = [8], ...model }) => {
			const explored = await explore({ ...model, opening, pauses, overlapMinutes: 5 });
			expect(explored.scenes).toBeGreaterThanOrEqual(scenes);
			expect(explored.sequences).toBeGreaterThanOrEqual(sequences);
			expect(explored.given).toBeGreaterThan(0);
		},
	);
});
