import assert from 'node:assert/strict';
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { readBetweenMarks, writeBetweenMarks } from '../../scripts/marks.mts';
import { PROJECT_FOLDER } from '../../scripts/n8n/project.mts';
import { columnsIn, withColumn } from '../../scripts/trigger-table/columns.mts';
import { faultsIn, MARKS, triggerTable } from '../../scripts/trigger-table/document.mts';
import { createTemporaryFolder } from '../../scripts/n8n/temporary-folder.mts';
import type { Column, Outcome } from '../e2e/trigger/column.mts';
import { SCENARIOS } from '../e2e/trigger/scenarios.mts';

const CLEAN = SCENARIOS.find(({ madeByN8n }) => madeByN8n === undefined)?.name ?? assert.fail();
const EXCUSED = SCENARIOS.find(({ madeByN8n }) => madeByN8n?.legacy !== undefined) ?? assert.fail();

function columnOf(...outcomes: readonly Outcome[]): Column {
	return { line: '2.40', n8n: '2.40.7', mode: 'legacy', outcomes };
}

void describe('The table of the trigger', () => {
	void it('shows what was lost and doubled, and why where n8n itself does it', () => {
		const lost = { scenario: EXCUSED.name, count: { happened: 5, lost: 1, doubled: 2 } };
		const text = triggerTable([columnOf(lost)]);
		assert.match(text, /\| \*\*1 \/ 2 of 5\*\* \(1\) \|/);
		assert.ok(text.includes(`1. ${EXCUSED.madeByN8n?.legacy ?? ''}`));
		assert.deepEqual(faultsIn([columnOf(lost)]), []);
	});

	void it('names as a fault whatever n8n does not explain', () => {
		const lost = { scenario: CLEAN, count: { happened: 5, lost: 1, doubled: 0 } };
		assert.deepEqual(faultsIn([columnOf(lost)]), [`n8n 2.40.7, legacy: ${CLEAN}: 1 lost and 0 doubled of 5`]);
		assert.deepEqual(faultsIn([columnOf({ scenario: CLEAN, error: 'It hangs' })]), [
			`n8n 2.40.7, legacy: ${CLEAN}: It hangs`,
		]);
	});

	void it('is read as it was written, on its page too', async () => {
		const page = join(PROJECT_FOLDER, 'docs', 'trigger.md');
		const written = await readBetweenMarks(page, MARKS);

		assert.equal(`\n${triggerTable(columnsIn(written))}\n`, written);
	});

	void it('keeps the other columns where one is played anew, and the scenarios that are not', () => {
		const count = { happened: 5, lost: 1, doubled: 2 };
		const before = columnsIn(
			triggerTable([
				{ ...columnOf({ scenario: CLEAN, count }), line: '1.123', n8n: '1.123.81' },
				columnOf({ scenario: CLEAN, count }, { scenario: EXCUSED.name, error: 'It hangs' }),
				{ ...columnOf({ scenario: CLEAN, count }), mode: 'durable cursors' },
			]),
		);
		const anew = { ...columnOf({ scenario: EXCUSED.name, count }), n8n: '2.40.8' };

		assert.deepEqual(withColumn(before, anew), [
			{ ...columnOf({ scenario: CLEAN, count }), line: '1.123', n8n: '1.123.81' },
			{ ...columnOf({ scenario: CLEAN, count }, { scenario: EXCUSED.name, count }), n8n: '2.40.8' },
			{ ...columnOf({ scenario: CLEAN, count }), mode: 'durable cursors' },
		]);
	});

	void it('leaves out what is of no line that there is', () => {
		assert.deepEqual(columnsIn('|  | 1.7.3 legacy |\n| --- | :-: |\n| It polls | 0 / 0 of 2 |'), []);
	});

	void it('stands between its marks, and leaves the page around them as it was', async () => {
		const folder = await createTemporaryFolder();
		const page = join(folder.path, 'trigger.md');
		try {
			await writeFile(page, `# The trigger\n\n${MARKS.join('\n')}\n\nMore of the page.\n`);
			await writeBetweenMarks(page, MARKS, 'first');
			await writeBetweenMarks(page, MARKS, 'second');
			const text = await readFile(page, 'utf8');
			assert.match(text, /begin -->\nsecond\n<!--/);
			assert.ok(text.startsWith('# The trigger\n') && text.endsWith('\nMore of the page.\n'));
			assert.ok(!text.includes('first'));
		} finally {
			await folder.remove();
		}
	});
});
