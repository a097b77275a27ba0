import type { ApiCall, ApiResult, GenesysApi, Recheck } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import { ApiFailure, RateLimitReached } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { disconnectParticipant } from '../calls';
import type { CloseAnswer, Sending, StillWanted } from './subject';
import { hasGuard, type CloseOptions, type WrapUp } from './options';
import { isAmong, isMachine } from '../participants';
import type { Conversation, Participant } from '../conversation';
import { Presence } from './presence';
import { Steps } from './steps';
import { LOOK_COUNTS_MS } from '../live';
import { settle } from '../settle';
import type { Sightings } from '../sightings';
import { owes, wrapUpBody } from './wrap-up';

/** Genesys often lets the agent go by itself once the customer has left; it gets this long, in seconds. */
const AGENT_LEAVES_SECONDS = 1;

/** Answers that are not about the wrap-up: the client, the rate limit, and an internal error, which nothing is sent again for. */
const NOT_ABOUT_THE_WRAP_UP: ReadonlySet<number | undefined> = new Set([401, 429, 500]);

/** So many turns everybody has: somebody else may come, or be in a call, at each. */
const MOST_ROUNDS = 3;

const TOO_SLOW = new ApiFailure(
	'Genesys Cloud answers so slowly that nobody can tell who is still there',
	'Run the close again later.',
);

const NOBODY_DISCONNECTED = new ApiFailure(
	'People came and went while the conversation was to be closed',
	'Nobody was disconnected. Run the close again.',
);

/** A close that is sent step by step goes by what was seen. */
type LookedAtSending = Sending & { readonly stillWanted: StillWanted };

/** Stands for the answer when everybody had left before the first call: as good as a conflict. */
const NOBODY_LEFT: CloseAnswer = {
	status: 409,
	headers: {},
	body: undefined,
	earlierTryUnclear: false,
	sentAt: 0,
	toldAt: undefined,
	withdrawn: false,
	isStandIn: true,
};

/**
 * Ends the customer's leg first and then those who are still there, so that agents get the after-call work that their
 * queue gives them (`PATCH /api/v2/conversations/messages/{conversationId}/participants/{participantId}`).
 *
 * @returns the answer to the last step that was accepted, or a refusal where none was; what fails later is told as `trouble`
 */
export async function disconnectGracefully(
	api: GenesysApi,
	sightings: Sightings,
	before: Conversation,
	options: CloseOptions,
	sending: LookedAtSending,
): Promise<CloseAnswer> {
	const ending = new GracefulEnding(api, sightings, before, options, sending);
	const carriedOut = await settle(ending.carryOut());
	if ('value' in carriedOut) return ending.sent();
	if (!ending.hasBegun) throw carriedOut.failure;
	return ending.sent(carriedOut.failure);
}

class GracefulEnding {
	/** Somebody was disconnected, or may have been. */
	hasBegun = false;
	private answer: CloseAnswer = NOBODY_LEFT;
	private readonly steps = new Steps();
	private readonly presence: Presence;
	/** Others have had the time to go along with the customer. */
	private isTimeToGoOver = false;
	/** What a step depends on could not be looked at: the step was not sent. */
	private lookFailed = false;
	/** A look has called off what has not begun for certain. */
	private isCalledOff = false;

	constructor(
		private api: GenesysApi,
		sightings: Sightings,
		private readonly before: Conversation,
		private readonly options: CloseOptions,
		private readonly sending: LookedAtSending,
	) {
		const { stillWanted } = sending;
		const until = Math.min(api.elapsed() + LOOK_COUNTS_MS, stillWanted.freshUntil());
		this.presence = new Presence(sightings, before, until);
		this.noteKnown();
	}

	/** Disconnects the customer, then whoever is left. */
	async carryOut(): Promise<void> {
		for (let rounds = 1; rounds <= MOST_ROUNDS; rounds++) {
			if (this.isNothingDone) {
				// A customer who has come before anything was done goes first, too.
				await this.disconnectAll((one) => this.presence.isCustomer(one) && this.steps.wasKnown(one));
				if (!this.isCalledOff) await this.waitForAgents();
			}
			// People first, for a guard holds as long as only machines have gone.
			await this.disconnectAll(
				(one) => !this.presence.isCustomer(one) && !isMachine(one) && this.isFree(one),
			);
			await this.disconnectAll(isMachine);
			if (this.isCalledOff) this.answer = { ...this.answer, withdrawn: true };
			if (this.isCalledOff || this.presence.left.length === 0) return;
			// Who was passed over, or joined while it was the turn of others, may be there alone now.
		}
		if (this.isNothingDone) throw NOBODY_DISCONNECTED;
	}

