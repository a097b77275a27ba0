import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { parseJson, shaped } from '../n8n/json.mts';
import type { Line } from '../n8n/lines.mts';

const TEST_RESULT = v.object({
	/** Name of its suite, a sentence or its beginning. */
	suite: v.string(),
	/** Name of the test, a sentence. */
	test: v.string(),
	/** False also for a test that was skipped. */
	passed: v.boolean(),
});

/** What became of one test. */
export type TestResult = Readonly<v.InferOutput<typeof TEST_RESULT>>;

/** What became of all tests on one line of n8n. */
export interface LineResult {
	readonly line: Line;
	/** Version of n8n, such as "2.40.7"; undefined when it could not be installed. */
	readonly n8n: string | undefined;
	/** Version of the Node that ran n8n, such as "24.21.0"; undefined when n8n could not be installed. */
	readonly node: string | undefined;
	readonly tests: readonly TestResult[];
	/** Every test ran and passed, and the run ended as it should. */
	readonly passed: boolean;
}

/** Reads the file that the reporter has written; empty where it is not there, because the run ended before any test. */
export async function readResults(path: string): Promise<readonly TestResult[]> {
	const text = await readFile(path, 'utf8').catch(() => '');
	const lines = text.split('\n').filter((line) => line !== '');
	return lines.map((line) => shaped(TEST_RESULT, parseJson(line, path), path));
}
