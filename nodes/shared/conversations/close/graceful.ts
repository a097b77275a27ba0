import type { ApiCall, ApiResult, GenesysApi, Recheck } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import { RateLimitReached, type ApiFailure } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { disconnectParticipant } from '../calls';
import { isAmong, type CloseAnswer, type StillWanted } from './subject';
import type { WrapUp } from './options';
import { hasOpenSession, isAgent, isCustomer, isMachine } from '../participants';
import { isForeign, isSessionOpen, type Conversation, type Participant } from '../conversation';
import { LOOK_COUNTS_MS } from '../live';
import { NOT_SHOWN } from './confirm';
import { settle } from '../settle';
import type { Sightings } from '../sightings';
import { wrapUpBody } from './wrap-up';

/** Genesys often lets the agent go by itself once the customer has left; it gets this long, in seconds. */
const AGENT_LEAVES_SECONDS = 1;

/** Answers that are not about the wrap-up: the client, the rate limit, and an internal error, which nothing is sent again for. */
const NOT_ABOUT_THE_WRAP_UP: ReadonlySet<number | undefined> = new Set([401, 429, 500]);

/** A look that does not work is taken so often, with a pause of so many seconds, before an agent is left alone for want of it. */
const MOST_LOOKS = 3;
const BETWEEN_LOOKS_SECONDS = 1;

/** Stands for the answer when everybody had left before the first call: as good as a conflict. */
const NOBODY_LEFT: ApiResult = {
	status: 409,
	headers: {},
	body: undefined,
	earlierTryUnclear: false,
	sentAt: 0,
	toldAt: undefined,
	withdrawn: false,
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
	wrapUp: WrapUp | undefined,
	stillWanted: StillWanted | undefined,
): Promise<CloseAnswer> {
	const ending = new GracefulEnding(api, sightings, before, wrapUp, stillWanted);
	const carriedOut = await settle(ending.carryOut());
	if ('value' in carriedOut) return ending.sent();
	if (!ending.hasBegun) throw carriedOut.failure;
	return ending.sent(carriedOut.failure);
}

/** Whether somebody is in the conversation with nothing but the chat and what goes with it. */
function isInChat({ sessions }: Participant): boolean {
	const open = sessions.filter(isSessionOpen);
	return open.length > 0 && !open.some(isForeign);
}

class GracefulEnding {
	/** Somebody was disconnected, or may have been. */
	hasBegun = false;
	private answer: ApiResult = NOBODY_LEFT;
	private readonly disconnected: Participant[] = [];
	/** Those who were not to be disconnected any more when it was their turn. */
	private readonly passedOver: Participant[] = [];
	private readonly wrappedUp: Participant[] = [];
	private readonly wrapUpUnclear: Participant[] = [];
	private readonly refused: Participant[] = [];
	/** Why somebody may still be there, by participant. */
	private readonly troubles = new Map<string, ApiFailure>();
	/** Who was in it when it was last looked at. */
	private there: readonly Participant[];
	/** When that was told, on the clock of the API. */
	private seenAt: number;
	/** What a step depends on could not be looked at: the step was not sent. */
	private lookFailed = false;

	constructor(
		private api: GenesysApi,
		private readonly sightings: Sightings,
		private readonly before: Conversation,
		private readonly wrapUp: WrapUp | undefined,
		private readonly stillWanted: StillWanted | undefined,
	) {
		this.there = before.participants.filter(hasOpenSession);
		// Whoever sends a close has just looked.
		this.seenAt = api.elapsed();
	}

	/** Disconnects the customer, then whoever is left. */
	async carryOut(): Promise<void> {
		await this.disconnect(this.left.filter(isCustomer));
		if (this.answer.withdrawn) return;
		const others = await this.whoIsLeft();
		if (await this.isStillWanted()) await this.disconnect(others);
		else this.answer = { ...this.answer, withdrawn: true };
	}

	/**
	 * How it was answered.
	 *
	 * @param failure what came in between
	 */
	sent(failure?: ApiFailure): CloseAnswer {
		const remaining = this.left;
		// A refusal is of no account where whom it kept has gone.
		const [first] = remaining.flatMap(({ id }) => this.troubles.get(id) ?? []);
		const trouble = failure ?? first;
		const { disconnected, wrappedUp, wrapUpUnclear } = this;
		// Refused the second time, after a first one of which nobody knows.
		const refused = [...this.refused, ...this.passedOver].filter((one) => !isAmong(wrapUpUnclear, one));
		const inCall = this.there.filter((one) => !isInChat(one) && !this.isGone(one));
		const progress = { disconnected, refused, remaining, inCall, wrappedUp, wrapUpUnclear };
		return { ...this.answer, ...(trouble && { trouble }), progress };
	}

