import * as v from 'valibot';
import { integer, object, read } from '../http/fields.mts';
import { seedContactCenter } from '../seed.mts';
import { Traffic } from '../traffic.mts';
import type { World } from '../world/world.mts';

const MOST = 100_000;

/** Scenarios by name: the believable contact center, and a crowd of any size. */
const seedRequest = v.variant('scenario', [
	object({ scenario: v.literal('contactCenter') }),
	object({
		scenario: v.literal('crowd'),
		open: v.exactOptional(integer(0, MOST), 1000),
		ended: v.exactOptional(integer(0, MOST), 0),
		seed: v.exactOptional(integer(0, 4_294_967_295), 1),
	}),
]);

/**
 * Plays the scenario that a body names into the world.
 * @throws ApiError 400 if there is none of that name
 */
export function seedByName(world: World, body: unknown): { scenario: string; conversations: number } {
	const request = read(seedRequest, body, 'body');
	if (request.scenario === 'crowd') new Traffic(world, { seed: request.seed }).populate(request);
	else seedContactCenter(world);
	return { scenario: request.scenario, conversations: world.conversations.size };
}
