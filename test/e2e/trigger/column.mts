import type { Line } from '../../../scripts/n8n/lines.mts';
import type { Report } from '../../../scripts/n8n/project.mts';
import type { Runtime } from '../../../scripts/n8n/runtime.mts';
import { settingsOf, type Mode } from './mode.mts';
import { startRestartable, type Restartable } from './n8n.mts';
import { SCENARIOS, type Ending, type Scenario } from './scenarios.mts';
import { startTrial, type Count, type Trial } from './trial.mts';

/** What came of a scenario. */
export interface Outcome {
	readonly scenario: string;
	/** Undefined where it could not be played to its end. */
	readonly count?: Count | undefined;
	readonly error?: string | undefined;
}

/** What came of all scenarios in one n8n. */
export interface Column {
	readonly line: Line;
	/** Such as "2.40.7". */
	readonly n8n: string;
	readonly mode: Mode;
	readonly outcomes: readonly Outcome[];
}

/** A scenario that is being played. */
interface Played {
	readonly scenario: Scenario;
	readonly trial: Trial;
	error?: string;
}

/** n8n is ended twice, for all those at once. */
const ENDS: readonly (readonly Ending[])[] = [['in order'], ['killed, nothing given', 'killed, just given']];

/** Plays the scenarios in one n8n, side by side: n8n polls at most so often, and so they share the waiting. */
export async function playColumn(
	runtime: Runtime,
	mode: Mode,
	report: Report,
	scenarios: readonly Scenario[] = SCENARIOS,
): Promise<Column> {
	const n8n = await startRestartable(runtime, settingsOf(mode));
	const played: Played[] = [];
	try {
		// One after the other: on a busy machine, n8n takes too long to publish all at once.
		for (const [index, scenario] of scenarios.entries())
			played.push({ scenario, trial: await startTrial(n8n, scenario.settings ?? {}, index) });
		report('all watch');
		await together(played, async ({ scenario, trial }) => {
			await trial.polled();
			await scenario.play?.(trial);
			await trial.settles();
		});
		report('all has happened that happens while n8n runs');
		for (const one of played) {
			const { alone } = one.scenario;
			if (alone === undefined) continue;
			await together([one], async ({ trial }) => {
				await alone(trial);
				await trial.settles();
			});
			report(one.scenario.name);
		}
		for (const endings of ENDS) {
			const those = played.filter(
				({ scenario: { ending } }) => ending !== undefined && endings.includes(ending),
			);
			if (those.length === 0) continue;
			await endAndStart(n8n, those);
			report(`n8n was ended (${endings.join('; ')}) and started again`);
		}
		const { line, version } = runtime;
		return { line, n8n: version, mode, outcomes: played.map(outcomeOf) };
	} finally {
		for (const { trial } of played) await trial.close();
		await n8n.close();
	}
}

async function endAndStart(n8n: Restartable, played: readonly Played[]): Promise<void> {
	const ended = (...endings: readonly Ending[]): readonly Played[] =>
		played.filter(({ scenario: { ending } }) => ending !== undefined && endings.includes(ending));
	await together(ended('killed, nothing given'), ({ trial }) => trial.polled());
	await together(ended('killed, just given'), async ({ trial }) => {
		trial.organization.happen();
		await trial.arrives('everything');
	});
	const inOrder = ended('in order');
	// What nobody has polled yet.
	for (const { trial } of inOrder) trial.organization.happen();
	await (inOrder.length > 0 ? n8n.stop() : n8n.kill());
	for (const { trial } of played) trial.organization.happen(2);
	const failure = await n8n.start().then(() => undefined, messageOf);
	if (failure !== undefined) for (const one of played) one.error ??= failure;
	await together(played, ({ trial }) => trial.settles());
}

/** What goes wrong in one is no reason to break off the others. */
async function together(played: readonly Played[], act: (one: Played) => Promise<void>): Promise<void> {
	await Promise.all(
		played.map(async (one) => {
			if (one.error !== undefined) return;
			await act(one).catch((error: unknown) => {
				one.error = messageOf(error);
			});
		}),
	);
}

function outcomeOf({ scenario, trial, error }: Played): Outcome {
	return { scenario: scenario.name, count: error === undefined ? trial.count() : undefined, error };
}

function messageOf(error: unknown): string {
	return error instanceof Error ? error.message : String(error);
}
