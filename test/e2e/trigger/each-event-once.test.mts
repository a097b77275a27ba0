import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { provisionRuntime } from '../../../scripts/n8n/runtime.mts';
import { playColumn, type Column } from './column.mts';
import { SCENARIOS } from './scenarios.mts';

/** n8n itself is fetched the first time. */
const WITHIN_MS = 30 * 60 * 1000;
const MODE = 'legacy';

void describe('The trigger in real n8n', { timeout: WITHIN_MS }, () => {
	let column: Column;

	before(async () => {
		const runtime = await provisionRuntime(console.log, undefined, process.env['N8N_VERSION']);
		column = await playColumn(runtime, MODE, console.log);
	});

	for (const { name, madeByN8n } of SCENARIOS) {
		const madeByIt = madeByN8n?.[MODE];
		void it(`${madeByIt === undefined ? 'gives each event once' : 'gives no event that did not happen'}: ${name}`, () => {
			const outcome = column.outcomes.find(({ scenario }) => scenario === name);
			assert.equal(outcome?.error, undefined);
			assert.ok(outcome?.count !== undefined && outcome.count.happened > 0);
			if (madeByIt !== undefined) return;
			assert.equal(outcome.count.lost, 0, 'lost');
			assert.equal(outcome.count.doubled, 0, 'doubled');
		});
	}
});
