/** Whoever sits at the terminal. */
export interface Person {
	/** Says a line to them. */
	tell(line: string): void;
	/** Asks them something, and waits for what they type. */
	ask(question: string): Promise<string>;
}

/** Asks for a yes; anything else is a no. */
export async function confirms(person: Person, question: string): Promise<boolean> {
	return /^\s*y(es)?\s*$/i.test(await person.ask(`${question} [yes/no]`));
}
