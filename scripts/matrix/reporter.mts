// A reporter for Node's test runner (node --test-reporter): one JSON line for each test that has ended; see results.mts.
import type { TestEvent } from 'node:test/reporters';
import type { TestResult } from './results.mts';

/** Writes what became of each test; suites only lend their names. */
export default async function* reportTests(events: AsyncIterable<TestEvent>): AsyncGenerator<string> {
	/** Names of what has started and not ended, outermost first. */
	const path: string[] = [];
	for await (const event of events) {
		if (event.type === 'test:start') {
			path.splice(event.data.nesting, Infinity, event.data.name);
		} else if (event.type === 'test:pass' || event.type === 'test:fail') {
			const { name, nesting, details, skip } = event.data;
			if (details.type === 'suite') continue;
			const passed = event.type === 'test:pass' && skip === undefined;
			const result: TestResult = { suite: path.slice(0, nesting).join(': '), test: name, passed };
			yield `${JSON.stringify(result)}\n`;
		}
	}
}
