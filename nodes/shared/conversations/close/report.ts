import { capitalized, inNumber } from '../../platform/words';
import type { Conversation, Participant } from '../conversation';
import { hasOpenSession, hasPassedOn, isAgent, isAmong, isThere, leftAt } from '../participants';
import { listed, namesOf } from '../people';
import { openChats, SURELY_BEFORE_MS, type Account, type SeenOpen } from './account';
import type { Confirmation } from './confirm';
import { hasGuard, type CloseOptions } from './options';
import { whatIsDone, whose, whoStays } from './reasons';
import type { CloseAnswer, Progress } from './subject';
import { verdict, type Verdict, type VerdictStatus } from './verdict';

const SEEMS_OVER =
	'. It seems to have ended before that, which was seen too seldom to be sure. Run the close again.';

/** Whose wrap-up was entered along with a close, and of whom nobody knows. */
type WrapUps = Pick<Progress, 'wrappedUp' | 'wrapUpUnclear'>;
const NO_WRAP_UPS: WrapUps = { wrappedUp: [], wrapUpUnclear: [] };

/** What is known where the end was not seen. */
interface NotSeen extends Pick<Confirmation, 'last' | 'trouble'> {
	/** It was seen to have ended before, too seldom to be believed. */
	readonly seemsOver: boolean;
}

/** What is said of a target that is, or may be, closed: never more than was seen of it. */
export class Report {
	constructor(
		private readonly account: Account,
		private readonly options: CloseOptions,
	) {}

	alreadyClosed(conversation: Conversation): Verdict {
		return verdict(this.account.target, 'alreadyClosed', 'It had already ended. Nothing was changed.', {
			previousState: this.account.subject.stateOf(conversation),
			closedAt: this.account.subject.endedAt(conversation),
			conversation,
		});
	}

	/** @param goodbye what would be said before, as a sentence */
	wouldClose(goodbye: string): Verdict {
		const what = whatIsDone(this.leaving, 'disconnect', 'end the conversation');
		return this.says('wouldClose', `Would ${what}.${goodbye}`);
	}

	/** Nobody can judge how it is now. */
	tooSlow(): Verdict {
		const what = hasGuard(this.options)
			? 'who is connected or has just written'
			: 'how the conversation is now';
		return this.says('notAttempted', `Genesys Cloud answers so slowly that nobody can tell ${what}.`);
	}

	/** What was accepted, and was not seen to end. */
	endNotSeen(sent: CloseAnswer, { last, trouble: later, seemsOver }: NotSeen): Verdict {
		const { progress } = sent;
		const asked = progress ? namesOf(progress.disconnected) : this.leaving;
		const accepted = `Genesys Cloud accepted the request to ${whatIsDone(asked, 'disconnect', 'close it')}`;
		const stays = whoStays(sent);
		const trouble = sent.trouble ?? later;
		const goesOn = () => (seemsOver ? SEEMS_OVER : this.notEnded());
		const why = stays !== undefined ? `. ${stays}` : trouble ? `. ${trouble.message}.` : goesOn();
		const named = progress ? [...progress.remaining, ...progress.inCall] : [];
		return this.says(
			'closing',
			`${accepted}${why}${this.whoHasJoined(last, named)}${this.wrapUpLeft(progress)}`,
		);
	}

	/** Who is in it by now and was not when it was last seen open, before the request. @param named those of whom that is said anyhow */
	private whoHasJoined(last: Conversation | undefined, named: readonly Participant[]): string {
		const before = this.account.lastOpen?.conversation.participants.filter(hasOpenSession) ?? [];
		const known = [...before, ...named];
		const isNew = (one: Participant) => openChats(one).length > 0 && !isAmong(known, one);
		const joined =
			this.account.subject.method && this.account.lastOpen
				? namesOf(last?.participants.filter(isNew) ?? [])
				: [];
		return joined.length > 0 ? ` ${capitalized(listed(joined))} joined meanwhile.` : '';
	}

	private notEnded(): string {
		const { waitUntilClosed, waitTimeoutSeconds, wrapUp } = this.options;
		if (waitUntilClosed) return `, but it had not ended after ${inNumber(waitTimeoutSeconds, 'second')}.`;
		return wrapUp
			? ', but it had not ended at the one look that a wrap-up takes. Wait Until Closed is off.'
			: '. Wait Until Closed is off, so the end was not checked.';
	}

	/** @param sent how it was answered, where it was */
	unclear(why: string, sent?: CloseAnswer): Verdict {
		// Step by step, nobody knows whose turn it was.
		const people = this.account.subject.method === 'graceful' ? [] : this.namedIn(this.account.beforeAll);
		const wrapUp = this.wrapUpLeft(sent?.progress, this.account.beforeAll);
		const stays = sent && whoStays(sent);
		// What went wrong is a part of who stays.
		const whatNow = stays === undefined ? why : sent?.trouble ? stays : `${why} ${stays}`;
		const reason = `The answer to the request to ${whatIsDone(people, 'disconnect', 'close it')} was lost, so it is not known whether it was carried out. ${whatNow}${wrapUp}`;
		return { ...this.says('closing', reason), isUnclear: true };
	}

