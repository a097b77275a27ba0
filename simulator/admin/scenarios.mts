import { invalidValue } from '../http/errors.mts';
import { integer, object, optional, text } from '../http/fields.mts';
import { seedContactCenter } from '../seed.mts';
import { Traffic } from '../traffic.mts';
import type { World } from '../world/world.mts';

const MOST = 100_000;

const seedRequest = object({
	scenario: text(),
	open: optional(integer(0, MOST)),
	ended: optional(integer(0, MOST)),
	seed: optional(integer(0, 4_294_967_295)),
});

type SeedRequest = ReturnType<typeof seedRequest>;

/** Scenarios by name: the believable contact center, and a crowd of any size. */
const SCENARIOS: ReadonlyMap<string, (world: World, request: SeedRequest) => void> = new Map([
	[
		'contactCenter',
		(world: World) => {
			seedContactCenter(world);
		},
	],
	[
		'crowd',
		(world: World, { open = 1000, ended = 0, seed = 1 }: SeedRequest) => {
			new Traffic(world, { seed }).populate({ open, ended });
		},
	],
]);

/**
 * Plays the scenario that a body names into the world.
 * @throws ApiError 400 if there is none of that name
 */
export function seedByName(world: World, body: unknown): { scenario: string; conversations: number } {
	const request = seedRequest(body, 'body');
	const play = SCENARIOS.get(request.scenario);
	if (play === undefined) throw invalidValue(request.scenario, 'scenario', [...SCENARIOS.keys()]);
	play(world, request);
	return { scenario: request.scenario, conversations: world.conversations.size };
}