	private async disconnect(participants: readonly Participant[]): Promise<void> {
		for (const participant of participants) {
			// The look before another one's step may have shown it.
			if (!this.isToGo(participant)) {
				this.passedOver.push(participant);
				continue;
			}
			const ended = await settle(this.end(participant));
			if ('failure' in ended) {
				this.takeFailure(participant, ended.failure);
				continue;
			}
			const answer = ended.value;
			if (isAmong(this.passedOver, participant)) continue;
			if (answer.withdrawn) return;
			if (answer.status < 300) {
				this.disconnected.push(participant);
				continue;
			}
			this.troubles.set(participant.id, explainRefusal(answer, this.callFor(participant, {})));
			if (!answer.earlierTryUnclear) this.refused.push(participant);
		}
	}

	/** What has begun goes on with the others, and so does what may have. @throws ApiFailure otherwise */
	private takeFailure(participant: Participant, failure: ApiFailure): void {
		const mayBeDone = isUnclear(failure);
		if (!mayBeDone) this.refused.push(participant);
		if (mayBeDone) this.mayHaveBegun();
		const isOfEverybody = failure instanceof RateLimitReached || failure.details.status === 401;
		if (isOfEverybody || !this.hasBegun) throw failure;
		this.troubles.set(participant.id, failure);
	}

	private mayHaveBegun(): void {
		this.answer = { ...this.answer, earlierTryUnclear: true };
		this.begin();
	}

	/** Half of it would leave the agent alone in the conversation: it comes to its end now. */
	private begin(): void {
		this.hasBegun = true;
		this.api = this.api.toTheEnd();
		this.stillWanted?.begun();
	}

	/** Genesys Cloud has said that somebody is disconnected: a guard would leave others alone now. */
	private get isSure(): boolean {
		return this.disconnected.length > 0;
	}

	/**
	 * A step that changed nothing, or of which nobody knows, has taken its time, and so has the look at who is left: a guard judges anew
	 * what begins only now.
	 */
	private async isStillWanted(): Promise<boolean> {
		if (this.isSure || this.answer === NOBODY_LEFT || this.stillWanted?.isGuarded !== true) return true;
		return await this.stillWanted.look();
	}

	private async end(participant: Participant): Promise<ApiResult> {
		this.lookFailed = false;
		if (this.wrapUp && isAgent(participant) && participant.owesWrapUp) {
			const answer = await this.endWithWrapUp(participant, this.wrapUp);
			if (answer) this.take(participant, answer);
			if (answer && answer.status < 300) return answer;
		}
		const answer = await this.api.request(this.callFor(participant, {}));
		this.take(participant, answer);
		return answer;
	}

	/**
	 * Undefined where it may be the wrap-up that is refused, which must not keep the agent in the conversation; and where nobody
	 * knows what came of it, for a wrap-up is not sent twice.
	 */
	private async endWithWrapUp(participant: Participant, wrapUp: WrapUp): Promise<ApiResult | undefined> {
		const sent = await settle(this.api.request(this.callFor(participant, wrapUpBody(wrapUp))));
		if ('failure' in sent) {
			const { failure } = sent;
			if (isUnclear(failure)) {
				this.wrapUpUnclear.push(participant);
				this.mayHaveBegun();
			}
			if (!this.lookFailed && !NOT_ABOUT_THE_WRAP_UP.has(failure.details.status)) return undefined;
			throw failure;
		}
		// What is unclear comes as a failure, as it is not sent twice.
		const { status, withdrawn } = sent.value;
		if (status < 300 && !withdrawn) this.wrappedUp.push(participant);
		return sent.value;
	}

