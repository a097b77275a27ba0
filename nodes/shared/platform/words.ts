/** A number of things as a sentence has it: "1 request", "2 requests". */
export function inNumber(count: number, what: string): string {
	return `${count} ${what}${count === 1 ? '' : 's'}`;
}
