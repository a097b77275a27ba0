import { randomUUID } from 'node:crypto';
import { getConversation, queryDetails } from '../../nodes/shared/conversations/calls.ts';
import { DAY_MS, MINUTE_MS } from '../../nodes/shared/conversations/time.ts';
import type { JsonObject } from '../../nodes/shared/platform/json.ts';
import type { Plan } from './arguments.mts';
import type { Json } from './json.mts';
import type { Answer, Platform, Request, Token } from './platform.mts';
import type { Session } from './session.mts';
import { Unanswered } from './trouble.mts';

/** A conversation of the analytics index. */
export interface Indexed {
	readonly id: string;
	readonly start: number;
	readonly end: number | undefined;
	readonly row: Json;
}

/** Searches, which are POST and change nothing. */
const SEARCH = /\/(?:query|search|bulk)$/;
const NO_RIGHT = 'or its role does not reach the division';

/** What a question may do to find something out: nothing that changes anything. */
export class Look {
	readonly plan: Plan;
	readonly #platform: Platform;
	readonly #session: Session;
	readonly #now: () => number;

	constructor(plan: Plan, platform: Platform, session: Session, now: () => number) {
		this.plan = plan;
		this.#platform = platform;
		this.#session = session;
		this.#now = now;
	}

	/** Milliseconds since 1970, by this machine. */
	now(): number {
		return this.#now();
	}

	/** Waits, unless everything is stopped. */
	async wait(ms: number): Promise<void> {
		await this.#platform.wait(ms);
	}

	/** Another token of the same client. */
	async freshToken(): Promise<Token> {
		return await this.#session.anotherToken();
	}

	/** Sends a call, whatever the answer is. @throws Error for one that might change something */
	async ask(request: Request): Promise<Answer> {
		checkReads(request);
		return await this.#platform.sendPatiently(request, await this.#session.token());
	}

	/** The same with another token, and without a pause if it is to be at once. */
	async askWith(token: Token, request: Request, atOnce = false): Promise<Answer> {
		checkReads(request);
		return await this.#platform.send(request, token, atOnce);
	}

	/** The body of a call that is answered as it should be. @throws Unanswered which says what is missing */
	async read(request: Request): Promise<Json> {
		const answer = await this.ask(request);
		if (answer.status === 200) return answer.body;
		throw refusal(request, answer.status);
	}

	/** A conversation as it is now. */
	async live(conversationId: string): Promise<Json> {
		return await this.read(liveCall(conversationId));
	}

	/** Conversations that began in the last days, web messaging only; more than a page only by its number. */
	async index(days: number, query: JsonObject = {}): Promise<readonly Indexed[]> {
		return rowsOf(await this.read(this.indexCall(days, query)));
	}

	/** The call that does so. */
	indexCall(days: number, query: JsonObject = {}): Request {
		const interval = [this.now() - days * DAY_MS, this.now() + 5 * MINUTE_MS].map((time) =>
			new Date(time).toISOString(),
		);
		return {
			...queryDetails({
				interval: interval.join('/'),
				order: 'desc',
				orderBy: 'conversationStart',
				paging: { pageSize: 100, pageNumber: 1 },
				segmentFilters: [matching('messageType', 'webmessaging')],
				...query,
			}),
			permission: 'analytics:conversationDetail:view',
		};
	}

	/** The newest web messaging conversations of the last week. @throws Unanswered if there is none */
	async recent(): Promise<readonly [Indexed, ...Indexed[]]> {
		const [newest, ...others] = await this.index(7);
		if (newest === undefined)
			throw new Unanswered(
				'no web messaging conversation began in the last seven days that the client can see',
			);
		return [newest, ...others];
	}
}

/** GET /api/v2/conversations/{conversationId}. */
export function liveCall(conversationId: string): Request {
	return { ...getConversation(conversationId), permission: 'conversation:communication:view' };
}

/** What a refused read means. */
export function refusal({ permission = 'that it needs' }: Request, status: number): Unanswered {
	if (status === 401) return new Unanswered('the token was not accepted any more (status 401)');
	if (status === 403)
		return new Unanswered(`the client lacks the permission ${permission}, ${NO_RIGHT} (status 403)`);
	if (status === 429) return new Unanswered('the rate limit was reached (status 429): try again later');
	return new Unanswered(`a read that it needs was answered with status ${status}`);
}

/** The filter of a details query for one dimension. */
export function matching(dimension: string, value: string): JsonObject {
	return { type: 'and', predicates: [{ type: 'dimension', dimension, operator: 'matches', value }] };
}

/** The filter of a details query for conversations that have an end, or have none. */
export function ended(operator: 'exists' | 'notExists'): JsonObject {
	return { type: 'and', predicates: [{ type: 'dimension', dimension: 'conversationEnd', operator }] };
}

/** An ID that nothing has. */
export function nobodysId(): string {
	return randomUUID();
}

/** The conversations of a details query's answer. */
export function rowsOf(body: Json): readonly Indexed[] {
	return body.at('conversations').list.flatMap((row) => {
		const [id, start] = [row.at('conversationId').text, row.at('conversationStart').time];
		if (id === undefined || start === undefined) return [];
		return [{ id, start, end: row.at('conversationEnd').time, row }];
	});
}

function checkReads({ method, path }: Request): void {
	if (method === 'GET' || (method === 'POST' && SEARCH.test(path))) return;
	throw new Error(`${method} ${path} is no read`);
}
