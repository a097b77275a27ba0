import { DAY_MS, MINUTE_MS } from '../../simulator/durations.mts';
import type { DetailsQuery } from '../../nodes/shared/conversations/details-query.ts';
import type {
	DetailsParticipantPayload,
	DetailsRowPayload,
	DetailsSegmentPayload,
} from '../../nodes/shared/conversations/payloads.ts';
import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import { isRecord } from '../../nodes/shared/platform/fields.ts';
import { NOON } from './virtual-clock.mts';
import { ok, type Reply, type VirtualPlatform } from './virtual-platform.mts';

/** A row of the index: a chat that began so many minutes ago and is open, unless `change` says otherwise. */
export function row(id: string, minutesAgo: number, change: DetailsRowPayload = {}): DetailsRowPayload {
	return {
		conversationId: id,
		conversationStart: new Date(NOON - minutesAgo * MINUTE_MS).toISOString(),
		participants: [indexed('customer')],
		...change,
	};
}

/** Somebody in a row, with one session of web messaging that goes on. */
export function indexed(
	purpose: string,
	change: DetailsParticipantPayload = {},
	segments: readonly DetailsSegmentPayload[] = [{ segmentType: 'interact' }],
): DetailsParticipantPayload {
	const session = {
		sessionId: `${purpose}-leg`,
		mediaType: 'message',
		messageType: 'webmessaging',
		segments,
	};
	return { participantId: purpose, purpose, sessions: [session], ...change };
}

/** What was asked for, as far as the index goes by it. */
interface Asked {
	readonly from: number;
	readonly to: number;
	readonly order: DetailsQuery['order'];
	readonly page: number;
}

interface Started {
	readonly candidate: DetailsRowPayload;
	readonly start: number;
}

/** The index of conversations on the virtual platform. It goes by interval, order and page, and by no filter. */
export class VirtualIndex {
	/** What was asked for, in order. */
	readonly asked: Asked[] = [];
	/** How many there are said to be, for so many that are there. */
	total = (count: number): number => count;
	/** It begins with the whole day (UTC) of what is asked for, as the real one does. */
	takesWholeDays = false;
	/** It keeps to no order. */
	shuffle = false;
	/** It gives the first page, whatever page is asked for. */
	isStuck = false;
	/** It gives the page after this one, instead of this one; none where it is 0. */
	leftOut = 0;
	/** Called before a page is given. */
	onPage: (asked: Asked) => void = () => undefined;
	private sorted: { rows?: readonly DetailsRowPayload[]; started: readonly Started[] } = { started: [] };

	constructor(
		platform: VirtualPlatform,
		public rows: readonly DetailsRowPayload[] = [],
	) {
		platform.server.always('POST /api/v2/analytics/conversations/details/query', (call) => this.answer(call));
	}

	/** The pages that were asked for, in order. */
	get pages(): number[] {
		return this.asked.map(({ page }) => page);
	}

	private find({ from, to, order }: Asked): DetailsRowPayload[] {
		const begin = this.takesWholeDays ? Math.floor(from / DAY_MS) * DAY_MS : from;
		const found = this.inOrder()
			.filter(({ start }) => start >= begin && start <= to)
			.map(({ candidate }) => candidate);
		return order === 'asc' ? found : found.reverse();
	}

	/** The rows as they began; sorted once, since tests with thousands of them read them in many pages. */
	private inOrder(): readonly Started[] {
		if (this.sorted.rows !== this.rows)
			this.sorted = {
				rows: this.rows,
				started: this.rows
					.map((candidate) => ({ candidate, start: Date.parse(candidate.conversationStart ?? '') }))
					.sort((one, other) => one.start - other.start),
			};
		return this.sorted.started;
	}

	private answer({ body }: ApiCall): Reply {
		const asked = readAsked(body ?? {});
		this.asked.push(asked);
		this.onPage(asked);
		const found = this.find(asked);
		const given = asked.page === this.leftOut ? asked.page + 1 : asked.page;
		const first = this.isStuck ? 0 : (given - 1) * 100;
		const page = found.slice(first, first + 100);
		const conversations = this.shuffle ? page.toReversed() : page;
		const totalHits = this.total(found.length);
		return ok(conversations.length === 0 ? { totalHits } : { conversations, totalHits });
	}
}

function readAsked(body: NonNullable<ApiCall['body']>): Asked {
	const { interval, order, paging } = isRecord(body) ? body : {};
	const [from = '', to = ''] = typeof interval === 'string' ? interval.split('/') : [];
	const page =
		typeof paging === 'object' && paging !== null && 'pageNumber' in paging ? paging['pageNumber'] : 0;
	return {
		from: Date.parse(from),
		to: Date.parse(to),
		order: order === 'asc' ? 'asc' : 'desc',
		page: Number(page),
	};
}
