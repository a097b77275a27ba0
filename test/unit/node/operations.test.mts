import { OPERATIONS } from '../../../nodes/GenesysWebMessaging/actions/operations.ts';
import { outcomesOfEach } from '../../support/operations.mts';

const NAMED = OPERATIONS.map((operation) => ({
	...operation,
	title: `${operation.resource}: ${operation.name}`,
}));

describe('An operation', () => {
	it.each(NAMED)('that changes something keeps the order of the items, or closes: $title', (operation) => {
		const { value, fields, writesInOrderTo } = operation;
		// What changes something asks before an AI agent may use it.
		const isChange = fields.some(({ name }) => name === 'allowAsTool');

		expect(writesInOrderTo !== undefined).toBe(isChange && value !== 'close');
	});

	it.each(NAMED)('has as many outcomes for an item as the judges of the tests know: $title', (operation) => {
		expect(() => outcomesOfEach(operation.resource, operation.value)).not.toThrow();
	});
});