	/** That there is, or may be, still a wrap-up to enter, where somebody was seen who will owe one. */
	private wrapUpLeft(
		{ wrappedUp, wrapUpUnclear }: WrapUps = NO_WRAP_UPS,
		seen: SeenOpen | undefined = this.account.lastOpen,
	): string {
		if (!this.options.wrapUp) return '';
		if (!seen) return ' The wrap-up was not entered.';
		const sent = [...wrappedUp, ...wrapUpUnclear];
		const left = this.agentsIn(seen.conversation).filter((one) => !isAmong(sent, one));
		return [
			wrapUpUnclear.length > 0 ? ` It is not known whether ${whose(wrapUpUnclear)} was entered.` : '',
			left.length > 0 ? ` ${capitalized(whose(left))} was not entered.` : '',
		].join('');
	}

	/** The agents who are there, as far as they are a part of the close. */
	private agentsIn({ participants }: Conversation): Participant[] {
		return participants.filter((one) => isAgent(one) && isThere(one) && this.account.subject.concerns(one));
	}

	/** Those who were in it when it was last seen open, as a sentence names them. */
	private get leaving(): string[] | undefined {
		return this.namedIn(this.account.lastOpen);
	}

	/** @param without those who are not to be named */
	private namedIn(seen: SeenOpen | undefined, without: readonly Participant[] = []): string[] | undefined {
		if (!seen) return undefined;
		const participants = seen.conversation.participants.filter((one) => !isAmong(without, one));
		return this.account.subject.named({ ...seen.conversation, participants });
	}

	/**
	 * Names those who have left since: others may have come and gone between the look and the close.
	 *
	 * @param conversation as it was told just now
	 * @param since when the first request was sent that may have ended it, on the clock of the API
	 * @param progress how it was closed step by step, where it was
	 */
	whatWasDone(conversation: Conversation, since: number, progress: Progress | undefined): string {
		const moment = this.account.byItsClock(conversation, since);
		// A look between two tries shows what the first one may have done.
		const before = this.account.seenBefore(since);
		const there = this.namedIn(before);
		const passedOn = conversation.participants.filter(hasPassedOn);
		const leftBefore = conversation.participants.filter((one) => hasLeftBefore(one, conversation, progress));
		const leaving = this.namedIn(before, [...passedOn, ...leftBefore]);
		const gone = (before?.conversation.participants ?? []).filter((one) => !hasOpenSession(one));
		const isOther = (one: Participant) =>
			isAmong(gone, one) ||
			isAmong(passedOn, one) ||
			isAmong(leftBefore, one) ||
			progress?.hasLeftAlone(one) === true;
		const asked = conversation.participants.filter(
			(one) => isAmong(progress?.disconnected ?? [], one) || !isOther(one),
		);
		const left = Number.isNaN(moment)
			? []
			: this.account.subject.whoLeft({ ...conversation, participants: asked }, moment - SURELY_BEFORE_MS);
		if (left.length > 0) return `Disconnected ${listed(left)}.`;
		if (there === undefined || leaving === undefined)
			return 'Closed. Check First is off, so it is not known who was connected.';
		if (there.length === 0) return 'Ended the conversation. Everyone had already left.';
		// All had left by the times that are told, which need not be exact; nobody can tell whether it was by this.
		const isUnsure = !Number.isNaN(moment) && !this.account.wasOpenJustBefore(since);
		if (isUnsure || leaving.length === 0)
			return `Closed. ${capitalized(listed(there))} ${there.length > 1 ? 'have' : 'has'} left.`;
		return `Disconnected ${listed(leaving)}.`;
	}

	/** @param seen as it was seen to end */
	says(status: VerdictStatus, reason: string, seen?: Conversation): Verdict {
		const before = this.account.lastOpen?.conversation ?? this.account.lastSeen;
		return verdict(this.account.target, status, reason, {
			previousState: before && this.account.subject.stateOf(before),
			closedAt: seen && this.account.subject.endedAt(seen),
			conversation: seen ?? this.account.lastSeen,
		});
	}
}

/** Whether somebody had left before the first who was disconnected: one answer tells both ends, by one clock. */
function hasLeftBefore(
	one: Participant,
	{ participants }: Conversation,
	progress: Progress | undefined,
): boolean {
	if (!progress) return false;
	const asked = [...progress.disconnected, ...progress.unclear];
	const ends = participants.filter((other) => isAmong(asked, other)).flatMap((other) => leftAt(other) ?? []);
	return ends.length > 0 && (leftAt(one) ?? Infinity) < Math.min(...ends) - SURELY_BEFORE_MS;
}
