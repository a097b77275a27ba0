import type { ConversationPayload, ParticipantPayload } from '../../nodes/shared/conversations/payloads.ts';
import type { CloseOptions } from '../../nodes/shared/conversations/close/options.ts';
import type { Verdict } from '../../nodes/shared/conversations/close/verdict.ts';
import { NOON } from './virtual-clock.mts';
import { VirtualCloses } from './virtual-closes.mts';
import { leg } from './virtual-conversation.mts';
import { answer, dropped, limited, ok, type Reply } from './virtual-platform.mts';
import { CODE } from './virtual-wrap-ups.mts';

export type Guard = 'agent' | 'agentAndCustomer' | 'none';
/** How a step is answered: carried out or not, and whether anybody is told. */
export type StepReply = 'done' | 'refused' | 'limited' | 'lost' | 'lostUndone' | 'slow';
/** What happens to the conversation meanwhile. */
export type Change = 'answers' | 'calls' | 'comesBack' | 'hangsUp' | 'joins' | 'leaves';

/** A close step by step, and what gets in its way. */
export interface Game {
	readonly customers: readonly boolean[];
	/** Whether each has answered, or is still rung. */
	readonly agents: readonly boolean[];
	readonly hasMachine: boolean;
	readonly guard: Guard;
	readonly owesWrapUp: boolean;
	/** One after the other; then all are carried out. */
	readonly steps: readonly StepReply[];
	/** Whether the looks fail, one after the other; then none does. */
	readonly looksFail: readonly boolean[];
	readonly changes: ReadonlyArray<{ readonly second: number; readonly what: Change; readonly whom: number }>;
}

/** Somebody as Genesys Cloud has them: each time they join, they have another leg. */
interface Person {
	readonly id: string;
	readonly purpose: string;
	readonly state: 'alerting' | 'connected' | 'disconnected';
	readonly legs: number;
	readonly endedAt: number;
	readonly isCalling: boolean;
}

interface Look {
	readonly askedAt: number;
	readonly toldAt: number;
	readonly people: readonly Person[];
}

interface Step {
	readonly toldAt: number;
	readonly who: string;
	readonly legs: number;
	readonly isAccepted: boolean;
}

const LATENCY = 0.1;
/** Sums of fractions are not exact. */
const A_MOMENT = 1e-6;
const isIn = ({ state }: Person) => state !== 'disconnected';

/** Plays a game on the virtual clock, and holds every step to what had been seen before it. */
abstract class StepwiseGame {
	/** What was not right, as sentences. */
	readonly wrong: string[] = [];
	protected readonly closes = new VirtualCloses();
	protected people: readonly Person[];
	protected readonly looks: Look[] = [];
	protected readonly taken: Step[] = [];
	/** When a customer came back last. */
	protected lastReturnAt = 0;
	private readonly replies: StepReply[];
	private readonly failures: boolean[];

	constructor(protected readonly game: Game) {
		this.people = [
			...game.customers.map((isThere, i) =>
				person(`customer${i}`, 'customer', isThere ? 'connected' : undefined),
			),
			...game.agents.map((isThere, i) => person(`agent${i}`, 'agent', isThere ? 'connected' : 'alerting')),
			...(game.hasMachine ? [person('machine', 'workflow', 'connected')] : []),
		];
		this.replies = [...game.steps];
		this.failures = [...game.looksFail];
	}

	async play(): Promise<void> {
		const { platform, server } = this.closes;
		server.always(/^GET /, () => this.look());
		server.always(/^PATCH /, ({ path }) => {
			const [, who = '', leg] = /participants\/([^/]+)(?:\/communications\/(.+))?$/.exec(path) ?? [];
			return this.step(who, leg);
		});
		for (const { second, what, whom } of this.game.changes)
			platform.after(second, () => {
				this.change(what, whom);
			});
		await this.close({
			skipIfConnected: this.game.guard === 'none' ? 'nobody' : this.game.guard,
			...(this.game.owesWrapUp && { wrapUp: CODE }),
		});
		if (this.now > 900) this.wrong.push(`It took ${this.now} seconds.`);
		if (server.arrivals.length > 200) this.wrong.push(`It took ${server.arrivals.length} requests.`);
	}

	/** Closes, and judges what is said of that. */
	protected abstract close(options: Partial<CloseOptions>): Promise<void>;

	/** Judges a step by what was seen last, besides what goes for every close. */
	protected abstract judgeStep(one: Person, seen: Look, accepted: readonly Step[]): void;

	protected get now(): number {
		return this.closes.platform.clock.seconds;
	}

