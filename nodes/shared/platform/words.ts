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

/** The beginning of a sentence. */
export function capitalized(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}