	private get isNothingDone(): boolean {
		return this.answer === NOBODY_LEFT;
	}

	/** Whether no guard holds somebody: as long as only machines have gone, it is still about people. */
	private isFree(one: Participant): boolean {
		const { disconnected } = this.presence;
		const onlyMachines = disconnected.length > 0 && disconnected.every(isMachine);
		return isMachine(one) || !onlyMachines || !hasGuard(this.options);
	}

	/**
	 * How it was answered.
	 *
	 * @param failure what came in between
	 */
	sent(failure?: ApiFailure): CloseAnswer {
		return { ...this.answer, ...this.steps.summary(this.presence, failure) };
	}

	/** Disconnects some of those who are left, whoever comes meanwhile included. */
	private async disconnectAll(isMeant: (one: Participant) => boolean): Promise<void> {
		const tried = new Set<string>();
		const isNext = (one: Participant) => !tried.has(one.id) && !this.steps.wasAsked(one);
		const next = () => this.presence.left.find((one) => isMeant(one) && isNext(one) && this.isToGo(one));
		for (let one = next(); one && !this.isCalledOff; one = next()) {
			tried.add(one.id);
			await this.disconnect(one);
		}
	}

	private async disconnect(participant: Participant): Promise<void> {
		const ended = await settle(this.end(participant));
		if (!('value' in ended && ended.value.withdrawn) && !this.lookFailed) this.steps.noteAsked(participant);
		if ('failure' in ended) {
			this.takeFailure(participant, ended.failure);
			return;
		}
		const { status, withdrawn, earlierTryUnclear } = ended.value;
		if (withdrawn) return;
		if (status < 300) {
			this.presence.noteDisconnected(participant);
			return;
		}
		this.steps.noteTrouble(participant, explainRefusal(ended.value, this.callFor(participant, {})));
		if (earlierTryUnclear) this.steps.noteUnclear(participant);
		else this.steps.noteInVain(participant);
	}

	/** What has begun goes on with the others, and so does what may have. @throws ApiFailure otherwise */
	private takeFailure(participant: Participant, failure: ApiFailure): void {
		if (failure.mayBeDone) this.mayHaveGone(participant);
		else this.steps.noteInVain(participant);
		const isOfEverybody = failure instanceof RateLimitReached || failure.details.status === 401;
		if (isOfEverybody || !this.hasBegun) throw failure;
		this.steps.noteTrouble(participant, failure);
	}

	private mayHaveGone(participant: Participant): void {
		this.mayHaveBegun();
		this.steps.noteUnclear(participant);
	}

	private mayHaveBegun(): void {
		this.answer = { ...this.answer, earlierTryUnclear: true };
		this.hasBegun = true;
		this.api = this.api.toTheEnd();
	}

	/** Half of it would leave the agent alone in the conversation: it comes to its end now. */
	private begin(sentAt: number): void {
		this.hasBegun = true;
		this.comesToItsEnd(sentAt);
	}

	private comesToItsEnd(sentAt: number): void {
		this.api = this.api.toTheEnd();
		this.sending.noteMayBeDone(sentAt);
	}

	/** Genesys Cloud has said that somebody is disconnected: a guard would leave others alone now. */
	private get isSure(): boolean {
		return this.presence.disconnected.length > 0;
	}

	private async end(participant: Participant): Promise<ApiResult> {
		this.lookFailed = false;
		const { wrapUp } = this.options;
		if (wrapUp && this.owesWrapUp(participant) && !this.steps.isWrapUpUnclear(participant)) {
			const answer = await this.endWithWrapUp(participant, wrapUp);
			if (answer) this.take(participant, answer);
			if (answer && answer.status < 300) return answer;
		}
		const answer = await this.api.request(this.callFor(participant, {}));
		this.take(participant, answer);
		return answer;
	}

	/** Whether somebody owes one, as the last look shows it: an agent may enter their own before the step is sent. */
	private owesWrapUp(participant: Participant): boolean {
		const now = this.presence.left.find(({ id }) => id === participant.id);
		return now !== undefined && owes(now);
	}

