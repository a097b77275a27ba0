import type { ApiCall, ApiResult, GenesysApi, Recheck } from '../../platform/api';
import { explainRefusal } from '../../platform/explain';
import { RateLimitReached, type ApiFailure } from '../../platform/failures';
import type { JsonObject } from '../../platform/json';
import { disconnectParticipant } from '../calls';
import { isAmong, type CloseAnswer } from './subject';
import type { WrapUp } from './options';
import { hasOpenSession, isAgent, isCustomer } from '../participants';
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

/** So often it is looked who is left before a step, where no look is fresh. */
const MOST_LOOKS = 3;

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
	stillWanted: Recheck | undefined,
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
	private readonly wrappedUp: Participant[] = [];
	private readonly wrapUpUnclear: Participant[] = [];
	private readonly refused: Participant[] = [];
	private remaining: readonly Participant[];
	/** When those were looked at, on the clock of the API. */
	private seenAt: number;
	/** Why somebody may still be there, by participant. */
	private readonly troubles = new Map<string, ApiFailure>();

	constructor(
		private api: GenesysApi,
		private readonly sightings: Sightings,
		private readonly before: Conversation,
		private readonly wrapUp: WrapUp | undefined,
		private readonly stillWanted: Recheck | undefined,
	) {
		this.remaining = before.participants.filter(hasOpenSession);
		// Whoever sends a close has just looked.
		this.seenAt = api.elapsed();
	}

	/** Disconnects the customer, then whoever is left. */
	async carryOut(): Promise<void> {
		await this.disconnect(this.remaining.filter(isCustomer));
		if (this.answer.withdrawn) return;
		const left = await this.whoIsLeft();
		if (await this.isStillWanted()) await this.disconnect(left);
		else this.answer = { ...this.answer, withdrawn: true };
	}

	/**
	 * How it was answered.
	 *
	 * @param failure what came in between
	 */
	sent(failure?: ApiFailure): CloseAnswer {
		const remaining = this.remaining.filter((one) => !isAmong(this.disconnected, one));
		// A refusal is of no account where whom it kept has gone.
		const [first] = remaining.flatMap(({ id }) => this.troubles.get(id) ?? []);
		const trouble = failure ?? first;
		const { disconnected, wrappedUp, wrapUpUnclear } = this;
		// Refused the second time, after a first one of which nobody knows.
		const refused = this.refused.filter((one) => !isAmong(wrapUpUnclear, one));
		const progress = { disconnected, refused, remaining, wrappedUp, wrapUpUnclear };
		return { ...this.answer, ...(trouble && { trouble }), progress };
	}

	private async disconnect(participants: readonly Participant[]): Promise<void> {
		for (const participant of participants) {
			const ended = await settle(this.end(participant));
			if ('failure' in ended) {
				this.takeFailure(participant, ended.failure);
				continue;
			}
			const answer = ended.value;
			// Who has gone by now, or is in a call, is passed over; what has not begun is called off.
			if (answer.withdrawn && this.isSure) continue;
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
		this.hasBegun = true;
		this.api = this.api.toTheEnd();
	}

	/**
	 * A step that changed nothing, or of which nobody knows, has taken its time, and so has the look at who is left: a guard judges anew
	 * what begins only now.
	 */
	private async isStillWanted(): Promise<boolean> {
		const isGuarded = this.stillWanted !== undefined && this.stillWanted.freshUntil() < Infinity;
		return this.isSure || !isGuarded || this.answer === NOBODY_LEFT || (await this.stillWanted.look());
	}

	/** Genesys Cloud has said that somebody is disconnected: what is left undone now would leave others alone. */
	private get isSure(): boolean {
		return this.disconnected.length > 0;
	}

	private async end(participant: Participant): Promise<ApiResult> {
		if (this.wrapUp && isAgent(participant) && participant.owesWrapUp) {
			const answer = await this.endWithWrapUp(participant, this.wrapUp);
			if (answer) this.take(answer);
			if (answer && answer.status < 300) return answer;
		}
		const answer = await this.api.request(this.callFor(participant, {}));
		this.take(answer);
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
			if (!NOT_ABOUT_THE_WRAP_UP.has(failure.details.status)) return undefined;
			throw failure;
		}
		// What is unclear comes as a failure, as it is not sent twice.
		const { status, withdrawn } = sent.value;
		if (status < 300 && !withdrawn) this.wrappedUp.push(participant);
		return sent.value;
	}

	/** Takes note of an answer. */
	private take(answer: ApiResult): void {
		if (answer.withdrawn && this.isSure) return;
		const earlierTryUnclear = this.answer.earlierTryUnclear || answer.earlierTryUnclear;
		// The ending began with the first step that ended something.
		const sentAt = this.hasBegun ? this.answer.sentAt : answer.sentAt;
		const isLast = answer.status < 300 || !this.hasBegun;
		this.answer = isLast ? { ...answer, sentAt, earlierTryUnclear } : { ...this.answer, earlierTryUnclear };
		this.hasBegun ||= (answer.status < 300 && !answer.withdrawn) || answer.earlierTryUnclear;
		// Half of it would leave the agent alone in the conversation.
		if (this.hasBegun) this.api = this.api.toTheEnd();
	}

	private callFor(participant: Participant, wrapUp: JsonObject): ApiCall {
		const call = disconnectParticipant(this.before.id, participant.id, wrapUp);
		const stillWanted = this.recheckOf(participant);
		return stillWanted ? { ...call, stillWanted } : call;
	}

	/**
	 * What a step depends on. A guard holds as long as nobody is known to be disconnected: half of it would leave the agent alone in the
	 * conversation. From the second step on, which may come minutes later, a call that has begun beside the chat goes on.
	 */
	private recheckOf(participant: Participant): Recheck | undefined {
		const { stillWanted } = this;
		if (!this.hasBegun) return stillWanted;
		let looks = 0;
		// Where answers take longer than that, the last one is as fresh as it gets.
		const freshUntil = () => (looks < MOST_LOOKS ? this.seenAt + LOOK_COUNTS_MS : Infinity);
		const look = async (isWanted: () => Promise<boolean>) => {
			looks += 1;
			this.seenAt = this.api.elapsed();
			return await isWanted();
		};
		if (this.isSure || !stillWanted) {
			const isToEnd = async () => {
				const left = await this.whoIsLeftNow();
				return isAmong(isCustomer(participant) ? left : withoutCustomer(left), participant);
			};
			return { freshUntil, look: async () => await look(isToEnd), tooSlow: () => undefined };
		}
		return {
			...stillWanted,
			freshUntil: () => Math.min(freshUntil(), stillWanted.freshUntil()),
			look: async () => await look(async () => await stillWanted.look()),
		};
	}

	/** Those to disconnect after the customer. */
	private async whoIsLeft(): Promise<readonly Participant[]> {
		const left = await this.whoIsLeftAfter(0);
		return left.length === 0 ? left : await this.whoIsLeftAfter(AGENT_LEAVES_SECONDS);
	}

	private async whoIsLeftAfter(seconds: number): Promise<readonly Participant[]> {
		await this.api.wait(seconds, 'waiting for the agent to leave');
		return withoutCustomer(await this.whoIsLeftNow());
	}

	private async whoIsLeftNow(): Promise<readonly Participant[]> {
		const live = await this.sightings.fetch(this.api, this.before.id);
		if (!live) throw NOT_SHOWN;
		this.seenAt = live.askedAt;
		// A call that has begun beside the chat goes on.
		this.remaining = live.conversation.participants.filter(isInChat);
		return this.remaining.filter((one) => !isAmong(this.disconnected, one));
	}
}

/** Who is to go with the customer. An agent does not leave a customer alone who could not be disconnected, or is back. */
function withoutCustomer(left: readonly Participant[]): readonly Participant[] {
	return left.some(isCustomer) ? [] : left;
}

/** Whether a step may have been carried out all the same. */
function isUnclear({
	details: { isUnclear: isNow = false, earlierTryUnclear = false },
}: ApiFailure): boolean {
	return isNow || earlierTryUnclear;
}
