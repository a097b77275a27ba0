import { HELP, readArguments, type Plan } from './arguments.mts';
import { discreet } from './discreet.mts';
import type { Person } from './person.mts';
import type { Surroundings } from './platform.mts';
import type { Question } from './question.mts';
import { QUESTIONS } from './questions/all.mts';
import { listOf, reportOf } from './report.mts';
import { askAll } from './run.mts';
import { CannotStart, Stopped, Unanswered } from './trouble.mts';

/** How the program was called, and what it has around it. */
interface Invocation {
	readonly argv: readonly string[];
	readonly env: Readonly<Record<string, string | undefined>>;
	readonly version: string;
	readonly person: Person;
	/** Whether somebody can be asked. */
	readonly isInteractive: boolean;
	readonly around: Surroundings;
	/** Tries whether the report can be written there. @throws CannotStart which says why not */
	readonly checkWritable: (path: string) => Promise<void>;
}

/** What it comes to. */
export interface Result {
	readonly exitCode: number;
	/** For standard output. */
	readonly text: string;
	/** Where the text is wanted as well. */
	readonly output?: string;
}

const STOPPED = 130;

/** The whole program, but for what belongs to the process. */
export async function liveCheck(invocation: Invocation): Promise<Result> {
	const { argv, env, person } = invocation;
	const secrets = [env['GENESYS_CLIENT_SECRET'], env['GENESYS_USER_TOKEN'], env['GENESYS_CLIENT_ID']].flatMap(
		(secret) => (secret === undefined || secret.trim() === '' ? [] : [secret, secret.trim()]),
	);
	const careful: Person = {
		tell: (line) => {
			person.tell(discreet(line, secrets));
		},
		ask: async (question) => person.ask(discreet(question, secrets)),
	};
	try {
		const plan = readArguments(
			argv,
			env,
			QUESTIONS.map(({ name }) => name),
		);
		if (plan === 'help') return { exitCode: 0, text: HELP };
		if (plan === 'list') return { exitCode: 0, text: listOf(QUESTIONS) };
		if (plan.changes && !invocation.isInteractive)
			throw new CannotStart('--changes needs a terminal, for it asks before every step.');
		if (plan.output !== undefined) await invocation.checkWritable(plan.output);
		const { text, isStopped } = await checked(chosen(plan), plan, careful, invocation);
		return {
			exitCode: isStopped ? STOPPED : 0,
			text: discreet(text, secrets),
			...(plan.output !== undefined && { output: plan.output }),
		};
	} catch (error) {
		if (error instanceof Stopped) {
			careful.tell('Stopped. Nothing had been asked yet.');
			return { exitCode: STOPPED, text: '' };
		}
		if (!(error instanceof CannotStart || error instanceof Unanswered)) throw error;
		careful.tell(error instanceof CannotStart ? error.message : `The login failed: ${error.message}.`);
		return { exitCode: error instanceof CannotStart ? 2 : 1, text: '' };
	}
}

function chosen({ only }: Plan): readonly Question[] {
	return QUESTIONS.filter(({ name }) => only.length === 0 || only.includes(name));
}

async function checked(
	questions: readonly Question[],
	plan: Plan,
	person: Person,
	{ version, around }: Invocation,
): Promise<{ text: string; isStopped: boolean }> {
	const outcome = await askAll(questions, plan, person, around);
	const date = new Date(around.now()).toISOString().slice(0, 10);
	const place = plan.place.name;
	return { text: reportOf(outcome, { date, version, place }), isStopped: outcome.isStopped };
}
