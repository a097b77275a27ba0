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

/** In this order n8n is ended and started again. */
const ENDINGS: readonly Ending[] = ['in order', 'killed, nothing given', 'killed, just given'];

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
		const starting = scenarios.map(async (scenario, index) => {
			played[index] = { scenario, trial: await startTrial(n8n, scenario.settings ?? {}, index) };
		});
		await Promise.allSettled(starting);
		await Promise.all(starting);
		report(`${played.length} workflows watch`);
		await Promise.all(played.map(({ trial }) => trial.polled()));
		await together(played, async ({ scenario, trial }) => {
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
		for (const ending of ENDINGS) {
			const those = played.filter(({ scenario }) => scenario.ending === ending);
			if (those.length === 0) continue;
			await endAndStart(n8n, ending, those);
			report(`n8n was ended (${ending}) and started again`);
		}
		const { line, version } = runtime;
		return { line, n8n: version, mode, outcomes: played.map(outcomeOf) };
	} finally {
		for (const { trial } of played) await trial.close();
		await n8n.close();
	}
}

async function endAndStart(n8n: Restartable, ending: Ending, played: readonly Played[]): Promise<void> {
	await together(played, async ({ trial }) => {
		if (ending === 'killed, nothing given') await trial.polled();
		if (ending !== 'killed, just given') return;
		trial.organization.happen();
		await trial.arrives('everything');
	});
	// What nobody has polled yet.
	if (ending === 'in order') for (const { trial } of played) trial.organization.happen();
	await (ending === 'in order' ? n8n.stop() : n8n.kill());
	for (const { trial } of played) trial.organization.happen(2);
	await n8n.start();
	await together(played, ({ trial }) => trial.settles());
}

/** What goes wrong in one is no reason to break off the others. */
async function together(played: readonly Played[], act: (one: Played) => Promise<void>): Promise<void> {
	await Promise.all(
		played.map(async (one) => {
			if (one.error !== undefined) return;
			await act(one).catch((error: unknown) => {
				one.error = error instanceof Error ? error.message : String(error);
			});
		}),
	);
}

function outcomeOf({ scenario, trial, error }: Played): Outcome {
	return { scenario: scenario.name, count: error === undefined ? trial.count() : undefined, error };
}