	private look(): Reply {
		if (this.failures.shift() === true) return answer(500);
		this.looks.push({ askedAt: this.now, toldAt: this.now + LATENCY, people: this.people });
		return ok(bodyOf(this.people, this.game.owesWrapUp));
	}

	private step(who: string, leg: string | undefined): Reply {
		const one = this.people.find(({ id }) => id === who);
		if (!one) return answer(404);
		if (leg !== undefined && leg !== legOf(one)) return answer(400);
		this.judgeAny(one);
		const reply = this.replies.shift() ?? 'done';
		const after = reply === 'slow' || reply === 'lostUndone' ? 20 : LATENCY;
		const isDone = isIn(one) && ['done', 'lost', 'slow'].includes(reply);
		if (isDone) this.update(who, { state: 'disconnected', endedAt: this.now });
		const isAccepted = isDone && reply !== 'lost';
		this.taken.push({ toldAt: this.now + after, who, legs: one.legs, isAccepted });
		if (reply === 'limited') return limited(20);
		if (reply === 'lost' || reply === 'lostUndone') return { ...dropped(), after };
		return { ...answer(isAccepted ? 202 : 409), after };
	}

	/** What was seen last must allow it. */
	private judgeAny(one: Person): void {
		const isBy = ({ toldAt }: { readonly toldAt: number }) => toldAt <= this.now + A_MOMENT;
		const seen = this.looks.findLast(isBy);
		if (!seen) {
			this.wrong.push(`${one.id} was disconnected unseen.`);
			return;
		}
		const accepted = this.taken.filter((step) => step.isAccepted && isBy(step));
		const customers = seen.people.filter((other) => other.purpose === 'customer' && isIn(other));
		const stays = customers.find(
			({ id, legs }) => !accepted.some((step) => step.who === id && step.legs === legs),
		);
		if (one.purpose !== 'customer' && stays)
			this.wrong.push(`${one.id} was disconnected before ${stays.id}.`);
		this.judgeStep(one, seen, accepted);
	}

	/** A guard must not hold, by a look that is new enough. */
	protected judgeGuard(one: Person, seen: Look): void {
		if (this.game.guard === 'none') return;
		if (this.now - seen.askedAt > 2.05) this.wrong.push(`${one.id} was disconnected on an old look.`);
		if (this.holds(seen.people)) this.wrong.push(`${one.id} was disconnected, though the guard held.`);
	}

	private holds(people: readonly Person[]): boolean {
		const isThere = (purpose: string) =>
			people.some((one) => one.purpose === purpose && one.state === 'connected');
		return isThere('agent') && (this.game.guard === 'agent' || isThere('customer'));
	}

	/** Whether some look has shown somebody as they are now. */
	protected wasSeenIn(one: Person): boolean {
		return this.looks.some(({ people }) =>
			people.some((other) => isIn(other) && legOf(other) === legOf(one)),
		);
	}

	private change(what: Change, whom: number): void {
		// What is over stays over.
		if (!this.people.some(isIn)) return;
		const one = this.people[whom % this.people.length];
		if (!one) return;
		const { id, purpose, state, legs, isCalling } = one;
		if (what === 'calls' && isIn(one)) this.update(id, { isCalling: true });
		if (what === 'hangsUp' && isCalling) this.update(id, { isCalling: false });
		if (what === 'leaves' && isIn(one)) this.update(id, { state: 'disconnected', endedAt: this.now });
		if (what === 'answers' && state === 'alerting') this.update(id, { state: 'connected' });
		if (what === 'comesBack' && purpose === 'customer' && !isIn(one)) {
			this.lastReturnAt = this.now;
			this.update(id, { state: 'connected', legs: legs + 1 });
		}
		if (what === 'joins' && !this.people.some((other) => other.id === 'joiner'))
			this.people = [...this.people, person('joiner', 'agent', 'connected')];
	}

	private update(id: string, change: Partial<Person>): void {
		this.people = this.people.map((one) => (one.id === id ? { ...one, ...change } : one));
	}
}

/** *Graceful*: whoever is there is disconnected, the customer first. */
export class GracefulGame extends StepwiseGame {
	protected async close(options: Partial<CloseOptions>): Promise<void> {
		const verdict = await this.closes.close(options, 'graceful').catch(() => undefined);
		if (verdict) this.judge(verdict);
	}

	protected judgeStep(one: Person, seen: Look, accepted: readonly Step[]): void {
		const wasSeen = seen.people.find(({ id }) => id === one.id);
		if (wasSeen?.isCalling) this.wrong.push(`${one.id} was disconnected, being in a call.`);
		if (accepted.length === 0) this.judgeGuard(one, seen);
	}