	/** Takes note of an answer. */
	private take(participant: Participant, answer: ApiResult): void {
		if (isAmong(this.passedOver, participant)) {
			if (answer.earlierTryUnclear) this.mayHaveBegun();
			return;
		}
		const earlierTryUnclear = this.answer.earlierTryUnclear || answer.earlierTryUnclear;
		// The ending began with the first step that ended something.
		const sentAt = this.hasBegun ? this.answer.sentAt : answer.sentAt;
		const isLast = answer.status < 300 || !this.hasBegun;
		this.answer = isLast ? { ...answer, sentAt, earlierTryUnclear } : { ...this.answer, earlierTryUnclear };
		if ((answer.status < 300 && !answer.withdrawn) || answer.earlierTryUnclear) this.begin();
	}

	private callFor(participant: Participant, wrapUp: JsonObject): ApiCall {
		const call = disconnectParticipant(this.before.id, participant.id, wrapUp);
		const stillWanted = this.hasBegun ? this.recheckOf(participant) : this.stillWanted;
		return stillWanted ? { ...call, stillWanted: this.noting(stillWanted) } : call;
	}

	/**
	 * What a step depends on that may come minutes after the one before: that the participant is still to go, and as long as nobody is
	 * known to be disconnected, that no guard holds.
	 */
	private recheckOf(participant: Participant): Recheck {
		const guard = this.isSure ? undefined : this.stillWanted;
		return {
			freshUntil: () => Math.min(this.seenAt + LOOK_COUNTS_MS, guard?.freshUntil() ?? Infinity),
			look: async () => {
				await this.look();
				if (!this.isToGo(participant)) {
					this.passedOver.push(participant);
					return false;
				}
				return guard === undefined || (await guard.look());
			},
			tooSlow: () => guard?.tooSlow(),
		};
	}

	/** The same, but it is remembered where it could not be looked at. */
	private noting(recheck: Recheck): Recheck {
		return {
			...recheck,
			look: async () => {
				this.lookFailed = true;
				const isWanted = await recheck.look();
				this.lookFailed = false;
				return isWanted;
			},
		};
	}

	/** Those to disconnect after the customer: people first, for a guard holds as long as only machines have gone. */
	private async whoIsLeft(): Promise<readonly Participant[]> {
		await this.look();
		if (this.left.length > 0) {
			await this.api.wait(AGENT_LEAVES_SECONDS, 'waiting for the agent to leave');
			await this.look();
		}
		const others = this.left.filter((one) => !isCustomer(one) && this.isToGo(one));
		return [...others.filter((one) => !isMachine(one)), ...others.filter(isMachine)];
	}

	/** Looks who is there now. @throws ApiFailure where nobody can tell */
	private async look(): Promise<void> {
		for (let looks = 1; ; looks++) {
			const seen = await settle(this.sightings.fetch(this.api, this.before.id));
			if ('value' in seen && seen.value) {
				this.seenAt = this.api.elapsed();
				this.there = seen.value.conversation.participants.filter(hasOpenSession);
				return;
			}
			const failure = 'failure' in seen ? seen.failure : NOT_SHOWN;
			if (looks === MOST_LOOKS || !mayPass(failure)) throw failure;
			await this.api.wait(BETWEEN_LOOKS_SECONDS, 'waiting for Genesys Cloud to show the conversation');
		}
	}

	/** Those who are in the chat and in nothing else: a call that has begun beside it goes on. */
	private get left(): readonly Participant[] {
		return this.there.filter((one) => isInChat(one) && !this.isGone(one));
	}

	/** Whether somebody was disconnected and is not back, as far as was seen. */
	private isGone(one: Participant): boolean {
		const before = this.disconnected.find(({ id }) => id === one.id);
		const known = new Set(before?.sessions.map(({ id }) => id));
		return before !== undefined && one.sessions.filter(isSessionOpen).every(({ id }) => known.has(id));
	}

	/** Whether somebody is to be disconnected. An agent does not leave a customer alone who could not be, or is back. */
	private isToGo(participant: Participant): boolean {
		const { left } = this;
		return isAmong(left, participant) && (isCustomer(participant) || !left.some(isCustomer));
	}
}

/** Whether a step may have been carried out all the same. */
function isUnclear({
	details: { isUnclear: isNow = false, earlierTryUnclear = false },
}: ApiFailure): boolean {
	return isNow || earlierTryUnclear;
}

/** Whether a look that failed so may work a moment later; what is sent again anyhow, or refused for good, is not looked at again here. */
function mayPass({ details: { status = 503 } }: ApiFailure): boolean {
	return status < 400 || status === 404 || status === 500;
}
