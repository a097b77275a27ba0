import { once } from 'node:events';

import type { ApiAnswer, ApiCall } from '../../nodes/shared/platform/api.ts';
import { GenesysClient, type RateLimits } from '../../nodes/shared/platform/client.ts';
import { Pace } from '../../nodes/shared/platform/pace.ts';
import { NO_ANSWER, type Dropped } from '../../nodes/shared/platform/retry.ts';
import { VirtualClock } from './virtual-clock.mts';

/** What the server does with a call. */
export interface Reply {
	/** What comes back; nothing ever does where it is absent. */
	readonly outcome?: ApiAnswer | Dropped;
	/** What the host throws instead. */
	readonly thrown?: unknown;
	/** How long it takes, in seconds. */
	readonly after?: number;
	/** It comes from something in between, without the headers of Genesys Cloud. */
	readonly isForeign?: true;
}

/** A call as it arrived. */
export interface Arrival {
	/** Since the clock started. */
	readonly second: number;
	/** `GET /api/v2/…` */
	readonly line: string;
	readonly call: ApiCall;
	/** Aborted once nobody waits for the answer any more. */
	readonly signal: AbortSignal;
}

type Headers = Readonly<Record<string, string>>;

/** A call that changes something and may be repeated, unless `change` says otherwise. */
export function call(change: Partial<ApiCall> = {}): ApiCall {
	return {
		method: 'GET',
		path: '/api/v2/things/1',
		doing: 'reading the thing',
		repeatable: true,
		changes: true,
		...change,
	};
}

/** An answer as it comes. */
export function answer(status: number, body: unknown = {}, headers: Headers = {}): Reply {
	return { outcome: { status, headers, body } };
}

/** A success. */
export function ok(body: unknown = {}, headers: Headers = {}): Reply {
	return answer(200, body, headers);
}

/** An answer of a proxy, a firewall or a sign-in page. */
export function foreign(status: number, body: unknown = '<html></html>', headers: Headers = {}): Reply {
	return { ...answer(status, body, headers), isForeign: true };
}

/** The refusal of the rate limit, with the seconds that Genesys asks to wait. */
export function limited(seconds: number): Reply {
	return answer(429, {}, { 'retry-after': String(seconds) });
}

/** A connection that breaks; whether the call was carried out, nobody knows. */
export function dropped(code = 'ECONNRESET'): Reply {
	return { outcome: { dropped: code } };
}

/** A call that is never answered. */
export const SILENCE: Reply = {};

/** What Genesys Cloud marks its answers with. */
export const CORRELATION_ID = 'c0rrelat10n';

/** How long an answer takes, in seconds, unless its reply says otherwise. */
export const LATENCY = 0.1;

type About = string | RegExp;

interface Rule {
	readonly about: About;
	readonly reply: (sent: ApiCall) => Reply;
}

/** A server that answers as it was told. What it was not told about succeeds with an empty object. */
export class ScriptedServer {
	readonly arrivals: Arrival[] = [];
	/** How far its clock is ahead of that of this machine, in seconds. */
	clockAhead = 0;
	/** Its answers tell what time it is. */
	isDated = true;
	/** A fixed window that the first call opens, as Genesys Cloud has it; without it, answers tell no limit. */
	limit: { readonly allowed: number; readonly seconds: number } | undefined;
	private window = { count: 0, endsAt: 0 };
	private others = 0;
	private readonly once: Rule[] = [];
	private readonly standing: Rule[] = [];
	private readonly lost: About[] = [];

	constructor(private readonly clock: VirtualClock) {}

	/** Replies to the next calls, one after the other; `about` is a part of their line. */
	next(about: About, ...replies: readonly Reply[]): void {
		for (const reply of replies) this.once.push({ about, reply: () => reply });
	}

	/** Others use up so much of each window as soon as it begins; of this one, now. */
	othersUse(count: number): void {
		this.others = count;
		this.window.count = Math.max(this.window.count, count);
	}

	/** Forgets the single replies that are left, and what has arrived. */
	forget(): void {
		this.once.length = 0;
		this.arrivals.length = 0;
	}

	/** Replies to all calls for which there is no such single reply. */
	always(about: About, reply: Reply | ((sent: ApiCall) => Reply)): void {
		this.standing.push({ about, reply: typeof reply === 'function' ? reply : () => reply });
	}

	/** Carries out the next such call as always, and its answer gets lost on the way. */
	loseAnswer(about: About): void {
		this.lost.push(about);
	}

	/** The lines of the calls that arrived, in order. */
	get lines(): string[] {
		return this.arrivals.map(({ line }) => line);
	}

