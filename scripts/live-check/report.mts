import { DEFAULT_ASSUMPTIONS } from '../../simulator/assumptions.mts';
import type { Finding, Setting } from './notebook.mts';
import type { Question } from './question.mts';
import type { Asked, Outcome } from './run.mts';

/** What stands at the top of a report. */
interface Heading {
	/** ISO date. */
	readonly date: string;
	readonly version: string;
	/** A region's domain, or that it was the simulator. */
	readonly place: string;
}

/** The report in Markdown, to be pasted in an issue. It names settings, statuses and words of known lists, and nothing else. */
export function reportOf({ asked, changes, isStopped }: Outcome, heading: Heading): string {
	return [
		'# Live check',
		'',
		`${heading.date}, n8n-nodes-genesys-web-messaging ${heading.version}, ${heading.place}. Calls that change something: ${changes}.`,
		...(isStopped ? ['', '**It was stopped before it was through.**'] : []),
		'',
		'## What the simulator should follow',
		'',
		...summaryOf(asked),
		...asked.filter(isTold).flatMap(sectionOf),
		...unansweredOf(asked.filter((one) => !isTold(one))),
		'',
	].join('\n');
}

function summaryOf(asked: readonly Asked[]): string[] {
	const lines = asked.flatMap(({ question, note }) =>
		question.settles.flatMap((setting) => {
			const finding = note.finding(setting);
			return finding === undefined || !isNews(finding) ? [] : [`- ${verdictOf(setting, finding)}`];
		}),
	);
	return lines.length === 0 ? ['Nothing that was answered differs from it.'] : lines;
}

function isNews(finding: Finding): boolean {
	return finding.kind === 'other' || (finding.kind === 'value' && !finding.isDefault);
}

/** Whether there is anything to tell of a question but why nothing came out. */
function isTold({ question, note }: Asked): boolean {
	return note.seen.length > 0 || question.settles.some((setting) => note.finding(setting) !== undefined);
}

function unansweredOf(asked: readonly Asked[]): string[] {
	if (asked.length === 0) return [];
	const lines = asked.flatMap((one) => verdictsOf(one));
	return ['', '## Not answered', '', ...lines];
}

function verdictsOf({ question, note, why }: Asked): string[] {
	return question.settles.map(
		(setting) => `- ${verdictOf(setting, note.finding(setting) ?? { kind: 'open', why })}`,
	);
}

function sectionOf(asked: Asked): string[] {
	const { question, note } = asked;
	return [
		'',
		`## ${question.title}`,
		'',
		kindOf(question),
		'',
		...note.seen.map((sentence) => `- Seen: ${sentence}`),
		...verdictsOf(asked),
	];
}

function kindOf({ kind, name }: Question): string {
	return `\`${name}\`, ${kind === 'reads' ? 'reads only' : 'changes something, on a test chat'}`;
}

function verdictOf(setting: Setting, finding: Finding): string {
	switch (finding.kind) {
		case 'value': {
			const named = `\`${setting}: ${finding.value}\``;
			return finding.isDefault ? `${named}, as the simulator has it` : `simulator should follow: ${named}`;
		}
		case 'other':
			return `\`${setting}\`: none of the known values: ${finding.what}; the simulator has \`${String(DEFAULT_ASSUMPTIONS[setting])}\``;
		case 'open':
			return `\`${setting}\`: not answered because ${finding.why}`;
	}
}

/** All questions for `--list`. */
export function listOf(questions: readonly Question[]): string {
	return questions
		.map((question) =>
			[
				`${question.name}: ${question.title}`,
				`  ${question.kind === 'reads' ? 'reads only' : 'changes something'}; settles ${question.settles.join(', ')}`,
				...question.steps.map((step) => `  - ${step}`),
			].join('\n'),
		)
		.join('\n\n');
}
