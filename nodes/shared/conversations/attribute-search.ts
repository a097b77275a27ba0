import type { GenesysApi } from '../platform/api';
import { explainUnreadable } from '../platform/explain';
import { Fields, isRecord } from '../platform/fields';
import { searchAttributes } from './calls';
import { isAttribute } from './conversation';
import type { AttributePagePayload, AttributeRowPayload } from './payloads';
import { DAY_MS, HOUR_MS } from './time';

/** Genesys answers longer windows, but slowly, and refuses those beyond a day. */
const WINDOW_MS = 4 * HOUR_MS;

/**
 * Finds conversations by an attribute of a participant (`POST /api/v2/conversations/participants/attributes/search`), the
 * newest window first. The search itself knows times only, so every conversation of the time is looked at: about six
 * requests for each day, and one more for every fifty conversations.
 *
 * @returns conversation IDs
 */
export async function* conversationsWithAttribute(
	api: GenesysApi,
	name: string,
	value: string,
	lookbackDays: number,
): AsyncGenerator<string> {
	const now = api.now();
	const seen = new Set<string>();
	for (let to = now; to > now - lookbackDays * DAY_MS; to -= WINDOW_MS) {
		for await (const row of readWindow(api, to - WINDOW_MS, to)) {
			const id = row.text('conversationId');
			if (id === undefined || seen.has(id) || !isOfAttribute(row, name, value)) continue;
			seen.add(id);
			yield id;
		}
	}
}

async function* readWindow(
	api: GenesysApi,
	from: number,
	to: number,
): AsyncGenerator<Fields<AttributeRowPayload>> {
	let cursor: string | undefined;
	do {
		const call = searchAttributes(new Date(from).toISOString(), new Date(to).toISOString(), cursor);
		const answer = await api.request(call);
		if (!isRecord(answer.body)) throw explainUnreadable(answer, call);
		const page = new Fields<AttributePagePayload>(answer.body);
		yield* page.list('results');
		cursor = page.text('cursor');
	} while (cursor !== undefined);
}

function isOfAttribute(row: Fields<AttributeRowPayload>, name: string, value: string): boolean {
	return row
		.list('participantData')
		.some((participant) =>
			participant.texts('participantAttributes').some((attribute) => isAttribute(attribute, name, value)),
		);
}
