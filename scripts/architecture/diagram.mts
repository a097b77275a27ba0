import { dirname } from 'node:path';

import type { Import } from '../../test/support/house.mts';

/** What is drawn, from the longest path to the shortest: a file belongs to the first that it is in. */
const ROOMS = new Map([
	['nodes/GenesysWebMessagingTrigger', 'GenesysWebMessagingTrigger'],
	['nodes/GenesysWebMessaging', 'GenesysWebMessaging'],
	['nodes/shared/conversations/close', 'conversations/close'],
	['nodes/shared/conversations/watch', 'conversations/watch'],
	['nodes/shared/conversations', 'conversations'],
	['nodes/shared/directory', 'directory'],
	['nodes/shared/n8n/lists', 'n8n/lists'],
	['nodes/shared/n8n', 'n8n'],
	['nodes/shared/platform', 'platform'],
	['credentials', 'credentials'],
]);

type Ways = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Draws which part of the package imports which, as a Mermaid flowchart. An arrow that a longer way implies is left out, so
 * that the picture shows the floors and not each single use.
 */
export function diagramOf(imports: readonly Import[]): string {
	const ways = waysOf(imports);
	const arrows = [...ways].flatMap(([from, all]) =>
		[...all].filter((to) => !isImplied(ways, from, to)).map((to) => `\t${idOf(from)} --> ${idOf(to)}`),
	);
	const rooms = [...ROOMS.values()].sort().map((room) => `\t${idOf(room)}["${room}"]`);
	return ['flowchart TD', ...rooms, ...arrows.sort()].join('\n');
}

function waysOf(imports: readonly Import[]): Ways {
	const ways = new Map<string, Set<string>>();
	for (const { from, to } of imports) {
		const [one, other] = [roomOf(from), roomOf(to)];
		if (one === undefined || other === undefined || one === other) continue;
		ways.set(one, (ways.get(one) ?? new Set()).add(other));
	}
	return ways;
}

function roomOf(path: string): string | undefined {
	const folder = dirname(path);
	const found = [...ROOMS].find(([room]) => folder === room || folder.startsWith(`${room}/`));
	return found?.[1];
}

function isImplied(ways: Ways, from: string, to: string): boolean {
	return [...(ways.get(from) ?? [])].some((between) => between !== to && leadsTo(ways, between, to));
}

function leadsTo(ways: Ways, from: string, to: string): boolean {
	const next = ways.get(from) ?? new Set();
	return next.has(to) || [...next].some((between) => leadsTo(ways, between, to));
}

function idOf(room: string): string {
	return room.replace('/', '_');
}