	private judge({ status, closed, reason, isUnclear }: Verdict): void {
		if (status === 'closing' && !isUnclear) this.judgeWhoIsNamed(reason);
		const isOver = !this.people.some(isIn) && !this.people.some(({ isCalling }) => isCalling);
		const isSaidToBeOver = closed || status === 'alreadyClosed';
		if (isSaidToBeOver && !isOver) this.wrong.push(`It is said to be ${status}, and goes on.`);
		const isSaidToBeUntouched = /^(skipped|notAttempted|notFound|stuck)/.test(status);
		if (isSaidToBeUntouched && this.taken.some(({ isAccepted }) => isAccepted))
			this.wrong.push(`It is said to be ${status}, and somebody was disconnected.`);
	}

	/** Who is still in, and was seen, has to be told. */
	private judgeWhoIsNamed(reason: string): void {
		const people = this.people.filter(({ purpose }) => purpose !== 'workflow');
		for (const one of people.filter((other) => isIn(other) && this.wasSeenIn(other)))
			if (!reason.toLowerCase().includes(one.id))
				this.wrong.push(`${one.id} is still in, and nothing says so.`);
	}
}

/** *All Open Sessions*: the customer's first, and whoever joins meanwhile as well. */
export class SessionsGame extends StepwiseGame {
	private newCustomerTakenAt = -Infinity;

	protected async close(options: Partial<CloseOptions>): Promise<void> {
		const verdicts: Verdict[] = [];
		const settled = await this.closes
			.closeSessions({ which: 'allOpenSessions' }, options, 'chat', verdicts)
			.catch(() => undefined);
		this.judge(verdicts, settled === undefined);
	}

	protected judgeStep(one: Person, seen: Look, accepted: readonly Step[]): void {
		const [first] = this.looks;
		const wasThere = first?.people.some(({ id, legs }) => id === one.id && legs === one.legs) === true;
		if (one.purpose === 'customer' && !wasThere && accepted.length > 0)
			this.wrong.push(`${one.id} was disconnected, being back.`);
		if (one.purpose === 'customer' && !wasThere) this.newCustomerTakenAt = this.now;
		this.judgeGuard(one, seen);
	}

	private judge(verdicts: readonly Verdict[], hasFailed: boolean): void {
		const of = (one: Person) => verdicts.filter(({ target }) => target.sessionId === legOf(one));
		for (const one of this.people.filter(isIn)) {
			if (of(one).some(({ closed }) => closed)) this.wrong.push(`${one.id} is said to be out, and is in.`);
			// An error tells of its session in words.
			if (this.wasSeenIn(one) && !hasFailed && of(one).length === 0)
				this.wrong.push(`${one.id} is still in, and nothing says so.`);
		}
		const stays = verdicts.find(({ reason }) => /(is back|has joined), and is not left alone/.test(reason));
		if (stays && this.newCustomerTakenAt > this.lastReturnAt)
			this.wrong.push(`${stays.target.participantId ?? ''} stays with nobody.`);
		const ids = verdicts.flatMap(({ target }) => target.sessionId ?? []);
		if (new Set(ids).size < ids.length) this.wrong.push('A session has two verdicts.');
	}
}

function legOf({ id, legs }: Person): string {
	return `${id}-${legs}`;
}

function person(id: string, purpose: string, state: Person['state'] = 'disconnected'): Person {
	return { id, purpose, state, legs: 1, endedAt: -100, isCalling: false };
}

function bodyOf(people: readonly Person[], owesWrapUp: boolean): ConversationPayload {
	return { id: 'chat', participants: people.map((one) => participantOf(one, owesWrapUp)) };
}

function participantOf(one: Person, owesWrapUp: boolean): ParticipantPayload {
	const { id, purpose, state, legs, endedAt, isCalling } = one;
	const disconnectedTime = new Date(NOON + endedAt * 1000).toISOString();
	const gone = { state: 'disconnected', disconnectedTime };
	const before = Array.from({ length: legs - 1 }, (_, i) => leg({ id: `${id}-${i + 1}`, ...gone }));
	const now = leg({ id: `${id}-${legs}`, ...(isIn(one) ? { state } : gone) });
	return {
		id,
		purpose,
		name: id,
		messages: [...before, now],
		...(purpose === 'agent' && owesWrapUp && { wrapupRequired: true }),
		...(isCalling && { calls: [{ id: `${id}-call`, state: 'connected' }] }),
	};
}
