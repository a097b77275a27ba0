/** A number of things as a sentence has it: "1 request", "2 requests". */
export function inNumber(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}

/** Blanks, and characters that show nothing, which come along when something is copied from a page. */
const NOTHING_TO_SEE =
	/^[\s\p{Cf}\p{Mn}\p{Default_Ignorable_Code_Point}\p{Noncharacter_Code_Point}\u2800]*$/u;

/** Whether nobody can see that there is a text. */
export function showsNothing(text: string): boolean {
	return NOTHING_TO_SEE.test(text);
}

/** Characters that show nothing, or turn the order of those behind them around. */
const INVISIBLE = /(?!\s)[\p{Cc}\p{Cf}]/gu;
/** In a sentence or an entry of a list; more than any person's name. */
const LONGEST_NAME = 60;

/**
 * A name that a stranger may have chosen, as it can stand among other words: a line stays one, and what follows is still seen,
 * however long or broken the name is.
 *
 * @returns undefined where nobody would see anything of it
 */
export function inALine(name: string | undefined): string | undefined {
	const line = (name ?? '').replace(INVISIBLE, '').replace(/\s+/g, ' ').trim();
	if (showsNothing(line)) return undefined;
	const letters = Array.from(line);
	return letters.length > LONGEST_NAME ? `${letters.slice(0, LONGEST_NAME).join('')}…` : line;
}

/** The beginning of a sentence. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
