import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const PAYLOADS = resolve(__dirname, '../../nodes/shared/conversations/payloads.ts');
const PROOFS = join(__dirname, 'payload-types.mts');

/** The names that a pattern's only group catches in a file, sorted. */
function namesIn(file: string, pattern: RegExp): string[] {
	return Array.from(readFileSync(file, 'utf8').matchAll(pattern), ([, name = '']) => name).sort();
}

// The proofs themselves are the compiler's business; what it cannot see is a payload type without one.
describe('The proofs of the payload types', () => {
	it('are there for every type that the package reads', () => {
		const types = namesIn(PAYLOADS, /^export (?:interface|type) (\w+)/gm);

		expect(types).not.toEqual([]);
		expect(namesIn(PROOFS, /^\t(\w+): Proven</gm)).toEqual(types);
	});
});
