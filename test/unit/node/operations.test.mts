import { OPERATIONS } from '../../../nodes/GenesysWebMessaging/actions/operations.ts';

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
});
