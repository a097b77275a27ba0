import type { Models } from 'purecloud-platform-client-v2';

import { SECOND_MS, MINUTE_MS } from '../../simulator/durations.mts';
import { DEFAULT_CLIENT } from '../../simulator/index.mts';
import { detailsQuery } from '../../simulator/analytics/details-query.mts';
import { conversationOf, viewContext } from '../../simulator/operations/conversations.mts';
import { conversationView } from '../../simulator/views/conversation.mts';
import { ApiError } from '../../simulator/http/errors.mts';
import type { Call } from '../../simulator/http/operation.mts';
import { Simulation } from '../../simulator/simulation.mts';
import type { Queue, User } from '../../simulator/world/directory.mts';
import { Agenda } from '../../simulator/world/agenda.mts';
import { endTimeOf, lastParticipant, type Conversation } from '../../simulator/world/model.mts';
import { Random } from '../../simulator/world/random.mts';
import type { World } from '../../simulator/world/world.mts';
import type { ApiCall } from '../../nodes/shared/platform/api.ts';
import { isRecord } from '../../nodes/shared/platform/fields.ts';
import { answer, ok, type Reply, type VirtualPlatform } from './virtual-platform.mts';

const DAY_SECONDS = 86_400;
const ROWS_OF_A_GAP = 25;
/** The share of the busiest hour in which people come, by hour of the day (UTC). */
const BUSY = [1, 1, 1, 1, 1, 2, 4, 7, 10, 10, 9, 8, 7, 8, 9, 10, 9, 8, 6, 5, 4, 3, 2, 1].map(
	(share) => share / 10,
);

/** How busy it is. */
export interface Business {
	/** New conversations in the busiest hour of the day. */
	readonly perHourAtMost: number;
	readonly agents: number;
}

/**
 * A contact center on the virtual platform, in which people come, wait, write, fall silent, leave, and come back. It is the
 * simulator's world behind the simulator's own answers, without the network between.
 */
export class LivingCenter {
	readonly simulation = new Simulation();
	readonly world: World = this.simulation.world;
	private readonly random: Random;
	private readonly queues: readonly Queue[];
	private readonly agents: readonly User[];
	private readonly agenda = new Agenda();
	private readonly token = this.simulation.tokens.issue({ clientId: DEFAULT_CLIENT.id }, DAY_SECONDS);

	constructor(
		private readonly platform: VirtualPlatform,
		private readonly business: Business,
		seed: number,
	) {
		this.random = new Random(seed);
		this.setClock();
		this.queues = ['Sales', 'Support', 'Orders'].map((name) => this.world.addQueue({ name }));
		this.agents = Array.from({ length: business.agents }, (_, i) =>
			this.world.addUser({ name: `Agent ${i}` }),
		);
		const { server } = platform;
		server.always('POST /api/v2/analytics/conversations/details/query', (sent) =>
			this.spoilsPage(pageAsked(sent))
				? this.spoiled
				: this.answer(sent, (call) => this.withGaps(detailsQuery(call, this.asGiven(sent)))),
		);
		server.always(/^GET \/api\/v2\/conversations\/[^/]+$/, (sent) =>
			this.spoils(sent.path.split('/').at(-1) ?? '')
				? this.spoiled
				: this.answer(sent, (call) => conversationView(conversationOf(call), viewContext(call))),
		);
	}

	/** By how much the next answers tell the time wrong, in milliseconds, one after the other. */
	readonly lies: number[] = [];
	/** Which conversations cannot be read, and what comes instead. */
	spoils: (id: string) => boolean = () => false;
	/** Which pages of the index cannot be read; asked for each that is asked for. */
	spoilsPage: (pageNumber: number) => boolean = () => false;
	/** Which page is given for one that was asked for. */
	pageGiven: (pageNumber: number) => number = (pageNumber) => pageNumber;
	spoiled: Reply = answer(500);
	/** How often a page of the index leaves a row out. */
	shareOfGaps = 0;

	/** Whether the index keeps to an order by the end. */
	set ordersByEnd(ordersByEnd: boolean) {
		this.simulation.configure({ assumptions: { ordersByEnd } });
	}

	/** How late the index is from now on, and how much later for one conversation than for another; in milliseconds. */
	lag(milliseconds: number, spread = 0): void {
		this.simulation.configure({ analyticsLagMs: milliseconds, analyticsLagSpreadMs: spread });
	}

	/** Lets everything happen up to now. */
	catchUp(): void {
		this.agenda.workOffUntil(this.now());
		this.setClock();
	}