	/**
	 * Undefined where it may be the wrap-up that is refused, which must not keep the agent in the conversation; where nobody
	 * knows what came of it, for a wrap-up is not sent twice; and where the agent has entered their own meanwhile.
	 */
	private async endWithWrapUp(participant: Participant, wrapUp: WrapUp): Promise<ApiResult | undefined> {
		const call = this.callFor(participant, wrapUpBody(wrapUp), () => this.owesWrapUp(participant));
		const sent = await settle(this.api.request(call));
		if ('failure' in sent) {
			const { failure } = sent;
			if (failure.mayBeDone) {
				this.steps.noteWrapUpUnclear(participant);
				this.mayHaveBegun();
			}
			if (!this.lookFailed && !NOT_ABOUT_THE_WRAP_UP.has(failure.details.status)) return undefined;
			throw failure;
		}
		// What is unclear comes as a failure, as it is not sent twice.
		const { status, withdrawn } = sent.value;
		if (withdrawn)
			return this.isStillWanted(participant) && !this.owesWrapUp(participant) ? undefined : sent.value;
		if (status < 300) this.steps.noteWrappedUp(participant);
		return sent.value;
	}

	/** Takes note of an answer. */
	private take(participant: Participant, answer: ApiResult): void {
		if (answer.withdrawn) {
			if (answer.earlierTryUnclear) this.mayHaveGone(participant);
			// Whoever has gone after a try of which nobody knows may have been disconnected by that.
			else this.steps.noteInVain(participant);
			return;
		}
		const earlierTryUnclear = this.answer.earlierTryUnclear || answer.earlierTryUnclear;
		// The ending began with the first step that ended something.
		const sentAt = this.hasBegun ? this.answer.sentAt : answer.sentAt;
		const isLast = answer.status < 300 || !this.hasBegun;
		this.answer = isLast ? { ...answer, sentAt, earlierTryUnclear } : { ...this.answer, earlierTryUnclear };
		if (answer.status < 300 || answer.earlierTryUnclear) this.begin(sentAt);
	}

	/** @param isUpToDate whether its body is still what is to be sent */
	private callFor(
		participant: Participant,
		wrapUp: JsonObject,
		isUpToDate: () => boolean = () => true,
	): ApiCall {
		const call = disconnectParticipant(this.before.id, participant.id, wrapUp);
		return {
			...call,
			stillWanted: this.recheckOf(participant, isUpToDate),
			noteMayBeDone: (sentAt) => {
				this.comesToItsEnd(sentAt);
			},
		};
	}

	/** What a step depends on, which may come minutes after the one before: that the newest look shows the participant as one to go. */
	private recheckOf(participant: Participant, isUpToDate: () => boolean): Recheck {
		return {
			freshUntil: () =>
				Math.min(
					this.hasBegun ? this.presence.seenUntil : Infinity,
					this.isSure ? Infinity : this.sending.stillWanted.freshUntil(),
				),
			look: async () => {
				await this.look();
				return this.isStillWanted(participant) && isUpToDate();
			},
			tooSlow: () => {
				if (this.isSure) this.steps.noteTrouble(participant, TOO_SLOW);
				else {
					this.isCalledOff = true;
					this.sending.stillWanted.tooSlow();
				}
			},
		};
	}

	private isStillWanted(participant: Participant): boolean {
		return !this.isCalledOff && this.isToGo(participant);
	}

	/** Genesys often lets the agent go by itself. */
	private async waitForAgents(): Promise<void> {
		await this.look();
		if (this.isCalledOff || this.presence.left.length === 0) return;
		await this.api.wait(AGENT_LEAVES_SECONDS, 'waiting for the agent to leave');
		this.isTimeToGoOver = true;
		await this.look();
	}

	/** Looks who is there now; as long as nobody is known to be disconnected, that can call off the rest. @throws ApiFailure where nobody can tell */
	private async look(): Promise<void> {
		this.lookFailed = true;
		const live = await this.presence.look(this.api, this.hasBegun);
		this.lookFailed = false;
		this.noteKnown();
		this.steps.noteThere(this.presence.left);
		if (this.isTimeToGoOver) this.steps.noteStayed(this.presence.left);
		if (!this.isSure && !this.sending.stillWanted.judge(live)) this.isCalledOff = true;
	}

	private noteKnown(): void {
		if (!this.hasBegun) this.steps.noteKnown(this.presence.left);
	}

	/** Whether somebody is to be disconnected. An agent does not leave a customer alone who could not be, or is back. */
	private isToGo(participant: Participant): boolean {
		const { left, customersThere } = this.presence;
		return (
			isAmong(left, participant) && (this.presence.isCustomer(participant) || customersThere.length === 0)
		);
	}
}