	/** When the calls arrived, in seconds. */
	get seconds(): number[] {
		return this.arrivals.map(({ second }) => second);
	}

	/** Sends a call as the host would. */
	readonly send = async (sent: ApiCall, signal: AbortSignal): Promise<ApiAnswer | Dropped> => {
		const line = `${sent.method} ${sent.path}`;
		this.arrivals.push({ second: this.clock.seconds, line, call: sent, signal });
		const told = this.count();
		const { outcome, thrown, after = LATENCY, isForeign } = told.refusal ?? this.replyTo(line, sent);
		if (outcome === undefined && thrown === undefined) return await givenUp(signal);
		await this.clock.sleep(after * 1000);
		if (outcome === undefined) throw thrown;
		if ('dropped' in outcome) return outcome;
		const date = new Date(this.clock.now() + this.clockAhead * 1000).toUTCString();
		const dated: Headers = this.isDated ? { date } : {};
		const own: Headers = isForeign ? {} : { 'inin-correlation-id': CORRELATION_ID, ...told.headers };
		return { ...outcome, headers: { ...dated, ...own, ...outcome.headers } };
	};

	private replyTo(line: string, sent: ApiCall): Reply {
		const isAbout = (about: About) => (typeof about === 'string' ? line.includes(about) : about.test(line));
		const rule =
			take(this.once, ({ about }) => isAbout(about)) ?? this.standing.find(({ about }) => isAbout(about));
		const reply = rule ? rule.reply(sent) : ok();
		return take(this.lost, isAbout) === undefined ? reply : dropped();
	}

	private count(): { readonly headers: Headers; readonly refusal?: Reply } {
		if (!this.limit) return { headers: {} };
		const now = this.clock.now();
		if (now >= this.window.endsAt)
			this.window = { count: this.others, endsAt: now + this.limit.seconds * 1000 };
		this.window.count += 1;
		const left = Math.ceil((this.window.endsAt - now) / 1000);
		const headers = {
			'inin-ratelimit-allowed': String(this.limit.allowed),
			'inin-ratelimit-count': String(this.window.count),
			'inin-ratelimit-reset': String(left),
		};
		return this.window.count > this.limit.allowed ? { headers, refusal: limited(left) } : { headers };
	}
}

/** Nothing ever comes, and nobody knows whether anything arrived. */
async function givenUp(signal: AbortSignal): Promise<Dropped> {
	await once(signal, 'abort');
	return { dropped: NO_ANSWER };
}

/** Takes the first that fits out of a list. */
function take<T>(list: T[], fits: (item: T) => boolean): T | undefined {
	const index = list.findIndex(fits);
	return index < 0 ? undefined : list.splice(index, 1)[0];
}

/** A run of the node on the virtual platform, and the button that cancels it. */
export interface VirtualRun {
	readonly client: GenesysClient;
	cancel(): void;
}

const USUAL_LIMITS: RateLimits = { headroom: 0, maxRetries: 5, maxWaitSeconds: 300 };

/** Genesys Cloud, the host and the clock, all of them scripted; the runs on it share one token. */
export class VirtualPlatform {
	readonly clock = new VirtualClock();
	readonly server = new ScriptedServer(this.clock);
	pace = new Pace();
	/** What chance gives, from 0 up to 1. */
	chance = 0;

	/** Starts a run. */
	run(limits: Partial<RateLimits> = {}, tasks = 1): VirtualRun {
		let isCanceled = false;
		const client = new GenesysClient(
			{
				send: this.server.send,
				elapsed: this.clock.elapsed,
				timeOfDay: this.clock.now,
				sleep: this.clock.sleep,
				random: () => this.chance,
				isCanceled: () => isCanceled,
			},
			this.pace,
			{ ...USUAL_LIMITS, ...limits },
			tasks,
		);
		client.begin();
		return {
			client,
			cancel: () => {
				isCanceled = true;
			},
		};
	}

	/** The process is started anew: all that it knew of Genesys Cloud is gone. */
	restart(): void {
		this.pace = new Pace();
	}

	/** Lets time pass until some work is over, and gives what came of it. */
	async play<T>(work: Promise<T>): Promise<T> {
		return await this.clock.play(work);
	}

	/** Lets something happen in so many seconds. */
	after(seconds: number, happen: () => void): void {
		void this.clock.sleep(seconds * 1000).then(happen);
	}

	/** Genesys Cloud has refused somebody: nobody with this token may send anything for so many seconds. */
	hold(seconds: number): void {
		this.pace.pacer.refused(this.clock.elapsed(), seconds * 1000);
	}

	/** Lets some seconds pass. */
	async pass(seconds: number): Promise<void> {
		await this.clock.play(this.clock.sleep(seconds * 1000));
	}
}