	/** How many conversations go on. */
	openCount(): number {
		return [...this.world.conversations.all()].filter((one) => endTimeOf(one) === undefined).length;
	}

	/** From now on people come. */
	open(): void {
		this.minuteBegins(this.now());
	}

	private minuteBegins(start: number): void {
		const share = BUSY[new Date(start).getUTCHours()] ?? 1;
		const expected = (this.business.perHourAtMost * share) / 60;
		const count = Math.floor(expected) + (this.random.chance(expected % 1) ? 1 : 0);
		for (let one = 0; one < count; one++)
			this.at(start + this.random.between(0, MINUTE_MS - 1), () => {
				this.comes();
			});
		this.at(start + MINUTE_MS, () => {
			this.minuteBegins(start + MINUTE_MS);
		});
	}

	private at(time: number, act: () => void): void {
		this.agenda.plan(time, () => {
			this.world.clock.set(time);
			act();
		});
	}

	private comes(): void {
		const { id } = this.world.startConversation({
			customerName: 'Dana',
			queue: this.random.pick(this.queues),
			stage: 'queue',
			startedAt: this.world.now(),
		});
		this.goesOn(id);
	}

	/** What comes next in a conversation. Most of it is short, and some of it takes hours. */
	private goesOn(id: string): void {
		const patience = this.random.chance(0.2) ? this.random.between(20, 180) : this.random.between(1, 12);
		const wait = patience * MINUTE_MS + this.random.between(0, MINUTE_MS);
		this.at(this.world.now() + wait, () => {
			const conversation = this.world.conversation(id);
			if (endTimeOf(conversation) === undefined) this.step(id, conversation);
			// Whoever comes back within the threading timeline finds the same conversation.
			else if (this.random.chance(0.15)) this.world.reopen(id);
			else return;
			this.goesOn(id);
		});
	}

	private step(id: string, conversation: Conversation): void {
		const isThere = (purpose: 'agent' | 'customer') =>
			lastParticipant(conversation, purpose)?.communication.state === 'connected';
		const dice = this.random.fraction();
		if (!isThere('agent') && isThere('customer') && dice < 0.7)
			this.world.assignAgent(id, this.random.pick(this.agents));
		// An agent whom the customer has left does not stay for long.
		else if (dice < (isThere('customer') ? 0.3 : 0.6)) this.world.end(id);
		else if (dice < 0.4 && isThere('customer')) this.world.customerLeaves(id);
		else if (dice < 0.7 && isThere('customer')) this.world.customerWrites(id);
		else if (isThere('agent')) this.world.agentWrites(id);
		else if (!isThere('customer')) this.world.end(id);
	}

	/** Genesys Cloud's clock. */
	private now(): number {
		return this.platform.clock.now() + this.platform.server.clockAhead * SECOND_MS;
	}

	private setClock(): void {
		this.world.clock.set(this.now());
	}

	private asGiven(sent: ApiCall): ApiCall['body'] {
		const pageNumber = this.pageGiven(pageAsked(sent));
		const { body } = sent;
		return isRecord(body) && isRecord(body['paging'])
			? { ...body, paging: { ...body['paging'], pageNumber } }
			: body;
	}

	/** So few that nobody can tell: the total is approximate. */
	private withGaps(
		page: Models.AnalyticsConversationQueryResponse,
	): Models.AnalyticsConversationQueryResponse {
		const rows = page.conversations ?? [];
		if (rows.length < ROWS_OF_A_GAP || !this.random.chance(this.shareOfGaps)) return page;
		const gap = this.random.between(0, rows.length - 1);
		return { ...page, conversations: rows.filter((_row, i) => i !== gap) };
	}

	private answer(sent: ApiCall, work: (call: Call) => unknown): Reply {
		this.catchUp();
		const [, , , , id = ''] = sent.path.split('/');
		const lie = this.lies.shift();
		const headers = lie === undefined ? {} : { date: new Date(this.now() + lie).toUTCString() };
		try {
			return ok(
				work({
					simulation: this.simulation,
					world: this.world,
					assumptions: this.simulation.settings.assumptions,
					client: DEFAULT_CLIENT,
					token: this.token,
					query: new URLSearchParams(),
					body: sent.body,
					isJson: true,
					param: () => id,
				}),
				headers,
			);
		} catch (error) {
			if (error instanceof ApiError) return answer(error.status, error.body('c0rrelat10n'));
			throw error;
		}
	}
}

function pageAsked({ body }: ApiCall): number {
	const paging = isRecord(body) ? body['paging'] : undefined;
	return isRecord(paging) ? Number(paging['pageNumber']) : 0;
}
