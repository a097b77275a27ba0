import { capitalized } from '../../platform/words';
import type { Participant } from '../conversation';
import { listed, namesOf } from '../people';
import type { CloseAnswer } from './subject';
import type { WrapUpTrouble } from './wrap-up';

/** "disconnect Marco Conti (customer)", or something else where nobody was seen in it. */
export function whatIsDone(people: readonly string[] = [], disconnect: string, otherwise: string): string {
	return people.length > 0 ? `${disconnect} ${listed(people)}` : otherwise;
}

/** Who may still be connected, and why; undefined where nobody is known to be. */
export function whoStays({
	progress,
	trouble,
}: Pick<CloseAnswer, 'progress' | 'trouble'>): string | undefined {
	if (!progress) return undefined;
	const { disconnected, unclear, remaining, inCall, customersThere } = progress;
	const who = (people: readonly Participant[]) =>
		`${capitalized(listed(namesOf(people)))} may still be connected`;
	const hasBegun = disconnected.length > 0;
	const isBack = hasBegun && customersThere.length > 0;
	const isAlone = unclear.length > 0 && customersThere.length === 0;
	const why = trouble
		? `: ${trouble.message}. ${trouble.whatToDo}`
		: isBack
			? ': the customer is back.'
			: '.';
	const inTheChat = remaining.length > 0 && (trouble || hasBegun || isAlone) ? `${who(remaining)}${why}` : '';
	const busy = inCall.length > 0 ? `${who(inCall)}, being in a call beside the chat.` : '';
	const sentences = (trouble ? [inTheChat, busy] : [busy, inTheChat]).filter((sentence) => sentence !== '');
	return sentences.length > 0 ? sentences.join(' ') : undefined;
}

/** That a wrap-up was not entered, and why. */
export function wrapUpTrouble({ of, failure }: WrapUpTrouble): string {
	const what = failure.mayBeDone
		? `It is not known whether ${whose(of)} was entered`
		: `${capitalized(whose(of))} could not be entered`;
	return ` ${what}: ${failure.message}. ${failure.whatToDo}`;
}

/** "the wrap-up of Ada (agent)" */
export function whose(agents: readonly Participant[]): string {
	return `the wrap-up of ${listed(namesOf(agents))}`;
}
