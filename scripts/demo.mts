// npm run demo: two example workflows in n8n's own engine, on a simulated contact center.
//   npm run demo -- --live <external ID>   the first of them in a real organization; asks before it closes
import { parseArgs } from 'node:util';

import { play } from './demo/play.mts';
import { say } from './demo/print.mts';
import { liveStage, simulatedStage } from './demo/stage.mts';

async function main(): Promise<void> {
	const { values } = parseArgs({ options: { live: { type: 'string' } } });
	say();
	const stage = values.live === undefined ? await simulatedStage() : liveStage(values.live);
	try {
		await play(stage);
	} finally {
		await stage.close();
	}
}

main().catch((error: unknown) => {
	process.stderr.write(`\n${error instanceof Error ? error.message : String(error)}\n`);
	process.exitCode = 1;
});
