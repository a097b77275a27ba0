import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const SHARED = resolve(__dirname, '../../nodes/shared');
const PAYLOADS = [
	'conversations/payloads.ts',
	'directory/directory.ts',
	'directory/external-contacts.ts',
].map((file) => join(SHARED, file));
/** The SDK leaves open what a row of the attribute search is, so there is nothing to compare it with. */
const WITHOUT_MODEL = ['AttributeRowPayload'];
const PROOFS = join(__dirname, 'payload-types.mts');

/** The names that a pattern's only group catches in a file, sorted. */
function namesIn(file: string, pattern: RegExp): string[] {
	return Array.from(readFileSync(file, 'utf8').matchAll(pattern), ([, name = '']) => name).sort();
}

// The proofs themselves are the compiler's business; what it cannot see is a payload type without one.
describe('The proofs of the payload types', () => {
	it('are there for every type that the package reads', () => {
		const types = PAYLOADS.flatMap((file) => namesIn(file, /^export (?:interface|type) (\w+Payload)\b/gm));

		expect(types).toContain('ConversationPayload');
		expect([...namesIn(PROOFS, /^\t(\w+Payload): Proven</gm), ...WITHOUT_MODEL].sort()).toEqual(types.sort());
	});
});
