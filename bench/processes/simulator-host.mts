// The simulator in a process of its own, so that it shares neither event loop nor memory with what is measured.
import { startSimulator, type Simulator } from '../../simulator/index.mts';
import { endTimeOf } from '../../simulator/world/model.mts';
import type { Fields } from './fields.mts';
import { serve } from './serve.mts';

const starting = startSimulator();

serve(async (question) => {
	const simulator = await starting;
	switch (question.text('do')) {
		case 'stage':
			return { url: simulator.url, conversationIds: stage(simulator, question) };
		case 'tally':
			return tally(simulator);
		default:
			throw new RangeError(`Unknown: ${question.text('do')}`);
	}
});

/** An organization with so many open conversations and nothing else, and a token that nobody has used yet. */
function stage(simulator: Simulator, question: Fields): string[] {
	simulator.reset();
	simulator.configure({
		rateLimit: {
			allowed: question.number('allowed'),
			windowSeconds: question.number('windowSeconds'),
			enabled: true,
		},
		latencyMs: question.number('latencyMs'),
		foreignCallsPerMinute: question.number('foreignCallsPerMinute'),
	});
	const { world } = simulator;
	const queue = world.addQueue({ name: 'Support' });
	const agent = world.addUser({ name: 'Alex Agent' });
	return Array.from(
		{ length: question.number('conversations') },
		(_, index) =>
			world.startConversation({ customerName: `Customer ${index}`, queue, agent, stage: 'agent' }).id,
	);
}

function tally({ requests, foreignCalls, world }: Simulator): object {
	const calls = requests.filter(({ path }) => path.startsWith('/api/'));
	world.catchUp();
	return {
		calls: calls.length,
		refused: calls.filter(({ status }) => status === 429).length,
		open: [...world.conversations.all()].filter((conversation) => endTimeOf(conversation) === undefined)
			.length,
		foreignSent: foreignCalls.sent,
		foreignRefused: foreignCalls.refused,
	};
}
