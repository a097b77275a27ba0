import type { Plan } from './arguments.mts';
import { Look } from './look.mts';
import { Notebook } from './notebook.mts';
import type { Person } from './person.mts';
import { Platform, type Surroundings } from './platform.mts';
import type { Question } from './question.mts';
import { Session } from './session.mts';
import { TestChat } from './test-chat.mts';
import { CannotStart, Stopped, Unanswered } from './trouble.mts';

/** What became of one question. */
export interface Asked {
	readonly question: Question;
	readonly note: Notebook;
	/** Why what it settles is open, where the notebook has no finding. */
	readonly why: string;
}

/** What became of all. */
export interface Outcome {
	readonly asked: readonly Asked[];
	/** Calls that change something, which were sent. */
	readonly changes: number;
	readonly isStopped: boolean;
}

/**
 * Asks the questions, one after the other. One that cannot be answered keeps no other from being asked.
 * @throws CannotStart when the login is refused; Unanswered when it could not be asked for
 */
export async function askAll(
	questions: readonly Question[],
	plan: Plan,
	person: Person,
	around: Surroundings,
): Promise<Outcome> {
	const platform = new Platform(plan.place, around);
	const session = new Session(platform, plan.client, around.now);
	await session.token();
	const look = new Look(plan, platform, session, around.now);
	let changes = 0;
	const onChange = (): void => {
		changes += 1;
	};
	const means = { platform, session, look, person, onChange };
	const asked: Asked[] = [];
	let isStopped = false;
	for (const question of questions) {
		const note = new Notebook();
		let why = 'it was stopped before';
		try {
			if (!isStopped) why = reasonToLeaveOut(question, plan) ?? (await ask(question, note));
		} catch (error) {
			if (!(error instanceof Stopped)) throw error;
			isStopped = true;
		}
		asked.push({ question, note, why });
	}
	return { asked, changes, isStopped };

	/** Asks one question; gives why something may have stayed open. */
	async function ask(question: Question, note: Notebook): Promise<string> {
		person.tell(`\n${question.title}`);
		try {
			if (question.kind === 'reads') await question.ask(look, note);
			else await askWithChat(question, note);
			return 'the answers left it open';
		} catch (error) {
			const why = reasonOf(error);
			person.tell(`  Not answered: ${why}.`);
			return why;
		}
	}

	async function askWithChat(question: Question & { kind: 'changes' }, note: Notebook): Promise<void> {
		person.tell('This changes something, on a chat that you open for it. It:');
		for (const step of question.steps) person.tell(`  - ${step}`);
		const chat = await TestChat.open(means, question.needsAgent);
		try {
			await question.ask(chat, look, note);
		} finally {
			if (around.signal.aborted) chat.tellThatItMayBeOpen();
			else await chat.tidyUp();
		}
	}
}

/** Why a question has no answer. @throws what is no reason, but a fault of this program or the wish to stop */
function reasonOf(error: unknown): string {
	if (error instanceof Unanswered) return error.message;
	// The login was good at first, so it is not the whole program that it ends.
	if (error instanceof CannotStart) return 'another token was refused';
	// What builds the paths of calls refuses what is no ID, and the message would repeat it.
	if (error instanceof RangeError) return 'an answer had something else in the place of an ID';
	throw error;
}

function reasonToLeaveOut(question: Question, plan: Plan): string | undefined {
	if (question.kind === 'reads') return question.unless?.(plan);
	return plan.changes ? undefined : 'it changes something: run with --changes';
}
