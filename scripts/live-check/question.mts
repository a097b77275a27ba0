import type { Plan } from './arguments.mts';
import type { Look } from './look.mts';
import type { Notebook, Setting } from './notebook.mts';
import type { TestChat } from './test-chat.mts';

interface Common {
	/** For `--only`. */
	readonly name: string;
	/** The question, in plain English. */
	readonly title: string;
	/** The settings of the simulator that the answer settles. */
	readonly settles: readonly Setting[];
	/** What is done, step by step, as the person is told before. */
	readonly steps: readonly string[];
}

/** Looks, and changes nothing. */
export interface ReadingQuestion extends Common {
	readonly kind: 'reads';
	/** Why it is not asked with this plan, if it is not. */
	readonly unless?: (plan: Plan) => string | undefined;
	/** Asks it; what cannot be found out is thrown as Unanswered, or left out. */
	readonly ask: (look: Look, note: Notebook) => Promise<void>;
}

/** Changes something, on a chat that the person opens for it. */
export interface ChangingQuestion extends Common {
	readonly kind: 'changes';
	/** An agent has to be in the chat. */
	readonly needsAgent: boolean;
	/** Asks it. Whatever it changes goes through the chat, which asks the person before. */
	readonly ask: (chat: TestChat, look: Look, note: Notebook) => Promise<void>;
}

/** Something that nobody has verified, and how to find it out. */
export type Question = ChangingQuestion | ReadingQuestion;
